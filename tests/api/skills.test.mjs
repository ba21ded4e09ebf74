// Skills over HTTP: said of people, asked for by lines and by the phone system, told where one waits.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { freshKey } from './lib/client.mjs';
import { Office, mapsFolder } from './lib/server.mjs';

const lines = `skills: { spanish: Spanish, business: Business customers }
skills_for: 5m

lines:
  espanol: { title: Spanish line, number: "+442079460109", team: billing, skills: spanish }
`;

let office, ana, ben, lena;
before(async () => {
  const maps = mapsFolder({
    standard: { from: 'standard', change: (text) => text.replace(/^lines:\n/m, lines) },
  });
  office = await Office.open({ maps });
  [ana, ben, lena] = await Promise.all(['ana', 'ben', 'lena'].map((name) => office.person(name)));
});
after(() => office?.stop());

const is = (response, status) => assert.equal(response.status, status, response.text);
const teams = (person, body) => lena.post(`/api/v1/people/${person.person.id}/teams`, body);
const start = (body) =>
  office.phone.post('/api/v1/contacts', { channel: 'phone', line: 'espanol', ...body });
async function until(condition, what) {
  for (let n = 0; n < 100; ++n) {
    if (await condition()) return;
    await new Promise((done) => setTimeout(done, 50));
  }
  assert.fail(`not seen: ${what}`);
}
const isOffered = async (who, id) => (await who.get(`/api/v1/offers/${id}`)).status === 200;

test('a skill is said of a person beside their teams, and is one of the maps', async () => {
  const set = await teams(ana, { team: 'billing', skills: ['spanish'] });
  is(set, 200);
  assert.deepEqual(set.json.skills, ['spanish']);
  const kept = await teams(ana, { team: 'billing' });
  assert.deepEqual(kept.json.skills, ['spanish'], 'absent, they stay as they are');
  const unknown = await teams(ana, { team: 'billing', skills: ['spanich'] });
  is(unknown, 422);
  assert.equal(unknown.json.detail, 'there is no skill `spanich`: did you mean `spanish`?');
  is(await teams(ana, { team: 'billing', skills: 'spanish' }), 400);
  is(await teams(ana, { team: 'billing', skills: [7] }), 400);
  is(await teams(ben, { team: 'billing', skills: [] }), 200);
});

test('a contact of a line with a skill waits for who has it, and the floor says so', async () => {
  is(await ben.post('/api/v1/me/state', { state: 'available' }), 200);
  is(await ana.post('/api/v1/me/state', { state: 'away' }), 200);
  const started = await start({});
  is(started, 201);
  const { id } = started.json;
  await until(
    async () => (await lena.get('/api/v1/floor')).json.waiting.some((one) => one.contact === id),
    'it waits',
  );
  const floor = (await lena.get('/api/v1/floor')).json;
  assert.equal(floor.waiting.find((one) => one.contact === id).skills, 'Spanish');
  const shown = floor.people.find((one) => one.id === ana.person.id);
  assert.deepEqual(shown.skills, ['Spanish']);
  assert.equal(await isOffered(ben, id), false);
  assert.equal((await lena.view(id)).waiting.skills, 'Spanish');
  is(await ana.post('/api/v1/me/state', { state: 'available' }), 200);
  await until(() => isOffered(ana, id), 'the offer');
  const key = { headers: { 'Idempotency-Key': freshKey() } };
  is(await ana.post(`/api/v1/offers/${id}/accept`, undefined, key), 200);
  const there = (await ana.get(`/api/v1/teams?contact=${id}`)).json;
  const technical = there.find((one) => one.id === 'technical');
  assert.equal(technical.skills, 'Spanish');
  assert.equal(technical.signed_in, 0);
});

test('the floor tells a lead when nobody signed in has the skill', async () => {
  const { id } = (await start({ skills: ['business'] })).json;
  await until(
    async () =>
      (await lena.get('/api/v1/floor')).json.needs.some(
        (need) => need.contact === id && need.kind === 'nobody_skilled',
      ),
    'the need',
  );
  const { needs } = (await lena.get('/api/v1/floor')).json;
  const need = needs.find((one) => one.contact === id);
  assert.equal(need.text, 'Nobody signed in at Billing has Business customers');
});

test('a skill that the map does not have is told with those that it has', async () => {
  const refused = await start({ skills: ['klingon'] });
  is(refused, 422);
  assert.deepEqual(refused.json.problems, [
    {
      member: '/skills',
      message: 'the map has no such skill; it has `spanish`, `business`',
    },
  ]);
  is(await start({ skills: 'spanish' }), 400);
});
