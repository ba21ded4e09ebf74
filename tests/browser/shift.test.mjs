// A person's own day: the end of a shift, with and without work left, and several chats at once.
import assert from 'node:assert/strict';
import { byHand } from './lib/by_hand.mjs';
import { story } from './lib/desk.mjs';
import { mapsWith } from './lib/maps.mjs';

// A call that is over for the caller, with its work after it still to do.
async function hungUp(ana) {
  await ana.isCalledByOne('standard');
  await ana.press('a');
  await ana.agreePurpose();
  await ana.do({ do: 'go', stage: 'purpose' });
  await ana.press('Alt+x', 'Alt+2');
  await ana.stage('After the call');
}

const work = async (agent) => (await agent.ask('/me/work')).body;

story('Who says last contact finishes it, is offered nothing more, and is away by themselves', async (desk) => {
  const ana = await desk.agent('ana');
  await ana.isCalledByOne('standard');
  await ana.press('a');
  await ana.press('.', 'l');
  await ana.sees('No more after what you hold', '#nba');
  await ana.look('ready-last-contact');
  assert.equal((await work(ana)).state, 'last_contact');

  // Somebody waits for the team; it is not for whoever goes.
  const admin = await desk.phone();
  await admin.rings({ line: 'billing', caller_number: '+447700900999' });
  await ana.page.waitForTimeout(1500);
  assert.deepEqual((await work(ana)).offers, []);

  await ana.press(';');
  await ana.stage('Greeting');
  await ana.press('x');
  await ana.press(await ana.keyOf('Test call'));
  await ana.foot('closed');
  await ana.until(async () => (await work(ana)).state === 'away');
  await ana.press('.');
  await ana.sees('Away', '#nba');
  assert.deepEqual((await work(ana)).offers, []);

  // Back from the break, what waited is offered.
  await ana.press('v');
  await ana.sees('Take the next contact', '#nba');
});

const spanish = {
  maps: mapsWith([
    'standard/map.yaml',
    'lines:\n',
    'skills: { spanish: Spanish }\nskills_for: 20s\n\nlines:\n' +
      '  espanol: { title: Spanish line, number: "+442079460102", team: billing, skills: spanish }\n',
  ]),
};

story('A call for a Spanish speaker waits for one, and goes to anybody when none comes in time', async (desk) => {
  const lena = await desk.agent('lena');
  const ana = await desk.agent('ana');
  const ben = await desk.agent('ben');
  const phone = await desk.phone();
  for (const one of [ana, ben]) {
    await lena.puts(one, 'billing');
    await one.becomes('away', 'break');
  }
  await lena.press('f');
  await lena.sees('Where the calls are');
  await phone.rings({ line: 'espanol', caller_number: '+447700900999' });
  await lena.sees('Nobody has the skill', '.needs');
  await lena.look('floor-skill');

  // Somebody turns out to speak it: it rings there at once.
  await lena.puts(ben, 'billing', [], ['spanish']);
  await ben.becomes('available');
  await ben.until(async () => (await work(ben)).offers.length === 1);
  await lena.until(async () => (await lena.page.locator('.needs', { hasText: 'skill' }).count()) === 0);
  await ben.sees('Take the next contact', '#nba');
  await ben.press('a');
  await ben.stage('Greeting');
  assert.equal((await ben.view()).mine, true);

  // The only one is on a call: the next waits its time for them, then for nobody in particular.
  await ana.becomes('available');
  const { id } = await phone.rings({ line: 'espanol', caller_number: '+447700900998' });
  await ana.page.waitForTimeout(1500);
  assert.deepEqual((await work(ana)).offers, [], 'she does not speak it');
  await ana.until(async () => (await work(ana)).offers.some((one) => one.contact === id));
  await ana.sees('Take the next contact', '#nba');
  await ana.press('a');
  await ana.until(() => ana.page.url().includes(encodeURIComponent(id)));
  const waived = (await ana.events()).filter((text) => text.includes('waited long enough for Spanish'));
  assert.equal(waived.length, 1, 'the record says that it went without');
}, spanish);

