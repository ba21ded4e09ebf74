import assert from 'node:assert/strict';
import { test } from 'node:test';
import { theirTime } from './their-clock';

const inLondon = () => 0;
const newYork = [{ ahead_minutes: -300, until: '2026-03-08T07:00:00Z' }, { ahead_minutes: -240 }];

test('their time stands beside ours where the clocks differ', () => {
  assert.equal(theirTime(newYork, '2026-03-05T15:30:00Z', inLondon), '10:30');
  assert.equal(
    theirTime(newYork, '2026-03-05T15:30:00Z', () => -300),
    null,
  );
});

test('their clock may change before ours does', () => {
  assert.equal(theirTime(newYork, '2026-03-08T06:59:00Z', inLondon), '01:59');
  assert.equal(theirTime(newYork, '2026-03-08T07:00:00Z', inLondon), '03:00');
});

test('another day there is named', () => {
  const there = theirTime([{ ahead_minutes: 660 }], '2026-03-05T15:30:00Z', inLondon);
  assert.match(there ?? '', /Fri/);
  assert.match(there ?? '', /02:30/);
});

test('a zone that nobody knows shows nothing', () => {
  assert.equal(theirTime(undefined, '2026-03-05T15:30:00Z', inLondon), null);
  assert.equal(theirTime([], '2026-03-05T15:30:00Z', inLondon), null);
});
