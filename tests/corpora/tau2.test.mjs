// A phone carrier's chart, and a device with faults that answers its questions.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { before, describe, test } from 'node:test';

import { callmap, corpus, Driven, imported, json_lines, lines, needs } from './lib.mjs';

const chart = corpus('tau2_telecom', 'path1_no_service.dot');
const only = needs('tau2_telecom');

// The device: values, and what is worked out of them.
class Device {
  constructor(model, faults) {
    this.model = model;
    this.values = Object.assign({}, model.state, ...faults.map((fault) => model.faults[fault]));
  }
  is(expression) {
    const names = { ...this.values };
    for (const [name, sum] of Object.entries(this.model.derived)) names[name] = value(sum, names);
    return value(expression, names);
  }
  // What it says to the question at that node, by the label of an arrow.
  answer(node, answers) {
    const many = this.model.multi[node];
    if (many) return many.find(([when]) => this.is(when))[1];
    const begin = this.is(this.model.decisions[node]) ? 'Yes' : 'No';
    return answers.find((answer) => answer.label.startsWith(begin)).id;
  }
  passes(node) {
    const { if: when, ...effect } = this.model.effects[node] ?? {};
    if (when === undefined || this.is(when)) Object.assign(this.values, effect);
  }
}
function value(expression, names) {
  return Function(...Object.keys(names), `return (${expression})`)(...Object.values(names));
}

describe('the published no-service chart', only, () => {
  let model, map, report, procedure, nodes;
  before(() => {
    model = JSON.parse(readFileSync(corpus('tau2_telecom', 'device_oracle.json'), 'utf8'));
    ({ map, report } = imported('tau2', [chart]));
    procedure = report.charts[0].procedure;
    const names = readFileSync(chart, 'utf8').match(/^\s+(\w+) \[label=/gm);
    nodes = new Map(
      names.map((name) => name.trim().split(' ')[0]).map((id) => [id.toLowerCase(), id]),
    );
  });

  test('has every node, arrow, question and end, and each way through it', () => {
    const [, gold] = lines(corpus('tau2_telecom', 'structure_gold.tsv')).map((line) =>
      line.split('\t'),
    );
    const [got] = report.charts;
    assert.equal(got.nodes, Number(gold[1]));
    assert.equal(got.arrows, Number(gold[2]));
    assert.equal(got.questions, Number(gold[3]));
    assert.equal(got.ends, gold[4].split(';').length);
    assert.deepEqual([got.ways, got.depth, got.exact], [34, 30, true]);
  });

  test('takes the recorded path for every fault of the device', async (t) => {
    let exact = 0;
    const scenarios = json_lines(corpus('tau2_telecom', 'scenarios_gold.jsonl'));
    const faults = new Map(
      json_lines(corpus('tau2_telecom', 'scenarios.jsonl')).map((each) => [each.id, each.faults]),
    );
    for (const gold of scenarios) {
      const device = new Device(model, faults.get(gold.id));
      const driven = new Driven([map, '--procedure', procedure]);
      const path = [];
      let { state } = await driven.reply();
      while (!state.done) {
        const { step, kind, answers } = state.procedure;
        const node = nodes.get(step);
        path.push(node);
        device.passes(node);
        const answer = kind === 'question' ? device.answer(node, answers) : 'done';
        const reply = await driven.say({ answer });
        assert.ok(reply.ok, JSON.stringify(reply));
        state = reply.state;
      }
      path.push(nodes.get(state.ended.end));
      assert.equal(await driven.end(), 0);
      assert.equal(path.at(-1), gold.terminal, gold.id);
      const digest = createHash('md5').update(path.join('>')).digest('hex');
      assert.equal(digest, gold.path_md5, gold.id);
      assert.equal(device.is('service') ? true : false, gold.end_state_fixed, gold.id);
      ++exact;
    }
    t.diagnostic(`${exact} of ${scenarios.length} paths are exact`);
    assert.equal(exact, 47);
  });

  test('is told what is wrong with it: a restored phone goes on, and one is given up early', () => {
    const { err, status } = callmap(['check', map]);
    assert.equal(status, 0);
    assert.match(err, /`Yes \(Service Restored\)`.*\[answer-goes-on\]/);
    assert.match(
      err,
      /SIM Missing\? Yes > Service Restored\? Yes > Service Restored\? No > Line Suspended\? No\n/,
    );
    assert.match(err, /`No \(Still No Service\)`.*\[gives-up-early\]/);
    assert.equal(err.match(/warning:/g).length, 2, err);
  });

  test('the defect told is the one that loses customers: those given up early could be helped', () => {
    const lost = json_lines(corpus('tau2_telecom', 'scenarios_gold.jsonl')).filter(
      (each) => each.tau2_expected === 'fixed' && !each.end_state_fixed,
    );
    assert.ok(lost.length > 0);
    for (const each of lost) assert.equal(each.actions.at(-1), 'P1_S2_Action_ReseatSIM', each.id);
  });
});
