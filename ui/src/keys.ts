// Every key of the screens in one table, what a person has changed in it, and the letters of the
// roads. Pure but for the storage it is given; listening to the keyboard is keyboard.ts.

export const actions = [
  'answer',
  'next',
  'back',
  'do',
  'field',
  'lookup',
  'keys',
  'missing',
  'hold',
  'dropped',
  'end',
  'copy',
  'request',
  'customer',
  'party',
  'tried',
  'task',
  'leave',
  'simulate',
  'find',
  'settings',
  'home',
] as const;
export type ActionName = (typeof actions)[number];

export const defaults: Readonly<Record<ActionName, string>> = {
  answer: 'a',
  next: 'n',
  back: 'b',
  do: 'k',
  field: 'f',
  lookup: '/',
  keys: '?',
  missing: 'g',
  hold: 'h',
  dropped: 'd',
  end: 'x',
  copy: 'y',
  request: 'r',
  customer: 'c',
  party: 'p',
  tried: 't',
  task: '+',
  leave: 'q',
  simulate: 's',
  find: '#',
  settings: ',',
  home: '.',
};

// Keys that a road may take although an action has them, because the two never meet on one screen.
const elsewhere: ReadonlySet<ActionName> = new Set(['answer', 'simulate', 'find', 'task']);

export interface KeyChoices {
  keys: Partial<Record<ActionName, string>>;
  single: boolean; // single keys act outside text fields; off: only with Alt
}

export const noChoices: KeyChoices = { keys: {}, single: true };

export function keyOf(choices: KeyChoices, action: ActionName): string {
  return choices.keys[action] ?? defaults[action];
}

export function actionOf(choices: KeyChoices, key: string): ActionName | undefined {
  return actions.find((action) => keyOf(choices, action) === key);
}

// True for what may be given to an action: one visible character that is not a digit.
export function isKey(key: string): boolean {
  return /^[^\s\d]$/u.test(key);
}

// The two actions change places when the key is taken already.
export function remap(choices: KeyChoices, action: ActionName, key: string): KeyChoices {
  const before = keyOf(choices, action);
  const other = actionOf(choices, key);
  const keys = { ...choices.keys, [action]: key };
  if (other && other !== action) keys[other] = before;
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
