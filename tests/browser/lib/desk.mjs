// What a test works with: a server, Chromium, and agents who work by keyboard alone and count the
// keys that they press. What a caller dictates is not counted.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium } from 'playwright-core';
import { root, Server } from './server.mjs';

const leastWidth = 80; // px, of a text of several words
const withinMs = 30_000; // generous: a busy machine is slow, not wrong
const password = 'three quiet words';
// These keep Chromium off the network but for the server under test.
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const sizes = [
  [1280, 900],
  [390, 844],
];
const shots = join(root, 'build', 'screens');

let browser;
const open = async () =>
  (browser ??= await chromium.launch({
    executablePath: process.env.CALLMAP_CHROMIUM ?? '/usr/bin/chromium',
    args: flags,
    headless: true,
  }));

// A test with a desk of its own; all that it opened is closed after it, however it ends. `todo` is why
// it does not hold yet; the other options are those of the server.
export function story(sentence, run, { todo, ...options } = {}) {
  test(sentence, { timeout: 480_000, todo }, async (t) => {
    const desk = new Desk(await Server.start(options), await open(), t);
    let failed = false;
    try {
      await run(desk);
      desk.check();
    } catch (failure) {
      failed = true;
      await desk.show(sentence);
      throw failure;
    } finally {
      await desk.close(failed);
    }
  });
}

after(() => browser?.close());

export class Desk {
  agents = [];

  constructor(server, browser, t) {
    this.server = server;
    this.browser = browser;
    this.t = t;
  }

  // Somebody who has signed in before, on the ready screen; who takes contacts has said that they do.
  async agent(name = 'ana', options = {}) {
    const agent = await this.stranger(options);
    await agent.signInByApi(name, this.server.passwords.get(name));
    if (agent.person.roles.includes('agent')) await agent.becomes('available');
    await agent.page.goto(`${this.server.url}/`);
    await agent.sees('Ready for the next call');
    await agent.isLive();
    return agent;
  }

  // Somebody whom the demo does not have; they sign in like the others.
  async employs(name, display_name, roles) {
    if (!this.admin) {
      this.admin = await this.stranger();
      await this.admin.signInByApi('admin', this.server.passwords.get('admin'));
    }
    const person = { name, display_name, roles };
    const added = await this.admin.ask('/people', { body: person, key: `employ-${name}` });
    assert.equal(added.status, 201, JSON.stringify(added.body));
    this.server.passwords.set(name, added.body.one_time_password);
  }

  // The phone system, which tells of contacts by the API.
  async phone() {
    await this.employs('switchboard', 'Switchboard', ['service']);
    return new Phone(this.server.url, this.server.passwords.get('switchboard'));
  }

  // Somebody at the sign-in screen.
  async stranger({ width = 1280, height = 900, scheme = 'light' } = {}) {
    const context = await this.browser.newContext({
      baseURL: this.server.url,
      viewport: { width, height },
      colorScheme: scheme,
      reducedMotion: 'reduce',
      locale: 'en-GB',
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    context.setDefaultTimeout(withinMs);
    const agent = new Agent(context, await context.newPage(), this);
    this.agents.push(agent);
    return agent;
  }

  // A page must not throw, and must keep to the content security policy.
  check() {
    for (const agent of this.agents) assert.deepEqual(agent.complaints, []);
  }

  async show(sentence) {
    const name = sentence.replace(/\W+/g, '-').toLowerCase();
    mkdirSync(join(root, 'build', 'logs'), { recursive: true });
    for (const [n, agent] of this.agents.entries()) {
      const path = join(root, 'build', 'logs', `browser-${name}-${n}.png`);
      await agent.page.screenshot({ path, fullPage: true }).catch(() => {});
      this.t.diagnostic(`the screen as it was: ${path}`);
      if (agent.complaints.length > 0) this.t.diagnostic(agent.complaints.join('\n'));
    }
  }

  async close(failed) {
    for (const agent of this.agents) await agent.context.close().catch(() => {});
    await this.server.close().catch((failure) => {
      if (!failed) throw failure;
    });
  }
}

class Phone {
  #told = 0;

  constructor(url, secret) {
    this.url = url;
    this.secret = secret;
  }

  async #tell(path, body) {
    const answer = await fetch(`${this.url}/api/v1${path}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${this.secret}`,
        'content-type': 'application/json',
        'idempotency-key': `phone-told-${++this.#told}`,
      },
      body: JSON.stringify(body),
    });
    assert.ok(answer.ok, `${path}: ${answer.status} ${await answer.clone().text()}`);
    return answer.json();
  }

  rings(contact) {
    return this.#tell('/contacts', contact);
  }

  connects(contact) {
    return this.sees(contact, 'connected');
  }

  sees(contact, saw, more = {}) {
    return this.#tell(`/contacts/${contact}/observations`, { saw, ...more });
  }
}

