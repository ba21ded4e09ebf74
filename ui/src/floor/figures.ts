// The day's numbers as the floor shows them: each a headline and what is beside it, with the counts of the
// row whose contacts stand behind each.
import type { NumbersRow } from '../api/types';
import { clock } from '../format';
import { words } from '../words';
import { percent } from './board';

type Count = {
  [Name in keyof NumbersRow]-?: Required<NumbersRow>[Name] extends number
    ? Name extends `${string}_ms` | `${string}_percent`
      ? never
      : Name
    : never;
}[keyof NumbersRow];

export interface Beside {
  text: string;
  name?: string; // in words.numbers.behindOf; what its contacts are
  behind?: Count[];
}
export interface Figure {
  id: string; // in words.numbers.figures
  value: string;
  more: Beside[];
  behind?: Count[];
}

export const dash = '–';
const time = (ms: number | undefined): string => (ms === undefined ? dash : clock(ms));
const share = (part: number, whole: number): string => {
  const found = percent(part, whole);
  return found === null ? '' : words.numbers.percent(found);
};

const text = (what: string): Beside[] => (what ? [{ text: what }] : []);
const beside = (what: string, name: Count): Beside => ({ text: what, name, behind: [name] });
const count = (row: NumbersRow, name: Count): Figure => ({
  id: name,
  value: String(row[name]),
  more: [],
  behind: [name],
});

export function figures(row: NumbersRow, serviceLevelMs: number, waiting = 0): Figure[] {
  const say = words.numbers;
  const transfers = row.transfers_warm + row.transfers_blind + row.transfers_outside;
  const due = row.kept + row.overdue;
  const inLevel = share(row.in_service_level, row.offered);
  return [
    { ...count(row, 'offered'), more: text(waiting > 0 ? say.waiting(waiting) : '') },
    {
      ...count(row, 'answered'),
      more: inLevel
        ? [beside(say.inLevel(inLevel, Math.round(serviceLevelMs / 1000)), 'in_service_level')]
        : [],
    },
    { ...count(row, 'abandoned'), more: text(share(row.abandoned, row.offered)) },
    {
      id: 'asa',
      value: time(row.asa_ms),
      more: text(row.longest_wait_ms === undefined ? '' : say.longest(clock(row.longest_wait_ms))),
      behind: ['answered'],
    },
    count(row, 'handled'),
    {
      id: 'aht',
      value: time(row.aht_ms),
      more: text(
        row.aht_ms === undefined
          ? ''
          : say.parts(time(row.talk_ms), time(row.hold_ms), time(row.acw_ms)),
      ),
      behind: ['handled'],
    },
    ...(row.occupancy_percent === undefined
      ? []
      : [{ id: 'occupancy', value: say.percent(row.occupancy_percent), more: [] }]),
    {
      id: 'fcr',
      value: row.fcr_percent === undefined ? dash : say.percent(row.fcr_percent),
      more: [beside(say.repeats(row.repeats), 'repeats')],
    },
    {
      id: 'verified',
      value: share(row.verified, row.verified + row.failed) || dash,
      more: [
        beside(say.passed(row.verified), 'verified'),
        beside(say.failed(row.failed), 'failed'),
        beside(say.exceptions(row.exceptions), 'exceptions'),
      ],
      behind: ['verified', 'failed'],
    },
    {
      id: 'transfers',
      value: String(transfers),
      more: [
        beside(say.warm(row.transfers_warm), 'transfers_warm'),
        beside(say.blind(row.transfers_blind), 'transfers_blind'),
        beside(say.outside(row.transfers_outside), 'transfers_outside'),
        beside(say.returned(row.returned), 'returned'),
      ],
      behind: ['transfers_warm', 'transfers_blind', 'transfers_outside'],
    },
    count(row, 'escalated'),
    { ...count(row, 'drops'), more: [beside(say.recovered(row.recovered), 'recovered')] },
    {
      id: 'kept',
      value: share(row.kept, due) || dash,
      more: [
        beside(say.promised(row.promised), 'promised'),
        beside(say.kept(row.kept), 'kept'),
        beside(say.late(row.overdue), 'overdue'),
      ],
      behind: ['kept', 'overdue'],
    },
    { ...count(row, 'gates_refused'), id: 'gates' },
    count(row, 'not_recorded'),
    count(row, 'short'),
  ];
}

interface Column {
  id: string;
  of: (row: NumbersRow) => string;
  behind?: Count[];
}
const counted = (id: Count): Column => ({ id, of: (row) => String(row[id]), behind: [id] });
// The columns of a table by half-hour, team, agent or reason. No order by a person's handle time.
export const columns: Column[] = [
  counted('offered'),
  counted('answered'),
  counted('abandoned'),
  { id: 'asa', of: (row) => time(row.asa_ms), behind: ['answered'] },
  counted('handled'),
  { id: 'aht', of: (row) => time(row.aht_ms), behind: ['handled'] },
  {
    id: 'occupancy',
    of: (row) => (row.occupancy_percent === undefined ? dash : `${row.occupancy_percent} %`),
  },
  {
    id: 'transfers',
    of: (row) => String(row.transfers_warm + row.transfers_blind + row.transfers_outside),
    behind: ['transfers_warm', 'transfers_blind', 'transfers_outside'],
  },
  counted('drops'),
  { id: 'fcr', of: (row) => (row.fcr_percent === undefined ? dash : `${row.fcr_percent} %`) },
];
