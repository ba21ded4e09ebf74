import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Gate, Handoff, PackageItem, Phrase, TeamNow } from '../api/types';
import {
  asked,
  cameBack,
  filled,
  holes,
  missing,
  phrasesFor,
  story,
  teamRows,
  todo,
  travels,
} from './plan';

const item = (id: string, state: PackageItem['state'], field = true): PackageItem => ({
  id,
  label: id,
  state,
  ...(field
    ? {
        field: {
          id,
          label: id,
          type: 'text',
          class: 'public',
          choices: [],
          locked: false,
          needed: true,
        },
      }
    : {}),
});

const gate = (rule: string, met: boolean, checkpoint?: string): Gate => ({
  rule,
  text: rule,
  met,
  missing: checkpoint ? [{ kind: 'checkpoint', id: checkpoint, label: checkpoint }] : [],
});

const draft = (more: Partial<Handoff> = {}): Handoff => ({
  team: 'moves',
  title: 'Home Moves',
  how: 'warm',
  state: 'drafted',
  complete: false,
  items: [
    item('identity', 'filled', false),
    item('reason', 'filled'),
    item('urgency', 'missing'),
    item('goal', 'none'),
    item('told_so_far', 'missing'),
  ],
  needs: [
    gate('handoff_package.urgency', false),
    gate('reference_first', false, 'reference_given'),
  ],
  questions: [],
  ...more,
});

const phrase = (id: string, ...asks: string[]): Phrase => ({
  id,
  parts: [{ text: id }],
  asks,
  verbatim: false,
  best: false,
});

test('what is missing is asked for in the order of the package', () => {
  assert.deepEqual(
    missing(draft()).map((one) => one.id),
    ['urgency', 'told_so_far'],
  );
  assert.equal(filled(draft()), 3);
});

test('the story is the item that reads so, and none while there is none', () => {
  const told = { ...item('told_so_far', 'filled'), text: 'Charged twice since March.' };
  const items = [item('reason', 'filled'), told];
  assert.equal(story(draft({ items, story: told.text }))?.id, 'told_so_far');
  assert.equal(story(draft({ items })), undefined);
});

test('what stands before the offer is told thing by thing, once, without the package', () => {
  const checkpoint = (id: string) => ({ kind: 'checkpoint' as const, id, label: `Said ${id}` });
  const told: Gate = {
    ...gate('told_first', false),
    missing: [checkpoint('reference'), checkpoint('wait')],
  };
  const again: Gate = { ...gate('owed', false), missing: [checkpoint('wait')] };
  const others = [gate('met', true), gate('lead_asked', false)];
  const list = todo(
    draft({ needs: [gate('handoff_package.goal', false), told, again, ...others] }),
  );
  assert.deepEqual(list, [
    { key: 'checkpoint reference', text: 'Said reference', tick: 'reference' },
    { key: 'checkpoint wait', text: 'Said wait', tick: 'wait' },
    { key: 'lead_asked', text: 'lead_asked' },
  ]);
});

test('of several questions about one item the last one counts, the newest first', () => {
  const questions = [
    { item: 'goal', question: 'Which line?', at: '2026-03-01T10:00:00Z' },
    { item: 'reason', question: 'Since when?', at: '2026-03-01T10:00:05Z' },
    { item: 'goal', question: 'Old or new?', at: '2026-03-01T10:00:09Z' },
  ];
  assert.deepEqual(
    asked(draft({ questions })).map((one) => one.question),
    ['Old or new?', 'Since when?'],
  );
});

test('phrases that ask for what is missing come before those of the procedure, none twice', () => {
  const asks = phrase('how_soon', 'urgency');
  const own = [phrase('read_back'), asks];
  const shown = phrasesFor(draft(), [phrase('small_talk'), ...own], own);
  assert.deepEqual(
    shown.map((one) => one.id),
    ['how_soon', 'read_back'],
  );
  assert.deepEqual(phrasesFor(undefined, own, []), []);
});

test('teams stand in the order of the map, each with how it stands now where that is known', () => {
  const teams = [
    { id: 'moves', title: 'Home Moves', outside: false, blind: true },
    { id: 'carrier', title: 'The carrier', handles: 'Parcels', outside: true, blind: false },
  ];
  const now: TeamNow[] = [
    { ...teams[0]!, open: true, signed_in: 6, free: 2, waiting: 0, expected_wait_ms: 60_000 },
  ];
  const rows = teamRows(teams, now);
  assert.deepEqual(
    rows.map((row) => [row.id, row.now?.free, row.handles]),
    [
      ['moves', 2, ''],
      ['carrier', undefined, 'Parcels'],
    ],
  );
});

test('a handoff that came back can be offered again; one under way cannot', () => {
  for (const state of ['returned', 'expired', 'withdrawn'] as const)
    assert.equal(cameBack(draft({ state })), true, state);
  for (const state of ['drafted', 'offered', 'accepted'] as const)
    assert.equal(cameBack(draft({ state })), false, state);
  assert.equal(cameBack(undefined), false);
});

test('what a rule asks for besides the package is asked after it, and is never none', () => {
  const asks = [item('timeframe', 'missing').field!];
  const handoff = draft({ asks });
  assert.deepEqual(
    holes(handoff).map((one) => one.id),
    ['urgency', 'told_so_far', 'timeframe'],
  );
  assert.deepEqual(
    missing(handoff).map((one) => one.id),
    ['urgency', 'told_so_far'],
  );
  const [first, , last] = holes(handoff);
  assert.equal(travels(handoff, first!), true);
  assert.equal(travels(handoff, last!), false);
  const needs = [
    {
      rule: 'leads',
      text: 'leads',
      met: false,
      missing: [{ kind: 'field', id: 'timeframe', label: 'Timeframe' }],
    },
  ] as Gate[];
  assert.deepEqual(todo(draft({ needs })), [
    { key: 'field timeframe', text: 'Timeframe', field: 'timeframe' },
  ]);
});
