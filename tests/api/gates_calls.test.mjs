// Every gate tried around, before it opens, in calls on both maps: lib/around.mjs has the ways.

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { around, dispose, fill, go, guardedOffice, is } from './lib/around.mjs';
import { root } from './lib/server.mjs';

let guarded, office, ana;
before(async () => {
  guarded = await guardedOffice();
  ({ office, ana } = guarded);
});
after(() => office?.stop());
const { triedAround, play, nothingToSend } = around(() => guarded);

const kStages = ['purpose', 'verification', 'resolution', 'confirmation', 'next_steps', 'wrap_up'];

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
  const who = guarded.next();
  const { id } = await office.call('ana', { number: who.phone });
  await play(t, kCall, id, who);
  const view = await ana.view(id);
  assert.equal(view.guidance.phase, 'closed');
  // Closed is closed: to everybody, with everything.
  for (const intent of [go('purpose'), fill('issue', 'x'), { do: 'undispose', request: 1 }]) {
    await triedAround(id, intent);
  }
});

const told = (id, checkpoint) => ana.intent(id, { do: 'tick', checkpoint });
const answer = (procedure, step, answer = 'done') => ({ do: 'answer', procedure, step, answer });
const wrote = (id, fields) =>
  Object.entries(fields).map(
    ([field, value]) =>
      () =>
        ana.intent(id, fill(field, value)),
  );

// The line may go at any stage, so all that resolved asks for is asked for when it is chosen, and
// once more when the call is finished.
const kResolved = [
  {
    gate: 'resolved_in_order, with all but an agreement and a check',
    shut: [dispose('resolved')],
    meanwhile: (id) =>
      wrote(id, {
        issue: 'A bill that is too high',
        goal: 'A bill that is right',
        confirmed: 'yes',
        outcome: 'solved',
        summary: 'The bill was explained',
      }),
    does: (id) => [() => told(id, 'outcome_agreed')],
  },
  {
    gate: 'resolved_in_order, with all but the check',
    shut: [go('resolution'), dispose('resolved')],
    does: (id, who) => [
      () => ana.intent(id, { do: 'untick', checkpoint: 'outcome_agreed' }),
      () => ana.choose(id, who.account),
      () => ana.answers(id, 'pin', { pin: who.pin }),
    ],
  },
  {
    gate: 'resolved_in_order, with all but the agreement',
    shut: [dispose('resolved')],
    meanwhile: (id) => [() => office.phone.observe(id, { saw: 'hung_up', by: 'caller' })],
    does: (id) => [
      () => told(id, 'outcome_agreed'),
      () => ana.intent(id, dispose('resolved')),
      () => ana.intent(id, { do: 'clear', field: 'confirmed' }),
    ],
  },
  {
    gate: 'test_confirmed, taken back',
    shut: [{ do: 'finish' }],
    does: (id) => [
      ...wrote(id, { confirmed: 'yes' }),
      () => ana.intent(id, { do: 'untick', checkpoint: 'outcome_agreed' }),
    ],
  },
  {
    gate: 'resolved_in_order, taken back',
    shut: [{ do: 'finish' }],
    does: (id) => [
      () => told(id, 'outcome_agreed'),
      () => ana.intent(id, { do: 'clear', field: 'summary' }),
    ],
  },
  {
    gate: 'notes_complete, taken back',
    shut: [{ do: 'finish' }],
    does: (id) => [
      ...wrote(id, { summary: 'The bill was explained' }),
      () => ana.intent(id, { do: 'finish' }),
    ],
  },
];

test('no call ends as resolved past a gate, at whatever stage its line goes', async (t) => {
  const who = guarded.next();
  const { id } = await office.call('ana', { number: who.phone });
  await play(t, kResolved, id, who);
  assert.equal((await ana.view(id)).guidance.phase, 'closed');
});

const promise = {
  do: 'add_task',
  text: 'Write to them',
  owner: 'Ana',
  channel: 'email',
  due: new Date(Date.now() + 7_200_000).toISOString(),
};

// A plain transfer to those who take escalations asks for the four things of one.
const escalationTo = (team) => [
  {
    gate: `escalation_to_${team}`,
    shut: [],
    does: (id) => [
      () => ana.intent(id, { do: 'hand_over', team, how: 'warm' }),
      () => nothingToSend(id),
      () => told(id, 'reference_given'),
      () => told(id, 'expectations_set'),
    ],
  },
  {
    gate: 'reason, time, contact and summary',
    shut: [{ do: 'offer_handoff' }],
    meanwhile: (id) =>
      wrote(id, { escalation_reason: 'asked', timeframe: 'today', update_contact: 'By phone' }),
    does: (id) => [
      () => told(id, 'summary_read_back'),
      () => ana.intent(id, { do: 'offer_handoff' }),
      () => ana.intent(id, { do: 'withdraw_handoff' }),
    ],
  },
];
const asked = { do: 'consult', team: 'leads', question: 'May I?' };

