// Every route of the server's table is reached, and every answer is as the OpenAPI document says.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client, freshKey, signIn, until } from './lib/client.mjs';
import { document, judged, operations, routesOfServer } from './lib/contract.mjs';
import { Office } from './lib/server.mjs';
import { workReach } from './lib/work_reach.mjs';

const kAda = '+442079461001';
const kCustomers = `account,name,phone,household,card.plan,answer.pin,answer.birth_date,answer.postcode
NW-700001,Ada Lovelock,${kAda},home,Fibre 100,1234,1980-03-01,SW1A 1AA
NW-700002,Bea Lovelock,${kAda},home,Fibre 200,5678,1981-04-02,SW1A 1AA
`;

let office, ana, ben, lena, admin, nobody;
let gina; // looks up more than anybody may
before(async () => {
  office = await Office.open({ customers: kCustomers });
  [ana, ben, lena, admin] = await Promise.all(
    ['ana', 'ben', 'lena', 'admin'].map((name) => office.person(name)),
  );
  nobody = new Client(office.base);
});
after(() => office?.stop());

const is = (response, status) => assert.equal(response.status, status, response.text);

// One entry a route: reaches it well, and in every way it is known to decline.
const reach = {
  'POST /api/v1/session': async () => {
    const one = await signIn(office.base, 'ana', office.password('ana'));
    assert.equal(one.person.name, 'ana');
    const elsewhere = { headers: { Origin: 'https://evil.example' } };
    is(await nobody.post('/api/v1/session', { name: 'ana', password: 'no' }, elsewhere), 403);
    is(await nobody.post('/api/v1/session', { name: 'ana', password: 'no' }), 401);
    is(await nobody.post('/api/v1/session', { name: 'ana', passwort: 'no' }), 400);
    for (let n = 0; n < 12; ++n) {
      const tried = await nobody.post('/api/v1/session', { name: 'nobody-at-all', password: 'no' });
      if (tried.status === 429) return assert.ok(Number(tried.headers['retry-after']) > 0);
    }
    assert.fail('a name may be tried without end');
  },
  'GET /api/v1/session': async () => {
    const session = await ana.get('/api/v1/session');
    is(session, 200);
    assert.equal(session.json.demo, true);
    assert.equal(session.json.must_change_password, false);
    is(await nobody.get('/api/v1/session'), 401);
    is(await office.phone.get('/api/v1/session'), 403);
  },
  'DELETE /api/v1/session': async () => {
    const other = await office.anotherSession('ben');
    is(
      await other.request('DELETE', '/api/v1/session', { headers: { 'X-Callmap-CSRF': 'x' } }),
      403,
    );
    is(await other.request('DELETE', '/api/v1/session'), 204);
    is(await other.get('/api/v1/session'), 401);
    is(await other.request('DELETE', '/api/v1/session'), 401);
  },
  'POST /api/v1/session/password': async () => {
    const added = await admin.post('/api/v1/people', {
      name: 'changer',
      display_name: 'Changer',
      roles: ['agent'],
    });
    const once = added.json.one_time_password;
    const changer = await signIn(office.base, 'changer', once);
    const path = '/api/v1/session/password';
    is(await changer.post(path, { old: once, new: 'short' }), 422);
    is(await changer.post(path, { old: 'wrong', new: 'long enough a password' }), 401);
    is(await changer.post(path, { old: once }), 400);
    is(await changer.post(path, { old: once, new: 'long enough a password' }), 200);
    is(await changer.get('/api/v1/contacts'), 200);
    is(
      await changer.post(path, { old: once, new: 'x' }, { headers: { 'X-Callmap-CSRF': 'x' } }),
      403,
    );
    for (let n = 0; n < 14; ++n) {
      const tried = await changer.post(path, { old: 'wrong', new: 'long enough a password' });
      if (tried.status === 429) return;
    }
    assert.fail('an old password may be guessed without end');
  },
  'POST /api/v1/session/renew': async () => {
    const other = await office.anotherSession('ben');
    const body = { name: 'ben', password: office.password('ben') };
    const headers = { Cookie: other.headers.Cookie };
    is(await nobody.post('/api/v1/session/renew', body, { headers }), 200);
    is(await other.get('/api/v1/session'), 401); // the old token is done
    is(await nobody.post('/api/v1/session/renew', { ...body, password: 'no' }), 401);
    is(await nobody.post('/api/v1/session/renew', {}), 400);
    const wrong = { name: 'ana', password: office.password('ana') };
    const again = await office.anotherSession('ben');
    is(
      await nobody.post('/api/v1/session/renew', wrong, {
        headers: { Cookie: again.headers.Cookie },
      }),
      403,
    );
    for (let n = 0; n < 12; ++n) {
      const tried = await nobody.post('/api/v1/session/renew', {
        name: 'nobody-2',
        password: 'no',
      });
      if (tried.status === 429) return;
    }
    assert.fail('renewing is a way to guess');
  },
  'GET /api/v1/people': async () => {
    const people = await lena.get('/api/v1/people');
    is(people, 200);
    assert.ok(people.json.some(({ name }) => name === 'ana'));
    is(await ana.get('/api/v1/people'), 403);
    is(await nobody.get('/api/v1/people'), 401);
  },
  'POST /api/v1/people': async () => {
    const body = { name: 'newcomer', display_name: 'New Comer', roles: ['agent'], team: 'one' };
    is(await admin.post('/api/v1/people', body), 201);
    is(await admin.post('/api/v1/people', body), 422);
    is(await admin.post('/api/v1/people', { ...body, roles: ['king'] }), 400);
    is(await lena.post('/api/v1/people', body), 403);
    is(await nobody.post('/api/v1/people', body), 401);
  },
  'GET /api/v1/maps': async () => {
    const maps = await ana.get('/api/v1/maps');
    is(maps, 200);
    assert.deepEqual(maps.json.map(({ id }) => id).sort(), ['clinic', 'standard']);
    is(await nobody.get('/api/v1/maps'), 401);
    is(await office.phone.get('/api/v1/maps'), 403);
  },
  'GET /api/v1/maps/{map}': async () => {
    for (const map of ['clinic', 'standard']) is(await ana.get(`/api/v1/maps/${map}`), 200);
    is(await ana.get('/api/v1/maps/none'), 404);
    is(await nobody.get('/api/v1/maps/standard'), 401);
    is(await office.phone.get('/api/v1/maps/standard'), 403);
  },
  'GET /api/v1/contacts': async () => {
    const { id } = await office.call('ana', { number: kAda });
    for (const client of [ana, lena, office.phone]) is(await client.get('/api/v1/contacts'), 200);
    assert.ok((await ana.get('/api/v1/contacts')).json.some((each) => each.id === id));
    assert.ok((await lena.get('/api/v1/contacts')).json.some((each) => each.id === id));
    assert.ok(!(await ben.get('/api/v1/contacts')).json.some((each) => each.id === id));
    is(await nobody.get('/api/v1/contacts'), 401);
  },
  'POST /api/v1/contacts': async () => {
    const path = '/api/v1/contacts';
    const headers = { 'Idempotency-Key': freshKey() };
    const body = { line: '+442079460100', channel: 'phone', caller_number: kAda };
    const first = await office.phone.post(path, body, { headers });
    is(first, 201);
    const again = await office.phone.post(path, body, { headers });
    assert.equal(again.json.id, first.json.id);
    is(await office.phone.post(path, { ...body, now: '2020-01-01T00:00:00Z' }), 400);
    is(await office.phone.post(path, { ...body, caller_number: 'a friend' }), 422);
    is(await office.phone.post(path, { ...body, map: 'none', line: undefined }), 422);
    is(await ana.post(path, body), 403);
    is(await nobody.post(path, body), 401);
    const pass = { system: 'ivr', level: 'account', account: 'NW-700001' };
    is(await office.phone.post(path, { ...body, system_pass: pass }), 201);
    is(await office.phone.post(path, { ...body, system_pass: { ...pass, level: 'all' } }), 400);
  },
  'GET /api/v1/contacts/by-reference/{reference}': async () => {
    const { id, reference } = await office.call('ana');
    const find = (client, text) =>
      client.get(`/api/v1/contacts/by-reference/${encodeURIComponent(text)}`);
    const found = await find(ana, reference);
    is(found, 200);
    assert.deepEqual(found.json.id, id);
    assert.equal(found.json.holder_is_me, true);
    const spoken = reference.toLowerCase().replaceAll('-', ' ');
    assert.equal((await find(ben, spoken)).json.id, id);
    const wrong = reference.slice(0, -1) + (reference.endsWith('7') ? '9' : '7');
    is(await find(ana, wrong), 422);
    is(await find(admin, reference), 403);
    is(await find(nobody, reference), 401);
    is(await find(ana, kUnknownReference), 404);
    for (let n = 0; n < 40; ++n) if ((await find(lena, wrong)).status === 429) return;
    assert.fail('references may be guessed without end');
  },
  'GET /api/v1/contacts/{contact}': async () => {
    const { id } = await office.call('ana', { number: kAda, line: 'billing' });
    for (const client of [ana, lena, office.phone])
      is(await client.get(`/api/v1/contacts/${id}`), 200);
    for (const client of [ben, admin]) is(await client.get(`/api/v1/contacts/${id}`), 404);
    is(await nobody.get(`/api/v1/contacts/${id}`), 401);
  },
  'POST /api/v1/contacts/{contact}/intents': async () => {
    const { id } = await office.call('ana');
    const fill = { do: 'fill', field: 'issue', value: 'No signal' };
    is(await ana.intent(id, fill), 200);
    const minimal = await ana.intent(id, fill, { Prefer: 'return=minimal' });
    is(minimal, 200);
    assert.equal(minimal.json.view, undefined);
    assert.equal(typeof minimal.json.version, 'number');
    is(await ana.intent(id, { do: 'go', stage: 'resolution' }), 409);
    is(await ana.intent(id, { do: 'fill', field: 'none', value: 'x' }), 422);
    is(await ana.intent(id, '{'), 400);
    for (const [header, value, said] of [
      ['Idempotency-Key', undefined, /Idempotency-Key is missing/],
      ['Idempotency-Key', 'short', /Idempotency-Key is not 8 to 64/],
      ['If-Match', 'yesterday', /If-Match is not a version/],
    ]) {
      const unread = await ana.intent(id, fill, { [header]: value });
      is(unread, 400);
      assert.match(unread.json.detail, said);
      assert.equal(unread.json.problems, undefined, 'nothing is wrong with the body');
    }
    is(await ana.intent(id, fill, { 'If-Match': '"1"' }), 409);
    is(await ana.intent(id, { ...fill, value: 'x'.repeat(70_000) }), 413);
    is(await lena.intent(id, fill), 403);
    is(await ben.intent(id, fill), 404);
    is(await nobody.intent(id, fill), 401);
  },
  'POST /api/v1/contacts/{contact}/observations': async () => {
    const { id } = await office.call('ana', { connected: false });
    for (const client of [office.phone, ana]) is(await client.observe(id, 'connected'), 200);
    is(await office.phone.observe(id, { saw: 'hung_up', by: 'caller' }), 200);
    is(await office.phone.observe(id, 'connected'), 200); // late: changes nothing
    is(await office.phone.observe(id, 'nothing'), 422);
    is(await office.phone.command(id, 'observations', '[]'), 400);
    is(await office.phone.observe(id, { saw: 'held', more: 'x'.repeat(70_000) }), 413);
    is(await lena.observe(id, 'held'), 403);
    is(await ben.observe(id, 'held'), 404);
    is(await nobody.observe(id, 'held'), 401);
  },
  'POST /api/v1/contacts/{contact}/answers': async () => {
    const { id } = await office.call('ana', { number: kAda });
    is(await ana.answers(id, 'pin', { pin: '1234' }), 409); // nobody chosen yet
    await ana.choose(id, 'NW-700001');
    const malformed = await ana.answers(id, 'pin', { pin: 'abc' });
    is(malformed, 200);
    assert.equal(malformed.json.result, 'malformed');
    assert.equal((await ana.answers(id, 'pin', { pin: '4321' })).json.result, 'failed');
    const passed = await ana.answers(id, 'pin', { pin: '1234' }, { correction: true });
    assert.equal(passed.json.result, 'passed');
    is(await ana.answers(id, 'none', { pin: '1234' }), 422);
    is(await ana.answers(id, 'pin', {}), 400);
    is(await ana.answers(id, 'pin', { pin: 'x'.repeat(70_000) }), 413);
    is(await lena.answers(id, 'pin', { pin: '1234' }), 403);
    is(await ben.answers(id, 'pin', { pin: '1234' }), 404);
    is(await nobody.answers(id, 'pin', { pin: '1234' }), 401);
  },
  'POST /api/v1/contacts/{contact}/attest': async () => {
    const { id } = await office.call('ana', { number: kAda });
    is(await ana.attest(id, 'code'), 409);
    await ana.choose(id, 'NW-700002');
    is(await ana.attest(id, 'pin'), 422);
    is(await ana.attest(id, 'code'), 200);
    is(await ana.command(id, 'attest', {}), 400);
    is(await lena.attest(id, 'code'), 403);
    is(await ben.attest(id, 'code'), 404);
    is(await nobody.attest(id, 'code'), 401);
  },
  'POST /api/v1/contacts/{contact}/links': async () => {
    const { id } = await office.call('ana', { number: kAda });
    const other = await office.call('ana', { number: kAda });
    is(await ana.command(id, 'links', { contact: other.id }), 409);
    is(await ana.command(id, 'links', { contact: other.reference, merge: true }), 409);
    is(await ana.command(id, 'links', { contact: other.reference }), 200);
    is(await ana.command(id, 'links', { contact: 'c_none' }), 404);
    is(await ana.command(id, 'links', { contact: id }), 422);
    is(await ana.command(id, 'links', {}), 400);
    is(await ben.command(id, 'links', { contact: other.id }), 404);
    is(await admin.command(id, 'links', { contact: other.id }), 403);
    is(await nobody.command(id, 'links', { contact: other.id }), 401);
    gina ??= await newAgent('gina');
    const { id: last } = await office.call('gina');
    for (let n = 0; n < 40; ++n) {
      if ((await gina.command(last, 'links', { contact: 'c_none' })).status === 429) return;
    }
    assert.fail('references may be guessed without end');
  },
  'POST /api/v1/contacts/{contact}/links/undo': async () => {
    const { id } = await office.call('ana', { number: kAda });
    const other = await office.call('ana', { number: kAda });
    is(await ana.command(id, 'links/undo', { contact: other.id }), 404);
    is(await ana.command(id, 'links', { contact: other.reference }), 200);
    is(await ben.command(id, 'links/undo', { contact: other.id }), 404);
    is(await admin.command(id, 'links/undo', { contact: other.id }), 403);
    is(await nobody.command(id, 'links/undo', { contact: other.id }), 401);
    is(await ana.command(id, 'links/undo', {}), 400);
    is(await ana.command(id, 'links/undo', { contact: other.id }), 200);
    is(await office.phone.observe(other.id, 'dropped'), 200);
    is(await ana.command(id, 'links', { contact: other.reference, merge: true }), 200);
    is(await ana.intent(id, { do: 'end_early', ending: 'hung_up' }), 200);
    is(await ana.command(id, 'links/undo', { contact: other.id }), 409);
  },
  'GET /api/v1/contacts/{contact}/candidates': async () => {
    const { id } = await office.call('ana', { number: kAda });
    const found = await ana.candidates(id);
    is(found, 200);
    assert.equal(found.json.length, 2);
    assert.equal((await ana.candidates(id, 'NW-700002')).json.length, 1);
    is(await ana.candidates(id, 'NW'), 422);
    is(await ben.candidates(id), 404);
    is(await admin.candidates(id), 403);
    is(await nobody.candidates(id), 401);
    gina ??= await newAgent('gina');
    const other = await office.call('gina');
    for (let n = 0; n < 40; ++n) {
      if ((await gina.candidates(other.id, 'nobody here')).status === 429) return;
    }
    assert.fail('customers may be searched without end');
  },
  'POST /api/v1/contacts/{contact}/customer': async () => {
    const { id } = await office.call('ana', { number: kAda });
    const found = await ana.candidates(id);
    const customer = { customer: found.json[0].customer };
    is(await ana.command(id, 'customer', customer), 200);
    is(await ana.command(id, 'customer', { customer: 'c_made_up' }), 422);
    is(await ana.command(id, 'customer', {}), 400);
    is(await lena.command(id, 'customer', customer), 403);
    is(await ben.command(id, 'customer', customer), 404);
    is(await nobody.command(id, 'customer', customer), 401);
    const { id: closed } = await office.call('ana');
    await ana.intent(closed, { do: 'end_early', ending: 'test_call' });
    is(await ana.command(closed, 'customer', customer), 422); // of another contact
    const ended = await office.call('ana', { number: kAda });
    const known = (await ana.candidates(ended.id)).json[0].customer;
    await ana.intent(ended.id, { do: 'end_early', ending: 'test_call' });
    is(await ana.command(ended.id, 'customer', { customer: known }), 409); // it is closed
  },
  'GET /api/v1/contacts/{contact}/guidance': async () => {
    const { id } = await office.call('ana', { number: kAda, line: 'billing' });
    const path = `/api/v1/contacts/${id}/guidance`;
    const still = ({ stages, ...rest }) => ({
      ...rest,
      stages: stages.map(({ spent_ms, ...stage }) => stage),
    });
    for (const client of [ana, lena, office.phone]) {
      const guidance = await client.get(path);
      is(guidance, 200);
      const { guidance: inView } = await client.view(id);
      assert.deepEqual(still(guidance.json), still(inView));
    }
    for (const client of [ben, admin]) is(await client.get(path), 404);
    is(await nobody.get(path), 401);
  },
  'GET /api/v1/contacts/{contact}/notes': async () => {
    const { id, reference } = await office.call('ana');
    is(await ana.get(`/api/v1/contacts/${id}/notes`), 200);
    const text = await ana.get(`/api/v1/contacts/${id}/notes`, {
      headers: { Accept: 'text/plain' },
    });
    is(text, 200);
    assert.match(text.text, new RegExp(reference));
    is(await ben.get(`/api/v1/contacts/${id}/notes`), 404);
    is(await nobody.get(`/api/v1/contacts/${id}/notes`), 401);
  },
  'GET /api/v1/contacts/{contact}/events': async () => {
    const { id } = await office.call('ana');
    const events = await lena.get(`/api/v1/contacts/${id}/events`);
    is(events, 200);
    assert.ok(events.json.length >= 3);
    is(await ben.get(`/api/v1/contacts/${id}/events`), 404);
    is(await nobody.get(`/api/v1/contacts/${id}/events`), 401);
  },
  'POST /api/v1/demo/call': async () => {
    const call = await ana.post('/api/v1/demo/call', { map: 'standard', line: 'billing' });
    is(call, 201);
    assert.equal(call.json.view.mine, true);
    is(await ana.post('/api/v1/demo/call'), 201);
    is(await ana.post('/api/v1/demo/call', { map: 'none' }), 404);
    is(await ana.post('/api/v1/demo/call', { mapp: 'none' }), 400);
    is(await ana.post('/api/v1/demo/call', { map: 'standard', line: 'none' }), 422);
    is(await admin.post('/api/v1/demo/call'), 403);
    is(await nobody.post('/api/v1/demo/call'), 401);
  },
  'GET /api/v1/demo/caller/{contact}': async () => {
    const call = await ana.post('/api/v1/demo/call', { map: 'clinic' });
    const path = `/api/v1/demo/caller/${call.json.view.id}`;
    const caller = await ana.get(path);
    is(caller, 200);
    assert.deepEqual(caller.json, call.json.caller);
    for (const client of [ben, lena]) is(await client.get(path), 404);
    is(await admin.get(path), 403);
    is(await nobody.get(path), 401);
    const { id } = await office.call('ana', { number: kAda });
    is(await ana.get(`/api/v1/demo/caller/${id}`), 404); // nobody simulates this one
  },
  'GET /api/v1/stream': async () => {
    const stream = await ana.stream();
    judgeStream(stream);
    await until(() => stream.events().some(({ name }) => name === 'hello'), 'hello');
    const { id } = await office.call('ana');
    await until(() => stream.events().some(({ data }) => data.contact === id), 'the contact');
    const { position } = stream.events().at(-1).data;
    stream.close();
    const late = await ana.stream({ 'Last-Event-ID': 'not ours' });
    await until(() => late.events().length > 0, 'an answer to an id of nobody');
    late.close();
    const resumed = await ana.stream({ 'Last-Event-ID': String(position) });
    const hello = await until(() => resumed.events()[0], 'hello');
    assert.deepEqual(hello, { name: 'hello', data: { position } });
    resumed.close();
    is(await nobody.get('/api/v1/stream'), 401);
    is(await admin.get('/api/v1/stream'), 403);
    const many = [];
    while (many.length < 100 && many.at(-1)?.status !== 429) many.push(await ben.stream());
    many.forEach((each) => each.close());
    assert.equal(many.at(-1).status, 429, 'streams without end');
    await until(async () => {
      const one = await ben.stream();
      one.close();
      return one.status === 200;
    }, 'the closed streams to be forgotten');
    judged.add('GET /api/v1/stream 200').add('GET /api/v1/stream 429');
  },
  'GET /api/v1/openapi.json': async () => {
    const json = await ana.get('/api/v1/openapi.json');
    is(json, 200);
    assert.deepEqual(Object.keys(json.json.paths), Object.keys(document.paths));
    is(await nobody.get('/api/v1/openapi.json'), 401);
  },
  'GET /api/v1/openapi.yaml': async () => {
    is(await ana.get('/api/v1/openapi.yaml'), 200);
    is(await nobody.get('/api/v1/openapi.yaml'), 401);
  },
  ...workReach(() => ({ office, ana, ben, lena, admin, nobody })),
  'GET /healthz': async () => is(await nobody.get('/healthz'), 200),
  'GET /readyz': async () => is(await nobody.get('/readyz'), 200),
  'GET /metrics': async () => {
    const metrics = await admin.get('/metrics');
    is(metrics, 200);
    assert.match(metrics.text, /^callmap_contacts_open \d+$/m);
    is(await office.phone.get('/metrics'), 200);
    is(await ana.get('/metrics'), 403);
    is(await nobody.get('/metrics'), 401);
  },
};

