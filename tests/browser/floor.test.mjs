// The Floor: where every call is, what a lead may do with one, and the day's numbers.
import assert from 'node:assert/strict';
import { story } from './lib/desk.mjs';
import { mapsWith } from './lib/maps.mjs';
import { Walk } from './lib/walk.mjs';

async function onTheLine(ana) {
  await ana.isCalledByOne('standard');
  await ana.press('a');
  await ana.agreePurpose();
  await ana.do({ do: 'go', stage: 'purpose' });
}

async function onTheFloor(lena) {
  await lena.press('f');
  await lena.sees('Where the calls are');
}

story('A lead sees every call, listens, writes and takes over; the agent is told', async (desk) => {
  const ana = await desk.agent('ana');
  const lena = await desk.agent('lena');
  await onTheLine(ana);
  const { contact } = ana;
  await onTheFloor(lena);
  await lena.sees('Ana Ferreira', '.board');
  await lena.sees('Choose a call first', '.out');
  await lena.press('m');
  await lena.page.locator('.out.no').waitFor(); // nothing is chosen yet
  await lena.look('floor');
  await lena.press('Escape', '/');
  await lena.sees('Quick reference');
  await lena.look('floor-reference');
  await lena.press('Escape', '#');
  await lena.type('ana');
  await lena.page.locator('.board a').first().waitFor();
  await lena.press('Escape');
  await lena.page.locator('.board a').first().focus();
  await lena.sees('Chosen: Ana Ferreira', '.out');
  await lena.press('e');
  await lena.page.locator('#message:focus').waitFor();
  await lena.type('You may take the credit off, I agree.');
  await lena.press('Enter');
  await ana.sees('You may take the credit off, I agree.', '.presence');
  await ana.look('call-message');

  await lena.press('m');
  await lena.until(async () => lena.page.url().includes(encodeURIComponent(contact)));
  await ana.sees('Lena Obermann listens in', '.presence');
  const watched = await lena.view();
  assert.equal(watched.mine, false);
  assert.ok(watched.customer.card.every((row) => row.value === undefined), 'the fence stays');
  await lena.look('call-monitored');
  assert.equal((await ana.view()).mine, true);

  await lena.press('o'); // take over
  await lena.until(async () => (await lena.view()).mine);
  await ana.sees('Lena Obermann holds this contact');
  assert.equal((await ana.view()).mine, false);
  const { segments } = await lena.view();
  assert.deepEqual(
    segments.map((one) => one.how),
    ['offered', 'taken_over'],
  );
});

story('A lead who joins opens nothing and locks nothing, and is seen to go', async (desk) => {
  const ana = await desk.agent('ana');
  const lena = await desk.agent('lena');
  await onTheLine(ana);
  await ana.pass();
  for (const stage of ['verification', 'resolution']) await ana.do({ do: 'go', stage });
  await ana.do({ do: 'fill', field: 'credit_given', value: '12.50' });
  await ana.stage('Resolution');
  await ana.sees(ana.caller.name, '[aria-labelledby=cust] dl.fence');
  const before = (await ana.view()).guidance.verification;
  assert.equal(before.level, 'account');

  await onTheFloor(lena);
  await lena.tabTo('Ana Ferreira');
  await lena.sees('Chosen: Ana Ferreira', '.out');
  await lena.press('j');
  await lena.sees('You have joined', '.looking');
  await ana.sees('Lena Obermann has joined', '.presence');
  await ana.look('call-joined');
  const told = await ana.view();
  assert.deepEqual(told.watchers, [{ name: 'Lena Obermann', how: 'join' }]);
  assert.deepEqual(told.guidance.verification, before, 'nobody’s presence raises or lowers it');
  assert.equal(told.mine, true);

  const seen = await lena.view();
  assert.equal(seen.mine, false);
  assert.ok(seen.customer.card.every((row) => row.value === undefined), 'the fence stays');
  const page = await lena.page.locator('body').innerText();
  for (const text of [ana.caller.name, '12.50'])
    assert.ok(!`${page} ${JSON.stringify(seen)}`.includes(text), `a lead reads ${text}`);
  await lena.sees('Bill too high', '.side'); // what is said of no account
  await lena.look('call-joined-lead');

  await lena.tabTo('Leave');
  await lena.press('Enter');
  await lena.sees('You look at this call', '.looking');
  await ana.page.locator('.presence').waitFor({ state: 'detached' });
  const { watchers, segments, guidance } = await ana.view();
  assert.deepEqual([watchers ?? [], segments.length], [[], 1], 'it never left its agent');
  assert.deepEqual(guidance.verification, before);
  const presence = (await ana.events()).filter((text) => /lead/.test(text));
  assert.deepEqual(presence, ['a lead joined', 'the lead left'], 'it is recorded');
  await ana.sees(ana.caller.name, '[aria-labelledby=cust] dl.fence');
});