// On the roads of the decision points.
const kRoads = {
  escalation_to_leads: escalationTo('leads'),
  escalation_to_specialists: escalationTo('specialists'),
  escalation_asked: [
    { gate: 'escalation_asked', shut: [asked], does: () => [] },
    {
      gate: 'the four things of asking',
      shut: [asked],
      meanwhile: (id) => wrote(id, { escalation_reason: 'asked', timeframe: 'today' }),
      does: (id) => [
        ...wrote(id, { update_contact: 'By phone' }),
        () => ana.intent(id, { do: 'open', procedure: 'escalation' }),
        () => ana.intent(id, answer('escalation', 'reason')),
        () => ana.intent(id, answer('escalation', 'read_back', 'agreed')),
        () => ana.intent(id, asked),
      ],
    },
  ],
  told_before_handoff: [
    {
      gate: 'told_before_handoff',
      shut: [],
      does: (id) => [() => ana.intent(id, { do: 'hand_over', team: 'moves', how: 'warm' })],
    },
    {
      gate: 'the package',
      shut: [{ do: 'offer_handoff' }],
      does: (id) => [() => nothingToSend(id)],
    },
    {
      gate: 'reference_given, expectations_set',
      shut: [{ do: 'offer_handoff' }],
      meanwhile: (id) => [() => told(id, 'reference_given')],
      does: (id) => [
        () => told(id, 'expectations_set'),
        () => ana.intent(id, { do: 'withdraw_handoff' }),
      ],
    },
  ],
  escalation_explained: [
    {
      gate: 'escalation_explained',
      shut: [],
      does: (id) => [
        () => ana.intent(id, { do: 'open', procedure: 'escalation' }),
        () => ana.intent(id, answer('escalation', 'reason')),
        () => ana.intent(id, answer('escalation', 'read_back', 'agreed')),
        () => ana.intent(id, answer('escalation', 'when')),
        () => ana.intent(id, answer('escalation', 'where')),
      ],
    },
    {
      gate: 'the reason',
      shut: [answer('escalation', 'how', 'now')],
      meanwhile: (id) => wrote(id, { timeframe: 'two days', update_contact: 'By phone' }),
      does: (id) => [
        ...wrote(id, { escalation_reason: 'asked' }),
        () => ana.intent(id, answer('escalation', 'how', 'now')),
      ],
    },
  ],
  escalation_complete: [
    {
      gate: 'escalation_complete',
      shut: [],
      does: (id) => [
        () => ana.intent(id, { do: 'open', procedure: 'escalation' }),
        () => ana.intent(id, answer('escalation', 'reason')),
        () => ana.intent(id, answer('escalation', 'read_back', 'agreed')),
        () => ana.intent(id, answer('escalation', 'when')),
        () => ana.intent(id, answer('escalation', 'where')),
      ],
    },
    {
      gate: 'the four things',
      shut: [answer('escalation', 'how', 'later')],
      meanwhile: (id) => wrote(id, { escalation_reason: 'asked', timeframe: 'two days' }),
      does: (id) => [
        ...wrote(id, { update_contact: 'By phone' }),
        () => ana.intent(id, answer('escalation', 'how', 'later')),
      ],
    },
  ],
  two_warnings: [
    {
      gate: 'two_warnings',
      shut: [],
      does: (id) => [
        () => ana.intent(id, { do: 'open', procedure: 'abusive' }),
        () => ana.intent(id, answer('abusive', 'boundary')),
        () => ana.intent(id, answer('abusive', 'stops', 'still')),
      ],
    },
    {
      gate: 'after one warning',
      shut: [answer('abusive', 'last_words')],
      does: (id) => [
        () => ana.intent(id, { do: 'revisit', procedure: 'abusive', step: 'stops' }),
        () => ana.intent(id, answer('abusive', 'stops', 'again')),
        () => ana.intent(id, answer('abusive', 'boundary')),
        () => ana.intent(id, answer('abusive', 'stops', 'still')),
        () => ana.intent(id, answer('abusive', 'last_words')),
      ],
    },
  ],
  unreached_written: [
    {
      gate: 'unreached_written',
      shut: [],
      does: (id) => [
        ...wrote(id, {
          issue: 'A bill',
          goal: 'A refund',
          outcome: 'not_solved',
          summary: 'Not reached',
          contact_number: '+442079461099',
        }),
        () => office.phone.observe(id, 'dropped'),
        () => ana.intent(id, { do: 'callback_result', outcome: 'bad_number' }), // no use in more
        () => ana.intent(id, dispose('not_resolved')),
      ],
    },
    {
      gate: 'no promise to write',
      shut: [{ do: 'finish' }],
      does: (id) => [() => ana.intent(id, promise), () => ana.intent(id, { do: 'finish' })],
    },
  ],
};

test('no gate on the roads of the decision points is gone around', async (t) => {
  for (const [rule, call] of Object.entries(kRoads)) {
    await t.test(rule, async (t) => {
      const who = guarded.next();
      const { id } = await office.call('ana', { number: who.phone });
      await play(t, call, id, who);
    });
  }
});

const start = (action) => ({ do: 'start', action });
const started = (id, action) => ana.intent(id, start(action));
const finished = (id, action) => ana.intent(id, { do: 'finish_action', action });
const party = (id, who) => ana.intent(id, { do: 'speaks', party: who });
const clinicAnswers = { birth_date: '1980-03-01', postcode: 'SW1A 1AA' };

