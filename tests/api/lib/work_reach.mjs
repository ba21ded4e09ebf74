// One entry a route of people's work and the floor, for routes.test.mjs: reaches it well, and in
// every way it is known to decline.

import assert from 'node:assert/strict';
import { freshKey, signIn, until } from './client.mjs';

const is = (response, status) => assert.equal(response.status, status, response.text);
const key = (value = freshKey()) => ({ headers: { 'Idempotency-Key': value } });

// `on` gives the office and its people once they are there.
export function workReach(on) {
  // Two people whose teams change from route to route: signing in is limited by address.
  const workers = [];
  const worker = async (place) => {
    const { office, admin } = on();
    if (!workers[place]) {
      const name = `worker${place}`;
      const person = { name, display_name: `Worker ${place}`, roles: ['agent'] };
      const added = await admin.post('/api/v1/people', person);
      is(added, 201);
      const password = `a long password of ${name}`;
      workers[place] = await signIn(office.base, name, added.json.one_time_password, password);
    }
    return workers[place];
  };
  // The person, in that team and holding nothing.
  const agent = async (team, place = 0) => {
    const who = await worker(place);
    is(await on().lena.post(`/api/v1/people/${who.person.id}/teams`, { team }), 200);
    for (const { id } of (await who.get('/api/v1/me/work')).json.contacts) {
      await who.intent(id, { do: 'clear', field: 'timeframe' }); // nothing stays promised
      is(await who.intent(id, { do: 'end_early', ending: 'hung_up' }), 200);
    }
    return who;
  };
  const say = (who, state, reason) =>
    who.post('/api/v1/me/state', reason ? { state, reason } : { state });
  // A contact of the line that waits for the team.
  const waits = async (team) => {
    const { office } = on();
    const started = await office.phone.post(
      '/api/v1/contacts',
      { map: 'standard', channel: 'phone', line: 'billing', team, caller_number: '+442079461001' },
      key(),
    );
    is(started, 201);
    return started.json.id;
  };
  const offered = (who, id) =>
    until(async () => (await who.get(`/api/v1/offers/${id}`)).status === 200, 'an offer');
  const accept = (who, id, headers = {}) =>
    who.post(`/api/v1/offers/${id}/accept`, undefined, {
      headers: { 'Idempotency-Key': freshKey(), ...headers },
    });
  // Somebody who alone is free in the team, and a contact that is offered to them.
  const ringing = async (team) => {
    const who = await agent(team);
    is(await say(who, 'available'), 200);
    const id = await waits(team);
    await offered(who, id);
    return { who, id };
  };
  // A contact in the hands of a sender, offered to somebody of the team with its whole package.
  const handoff = async (from, to) => {
    const { who: sender, id } = await ringing(from);
    is(await accept(sender, id), 200);
    is(await on().office.phone.observe(id, 'connected'), 200);
    const receiver = await agent(to, 1);
    is(await say(receiver, 'available'), 200);
    const steps = [
      { do: 'hand_over', team: to, how: 'warm' },
      { do: 'fill', field: 'reason', value: 'contract' },
    ];
    for (const step of steps) is(await sender.intent(id, step), 200);
    const { handoff: drafted } = (await sender.view(id)).guidance;
    for (const item of drafted.items.filter(({ state }) => state === 'missing'))
      is(await sender.intent(id, { do: 'none_because', field: item.id, because: 'Not asked' }), 200);
    for (const field of drafted.asks ?? []) {
      const value = field.choices[0]?.id ?? 'As agreed';
      is(await sender.intent(id, { do: 'fill', field: field.id, value }), 200);
    }
    const ticks = drafted.needs.flatMap(({ missing }) => missing).filter(({ kind }) => kind === 'checkpoint');
    for (const { id: checkpoint } of ticks)
      is(await sender.intent(id, { do: 'tick', checkpoint }), 200);
    is(await sender.intent(id, { do: 'offer_handoff' }), 200);
    await offered(receiver, id);
    return { sender, receiver, id };
  };

  return {
    'GET /api/v1/me/work': async () => {
      const { who, id } = await ringing('contracts');
      const work = await who.get('/api/v1/me/work');
      is(work, 200);
      assert.equal(work.json.state, 'available');
      assert.deepEqual(
        work.json.offers.map(({ contact, kind }) => ({ contact, kind })),
        [{ contact: id, kind: 'inbound' }],
      );
      is(await on().admin.get('/api/v1/me/work'), 403);
      is(await on().nobody.get('/api/v1/me/work'), 401);
      is(await accept(who, id), 200);
    },
    'POST /api/v1/me/state': async () => {
      const who = await agent('shipping');
      const away = await say(who, 'away', 'lunch');
      is(away, 200);
      assert.deepEqual([away.json.state, away.json.reason], ['away', 'lunch']);
      is(await say(who, 'asleep'), 400);
      is(await on().admin.post('/api/v1/me/state', { state: 'away' }), 403);
    },
    'GET /api/v1/teams': async () => {
      const teams = await on().ana.get('/api/v1/teams');
      is(teams, 200);
      assert.ok(teams.json.some(({ id, outside }) => id === 'carrier' && outside));
      is(await on().office.phone.get('/api/v1/teams'), 403);
    },
    'GET /api/v1/colleagues': async () => {
      const listed = await on().ana.get('/api/v1/colleagues');
      is(listed, 200);
      assert.ok(listed.json.some(({ display_name }) => display_name === 'Ben Achterberg'));
      is(await on().admin.get('/api/v1/colleagues'), 403);
    },
    'GET /api/v1/offers/{contact}': async () => {
      const { receiver, sender, id } = await handoff('shipping', 'moves');
      const offer = await receiver.get(`/api/v1/offers/${id}`);
      is(offer, 200);
      assert.equal(offer.json.handoff.complete, true);
      assert.equal(offer.json.from, sender.person.display_name);
      is(await sender.get(`/api/v1/offers/${id}`), 404);
      is(await receiver.get(`/api/v1/contacts/${id}`), 404);
      is(await accept(receiver, id), 200);
      assert.equal((await receiver.view(id)).mine, true);
      assert.equal((await sender.view(id)).mine, false);
    },
    'POST /api/v1/offers/{contact}/accept': async () => {
      const { who, id } = await ringing('shipping');
      is(await who.post(`/api/v1/offers/${id}/accept`), 400);
      is(await accept(who, id, { 'If-Match': '"99"' }), 409);
      const reused = freshKey();
      const question = { item: 'reason', question: 'Since when?' };
      is(await who.post(`/api/v1/offers/${id}/ask`, question, key(reused)), 409);
      is(await accept(on().ben, id), 404);
      is(await accept(who, id, { 'Idempotency-Key': reused }), 422);
      is(await accept(who, id), 200);
      is(await on().office.phone.post(`/api/v1/offers/${id}/accept`, undefined, key()), 403);
    },
    'POST /api/v1/offers/{contact}/decline': async () => {
      const { receiver, sender, id } = await handoff('technical', 'specialists');
      const path = `/api/v1/offers/${id}/decline`;
      is(await receiver.post(path, { why: 'Not ours' }), 400);
      is(await sender.post(path, { why: 'Not ours' }, key()), 403);
      is(await on().ben.post(path, { why: 'Not ours' }, key()), 404);
      const stale = { headers: { 'Idempotency-Key': freshKey(), 'If-Match': '"1"' } };
      is(await receiver.post(path, { why: 'Not ours' }, stale), 409);
      is(await receiver.post(path, { why: ' ' }, key()), 422);
      is(await receiver.post(path, { why: 'Not ours' }, key()), 200);
      const { handoff: back } = (await sender.view(id)).guidance;
      assert.deepEqual([back.state, back.returned], ['returned', 'Not ours']);
    },
    'POST /api/v1/offers/{contact}/ask': async () => {
      const { receiver, sender, id } = await handoff('contracts', 'leads');
      const path = `/api/v1/offers/${id}/ask`;
      const { items } = (await receiver.get(`/api/v1/offers/${id}`)).json.handoff;
      const question = { item: items[1].id, question: 'Since when?' };
      is(await receiver.post(path, question), 400);
      is(await sender.post(path, question, key()), 403);
      is(await on().ben.post(path, question, key()), 404);
      const stale = { headers: { 'Idempotency-Key': freshKey(), 'If-Match': '"1"' } };
      is(await receiver.post(path, question, stale), 409);
      is(await receiver.post(path, { ...question, item: 'nothing' }, key()), 422);
      is(await receiver.post(path, question, key()), 200);
      const { handoff: asked } = (await sender.view(id)).guidance;
      assert.equal(asked.questions[0].question, 'Since when?');
    },
    'GET /api/v1/callbacks': async () => {
      const { who, id } = await ringing('moves');
      is(await accept(who, id), 200);
      is(await on().office.phone.observe(id, 'connected'), 200);
      is(await who.intent(id, { do: 'report_drop' }), 200);
      const due = await on().ben.get('/api/v1/callbacks');
      is(due, 200);
      const mine = due.json.find(({ contact }) => contact === id);
      assert.equal(mine.attempt, 1);
      is(await who.intent(id, { do: 'release' }), 200);
      is(await on().admin.get('/api/v1/callbacks'), 403);
    },
    'GET /api/v1/follow-ups': async () => {
      const { who, id } = await ringing('specialists');
      is(await accept(who, id), 200);
      const task = { do: 'add_task', text: 'Send the letter', channel: 'letter' };
      const due = new Date(Date.now() + 1_500).toISOString();
      is(await who.intent(id, { ...task, owner: who.person.id, due }), 200);
      const mine = () => who.get('/api/v1/follow-ups?whose=mine');
      await until(async () => (await mine()).json[0]?.overdue, 'a promise to be late');
      const listed = await mine();
      is(listed, 200);
      assert.deepEqual(
        listed.json.map(({ text, overdue, owner_name }) => ({ text, overdue, owner_name })),
        [{ text: 'Send the letter', overdue: true, owner_name: who.person.display_name }],
      );
      is(await on().lena.get('/api/v1/follow-ups?whose=all'), 200);
      is(await on().admin.get('/api/v1/follow-ups'), 403);
    },
    'GET /api/v1/floor': async () => {
      const { who, id } = await ringing('shipping');
      is(await accept(who, id), 200);
      const floor = await on().lena.get('/api/v1/floor');
      is(floor, 200);
      const live = floor.json.live.find(({ contact }) => contact === id);
      assert.equal(live.agent.id, who.person.id);
      is(await on().ana.get('/api/v1/floor'), 403);
    },
    'GET /api/v1/numbers': async () => {
      const { lena, ana } = on();
      const numbers = await lena.get('/api/v1/numbers?by=agent');
      is(numbers, 200);
      assert.ok(numbers.json.total.offered > 0);
      is(await lena.get('/api/v1/numbers?day=yesterday'), 422);
      is(await ana.get('/api/v1/numbers'), 403);
      const csv = await lena.get('/api/v1/numbers?by=team&format=csv');
      is(csv, 200);
      assert.match(csv.text, /^key,title,offered,/);
      assert.equal(csv.text.trim().split('\r\n').length > 2, true);
    },
    'GET /api/v1/numbers/contacts': async () => {
      const { lena, ana } = on();
      const behind = await lena.get('/api/v1/numbers/contacts?number=offered');
      is(behind, 200);
      const { total } = (await lena.get('/api/v1/numbers')).json;
      assert.deepEqual([behind.json.contacts.length, behind.json.total], [total.offered, total.offered]);
      const transfers = 'transfers_warm,transfers_blind,transfers_outside';
      is(await lena.get(`/api/v1/numbers/contacts?number=${transfers}`), 200);
      for (const [outcome, count] of Object.entries(total.dispositions)) {
        const ended = await lena.get(`/api/v1/numbers/contacts?number=disposition:${outcome}`);
        is(ended, 200);
        assert.ok(ended.json.total > 0 && ended.json.total <= count, outcome);
      }
      is(await lena.get('/api/v1/numbers/contacts?number=disposition:'), 422);
      is(await lena.get('/api/v1/numbers/contacts?number=aht_ms'), 422);
      is(await ana.get('/api/v1/numbers/contacts?number=offered'), 403);
    },
    'POST /api/v1/people/{person}/teams': async () => {
      const { lena, ana } = on();
      const who = await agent('shipping');
      const path = `/api/v1/people/${who.person.id}/teams`;
      const changed = await lena.post(path, { team: 'moves', also: ['leads'] });
      is(changed, 200);
      assert.deepEqual([changed.json.team, changed.json.also], ['moves', ['leads']]);
      is(await lena.post(path, { team: 'moves', also: 'leads' }), 400);
      is(await lena.post(path, { team: 'moves', skills: ['klingon'] }), 422);
      is(await lena.post('/api/v1/people/p_none/teams', { team: 'moves' }), 404);
      is(await ana.post(path, { team: 'moves' }), 403);
    },
    'POST /api/v1/people/{person}/password': async () => {
      const { admin, lena, office } = on();
      const who = await worker(0);
      const path = `/api/v1/people/${who.person.id}/password`;
      is(await lena.post(path), 403);
      const reset = await admin.post(path);
      is(reset, 200);
      is(await who.get('/api/v1/me/work'), 401);
      const once = reset.json.one_time_password;
      workers[0] = await signIn(office.base, who.person.name, once, 'another long password');
      is(await admin.post('/api/v1/people/p_none/password'), 404);
    },
    'DELETE /api/v1/people/{person}': async () => {
      const { admin, lena } = on();
      const { who, id } = await ringing('specialists');
      is(await accept(who, id), 200);
      const path = `/api/v1/people/${who.person.id}`;
      is(await lena.request('DELETE', path), 403);
      is(await admin.request('DELETE', path), 204);
      is(await who.get('/api/v1/me/work'), 401);
      is(await admin.request('DELETE', path), 404);
      is(await admin.request('DELETE', `/api/v1/people/${admin.person.id}`), 409);
      await until(async () => {
        const floor = await lena.get('/api/v1/floor');
        return floor.json.needs.some((need) => need.contact === id && need.kind === 'unowned_work');
      }, 'a contact that nobody holds');
    },
  };
}
