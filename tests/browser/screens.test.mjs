// Every screen: nothing for axe-core to find, in light and dark, wide and narrow, and pictures of it.
import assert from 'node:assert/strict';
import { gunzipSync } from 'node:zlib';
import { get } from 'node:http';
import { story } from './lib/desk.mjs';

const budgetBytes = 100_000;

story('Sign-in and the change of password work by keyboard, and pass axe-core', async (desk) => {
  const ana = await desk.stranger();
  await ana.page.goto(`${desk.server.url}/`);
  await ana.page.locator('input:focus').waitFor();
  await ana.look('sign-in');
  await ana.type('ana');
  await ana.press('Tab');
  await ana.type('not the password');
  await ana.press('Enter');
  await ana.sees('The name or the password is not right');
  await ana.look('sign-in-wrong');
  await ana.page.locator('input[type=password]').focus();
  await ana.page.keyboard.press('Control+a');
  await ana.type(desk.server.passwords.get('ana'));
  await ana.press('Enter');
  await ana.page.locator('#old:focus').waitFor();
  await ana.look('password');
  await ana.type(desk.server.passwords.get('ana'));
  await ana.press('Tab');
  await ana.type('too short');
  await ana.press('Tab');
  await ana.type('too short');
  await ana.press('Enter');
  await ana.sees('Use at least 12 characters');
  for (const id of ['fresh', 'again']) {
    await ana.page.locator(`#${id}`).focus();
    await ana.page.keyboard.press('Control+a');
    await ana.type('three quiet words');
  }
  await ana.press('Enter');
  await ana.sees('Not taking contacts yet');
  await ana.isLive();
  await ana.look('ready');
  // The line of a simulated call decides its map, and is remembered.
  await ana.page.getByLabel('Line called').selectOption({ label: 'Prescription line' });
  await ana.page.reload();
  await ana.isLive();
  assert.equal(await ana.page.getByLabel('Line called').inputValue(), 'clinic prescriptions');
  await ana.press('Escape', 's');
  await ana.sees('Surgery front desk', '.route');
  await ana.press('x', 's'); // nobody there
  await ana.foot('closed');
  await ana.press('n');
  await ana.sees('Not taking contacts yet');
  await ana.press('?');
  await ana.page.locator('dialog[open]').waitFor();
  await ana.look('ready-keys');
});

const inWindow = (agent, selector) =>
  agent.page.evaluate((of) => {
    const { top, bottom } = document.querySelector(of).getBoundingClientRect();
    return top >= 0 && bottom <= innerHeight + 1;
  }, selector);

story('Many other contacts take two lines, and an ended session hides no foot', async (desk) => {
  const ana = await desk.agent('ana', { height: 720 });
  await ana.isCalled();
  await ana.press('a');
  const bar = () => ana.page.locator('.top').evaluate((top) => top.getBoundingClientRect().height);
  const others = ana.page.locator('.others li');
  const ring = async (n) => {
    const made = await ana.ask('/demo/call', { body: {}, key: `another-${n}` });
    assert.equal(made.status, 201, JSON.stringify(made.body));
  };
  for (let n = 0; n < 2; n++) await ring(n);
  await others.nth(1).waitFor();
  const two = await bar();
  for (let n = 2; n < 9; n++) await ring(n);
  await ana.sees('and 8 more, 8 ringing', '.others');
  assert.equal(await others.count(), 2);
  assert.equal(await bar(), two, 'the bar does not grow');
  await ana.look('call-others');
  assert.equal((await ana.ask('/session', { method: 'DELETE' })).status, 204);
  await ana.page.keyboard.press('h'); // whatever is asked next finds the session gone
  await ana.page.locator('form.renew').waitFor();
  assert.ok(await inWindow(ana, '.out'), 'the way out is seen');
  assert.ok(await inWindow(ana, '.status'), 'the last line is seen');
});

