// One contact on the screen: the view as the server last told it, what waits to be acknowledged,
// what is being typed, what was refused. Sends commands through the outbox; holds no call logic.
import { getContext, setContext, tick } from 'svelte';
import { ApiProblem } from '../api/client';
import type {
  Candidate,
  ContactView,
  Field,
  Intent,
  Missing,
  Observation,
  Outcome,
  Phrase,
  Problem,
} from '../api/types';
import type { App } from '../app.svelte';
import { Drafts } from '../drafts';
import { clock } from '../format';
import { letters } from '../keys';
import type { Entry, Settled } from '../outbox';
import { words } from '../words';
import { needsServer, othersEveryMs, panelAfter, settledMs, type Panel } from './acting';
import { focusOn, leaveField, leaveForTheTop, toTheTop, typing } from './focus';
import {
  choiceButtonsMax,
  digitsMax,
  isChoice,
  nextField,
  phrasesOf,
  proposal,
  roadsOf,
  opening,
  undisposed,
  type Digit,
  type Letter,
} from './plan';
import { collect, isElsewhere, placeOf, toldBy, type Told, type Waiting } from './told';

const key = Symbol('call');
export const provideCall = (call: CallState): CallState => setContext(key, call);
export const useCall = (): CallState => getContext<CallState>(key);

export type { Panel };
export type Sheet = 'lookup' | 'end' | 'keys' | 'customer' | 'same' | 'settings';

export class CallState {
  view = $state.raw<ContactView | null>(null);
  unsaved = $state.raw<{ label: string; text: string }[]>([]); // as somebody else took it
  later = $state.raw<ContactView | null>(null); // another stage; shown when the field is left
  gone = $state(false);
  told = $state.raw<Told | null>(null);
  fieldErrors = $state.raw<ReadonlyMap<string, string>>(new Map());
  sheet = $state<Sheet | null>(null);
  askOpen = $state(false); // the agent asked for the verification before its stage
  openChoice = $state<string | null>(null); // field whose choices have the focus, so the digits
  placed = $state<string | null>(null); // field that stands under the next action
  sheetDigits = $state.raw<Digit[]>([]); // an open sheet takes all digits
  sheetLetters = $state.raw<Letter[]>([]); // and its letters come first
  panel = $state<Panel | null>(null);
  panelDigits = $state.raw<Digit[]>([]); // what stands in the place of the stage has the keys
  panelLetters = $state.raw<Letter[]>([]);
  compareTyped: (() => Promise<void>) | null = null; // the form of the check, while it stands
  readonly drafts: Drafts;
  private offset = 0; // server time minus ours
  private placedAt = 0; // when the place that is shown was come to, by the clock of the page
  private reading = false;
  private readAgain = false;
  private timer = 0;
  private readonly stop: () => void;

  constructor(
    readonly app: App,
    readonly id: string,
  ) {
    this.drafts = new Drafts(sessionStorage, id);
    this.stop = app.listen({
      contact: (event) => {
        if (event.contact === id && (event.version ?? Infinity) > this.version) void this.read();
      },
      anew: () => void this.read(),
      settled: (entry, outcome) => this.settled(entry, outcome),
    });
    void this.read();
  }

  close(): void {
    this.stop();
    clearTimeout(this.timer);
  }

  get now(): number {
    return this.app.now + this.offset;
  }

  get version(): number {
    return Math.max(this.view?.version ?? -1, this.later?.version ?? -1);
  }

  get guidance(): ContactView['guidance'] {
    return this.view!.guidance;
  }

  waiting: Waiting = $derived.by(() => {
    const entries = this.app.waiting.filter((entry) => entry.contact === this.id);
    return collect(entries);
  });

  phrases = $derived.by(() => (this.view ? phrasesOf(this.view.guidance) : []));

  // The line is gone and a call back is the next thing: its card stands in the place of the stage.
  callingBack = $derived.by(() => {
    const { callback, line, phase } = this.view?.guidance ?? {};
    const open = callback?.state === 'trying' || (callback?.state === 'due' && line === 'dropped');
    return open && phase === 'live' ? callback : undefined;
  });

  inPanel = $derived.by(() => this.panel !== null || this.callingBack !== undefined);

