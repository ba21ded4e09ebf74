// What no command goes around: who somebody is, how often an answer may be tried, replays, versions;
// and what the phone saw is accepted at every moment. The gates themselves: gates_calls.test.mjs.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { around, fill, go, guardedOffice, is } from './lib/around.mjs';
import { freshKey, until } from './lib/client.mjs';
import { root } from './lib/server.mjs';

let guarded, office, ana, again, ben, lena, strangers;
before(async () => {
  guarded = await guardedOffice();
  ({ office, ana, again, ben, lena, strangers } = guarded);
});
after(() => office?.stop());
const { changesNothing, nothingToSend } = around(() => guarded);
const told = (id, checkpoint) => ana.intent(id, { do: 'tick', checkpoint });

test('nothing but what a person does can be sent as an intent', async () => {
  const who = guarded.next();
  const { id } = await office.call('ana', { number: who.phone });
  const found = await ana.candidates(id);
  const token = found.json[0].customer;
  const events = readFileSync(join(root, 'docs/events.md'), 'utf8');
  const kinds = [...events.matchAll(/^\| ((?:`\w+` ?)+)\|/gm)].flatMap(([, names]) =>
    [...names.matchAll(/`(\w+)`/g)].map(([, name]) => name),
  );
  assert.ok(kinds.includes('attempted') && kinds.includes('customer_chosen') && kinds.length > 30);
  const made = [
    'verify',
    'verdict',
    'pass',
    'choose_customer',
    'offered',
    'time_passed',
    'restrict',
  ];
  const members = [
    {},
    { method: 'pin', passed: true, level: 'account', source: 'compared' },
    { customer: token },
    { agent: ana.person.id },
    { stage: 'resolution' },
  ];
  const real = ['finish']; // an intent that happens to be named like a kind of event
  await changesNothing(id, async () => {
    const responses = [];
    for (const kind of new Set([...kinds, ...made])) {
      if (real.includes(kind)) continue;
      for (const more of members) responses.push(await ana.intent(id, { do: kind, ...more }));
    }
    return responses;
  }, [422]);
  const seen = ['connected', 'held', 'unheld', 'dropped', 'hung_up']; // what a phone may say
  await changesNothing(id, async () => {
    const responses = [];
    for (const saw of new Set([...kinds, ...made])) {
      if (seen.includes(saw)) continue;
      for (const more of members) {
        responses.push(await office.phone.command(id, 'observations', { saw, ...more }));
      }
    }
    return responses;
  }, [422]);
});

test('who the customer is comes from the candidates of this contact alone', async () => {
  const [one, two] = [guarded.next(), guarded.next()];
  const mine = await office.call('ana', { number: one.phone });
  const other = await office.call('ana', { number: two.phone });
  const ofOther = (await ana.candidates(other.id)).json[0].customer;
  const ofBen = await office.call('ben', { number: two.phone });
  const bens = (await ben.candidates(ofBen.id)).json[0].customer;
  const own = (await ana.candidates(mine.id)).json[0].customer;
  const broken = own.slice(0, 40) + (own[40] === 'A' ? 'B' : 'A') + own.slice(41);
  const tried = [ofOther, bens, broken, own + 'A', own.slice(0, -2), one.account, 'u_1', '*', ' '];
  await changesNothing(
    mine.id,
    async () => {
      const responses = [];
      for (const each of tried) {
        const response = await ana.command(mine.id, 'customer', { customer: each });
        assert.equal(response.status, 422, `${each} of ${own}`);
        responses.push(response);
      }
      return responses;
    },
    [422],
  );
  is(await ana.command(mine.id, 'customer', { customer: own }), 200);
  assert.equal((await ana.view(mine.id)).customer.chosen, true);
});

test('a system vouches only with the key of a service, and only at the start', async () => {
  const who = guarded.next();
  const pass = { system: 'ivr', level: 'sensitive', account: who.account };
  const start = { map: 'standard', channel: 'phone', system_pass: pass, offer_to: ana.person.id };
  for (const [person] of strangers.slice(0, 2))
    is(await person.post('/api/v1/contacts', start), 403);
  is(await ana.post('/api/v1/contacts', start), 403);
  const { id } = await office.call('ana', { number: who.phone });
  await changesNothing(
    id,
    async () => [
      await ana.intent(id, { do: 'go', stage: 'verification', system_pass: pass }),
      await office.phone.command(id, 'observations', { saw: 'connected', system_pass: pass }),
    ],
    [422],
  );
  const vouched = await office.call('ana', { number: who.phone, system_pass: pass });
  assert.equal((await ana.view(vouched.id)).guidance.verification.level, 'sensitive');
});

