// What the screen shows of a refusal, of what waits to be acknowledged, and of where the call is.
import type { ContactView, Intent, Missing, Refusal } from '../api/types';
import type { Entry } from '../outbox';

// What the foot says instead of the gates.
export interface Told {
  lead: string;
  rule?: string | undefined;
  text: string;
  because?: string | undefined;
  missing: readonly Missing[];
  subject?: string | undefined;
}

// Shown before the server has answered: each is taken back if it says no.
export interface Waiting {
  ticks: ReadonlyMap<string, boolean>;
  said: ReadonlySet<string>;
  values: ReadonlyMap<string, string>;
  tried: readonly string[];
  count: number;
}

export function toldBy(refusal: Refusal): Told {
  const { sentence, because, missing, subject, rule } = refusal;
  return { lead: '', text: sentence, because, missing, subject, rule };
}

export function collect(entries: readonly Entry[]): Waiting {
  const ticks = new Map<string, boolean>();
  const said = new Set<string>();
  const values = new Map<string, string>();
  const tried: string[] = [];
  for (const { body } of entries) {
    const intent = body as Intent;
    if (intent.do === 'tick') ticks.set(intent.checkpoint, true);
    else if (intent.do === 'untick') ticks.set(intent.checkpoint, false);
    else if (intent.do === 'say') said.add(intent.phrase);
    else if (intent.do === 'fill') values.set(intent.field, intent.value);
    else if (intent.do === 'clear') values.set(intent.field, '');
    else if (intent.do === 'try') tried.push(intent.text);
  }
  return { ticks, said, values, tried, count: entries.length };
}

// At another stage, or at the work after the call.
export function isElsewhere(before: ContactView, now: ContactView): boolean {
  const [was, is] = [before.guidance, now.guidance];
  return was.stage !== is.stage || was.phase !== is.phase;
}

// Where the call is; when that changes, the next action is what is looked for.
export function placeOf(view: ContactView): string {
  const { phase, stage, procedure } = view.guidance;
  return `${phase} ${stage} ${procedure?.id ?? ''} ${procedure?.step ?? ''}`;
}