  // What the digits do now, in order.
  digits: Digit[] = $derived.by(() => {
    if (!this.view?.mine) return [];
    if (this.sheet && (this.sheetDigits.length > 0 || this.sheetLetters.length > 0))
      return this.sheetDigits.slice(0, digitsMax);
    if (this.inPanel) {
      const open = this.openFieldDigits();
      const others = this.panelDigits.filter((one) => !one.name.startsWith('choice:'));
      return (open.length > 0 ? [...open, ...others] : this.panelDigits).slice(0, digitsMax);
    }
    return [...this.choiceDigits(), ...this.phraseDigits(this.phrases)].slice(0, digitsMax);
  });

  phraseDigits(phrases: readonly Phrase[]): Digit[] {
    return phrases.map((one) => ({ name: `phrase:${one.id}`, run: () => this.say(one) }));
  }

  digitOf(name: string): string | undefined {
    const place = this.digits.findIndex((one) => one.name === name);
    return place < 0 ? undefined : String((place + 1) % 10);
  }

  // What the letters open or choose now. The same thing keeps its letter for the whole call.
  letters: ReadonlyMap<string, Letter & { char: string }> = $derived.by(() => {
    const given = new Map<string, Letter & { char: string }>();
    if (!this.view?.mine) return given;
    const owns = this.sheetLetters.length > 0;
    // While it rings, the only key that matters answers the call.
    if (!owns && this.guidance.line === 'ringing') return given;
    // A road keeps its letter; what came of a step takes one that no road has.
    const stage = () =>
      this.inPanel ? this.panelLetters : [...this.roadLetters(), ...this.outcomeLetters()];
    const list = owns ? this.sheetLetters : stage();
    const chars = letters(list, this.app.keyboard.choices, owns);
    for (const one of list) {
      const char = chars.get(one.id);
      if (char) given.set(one.id, { ...one, char });
    }
    return given;
  });

  letterOf(id: string): string | undefined {
    return this.letters.get(id)?.char;
  }

  private roadLetters(): Letter[] {
    return roadsOf(this.guidance).map((road) => ({ ...road, run: () => this.take(road.id) }));
  }

  // What came of the step tried last; signs, where the map wishes no letter: the roads need those.
  private outcomeLetters(): Letter[] {
    if (!this.unjudged) return [];
    return this.guidance.outcomes.map((one, n) => ({
      id: `outcome:${one.id}`,
      title: one.label,
      key: one.key ?? '><^*'[n],
      run: () => this.unjudged && this.judge(this.unjudged.step, one.id),
    }));
  }

  // A road or a cue, by what `roadsOf` calls it.
  take(id: string): void {
    const [kind, name] = [id.slice(0, id.indexOf(':')), id.slice(id.indexOf(':') + 1)];
    const cue = kind === 'cue' && this.guidance.cues.find((one) => one.id === name);
    const opens = cue && cue.noticed ? cue.opens : undefined;
    if (cue && !opens) void this.do({ do: 'notice', cue: name });
    else void this.do(opening(this.guidance, opens ?? name));
  }

  // The choices of the field that has the focus.
  private openFieldDigits(): Digit[] {
    const focused = this.shownFields().find((field) => field.id === this.openChoice);
    return isChoice(focused) ? this.fieldDigits(focused) : [];
  }

  private choiceDigits(): Digit[] {
    const guidance = this.guidance;
    const open = this.openFieldDigits();
    if (open.length > 0) return open;
    const procedure = guidance.procedure;
    if (procedure && procedure.answers.length > 0) {
      return procedure.answers.map((one) => ({
        name: `answer:${one.id}`,
        run: () => this.answer(one.id),
      }));
    }
    const placed = guidance.fields.find((field) => field.id === this.placed);
    if (isChoice(placed)) return this.fieldDigits(placed);
    const request = guidance.phase === 'after_call' ? undisposed(guidance) : undefined;
    return (request?.dispositions ?? []).map((one) => ({
      name: `disposition:${one.id}`,
      run: () => this.dispose(request!.number, one.id),
    }));
  }

  fieldDigits(field: Field): Digit[] {
    if (field.type === 'choice' && field.choices.length > choiceButtonsMax) return [];
    return field.choices.map((one) => ({
      name: `choice:${field.id}:${one.id}`,
      run: () => this.choose(field, one.id),
    }));
  }

  // The step tried last that nobody has judged.
  get unjudged() {
    return this.guidance.tried.findLast((one) => !one.outcome);
  }

  judge(step: number, outcome: string): void {
    void this.do({ do: 'judge', step, outcome });
  }

  answer(answer: string): void {
    const procedure = this.guidance.procedure;
    if (!procedure) return;
    this.commitDrafts();
    void this.do({ do: 'answer', procedure: procedure.id, step: procedure.step, answer });
  }

