// A customer whose line dropped calls in first: the two contacts become one, and nobody comes to
// hear what was said, or ends what is another's, by going around the desk's rules.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Office } from './lib/server.mjs';

const kAda = '+442079461001';
const kCustomers = `account,name,phone,household,card.plan,answer.pin,answer.birth_date,answer.postcode
NW-700002,Bea Lovelock,${kAda},home,Fibre 200,5678,1981-04-02,SW1A 1AA
`;
let office, ana, ben, lena;
before(async () => {
  office = await Office.open({ customers: kCustomers });
  [ana, ben, lena] = await Promise.all(['ana', 'ben', 'lena'].map((name) => office.person(name)));
});
after(() => office?.stop());

const is = (response, status) => assert.equal(response.status, status, response.text);
const byReference = (who, reference) => who.get(`/api/v1/contacts/by-reference/${reference}`);

async function dropped() {
  const call = await office.call('ben', { number: kAda });
  await ben.choose(call.id, 'NW-700002');
  is(await ben.attest(call.id, 'code'), 200);
  for (const [field, value] of [
    ['goal', 'One bill'],
    ['issue', 'CANARY charged twice'],
  ])
    is(await ben.intent(call.id, { do: 'fill', field, value }), 200);
  is(await office.phone.observe(call.id, 'dropped'), 200);
  return call;
}

test('the customer who calls in first goes on where the line dropped', async () => {
  const earlier = await dropped();
  const due = await ana.get('/api/v1/callbacks');
  assert.ok(due.json.some((one) => one.contact === earlier.id));
  const later = await office.call('ana', { number: kAda });
  const before = await ana.view(later.id);
  assert.deepEqual(
    before.earlier.map(({ reference, found_by, stage_title }) => [reference, found_by, stage_title]),
    [[earlier.reference, 'number', undefined]],
  );
  const merge = () => ana.command(later.id, 'links', { contact: earlier.reference, merge: true });
  const early = await merge();
  is(early, 409);
  assert.match(early.json.refusal.sentence, /choose the customer first/);

  await ana.choose(later.id, 'NW-700002');
  is(await ana.attest(later.id, 'code'), 200);
  const merged = await merge();
  is(merged, 200);
  const { view } = merged.json;
  assert.equal(view.linked[0].how, 'merged_here');
  assert.equal(view.linked[0].told, true);
  assert.equal(view.earlier, undefined);
  const issue = view.guidance.fields.find(({ id }) => id === 'issue');
  if (issue) assert.equal(issue.value, 'CANARY charged twice');
  assert.match(JSON.stringify(view.notes), /CANARY charged twice/);

  const left = await ana.get('/api/v1/callbacks');
  assert.ok(!left.json.some((one) => one.contact === earlier.id), 'nobody calls back any more');
  for (const { reference } of [earlier, later])
    assert.equal((await byReference(ana, reference)).json.id, later.id);
  assert.equal((await byReference(ana, earlier.reference)).json.merged, earlier.reference);
  is(await ana.get(`/api/v1/contacts/${earlier.id}/notes`), 200);
  assert.equal((await ben.view(earlier.id)).linked[0].how, 'merged_away');
  const { version } = view;
  assert.equal((await merge()).json.view.version, version, 'again, it changes nothing');
});

test('a merge made by mistake is taken apart, and the call back is due again', async () => {
  const earlier = await dropped();
  const later = await office.call('ana', { number: kAda });
  await ana.choose(later.id, 'NW-700002');
  is(await ana.attest(later.id, 'code'), 200);
  is(await ana.command(later.id, 'links', { contact: earlier.id, merge: true }), 200);
  assert.match(JSON.stringify((await ana.view(later.id)).notes), /CANARY charged twice/);
  const undo = (who, contact = earlier.id) => who.command(later.id, 'links/undo', { contact });
  is(await undo(ben), 404);
  is(await undo(ana, 'c_none'), 404);
  const merged = (await ana.view(later.id)).linked.find((one) => one.contact === earlier.id);
  assert.equal(merged.can_part, true);
  const parted = await undo(ana);
  is(parted, 200);
  assert.equal(parted.json.view.linked, undefined);
  const { notes, guidance } = parted.json.view;
  assert.doesNotMatch(JSON.stringify([notes, guidance]), /CANARY/);
  const due = await ana.get('/api/v1/callbacks');
  assert.ok(due.json.some((one) => one.contact === earlier.id), 'somebody calls back again');
  assert.equal((await byReference(ana, earlier.reference)).json.id, earlier.id);
  is(await ana.get(`/api/v1/contacts/${earlier.id}/notes`), 404);
  assert.match(JSON.stringify((await ben.view(earlier.id)).notes), /CANARY charged twice/);
  is(await undo(ana), 404, 'there is no such link any more');
  is(await ana.command(later.id, 'links', { contact: earlier.id, merge: true }), 200);
  is(await undo(lena), 200, 'a lead may');
  is(await ana.command(later.id, 'links', { contact: earlier.id, merge: true }), 200);
  is(await ana.intent(later.id, { do: 'end_early', ending: 'hung_up' }), 200);
  is(await undo(ana), 409);
});

test('what was said before is told to nobody who has not verified that customer', async () => {
  const earlier = await dropped();
  const later = await office.call('ana', { number: kAda });
  await ana.choose(later.id, 'NW-700002');
  const merged = await ana.command(later.id, 'links', { contact: earlier.id, merge: true });
  is(merged, 200);
  assert.ok(!merged.text.includes('CANARY'));
  assert.equal(merged.json.view.linked[0].told, false);
  is(await ana.get(`/api/v1/contacts/${earlier.id}/notes`), 404);
  is(await ana.get(`/api/v1/contacts/${earlier.id}`), 404);
  is(await ana.attest(later.id, 'code'), 200);
  is(await ana.get(`/api/v1/contacts/${earlier.id}/notes`), 200);
  is(await lena.command(later.id, 'links', { contact: earlier.id, merge: true }), 200);
});

test('nobody ends the contact of another customer, or one that somebody is at', async () => {
  const earlier = await dropped();
  const stranger = await office.call('ana', { number: '+447700900999' });
  const link = (id, contact, merge) => ana.command(stranger.id, 'links', { contact, merge });
  is(await link(stranger.id, earlier.id, true), 409);
  await ana.choose(stranger.id, 'NW-700002');
  is(await link(stranger.id, earlier.id, true), 409);
  const talking = await office.call('ben', { number: kAda });
  const busy = await link(stranger.id, talking.reference, true);
  is(busy, 409);
  assert.match(busy.json.refusal.sentence, /on the line/);
  assert.equal((await ben.view(talking.id)).guidance.phase, 'live');
  is(await link(stranger.id, earlier.reference, true), 200);
});
