// Nothing of a customer leaves the server but to the one person who holds the contact verified for
// that customer, and nothing lies in the clear on the disk. Every value is a canary: it stands
// nowhere else, so finding it anywhere is finding a leak.

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import YAML from 'yaml';
import { Client, freshKey, signIn, until } from './lib/client.mjs';
import { document, operations } from './lib/contract.mjs';
import { Office, mapsFolder, root } from './lib/server.mjs';

// Customers: on their cards, and what they answer. No value is part of another.
const kCustomers = {
  ada: {
    account: 'CNRY-4471-ADAK-21',
    name: 'Quibblewick Frostmarrow',
    phone: '+447009004411',
    household: 'CNRYHOUSEADA',
    time_zone: 'Antarctica/Troll',
    card: {
      name: 'Quibblewick Frostmarrow-CNRY',
      account: 'CNRYCARDACCOUNTADA',
      address: '17 Cnryaddress Lane, Adatown',
      phone: '+447009004422',
      email: 'cnryada@mail.example',
      plan: 'Cnryplanada 900',
      balance: '441793.57',
      customer_since: 'Cnrysinceada',
    },
    answers: { pin: '83920174', birth_date: '1931-07-19', postcode: 'ZQ91 7XK' },
  },
  bea: {
    account: 'CNRY-5582-BEAK-32',
    name: 'Thistlequack Bramblehollow',
    phone: '+447009005533',
    household: 'CNRYHOUSEBEA',
    time_zone: 'Antarctica/Vostok',
    card: {
      name: 'Thistlequack Bramblehollow-CNRY',
      account: 'CNRYCARDACCOUNTBEA',
      address: '29 Cnryaddress Road, Beatown',
      phone: '+447009005544',
      email: 'cnrybea@mail.example',
      plan: 'Cnryplanbea 800',
      balance: '552804.68',
      customer_since: 'Cnrysincebea',
    },
    answers: { pin: '74810263', birth_date: '1932-08-21', postcode: 'ZX82 6YJ' },
  },
};
const kSpelledOut = ['19310719', '19.07.1931', '19/07/1931', 'ZQ917XK', '19320821', 'ZX826YJ'];
const kWrong = { pin: '90817263', birth_date: '1933-09-23', postcode: 'ZW73 5VH' };

const csv = () => {
  const columns = ['account', 'name', 'phone', 'household', 'time_zone'];
  const rows = Object.values(kCustomers).map((each) => [
    ...columns.map((column) => each[column]),
    ...Object.values(each.card),
    ...Object.values(each.answers),
  ]);
  const { card, answers } = kCustomers.ada;
  const head = [...columns, ...Object.keys(card).map((id) => `card.${id}`)];
  head.push(...Object.keys(answers).map((id) => `answer.${id}`));
  return [head, ...rows].map((row) => row.map((value) => `"${value}"`).join(',')).join('\n') + '\n';
};

const cardOf = (who) => [
  kCustomers[who].account,
  kCustomers[who].name,
  ...Object.values(kCustomers[who].card),
];
const kAnswers = [
  ...Object.values(kCustomers.ada.answers),
  ...Object.values(kCustomers.bea.answers),
  ...Object.values(kWrong),
  ...kSpelledOut,
  ...Object.values(kCustomers).map(({ time_zone: zone }) => zone), // what their clock shows is told
];
const kCards = [
  ...cardOf('ada'),
  ...cardOf('bea'),
  ...Object.values(kCustomers).flatMap(({ phone, household }) => [phone, household]),
];

// A canary for a field, as it is typed and as it is shown.
const fields = YAML.parse(readFileSync(join(root, 'maps/standard/fields.yaml'), 'utf8')).fields;
function typedInto(id, tag, serial) {
  const digits = String(100_000 + serial * 37);
  switch (fields[id].type) {
    case 'text':
    case 'line':
      return `Cnrytyped${tag}${id.replaceAll('_', '')}`;
    case 'money':
      return `${digits}.19`;
    case 'phone':
      return `+4470090${digits}`;
    case 'email':
      return `cnrytyped${tag}${id.replaceAll('_', '')}@typed.example`;
    default:
      return undefined; // a choice: its values are the map's own
  }
}

