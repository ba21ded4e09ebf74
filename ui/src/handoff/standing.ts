// How a team stands, in words: who is free there and how long it takes.
import { clock, shortly } from '../format';
import { words } from '../words';
import type { TeamRow } from './plan';

export function standing(row: Pick<TeamRow, 'outside' | 'now'>): string {
  const { now } = row;
  if (row.outside) return [words.handoff.outside, now?.number].filter(Boolean).join(', ');
  if (!now) return '';
  if (!now.open)
    return [
      words.handoff.closed,
      now.opens ? words.handoff.opens(shortly(now.opens, Date.now())) : '',
    ]
      .filter(Boolean)
      .join(', ');
  if (now.signed_in === 0)
    return now.skills ? words.handoff.nobodyWith(now.skills) : words.handoff.nobody;
  const free =
    now.free > 0 ? words.handoff.free(now.free) : words.handoff.nobodyFree(now.signed_in);
  return [free, wait(now.expected_wait_ms, now.waiting)].filter(Boolean).join(', ');
}

function wait(ms: number | undefined, waiting: number): string {
  if (ms === undefined) return waiting > 0 ? words.handoff.queue(waiting) : '';
  return ms < 1000 ? words.handoff.noWait : words.handoff.wait(clock(ms));
}

// Nobody there would take it now.
export function isShut(row: Pick<TeamRow, 'outside' | 'now'>): boolean {
  return !row.outside && row.now !== undefined && (!row.now.open || row.now.signed_in === 0);
}
