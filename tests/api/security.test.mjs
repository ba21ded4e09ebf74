// What stands between the network and the work: sessions, tokens, origins, limits, headers, and
// the shape of what is not there.

import assert from 'node:assert/strict';
import net from 'node:net';
import { after, before, test } from 'node:test';
import { Client, cookieOf, freshKey, send, signIn, until } from './lib/client.mjs';
import { Office, callmap, root, temporaryFolder } from './lib/server.mjs';

let office, ana, admin, nobody;
before(async () => {
  office = await Office.open();
  [ana, admin] = [await office.person('ana'), await office.person('admin')];
  nobody = new Client(office.base);
});
after(() => office?.stop());

const is = (response, status) => assert.equal(response.status, status, response.text);

function isProblem(response, status) {
  is(response, status);
  assert.match(response.headers['content-type'], /^application\/problem\+json/);
  assert.equal(response.json.status, status);
  assert.ok(response.json.title && response.json.detail, response.text);
}

test('the session cookie is out of reach of scripts and other sites', async () => {
  const response = await nobody.post('/api/v1/session', {
    name: 'ana',
    password: office.password('ana'),
  });
  const flags = response.headers['set-cookie'][0].split('; ');
  assert.match(flags.shift(), /^callmap_session=[\w-]{43}$/);
  assert.deepEqual(flags.sort(), ['HttpOnly', 'Path=/', 'SameSite=Strict']);
  const out = await new Client(office.base, {
    Cookie: cookieOf(response),
    'X-Callmap-CSRF': response.json.csrf,
  }).request('DELETE', '/api/v1/session');
  assert.match(out.headers['set-cookie'][0], /^callmap_session=;.*Max-Age=0/);
});

test('every answer forbids scripts of others, framing, guessing of types and keeping', async () => {
  const page = await nobody.get('/', { judged: false });
  const asset = page.text.match(/\/assets\/[\w.-]+\.js/)?.[0];
  const answers = [
    page,
    await nobody.get('/healthz'),
    await nobody.get('/api/v1/session'),
    await ana.get('/api/v1/session'),
    await ana.get('/api/v1/none', { judged: false }),
    await nobody.request('PATCH', '/healthz', { judged: false }),
  ];
  if (asset) answers.push(await nobody.get(asset, { judged: false }));
  for (const { headers, status } of answers) {
    const policy = headers['content-security-policy'];
    assert.match(policy, /default-src 'none'/, `${status}`);
    assert.match(policy, /frame-ancestors 'none'/);
    assert.doesNotMatch(policy, /unsafe|\*/);
    assert.equal(headers['x-content-type-options'], 'nosniff');
    assert.equal(headers['x-frame-options'], 'DENY');
    assert.equal(headers['referrer-policy'], 'no-referrer');
  }
  for (const { headers } of answers.slice(1, 6)) assert.equal(headers['cache-control'], 'no-store');
  const stream = await ana.stream();
  stream.close();
  assert.match(stream.headers['content-security-policy'], /default-src 'none'/);
  assert.equal(stream.headers['cache-control'], 'no-store');
});

test('the page and what it loads come without sign-in, and nothing inline', async () => {
  const page = await nobody.get('/', { judged: false });
  is(page, 200);
  assert.match(page.headers['content-type'], /^text\/html/);
  assert.doesNotMatch(page.text, /<script(?![^>]*\bsrc=)|<style|\son\w+=/);
  const loaded = [...page.text.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path]) => path);
  for (const path of loaded) is(await nobody.get(path, { judged: false }), 200);
  for (const path of [
    '/assets/',
    '/assets/../callmap.db',
    '/assets/%2e%2e/callmap.db',
    '/index.htm',
  ]) {
    const missing = await send(office.base, 'GET', path);
    assert.ok([400, 404].includes(missing.status), `${path}: ${missing.status}`);
  }
});

test('what is not there has the shape of a problem', async () => {
  isProblem(await nobody.get('/api/v1/none', { judged: false }), 404);
  isProblem(await nobody.get('/none', { judged: false }), 404);
  const contacts = await nobody.request('PUT', '/api/v1/contacts', { judged: false });
  isProblem(contacts, 405);
  assert.equal(contacts.headers.allow, 'GET, HEAD, POST');
  const page = await nobody.request('POST', '/', { judged: false, headers: { Origin: undefined } });
  isProblem(page, 405);
  assert.equal(page.headers.allow, 'GET, HEAD');
  isProblem(
    await ana.post(
      '/api/v1/contacts/c_none/intents',
      { do: 'finish' },
      {
        headers: { 'Idempotency-Key': freshKey() },
      },
    ),
    404,
  );
});