story('The day’s numbers are those of the log, with the contacts behind them and a table', async (desk) => {
  const ana = await desk.agent('ana');
  const lena = await desk.agent('lena');
  for (let n = 0; n < 3; n++) {
    await onTheLine(ana);
    await ana.do({ do: 'end_early', ending: 'test_call' });
    await ana.page.keyboard.press('.');
    await ana.sees('Ready for the next call');
  }
  await onTheLine(ana);
  await onTheFloor(lena);
  const answer = await lena.ask('/numbers');
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  const { total } = answer.body;
  const figure = (name) =>
    lena.page.locator('.figures > div', { has: lena.page.getByText(name, { exact: true }) });
  await figure('Answered').locator('dd', { hasText: String(total.answered) }).first().waitFor();
  await lena.page.getByRole('button', { name: /Contacts behind: Answered/ }).focus();
  await lena.press('Enter');
  await lena.page.locator('.behind').waitFor();
  const behind = await lena.ask('/numbers/contacts?number=answered');
  assert.equal(behind.body.contacts.length, total.answered, 'as many contacts as the number says');
  // Counted by hand from the log of every contact.
  const offered = (await lena.ask('/numbers/contacts?number=offered')).body.contacts;
  const logs = [];
  for (const one of offered) {
    const lines = await lena.ask(`/contacts/${one.contact}/events`);
    logs.push(lines.body.map((line) => line.text));
  }
  const with_ = (pattern) => logs.filter((lines) => lines.some((text) => pattern.test(text))).length;
  assert.equal(total.offered, logs.length);
  assert.equal(total.answered, with_(/^connected$/));
  assert.equal(total.abandoned, logs.length - with_(/^connected$/));
  assert.equal(total.drops, with_(/dropped/));
  assert.equal(total.verified, with_(/passed/));
  assert.ok(total.answered >= 4 && total.answered <= total.offered, JSON.stringify(total));
  await lena.until(async () => (await lena.page.locator('.behind li').count()) === total.answered);
  await lena.page.getByLabel('Table by').focus();
  await lena.press('h'); // by half-hour
  const row = lena.page.locator('.numbers-table tbody tr').last();
  await row.waitFor();
  const half = await row.locator('th').innerText();
  await row.getByRole('button', { name: `Contacts behind: Offered, ${half}` }).focus();
  await lena.press('Enter');
  const then = await lena.ask(`/numbers/contacts?number=offered&half_hour=${encodeURIComponent(half)}`);
  assert.ok(then.body.total > 0, 'the last row has contacts');
  await lena.until(async () => (await lena.page.locator('.behind li').count()) === then.body.total);
  await lena.page.locator('.definitions summary').focus();
  await lena.press('Enter');
  await lena.look('floor-numbers');
  const csv = await lena.ask('/numbers?by=half-hour&format=csv');
  assert.equal(csv.status, 200);
  assert.match(String(csv.body), /offered/);
});