export class Agent {
  presses = [];
  complaints = [];
  csrf = '';

  constructor(context, page, desk) {
    this.context = context;
    this.page = page;
    this.desk = desk;
    this.watch(page);
  }

  watch(page) {
    page.on('pageerror', (error) => this.complaints.push(error.stack ?? String(error)));
    page.on('console', (message) => {
      const text = message.text();
      if (message.type() === 'error' && !/^Failed to load resource|net::ERR_/.test(text))
        this.complaints.push(text);
    });
  }

  // ── by the API, to get somewhere quickly; with the cookies of the browser ──

  async ask(path, { body, method, key } = {}) {
    const headers = { 'x-callmap-csrf': this.csrf, ...(key ? { 'idempotency-key': key } : {}) };
    const answer = await this.context.request.fetch(`/api/v1${path}`, {
      method: method ?? (body === undefined ? 'GET' : 'POST'),
      headers,
      ...(body === undefined ? {} : { data: body }),
    });
    const text = await answer.text();
    const type = answer.headers()['content-type'] ?? '';
    return { status: answer.status(), body: type.includes('json') ? JSON.parse(text) : text };
  }

  async signInByApi(name, oneTime) {
    const first = await this.ask('/session', { body: { name, password: oneTime } });
    assert.equal(first.status, 200, JSON.stringify(first.body));
    this.csrf = first.body.csrf;
    const changed = await this.ask('/session/password', {
      body: { old: oneTime, new: password },
    });
    assert.equal(changed.status, 200, JSON.stringify(changed.body));
    this.csrf = changed.body.csrf;
    this.person = changed.body.person;
    this.name = name;
    this.password = password;
  }

  async becomes(state, reason) {
    const answer = await this.ask('/me/state', { body: { state, ...(reason ? { reason } : {}) } });
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
  }

  // For a lead: whose contacts somebody takes, and what they can.
  async puts(agent, team, also = [], skills = []) {
    const body = { team, also, skills };
    const answer = await this.ask(`/people/${agent.person.id}/teams`, { body });
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
  }

  get contact() {
    const found = /#\/c\/([^/]+)$/.exec(this.page.url());
    assert.ok(found, `no contact is open: ${this.page.url()}`);
    return decodeURIComponent(found[1]);
  }

  async view() {
    const answer = await this.ask(`/contacts/${this.contact}`);
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    return answer.body;
  }

  async events() {
    return (await this.ask(`/contacts/${this.contact}/events`)).body.map((line) => line.text);
  }

  async do(intent) {
    return (await this.command('intents', intent)).view;
  }