test('a body that does not read is told where', async () => {
  const bad = [
    '{',
    '[]',
    '"x"',
    '{"name":1,"password":"x"}',
    '{"name":"a","name":"b","password":"x"}',
  ];
  bad.push(
    '{"name":"' + '\\ud800' + '","password":"x"}',
    '{"name":"x","password":"x","admin":true}',
  );
  bad.push('['.repeat(5_000), Buffer.from([0x7b, 0xff, 0x7d]), '');
  for (const body of bad) {
    const response = await nobody.post('/api/v1/session', body);
    isProblem(response, 400);
    assert.ok(response.json.problems.length > 0);
  }
});

test('a body of 2 MiB is not even read, and a slow head is let go of', async () => {
  const { hostname, port } = new URL(office.base);
  const answer = await new Promise((resolve) => {
    const socket = net.connect(port, hostname, () => {
      socket.write(`POST /api/v1/session HTTP/1.1\r\nHost: ${hostname}:${port}\r\n`);
      socket.write('Content-Type: application/json\r\nContent-Length: 2097152\r\n\r\n');
      socket.write('x'.repeat(100_000));
    });
    let text = '';
    socket.on('data', (part) => (text += part));
    socket.on('error', () => resolve(text));
    socket.on('close', () => resolve(text));
    setTimeout(() => socket.destroy(), 5_000).unref();
  });
  assert.match(answer, /^HTTP\/1.1 413 /);
});

test('a request that another site made is refused, whoever sends it', async () => {
  const { id } = await office.call('ana');
  const version = (await ana.view(id)).version;
  const tick = { do: 'fill', field: 'issue', value: 'from elsewhere' };
  const host = new URL(office.base).host;
  for (const more of [
    { Origin: 'https://evil.example' },
    { Origin: 'null' },
    { Origin: `https://${host}` },
    { Origin: `http://${host}.evil.example` },
    { 'Sec-Fetch-Site': 'cross-site' },
    { 'Sec-Fetch-Site': 'same-site', Origin: `http://${host}` },
  ]) {
    const response = await ana.intent(id, tick, more);
    is(response, 403);
    assert.match(response.json.detail, /another site/);
  }
  assert.equal((await ana.view(id)).version, version);
  is(
    await ana.intent(id, tick, { Origin: `http://${host}`, 'Sec-Fetch-Site': 'same-origin' }),
    200,
  );
});

test('no answer lets another site read it', async () => {
  const response = await ana.get('/api/v1/session', {
    headers: { Origin: 'https://evil.example' },
  });
  assert.equal(response.headers['access-control-allow-origin'], undefined);
  assert.equal(response.headers['cross-origin-resource-policy'], 'same-origin');
  const asked = await nobody.request('OPTIONS', '/api/v1/session', {
    judged: false,
    headers: { Origin: 'https://evil.example', 'Access-Control-Request-Method': 'POST' },
  });
  assert.notEqual(asked.status, 200);
  assert.equal(asked.headers['access-control-allow-origin'], undefined);
});

test('who has a one-time password can do nothing but change it', async () => {
  const added = await admin.post('/api/v1/people', {
    name: 'fresh',
    display_name: 'Fresh',
    roles: ['lead', 'admin', 'agent'],
  });
  const fresh = await signIn(office.base, 'fresh', added.json.one_time_password);
  for (const path of ['/api/v1/contacts', '/api/v1/people', '/metrics', '/api/v1/stream']) {
    is(await fresh.get(path), 403);
  }
  const { id } = await office.call('ana');
  for (const path of ['', '/notes', '/events', '/candidates']) {
    is(await fresh.get(`/api/v1/contacts/${id}${path}`), 403);
  }
  is(await fresh.observe(id, 'held'), 403);
  is(await fresh.get('/api/v1/session'), 200);
  const change = { old: added.json.one_time_password, new: 'a password of my own' };
  is(await fresh.post('/api/v1/session/password', change), 200);
  is(await fresh.get('/api/v1/contacts'), 200);
  is(await nobody.post('/api/v1/session', { name: 'fresh', password: change.old }), 401);
});

