// What goes wrong around a call: refresh, a killed server, a second tab, a sign-in that ends.
import assert from 'node:assert/strict';
import { story } from './lib/desk.mjs';

async function inPurpose(ana) {
  await ana.isCalled();
  await ana.press('a', '1', 'n');
  await ana.inField('issue');
}

story('A refresh in the middle keeps the place, the ticks and what was being typed', async (desk) => {
  const ana = await desk.agent();
  await inPurpose(ana);
  await ana.type('Half a sentence that nobody has sa');
  await ana.page.reload();
  await ana.stage('Purpose');
  await ana.isLive();
  const shown = await ana.page.locator('[data-field=issue] textarea').inputValue();
  assert.equal(shown, 'Half a sentence that nobody has sa');
  await ana.sees(ana.caller.wants, '.caller');
  await ana.press('n'); // keeps it, and is refused at the gate
  await ana.sees('Go to Goal', '.out');
  assert.equal(await ana.field('issue'), 'Half a sentence that nobody has sa');
  const greeted = (await ana.view()).guidance.stages.find((one) => one.id === 'greeting');
  assert.equal(greeted.state, 'part');
});

story('A call opens by itself though it rang before the ready screen had its list', async (desk) => {
  const ana = await desk.agent();
  let answer;
  const rung = new Promise((resolve) => (answer = resolve));
  await ana.page.route('**/contacts?open=true', async (route) => {
    await rung;
    await route.continue();
  });
  await ana.page.reload();
  await ana.sees('Ready for the next call');
  const made = await ana.ask('/demo/call', { body: {}, key: 'call-early' });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  answer();
  await ana.sees('Answer the call', '#nba');
  await ana.press('.'); // and what was left does not open again
  await ana.sees('Ready for the next call');
  const again = await ana.ask('/demo/call', { body: {}, key: 'call-second' });
  await ana.sees('Answer the call', '#nba');
  assert.ok(ana.page.url().endsWith(again.body.view.id), ana.page.url());
});

story('A killed server loses nothing: the call goes on and what waits is sent exactly once', async (desk) => {
  const ana = await desk.agent();
  await inPurpose(ana);
  await ana.type('Known before');
  await ana.press('Enter', 'Escape');
  const before = await ana.view();

  await desk.server.kill();
  await ana.page.locator('.live', { hasText: 'Not live' }).waitFor();
  await ana.page.keyboard.press('1'); // a phrase
  await ana.page.locator('[data-field=goal] [data-input]').focus();
  await ana.type('Typed while away');
  await ana.page.keyboard.press('Enter');
  await ana.page.keyboard.press('Escape');
  await ana.page.locator('.live', { hasText: /Not live, \d/ }).waitFor();
  await ana.page.keyboard.press('Alt+n'); // what needs the server is said to wait, and does
  await ana.sees('this waits until the server answers');
  await ana.stage('Purpose');
  await ana.look('call-not-live');

  await desk.server.open();
  await ana.isLive();
  await ana.page.locator('.live', { hasText: /all sent|^\s*Live\s*$/ }).waitFor();
  await ana.until(async () => (await ana.field('goal')) === 'Typed while away');
  const after = await ana.view();
  assert.equal(after.reference, before.reference);
  assert.equal(await ana.field('issue'), 'Known before');
  const log = JSON.stringify(await ana.events());
  assert.equal(log.split('Typed while away').length - 1 <= 1, true, log);
  assert.equal(after.version - before.version, (await ana.events()).length - before.version);
  const goals = (await ana.events()).filter((text) => /goal/i.test(text));
  assert.equal(goals.length, 1, JSON.stringify(goals));
  await ana.press('Escape', '3', 'n');
  await ana.stage('Verification');
});

story('A command whose answer was lost is not done twice', async (desk) => {
  const ana = await desk.agent();
  await inPurpose(ana);
  await ana.press('Escape');
  const before = (await ana.events()).length;
  let cut = 0;
  await ana.page.route('**/intents', async (route) => {
    if (cut++ > 0) return route.continue();
    await route.fetch(); // the server has it, the browser never hears
    await route.abort('connectionreset');
  });
  await ana.page.keyboard.press('4');
  await ana.until(async () => cut >= 2);
  await ana.isLive();
  await ana.settled();
  const said = (await ana.events()).slice(before);
  assert.equal(said.length, 1, JSON.stringify(said));
});

story('Two tabs agree within a second', async (desk) => {
  const ana = await desk.agent();
  await ana.isCalled();
  await ana.press('a');
  const second = await ana.tab();
  await second.stage('Greeting');
  await second.isLive();
  await ana.press('1');
  const from = Date.now();
  await second.page.locator('.say .said').first().waitFor();
  const told = Date.now() - from;
  await second.press('n');
  const moved = Date.now();
  await ana.stage('Purpose');
  const followed = Date.now() - moved;
  desk.t.diagnostic(`the other tab follows after ${told} ms and ${followed} ms`);
  assert.ok(told < 1000 && followed < 1000, `${told} ms, ${followed} ms`);
});

story('The view does not move under somebody who types in another tab', async (desk) => {
  const ana = await desk.agent();
  await inPurpose(ana);
  await ana.type('In the middle of');
  const second = await ana.tab();
  await second.stage('Purpose');
  await second.press('Escape', 'b');
  await second.stage('Greeting');
  await ana.sees('Greeting is open now', '.out');
  await ana.stage('Purpose');
  await ana.inField('issue');
  await ana.press('Escape');
  await ana.stage('Greeting');
  await ana.until(async () => JSON.stringify((await ana.view()).notes).includes('In the middle of'));
});

story('A sign-in that ends in mid-call is renewed in place', async (desk) => {
  const ana = await desk.agent();
  await inPurpose(ana);
  await ana.type('Before the sign-in ended');
  const out = await ana.ask('/session', { method: 'DELETE' });
  assert.equal(out.status, 204);
  await ana.page.keyboard.press('Enter');
  await ana.page.locator('form.renew').waitFor();
  await ana.stage('Purpose');
  await ana.look('call-renew');
  await ana.page.locator('#renew-password').focus();
  await ana.type(ana.password);
  await ana.page.keyboard.press('Enter');
  await ana.page.locator('form.renew').waitFor({ state: 'detached' });
  await ana.isLive();
  await ana.until(async () => (await ana.field('issue')) === 'Before the sign-in ended');
  await ana.stage('Purpose');
});