story('Who signs out with work left leaves it to the leads, and one of them finishes it', async (desk) => {
  const lena = await desk.agent('lena');
  const ana = await desk.agent('ana');
  await hungUp(ana);
  const { contact } = ana;
  const { reference } = await ana.view();
  await lena.press('f');
  await lena.sees('Where the calls are');
  assert.equal(await lena.page.locator('.needs li').count(), 0, 'she is at it');

  await ana.press('.');
  await ana.tabTo('Sign out');
  await ana.press('Enter');
  await ana.page.locator('#password').waitFor();
  await lena.sees('Left with work after the call', '.needs');
  await lena.sees(reference, '.needs');
  await lena.look('floor-work-left');
  await lena.press('1', 'o');
  await lena.until(async () => lena.page.url().includes(encodeURIComponent(contact)));
  await lena.stage('After the call');
  assert.equal((await lena.view()).mine, true);
  await lena.press('Alt+x');
  await lena.press(await lena.keyOf('Caller left in the middle'));
  await lena.foot('closed');
  const { segments } = await lena.view();
  assert.deepEqual(
    segments.map((one) => one.how),
    ['offered', 'taken_over'],
  );
});

story('Three chats at once: each keeps its place and what is typed, and no fourth is offered', async (desk) => {
  const ana = await desk.agent('ana');
  const phone = await desk.phone();
  const chats = [];
  for (const issue of ['The first is slow', 'The second is locked', 'The third is late']) {
    await phone.rings({ map: 'standard', channel: 'chat', line: 'billing' });
    await ana.sees('Take the next contact', '#nba');
    await ana.press('a');
    await ana.page.waitForURL(/#\/c\//);
    await phone.connects(ana.contact);
    await ana.stage('Greeting');
    await ana.press('n');
    await ana.inField('issue');
    await ana.type(issue); // and is not kept yet
    chats.push({ id: ana.contact, issue, typed: issue });
    await ana.press('Escape', '.');
    await ana.page.locator('.contacts li').nth(chats.length - 1).waitFor();
  }
  await phone.rings({ map: 'standard', channel: 'chat', line: 'billing' });
  await ana.page.waitForTimeout(1500);
  assert.deepEqual((await work(ana)).offers, [], 'three are what one person may hold');
  await ana.look('ready-three-chats');
  await ana.press('/'); // what the maps say can be read before a call
  await ana.page.locator('#quick:focus').waitFor();
  await ana.type('upset');
  await ana.sees('upset', '.found');
  assert.ok((await ana.page.locator('.found li').count()) < 6, 'it is found by its words');
  await ana.look('ready-quick-reference');
  await ana.press('Escape');
  await ana.page.locator('#quick').waitFor({ state: 'detached' });

  // Round by one key; what is typed in one stays there and goes nowhere else.
  await ana.page.locator('.contacts a').first().focus();
  await ana.press('Enter');
  await ana.stage('Purpose');
  const order = [];
  for (let n = 0; n < 3; n++) {
    const here = chats.find((one) => one.id === ana.contact);
    order.push(here.id);
    assert.equal(await ana.field('issue'), here.issue);
    await ana.page.locator('[data-field=goal] [data-input]').focus();
    await ana.type(`Half a goal of ${here.issue}`);
    await ana.press('Alt+;');
    await ana.page.waitForFunction((id) => !location.hash.includes(id), encodeURIComponent(here.id));
    await ana.stage('Purpose');
  }
  assert.deepEqual([...new Set(order)].length, 3, 'the key goes round all of them');
  for (const { issue } of chats) {
    const here = chats.find((one) => one.id === ana.contact);
    const goal = ana.page.locator('[data-field=goal] [data-input]').first();
    assert.equal(await goal.inputValue(), `Half a goal of ${here.issue}`, issue);
    await ana.press('Alt+;');
    await ana.page.waitForFunction((id) => !location.hash.includes(id), encodeURIComponent(here.id));
    await ana.stage('Purpose');
  }
  for (const { id, issue } of chats) if (id !== ana.contact) await ana.sees(issue, '.others');
  await ana.look('call-three-chats');

  // One ends; the fourth has room now.
  await ana.press('Alt+x');
  await ana.press(await ana.keyOf('Test call'));
  await ana.foot('closed');
  await ana.press('n');
  await ana.sees('Take the next contact', '#nba');
  assert.equal((await work(ana)).contacts.length, 2);
});

// A call that is taken as it comes, at work until `then` has ended it.
async function takes(ana, phone, contact, then) {
  const { id } = await phone.rings(contact);
  await ana.sees('Take the next contact', '#nba');
  await ana.page.waitForTimeout(300); // somebody waits
  await ana.press('a');
  await ana.page.waitForURL((url) => url.hash.includes(encodeURIComponent(id)));
  await phone.connects(id);
  await ana.stage('Greeting');
  await then(id);
  await ana.foot('closed');
  await ana.press('n');
  await ana.sees('Ready for the next call');
}

async function isResolved(ana, phone, id) {
  await ana.pass();
  await ana.agreePurpose();
  await ana.do({ do: 'go', stage: 'confirmation' });
  await ana.do({ do: 'fill', field: 'confirmed', value: 'yes' });
  await phone.sees(id, 'hung_up', { by: 'caller' });
  await ana.page.waitForTimeout(400); // writes it up
  await ana.do({ do: 'fill', field: 'summary', value: 'Put right' });
  await ana.do({ do: 'dispose', request: 1, disposition: 'resolved' });
  await ana.do({ do: 'finish' });
}

story('The numbers of a shift are those that the raw log gives by hand', async (desk) => {
  const ana = await desk.agent('ana');
  const lena = await desk.agent('lena');
  const phone = await desk.phone();
  const callers = [];
  while (callers.length < 2) {
    await ana.isCalledByOne('standard');
    const { caller } = ana;
    if (callers.every((one) => one.number !== caller.number)) callers.push(caller);
    await ana.do({ do: 'end_early', ending: 'test_call' });
    await ana.page.keyboard.press('.');
    await ana.sees('Ready for the next call');
  }
  const from = (caller) => ({ map: 'standard', line: 'billing', caller_number: caller.number });

  // On hold for a while; one promise is kept, one is late.
  const [first, second] = callers;
  ana.caller = first;
  await takes(ana, phone, from(first), async (id) => {
    await phone.sees(id, 'held');
    await ana.page.waitForTimeout(700);
    await phone.sees(id, 'unheld');
    const promise = { do: 'add_task', owner: 'Ana Ferreira', channel: 'email' };
    const due = (ms) => new Date(Date.now() + ms).toISOString();
    await ana.do({ ...promise, text: 'Send the bill', due: due(60 * 60_000) });
    await ana.do({ ...promise, text: 'Say that it is sent', due: due(1_500) });
    await ana.do({ do: 'task_done', number: 1, evidence: 'Sent' });
    await isResolved(ana, phone, id);
  });
  // Solved, and they do not ring again.
  ana.caller = second;
  await takes(ana, phone, from(second), (id) => isResolved(ana, phone, id));
  // The first one does: cut off, back, and then gone for good.
  ana.caller = first;
  await takes(ana, phone, from(first), async (id) => {
    await ana.pass();
    await phone.sees(id, 'dropped');
    await ana.page.waitForTimeout(500);
    await phone.connects(id);
    await phone.sees(id, 'hung_up', { by: 'caller' });
    await ana.page.waitForTimeout(200);
    await ana.do({ do: 'end_early', ending: 'left' });
  });
  // Nobody is there for the last.
  await ana.becomes('away');
  const { id: lost } = await phone.rings({ map: 'standard', line: 'billing' });
  await ana.page.waitForTimeout(300);
  await phone.sees(lost, 'hung_up', { by: 'caller' });
  await ana.page.waitForTimeout(1_500); // the promise falls due

  const { total } = (await lena.ask('/numbers')).body;
  const behind = (await lena.ask('/numbers/contacts?number=offered')).body.contacts;
  const logs = behind.map((one) => desk.server.replay(one.reference).events);
  const counted = byHand(logs, Date.now());
  const told = Object.fromEntries(Object.keys(counted).map((name) => [name, total[name]]));
  assert.deepEqual(told, counted);
  const { hold_ms, acw_ms, asa_ms, kept, overdue, repeats, fcr_percent, abandoned, drops } = counted;
  for (const time of [hold_ms, acw_ms, asa_ms]) assert.ok(time > 50, JSON.stringify(counted));
  assert.deepEqual([kept, overdue, repeats, drops], [1, 1, 1, 1]);
  assert.ok(abandoned >= 1, 'the last one');
  assert.ok(fcr_percent > 0 && fcr_percent < 100, `${fcr_percent} %`);
});
