import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Cue, Guidance, TriedView } from '../api/types';
import { triedSoFar, wayOf } from './plan';

const at = '2026-03-01T09:00:00Z';
const tried = (text: string, outcome?: string): TriedView => ({
  step: 0,
  text,
  at,
  ...(outcome ? { outcome } : {}),
});

test('What was tried again with the same outcome is one line, and the latest stands last', () => {
  const plug = tried('Plug out and in', 'same');
  assert.deepEqual(triedSoFar([plug, tried('Another cable', 'same'), plug]), [
    { text: 'Another cable', outcome: 'same', times: 1 },
    { text: 'Plug out and in', outcome: 'same', times: 2 },
  ]);
  assert.deepEqual(triedSoFar([plug, tried('Plug out and in', 'helped')]).length, 2);
  assert.deepEqual(triedSoFar([]), []);
});

test('A cue that was noticed leads to the decision point that it opens, but not to the one open', () => {
  const cue: Cue = {
    id: 'stuck',
    notice: 'Nothing helps',
    noticed: true,
    likely_here: true,
    stages: [],
    say: [],
    opens: 'escalation',
  };
  const road = { id: 'escalation', title: 'Needs a specialist', decision_point: true, open: false };
  const among = (roads: object[]) => ({ roads }) as unknown as Guidance;
  assert.equal(wayOf(among([road]), cue).id, 'road:escalation');
  assert.equal(wayOf(among([{ ...road, open: true }]), cue).id, 'cue:stuck');
  assert.equal(wayOf(among([]), cue).id, 'cue:stuck');
});