const kRoles = {
  ana: 'holder',
  ben: 'another agent',
  lena: 'lead',
  iris: 'auditor',
  quinn: 'quality',
  aldo: 'author',
  admin: 'admin',
  nia: 'trainee',
  toby: 'trainer',
  rosa: 'agent who is offered a contact of another',
};
const kSeesEveryContact = ['lena', 'iris', 'quinn', 'service'];

let office;
const viewers = new Map(); // name: client
const streams = new Map();
const contacts = {}; // by what they are: { id, reference, holder, account: typed, open: typed }
const commandsHeard = []; // what commands answered, but those that may show the card

before(async () => {
  const short = (text) =>
    text
      .replace(/^id: standard$/m, 'id: short')
      .replace('title: Standard call', 'title: Short call')
      .replace('for: contact, lowered_by', 'for: 3s, lowered_by')
      .replaceAll('"+4420794601', '"+4420794602');
  const maps = mapsFolder({
    standard: { from: 'standard' },
    short: { from: 'standard', change: short },
  });
  office = await Office.open({ maps, customers: csv(), args: ['--log-requests'] });
  for (const name of Object.keys(kRoles).filter((each) => each !== 'rosa'))
    viewers.set(name, await office.person(name));
  viewers.set('service', office.phone);
  viewers.set('nobody', new Client(office.base));
  const enter = async (name, roles, next) => {
    const person = { name, display_name: name, roles };
    const added = await viewers.get('admin').post('/api/v1/people', person);
    const password = added.json.one_time_password;
    viewers.set(name, await signIn(office.base, name, password, next));
  };
  await enter('once', ['agent', 'lead']);
  await enter('rosa', ['agent'], 'a long password of rosa');
  for (const [name, client] of viewers) {
    const stream = await client.stream();
    streams.set(name, stream);
  }
});
after(() => streams.forEach((stream) => stream.close()));

const findIn = (text, canaries) => {
  const low = text.toLowerCase();
  return canaries.filter((canary) => low.includes(canary.toLowerCase()));
};
function assertNone(text, canaries, where) {
  const found = findIn(text, canaries);
  assert.deepEqual(found, [], `${where} shows what it must not`);
}

// A call of `who` that `agent` takes; the customer is chosen by the number or by a search.
async function call(as, who, agent, { map = 'standard', search } = {}) {
  const made = await office.call(agent, { map, number: kCustomers[who].phone, line: 'billing' });
  contacts[as] = { ...made, agent, account: [], open: [] };
  const chosen = await made.holder.choose(made.id, search ? kCustomers[who].account : undefined);
  assert.equal(chosen.status, 200, chosen.text);
  commandsHeard.push([`choosing for ${as}`, chosen.text]);
  return contacts[as];
}

// Goes wrong first where told to: a customer's tries of one day are few.
async function verify(contact, who, { wrongFirst = false } = {}) {
  if (wrongFirst) await answerWrongly(contact);
  const passed = await contact.holder.answers(contact.id, 'pin', {
    pin: kCustomers[who].answers.pin,
  });
  assert.equal(passed.json.result, 'passed', passed.text);
  return passed;
}
async function answerWrongly(contact) {
  const answers = { birth_date: kWrong.birth_date, postcode: kWrong.postcode };
  const failed = await contact.holder.answers(contact.id, 'birth_postcode', answers);
  assert.equal(failed.json.result, 'failed');
  commandsHeard.push(['a failed answer', failed.text]);
  const malformed = await contact.holder.answers(contact.id, 'pin', { pin: `${kWrong.pin}-x` });
  assert.equal(malformed.json.result, 'malformed', malformed.text);
  commandsHeard.push(['a malformed answer', malformed.text]);
}