  // What was typed comes first: a phrase may quote it, and an outcome may need it. The answer that
  // the phrase asks for is typed next.
  say(phrase: Phrase): void {
    this.commitDrafts();
    void this.do({ do: 'say', phrase: phrase.id });
    const asked = phrase.asks.find((id) =>
      this.shownFields().some((field) => field.id === id && !field.locked && !this.text(field)),
    );
    if (asked) this.focusField(asked);
  }

  dispose(request: number, disposition: string): void {
    this.commitDrafts();
    void this.do({ do: 'dispose', request, disposition });
  }

  // The only match by number is taken at once; otherwise the search opens, or closes.
  async findCustomer(): Promise<void> {
    if (this.sheet === 'customer') {
      this.sheet = null;
      return;
    }
    const taken = !this.view?.customer.chosen && (await this.takeOnlyMatch());
    if (!taken) this.sheet = 'customer';
  }

  // True when a customer is chosen afterwards.
  async takeOnlyMatch(): Promise<boolean> {
    const customer = this.view?.customer;
    if (!customer || customer.chosen) return customer?.chosen ?? false;
    if (!this.app.isLive || customer.candidates !== 1) return false;
    const path = `/contacts/${encodeURIComponent(this.id)}/candidates`;
    const found = await this.app.read<Candidate[]>(path).catch(() => []);
    const [only, ...others] = found;
    if (this.view?.customer.chosen) return true;
    if (!only || others.length > 0) return false;
    this.told = null;
    return (await this.send('customer', { customer: only.customer })).kind === 'done';
  }

  async hungUp(by: 'caller' | 'agent'): Promise<void> {
    await this.over(() => this.saw('hung_up', by));
  }

  async endEarly(ending: string): Promise<void> {
    await this.over(() => this.do({ do: 'end_early', ending }));
  }

  private async over(send: () => Promise<unknown>): Promise<void> {
    this.commitDrafts();
    this.sheet = null;
    await send();
    await tick();
    this.focusWhatIsAsked();
  }

  // At the last stage going on is hanging up. What is not quite plain is asked in the sheet.
  async goOnToTheEnd(): Promise<void> {
    if (this.guidance.line !== 'connected') this.sheet = 'end';
    else if (this.isSettled(words.out.hangUpAgain)) await this.hungUp('agent');
  }

  // Finishing takes the outcome that is proposed for the last request.
  async finish(): Promise<void> {
    const outcome = proposal(this.guidance);
    if (outcome && !this.isSettled(words.out.finishAgain(outcome.title))) return;
    this.commitDrafts();
    if (outcome) {
      const { request, id } = outcome;
      const settled = await this.do({ do: 'dispose', request, disposition: id });
      if (settled?.kind !== 'done') return;
    }
    await this.do({ do: 'finish' });
  }

  private isSettled(otherwise: string): boolean {
    if (performance.now() - this.placedAt >= settledMs) return true;
    this.told = { lead: '', text: otherwise, missing: [] };
    return false;
  }

  // Choosing what stands already takes it back; of several, each is on or off.
  choose(field: Field, choice: string): void {
    const standing = this.waiting.values.get(field.id) ?? field.value ?? '';
    const before = standing ? standing.split(',') : [];
    const chosen = before.includes(choice);
    const after =
      field.type === 'choices'
        ? field.choices
            .map((one) => one.id)
            .filter((id) => (id === choice ? !chosen : before.includes(id)))
        : [choice];
    const value = after.join(',');
    if (value === standing) return;
    const sent = this.do(
      value === '' ? { do: 'clear', field: field.id } : { do: 'fill', field: field.id, value },
    );
    const group = document.activeElement?.closest('[data-input]');
    if (field.type === 'choice' && group) void this.goOnFrom(group, sent);
  }

  // From a choice to what is asked for now, else from the record to the next empty input there. One
  // that was asked for only gives the focus back, so that single keys act again.
  private async goOnFrom(group: Element, sent: Promise<unknown>): Promise<void> {
    if (!group.closest('.next')) {
      if (!this.focusWhatIsAsked()) this.focusFirstEmpty(group);
      return;
    }
    (document.activeElement as HTMLElement).blur();
    await sent;
    await tick();
    if (document.activeElement === document.body) this.focusWhatIsAsked();
  }

