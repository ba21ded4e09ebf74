// The day's numbers as the floor shows them: each a headline, what is beside it, and the member of the
// row whose contacts stand behind it.
import type { NumbersRow } from '../api/types';
import { clock } from '../format';
import { words } from '../words';
import { percent } from './board';

export interface Figure {
  id: string; // in words.numbers.figures
  value: string;
  more: string;
  behind?: keyof NumbersRow;
}

const dash = '–';
const time = (ms: number | undefined): string => (ms === undefined ? dash : clock(ms));
const share = (part: number, whole: number): string => {
  const found = percent(part, whole);
  return found === null ? '' : words.numbers.percent(found);
};

export function figures(row: NumbersRow, serviceLevelMs: number, waiting = 0): Figure[] {
  const say = words.numbers;
  const transfers = row.transfers_warm + row.transfers_blind + row.transfers_outside;
  const due = row.kept + row.overdue;
  const inLevel = share(row.in_service_level, row.offered);
  return [
    {
      id: 'offered',
      value: String(row.offered),
      more: waiting > 0 ? say.waiting(waiting) : '',
      behind: 'offered',
    },
    {
      id: 'answered',
      value: String(row.answered),
      more: inLevel ? say.inLevel(inLevel, Math.round(serviceLevelMs / 1000)) : '',
      behind: 'answered',
    },
    {
      id: 'abandoned',
      value: String(row.abandoned),
      more: share(row.abandoned, row.offered),
      behind: 'abandoned',
    },
    {
      id: 'asa',
      value: time(row.asa_ms),
      more: row.longest_wait_ms === undefined ? '' : say.longest(clock(row.longest_wait_ms)),
    },
    { id: 'handled', value: String(row.handled), more: '', behind: 'handled' },
    {
      id: 'aht',
      value: time(row.aht_ms),
      more:
        row.aht_ms === undefined
          ? ''
          : say.parts(time(row.talk_ms), time(row.hold_ms), time(row.acw_ms)),
    },
    ...(row.occupancy_percent === undefined
      ? []
      : [{ id: 'occupancy', value: say.percent(row.occupancy_percent), more: '' }]),
    {
      id: 'fcr',
      value: row.fcr_percent === undefined ? dash : say.percent(row.fcr_percent),
      more: say.repeats(row.repeats),
      behind: 'repeats',
    },
    {
      id: 'verified',
      value: share(row.verified, row.verified + row.failed) || dash,
      more: say.checks(row.failed, row.exceptions),
      behind: 'verified',
    },
    {
      id: 'transfers',
      value: String(transfers),
      more: say.kinds(row.transfers_warm, row.transfers_blind, row.transfers_outside, row.returned),
      behind: 'transfers_warm',
    },
    { id: 'escalated', value: String(row.escalated), more: '', behind: 'escalated' },
    { id: 'drops', value: String(row.drops), more: say.recovered(row.recovered), behind: 'drops' },
    {
      id: 'kept',
      value: share(row.kept, due) || dash,
      more: say.late(row.overdue),
      behind: 'overdue',
    },
    { id: 'gates', value: String(row.gates_refused), more: '', behind: 'gates_refused' },
    { id: 'not_recorded', value: String(row.not_recorded), more: '', behind: 'not_recorded' },
    { id: 'short', value: String(row.short), more: '', behind: 'short' },
  ];
}

// The columns of a table by half-hour, team, agent or reason. No order by a person's handle time.
export const columns: { id: string; of: (row: NumbersRow) => string }[] = [
  { id: 'offered', of: (row) => String(row.offered) },
  { id: 'answered', of: (row) => String(row.answered) },
  { id: 'abandoned', of: (row) => String(row.abandoned) },
  { id: 'asa', of: (row) => time(row.asa_ms) },
  { id: 'handled', of: (row) => String(row.handled) },
  { id: 'aht', of: (row) => time(row.aht_ms) },
  {
    id: 'occupancy',
    of: (row) => (row.occupancy_percent === undefined ? dash : `${row.occupancy_percent} %`),
  },
  {
    id: 'transfers',
    of: (row) => String(row.transfers_warm + row.transfers_blind + row.transfers_outside),
  },
  { id: 'drops', of: (row) => String(row.drops) },
  { id: 'fcr', of: (row) => (row.fcr_percent === undefined ? dash : `${row.fcr_percent} %`) },
];
