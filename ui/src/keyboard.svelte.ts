// Listens to the keyboard for all screens. Screens say what their actions, digits and letters do
// while they stand; this decides whether a key acts now: single keys only outside text fields, Alt
// and the key everywhere, Esc leaves the field first and then goes back one level.
import { actionsOf, keyOf, readChoices, shortcuts, type ActionName, type KeyChoices } from './keys';

type Run = () => void;
const shelfName = 'callmap.keys';

export class Keyboard {
  choices = $state.raw<KeyChoices>(readChoices(localStorage.getItem(shelfName)));
  private runs = new Map<ActionName, Run[]>();
  private digitRuns: Run[] = [];
  private letterRuns: ReadonlyMap<string, Run> = new Map();
  private lettersOwned = false;
  private escapes: Run[] = [];

  open(): void {
    addEventListener('keydown', this.pressed);
  }

  choose(choices: KeyChoices): void {
    this.choices = choices;
    localStorage.setItem(shelfName, JSON.stringify(choices));
  }

  key(action: ActionName): string {
    return keyOf(this.choices, action);
  }

  hint(action: ActionName): string {
    return shortcuts(this.key(action), this.choices.single);
  }

  hintOf(key: string | undefined): string | undefined {
    return key === undefined ? undefined : shortcuts(key, this.choices.single);
  }

  // The last one who said so has the key; the answer gives it back.
  on(action: ActionName, run: Run): Run {
    const runs = this.runs.get(action) ?? [];
    this.runs.set(action, [...runs, run]);
    return () =>
      this.runs.set(
        action,
        (this.runs.get(action) ?? []).filter((one) => one !== run),
      );
  }

  // What the key of the action would do now.
  run(action: ActionName): void {
    this.runs.get(action)?.at(-1)?.();
  }

  onEscape(run: Run): Run {
    this.escapes.push(run);
    return () => (this.escapes = this.escapes.filter((one) => one !== run));
  }

  // The n-th of `runs` answers to digit n + 1, the tenth to 0.
  digits(runs: Run[]): void {
    this.digitRuns = runs;
  }

  // `owned`: an open list has them, before any action of the same letter.
  letters(runs: ReadonlyMap<string, Run>, owned = false): void {
    this.letterRuns = runs;
    this.lettersOwned = owned;
  }

  private pressed = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.isComposing || event.defaultPrevented) return;
    if (document.querySelector('dialog[open]')) return;
    if (event.key === 'Escape') {
      this.escape(event);
      return;
    }
    if (!event.altKey && (inText(event.target) || !this.choices.single)) return;
    const run = this.find(event);
    if (!run) return;
    event.preventDefault();
    if (!event.repeat) run();
  };

  private escape(event: KeyboardEvent): void {
    const target = event.target;
    if (target instanceof HTMLElement && (inText(target) || target.closest('[data-input]'))) {
      event.preventDefault();
      target.blur();
      return;
    }
    const run = this.escapes.at(-1);
    if (run) {
      event.preventDefault();
      run();
    }
  }

  private find(event: KeyboardEvent): Run | undefined {
    const key = keyIn(event);
    if (/^\d$/.test(key)) return this.digitRuns[key === '0' ? 9 : Number(key) - 1];
    const letter = this.letterRuns.get(key);
    const run = actionsOf(this.choices, key)
      .map((action) => this.runs.get(action)?.at(-1))
      .find((one) => one !== undefined);
    return this.lettersOwned ? (letter ?? run) : (run ?? letter);
  }
}

// Alt changes the character on some layouts; then the place of the key counts.
function keyIn(event: KeyboardEvent): string {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (!event.altKey || /^[\x21-\x7e]$/.test(key)) return key;
  const place = /^(?:Key([A-Z])|Digit(\d))$/.exec(event.code);
  return (place?.[1] ?? place?.[2] ?? key).toLowerCase();
}

const textTypes = new Set([
  'text',
  'search',
  'password',
  'email',
  'tel',
  'url',
  'number',
  'date',
  'time',
  'datetime-local',
]);

export function inText(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) return textTypes.has(target.type);
  return (
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement ||
    (target instanceof HTMLElement && target.isContentEditable)
  );
}
