#!/usr/bin/env node
// Measures how soon the Floor shows what happened, in Chromium, while many agents work: 500 live contacts, 2,000
// commands a second, each of them an event. A probe begins a contact or ends one and watches the number of live
// ones on the screen; the time runs from the durable answer to the picture with the new number.
//
// Usage: bench/measure_floor.mjs [--contacts 500] [--rate 2000] [--probes 200] [--build build/bench]
// Needs the preset `bench` and `npm ci` in tests/browser.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { chromium } = createRequire(new URL('../tests/browser/package.json', import.meta.url))('playwright-core');
const { values: options } = parseArgs({
  options: {
    contacts: { type: 'string', default: '500' },
    rate: { type: 'string', default: '2000' },
    probes: { type: 'string', default: '200' },
    build: { type: 'string', default: 'build/bench' },
  },
});
const port = 18232;
const url = `http://127.0.0.1:${port}`;
const pauseMs = 60; // between probes, and not in step with the screen
const program = (name) => `${options.build}/bin/${name}`;
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function serve(data) {
  const server = spawn(program('callmap'), ['serve', '--data', data, '--port', String(port)], { stdio: 'ignore' });
  for (let n = 0; n < 200; ++n) {
    if ((await fetch(`${url}/readyz`).catch(() => null))?.ok) return server;
    await sleep(50);
  }
  throw new Error('the server did not start');
}

async function stop(process) {
  const ended = new Promise((resolve) => process.once('exit', resolve));
  process.kill('SIGINT');
  await ended;
}

function add(data, name, role) {
  const said = execFileSync(program('callmap'), ['people', 'add', name, '--role', role, '--data', data], { encoding: 'utf8' });
  return /\): (\S+)/.exec(said)[1];
}

async function post(path, headers, body) {
  const key = `floor-${Math.random().toString(36).slice(2)}-${Date.now()}`;
  const answer = await fetch(`${url}/api/v1${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key, Prefer: 'return=minimal', ...headers },
    body: JSON.stringify(body),
  });
  if (answer.status >= 400) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  const text = await answer.text();
  return { at: Date.now(), headers: answer.headers, body: text ? JSON.parse(text) : null };
}

async function signIn(name, password) {
  const first = await post('/session', {}, { name, password });
  const cookie = first.headers.get('set-cookie').split(';')[0];
  const changed = await post('/session/password', { Cookie: cookie, 'X-Callmap-CSRF': first.body.csrf },
    { old: password, new: 'three quiet words' });
  return { cookie: changed.headers.get('set-cookie')?.split(';')[0] ?? cookie, person: changed.body.person };
}

const at = (sorted, share) => sorted[Math.floor(share * (sorted.length - 1))];
function figures(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const [p50, p90, p99, most] = [0.5, 0.9, 0.99, 1].map((share) => at(sorted, share).toFixed(0));
  return `p50 ${p50} ms, p90 ${p90} ms, p99 ${p99} ms, most ${most} ms, of ${sorted.length}`;
}

// In the page: when each number of live contacts was first on a picture, and how far pictures were apart.
function watchPictures() {
  window.shown = [];
  window.gaps = [];
  let last = performance.now();
  const next = () => {
    const now = performance.now();
    window.gaps.push(now - last);
    last = now;
    const live = document.querySelector('.clock b')?.textContent;
    if (live !== window.shown.at(-1)?.live) window.shown.push({ live, at: performance.timeOrigin + now });
    requestAnimationFrame(next);
  };
  requestAnimationFrame(next);
}

async function openFloor(lead) {
  const browser = await chromium.launch({
    executablePath: process.env.CALLMAP_CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
  });
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const [name, value] = lead.cookie.split('=');
  await context.addCookies([{ name, value, url }]);
  const page = await context.newPage();
  await page.goto(`${url}/#/floor`);
  await page.locator('.board').first().waitFor({ timeout: 120_000 });
  await page.evaluate(watchPictures);
  return { browser, page };
}

function load(rows, seconds, pid) {
  return spawn(program('http_load'), [
    'ask', `${url}/api/v1/contacts/{1}/intents`, '--method', 'POST',
    '--body', '{"do":"fill","field":"issue","value":"It stopped working, case {n}"}',
    '--rows', rows, '--connections', '100', '--seconds', String(seconds), '--rate', options.rate, '--pid', String(pid),
    '--header', 'Content-Type: application/json', '--header', 'Prefer: return=minimal', '--header', 'Cookie: {2}',
    '--header', 'X-Callmap-CSRF: {3}', '--header', 'Idempotency-Key: floor-{n}-00000000',
  ], { stdio: ['ignore', 'inherit', 'inherit'] });
}

// Each waits until the screen shows it.
async function probe(page, service, person, probes) {
  const took = [];
  let open = '';
  for (let n = 0; n < probes; ++n) {
    const before = await page.evaluate(() => window.shown.at(-1).live);
    let answered;
    if (!open) {
      answered = await post('/contacts', service, { map: 'standard', offer_to: person });
      open = answered.body.view?.id ?? answered.body.contact;
    } else {
      answered = await post(`/contacts/${open}/observations`, service, { saw: 'hung_up', by: 'caller' });
      open = '';
    }
    const shown = await page.waitForFunction((old) => window.shown.at(-1).live !== old && window.shown.at(-1).at, before);
    took.push((await shown.jsonValue()) - answered.at);
    await sleep(pauseMs + Math.random() * 200);
  }
  return took;
}

const folder = mkdtempSync(join(tmpdir(), 'callmap-floor-'));
const data = join(folder, 'data');
const rows = join(folder, 'rows.tsv');
let server;
try {
  const key = add(data, 'load', 'service');
  const oneTime = add(data, 'lena', 'lead');
  await stop(await serve(data)); // puts the maps in force
  const contacts = Number(options.contacts);
  execFileSync(program('fill_office'), ['--data', data, '--agents', String(contacts), '--contacts', String(contacts)],
    { stdio: ['ignore', openSync(rows, 'w'), 'inherit'] });
  server = await serve(data);
  const lead = await signIn('lena', oneTime);
  const service = { Authorization: `Bearer ${key}` };
  const stages = ['greeting', 'purpose'];
  for (const [n, row] of readFileSync(rows, 'utf8').trim().split('\n').entries()) {
    const [contact, cookie, csrf] = row.split('\t');
    await post(`/contacts/${contact}/intents`, { Cookie: cookie, 'X-Callmap-CSRF': csrf }, { do: 'go', stage: stages[n % stages.length] });
  }
  const { browser, page } = await openFloor(lead);
  for (const rate of ['0', options.rate]) {
    const probes = Number(options.probes);
    const busy = rate === '0' ? null : load(rows, Math.ceil(probes * 0.9) + 5, server.pid);
    await sleep(1000);
    await page.evaluate(() => void (window.gaps = []));
    const took = await probe(page, service, lead.person.id, probes);
    const gaps = await page.evaluate(() => window.gaps);
    console.log(`== ${contacts} live contacts, ${rate === '0' ? 'nobody works' : `${rate} commands/s`}`);
    console.log(`event to screen: ${figures(took)}`);
    console.log(`pictures apart:  ${figures(gaps)}`);
    if (busy) await new Promise((resolve) => busy.once('exit', resolve));
  }
  await page.screenshot({ path: join(options.build, 'floor.png') });
  await browser.close();
} finally {
  if (server) await stop(server);
  rmSync(folder, { recursive: true, force: true });
}