story('Who is typing when a lead takes over is told, and loses no word of it', async (desk) => {
  const ana = await desk.agent('ana');
  const lena = await desk.agent('lena');
  await onTheLine(ana);
  await ana.do({ do: 'fill', field: 'reason', value: 'billing' });
  await ana.stage('Purpose');
  await ana.page.locator('[data-field=reason] [aria-pressed=true]').waitFor();
  await ana.press('Alt+f');
  const field = await ana.page.evaluate(() => document.activeElement?.closest('[data-field]')?.dataset.field);
  const text = 'Half a sentence that nobody has';
  await ana.type(text);
  await onTheFloor(lena);
  await lena.page.locator('.board a').first().focus();
  await lena.press('o');
  await lena.until(async () => lena.page.url().includes(encodeURIComponent(ana.contact)));
  const told = await ana.sees('Lena Obermann holds this contact');
  await ana.until(() => told.evaluate((line) => line.getBoundingClientRect().top > 0)); // not scrolled away
  const { label } = (await ana.view()).guidance.fields.find((one) => one.id === field);
  await ana.sees(`You typed, and it was not saved: ${label}: ${text}`);
  await ana.look('call-taken-over');
  assert.equal((await ana.view()).mine, false);
  await ana.page.keyboard.press('Enter');
  assert.notEqual(await lena.field(field), text, 'what was not sent is not written by another');
  await lena.do({ do: 'fill', field, value: 'What Lena wrote' });
  assert.equal(await ana.field(field), 'What Lena wrote');
});

// On hold for a moment, with a promise that is over at once.
const brief = { maps: mapsWith(['standard/teams.yaml', 'promise: 2m', 'promise: 10s']) };

story('A hold that lasts longer than was promised has words for it, and a place on the Floor', async (desk) => {
  const ana = await desk.agent('ana');
  const lena = await desk.agent('lena');
  await onTheLine(ana);
  await onTheFloor(lena);
  await ana.press('h');
  await ana.sees('of 0:10', '.controls');
  await ana.sees('Take them back and say how it stands', '#nba');
  await ana.sees('You promised to be back after 0:10', '.next');
  await ana.look('call-hold-over');
  await lena.sees('Promised after 0:10', '.needs');
  await lena.look('floor-hold');
  await ana.sees('Thank you for waiting', '.say');
  await ana.press('k');
  await ana.until(async () => (await ana.view()).guidance.line === 'connected');
  await ana.chooses('Thank you for waiting', '.say'); // there to be read when they hear it
  await ana.sees('Tell me what brings you to us', '.say');
  await lena.until(async () => (await lena.page.locator('.needs li').count()) === 0);
}, brief);

story('An agent whose role does not look over others finds the floor closed', async (desk) => {
  const ana = await desk.agent('ana');
  await ana.page.goto(`${desk.server.url}/#/floor`);
  await ana.sees('The floor is for leads.');
  await ana.look('floor-closed');
  assert.equal((await ana.ask('/floor')).status, 403);
});

story('A lead who only looks has nothing to write in, and is gone when they go elsewhere', async (desk) => {
  const ana = await desk.agent('ana');
  const lena = await desk.agent('lena');
  const walk = await Walk.begin(ana, '');
  await walk.reaches('resolution');
  await lena.press('f');
  await lena.tabTo('Ana Ferreira');
  await lena.press('j');
  await ana.sees('Lena Obermann has joined', '.presence');
  const open = '.main :is(input, textarea, .chip):not(:disabled):not([readonly])';
  assert.equal(await lena.page.locator(open).count(), 0);
  const keys = await lena.page.locator('.status .keys').innerText();
  assert.match(keys, /take over/);
  assert.doesNotMatch(keys, /transfer|next stage/);
  await lena.look('call-joined');
  await ana.do({ do: 'fill', field: 'key_details', value: 'Since the fourth of May' });
  await lena.sees('Since the fourth of May');
  await lena.press('.');
  await lena.sees('Ready for the next call');
  await ana.page.locator('.presence').waitFor({ state: 'detached' });
});