// Types a canary into every field, the tasks, the tried steps and the reasons.
let serial = 0;
async function typeEverywhere(contact, tag, classes) {
  for (const id of Object.keys(fields)) {
    const ofAccount = fields[id].class !== undefined;
    if (!classes.includes(ofAccount ? 'account' : 'public')) continue;
    const value = typedInto(id, tag, ++serial);
    if (value === undefined) continue;
    const filled = await contact.holder.intent(contact.id, { do: 'fill', field: id, value });
    assert.equal(filled.status, 200, `${id}: ${filled.text}`);
    (ofAccount ? contact.account : contact.open).push(value);
    if (!ofAccount && !classes.includes('account'))
      commandsHeard.push([`filling ${id}`, filled.text]);
  }
  const more = [
    { do: 'add_task', text: `Cnrytyped${tag}task`, owner: `Cnrytyped${tag}owner` },
    { do: 'try', text: `Cnrytyped${tag}tried` },
  ];
  for (const each of more) {
    const done = await contact.holder.intent(contact.id, each);
    assert.equal(done.status, 200, done.text);
    contact.open.push(each.text, ...(each.owner ? [each.owner] : []));
  }
}

// Every GET route as that viewer, for every contact and reference, with every search.
async function walk(viewer) {
  const client = viewers.get(viewer);
  const pages = [];
  const look = async (path, contact, headers) => {
    const response = await client.get(path, { headers });
    assert.notEqual(response.status, 429, path);
    pages.push({ path, contact, status: response.status, text: response.text });
  };
  for (const [path, item] of Object.entries(document.paths)) {
    if (!item.get || path.endsWith('/stream')) continue;
    if (path.includes('{contact}')) {
      for (const [as, { id }] of Object.entries(contacts))
        await look(path.replace('{contact}', id), as);
    } else if (path.includes('{reference}')) {
      for (const [as, { reference }] of Object.entries(contacts)) {
        await look(path.replace('{reference}', reference), as);
      }
    } else {
      await look(path.replace('{map}', 'standard'));
    }
  }
  for (const more of ['?format=csv', '/contacts?number=offered', '/contacts?number=handled'])
    await look(`/api/v1/numbers${more}`);
  for (const [as, { id }] of Object.entries(contacts)) {
    await look(`/api/v1/contacts/${id}/notes`, as, { Accept: 'text/plain' });
  }
  for (const as of ['unverified', 'of ben']) {
    const path = `/api/v1/contacts/${contacts[as].id}/candidates?search=`;
    for (const words of ['Quibblewick', kCustomers.bea.account, contacts.closed.reference]) {
      await look(path + encodeURIComponent(words), as);
    }
  }
  return pages;
}

// A small body for every POST route, in the order in which they are sent. None of them changes what
// may be shown to whom, but for the offer, which is asked about before it is taken.
const kNoPerson = '/api/v1/people/p_none';
const kPosts = {
  '/api/v1/session': {},
  '/api/v1/session/password': {},
  '/api/v1/session/renew': {},
  '/api/v1/people': { name: 'ana', display_name: 'Ana again', roles: ['agent'] },
  '/api/v1/people/{person}/teams': { team: 'moves' },
  '/api/v1/people/{person}/password': undefined,
  '/api/v1/contacts': { map: 'standard', channel: 'phone', caller_number: kCustomers.ada.phone },
  '/api/v1/contacts/{contact}/intents': { do: 'tick', checkpoint: 'greeted' },
  '/api/v1/contacts/{contact}/observations': { saw: 'unheld' },
  '/api/v1/contacts/{contact}/answers': { method: 'pin', answers: { pin: `${kWrong.pin}-x` } },
  '/api/v1/contacts/{contact}/attest': { method: 'pin' },
  '/api/v1/contacts/{contact}/customer': { customer: 'u_1' },
  '/api/v1/contacts/{contact}/links': { contact: 'c_none' },
  '/api/v1/contacts/{contact}/links/undo': { contact: 'c_none' },
  '/api/v1/offers/{contact}/ask': { item: 'goal', question: 'What do they want?' },
  '/api/v1/offers/{contact}/accept': undefined,
  '/api/v1/offers/{contact}/decline': { why: 'Not mine' },
  '/api/v1/me/state': { state: 'away' },
  '/api/v1/demo/call': { map: 'standard' },
};

