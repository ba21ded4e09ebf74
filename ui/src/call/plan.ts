// Which digit stands for what now: the open choice first, then the phrases, never one twice. And
// which letter opens which road. Reads the guidance in its own order and decides nothing.
import type { Cue, Field, Guidance, Phrase, Request, Intent, TriedView } from '../api/types';
import type { Lettered } from '../keys';

export interface Digit {
  name: string; // `phrase:ID`, `answer:ID` …
  run: () => void;
}

export interface Letter extends Lettered {
  run: () => void;
}

export const digitsMax = 10;

// What one typed text may have; the server says the last word.
export const textLengthMax = 4_000;
export const lineLengthMax = 200;

// Everything that may be said now, what is nearest to the moment first.
export function phrasesOf(guidance: Guidance): Phrase[] {
  const running = guidance.actions.filter((action) => action.started && !action.finished);
  const own = guidance.procedure?.action;
  const lists = [
    ...guidance.cues.filter((cue) => cue.noticed).map((cue) => cue.say),
    guidance.procedure?.say ?? [],
    own?.say ?? [],
    ...running.map((action) => action.say),
    guidance.phrases,
  ];
  const seen = new Set<string>();
  return lists.flat().filter((phrase) => !seen.has(phrase.id) && seen.add(phrase.id));
}

// The field that the next best action asks for, where it can be filled here.
export function nextField(guidance: Guidance): string | null {
  const first = guidance.next[0];
  return first?.kind === 'field' &&
    first.id &&
    guidance.fields.some((field) => field.id === first.id)
    ? first.id
    : null;
}

// The one request that is left, with the outcome that is proposed for it: finishing takes that.
export function proposal(
  guidance: Guidance,
): { request: number; id: string; title: string } | null {
  const open = guidance.requests.filter((request) => !request.disposition);
  const [only] = open;
  if (guidance.phase !== 'after_call' || open.length !== 1 || !only?.proposed) return null;
  const title = only.dispositions.find((one) => one.id === only.proposed)?.label ?? only.proposed;
  return { request: only.number, id: only.proposed, title };
}

// The request whose outcome is chosen next.
export function undisposed(guidance: Guidance): Request | undefined {
  const open = guidance.requests.filter((request) => !request.disposition);
  return open.find((request) => request.current) ?? open[0];
}

export function isChoice(field: Field | undefined): field is Field {
  return (
    field !== undefined && (field.type === 'choice' || field.type === 'choices') && !field.locked
  );
}

// More choices than this do not get buttons but a list.
export const choiceButtonsMax = 9;

// A decision point comes on top of what is open; another procedure takes its place.
export function opening(guidance: Guidance, procedure: string): Intent {
  const road = guidance.roads.find((one) => one.id === procedure);
  const instead = guidance.procedure && road && !road.decision_point && !road.open;
  return { do: instead ? 'switch' : 'open', procedure };
}

// Where the key of a cue that is noticed leads: the road that it opens has one already, and a name.
export function wayOf(guidance: Guidance, cue: Cue): { id: string; title?: string } {
  const road = guidance.roads.find((one) => one.id === cue.opens && one.decision_point);
  if (!road || road.open) return { id: `cue:${cue.id}` };
  return { id: `road:${road.id}`, title: road.title };
}

export interface Tried {
  text: string;
  outcome?: string | undefined;
  times: number;
}

// How many lines what was tried takes at a glance.
export const triedShown = 3;

// What was tried, one line for what was tried again with the same outcome, the latest last.
export function triedSoFar(tried: readonly TriedView[]): Tried[] {
  const found: Tried[] = [];
  for (const { text, outcome } of tried) {
    const same = found.findIndex((one) => one.text === text && one.outcome === outcome);
    const times = same < 0 ? 1 : found.splice(same, 1)[0]!.times + 1;
    found.push({ text, outcome, times });
  }
  return found;
}

// Decision points, and cues that are likely here: those that open one of them are that one. What is
// noticed keeps its letter, which then opens where it leads.
export function roadsOf(
  guidance: Guidance,
): (Lettered & { why?: string | undefined; noticed?: boolean })[] {
  const roads = guidance.roads
    .filter((road) => road.decision_point)
    .map((road) => ({
      id: `road:${road.id}`,
      title: road.notice ?? road.title,
      key: road.key,
      why: road.why,
    }));
  const cues = guidance.cues
    .filter((cue) => (cue.noticed ? cue.opens !== undefined : cue.likely_here))
    .filter((cue) => !roads.some((road) => road.id === `road:${cue.opens}`))
    .map((cue) => ({
      id: `cue:${cue.id}`,
      title: cue.notice,
      key: cue.key,
      why: cue.then,
      noticed: cue.noticed,
    }));
  return [...roads, ...cues];
}
