import assert from 'node:assert/strict';
import { test } from 'node:test';
import { byDue, presets, workingDay } from './due';

const thursday = new Date(2026, 2, 5, 10, 20, 30);
const friday = new Date(2026, 2, 6, 16, 45);

test('the next working day after a Friday is Monday, the second one Tuesday', () => {
  assert.equal(workingDay(friday, 1).getDay(), 1);
  assert.equal(workingDay(friday, 2).getDay(), 2);
  assert.equal(workingDay(thursday, 1).getDay(), 5);
});

test('the usual answers rise, and two hours end on a whole minute', () => {
  const list = presets(thursday);
  assert.deepEqual(
    list.map((one) => one.id),
    ['hours', 'today', 'next', 'second'],
  );
  assert.equal(list[0]!.at.getTime() % 60_000, 0);
  assert.ok(list[0]!.at.getTime() - thursday.getTime() >= 7_200_000);
  assert.equal(list[1]!.at.getDate(), 5);
});

test('today is no answer when the day is nearly over or no working day', () => {
  const ids = (now: Date) => presets(now).map((one) => one.id);
  assert.ok(!ids(friday).includes('today'));
  assert.ok(!ids(new Date(2026, 2, 7, 9)).includes('today'));
});

test('what is late stands first, what has no date last', () => {
  const list = [
    { id: 'someday', overdue: false },
    { id: 'later', due: '2026-03-05T12:00:00Z', overdue: false },
    { id: 'late', due: '2026-03-05T09:00:00Z', overdue: true },
    { id: 'soon', due: '2026-03-05T11:00:00Z', overdue: false },
    { id: 'latest', due: '2026-03-04T09:00:00Z', overdue: true },
  ];
  assert.deepEqual(
    byDue(list).map((one) => one.id),
    ['latest', 'late', 'soon', 'later', 'someday'],
  );
});
