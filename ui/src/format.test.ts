import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shortly, time } from './format';

test('a time today is told without its day, another day with it', () => {
  const now = new Date(2026, 2, 5, 10, 0).getTime();
  const today = new Date(2026, 2, 5, 15, 30).toISOString();
  const tomorrow = new Date(2026, 2, 6, 15, 30).toISOString();
  assert.equal(shortly(today, now), time(today));
  assert.ok(shortly(tomorrow, now).length > time(tomorrow).length);
});
