// Task graphs of eleven services, and conversations in which people played them.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { before, describe, test } from 'node:test';

import { callmap, corpus, imported, json_lines, needs, root } from './lib.mjs';

const only = needs('star');
// Said after the end; no graph has it.
const is_farewell = (step) => /(^|_)(goodbye|bye)(_|$)/.test(step);

describe('the task graphs of eleven services', only, () => {
  let map, report, happy;
  before(() => {
    const files = readdirSync(corpus('star', 'flows'))
      .sort()
      .map((name) => corpus('star', 'flows', name));
    const recipe = join(root, 'tests/corpora/star.yaml');
    ({ map, report } = imported('star', files, '--recipe', recipe));
    const procedures = new Map();
    for (const file of files) {
      const { task } = JSON.parse(readFileSync(file, 'utf8'));
      const chart = report.charts.find((each) => each.chart === task);
      procedures.set(basename(file, '.json'), chart?.procedure);
    }
    happy = json_lines(corpus('star', 'dialogs.jsonl'))
      .filter((dialog) => dialog.happy)
      .map((dialog) => ({
        id: String(dialog.id),
        procedure: procedures.get(dialog.task),
        items: dialog.turns.filter((turn) => turn.a && !is_farewell(turn.a)).map((turn) => turn.a),
      }));
  });

  const replayed = (...options) => {
    const input = happy.map((each) => JSON.stringify(each)).join('\n');
    const run = callmap(['replay', '--map', map, '--from', '-', '--json', ...options], input);
    return run.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  };

  // Why a conversation does not fit, in the words of a person who looks at it.
  const why = ({ procedure, leaves }, items) => {
    const extra = leaves
      .filter((leave) => leave.kind === 'extra')
      .map((leave) => items[leave.item]);
    if (extra.includes('custom')) return 'says something that has no label of its own';
    if (extra.some((step) => items.indexOf(step) !== items.lastIndexOf(step)))
      return 'does a step twice';
    if (leaves.some((leave) => leave.kind === 'extra'))
      return 'does a step where the graph has none';
    if (leaves.some((leave) => leave.kind === 'moved')) return 'has two steps the other way round';
    return `leaves ${procedure} otherwise`;
  };
  const tally = (results) => {
    const reasons = {};
    results.forEach((each, place) => {
      if (each.follows) return;
      const reason = why(each, happy[place].items);
      reasons[reason] = (reasons[reason] ?? 0) + 1;
    });
    return reasons;
  };

  test('are all imported, with the texts named that are in no arrow', () => {
    assert.equal(report.charts.length, 11);
    assert.equal(
      report.charts.every((each) => each.procedure),
      true,
    );
    assert.equal(
      report.charts.reduce((sum, each) => sum + each.nodes, 0),
      107,
    );
    assert.equal(
      report.charts.reduce((sum, each) => sum + each.arrows, 0),
      109,
    );
  });

  test('fit the conversations whose steps come in their order, told answers left out', (t) => {
    const results = replayed();
    assert.equal(results.length, happy.length);
    const fit = results.filter((each) => each.follows).length;
    t.diagnostic(`${fit} of ${happy.length} fit; the others: ${JSON.stringify(tally(results))}`);
    assert.ok(results.every((each) => each.decided));
    assert.equal(fit, 405);
  });
});