test('a changed password and a sign-out end what was open', async () => {
  const added = await admin.post('/api/v1/people', {
    name: 'mover',
    display_name: 'Mover',
    roles: ['agent'],
  });
  const first = await signIn(
    office.base,
    'mover',
    added.json.one_time_password,
    'the first password',
  );
  const second = await signIn(office.base, 'mover', 'the first password');
  const stream = await second.stream();
  const change = { old: 'the first password', new: 'the second password' };
  is(await first.post('/api/v1/session/password', change), 200);
  is(await second.get('/api/v1/session'), 401);
  is(await first.get('/api/v1/session'), 200);
  await until(() => stream.ended, 'the stream of the other session to end');
  const own = await first.stream();
  await first.request('DELETE', '/api/v1/session');
  is(await first.get('/api/v1/session'), 401);
  await until(() => own.ended, 'the stream of who signed out to end');
});

test('names and passwords cannot be tried one after the other', async () => {
  const wrong = () => nobody.post('/api/v1/session', { name: 'quinn', password: 'a guess' });
  const statuses = [];
  for (let n = 0; n < 12; ++n) statuses.push((await wrong()).status);
  assert.deepEqual([...new Set(statuses)], [401, 429]);
  const right = { name: 'quinn', password: office.oneTime.quinn };
  const late = await nobody.post('/api/v1/session', right);
  isProblem(late, 429);
  assert.ok(Number(late.headers['retry-after']) >= 1);
  // Not even by many names from one place.
  let limited = false;
  for (let n = 0; n < 80 && !limited; ++n) {
    const tried = await nobody.post('/api/v1/session', { name: `name-${n}`, password: 'x' });
    limited = tried.status === 429;
  }
  assert.ok(limited);
  is(await ana.get('/api/v1/session'), 200); // who is in stays in
});

test('an unknown name and a wrong password are told alike', async () => {
  const server = await Office.open();
  try {
    const stranger = new Client(server.base);
    const unknown = await stranger.post('/api/v1/session', { name: 'nobody', password: 'x' });
    const wrong = await stranger.post('/api/v1/session', { name: 'ana', password: 'x' });
    is(unknown, 401);
    assert.deepEqual(unknown.json, wrong.json);
  } finally {
    await server.stop();
  }
});

test('beyond loopback nobody is served without a proxy that speaks TLS', () => {
  const data = `${temporaryFolder()}/data`;
  const ended = callmap([
    'serve',
    '--data',
    data,
    '--maps',
    `${root}/maps`,
    '--address',
    '0.0.0.0',
    '--port',
    '0',
  ]);
  assert.notEqual(ended.status, 0);
  assert.match(ended.stderr, /--behind-proxy/);
});

test('behind a proxy the cookie is for TLS alone', async () => {
  const behind = await Office.open({ args: ['--behind-proxy'] });
  try {
    const response = await send(behind.base, 'POST', '/api/v1/session', {
      headers: {
        'X-Forwarded-For': '198.51.100.7',
        Origin: `https://${new URL(behind.base).host}`,
      },
      body: JSON.stringify({ name: 'ana', password: behind.oneTime.ana }),
    });
    is(response, 200);
    assert.match(response.headers['set-cookie'][0], /; Secure/);
    assert.match(response.headers['strict-transport-security'], /max-age=\d+/);
  } finally {
    await behind.stop();
  }
});

test('requests that two readers would read differently are refused', async () => {
  const { hostname, port, host } = new URL(office.base);
  const post = `POST /api/v1/session HTTP/1.1\r\nHost: ${host}\r\n`;
  const odd = [
    `GET /healthz HTTP/1.1\r\n\r\n`,
    `GET /healthz HTTP/1.1\r\nHost: ${host}\r\nHost: other\r\n\r\n`,
    `${post}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`,
    `${post}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    `GET healthz HTTP/1.1\r\nHost: ${host}\r\n\r\n`,
    `GET /healthz HTTP/1.1\r\nHost: ${host}\r\nX: ${'x'.repeat(40_000)}\r\n\r\n`,
    `GET /${'x'.repeat(40_000)} HTTP/1.1\r\nHost: ${host}\r\n\r\n`,
    'rubbish\r\n\r\n',
  ];
  for (const text of odd) {
    const answer = await new Promise((resolve) => {
      const socket = net.connect(port, hostname, () => socket.write(text));
      let got = '';
      socket.on('data', (part) => (got += part));
      socket.on('error', () => resolve(got));
      socket.on('close', () => resolve(got));
      setTimeout(() => socket.destroy(), 3_000).unref();
    });
    assert.match(answer || 'HTTP/1.1 4', /^HTTP\/1.1 4/, JSON.stringify(text.slice(0, 60)));
  }
  is(await nobody.get('/healthz'), 200);
});
