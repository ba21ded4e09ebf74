// Whose clock: the days of the organisation, and what the customer's clock shows.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Office, callmap } from './lib/server.mjs';

const kZone = 'Asia/Tokyo';
let office;

before(async () => {
  office = await Office.open({
    args: ['--time-zone', kZone],
    customers:
      'account,name,phone,time_zone\n' +
      'ZN-100001,Dora Quill,+447009001001,Asia/Kathmandu\n' +
      'ZN-100002,Egon Quill,+447009001002,\n',
  });
});
after(() => office.stop());

// By its parts: how a locale writes a date differs from one Node to the next.
function dayThere(at) {
  const written = { timeZone: kZone, year: 'numeric', month: '2-digit', day: '2-digit' };
  const parts = new Intl.DateTimeFormat('en-GB', written).formatToParts(at);
  const { year, month, day } = Object.fromEntries(parts.map(({ type, value }) => [type, value]));
  return `${year}-${month}-${day}`;
}

test('the numbers are those of the local day, and say whose', async () => {
  const call = await office.call('ana', { number: '+447009001001' });
  const lena = await office.person('lena');
  const { json } = await lena.get('/api/v1/numbers?by=half-hour');
  assert.equal(json.zone, kZone);
  assert.equal(json.day, dayThere(Date.parse(json.until)));
  const { started } = (await lena.get('/api/v1/numbers/contacts?number=offered')).json.contacts.at(-1);
  const clock = new Intl.DateTimeFormat('en-GB', {
    timeZone: kZone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(Date.parse(started));
  const half = `${clock.slice(0, 3)}${Number(clock.slice(3)) < 30 ? '00' : '30'}`;
  assert.ok(json.rows.some(({ key }) => key === half), `${half} in ${JSON.stringify(json.rows)}`);
  const then = await lena.get(`/api/v1/numbers/contacts?number=offered&half_hour=${half}`);
  assert.ok(then.json.contacts.some(({ contact }) => contact === call.id), then.text);
  assert.equal((await lena.get('/api/v1/numbers/contacts?number=offered&half_hour=25:00')).status, 422);
  const csv = await lena.get('/api/v1/numbers?by=half-hour&format=csv');
  assert.match(csv.text, /,day,zone\r\n/);
  assert.ok(csv.text.endsWith(`,${json.day},${kZone}\r\n`), csv.text);
  const wrong = await lena.get('/api/v1/numbers?day=2026-02-30');
  assert.equal(wrong.status, 422);
  await call.holder.intent(call.id, { do: 'end_early', ending: 'test_call' });
});

test('a customer’s clock is told to whoever holds the contact, and to nobody else', async () => {
  const call = await office.call('ana', { number: '+447009001001' });
  await call.holder.choose(call.id);
  const { guidance } = await call.holder.view(call.id);
  assert.deepEqual(guidance.customer_clock, [{ ahead_minutes: 345 }]);
  for (const name of ['ben', 'lena', 'iris', 'quinn']) {
    const viewer = await office.person(name);
    const { text } = await viewer.get(`/api/v1/contacts/${call.id}`);
    assert.ok(!/customer_clock|Kathmandu/.test(text), `${name}: ${text}`);
  }
  await call.holder.intent(call.id, { do: 'end_early', ending: 'test_call' });
  const unknown = await office.call('ana', { number: '+447009001002' });
  await unknown.holder.choose(unknown.id);
  assert.equal((await unknown.holder.view(unknown.id)).guidance.customer_clock, undefined);
  await unknown.holder.intent(unknown.id, { do: 'end_early', ending: 'test_call' });
});

test('a call back waits for the day where the customer is, and agreed times do not', async () => {
  const call = await office.call('ana', { number: '+447009001001' });
  await call.holder.choose(call.id);
  const wish = new Date(Date.now() + 3_600_000).toISOString();
  const agreed = await call.holder.intent(call.id, { do: 'schedule_callback', due: wish });
  assert.equal(agreed.status, 200, agreed.text);
  await call.holder.intent(call.id, { do: 'withdraw_callback' });
  await office.phone.observe(call.id, 'dropped');
  const { guidance } = await call.holder.view(call.id);
  const minutes = Math.floor(Date.parse(guidance.callback.due) / 60_000) + 345;
  const hour = Math.floor((minutes % 1440) / 60);
  assert.ok(hour >= 8 && hour < 20, `due at ${guidance.callback.due}, ${hour} there`);
});

test('a zone that there is not ends the start with a hint', () => {
  const said = callmap(['serve', '--demo', '--port', '0', '--time-zone', 'Europe/Londn']);
  assert.equal(said.status, 2, said.stderr);
  assert.match(said.stderr, /there is no time zone `Europe\/Londn`; did you mean `Europe\/London`\?/);
});
