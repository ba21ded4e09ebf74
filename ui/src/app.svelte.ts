// What all screens share: who is signed in, the way to the server, the outbox, the live connection,
// the keyboard and the second hand. Made once in main.ts and handed down through the context.
import { getContext, setContext } from 'svelte';
import { ApiProblem, Client, Unreachable } from './api/client';
import type { Session, StreamEvent } from './api/types';
import { Keyboard } from './keyboard.svelte';
import { Live, type LiveState } from './live';
import { Outbox, randomKey, type Delivery, type Entry, type Settled } from './outbox';
import { Owners } from './promise/owners.svelte';
import { MyWork } from './work.svelte';

const key = Symbol('app');
export const provideApp = (app: App): App => setContext(key, app);
export const useApp = (): App => getContext<App>(key);

export interface Listener {
  contact?(event: StreamEvent): void;
  work?(event: StreamEvent): void;
  anew?(): void;
  settled?(entry: Entry, outcome: Settled): void;
}

const backAgainMs = 5_000;
const passingMs = 5_000;

export class App {
  readonly client = new Client();
  readonly keyboard = new Keyboard();
  session = $state.raw<Session | null>(null);
  asking = $state(true); // the first question, who is signed in, has no answer yet
  expired = $state(false); // the session ended while somebody worked: renew it inline
  connection = $state.raw<LiveState>({ live: false, nextTry: null });
  everLive = $state(false);
  backAgain = $state(false); // shows "Live, all sent" for a while
  waiting = $state.raw<readonly Entry[]>([]);
  savedAt = $state<number | null>(null);
  passing = $state(''); // one short line that goes by itself
  path = $state(location.hash.slice(1));
  now = $state(Date.now());
  outbox: Outbox | null = null;
  readonly met = new Set<string>(); // my contacts that this tab has shown: none opens by itself twice
  readonly work = new MyWork(this);
  readonly owners = new Owners(this);
  private live: Live | null = null;
  private listeners = new Set<Listener>();
  private passingTimer = 0;
  private backTimer = 0;

  constructor() {
    this.keyboard.open();
    addEventListener('hashchange', () => (this.path = location.hash.slice(1)));
    setInterval(() => (this.now = Date.now()), 1000);
    new BroadcastChannel('callmap-session').onmessage = () => void this.reload();
  }

  get isLive(): boolean {
    return this.connection.live && !this.expired;
  }

