import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { NumbersRow } from '../api/types';
import { words } from '../words';
import { columns, figures } from './figures';

const row = (more: Partial<NumbersRow> = {}): NumbersRow => ({
  offered: 0,
  answered: 0,
  abandoned: 0,
  in_service_level: 0,
  handled: 0,
  transfers_warm: 0,
  transfers_blind: 0,
  transfers_outside: 0,
  returned: 0,
  escalated: 0,
  drops: 0,
  recovered: 0,
  verified: 0,
  failed: 0,
  exceptions: 0,
  gates_refused: 0,
  not_recorded: 0,
  promised: 0,
  kept: 0,
  overdue: 0,
  short: 0,
  repeats: 0,
  dispositions: {},
  ...more,
});

const said = (figure: { more: { text: string }[] }) =>
  figure.more.map((one) => one.text).join(', ');
const of = (id: string, numbers: NumbersRow) =>
  figures(numbers, 20_000, 3).find((figure) => figure.id === id)!;

test('a day without contacts divides by nothing', () => {
  for (const figure of figures(row(), 20_000))
    assert.ok(!/NaN|Infinity|undefined/.test(figure.value + said(figure)), figure.id);
  assert.equal(of('asa', row()).value, '–');
  assert.equal(of('kept', row()).value, '–');
});

test('service level is a share of all that were offered', () => {
  const numbers = row({ offered: 100, answered: 90, abandoned: 10, in_service_level: 75 });
  assert.match(said(of('answered', numbers)), /75 % in 20 s/);
  assert.match(said(of('abandoned', numbers)), /10 %/);
  assert.match(said(of('offered', numbers)), /3 waiting/);
});

test('transfers add up and show their kinds', () => {
  const numbers = row({ transfers_warm: 4, transfers_blind: 1, transfers_outside: 2, returned: 3 });
  assert.equal(of('transfers', numbers).value, '7');
  assert.match(said(of('transfers', numbers)), /4 warm, 1 blind, 2 outside, 3 returned/);
});

test('every figure and every column has a name and a definition', () => {
  for (const { id } of [...figures(row(), 20_000), ...columns]) {
    assert.ok(words.numbers.figures[id], id);
    assert.ok(words.numbers.means[id], id);
  }
});

test('every count of a row opens the contacts behind it', () => {
  const opens = new Set(
    figures(row({ offered: 1 }), 20_000).flatMap((figure) => [
      ...(figure.behind ?? []),
      ...figure.more.flatMap((one) => one.behind ?? []),
    ]),
  );
  const counts = Object.entries(row()).filter(([, value]) => typeof value === 'number');
  for (const [name] of counts) assert.ok(opens.has(name as never), name);
});

test('a headline opens what it counts, and what is beside it opens that alone', () => {
  const transfers = of('transfers', row());
  assert.deepEqual(transfers.behind, ['transfers_warm', 'transfers_blind', 'transfers_outside']);
  assert.deepEqual(
    transfers.more.map((one) => one.behind),
    [['transfers_warm'], ['transfers_blind'], ['transfers_outside'], ['returned']],
  );
  for (const one of figures(row({ offered: 1 }), 20_000).flatMap((figure) => figure.more))
    if (one.behind) assert.ok(words.numbers.behindOf[one.name ?? ''], one.text);
});
