// The gates of handing over, tried around by the raw API and by other people.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Office } from './lib/server.mjs';

let office, ana, ben, lena;
before(async () => {
  office = await Office.open();
  [ana, ben, lena] = await Promise.all(['ana', 'ben', 'lena'].map((name) => office.person(name)));
});
after(() => office?.stop());

const is = (response, status) => assert.equal(response.status, status, response.text);

test('nobody is handed over without the reference and what comes next', async () => {
  const { id } = await office.call('ana', {});
  is(await ana.intent(id, { do: 'hand_over', team: 'moves', how: 'warm' }), 200);
  const { items } = (await ana.view(id)).guidance.handoff;
  const offer = () => ana.intent(id, { do: 'offer_handoff' });
  is(await offer(), 409);
  for (const item of items.filter(({ state }) => state === 'missing'))
    is(await ana.intent(id, { do: 'none_because', field: item.id, because: 'Not asked' }), 200);
  const refused = await offer();
  is(refused, 409);
  assert.equal(refused.json.refusal.rule, 'told_before_handoff');
  for (const stranger of [ben, lena]) {
    const tried = await stranger.intent(id, { do: 'accept_handoff' });
    assert.ok([403, 404].includes(tried.status), tried.text);
  }
  is(await ana.intent(id, { do: 'handed_outside', accepted_by: 'Jo' }), 409);
  is(await ana.intent(id, { do: 'hand_over', team: 'moves', how: 'blind' }), 409);
  assert.equal((await ana.view(id)).guidance.handoff.state, 'drafted');
});
