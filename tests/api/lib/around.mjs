// Trying around what is shut: the same intent by the raw API, from other sessions, by other people,
// replayed, stale, forged, as something it is not, and side by side. All are refused and change
// nothing.

import assert from 'node:assert/strict';
import { Client, freshKey } from './client.mjs';
import { Office } from './server.mjs';

export const is = (response, status) => assert.equal(response.status, status, response.text);
export const go = (stage) => ({ do: 'go', stage });
export const fill = (field, value) => ({ do: 'fill', field, value });
export const dispose = (disposition) => ({ do: 'dispose', request: 1, disposition });

const kPeople = 60;
const customer = (n) => ({
  account: `NW-7000${String(n).padStart(2, '0')}`,
  phone: `+4420794610${String(n).padStart(2, '0')}`,
  pin: String(4000 + n),
});

// An office with a customer for every test that spends tries (`next()`), Ana who holds the contacts,
// another session of hers, and strangers with the status that each is given.
export async function guardedOffice() {
  const rows = Array.from({ length: kPeople }, (_, n) => customer(n));
  const csv = rows.map((c) => `${c.account},Ada Lovelock,${c.phone},${c.pin},1980-03-01,SW1A 1AA`);
  const office = await Office.open({
    customers: `account,name,phone,answer.pin,answer.birth_date,answer.postcode\n${csv.join('\n')}\n`,
  });
  const [ana, ben, lena] = await Promise.all(
    ['ana', 'ben', 'lena'].map((name) => office.person(name)),
  );
  const again = await office.anotherSession('ana');
  const strangers = [
    [lena, 403],
    [ben, 404],
    [office.phone, 403],
    [await office.person('admin'), 403],
    [await office.person('iris'), 403],
    [office.known(new Client(office.base)), 401],
  ];
  let used = 0;
  return { office, ana, ben, lena, again, strangers, next: () => customer(used++) };
}

// `on` gives a guarded office once it is there.
export function around(on) {
  // All that the holder sees of a contact but the clock and the counters.
  async function stateOf(id) {
    const view = await on().ana.view(id);
    const { version } = view;
    for (const name of ['now', 'version', 'position']) delete view[name];
    return { version, state: JSON.stringify(view) };
  }

  // Does `attempts`, functions that give a response, and holds them against `allowed` statuses. A gate
  // that said no is kept for review, as one event that changes nothing; everything else leaves none.
  async function changesNothing(id, attempts, allowed) {
    const before_ = await stateOf(id);
    const responses = await attempts();
    const kept = responses.filter((each) => each.json?.refusal?.rule && !each.replayed).length;
    for (const response of responses) {
      assert.ok(allowed.includes(response.status), `${response.status} ${response.text}`);
    }
    const after_ = await stateOf(id);
    assert.equal(after_.state, before_.state);
    assert.equal(after_.version, before_.version + kept);
  }

  const kForged = [
    { at: '2020-01-01T00:00:00Z' },
    { now: 1_577_836_800_000 },
    { time: '2099-01-01T00:00:00Z' },
    { by: { kind: 'clock' } },
    { author: 'lena' },
    { origin: 'system' },
    { level: 'sensitive' },
    { force: true },
    { version: 1 },
  ];

  async function triedAround(id, intent) {
    const spent = freshKey();
    await changesNothing(
      id,
      async () => [await on().ana.intent(id, intent, { 'Idempotency-Key': spent })],
      [409],
    );
    await changesNothing(id, async () => {
      const replayed = await on().ana.intent(id, intent, { 'Idempotency-Key': spent });
      return [{ ...replayed, replayed: true }];
    }, [409]);
    await changesNothing(
      id,
      async () => [
        await on().again.intent(id, intent),
        await on().ana.intent(id, intent, { Prefer: 'return=minimal' }),
        ...(await Promise.all(
          [on().ana, on().again, on().ana, on().again].map((each) => each.intent(id, intent)),
        )),
      ],
      [409],
    );
    await changesNothing(
      id,
      async () => [await on().ana.intent(id, intent, { 'If-Match': '"1"' })],
      [409],
    );
    for (const [stranger, status] of on().strangers) {
      await changesNothing(id, async () => [await stranger.intent(id, intent)], [status]);
    }
    await changesNothing(id, async () => {
      const { do: kind, ...rest } = intent;
      return [
        ...(await Promise.all(kForged.map((more) => on().ana.intent(id, { ...intent, ...more })))),
        await on().ana.intent(id, intent, { 'Idempotency-Key': spent, 'If-Match': '"1"' }),
        await on().office.phone.command(id, 'observations', { saw: kind, ...rest }),
        await on().ana.command(id, 'observations', { saw: kind, ...rest }),
        await on().ana.intent(id, [intent]),
        await on().ana.intent(id, { ...intent, do: [kind] }),
        await on().ana.intent(id, rest),
      ].map((each) => ({ ...each, replayed: true }));
    }, [400, 409, 422]);
  }

  // Plays a call of gates: before each `does`, everything in `shut` is tried around.
  async function play(t, call, id, who) {
    for (const { gate, shut, does, meanwhile } of call) {
      await t.test(gate, async () => {
        for (const intent of shut) await triedAround(id, intent);
        if (meanwhile) {
          for (const done of meanwhile(id)) is(await done(), 200);
          for (const intent of shut) await triedAround(id, intent);
        }
        for (const done of does(id, who)) is(await done(), 200);
      });
    }
  }

  // Says of all that is missing in the package that there is none.
  async function nothingToSend(id) {
    const { items } = (await on().ana.view(id)).guidance.handoff;
    for (const { id: field } of items.filter(({ state }) => state === 'missing'))
      is(await on().ana.intent(id, { do: 'none_because', field, because: 'Not asked' }), 200);
    return { status: 200 };
  }

  return { changesNothing, triedAround, play, nothingToSend };
}