function judgeStream(stream) {
  assert.equal(stream.status, 200);
  assert.match(stream.headers['content-type'], /^text\/event-stream/);
}

async function newAgent(name) {
  const added = await admin.post('/api/v1/people', { name, display_name: name, roles: ['agent'] });
  const password = `a long password of ${name}`;
  const client = await signIn(office.base, name, added.json.one_time_password, password);
  office.people.set(name, client);
  return client;
}

// Made elsewhere: its check character fits, and nobody has it here.
const kUnknownReference = '9RX-KKL-QKM';

test('the table of routes, the document and these tests name the same routes', () => {
  const routes = routesOfServer().sort();
  assert.ok(routes.length > 20);
  assert.deepEqual([...operations].sort(), routes);
  assert.deepEqual(Object.keys(reach).sort(), routes);
});

for (const [route, reached] of Object.entries(reach))
  test(`${route} answers as documented`, reached);

const open = (operation) => operation.security?.length === 0;
const each = function* () {
  for (const [path, item] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(item)) {
      const to = path.replace('{map}', 'standard').replace(/\{[^}]+\}/, 'c_none');
      yield { method: method.toUpperCase(), path: to, operation };
    }
  }
};

test('no route but the open ones answers somebody who is not signed in', async () => {
  const strangers = [
    nobody,
    new Client(office.base, { Cookie: 'callmap_session=AAAA' }),
    new Client(office.base, { Authorization: `Bearer ${office.serviceKey}x` }),
    new Client(office.base, { Authorization: `Basic ${office.serviceKey}` }),
  ];
  let closed = 0;
  for (const { method, path, operation } of each()) {
    if (open(operation)) continue;
    ++closed;
    for (const stranger of strangers) is(await stranger.request(method, path), 401);
  }
  assert.ok(closed > 20);
});

