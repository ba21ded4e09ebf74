// What the transfer panel shows of a handoff, worked out from the guidance: what is asked first, what
// stands before the offer, how a team stands. Decides nothing.
import type { Gate, Handoff, MapTeam, Missing, PackageItem, Phrase, TeamNow } from '../api/types';

// A rule of the package itself; the line of items shows those.
const ofPackage = (gate: Gate): boolean => gate.rule.startsWith('handoff_package.');

// What is still to be answered, in the order of the package.
export function missing(handoff: Handoff): PackageItem[] {
  return handoff.items.filter((item) => item.state === 'missing');
}

// The same, then what else a rule asks for and does not travel itself.
export function holes(handoff: Handoff): PackageItem[] {
  const asks = (handoff.asks ?? []).map(
    (field): PackageItem => ({ id: field.id, label: field.label, state: 'missing', field }),
  );
  return [...missing(handoff), ...asks];
}

// What is none can be said of what travels alone.
export function travels(handoff: Handoff, item: PackageItem): boolean {
  return handoff.items.some((one) => one.id === item.id);
}

export function filled(handoff: Handoff): number {
  return handoff.items.filter((item) => item.state !== 'missing').length;
}

// The sentences that are read out: the item of the package that has a place of its own.
export function story(handoff: Handoff): PackageItem | undefined {
  if (!handoff.story) return undefined;
  return handoff.items.find((item) => item.field?.type === 'text' && item.text === handoff.story);
}

export function needs(handoff: Handoff): Gate[] {
  return handoff.needs.filter((gate) => !ofPackage(gate));
}

// One thing that stands before the offer; a checkpoint among them can be ticked here.
export interface Todo {
  key: string;
  text: string;
  tick?: string;
  field?: string; // written down where the package is
}

export function todo(handoff: Handoff): Todo[] {
  const all = needs(handoff)
    .filter((gate) => !gate.met)
    .flatMap((gate): Todo[] =>
      gate.missing.length === 0 ? [{ key: gate.rule, text: gate.text }] : gate.missing.map(asTodo),
    );
  return all.filter((one, n) => all.findIndex((other) => other.key === one.key) === n);
}

function asTodo({ kind, id, label }: Missing): Todo {
  const key = `${kind} ${id ?? label}`;
  if (kind === 'checkpoint' && id) return { key, text: label, tick: id };
  return kind === 'field' && id ? { key, text: label, field: id } : { key, text: label };
}

// The latest question about each item, newest first.
export function asked(handoff: Handoff): Handoff['questions'] {
  const latest = new Map(handoff.questions.map((one) => [one.item, one]));
  return [...latest.values()].sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
}

// What helps now: phrases that ask for something missing, then those of the open procedure.
export function phrasesFor(
  handoff: Handoff | undefined,
  all: readonly Phrase[],
  own: readonly Phrase[],
): Phrase[] {
  const wanted = new Set((handoff ? holes(handoff) : []).map((item) => item.field?.id ?? item.id));
  const asking = all.filter((phrase) => phrase.asks.some((field) => wanted.has(field)));
  return [...asking, ...own.filter((phrase) => !asking.includes(phrase))];
}

export interface TeamRow {
  id: string;
  title: string;
  handles: string;
  outside: boolean;
  blind: boolean;
  now: TeamNow | undefined; // how it stands, where that is known
}

// The teams of the map in its order, with how they stand now.
export function teamRows(teams: readonly MapTeam[], now: readonly TeamNow[]): TeamRow[] {
  return teams.map(({ id, title, handles, outside, blind }) => ({
    id,
    title,
    handles: handles ?? '',
    outside,
    blind,
    now: now.find((one) => one.id === id),
  }));
}

// Over for its sender: it can be drafted anew, for the same team or another.
export function cameBack(handoff: Handoff | undefined): boolean {
  return ['returned', 'expired', 'withdrawn'].includes(handoff?.state ?? '');
}