// Every POST route as that viewer, for every contact.
async function send(viewer) {
  const client = viewers.get(viewer);
  const pages = [];
  for (const [template, body] of Object.entries(kPosts)) {
    const send_ = async (path, contact) => {
      const response = await client.post(path, body, {
        headers: { 'Idempotency-Key': freshKey() },
      });
      pages.push({ path, contact, status: response.status, text: response.text });
    };
    if (!template.includes('{contact}')) {
      await send_(template.replace('/api/v1/people/{person}', kNoPerson));
      continue;
    }
    for (const [as, { id }] of Object.entries(contacts)) {
      await send_(template.replace('{contact}', id), as);
    }
  }
  const other = viewer === 'ben' ? 'unverified' : 'of ben'; // to link with what is not theirs
  const path = `/api/v1/contacts/${contacts[viewer === 'ben' ? 'of ben' : 'unverified'].id}/links`;
  const response = await client.post(
    path,
    { contact: contacts[other].reference },
    {
      headers: { 'Idempotency-Key': freshKey() },
    },
  );
  pages.push({ path, contact: other, status: response.status, text: response.text });
  return pages;
}

const kShowsPast = ['verified', 'offered']; // with the account: what was called about before
// What a viewer holds, by what it is about, and what is offered to them, with its package.
const kOwnLists = /\/api\/v1\/contacts$|\/me\/|\/decline$/;
const kShowsCard = { offered: 'ana', verified: 'ana', 'of ben': 'ben', 'verified again': 'ana' };
const customerOf = (as) => (as === 'of ben' ? 'bea' : 'ada');

test('the holder of a verified contact sees every value: the canaries sing', async () => {
  const closed = await call('closed', 'ada', 'ana');
  await verify(closed, 'ada', { wrongFirst: true });
  await typeEverywhere(closed, 'closed', ['public', 'account']);
  const ended = await closed.holder.intent(closed.id, { do: 'end_early', ending: 'left' });
  assert.equal(ended.status, 200, ended.text);
  commandsHeard.push(['ending', ended.text]);

  const verified = await call('verified', 'ada', 'ana', { search: true });
  await verify(verified, 'ada');
  await typeEverywhere(verified, 'verified', ['public', 'account']);
  const { text } = await verified.holder.get(`/api/v1/contacts/${verified.id}`);
  assert.deepEqual(
    findIn(text, Object.values(kCustomers.ada.card)),
    Object.values(kCustomers.ada.card),
  );
  assert.deepEqual(findIn(text, verified.account), verified.account);
  assert.deepEqual(findIn(text, verified.open), verified.open);
  assertNone(text, kAnswers, 'even the open card');
  assertNone(text, cardOf('bea'), 'the card of Ada');
  // What a past contact was about opens with the account.
  const past = JSON.parse(text).customer.contacts;
  assert.equal(past.length, 1);
  assert.equal(past[0].reference, closed.reference);
});

