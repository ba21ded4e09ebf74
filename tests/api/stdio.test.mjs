// The lines by which another program drives a procedure or a call, and sequences held against one.

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { callmap, root, temporaryFolder } from './lib/server.mjs';

const schema = JSON.parse(readFileSync(join(root, 'docs/run-stdio.schema.json'), 'utf8'));
const ajv = new Ajv2020.default({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema(schema);
const reply_is_as_promised = ajv.compile({ $ref: `${schema.$id}#/$defs/reply` });
const command_is_as_promised = ajv.compile({ $ref: `${schema.$id}#/$defs/command` });

const kMap = `callmap: 1
id: sound
title: Sound
stages: { talk: { title: Talk } }
verification:
  stage: talk
  methods:
    known: { title: Known, ask: "Who is it?", attested: true, opens: account }
actions:
  reset: { text: Reset the line, class: account }
  note: { text: Note the fault, class: public }
procedures:
  no_sound:
    title: No sound
    steps:
      hears:
        ask: Do they hear themselves?
        unclear: Does your voice come back?
        answers: { yes: fine, no: plug }
      plug: { tell: Take the plug out, then: write }
      write: { do: note, then: line }
      line: { do: reset, then: again }
      again:
        retest: hears
        answers: { yes: mended, no: passed_on }
    ends:
      fine: { text: There is sound, result: not_applicable }
      mended: { text: It was the plug, result: resolved, tip: Push it in }
      passed_on: { text: Somebody comes, result: escalated }
`;
const map = join(temporaryFolder(), 'map.yaml');
writeFileSync(map, kMap);

// The replies to these lines, each held against the schema.
function driven(args, lines) {
  for (const line of lines) {
    if (typeof line !== 'string') assert.ok(command_is_as_promised(line), JSON.stringify(line));
  }
  const input = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)));
  const run = callmap(['run', map, '--stdio', ...args], {
    input: input.map((line) => `${line}\n`).join(''),
    maxBuffer: 64 << 20,
  });
  assert.equal(run.status, 0, run.stderr);
  const replies = run.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  for (const reply of replies) {
    assert.ok(reply_is_as_promised(reply), ajv.errorsText(reply_is_as_promised.errors));
  }
  return replies;
}

test('a procedure is driven from its start to an end, every reply as the schema promises', () => {
  const replies = driven(
    ['--procedure', 'no_sound'],
    [{ unclear: true }, { answer: 'No' }, ...Array(3).fill({ answer: 'done' }), { answer: 'yes' }],
  );
  const steps = replies.map((reply) => reply.state.procedure?.step);
  assert.deepEqual(steps, ['hears', 'hears', 'plug', 'write', 'line', 'again', undefined]);
  assert.equal(replies[1].state.procedure.unclear, 'Does your voice come back?');
  assert.equal(replies[5].state.procedure.before, 'No');
  assert.equal(replies[6].state.done, true);
  assert.equal(replies[6].state.ended.end, 'mended');
  assert.equal(replies[6].state.ended.result, 'resolved');
  assert.equal(replies[6].state.ended.tip, 'Push it in');
});

test('a line that cannot be read gets an error with what is wrong, and the next one counts', () => {
  const replies = driven(
    ['--procedure', 'no_sound'],
    [
      'hello',
      '[]',
      '{"answer": 1}',
      '{"answer": "perhaps"}',
      '{"back": "nowhere"}',
      `{"answer": "${'y'.repeat(70_000)}"}`,
      '\u0000',
      '',
      '{"do": "fly"}',
      { answer: 'no' },
    ],
  );
  assert.equal(replies.length, 10);
  for (const reply of replies.slice(1, 9)) {
    assert.equal(reply.ok, false);
    assert.equal(reply.error.kind, 'bad_line');
    assert.equal(reply.state.procedure.step, 'hears');
  }
  assert.match(replies[4].error.message, /no answer `perhaps`: it has `yes`, `no`/);
  assert.match(replies[6].error.message, /longer than 65536 bytes/);
  assert.equal(replies[9].state.procedure.step, 'plug');
});

test('what the map refuses changes nothing, and it says what is missing', () => {
  const lines = [{ answer: 'no' }, { answer: 'done' }, { answer: 'done' }, { answer: 'done' }];
  const replies = driven(['--procedure', 'no_sound', '--verified', 'none'], lines);
  assert.equal(replies[4].ok, false);
  assert.equal(replies[4].refusal.reason, 'not-verified');
  assert.equal(replies[4].state.procedure.step, 'line');
  const verified = driven(
    ['--procedure', 'no_sound', '--verified', 'none'],
    [
      ...lines,
      { verdict: 'passed', method: 'known' },
      { do: 'choose_customer', customer: 'c_dora' },
      { verdict: 'passed', method: 'known' },
      { answer: 'done' },
    ],
  );
  assert.equal(verified[5].ok, false, 'whom has nobody said yet');
  assert.equal(verified[8].state.procedure.step, 'again');
});