  listen(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  go(path: string): void {
    location.hash = path;
    this.path = path;
  }

  say(text: string): void {
    this.passing = text;
    clearTimeout(this.passingTimer);
    this.passingTimer = window.setTimeout(() => (this.passing = ''), passingMs);
  }

  // Asks who is signed in; tries again while nobody answers.
  async start(): Promise<void> {
    for (;;) {
      try {
        this.signedIn(await this.client.ask<Session>('/session'));
        break;
      } catch (failure) {
        if (failure instanceof ApiProblem && failure.status === 401) break;
        await new Promise((resolve) => setTimeout(resolve, 1500));
      }
    }
    this.asking = false;
  }

  signedIn(session: Session): void {
    const other = this.session !== null && this.session.person.id !== session.person.id;
    if (other) this.stop();
    this.client.csrf = session.csrf;
    this.session = session;
    this.expired = false;
    if (session.must_change_password) return;
    if (!this.outbox) this.begin(session.person.id);
    else this.live?.retry();
    this.outbox?.resume();
  }

  async signOut(): Promise<void> {
    try {
      await this.client.ask('/session', { method: 'DELETE' });
    } catch (failure) {
      if (failure instanceof Unreachable) return;
    }
    this.stop();
    forgetTyped();
    this.session = null;
    this.client.csrf = '';
    tellOtherTabs();
    this.go('');
  }

  async renew(password: string): Promise<void> {
    const name = this.session?.person.name ?? '';
    this.signedIn(await this.client.ask<Session>('/session/renew', { body: { name, password } }));
    tellOtherTabs();
  }

  announceSignIn(): void {
    tellOtherTabs();
  }

  // A GET for the screens: a lost session asks for renewal, a lost server shows as not live.
  async read<T>(path: string, text = false): Promise<T> {
    try {
      return await this.client.ask<T>(path, { text });
    } catch (failure) {
      this.noticed(failure);
      throw failure;
    }
  }

  // A command that is not sent into the blue: it is answered now or it has not happened.
  async command<T>(path: string, body: unknown): Promise<T> {
    try {
      return await this.client.ask<T>(path, { body, key: randomKey() });
    } catch (failure) {
      this.noticed(failure);
      throw failure;
    }
  }

  noticed(failure: unknown): void {
    if (failure instanceof Unreachable) this.live?.lost();
    if (failure instanceof ApiProblem && failure.status === 401 && this.session)
      this.expired = true;
  }

  private begin(person: string): void {
    this.outbox = new Outbox({
      send: (entry) => this.deliver(entry),
      settled: (entry, outcome) => this.settled(entry, outcome),
      changed: (entries) => this.changed(entries),
      shelf: sessionStorage,
      shelfName: `callmap.outbox.${person}`,
    });
    this.waiting = this.outbox.all;
    this.live = new Live({
      state: (state) => this.connected(state),
      contact: (event) => this.listeners.forEach((one) => one.contact?.(event)),
      work: (event) => this.listeners.forEach((one) => one.work?.(event)),
      anew: () => this.listeners.forEach((one) => one.anew?.()),
      refused: () => void this.reload(),
    });
    this.live.open();
    this.work.open();
  }

  private stop(): void {
    this.work.close();
    this.live?.close();
    this.outbox?.close();
    this.live = null;
    this.outbox = null;
    this.waiting = [];
    this.met.clear();
    this.everLive = false;
    this.connection = { live: false, nextTry: null };
  }

  private async reload(): Promise<void> {
    try {
      this.signedIn(await this.client.ask<Session>('/session'));
    } catch (failure) {
      this.noticed(failure);
    }
  }

  private async deliver(entry: Entry, fresh = false): Promise<Delivery> {
    try {
      return {
        kind: 'done',
        answer: await this.client.ask(entry.path, { body: entry.body, key: entry.key }),
      };
    } catch (failure) {
      this.noticed(failure);
      if (failure instanceof Unreachable) return { kind: 'again' };
      if (!(failure instanceof ApiProblem)) throw failure;
      if (failure.status === 401) return { kind: 'signed-out' };
      if (failure.status === 429) return { kind: 'again', afterMs: failure.retryAfterMs ?? 1000 };
      if (failure.status >= 500) return { kind: 'again' };
      if (failure.status === 403 && !fresh && (await this.newToken()))
        return this.deliver(entry, true);
      return { kind: 'refused', problem: failure.problem };
    }
  }

  // Another tab may have signed in anew: then this tab's token is old.
  private async newToken(): Promise<boolean> {
    const before = this.client.csrf;
    await this.reload();
    return this.client.csrf !== before;
  }

  private settled(entry: Entry, outcome: Settled): void {
    this.savedAt = Date.now();
    this.live?.retry();
    this.listeners.forEach((one) => one.settled?.(entry, outcome));
  }

  private changed(entries: readonly Entry[]): void {
    this.waiting = entries;
  }

  private connected(state: LiveState): void {
    const cameBack = state.live && !this.connection.live && this.everLive;
    this.connection = state;
    if (!state.live) {
      this.backAgain = false;
      return;
    }
    this.everLive = true;
    this.outbox?.hurry();
    if (!cameBack) return;
    this.backAgain = true;
    clearTimeout(this.backTimer);
    this.backTimer = window.setTimeout(() => (this.backAgain = false), backAgainMs);
  }
}

// What was typed about customers does not stay in the browser of somebody who has left.
function forgetTyped(): void {
  for (const name of Object.keys(sessionStorage)) {
    if (/^callmap\.(draft|caller)\./.test(name)) sessionStorage.removeItem(name);
  }
}

function tellOtherTabs(): void {
  const channel = new BroadcastChannel('callmap-session');
  channel.postMessage('changed');
  channel.close();
}
