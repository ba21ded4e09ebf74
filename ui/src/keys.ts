// Every key of the screens in one table, what a person has changed in it, and the letters of the
// roads. Pure but for the storage it is given; listening to the keyboard is keyboard.ts.

// Each action with its key as delivered and where that key means something: on a call one holds (c),
// on one looked at (l), when ready (r), on the floor (f). Two actions may have the same key where
// they never meet.
const table = {
  answer: ['a', 'crf'],
  next: ['n', 'c'],
  back: ['b', 'c'],
  do: ['k', 'c'],
  field: ['f', 'c'],
  lookup: ['/', 'clrf'],
  keys: ['?', 'clrf'],
  missing: ['g', 'c'],
  hold: ['h', 'c'],
  dropped: ['d', 'c'],
  transfer: ['t', 'c'],
  end: ['x', 'c'],
  copy: ['y', 'cl'],
  request: ['r', 'c'],
  customer: ['c', 'c'],
  same: ['=', 'c'],
  urgency: ['*', 'c'],
  party: ['p', 'c'],
  tried: ['-', 'c'],
  task: ['+', 'c'],
  leave: ['q', 'c'],
  how: [':', 'c'],
  unclear: ['_', 'c'],
  other: [';', 'clr'],
  decline: ['r', 'r'],
  available: ['v', 'r'],
  away: ['w', 'r'],
  last: ['l', 'r'],
  simulate: ['s', 'r'],
  find: ['#', 'rf'],
  floor: ['f', 'r'],
  monitor: ['m', 'lf'],
  message: ['e', 'lf'],
  join: ['j', 'lf'],
  take_over: ['o', 'lf'],
  team: ['t', 'f'],
  settings: [',', 'clrf'],
  home: ['.', 'clf'],
} as const satisfies Record<string, readonly [string, string]>;

export type ActionName = keyof typeof table;
export type Place = 'c' | 'l' | 'r' | 'f';
export const actions = Object.keys(table) as ActionName[];

export const defaults = Object.fromEntries(
  actions.map((name) => [name, table[name][0]]),
) as Readonly<Record<ActionName, string>>;

export function standsIn(action: ActionName, place: Place): boolean {
  return table[action][1].includes(place);
}

// True when both may be on one screen.
export function meet(one: ActionName, other: ActionName): boolean {
  return [...table[one][1]].some((place) => table[other][1].includes(place));
}

// Keys that a road may take although an action has them, because the two never meet on one screen.
const elsewhere: ReadonlySet<ActionName> = new Set([
  'answer',
  'task',
  ...actions.filter((name) => !standsIn(name, 'c')),
]);

export interface KeyChoices {
  keys: Partial<Record<ActionName, string>>;
  single: boolean; // single keys act outside text fields; off: only with Alt
}

export const noChoices: KeyChoices = { keys: {}, single: true };

export function keyOf(choices: KeyChoices, action: ActionName): string {
  return choices.keys[action] ?? defaults[action];
}

// All that have the key; at most one of them stands on a screen.
export function actionsOf(choices: KeyChoices, key: string): ActionName[] {
  return actions.filter((action) => keyOf(choices, action) === key);
}

// True for what may be given to an action: one visible character that is not a digit.
export function isKey(key: string): boolean {
  return /^[^\s\d]$/u.test(key);
}

// Whoever has the key already and may stand on the same screen gets the one that is given up.
export function remap(choices: KeyChoices, action: ActionName, key: string): KeyChoices {
  const before = keyOf(choices, action);
  const keys = { ...choices.keys, [action]: key };
  for (const other of actionsOf(choices, key))
    if (other !== action && meet(action, other)) keys[other] = before;
  for (const name of actions) if (keys[name] === defaults[name]) delete keys[name];
  return { ...choices, keys };
}

export function readChoices(text: string | null): KeyChoices {
  if (!text) return noChoices;
  try {
    const read = JSON.parse(text) as Partial<KeyChoices>;
    const keys: KeyChoices['keys'] = {};
    for (const name of actions) {
      const key = read.keys?.[name];
      if (typeof key === 'string' && isKey(key)) keys[name] = key;
    }
    return { keys, single: read.single !== false };
  } catch {
    return noChoices;
  }
}

export interface Lettered {
  id: string;
  title: string;
  key?: string | undefined; // the author's wish
}

// A letter for each, the same ones for the same list: first the authors' wishes in order, as far as
// they are free, then the first free letter of the title, then of the alphabet. Without a free
// letter it has none and is still a button. While an open list `owns` the letters, those of the
// actions are free too.
export function letters(
  list: readonly Lettered[],
  choices: KeyChoices,
  owns = false,
): Map<string, string> {
  const taken = new Set(
    owns ? [] : actions.filter((name) => !elsewhere.has(name)).map((name) => keyOf(choices, name)),
  );
  const given = new Map<string, string>();
  const give = (id: string, key: string) => {
    taken.add(key);
    given.set(id, key);
  };
  for (const one of list) {
    const wish = one.key?.toLowerCase();
    if (wish && isKey(wish) && !taken.has(wish)) give(one.id, wish);
  }
  for (const one of list) {
    if (given.has(one.id)) continue;
    const own = one.title.toLowerCase().replace(/[^a-z]/g, '');
    const free = [...own, ...'abcdefghijklmnopqrstuvwxyz'].find((letter) => !taken.has(letter));
    if (free) give(one.id, free);
  }
  return given;
}

// For `aria-keyshortcuts`.
export function shortcuts(key: string, single: boolean): string {
  const name = key === '+' ? 'Plus' : key.length === 1 ? key.toUpperCase() : key;
  return single ? `${name} Alt+${name}` : `Alt+${name}`;
}

export function shown(key: string): string {
  return key.length === 1 ? key.toUpperCase() : key;
}