test('contacts come into every state in which nothing may be shown', async () => {
  const unverified = await call('unverified', 'ada', 'ana');
  await typeEverywhere(unverified, 'unverified', ['public']);
  assert.equal((await unverified.holder.view(unverified.id)).customer.contacts, undefined);

  const lapsed = await call('lapsed', 'ada', 'ana', { map: 'short' });
  const passed = await verify(lapsed, 'ada');
  assert.deepEqual(findIn(passed.text, cardOf('ada').slice(2)), cardOf('ada').slice(2));
  const until_ = passed.json.view.customer.until;
  assert.ok(until_);
  await typeEverywhere(lapsed, 'lapsed', ['account']).catch((error) => {
    if (!/not-verified/.test(error.message)) throw error; // it lapsed while we typed
  });
  await until(
    async () => Date.parse((await lapsed.holder.view(lapsed.id)).now) > Date.parse(until_),
    'the lapse',
  );

  const swapped = await call('another customer chosen', 'ada', 'ana');
  await verify(swapped, 'ada');
  await typeEverywhere(swapped, 'swapped', ['account']);
  const other = await swapped.holder.choose(swapped.id, kCustomers.bea.account);
  assert.equal(other.status, 200);
  commandsHeard.push(['choosing another', other.text]);

  const party = await call('another party speaks', 'ada', 'ana');
  await verify(party, 'ada');
  const speaks = await party.holder.intent(party.id, { do: 'speaks', party: 'other' });
  assert.equal(speaks.status, 200, speaks.text);
  commandsHeard.push(['another party', speaks.text]);

  const back = await call('back after a drop', 'ada', 'ana');
  await verify(back, 'ada');
  await typeEverywhere(back, 'back', ['account']);
  await office.phone.observe(back.id, 'dropped');
  const again = await office.phone.observe(back.id, 'connected');
  assert.equal(again.status, 200);
  commandsHeard.push(['what the phone system hears', again.text]);

  const failed = await call('verification spent', 'bea', 'ana', { search: true });
  for (let n = 0; n < 3; ++n) {
    const tried = await failed.holder.answers(failed.id, 'pin', { pin: kWrong.pin });
    commandsHeard.push(['a spent attempt', tried.text]);
  }

  const ofBen = await call('of ben', 'bea', 'ben');
  const seen = await verify(ofBen, 'bea');
  assert.deepEqual(findIn(seen.text, cardOf('bea').slice(2)), cardOf('bea').slice(2));
  await typeEverywhere(ofBen, 'ofben', ['public', 'account']);

  const offered = await call('offered', 'ada', 'ana');
  offered.offeredTo = 'rosa';
  await verify(offered, 'ada');
  await typeEverywhere(offered, 'offered', ['public', 'account']);
  const [rosa, lena] = [viewers.get('rosa'), viewers.get('lena')];
  const does = async (intent) => {
    const done = await offered.holder.intent(offered.id, intent);
    assert.equal(done.status, 200, done.text);
  };
  const teams = `/api/v1/people/${rosa.person.id}/teams`;
  assert.equal((await lena.post(teams, { team: 'moves' })).status, 200);
  assert.equal((await rosa.post('/api/v1/me/state', { state: 'available' })).status, 200);
  await does({ do: 'hand_over', team: 'moves', how: 'warm' });
  const { items } = (await offered.holder.view(offered.id)).guidance.handoff;
  for (const { id: field } of items.filter(({ state }) => state === 'missing'))
    await does({ do: 'none_because', field, because: 'Not asked' });
  for (const checkpoint of ['reference_given', 'expectations_set'])
    await does({ do: 'tick', checkpoint });
  await does({ do: 'offer_handoff' });
  await until(
    async () => (await rosa.get(`/api/v1/offers/${offered.id}`)).status === 200,
    'the offer',
  );

  const simulated = await viewers.get('ana').post('/api/v1/demo/call', { map: 'standard' });
  const { id, reference } = simulated.json.view;
  contacts.simulated = { id, reference, agent: 'ana', account: [], open: [] };
});

// That a page shows `viewer` nothing that is not theirs.
function assertTheirs(viewer, { path, contact, status, text }) {
  assertNone(text, kAnswers, path);
  const mine = contact && kShowsCard[contact] === viewer && status === 200;
  const log = /\/(events|candidates)/.test(path);
  for (const who of ['ada', 'bea']) {
    if (mine && !log && customerOf(contact) === who) continue;
    assertNone(text, cardOf(who), `${path} (${contact})`);
  }
  assertNone(
    text,
    Object.values(kCustomers).flatMap(({ phone, household }) => [phone, household]),
    path,
  );
  for (const [as, { account, open, agent, offeredTo }] of Object.entries(contacts)) {
    const here = as === contact;
    if (!(here && mine)) assertNone(text, account, `${path} (${contact})`);
    const asPast = mine && as === 'closed' && kShowsPast.includes(contact) && !log;
    const reads = [agent, offeredTo, ...kSeesEveryContact].includes(viewer);
    const asOwn = [agent, offeredTo].includes(viewer) && kOwnLists.test(path);
    if (!(here && reads) && !asPast && !asOwn) assertNone(text, open, `${path} (${contact})`);
  }
}