test('after an end nothing can be answered, and going back takes answers back before it', () => {
  const replies = driven(
    ['--procedure', 'no_sound'],
    [{ answer: 'no' }, { back: 'hears' }, { answer: 'yes' }, { answer: 'yes' }],
  );
  assert.equal(replies[2].state.procedure.step, 'hears');
  assert.equal(replies[2].state.procedure.past[0].taken_back, true);
  assert.equal(replies[3].state.ended.end, 'fine');
  assert.equal(replies[4].ok, false);
  assert.match(replies[4].error.message, /over|no procedure is open/);
});

test('a whole call is driven with the commands of a trace, and shows the guidance', () => {
  const replies = driven(
    [],
    [
      { do: 'open', procedure: 'no_sound' },
      { do: 'choose_customer', customer: 'c_dora' },
      { verdict: 'passed', method: 'known' },
      { do: 'open', procedure: 'no_sound' },
      { answer: 'yes' },
      { saw: 'hung_up', by: 'caller' },
    ],
  );
  assert.equal(replies[0].state.procedure, undefined);
  assert.equal(replies[1].refusal.reason, 'not-verified');
  assert.equal(replies[4].state.procedure.step, 'hears');
  assert.equal(replies[5].state.ended.end, 'fine');
  assert.equal(replies[6].state.phase, 'after_call');
  assert.ok(replies.every((reply) => reply.state.guidance.stages.length === 1));
});

// One sequence held against the procedure.
function replayed(items, ...args) {
  const run = callmap([
    'replay',
    '--map',
    map,
    '--procedure',
    'no_sound',
    '--json',
    ...args,
    ...items,
  ]);
  return { status: run.status, ...JSON.parse(run.stdout) };
}

test('a sequence that follows the procedure gives its path and end', () => {
  const got = replayed(['no', 'note', 'reset', 'again=yes']);
  assert.equal(got.status, 0);
  assert.equal(got.follows, true);
  const path = got.path.map(({ step, item }) => [step, item]);
  assert.deepEqual(path, [
    ['hears', 0],
    ['plug', undefined],
    ['write', 1],
    ['line', 2],
    ['again', 3],
  ]);
  assert.equal(got.end.end, 'mended');
});

test('a sequence that leaves the procedure says where and how', () => {
  const kinds = (items, ...args) => replayed(items, ...args).leaves.map(({ kind }) => kind);
  assert.deepEqual(kinds(['no', 'reset', 'yes']), ['missing']);
  assert.deepEqual(kinds(['no', 'dance', 'note', 'reset', 'yes']), ['extra']);
  assert.deepEqual(kinds(['no', 'reset', 'note', 'yes']), ['moved']);
  assert.deepEqual(kinds(['no', 'note', 'reset', 'yes'], '--verified', 'none'), ['not_verified']);
  assert.deepEqual(kinds(['no', 'note', 'reset', 'yes'], '--every-step'), ['missing']);
  const early = replayed(['no', 'note']);
  assert.equal(early.status, 1);
  assert.deepEqual(
    early.leaves.map(({ sentence }) => sentence),
    ['`reset` is missing at the end'],
  );
  const stops = replayed(['no', 'note', 'reset']);
  assert.equal(stops.follows, true);
  assert.equal(stops.end, undefined);
  assert.equal(stops.stands_at, 'again');
});

test('of many sequences a line that cannot be read is told with its number', () => {
  const input =
    '["yes"]\n{"items": 1}\n\n{"id": "b", "procedure": "nothing", "items": []}\n["no"]\n';
  const run = callmap(
    ['replay', '--map', map, '--procedure', 'no_sound', '--json', '--from', '-'],
    { input },
  );
  assert.equal(run.status, 1);
  assert.equal(run.stdout.trim().split('\n').length, 2);
  assert.match(run.stderr, /^-:2: a line is a list of items/m);
  assert.match(run.stderr, /^-:4: the map has no procedure `nothing`/m);
});

test('what is left out on the command line is asked for', () => {
  const run = (...args) => callmap(args);
  assert.equal(run('replay', '--procedure', 'no_sound').status, 2);
  assert.equal(run('replay').status, 2);
  assert.equal(run('run', map).status, 2);
  const wrong = run('run', map, '--procedure', 'no_soun');
  assert.equal(wrong.status, 1);
  assert.match(wrong.stderr, /no procedure `no_soun`: did you mean `no_sound`/);
});
