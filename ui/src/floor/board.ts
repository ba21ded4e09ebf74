// What the boards show of the floor: for each map its stages in order, and in each the contacts that
// are longest in it, or where there are many, those beyond the usual time or owing. Pure; the screen
// only draws it.
import type { Floor, FloorBoard, LiveContact, Need } from '../api/types';

export const shownMax = 14; // as many as fit a column; beyond that only what needs a look
const lookedAtMax = 30; // no column is longer than this

export interface Row {
  contact: string;
  one: LiveContact;
  needs: number[]; // places in the list of what needs a person, from 1
}

export interface Column {
  id: string;
  title: string;
  count: number;
  rows: Row[];
  more: number;
}

// The stages of one map.
export interface Board {
  id: string;
  title: string;
  columns: Column[];
}

export interface Filter {
  text: string;
  people: ReadonlySet<string> | null; // ids of those shown; null: everybody
}

export const everything: Filter = { text: '', people: null };

const since = (one: LiveContact): number => Date.parse(one.stage_since ?? one.started);

function fits(one: LiveContact, filter: Filter): boolean {
  if (filter.people && !(one.agent && filter.people.has(one.agent.id))) return false;
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  const text = `${one.agent?.display_name ?? ''} ${one.label ?? ''} ${one.reference}`.toLowerCase();
  const bare = one.reference.replace(/\W/g, '').toLowerCase();
  return words.every(
    (word) => text.includes(word) || bare.includes(word.replace(/\W/g, '') || '\n'),
  );
}

// Which numbers of the list a contact has.
export function places(needs: readonly Need[]): Map<string, number[]> {
  const found = new Map<string, number[]>();
  needs.forEach((need, n) => found.set(need.contact, [...(found.get(need.contact) ?? []), n + 1]));
  return found;
}

export function needsLook(row: Row): boolean {
  return row.one.over_usual || row.one.owes > 0 || row.needs.length > 0;
}

// Maps that nobody is on take no room; with nobody on any, the first shows its empty stages.
export function boards(floor: Floor, filter: Filter = everything): Board[] {
  const busy = new Set(floor.live.map((one) => one.map));
  const shown = floor.boards.filter(({ map }) => busy.has(map.id));
  return (shown.length > 0 ? shown : floor.boards.slice(0, 1)).map(({ map, stages }) => ({
    ...map,
    columns: columns(floor, map.id, stages, filter),
  }));
}

function columns(
  floor: Floor,
  map: string,
  stages: FloorBoard['stages'],
  filter: Filter,
): Column[] {
  const numbers = places(floor.needs);
  const byStage = new Map<string, Row[]>(stages.map((stage) => [stage.id, []]));
  for (const one of floor.live) {
    if (one.map !== map || !fits(one, filter)) continue;
    const row = { contact: one.contact, one, needs: numbers.get(one.contact) ?? [] };
    byStage.get(one.stage)?.push(row);
  }
  return stages.map(({ id, title }) => {
    const all = (byStage.get(id) ?? []).sort((a, b) => since(a.one) - since(b.one));
    const rows = all.length <= shownMax ? all : all.filter(needsLook).slice(0, lookedAtMax);
    return { id, title, count: all.length, rows, more: all.length - rows.length };
  });
}

// How much of the usual time is used, 0 to 1.5; without a usual time nothing.
export function share(one: LiveContact, now: number): number {
  if (!one.usual_ms) return 0;
  return Math.min(1.5, Math.max(0, now - since(one)) / one.usual_ms);
}

export function inStageMs(one: LiveContact, now: number): number {
  return Math.max(0, now - since(one));
}

// A day's number behind which there are contacts, and the part of a whole in per cent.
export function percent(part: number, whole: number): number | null {
  return whole > 0 ? Math.round((100 * part) / whole) : null;
}
