// Every gate tried around: by the raw API, out of order, from other sessions and by other people, by
// replayed and stale commands, with forged members, as something it is not, and side by side. All
// are refused and change nothing; what the phone saw is accepted at every moment.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Client, freshKey, until } from './lib/client.mjs';
import { Office, root } from './lib/server.mjs';

const kPeople = 40; // a customer for every test that spends tries
const customer = (n) => ({
  account: `NW-7000${String(n).padStart(2, '0')}`,
  phone: `+4420794610${String(n).padStart(2, '0')}`,
  pin: String(4000 + n),
});
let nextCustomer = 0;

let office, ana, again, ben, lena, strangers;
before(async () => {
  const rows = Array.from({ length: kPeople }, (_, n) => customer(n));
  const csv = rows.map((c) => `${c.account},Ada Lovelock,${c.phone},${c.pin},1980-03-01,SW1A 1AA`);
  office = await Office.open({
    customers: `account,name,phone,answer.pin,answer.birth_date,answer.postcode\n${csv.join('\n')}\n`,
  });
  [ana, ben, lena] = await Promise.all(['ana', 'ben', 'lena'].map((name) => office.person(name)));
  again = await office.anotherSession('ana');
  strangers = [
    [lena, 403],
    [ben, 404],
    [office.phone, 403],
    [await office.person('admin'), 403],
    [await office.person('iris'), 403],
    [office.known(new Client(office.base)), 401],
  ];
});
after(() => office?.stop());

const is = (response, status) => assert.equal(response.status, status, response.text);

// All that the holder sees of a contact but the clock and the counters.
async function stateOf(id) {
  const view = await ana.view(id);
  const { version } = view;
  for (const name of ['now', 'version', 'position']) delete view[name];
  return { version, state: JSON.stringify(view) };
}

// Does `attempts`, functions that give a response, and holds them against `allowed` statuses. A gate
// that said no is kept for review, as one event that changes nothing; everything else leaves none.
async function changesNothing(id, attempts, allowed) {
  const before_ = await stateOf(id);
  const responses = await attempts();
  const kept = responses.filter((each) => each.json?.refusal?.rule && !each.replayed).length;
  for (const response of responses) {
    assert.ok(allowed.includes(response.status), `${response.status} ${response.text}`);
  }
  const after_ = await stateOf(id);
  assert.equal(after_.state, before_.state);
  assert.equal(after_.version, before_.version + kept);
}

const kForged = [
  { at: '2020-01-01T00:00:00Z' },
  { now: 1_577_836_800_000 },
  { time: '2099-01-01T00:00:00Z' },
  { by: { kind: 'clock' } },
  { author: 'lena' },
  { origin: 'system' },
  { level: 'sensitive' },
  { force: true },
  { version: 1 },
];

async function triedAround(id, intent) {
  const spent = freshKey();
  await changesNothing(
    id,
    async () => [await ana.intent(id, intent, { 'Idempotency-Key': spent })],
    [409],
  );
  await changesNothing(id, async () => {
    const replayed = await ana.intent(id, intent, { 'Idempotency-Key': spent });
    return [{ ...replayed, replayed: true }];
  }, [409]);
  await changesNothing(
    id,
    async () => [
      await again.intent(id, intent),
      await ana.intent(id, intent, { Prefer: 'return=minimal' }),
      ...(await Promise.all([ana, again, ana, again].map((each) => each.intent(id, intent)))),
    ],
    [409],
  );
  await changesNothing(id, async () => [await ana.intent(id, intent, { 'If-Match': '"1"' })], [
    409,
  ]);
  for (const [stranger, status] of strangers) {
    await changesNothing(id, async () => [await stranger.intent(id, intent)], [status]);
  }
  await changesNothing(id, async () => {
    const { do: kind, ...rest } = intent;
    return [
      ...(await Promise.all(kForged.map((more) => ana.intent(id, { ...intent, ...more })))),
      await ana.intent(id, intent, { 'Idempotency-Key': spent, 'If-Match': '"1"' }),
      await office.phone.command(id, 'observations', { saw: kind, ...rest }),
      await ana.command(id, 'observations', { saw: kind, ...rest }),
      await ana.intent(id, [intent]),
      await ana.intent(id, { ...intent, do: [kind] }),
      await ana.intent(id, rest),
    ].map((each) => ({ ...each, replayed: true }));
  }, [400, 409, 422]);
}

const kStages = ['purpose', 'verification', 'resolution', 'confirmation', 'next_steps', 'wrap_up'];
const go = (stage) => ({ do: 'go', stage });
const fill = (field, value) => ({ do: 'fill', field, value });
const dispose = (disposition) => ({ do: 'dispose', request: 1, disposition });

