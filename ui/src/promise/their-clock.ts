// What the customer's clock shows, where it is not ours.
import type { ClockSpan } from '../api/types';

const minuteMs = 60_000;
const time = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
  timeZone: 'UTC',
});
const dayAndTime = new Intl.DateTimeFormat(undefined, {
  weekday: 'short',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
  timeZone: 'UTC',
});

function aheadAt(clock: readonly ClockSpan[], at: number): number | undefined {
  return clock.find((span) => !span.until || at < Date.parse(span.until))?.ahead_minutes;
}

// With the day where theirs is not ours. Null: it shows what ours shows, or nobody knows.
export function theirTime(
  clock: readonly ClockSpan[] | undefined,
  at: string | number,
  oursAhead = (moment: number) => -new Date(moment).getTimezoneOffset(),
): string | null {
  const moment = new Date(at).getTime();
  const theirs = aheadAt(clock ?? [], moment);
  const ours = oursAhead(moment);
  if (theirs === undefined || theirs === ours) return null;
  const day = (ahead: number) => Math.floor((moment + ahead * minuteMs) / 86_400_000);
  const shown = new Date(moment + theirs * minuteMs);
  return day(theirs) === day(ours) ? time.format(shown) : dayAndTime.format(shown);
}
