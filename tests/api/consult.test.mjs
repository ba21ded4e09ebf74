// A question to a lead or specialists by the raw API: who may ask, see, answer and take back, and
// what is kept of it.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { freshKey, signIn, until } from './lib/client.mjs';
import { Office } from './lib/server.mjs';

let office, ana, ben, lena, sol;
before(async () => {
  office = await Office.open();
  [ana, ben, lena] = await Promise.all(['ana', 'ben', 'lena'].map((name) => office.person(name)));
  const admin = await office.person('admin');
  const person = { name: 'sol', display_name: 'Sol Vega', roles: ['agent'], team: 'specialists' };
  const added = await admin.post('/api/v1/people', person);
  is(added, 201);
  const password = 'a long password of sol';
  sol = office.known(await signIn(office.base, 'sol', added.json.one_time_password, password));
});
after(() => office?.stop());

const is = (response, status) => assert.equal(response.status, status, response.text);
const questionsOf = async (who) => (await who.get('/api/v1/me/work')).json.questions ?? [];
const question = { do: 'consult', team: 'specialists', question: 'May I waive the fee?' };
const answer = { do: 'answer_consult', answer: 'Yes, this once' };

// A call on which the four things of an escalation are known.
async function escalated(name = 'ana') {
  const { id } = await office.call(name, {});
  const who = name === 'ana' ? ana : lena;
  for (const [field, value] of [
    ['escalation_reason', 'policy'],
    ['timeframe', 'ten minutes'],
    ['update_contact', '+447700900142'],
  ])
    is(await who.intent(id, { do: 'fill', field, value }), 200);
  for (const intent of [
    { do: 'open', procedure: 'escalation' },
    { do: 'answer', procedure: 'escalation', step: 'reason', answer: 'done' },
    { do: 'answer', procedure: 'escalation', step: 'read_back', answer: 'agreed' },
    { do: 'answer', procedure: 'escalation', step: 'when', answer: 'done' },
    { do: 'answer', procedure: 'escalation', step: 'where', answer: 'done' },
    { do: 'answer', procedure: 'escalation', step: 'how', answer: 'ask' },
  ])
    is(await who.intent(id, intent), 200);
  return id;
}

test('a question goes to those who may answer, and to nobody else', async () => {
  const id = await escalated();
  const shown = (await ana.view(id)).guidance.procedure.consults;
  assert.deepEqual(
    shown.map((team) => team.id),
    ['leads', 'specialists'],
  );
  is(await ben.intent(id, question), 404);
  is(await lena.intent(id, question), 403);
  is(await ana.intent(id, question), 200);
  assert.equal((await ana.view(id)).mine, true, 'whoever asks keeps it');
  for (const who of [sol, lena]) {
    const seen = (await questionsOf(who)).filter((one) => one.contact === id);
    assert.deepEqual(
      seen.map((one) => [one.question, one.from, one.team.id]),
      [['May I waive the fee?', 'Ana Ferreira', 'specialists']],
    );
  }
  for (const who of [ana, ben])
    assert.ok(!(await questionsOf(who)).some((one) => one.contact === id));
  const floor = (await lena.get('/api/v1/floor')).json;
  const need = floor.needs.find((one) => one.contact === id);
  assert.deepEqual([need.kind, need.text], ['question', 'May I waive the fee?']);
  const listed = (await lena.get('/api/v1/contacts?open=true')).json.find((one) => one.id === id);
  assert.equal(listed.asked.team.id, 'specialists');
  is(await ben.intent(id, answer), 404);
  is(await ana.intent(id, answer), 403);
  is(await sol.get(`/api/v1/contacts/${id}`), 404);

  const answered = await sol.intent(id, answer);
  is(answered, 200);
  assert.ok(!JSON.stringify(answered.json).includes('guidance'), 'no view of a contact not theirs');
  is(await sol.intent(id, answer), 404);
  is(await lena.intent(id, answer), 409);
  const { consults, guidance, notes } = await ana.view(id);
  assert.deepEqual(
    consults.map((one) => [one.state, one.answer, one.answered_by]),
    [['answered', 'Yes, this once', 'Sol Vega']],
  );
  assert.equal(guidance.procedure.step, 'consult', 'the road goes on when the agent says how');
  assert.ok(JSON.stringify(notes).includes('Answer: Yes, this once'));
  assert.equal((await questionsOf(sol)).length, 0);
});

test('a lead answers, may be told that it was taken back, and lowers nothing', async () => {
  const id = await escalated();
  is(await ana.intent(id, { ...question, team: 'leads' }), 200);
  is(await ana.intent(id, question), 409);
  is(await sol.intent(id, answer), 404);
  is(await ana.intent(id, { do: 'withdraw_consult' }), 200);
  const late = await lena.intent(id, answer);
  is(late, 409);
  assert.match(late.json.refusal.sentence, /taken back/);
  is(await ana.intent(id, { ...question, team: 'leads' }), 200);
  const before = (await ana.view(id)).guidance.verification;
  is(await lena.intent(id, answer), 200);
  assert.deepEqual((await ana.view(id)).guidance.verification, before);
  const { json: log } = await ana.get(`/api/v1/contacts/${id}/events`);
  assert.ok(!JSON.stringify(log).includes('waive the fee'), 'the log tells no words');
});

test('the four things stand before asking, and before a plain transfer to leads', async () => {
  const { id } = await office.call('ana', {});
  const refused = await ana.intent(id, question);
  is(refused, 409);
  assert.equal(refused.json.refusal.rule, 'escalation_asked');
  is(await ana.intent(id, { do: 'hand_over', team: 'leads', how: 'warm' }), 200);
  const { handoff } = (await ana.view(id)).guidance;
  assert.deepEqual(
    handoff.asks.map((field) => field.id),
    ['escalation_reason', 'timeframe', 'update_contact'],
  );
  is(await ana.intent(id, { ...question, question: '  ' }), 422);
  is(await ana.intent(id, { ...question, team: 'carrier' }), 422);
});

test('an unanswered question survives a restart and ends with the contact', async () => {
  const id = await escalated();
  is(await ana.intent(id, question), 200);
  await office.stop();
  await office.serve();
  await until(async () => (await questionsOf(sol)).some((one) => one.contact === id), 'the question');
  is(await ana.intent(id, { do: 'end_early', ending: 'hung_up' }), 200);
  assert.ok(!(await questionsOf(sol)).some((one) => one.contact === id));
  assert.ok(JSON.stringify((await ana.view(id)).notes).includes('(not answered)'));
  is(await lena.intent(id, answer), 409);
});
