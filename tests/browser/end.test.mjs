// Ending is always possible.
import assert from 'node:assert/strict';
import { story } from './lib/desk.mjs';

const stages = ['ringing', 'greeting', 'purpose', 'verification', 'resolution', 'confirmation', 'next_steps', 'wrap_up'];

// Brings the call to the stage as quickly as the map allows; the screen follows.
async function bringTo(ana, wanted) {
  if (wanted === 'ringing') return;
  await ana.press('a');
  const place = stages.indexOf(wanted);
  if (place >= stages.indexOf('resolution')) await ana.pass();
  if (place >= stages.indexOf('verification')) await ana.agreePurpose();
  if (place >= stages.indexOf('next_steps'))
    await ana.do({ do: 'fill', field: 'confirmed', value: 'yes' });
  for (const stage of stages.slice(2, place + 1)) await ana.do({ do: 'go', stage });
  const view = await ana.view();
  await ana.stage(view.guidance.stage_title);
}

for (const stage of stages) {
  const name = stage.replace('_', ' ');
  story(`The caller hangs up at ${name}, and the call is closed`, async (desk) => {
    const ana = await desk.agent();
    await ana.isCalledByOne();
    await bringTo(ana, stage);
    await ana.press('Alt+x', 'Alt+2');
    await ana.stage('After the call');
    const after = await ana.view();
    assert.equal(after.guidance.phase, 'after_call');
    assert.equal(after.hung_up_by, 'caller');
    // What was recorded stays; the rest is not made up: it ended early, with a reason.
    await ana.press('Alt+x');
    await ana.sees('How did it end?');
    await ana.press((await ana.keyOf('Caller left in the middle')) ?? '?');
    await ana.foot('closed');
    const closed = await ana.view();
    assert.equal(closed.guidance.phase, 'closed');
    assert.equal(closed.ended_early.id, 'left');
    assert.notEqual(closed.guidance.requests[0].disposition, 'resolved');
    if (stages.indexOf(stage) >= stages.indexOf('verification'))
      assert.ok(JSON.stringify(closed.notes).includes('Bill too high'));
    await ana.press('n');
    await ana.sees('Ready for the next call');
  });
}

story('A call without a conversation closes in two keys', async (desk) => {
  const ana = await desk.agent();
  for (const [label, key, id, answered] of [
    ['Nobody speaks', 's', 'silent', true],
    ['Wrong number', 'w', 'wrong_number', true],
    ['Hung up before we began', 'h', 'hung_up', false],
    ['Test call', 't', 'test_call', true],
  ]) {
    await ana.isCalled();
    if (answered) await ana.press('a');
    ana.presses = [];
    await ana.press('x');
    assert.equal(await ana.keyOf(label), key, 'the letter of the map');
    await ana.press(key);
    await ana.foot('closed');
    assert.equal(ana.presses.length, 2);
    const view = await ana.view();
    assert.equal(view.guidance.phase, 'closed');
    assert.equal(view.ended_early.id, id);
    await ana.press('n');
    await ana.sees('Ready for the next call');
  }
});

story('Nobody hangs up or finishes with the second of two quick presses', async (desk) => {
  const ana = await desk.agent();
  await ana.isCalledByOne();
  await bringTo(ana, 'next_steps');
  await ana.do({ do: 'fill', field: 'what_changed', value: 'Second charge taken off' });
  await ana.press('n');
  await ana.stage('Wrap-up');
  await ana.press('n');
  await ana.sees('Press once more to hang up', '.out');
  assert.equal((await ana.view()).guidance.phase, 'live');
  await ana.speaks();
  await ana.press('n');
  await ana.stage('After the call');
  await ana.sees('Finish: Resolved', '.out');
  await ana.press('n');
  await ana.sees('Press once more to finish as: Resolved', '.out');
  const standing = await ana.view();
  assert.equal(standing.guidance.phase, 'after_call');
  assert.equal(standing.guidance.requests[0].disposition, undefined);
  await ana.speaks();
  await ana.press('n');
  await ana.foot('closed');
  assert.equal((await ana.view()).guidance.requests[0].disposition, 'resolved');
});
