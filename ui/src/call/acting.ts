// What of a contact's screen depends on the kind of command alone: which wait for the server, which
// panel a procedure's end opens, how long what ends something has to have stood.
import type { ContactView, Intent } from '../api/types';

// What stands in the place of the stage, which waits.
export type Panel = 'transfer' | 'schedule' | 'promise';
const panelOf: Readonly<Record<string, Panel>> = {
  hand_over: 'transfer',
  callback: 'schedule',
  follow_up: 'promise',
};

// What ends something acts only when what it ends has stood this long: nobody hangs up with the
// second of two quick presses.
export const settledMs = 1500;
// How often a contact is read again that somebody else holds: no event tells of it.
export const othersEveryMs = 5000;

// These show only what the server has decided, so they are not sent into the blue.
export const needsServer: ReadonlySet<Intent['do']> = new Set([
  'go',
  'finish',
  'open',
  'answer',
  'revisit',
  'switch',
  'ask_again',
  'leave',
  'dispose',
  'undispose',
  'open_request',
  'switch_request',
  'prioritise',
  'exception',
  'speaks',
  'hand_over',
  'offer_handoff',
  'withdraw_handoff',
  'handed_outside',
  'schedule_callback',
  'callback_result',
  'withdraw_callback',
  'release',
  'take',
  'take_over',
]);

// The panel as the view leaves it: a procedure ended where something is asked for, or with a handoff
// drafted, opens it once, and it closes when that is done.
export function panelAfter(
  panel: Panel | null,
  before: ContactView | null,
  view: ContactView,
): Panel | null {
  const { asks_for: asks, handoff, phase } = view.guidance;
  const asked = before?.guidance.asks_for;
  if (!view.mine) return null;
  let next = panel;
  const drafted = (of: ContactView) => of.guidance.handoff?.state === 'drafted';
  if (before && !drafted(before) && drafted(view)) next = 'transfer';
  else if (asks && asks !== asked) next = panelOf[asks] ?? null;
  else if (!asks && asked && panel === panelOf[asked] && panel !== 'transfer') next = null;
  if (next === 'transfer' && (handoff?.state === 'accepted' || phase !== 'live')) next = null;
  return next;
}
