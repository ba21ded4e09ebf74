// Pausing and resuming the recording: asked of the phone system, settled by what it says, and owed
// by whoever goes on after the line was lost.

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
const choose = (who, id, value) => who.intent(id, { do: 'fill', field: 'recording', value });
const says = (who, id, state) =>
  who.command(id, 'observations', { saw: 'recording', is: state });
const asks = async (id) => ((await office.phone.view(id)).asks ?? []).map(({ what }) => what);

test('what an agent chooses is asked of the phone system until it says that it did', async () => {
  const { id } = await office.call('ana');
  assert.deepEqual(await asks(id), []);
  is(await choose(ana, id, 'paused'), 200);
  assert.deepEqual(await asks(id), ['pause_recording']);
  is(await says(ana, id, 'paused'), 403);
  is(await says(office.phone, id, 'loud'), 422);
  assert.deepEqual(await asks(id), ['pause_recording']);
  is(await says(office.phone, id, 'paused'), 200);
  assert.deepEqual(await asks(id), []);
  is(await choose(ana, id, 'on'), 200);
  assert.deepEqual(await asks(id), ['resume_recording']);
  const said = await ana.get(`/api/v1/contacts/${id}/events`);
  const told = said.json.map(({ text }) => text);
  assert.ok(told.includes('asked the phone to pause the recording'), told.join('; '));
});

test('a line lost while it is paused leaves it owed to whoever goes on', async () => {
  const { id } = await office.call('ana', { number: '+442079461001' });
  is(await choose(ana, id, 'paused'), 200);
  is(await says(office.phone, id, 'paused'), 200);
  is(await office.phone.observe(id, 'dropped'), 200);
  is(await ana.intent(id, { do: 'release' }), 200);
  is(await ben.intent(id, { do: 'take' }), 200);
  is(await ben.intent(id, { do: 'callback_result', outcome: 'reached' }), 200);
  const view = await ben.view(id);
  assert.equal(view.guidance.line, 'connected');
  const owed = () => ben.view(id).then((now) => JSON.stringify(now.guidance).includes('Switch the recording on again'));
  assert.ok(await owed());
  is(await choose(ben, id, 'on'), 200);
  assert.ok(!(await owed()));
  assert.deepEqual(await asks(id), ['resume_recording']);
});