  // Where a point in time lies in the call, as the notes and ticks show it.
  offsetOf(at: string | undefined): string {
    if (!at || !this.view) return '';
    return clock(Date.parse(at) - Date.parse(this.view.connected ?? this.view.started));
  }

  // ── commands ──

  async do(intent: Intent): Promise<Settled | null> {
    this.told = null;
    if (!this.app.isLive && needsServer.has(intent.do)) {
      this.told = { lead: words.call.notLive, text: words.call.waitsForServer, missing: [] };
      return null;
    }
    return this.send('intents', intent);
  }

  // The line went away. Where the map calls back, that begins here.
  async dropped(): Promise<void> {
    this.commitDrafts();
    this.panel = null;
    await this.saw('dropped');
  }

  async saw(saw: Observation['saw'], by?: 'caller' | 'agent' | 'line'): Promise<Settled> {
    this.told = null;
    return this.send('observations', by ? { saw, by } : { saw });
  }

  async go(stage: string): Promise<void> {
    leaveField();
    if (stage === this.guidance.stage) return;
    this.commitDrafts();
    await this.compareTyped?.();
    const before = this.guidance.stage;
    const settled = await this.do({ do: 'go', stage });
    if (settled?.kind !== 'done') return;
    await tick();
    if (this.view?.guidance.stage !== before) this.focusWhatIsAsked();
  }

  // Only what the next action asks for takes the focus: single keys go on acting elsewhere.
  focusWhatIsAsked(): boolean {
    const asks = !this.inPanel && this.guidance.next[0]?.kind === 'verify';
    return focusOn(
      document.querySelector<HTMLElement>(
        asks
          ? '.next .ask :is([data-input], button.go)'
          : '.next .asked [data-input][data-empty="true"]',
      ),
    );
  }

  send(what: string, body: unknown, kept = true): Promise<Settled> {
    return this.app.outbox!.add(
      this.id,
      `/contacts/${encodeURIComponent(this.id)}/${what}`,
      body,
      kept,
    );
  }

  // ── fields ──

  // What the field shows: typed, else on its way, else known.
  text(field: Field): string {
    return this.drafts.get(field.id) ?? this.waiting.values.get(field.id) ?? field.value ?? '';
  }

  type(field: Field, text: string): void {
    this.drafts.set(field.id, text, field.class === 'public');
    this.fieldError(field.id, null);
  }

  commit(field: Field, text: string): void {
    if (!this.view?.mine) return;
    const value = text.trim();
    const standing = this.waiting.values.get(field.id) ?? field.value ?? '';
    if (value === standing) {
      this.drafts.drop(field.id);
      return;
    }
    this.drafts.set(field.id, value, field.class === 'public');
    void this.do(
      value === '' ? { do: 'clear', field: field.id } : { do: 'fill', field: field.id, value },
    );
  }

  commitDrafts(): void {
    for (const field of this.shownFields()) {
      const draft = this.drafts.get(field.id);
      if (draft !== undefined) this.commit(field, draft);
    }
  }

  shownFields(): Field[] {
    const { fields, procedure, handoff, callback_number: number } = this.guidance;
    const items = (handoff?.items ?? []).flatMap((item) => item.field ?? []);
    const all = [...fields, ...(procedure?.document ?? []), ...items, ...(number ? [number] : [])];
    return all.filter((field, n) => all.findIndex((one) => one.id === field.id) === n);
  }

  private fieldError(field: string, sentence: string | null): void {
    const errors = new Map(this.fieldErrors);
    if (sentence) errors.set(field, sentence);
    else errors.delete(field);
    this.fieldErrors = errors;
  }

  focusField(id: string): boolean {
    const target = document.querySelector<HTMLElement>(
      `[data-field="${CSS.escape(id)}"] [data-input]`,
    );
    return focusOn(target);
  }

  // The first empty input after where the focus is, else from the top. False: none is empty.
  focusFirstEmpty(after?: Element | null): boolean {
    const inputs = [
      ...document.querySelectorAll<HTMLElement>('.stage [data-input][data-empty="true"]'),
    ];
    const others = inputs.filter((input) => input !== after && !after?.contains(input));
    const following = after
      ? others.find(
          (input) => after.compareDocumentPosition(input) & Node.DOCUMENT_POSITION_FOLLOWING,
        )
      : others[0];
    return focusOn(following ?? others[0] ?? null);
  }

