import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  actions,
  actionsOf,
  defaults,
  isKey,
  keyOf,
  letters,
  meet,
  noChoices,
  readChoices,
  remap,
  shortcuts,
} from './keys';

test('no two actions that meet on a screen have the same key as delivered', () => {
  for (const one of actions)
    for (const other of actions)
      if (one !== other && meet(one, other)) assert.notEqual(defaults[one], defaults[other], one);
  for (const key of Object.values(defaults)) assert.ok(isKey(key), key);
});

test('a key that is taken changes places', () => {
  const choices = remap(noChoices, 'next', 'b');
  assert.equal(keyOf(choices, 'next'), 'b');
  assert.equal(keyOf(choices, 'back'), 'n');
  assert.deepEqual(actionsOf(choices, 'b'), ['next']);
  assert.deepEqual(remap(choices, 'next', 'n').keys, {});
});

test('an open list owns the letters, elsewhere an author gives way to the keys of the screen', () => {
  const list = [
    { id: 'held', title: 'Hung up', key: 'h' },
    { id: 'next', title: 'No change', key: 'n' },
    { id: 'free', title: 'Silent', key: 's' },
  ];
  assert.deepEqual(
    [...letters(list, noChoices, true)],
    [
      ['held', 'h'],
      ['next', 'n'],
      ['free', 's'],
    ],
  );
  const given = letters(list, noChoices);
  assert.equal(given.get('free'), 's');
  assert.equal(given.get('held'), 'u');
  assert.equal(given.get('next'), 'o');
});

test('digits and blanks cannot be given to an action', () => {
  for (const key of ['1', ' ', 'Enter', '']) assert.equal(isKey(key), false);
});

test('stored choices that do not read are as delivered', () => {
  assert.deepEqual(readChoices('{"keys":'), noChoices);
  assert.deepEqual(readChoices('{"keys":{"next":"12","back":"z"},"single":false}'), {
    keys: { back: 'z' },
    single: false,
  });
});

test('roads get the letters that their author wished, then free ones, always the same', () => {
  const roads = [
    { id: 'wrong_queue', title: 'For another team', key: 'w' },
    { id: 'waits', title: 'Wants to wait', key: 'w' },
    { id: 'next', title: 'Not now', key: 'n' },
    { id: 'plain', title: 'Escalate' },
  ];
  const given = letters(roads, noChoices);
  assert.deepEqual(
    [...given],
    [
      ['wrong_queue', 'w'],
      ['waits', 'a'],
      ['next', 'o'],
      ['plain', 'e'],
    ],
  );
  assert.deepEqual(letters(roads, noChoices), given);
});

test('more roads than letters: the last ones have none and no letter stands twice', () => {
  const roads = Array.from({ length: 40 }, (_, n) => ({ id: `r${n}`, title: 'Road' }));
  const given = letters(roads, noChoices);
  assert.equal(new Set(given.values()).size, given.size);
  assert.ok(given.size < 40);
});

test('shortcuts name the key as aria does', () => {
  assert.equal(shortcuts('n', true), 'N Alt+N');
  assert.equal(shortcuts('+', false), 'Alt+Plus');
});