  async command(what, body) {
    const answer = await this.ask(`/contacts/${this.contact}/${what}`, {
      body,
      key: `test-${Math.random().toString(36).slice(2)}`,
    });
    assert.equal(answer.status, 200, `${what}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  // The same person, signed in once, in another tab on the same contact.
  async tab() {
    const other = new Agent(this.context, await this.context.newPage(), this.desk);
    Object.assign(other, { csrf: this.csrf, name: this.name, caller: this.caller });
    this.desk.agents.push(other);
    await other.page.goto(this.page.url());
    return other;
  }

  // The same person, still signed in, in a new window after the old one is gone.
  async comesBack() {
    const other = new Agent(this.context, await this.context.newPage(), this.desk);
    Object.assign(other, { csrf: this.csrf, name: this.name, person: this.person });
    this.desk.agents.push(other);
    await other.page.goto(`${this.desk.server.url}/`);
    await other.isLive();
    return other;
  }

  // ── by keyboard ──

  // Presses and counts each key; waits until nothing is on its way.
  async press(...keys) {
    for (const key of keys) {
      this.presses.push(key);
      await this.page.keyboard.press(key);
      await this.settled();
    }
  }

  // What the caller dictates, or what the agent finds in words: not counted.
  async type(text) {
    await this.page.keyboard.insertText(text);
  }

  // Tab, as often as it takes; nobody reaches a control that cannot be reached so.
  async tabTo(name) {
    for (let n = 0; n < 60; n++) {
      await this.press('Tab');
      const there = await this.page.evaluate(() => {
        const { activeElement: active } = document;
        return active?.matches('a, button, summary') ? active.textContent : '';
      });
      if (there.includes(name)) return;
    }
    assert.fail(`Tab does not come to ${name}`);
  }

  // The key that stands on the button with this label: a digit or a letter.
  async keyOf(label) {
    const button = this.page.getByRole('button', { name: label }).first();
    const keys = await button.getAttribute('aria-keyshortcuts');
    return /^\S(?= |$)/.exec(keys ?? '')?.[0].toLowerCase();
  }

  // The digit or letter that stands on what the selector names.
  async keyAt(selector) {
    const found = this.page.locator(selector).first();
    await found.waitFor();
    const keys = (await found.getAttribute('aria-keyshortcuts')) ?? '';
    assert.match(keys, /^\S( |$)/, `${selector} has no key`);
    return keys[0].toLowerCase();
  }

  // The key of what has that text, pressed.
  async chooses(text, within = '.main') {
    const found = this.page.locator(`${within} [aria-keyshortcuts]`, { hasText: text }).first();
    await found.waitFor();
    const keys = await found.getAttribute('aria-keyshortcuts');
    await this.press(/^Alt/.test(keys) ? keys.split(' ')[0] : keys[0].toLowerCase());
  }

  // A sentence is said or typed: what ends something waits for about as long.
  async speaks() {
    await this.page.waitForTimeout(1600);
  }

  async settled() {
    await this.page.waitForFunction(
      () => !/Sending \d/.test(document.querySelector('.status')?.textContent ?? ''),
    );
  }

  // ── what the agent sees ──

  async sees(text, within = 'body') {
    const found = this.page.locator(within).getByText(text).first();
    await found.waitFor({ state: 'visible' });
    return found;
  }

  async isLive() {
    await this.page.locator('.live', { hasText: /^\s*Live/ }).waitFor();
  }

  async stage(title) {
    await this.page.locator('.eyebrow h2', { hasText: title }).waitFor();
  }

  async foot(pattern) {
    await this.page.locator('.out p[role=status]', { hasText: pattern }).waitFor();
  }

  // The focus stands in the control of the field, or in the answer of the check.
  async inField(id) {
    await this.page.waitForFunction(
      (name) =>
        document.activeElement?.closest('[data-field]')?.getAttribute('data-field') === name ||
        document.activeElement?.id === `answer-${name}`,
      id,
    );
  }

  async field(id) {
    return (await this.view()).guidance.fields.find((field) => field.id === id)?.value;
  }

  async until(holds) {
    const end = Date.now() + withinMs;
    while (!(await holds())) {
      assert.ok(Date.now() < end, `it never came true: ${holds}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  // ── looking at a screen ──

  async axe(name) {
    const { violations } = await new AxeBuilder({ page: this.page }).analyze();
    const found = violations.map((one) => {
      const places = one.nodes.map((node) => `${node.target.join(' ')} ${node.failureSummary}`);
      return `${one.id}: ${one.help}\n    ${places.join('\n    ')}`;
    });
    assert.equal(found.length, 0, `axe-core on ${name}:\n  ${found.join('\n  ')}`);
  }

  // Pictures at both widths in light and dark, each without a finding of axe-core.
  async look(name) {
    const standing = this.page.viewportSize();
    mkdirSync(shots, { recursive: true });
    for (const [width, height] of sizes) {
      await this.page.setViewportSize({ width, height });
      for (const scheme of ['light', 'dark']) {
        await this.page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
        await this.axe(`${name}, ${width} px, ${scheme}`);
        const wide = await this.page.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(wide <= width, `${name} is ${wide} px wide at ${width} px`);
        const squeezed = await this.page.locator('.out p').evaluateAll((all, least) =>
          all.filter((one) => one.innerText.length > 20 && one.clientWidth < least).map((one) => one.innerText), leastWidth);
        assert.deepEqual(squeezed, [], `${name}: a foot that reads letter by letter at ${width} px`);
        const path = join(shots, `${name}-${width}-${scheme}.png`);
        await this.page.screenshot({ path, fullPage: width < 1000 });
      }
    }
    await this.page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
    await this.page.setViewportSize(standing);
  }

  // ── steps that many stories share ──

  // A made-up customer rings; the card says what the caller would answer.
  async isCalled(map) {
    if (map) {
      const made = await this.ask('/demo/call', { body: { map }, key: `call-${Date.now()}` });
      assert.equal(made.status, 201, JSON.stringify(made.body));
      this.caller = made.body.caller;
    } else {
      const made = this.page.waitForResponse((answer) => answer.url().endsWith('/demo/call'));
      await this.page.keyboard.press('s');
      this.caller = (await (await made).json()).caller;
    }
    await this.page.locator('.out', { hasText: 'is open' }).waitFor();
  }

  // Like `isCalled`, until the number belongs to one customer only: some share theirs.
  async isCalledByOne(map) {
    for (let n = 0; n < 30; n++) {
      await this.isCalled(map);
      if ((await this.view()).customer.candidates === 1) return;
      await this.do({ do: 'end_early', ending: map === 'clinic' ? 'silent' : 'test_call' });
      await this.page.keyboard.press('.');
      await this.sees('Ready for the next call');
    }
    assert.fail('no caller has a number of their own');
  }

  // Like `isCalled`, until the number does not say which customer it is.
  async isCalledByOneOfSeveral() {
    for (let n = 0; n < 200; n++) {
      const made = await this.ask('/demo/call', { body: {}, key: `several-${n}` });
      assert.equal(made.status, 201, JSON.stringify(made.body));
      const { id, customer } = made.body.view;
      // Some have a name that others have too: then what the caller says tells nobody apart.
      const search = `search=${encodeURIComponent(made.body.caller.name)}`;
      const alike = async () => (await this.ask(`/contacts/${id}/candidates?${search}`)).body.length;
      if (customer.candidates < 2 || (await alike()) !== 1) {
        const ending = { do: 'end_early', ending: 'test_call' };
        const ended = await this.ask(`/contacts/${id}/intents`, { body: ending, key: `not-this-${n}` });
        assert.equal(ended.status, 200, JSON.stringify(ended.body));
        continue;
      }
      this.caller = made.body.caller;
      await this.page.goto(`${this.desk.server.url}/#/c/${encodeURIComponent(id)}`);
      await this.page.locator('.out', { hasText: 'is open' }).waitFor();
      return;
    }
    assert.fail('every caller has a number of their own');
  }

  // What the standard map wants before the check, and the check itself, both by the API.
  async agreePurpose() {
    await this.do({ do: 'fill', field: 'issue', value: 'Bill too high' });
    await this.do({ do: 'fill', field: 'goal', value: 'A right bill' });
    await this.do({ do: 'tick', checkpoint: 'outcome_agreed' });
  }

  async pass() {
    const candidates = await this.ask(`/contacts/${this.contact}/candidates`);
    await this.command('customer', { customer: candidates.body[0].customer });
    const answers = { pin: this.answerOf('pin') };
    const { result } = await this.command('answers', { method: 'pin', answers });
    assert.equal(result, 'passed');
  }

  // Like `pass`, where the number may belong to several: whoever the caller says they are.
  async passes() {
    const candidates = await this.ask(`/contacts/${this.contact}/candidates`);
    const found = await this.ask(
      `/contacts/${this.contact}/candidates?search=${encodeURIComponent(this.caller.name)}`,
    );
    for (const { customer } of [...candidates.body, ...found.body]) {
      await this.command('customer', { customer });
      const answers = { pin: this.answerOf('pin') };
      if ((await this.command('answers', { method: 'pin', answers })).result === 'passed') return;
    }
    assert.fail('the caller is none of those who were found');
  }

  answerOf(id) {
    const found = this.caller.answers.find((one) => one.id === id);
    assert.ok(found, `the caller does not know ${id}`);
    return found.text;
  }
}