  // Goes to what is missing, in another stage if need be.
  async goTo(missing: Missing): Promise<void> {
    this.told = null;
    if (this.inPanel && this.focusMissing(missing)) return;
    this.panel = null;
    const { phase, stage } = this.guidance; // after the call everything is done in one place
    if (phase === 'live' && missing.stage && missing.stage !== stage) {
      const settled = await this.do({ do: 'go', stage: missing.stage });
      if (settled?.kind !== 'done') return;
    }
    if (missing.kind === 'verification') this.askOpen = true;
    await tick();
    this.focusMissing(missing);
  }

  private focusMissing(missing: Missing): boolean {
    if (missing.kind === 'field' && missing.id && this.focusField(missing.id)) return true;
    if (missing.kind === 'verification')
      return focusOn(document.querySelector('.ask [data-input], .ask button'));
    const id = CSS.escape(`${missing.kind}-${missing.id ?? ''}`);
    return focusOn(document.querySelector<HTMLElement>(`#${id}`));
  }

  // ── what comes from the server ──

  async read(): Promise<void> {
    if (this.reading) {
      this.readAgain = true;
      return;
    }
    this.reading = true;
    try {
      this.accept(
        await this.app.read<ContactView>(`/contacts/${encodeURIComponent(this.id)}`),
        false,
      );
    } catch (failure) {
      if (failure instanceof ApiProblem && failure.status === 404) this.gone = true;
    } finally {
      this.reading = false;
      if (this.readAgain) {
        this.readAgain = false;
        void this.read();
      }
    }
  }

  accept(view: ContactView, own: boolean): void {
    if (view.version < this.version) return;
    this.offset = Date.parse(view.now) - Date.now();
    const elsewhere = this.view !== null && isElsewhere(this.view, view);
    const taken = this.view?.mine === true && !view.mine;
    if (taken) this.unsaved = this.drafts.unsent(this.shownFields());
    if (!own && elsewhere && !taken && typing()) {
      this.later = view;
      return;
    }
    this.show(view);
    if (taken) void tick().then(leaveForTheTop); // where it is told
  }

  // The field was left: what waited for it is shown.
  typingEnded(): void {
    if (typing()) return;
    if (this.later) this.show(this.later);
    else if (this.view) this.placed = nextField(this.view.guidance);
  }

  private show(view: ContactView): void {
    const away = this.view !== null && this.view.guidance.stage !== view.guidance.stage;
    if (!typing() || away) this.placed = nextField(view.guidance);
    if (away) this.askOpen = false;
    const moved = this.view !== null && placeOf(this.view) !== placeOf(view);
    if (moved || !this.view) this.placedAt = performance.now();
    this.panel = panelAfter(this.panel, this.view, view);
    this.view = view;
    if (moved && !typing()) void tick().then(toTheTop);
    this.later = null;
    this.gone = false;
    this.schedule(view);
  }

  // Read again when it changes by itself, and by whoever is told of nothing for it is not theirs.
  private schedule(view: ContactView): void {
    clearTimeout(this.timer);
    const { changes_at: at, phase } = view.guidance;
    const changes = at ? Date.parse(at) - (Date.now() + this.offset) + 150 : Infinity;
    const wait = Math.max(1000, view.mine || phase === 'closed' ? changes : othersEveryMs);
    if (wait === Infinity) return;
    this.timer = window.setTimeout(() => void this.read(), Math.min(wait, 2 ** 31 - 1));
  }

  private settled(entry: Entry, outcome: Settled): void {
    if (entry.contact !== this.id) return;
    const body = entry.body as Partial<Record<string, string>>;
    if (outcome.kind === 'refused') {
      this.refused(outcome.problem as Problem, body);
      void this.read();
      return;
    }
    if (body['do'] === 'fill' && body['field'] && this.drafts.get(body['field']) === body['value'])
      this.drafts.drop(body['field']);
    if (body['do'] === 'clear' && body['field'] && this.drafts.get(body['field']) === '')
      this.drafts.drop(body['field']);
    const view = (outcome.answer as Partial<Outcome> | undefined)?.view;
    if (view) this.accept(view, true);
  }

  private refused(problem: Problem, body: Partial<Record<string, string>>): void {
    const refusal = problem.refusal;
    if (body['do'] === 'fill' && body['field']) {
      this.fieldError(body['field'], refusal?.sentence ?? problem.detail ?? problem.title);
      if (refusal?.reason === 'invalid') return;
    }
    this.told = refusal
      ? toldBy(refusal)
      : { lead: problem.title, text: problem.detail ?? '', missing: [] };
  }
}
