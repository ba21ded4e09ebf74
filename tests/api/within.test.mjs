// What a map owes within a time, by the API: it outlives the contact as a follow-up that is listed.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Office } from './lib/server.mjs';

let office, ana, ben;
before(async () => {
  office = await Office.open();
  [ana, ben] = await Promise.all(['ana', 'ben'].map((name) => office.person(name)));
});
after(() => office?.stop());

const is = (response, status) => assert.equal(response.status, status, response.text);
const mine = async (who) => (await who.get('/api/v1/follow-ups?whose=mine')).json;

test('a worry that reached no clinician is a follow-up of whoever ended the call', async () => {
  const { id, reference } = await office.call('ana', { map: 'clinic' });
  is(await ana.intent(id, { do: 'start', action: 'note_worry' }), 200);
  const noted = Date.now();
  assert.equal((await mine(ana)).length, 0, 'while the call lasts it is a duty');
  is(await ana.intent(id, { do: 'end_early', ending: 'silent' }), 200);
  const [promise] = await mine(ana);
  assert.equal(promise.reference, reference);
  assert.equal(promise.text, 'Tell the clinician on duty about the worry');
  assert.equal(promise.owner_name, 'Ana Ferreira');
  assert.equal(promise.overdue, false);
  assert.ok(Math.abs(Date.parse(promise.due) - noted - 3_600_000) < 60_000, promise.due);
  const { tasks } = (await ana.view(id)).guidance;
  assert.equal(tasks[0].owner, 'Ana Ferreira');
  is(await ben.intent(id, { do: 'task_done', number: promise.number, evidence: 'Told' }), 404);
  is(await ana.intent(id, { do: 'task_done', number: promise.number, evidence: 'Told her' }), 200);
  assert.equal((await mine(ana)).length, 0);
});