// The standard call in its order. Before `does`, everything in `shut` is tried around.
const kCall = [
  {
    gate: 'purpose_agreed',
    shut: [
      ...kStages.slice(1).map(go),
      { do: 'tick', checkpoint: 'purpose_agreed' },
      { do: 'start', action: 'read_balance' },
      dispose('resolved'),
      { do: 'finish' },
    ],
    does: (id) => [
      () => ana.intent(id, go('purpose')),
      () => ana.intent(id, fill('reason', 'billing')),
      () => ana.intent(id, fill('issue', 'A bill that is too high')),
      () => ana.intent(id, fill('goal', 'A bill that is right')),
      () => ana.intent(id, { do: 'tick', checkpoint: 'outcome_agreed' }),
      () => ana.intent(id, go('verification')),
    ],
  },
  {
    gate: 'verified_before_access',
    shut: [
      ...kStages.slice(2).map(go),
      { do: 'tick', checkpoint: 'verified_before_access' },
      ...['read_balance', 'review_charges', 'apply_credit', 'send_bill_copy', 'take_payment'].map(
        (action) => ({ do: 'start', action }),
      ),
      { do: 'finish_action', action: 'read_balance' },
      dispose('general_help'),
    ],
    // An exception is documented and opens nothing.
    meanwhile: (id) => [() => ana.intent(id, { do: 'exception', exception: 'lead_approved' })],
    does: (id, who) => [
      () => ana.choose(id, who.account),
      () => ana.answers(id, 'pin', { pin: who.pin }),
      () => ana.intent(id, go('resolution')),
    ],
  },
  {
    gate: 'credit_needs_cause, payment_off_record',
    shut: [
      { do: 'start', action: 'apply_credit' },
      { do: 'start', action: 'take_payment' },
    ],
    does: () => [],
  },
  {
    gate: 'outcome_known',
    shut: [go('wrap_up'), { do: 'tick', checkpoint: 'outcome_known' }],
    does: (id) => [
      () => ana.intent(id, fill('confirmed', 'unsure')),
      () => ana.intent(id, fill('outcome', 'solved')),
      () => ana.intent(id, go('wrap_up')),
      () => ana.intent(id, fill('summary', 'The bill was explained')),
    ],
  },
  {
    gate: 'test_confirmed',
    shut: [dispose('resolved'), { do: 'tick', checkpoint: 'test_confirmed' }],
    does: (id) => [
      () => ana.intent(id, fill('confirmed', 'yes')),
      () => ana.intent(id, { do: 'clear', field: 'summary' }),
    ],
  },
  {
    gate: 'notes_complete',
    shut: [
      dispose('resolved'),
      dispose('not_resolved'),
      { do: 'tick', checkpoint: 'notes_complete' },
      { do: 'finish' },
    ],
    does: (id) => [
      () => office.phone.observe(id, { saw: 'hung_up', by: 'caller' }),
      () => ana.intent(id, fill('summary', 'The bill was explained')),
      () => ana.intent(id, dispose('resolved')),
      () => ana.intent(id, { do: 'finish' }),
    ],
  },
];

test('no gate of the standard call is gone around, by whatever way', async (t) => {
  const who = customer(nextCustomer++);
  const { id } = await office.call('ana', { number: who.phone });
  for (const { gate, shut, does, meanwhile } of kCall) {
    await t.test(gate, async () => {
      for (const intent of shut) await triedAround(id, intent);
      if (meanwhile) {
        for (const done of meanwhile(id)) is(await done(), 200);
        for (const intent of shut) await triedAround(id, intent);
      }
      for (const done of does(id, who)) is(await done(), 200);
    });
  }
  const view = await ana.view(id);
  assert.equal(view.guidance.phase, 'closed');
  // Closed is closed: to everybody, with everything.
  for (const intent of [go('purpose'), fill('issue', 'x'), { do: 'undispose', request: 1 }]) {
    await triedAround(id, intent);
  }
});

// What these rules guard lies on a decision point's road; the engine's tests of the standard map
// walk every one of them.
const kOnRoads = [
  'told_before_handoff',
  'escalation_complete',
  'escalation_explained',
  'unreached_written',
  'two_warnings',
];

test('the gates that were tried stand in the standard map', () => {
  const names = kCall.flatMap(({ gate }) => gate.split(', '));
  const text = ['stages', 'rules', 'verification']
    .map((file) => readFileSync(join(root, `maps/standard/${file}.yaml`), 'utf8'))
    .join('\n');
  const gates = [...text.matchAll(/^ {6}(\w+):\n(?: {8}(?!strength).*\n)+ {8}strength: gate/gm)];
  assert.ok(gates.length >= 4);
  for (const [, gate] of gates) assert.ok(names.includes(gate), gate);
  for (const [, rule] of text.matchAll(/- id: (\w+)\n {4}do:/g))
    assert.ok(names.includes(rule) || kOnRoads.includes(rule), rule);
});

test('nothing but what a person does can be sent as an intent', async () => {
  const who = customer(nextCustomer++);
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
  const [one, two] = [customer(nextCustomer++), customer(nextCustomer++)];
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
  const who = customer(nextCustomer++);
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
    const who = customer(nextCustomer++);
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
  const who = customer(nextCustomer++);
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
  const who = customer(nextCustomer++);
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
  const who = customer(nextCustomer++);
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
  const who = customer(nextCustomer++);
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
  const who = customer(nextCustomer++);
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
  held: [(id) => office.phone.observe(id, 'held')],
  dropped: [(id) => office.phone.observe(id, 'dropped')],
  'hung up, nothing documented': [(id) => office.phone.observe(id, { saw: 'hung_up', by: 'line' })],
  closed: [(id) => ana.intent(id, { do: 'end_early', ending: 'left' })],
};
const kSeen = [
  { saw: 'connected' },
  { saw: 'held' },
  { saw: 'held' },
  { saw: 'unheld' },
  { saw: 'dropped' },
  { saw: 'dropped' },
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
      const who = customer(nextCustomer++);
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
      for (const saw of kSeen) is(await ana.observe(id, saw), 200);
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
    const who = customer(nextCustomer++);
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
