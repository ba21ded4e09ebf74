// When something is due: the usual answers as points in time, and how far away a point is.
export interface Preset {
  id: 'hours' | 'today' | 'next' | 'second';
  at: Date;
}

const hourMs = 3_600_000;
const dayEndsAt = 17; // by the clock of the person who promises
const latestTodayMs = hourMs / 2; // less than this before the day ends, today is no answer

function working(day: Date): boolean {
  return day.getDay() !== 0 && day.getDay() !== 6;
}

function endOf(day: Date): Date {
  const end = new Date(day);
  end.setHours(dayEndsAt, 0, 0, 0);
  return end;
}

// The end of the n-th working day after this one.
export function workingDay(from: Date, n: number): Date {
  const day = new Date(from);
  for (let left = n; left > 0; ) {
    day.setDate(day.getDate() + 1);
    if (working(day)) left -= 1;
  }
  return endOf(day);
}

export function presets(now: Date): Preset[] {
  const today = endOf(now);
  const soon = new Date(Math.ceil((now.getTime() + 2 * hourMs) / 60_000) * 60_000);
  return [
    { id: 'hours', at: soon },
    ...(working(now) && today.getTime() - now.getTime() >= latestTodayMs
      ? [{ id: 'today', at: today } as const]
      : []),
    { id: 'next', at: workingDay(now, 1) },
    { id: 'second', at: workingDay(now, 2) },
  ];
}

// Late ones first and the latest of them on top, then by time; without a time last.
export function byDue<T extends { due?: string; overdue: boolean }>(list: readonly T[]): T[] {
  const time = (one: T) => (one.due ? Date.parse(one.due) : Infinity);
  return [...list].sort((a, b) => Number(b.overdue) - Number(a.overdue) || time(a) - time(b));
}