for (const viewer of [...Object.keys(kRoles), 'service', 'nobody', 'once']) {
  test(`no route shows ${viewer} (${kRoles[viewer] ?? viewer}) what is not theirs`, async () => {
    const pages = await walk(viewer);
    const seen = pages.filter(({ status }) => status === 200).length;
    assert.ok(pages.length > 50);
    if (kSeesEveryContact.includes(viewer) || viewer === 'ana') assert.ok(seen > 20, `${seen}`);
    if (viewer === 'lena') {
      const numbers = pages.filter(({ path }) => path.startsWith('/api/v1/numbers'));
      assert.equal(numbers.filter(({ status }) => status === 200).length, 4);
    }
    for (const page of pages) assertTheirs(viewer, page);
  });
}

test('every POST route is sent something', () => {
  const posts = operations.filter((each) => each.startsWith('POST ')).map((each) => each.slice(5));
  assert.deepEqual(Object.keys(kPosts).sort(), posts.sort());
});

// Rosa last: she takes what is offered to her.
for (const viewer of ['service', 'nobody', 'once', ...Object.keys(kRoles)]) {
  test(`no command tells ${viewer} (${kRoles[viewer] ?? viewer}) what is not theirs`, async () => {
    const pages = await send(viewer);
    const taken = pages.filter(({ status }) => status < 300);
    assert.ok(pages.length > 80);
    if (viewer === 'ana') assert.ok(taken.length > 10, `${taken.length}`);
    if (viewer === 'rosa')
      assert.ok(taken.filter(({ path }) => path.includes('/offers/')).length > 1);
    for (const page of pages) assertTheirs(viewer, page);
  });
}

const everythingTyped = () =>
  Object.values(contacts).flatMap(({ account, open }) => [...account, ...open]);

test('no command answered with what it must not', () => {
  assert.ok(commandsHeard.length > 10);
  for (const [what, text] of commandsHeard) assertNone(text, [...kCards, ...kAnswers], what);
});

test('streams carry positions, never values', async () => {
  const told = [...streams].filter(([, stream]) => stream.status === 200).map(([name]) => name);
  assert.deepEqual(told.sort(), ['ana', 'ben', 'iris', 'lena', 'quinn', 'rosa', 'service']);
  await until(() => streams.get('lena').events().length > 50, 'events');
  assert.ok(
    streams
      .get('ana')
      .events()
      .some(({ data }) => data.contact === contacts.verified.id),
  );
  assert.ok(!streams.get('ben').text.includes(contacts.verified.id));
  for (const [name, { text }] of streams) {
    assertNone(text, [...kCards, ...kAnswers, ...everythingTyped()], `the stream of ${name}`);
  }
});

// As bytes, in the forms in which a value may hide.
function assertNotOnDisk() {
  const canaries = [...kCards, ...kAnswers, ...everythingTyped()].flatMap((each) => [
    each,
    each.toLowerCase(),
    each.toUpperCase(),
    Buffer.from(each).toString('hex'),
    Buffer.from(each, 'utf16le').toString('latin1'),
    Buffer.from(each).toString('base64').slice(0, -4),
  ]);
  let references = 0;
  for (const name of readdirSync(office.data)) {
    const bytes = readFileSync(join(office.data, name));
    if (bytes.includes(contacts.verified.id)) ++references;
    for (const canary of canaries) {
      assert.ok(!bytes.includes(Buffer.from(canary, 'latin1')), `${canary} stands in ${name}`);
    }
  }
  assert.ok(references > 0, 'what is kept in the clear is found, so the search works');
}

test('no file of the data folder holds a value in the clear, running or stopped', async () => {
  assertNotOnDisk();
  streams.forEach((stream) => stream.close());
  await office.stop();
  assertNotOnDisk();
});

test('the log of the program names no customer and nothing typed', () => {
  assert.ok(office.logs.includes('/api/v1/contacts/{contact}/answers'));
  assertNone(office.logs, [...kCards, ...kAnswers, ...everythingTyped()], 'the log');
  assertNone(office.logs, ['Quibblewick', 'Thistlequack', office.serviceKey], 'the log');
});