const results = (responses) => {
  const count = { passed: 0, failed: 0, refused: 0, malformed: 0 };
  for (const each of responses) {
    if (each.status === 200) ++count[each.json.result];
    else if (each.status === 409) ++count.refused;
    else assert.fail(each.text);
  }
  return count;
};
const wrongPin = (n) => String(900_000 + n);

async function chosen(who, agent = 'ana') {
  const call = await office.call(agent, { number: who.phone });
  is(await call.holder.choose(call.id), 200);
  return call;
}

for (const guesses of [2, 20]) {
  test(`${guesses} guesses side by side in one contact use up tries one by one`, async () => {
    const who = guarded.next();
    const { id } = await chosen(who);
    const sent = Array.from({ length: guesses }, (_, n) =>
      (n % 2 ? ana : again).answers(id, 'pin', { pin: wrongPin(n) }),
    );
    const count = results(await Promise.all(sent));
    assert.equal(count.failed, Math.min(guesses, 3));
    assert.equal(count.refused, guesses - count.failed);
    const { verification } = (await ana.view(id)).guidance;
    assert.equal(verification.attempts_left, 3 - count.failed);
    const right = results([await ana.answers(id, 'pin', { pin: who.pin })]);
    assert.equal(right.passed, guesses < 3 ? 1 : 0, 'the right answer comes too late');
  });
}

test('malformed answers are no tries, however many', async () => {
  const who = guarded.next();
  const { id } = await chosen(who);
  const sent = Array.from({ length: 20 }, (_, n) => ana.answers(id, 'pin', { pin: `pin ${n}x` }));
  assert.equal(results(await Promise.all(sent)).malformed, 20);
  const empty = [
    await ana.answers(id, 'pin', { pin: '' }),
    await ana.answers(id, 'pin', { no: '1' }),
  ];
  assert.equal(results(empty).malformed, 2);
  assert.equal((await ana.view(id)).guidance.verification.attempts_left, 3);
});

test('a correction is one, however many are sent side by side', async () => {
  const who = guarded.next();
  const { id } = await chosen(who);
  const before_ = await ana.answers(id, 'pin', { pin: wrongPin(0) }, { correction: true });
  is(before_, 409); // there is nothing to correct yet
  assert.equal((await ana.answers(id, 'pin', { pin: wrongPin(0) })).json.result, 'failed');
  const sent = Array.from({ length: 20 }, (_, n) =>
    (n % 2 ? ana : again).answers(id, 'pin', { pin: wrongPin(1 + n) }, { correction: true }),
  );
  const count = results(await Promise.all(sent));
  assert.equal(count.failed, 1);
  assert.equal(count.refused, 19);
});

test('guesses side by side in many contacts of one customer stop at the limit of the day', async () => {
  const who = guarded.next();
  const calls = [];
  for (let n = 0; n < 6; ++n) calls.push(await chosen(who, n % 2 ? 'ana' : 'ben'));
  const sent = calls.flatMap(({ id, holder }, call) =>
    Array.from({ length: 5 }, (_, n) =>
      holder.answers(id, 'pin', { pin: wrongPin(call * 10 + n) }),
    ),
  );
  const count = results(await Promise.all(sent));
  assert.equal(count.failed, 6);
  assert.equal(count.refused, 24);
  const late = await chosen(who);
  const refused = await ana.answers(late.id, 'pin', { pin: who.pin });
  is(refused, 409);
  assert.equal(refused.json.refusal.reason, 'attempts-spent');
  is(await ana.attest(late.id, 'code'), 409);
  await office.stop();
  await office.serve();
  is(await ana.answers(late.id, 'pin', { pin: who.pin }), 409); // a restart forgets no try
  assert.equal((await ana.view(late.id)).guidance.verification.level, 'none');
});

