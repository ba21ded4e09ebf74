// A retailer's guidelines, and lists of what was done, labelled by whether they follow them.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';

import { callmap, corpus, Driven, imported, json_lines, lines, needs, root } from './lib.mjs';

const only = needs('abcd');
const verifying = ['pull_up_account', 'verify_identity', 'validate_purchase'];

describe('the guidelines of a retailer', only, () => {
  let map, report, sequences, labels;
  before(() => {
    const recipe = join(root, 'tests/corpora/abcd.yaml');
    ({ map, report } = imported(
      'abcd',
      [corpus('abcd', 'guidelines.json')],
      '--recipe',
      recipe,
      '--class',
      'public',
    ));
    const rows = lines(corpus('abcd', 'subflow_map.tsv'))
      .slice(1)
      .map((line) => line.split('\t'));
    const procedures = new Map();
    for (const [, chart, , subflow] of rows) {
      procedures.set(subflow, report.charts.find((each) => each.chart === chart)?.procedure);
    }
    sequences = json_lines(corpus('abcd', 'sequences_inputs.jsonl')).map((each) => ({
      id: each.id,
      procedure: procedures.get(each.subflow),
      items: each.actions,
    }));
    const gold = lines(corpus('abcd', 'sequences_gold.tsv'))
      .slice(1)
      .map((line) => line.split('\t'));
    labels = new Map(gold);
  });

  const replayed = (sequences, ...options) => {
    const input = sequences.map((each) => JSON.stringify(each)).join('\n');
    const run = callmap(['replay', '--map', map, '--from', '-', '--json', ...options], input);
    assert.doesNotMatch(run.err, /^-:/m);
    return run.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  };
  const by_verification = () =>
    replayed(sequences, ...verifying.flatMap((each) => ['--verifying', each]));

  test('are all understood, and the map checks without errors', () => {
    assert.equal(report.charts.length, 23);
    assert.equal(
      report.charts.every((each) => each.procedure),
      true,
    );
    assert.equal(callmap(['check', map]).status, 0);
  });

  test('tell which recorded lists follow them, but where label and guideline contradict', (t) => {
    const wrong = by_verification().filter(
      (each) => each.follows !== (labels.get(each.id) === 'adherent'),
    );
    for (const each of wrong) {
      t.diagnostic(
        `${each.id} ${each.procedure}: labelled ${labels.get(each.id)}, but ` +
          each.leaves.map((leave) => leave.sentence).join('; '),
      );
    }
    // Both labels take the order of another table; the guideline lists its options in this one, and
    // says in a note beside the steps that they may be shuffled.
    assert.deepEqual(
      wrong.map((each) => [each.procedure, labels.get(each.id)]),
      [
        ['search_not_working', 'adherent'],
        ['website_too_slow', 'adherent'],
      ],
    );
    for (const each of wrong) assert.ok(each.leaves.every((leave) => leave.kind === 'moved'));
  });

  test('say what is wrong with a list as its label does', () => {
    const shuffled = ['search_not_working', 'website_too_slow'];
    const kinds = {
      extra_step: (leaves) => leaves.some((leave) => leave.kind === 'extra'),
      missing_step: (leaves) => leaves.some((leave) => leave.kind === 'missing'),
      missing_verification: (leaves) => leaves.some((leave) => leave.verifies),
      wrong_order: (leaves) => leaves.some((leave) => leave.kind === 'moved'),
      adherent: (leaves) => leaves.length === 0,
    };
    for (const each of by_verification()) {
      if (shuffled.includes(each.procedure)) continue;
      const label = labels.get(each.id);
      assert.ok(kinds[label](each.leaves), `${each.id} ${label} ${JSON.stringify(each.leaves)}`);
    }
  });

  test('stand behind verification: nobody who is not verified gets a new password', async () => {
    const driven = new Driven([map, '--procedure', 'recover_password', '--verified', 'none']);
    let { state } = await driven.reply();
    let reply;
    while (state.procedure.action?.class !== 'sensitive' && !reply?.refusal) {
      reply = await driven.say({ answer: 'done' });
      state = reply.state;
    }
    reply = await driven.say({ answer: 'done' });
    assert.equal(reply.ok, false);
    assert.equal(reply.refusal.reason, 'not-verified');
    assert.equal(reply.state.procedure.step, state.procedure.step);
    await driven.end();
  });

  test('say that a list without its verification does what asks for one', () => {
    const first = sequences.find((each) => each.procedure === 'recover_password');
    const [got] = replayed(
      [{ ...first, items: ['enter-details', 'make-password'] }],
      ...verifying.flatMap((each) => ['--verifying', each]),
    );
    assert.deepEqual(
      got.leaves.map((leave) => leave.kind),
      ['missing', 'not_verified'],
    );
  });
});