test('a one-time password opens nothing but the own session', async () => {
  const added = await admin.post('/api/v1/people', {
    name: 'once',
    display_name: 'Once',
    roles: ['agent', 'lead', 'admin', 'auditor'],
  });
  const once = await signIn(office.base, 'once', added.json.one_time_password);
  for (const { method, path, operation } of each()) {
    if (open(operation) || path.startsWith('/api/v1/session')) continue;
    const refused = await once.request(method, path);
    is(refused, 403);
    assert.match(refused.json.detail, /one-time password/);
  }
});

test('nothing is changed with a cookie alone, nor with the token of another session', async () => {
  const other = await office.anotherSession('ana');
  for (const { method, path, operation } of each()) {
    if (method === 'GET' || open(operation)) continue;
    for (const token of [undefined, '', other.headers['X-Callmap-CSRF']]) {
      const refused = await ana.request(method, path, { headers: { 'X-Callmap-CSRF': token } });
      is(refused, 403);
      assert.match(refused.json.detail, /CSRF/);
    }
  }
});

test('no body is read beyond 64 KiB', async () => {
  const body = JSON.stringify({ name: 'x'.repeat(70_000) });
  for (const { method, path } of each()) {
    if (method === 'POST') is(await ana.request(method, path, { body }), 413);
  }
});

test('every route answered well, and no documented answer was left unseen but these', () => {
  const unseen = [];
  for (const [path, item] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(item)) {
      for (const status of Object.keys(operation.responses)) {
        const where = `${method.toUpperCase()} ${path} ${status}`;
        if (!judged.has(where)) unseen.push(where);
      }
    }
  }
  // A store that fails, an erased customer and a server that has too much to do are seen in the
  // tests of the desk and the server itself, not here.
  assert.deepEqual(
    unseen.filter((where) => !/ (410|500|503)$/.test(where)),
    [],
  );
});