story('A call up to its resolution passes axe-core, with its sheets and a procedure', async (desk) => {
  const ana = await desk.agent();
  await ana.isCalledByOne();
  await ana.look('call-ringing');
  await ana.press('a');
  await ana.look('call-greeting');
  await ana.press('?');
  // It is read from its heading on, and not opened at its last input.
  await ana.page.locator('.sheet h2:focus').waitFor();
  assert.ok(await inWindow(ana, '.sheet h2'), 'the heading of the keys is seen');
  await ana.look('call-keys');
  await ana.press('Escape', '/');
  await ana.page.locator('.sheet input:focus').waitFor();
  await ana.look('call-look-up');
  await ana.press('Escape', 'Escape', 'x');
  await ana.page.locator('.sheet').waitFor();
  await ana.look('call-end');
  await ana.press('Escape', 'c');
  await ana.sees('Found by caller number');
  await ana.press('c');
  await ana.page.locator('#search:focus').waitFor();
  await ana.look('call-search');
  await ana.press('Escape', 'Escape', 'n');
  await ana.inField('issue');
  await ana.look('call-purpose');
  await ana.press('Alt+n');
  await ana.sees('Go to', '.out .acts');
  await ana.look('call-gate');
  await ana.type('The bill is twice what it was');
  await ana.press('Enter', '1');
  await ana.type('A bill that is right');
  await ana.press('Alt+3', 'Alt+n');
  await ana.stage('Verification');
  await ana.look('call-verification');
  await ana.type(ana.answerOf('pin'));
  await ana.press('Alt+n');
  await ana.stage('Resolution');
  await ana.look('call-resolution');
  await ana.press('/');
  await ana.type('Bill higher');
  await ana.press('Enter');
  await ana.page.locator('.procedure').waitFor();
  await ana.look('call-procedure');
  await ana.press('q', 'h');
  await ana.sees('Take back');
  await ana.look('call-held');
  await ana.press('h', 'd');
  await ana.sees('Back on the line');
  await ana.look('call-dropped');
  await ana.press('d');
  await ana.isLive();
  await ana.look('call-back-on-the-line');
});

story('The end of a call passes axe-core, with a cue and its after-call work', async (desk) => {
  const ana = await desk.agent();
  await ana.isCalledByOne();
  await ana.press('a', 'u');
  await ana.sees('Acknowledge it first');
  await ana.look('call-upset');
  await ana.pass();
  await ana.agreePurpose();
  for (const stage of ['confirmation', 'next_steps', 'wrap_up']) {
    if (stage === 'next_steps') await ana.do({ do: 'fill', field: 'confirmed', value: 'yes' });
    const view = await ana.do({ do: 'go', stage });
    await ana.stage(view.guidance.stage_title);
    await ana.look(`call-${stage.replace('_', '-')}`);
  }
  await ana.press('Alt+x', 'Alt+1');
  await ana.stage('After the call');
  await ana.look('after-call');
  await ana.do({ do: 'fill', field: 'summary', value: 'Charged twice, put right' });
  await ana.do({ do: 'add_task', text: 'Ring back about the credit', owner: 'Ana' });
  await ana.do({ do: 'dispose', request: 1, disposition: 'resolved' });
  await ana.foot('Everything is recorded');
  await ana.look('after-call-done');
  await ana.press('Alt+n');
  await ana.foot('closed');
  await ana.look('call-closed');
});

story('The first load is under its budget, compressed', async (desk) => {
  const fetched = new Map();
  const load = (path) =>
    new Promise((resolve, reject) => {
      get(`${desk.server.url}${path}`, { headers: { 'accept-encoding': 'gzip' } }, (answer) => {
        const parts = [];
        answer.on('data', (part) => parts.push(part));
        answer.on('end', () => resolve({ answer, bytes: Buffer.concat(parts) }));
      }).on('error', reject);
    });
  const page = await load('/');
  const packed = page.answer.headers['content-encoding'] === 'gzip';
  const html = (packed ? gunzipSync(page.bytes) : page.bytes).toString();
  fetched.set('/', page.bytes.length);
  for (const [, path] of html.matchAll(/(?:src|href)="([^"]+)"/g)) {
    const one = await load(new URL(path, desk.server.url).pathname);
    assert.equal(one.answer.statusCode, 200, path);
    fetched.set(path, one.bytes.length);
  }
  // The browser asks for nothing else.
  const ana = await desk.stranger();
  const asked = [];
  ana.page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await ana.page.goto(`${desk.server.url}/`, { waitUntil: 'networkidle' });
  const known = [...fetched.keys()].map((path) => new URL(path, desk.server.url).pathname);
  assert.deepEqual(asked.filter((path) => !path.startsWith('/api/') && !known.includes(path)), []);
  const total = [...fetched.values()].reduce((sum, bytes) => sum + bytes, 0);
  desk.t.diagnostic(`first load: ${total} bytes`);
  assert.ok(fetched.size >= 3 && total < budgetBytes, `${total} bytes`);
});
