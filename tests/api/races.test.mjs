// Two or three at once want the same contact: one gets it, the others are told who was quicker.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Office } from './lib/server.mjs';

const kRounds = 10;
let office, ana, ben, lena;
before(async () => {
  office = await Office.open();
  [ana, ben, lena] = await Promise.all(['ana', 'ben', 'lena'].map((name) => office.person(name)));
});
after(() => office?.stop());

const is = (response, status) => assert.equal(response.status, status, response.text);

// A call whose line went away and whom nobody holds.
async function waitsForItsCallBack() {
  const { id } = await office.call('ana', { number: '+442079461001' });
  is(await office.phone.observe(id, 'dropped'), 200);
  is(await ana.intent(id, { do: 'release' }), 200);
  return id;
}
async function isOver(id) {
  is(await lena.intent(id, { do: 'take_over' }), 200);
  is(await lena.intent(id, { do: 'end_early', ending: 'test_call' }), 200);
}

test('of three who take one call back at once one has it, and the others are told', async () => {
  for (let round = 0; round < kRounds; ++round) {
    const id = await waitsForItsCallBack();
    const people = [ana, ben, lena];
    const taken = await Promise.all(people.map((who) => who.intent(id, { do: 'take' })));
    const places = [0, 1, 2].filter((place) => taken[place].status === 200);
    assert.equal(places.length, 1, taken.map(({ text }) => text).join('\n'));
    for (const late of taken.filter(({ status }) => status !== 200)) {
      is(late, 409);
      assert.equal(late.json.refusal.sentence, 'somebody else holds this contact now');
    }
    const winner = people[places[0]];
    const view = await winner.view(id);
    assert.equal(view.mine, true);
    assert.equal(view.segments.filter(({ how }) => how === 'callback').length, 1);
    await isOver(id);
  }
});

test('who takes a call back while the customer is on the line again speaks with them', async () => {
  for (let round = 0; round < kRounds; ++round) {
    const id = await waitsForItsCallBack();
    const [back, taken] = await Promise.all([
      office.phone.observe(id, 'connected'),
      ben.intent(id, { do: 'take' }),
    ]);
    is(back, 200);
    is(taken, 200);
    const view = await ben.view(id);
    assert.equal(view.mine, true);
    assert.equal(view.guidance.line, 'connected');
    assert.notEqual(view.guidance.callback?.state, 'due');
    await isOver(id);
  }
});
