// How the phone system's service starts a contact: what it may leave out, what is told of a start
// that is wrong, and what became of a system's pass.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Office } from './lib/server.mjs';

let office;
before(async () => {
  office = await Office.open({ customers: 'account,name\nNW-700001,Ada Lovelock\n' });
});
after(() => office?.stop());

const start = (body) => office.phone.post('/api/v1/contacts', { channel: 'phone', ...body });

test('the number called, or a line that one map alone has, names the map', async () => {
  for (const line of ['+442079460100', 'billing']) {
    const started = await start({ line });
    assert.equal(started.status, 201, started.text);
  }
  const without = await start({});
  assert.equal(without.status, 422);
  assert.equal(without.json.detail, 'name the map, or the number called');
});

test('everything that is wrong with a start is told at once, by member', async () => {
  const refused = await start({
    map: 'standard',
    caller_number: '0770 CANARY',
    product: 'none',
    language: 'tlh',
    offer_to: 'nobody',
  });
  assert.equal(refused.status, 422);
  assert.deepEqual(
    refused.json.problems.map((each) => each.member),
    ['/language', '/product', '/caller_number', '/offer_to'],
  );
  assert.ok(!refused.text.includes('CANARY'));
});

test('a start says what became of the pass of a system, and nothing without one', async () => {
  const pass = (account) => ({ system: 'ivr', level: 'account', account });
  const map = 'standard';
  assert.equal((await start({ map, system_pass: pass('NW-700001') })).json.pass, 'used');
  const unknown = await start({ map, system_pass: pass('NW-999999') });
  assert.equal(unknown.status, 201);
  assert.equal(unknown.json.pass, 'not used: the account is not known');
  assert.equal((await start({ map })).json.pass, undefined);
});
