// A few of the runs that `node crash.mjs --runs 200` makes.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crash } from './crash.mjs';

test('a killed server loses nothing that it acknowledged and does nothing twice', async () => {
  const figures = await crash({ runs: 5, seed: 1 });
  assert.equal(figures.runs, 5);
  assert.ok(figures.acks >= 5, 'commands were acknowledged before the kills');
  assert.ok(figures.underWay >= 5, 'commands were under way at the kills');
});
