// Times and lengths as people read them.

export function clock(ms: number): string {
  const total = Math.max(0, Math.floor(ms / 1000));
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor((total % 3600) / 60);
  const seconds = String(total % 60).padStart(2, '0');
  return hours > 0
    ? `${hours}:${String(minutes).padStart(2, '0')}:${seconds}`
    : `${minutes}:${seconds}`;
}

const timeOfDay = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});
const timeWithSeconds = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});
const dayAndTime = new Intl.DateTimeFormat(undefined, {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});
const day = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', year: 'numeric' });

export const time = (at: string | number): string => timeOfDay.format(new Date(at));
export const exactTime = (at: number): string => timeWithSeconds.format(new Date(at));
export const moment = (at: string): string => dayAndTime.format(new Date(at));
export const date = (at: string): string => day.format(new Date(at));

// A point in time as short as it is plain: the time today, else the day with it.
export function shortly(at: string, now: number): string {
  return date(at) === day.format(new Date(now)) ? time(at) : moment(at);
}

// Until when a lock stands, in the words of the day: an hour today, else a day too. Null: not any more.
export function lockedAt(until: string | undefined, now: number): string | null {
  if (!until || Date.parse(until) <= now) return null;
  const today = date(until) === day.format(new Date(now));
  return today ? time(until) : moment(until);
}

// What stands between the places where a long value may break: after an @, and within what is still
// too long after a dot or a dash.
export function pieces(value: string): string[] {
  if (!/\S{20}/.test(value)) return [value];
  return value
    .split(/(?<=@)/)
    .flatMap((part) => (/\S{24}/.test(part) ? part.split(/(?<=[._\-/])/) : [part]));
}

// For <input type="datetime-local">: the local time without a zone, and back.
export function localInput(at: Date): string {
  const shifted = new Date(at.getTime() - at.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 16);
}