test('only the holder has answers compared or attests, and only by a method that is made for it', async () => {
  const who = guarded.next();
  const { id } = await chosen(who);
  for (const [stranger, status] of strangers) {
    await changesNothing(
      id,
      async () => [
        await stranger.answers(id, 'pin', { pin: who.pin }),
        await stranger.attest(id, 'code'),
      ],
      [status],
    );
  }
  await changesNothing(
    id,
    async () => [
      await ana.attest(id, 'pin'),
      await ana.attest(id, 'none'),
      await ana.answers(id, 'code', { code: '1234' }),
      await ana.command(id, 'attest', { method: 'code', level: 'sensitive' }),
      await ana.command(id, 'answers', { method: 'pin', answers: { pin: who.pin }, passed: true }),
    ],
    [400, 422],
  );
  is(await ana.intent(id, { do: 'speaks', party: 'other' }), 200);
  await changesNothing(
    id,
    async () => [await ana.answers(id, 'pin', { pin: who.pin }), await ana.attest(id, 'code')],
    [409],
  );
});

test('a replayed command is told its outcome again and changes nothing', async () => {
  const who = guarded.next();
  const { id } = await chosen(who);
  const sent = [
    [ana, 'intents', go('purpose')],
    [ana, 'intents', fill('issue', 'The bill')],
    [ana, 'intents', { do: 'tick', checkpoint: 'outcome_agreed' }],
    [ana, 'intents', fill('goal', 'A refund')],
    [ana, 'answers', { method: 'pin', answers: { pin: who.pin } }],
    [ana, 'intents', go('resolution')],
    [office.phone, 'observations', { saw: 'held' }],
  ].map((each) => [...each, { 'Idempotency-Key': freshKey() }]);
  const first = [];
  for (const [client, what, body, key] of sent) {
    const response = await client.command(id, what, body, key);
    is(response, 200);
    first.push(response);
  }
  await changesNothing(id, async () => {
    const responses = [];
    for (const [n, [client, what, body, key]] of sent.entries()) {
      const replayed = await client.command(id, what, body, key);
      assert.equal(replayed.headers['idempotent-replayed'], 'true');
      assert.equal(replayed.json.version, first[n].json.version);
      assert.equal(replayed.json.result, first[n].json.result);
      responses.push(replayed);
    }
    return responses;
  }, [200]);
  // The key belongs to the person and to what was sent with it.
  await changesNothing(id, async () => {
    const responses = [];
    for (const [client, what, , key] of sent) {
      const other =
        what === 'observations'
          ? { saw: 'unheld' }
          : { do: 'untick', checkpoint: 'outcome_agreed' };
      responses.push(await client.command(id, what === 'answers' ? 'intents' : what, other, key));
    }
    for (const [, what, body, key] of sent) responses.push(await lena.command(id, what, body, key));
    return responses;
  }, [403, 422]);
});

test('of two commands for the same version one is taken', async () => {
  const { id } = await office.call('ana');
  const { version } = await ana.view(id);
  const sent = [ana, again, ana, again].map((each, n) =>
    each.intent(id, fill('issue', `said ${n}`), { 'If-Match': `"${version}"` }),
  );
  const statuses = (await Promise.all(sent)).map(({ status }) => status).sort();
  assert.deepEqual(statuses, [200, 409, 409, 409]);
  assert.equal((await ana.view(id)).version, version + 1);
  for (const odd of ['*', '"x"', 'W/"1"', '-1', '""']) {
    is(await ana.intent(id, fill('issue', 'x'), { 'If-Match': odd }), 400);
  }
});

// Whether the contact has come where it should, as if it were one more command.
async function stands(id, what, state) {
  assert.equal((await ana.view(id)).guidance[what]?.state, state);
  return { status: 200 };
}