// The clinic's call, with its own stages, gates and rules.
const kClinic = [
  {
    gate: 'safe_to_go_on, resolved_safely',
    shut: [
      go('arrange'),
      go('close'),
      { do: 'tick', checkpoint: 'safe_to_go_on' },
      dispose('answered'),
      { do: 'finish' },
    ],
    meanwhile: (id) =>
      wrote(id, {
        reason: 'appointment',
        need: 'An ear that hurts',
        arranged: 'Rings on Monday',
        said_back: 'yes',
      }),
    does: (id, who) => [() => ana.choose(id, who.account)],
  },
  {
    gate: 'right_person',
    shut: [start('book_visit'), start('text_details')],
    meanwhile: (id) => [() => party(id, 'other')],
    does: (id) => [
      () => party(id, 'holder'),
      () => ana.answers(id, 'birth_postcode', clinicAnswers),
    ],
  },
  {
    gate: 'danger_before_visit',
    shut: [start('book_visit')],
    does: (id) => [
      () => told(id, 'danger_asked'),
      () => ana.intent(id, { do: 'open', procedure: 'danger_signs' }),
      () => ana.intent(id, answer('danger_signs', 'which', 'past')),
    ],
  },
  {
    gate: 'no_visit_in_danger',
    shut: [start('book_visit'), dispose('booked')],
    does: (id) => [
      () => ana.intent(id, answer('danger_signs', 'clinician')),
      () => ana.intent(id, answer('danger_signs', 'tell_now')),
      () => ana.intent(id, go('arrange')),
      ...[1, 2, 3].map(() => () => started(id, 'offer_time')),
      ...[1, 2].flatMap(() => [
        () => started(id, 'text_details'),
        () => finished(id, 'text_details'),
      ]),
      ...wrote(id, { reason: 'results' }),
    ],
  },
  {
    gate: 'two_texts, results_road',
    shut: [start('text_details'), { do: 'open', procedure: 'results_call' }, start('read_result')],
    does: (id) => [() => party(id, 'authorised'), () => ana.attest(id, 'rang_back')],
  },
  {
    gate: 'results_to_patient',
    shut: [start('read_result')],
    does: (id) => [
      () => party(id, 'holder'),
      () => ana.attest(id, 'rang_back'),
      () => started(id, 'read_result'),
      ...wrote(id, { reason: 'appointment' }),
    ],
  },
  {
    gate: 'three_times, one_thing_arranged',
    shut: [start('offer_time')],
    does: (id) => [
      () => ana.intent(id, { do: 'clear', field: 'arranged' }),
      () => ana.intent(id, { do: 'clear', field: 'said_back' }),
    ],
  },
  {
    gate: 'one_thing_arranged',
    shut: [dispose('answered'), dispose('rings_again'), dispose('booked')],
    does: (id) => [
      () => started(id, 'book_visit'),
      () => finished(id, 'book_visit'),
      ...wrote(id, { visit_date: '2027-01-04' }),
    ],
  },
  {
    gate: 'understood',
    shut: [dispose('booked'), dispose('answered')],
    meanwhile: (id) => wrote(id, { said_back: 'partly' }),
    does: (id) => [
      ...wrote(id, { said_back: 'yes' }),
      () => started(id, 'note_worry'),
      () => office.phone.observe(id, { saw: 'hung_up', by: 'caller' }),
      () => ana.intent(id, dispose('booked')),
    ],
  },
  {
    gate: 'nothing_open',
    shut: [{ do: 'finish' }],
    does: (id) => [
      () => started(id, 'tell_clinician'),
      () => finished(id, 'tell_clinician'),
      () => ana.intent(id, { do: 'finish' }),
    ],
  },
];

test('no gate of the clinic call is gone around, by whatever way', async (t) => {
  const who = guarded.next();
  const { id } = await office.call('ana', { map: 'clinic', number: who.phone });
  await play(t, kClinic, id, who);
  assert.equal((await ana.view(id)).guidance.phase, 'closed');
});

for (const [map, calls] of Object.entries({
  standard: [kCall, kResolved, ...Object.values(kRoads)],
  clinic: [kClinic],
})) {
  test(`every gate that stands in the ${map} map was tried`, () => {
    const names = calls.flat().flatMap(({ gate }) => gate.split(', '));
    const files = readdirSync(join(root, 'maps', map)).filter((each) => each.endsWith('.yaml'));
    const text = files
      .map((each) => readFileSync(join(root, 'maps', map, each), 'utf8'))
      .join('\n');
    const gates = [...text.matchAll(/^ {6}(\w+):\n(?: {8}(?!strength).*\n)+ {8}strength: gate/gm)];
    assert.ok(gates.length >= 4);
    for (const [, gate] of gates) assert.ok(names.includes(gate), gate);
    // Advice is no gate.
    for (const [, rule, rest] of text.matchAll(/- id: (\w+)\n {4}do:((?:.*\n(?!  - ))*)/g))
      assert.ok(names.includes(rule) || /strength: guide/.test(rest), rule);
  });
}
