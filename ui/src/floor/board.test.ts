import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Floor, LiveContact, Need } from '../api/types';
import { boards, inStageMs, percent, places, share, shownMax } from './board';

const at = (second: number) => new Date(Date.UTC(2026, 2, 5, 10, 0, second)).toISOString();

const live = (n: number, more: Partial<LiveContact> = {}): LiveContact => ({
  contact: `c${n}`,
  reference: `7KQ-4M${n}-X`,
  map: 'standard',
  agent: { id: `p${n}`, display_name: `Agent ${n}` },
  stage: 'purpose',
  stage_since: at(n),
  over_usual: false,
  started: at(0),
  line: 'connected',
  phase: 'live',
  owes: 0,
  watched: [],
  ...more,
});

const floor = (contacts: LiveContact[], needs: Need[] = []): Floor => ({
  now: at(59),
  boards: [
    { map: { id: 'clinic', title: 'Front desk' }, stages: [{ id: 'need', title: 'Need' }] },
    {
      map: { id: 'standard', title: 'Standard call' },
      stages: [
        { id: 'greeting', title: 'Greeting' },
        { id: 'purpose', title: 'Purpose' },
      ],
    },
  ],
  live: contacts,
  waiting: [],
  needs,
  promised: [],
  people: [],
  counts: { live: contacts.length, waiting: 0, free: 0, after_call: 0, away: 0, last_contact: 0 },
});

const columns = (of: Floor, ...filter: Parameters<typeof boards>[1][]) =>
  boards(of, ...filter)[0]!.columns;

const need = (contact: string): Need => ({
  kind: 'hold_long',
  contact,
  reference: contact,
  text: '',
  since: at(0),
});

test('every stage has its column, the longest in it on top', () => {
  const [greeting, purpose] = columns(floor([live(9), live(3), live(5)]));
  assert.equal(greeting!.count, 0);
  assert.deepEqual(
    purpose!.rows.map((row) => row.contact),
    ['c3', 'c5', 'c9'],
  );
  assert.equal(purpose!.more, 0);
});

test('a crowded stage shows those beyond usual, owing or needing a person, and counts the rest', () => {
  const many = Array.from({ length: shownMax + 40 }, (_, n) => live(n % 60, { contact: `c${n}` }));
  many[7] = { ...many[7]!, over_usual: true };
  many[20] = { ...many[20]!, owes: 2 };
  const [, purpose] = columns(floor(many, [need('c33')]));
  assert.deepEqual(purpose!.rows.map((row) => row.contact).sort(), ['c20', 'c33', 'c7']);
  assert.equal(purpose!.more, shownMax + 37);
  assert.equal(purpose!.count, shownMax + 40);
});

test('rows carry the numbers of what needs a person', () => {
  const needs = [need('c2'), need('c1'), need('c2')];
  assert.deepEqual(places(needs).get('c2'), [1, 3]);
  const [, purpose] = columns(floor([live(1), live(2)], needs));
  assert.deepEqual(
    purpose!.rows.map((row) => row.needs),
    [[2], [1, 3]],
  );
});

test('a call is found by agent, reason or reference, however the reference is typed', () => {
  const contacts = [live(1, { label: 'Refund due' }), live(2), live(3, { contact: 'x' })];
  const found = (text: string) =>
    columns(floor(contacts), { text, people: null })[1]!.rows.map((row) => row.contact);
  assert.deepEqual(found('refund'), ['c1']);
  assert.deepEqual(found('agent 2'), ['c2']);
  assert.deepEqual(found('7kq4m3'), ['x']);
  assert.deepEqual(found('nobody'), []);
});

test('a team shows the contacts of its people alone', () => {
  const shown = columns(floor([live(1), live(2), live(3)]), {
    text: '',
    people: new Set(['p2']),
  });
  assert.deepEqual(
    shown[1]!.rows.map((row) => row.contact),
    ['c2'],
  );
});

test('the share of the usual time rises to one and a half, and is nothing without one', () => {
  const one = live(0, { usual_ms: 20_000 });
  assert.equal(share(one, Date.parse(at(10))), 0.5);
  assert.equal(share(one, Date.parse(at(59))), 1.5);
  assert.equal(share(live(0), Date.parse(at(10))), 0);
  assert.equal(inStageMs(one, Date.parse(at(0)) - 5), 0);
});

test('a part of nothing has no per cent', () => {
  assert.equal(percent(1, 0), null);
  assert.equal(percent(1, 3), 33);
});

test('each map that somebody is on has a board of its own, and nobody anywhere the first', () => {
  const ids = (contacts: LiveContact[]) => boards(floor(contacts)).map((board) => board.id);
  assert.deepEqual(ids([live(1)]), ['standard']);
  const both = [live(1), live(2, { map: 'clinic', stage: 'need' })];
  assert.deepEqual(ids(both), ['clinic', 'standard']);
  assert.deepEqual(
    boards(floor(both)).map((board) => board.columns.map((column) => column.count)),
    [[1], [0, 1]],
  );
  assert.deepEqual(ids([]), ['clinic']);
});