// Brings a new contact to a moment, from ringing to closed.
const kMoments = {
  'not offered to anybody': [],
  ringing: [],
  greeting: [(id) => office.phone.observe(id, 'connected')],
  purpose: [(id) => ana.intent(id, go('purpose'))],
  verification: [
    (id) => ana.intent(id, fill('issue', 'a')),
    (id) => ana.intent(id, fill('goal', 'b')),
    (id) => ana.intent(id, { do: 'tick', checkpoint: 'outcome_agreed' }),
    (id) => ana.intent(id, go('verification')),
  ],
  'verified, in resolution': [
    (id, who) => ana.choose(id, who.account),
    (id, who) => ana.answers(id, 'pin', { pin: who.pin }),
    (id) => ana.intent(id, go('resolution')),
  ],
  'in a procedure': [(id) => ana.intent(id, { do: 'open', procedure: 'escalation' })],
  'a handoff offered': [
    (id) => ana.intent(id, { do: 'leave', procedure: 'escalation' }),
    (id) => ana.intent(id, { do: 'hand_over', team: 'moves', how: 'warm' }),
    nothingToSend,
    (id) => told(id, 'reference_given'),
    (id) => told(id, 'expectations_set'),
    (id) => ana.intent(id, { do: 'offer_handoff' }),
    (id) => stands(id, 'handoff', 'offered'),
  ],
  held: [
    (id) => ana.intent(id, { do: 'withdraw_handoff' }),
    (id) => office.phone.observe(id, 'held'),
  ],
  dropped: [(id) => office.phone.observe(id, 'dropped')],
  'a call back due': [
    (id) => ana.intent(id, { do: 'callback_result', outcome: 'no_answer' }),
    (id) => stands(id, 'callback', 'due'),
  ],
  'a call back being tried': [
    (id) => ana.intent(id, { do: 'take' }),
    (id) => stands(id, 'callback', 'trying'),
  ],
  'hung up, nothing documented': [(id) => office.phone.observe(id, { saw: 'hung_up', by: 'line' })],
  closed: [(id) => ana.intent(id, { do: 'end_early', ending: 'left' })],
};
const kSeen = [
  { saw: 'connected' },
  { saw: 'held' },
  { saw: 'held' },
  { saw: 'unheld' },
  { saw: 'recording', is: 'paused' },
  { saw: 'recording', is: 'paused' },
  { saw: 'dropped' },
  { saw: 'dropped' },
  { saw: 'recording', is: 'on' },
  { saw: 'connected' },
  { saw: 'hung_up', by: 'caller' },
  { saw: 'hung_up', by: 'agent' },
  { saw: 'hung_up', by: 'line' },
  { saw: 'connected' },
  { saw: 'unheld' },
  { saw: 'hung_up' },
];

test('what the phone saw is accepted at every moment, late and twice too', async (t) => {
  const moments = Object.keys(kMoments);
  for (const [n, moment] of moments.entries()) {
    await t.test(moment, async () => {
      const who = guarded.next();
      const started = await office.phone.post('/api/v1/contacts', {
        map: 'standard',
        channel: 'phone',
        caller_number: who.phone,
        ...(n > 0 ? { offer_to: ana.person.id } : {}),
      });
      const { id } = started.json;
      for (const step of moments.slice(0, n + 1).flatMap((name) => kMoments[name])) {
        is(await step(id, who), 200);
      }
      for (const saw of kSeen) is(await office.phone.observe(id, saw), 200);
      const { guidance } = (await office.phone.get(`/api/v1/contacts/${id}`)).json;
      assert.ok(['after_call', 'closed'].includes(guidance.phase), guidance.phase);
      if (n === 0) return;
      // Whether it records, only the phone system says.
      for (const saw of kSeen.filter((each) => each.saw !== 'recording'))
        is(await ana.observe(id, saw), 200);
    });
  }
});

test('a contact closes early from every moment, as ended early and never as resolved', async () => {
  for (const moment of [
    'ringing',
    'greeting',
    'purpose',
    'verification',
    'verified, in resolution',
  ]) {
    const who = guarded.next();
    const { id } = await office.call('ana', { number: who.phone, connected: false });
    const names = Object.keys(kMoments);
    const steps = names.slice(1, names.indexOf(moment) + 1).flatMap((name) => kMoments[name]);
    for (const step of steps) is(await step(id, who), 200);
    is(await ana.intent(id, { do: 'end_early', ending: 'left' }), 200);
    const view = await until(() => ana.view(id), 'the view');
    assert.equal(view.guidance.phase, 'closed');
    assert.equal(view.ended_early.id, 'left');
  }
});
