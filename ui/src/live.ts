// The live connection: one event stream a browser, shared by its tabs. The tab that holds the lock
// reads the stream and passes everything on; when it goes, another takes over. Says when the
// connection is away and when it will be tried again. Carries no values: whoever listens reads the
// contact anew.
import type { StreamEvent } from './api/types';

export interface LiveState {
  live: boolean;
  nextTry: number | null; // epoch ms
}

export interface LiveParts {
  state(state: LiveState): void;
  contact(event: StreamEvent): void;
  work(event: StreamEvent): void; // my state, an offer, the queues or the people changed
  anew(): void; // connected again, or too far behind: read everything anew
  refused(): void; // the stream was closed by the server: perhaps the session is over
}

type Message =
  | { is: 'state'; state: LiveState }
  | { is: 'contact' | 'work'; event: StreamEvent }
  | { is: 'anew' }
  | { is: 'refused' }
  | { is: 'ask' };

const firstWaitMs = 1_000;
const longestWaitMs = 5_000;
const probeEveryMs = 12_000;
const probeWithinMs = 5_000;

export class Live {
  private source: EventSource | null = null;
  private channel: BroadcastChannel | null = null;
  private leader = false;
  private closed = false;
  private tries = 0;
  private timer = 0;
  private probe = 0;
  private release: (() => void) | null = null;
  private now: LiveState = { live: false, nextTry: null };

  constructor(private readonly parts: LiveParts) {}

  open(): void {
    addEventListener('online', this.retry);
    addEventListener('offline', this.lost);
    if (!('locks' in navigator) || !('BroadcastChannel' in window)) {
      this.lead(); // without them every tab has a stream of its own
      return;
    }
    this.channel = new BroadcastChannel('callmap-live');
    this.channel.onmessage = (message: MessageEvent<Message>) => this.heard(message.data);
    this.channel.postMessage({ is: 'ask' } satisfies Message);
    void navigator.locks.request('callmap-stream', () => {
      if (this.closed) return;
      return new Promise<void>((resolve) => {
        this.release = resolve;
        this.lead();
      });
    });
  }

  close(): void {
    this.closed = true;
    removeEventListener('online', this.retry);
    removeEventListener('offline', this.lost);
    clearTimeout(this.timer);
    clearInterval(this.probe);
    this.source?.close();
    this.channel?.close();
    this.channel = null;
    this.release?.();
  }

  // Try now: the network is back, or somebody has signed in again.
  retry = (): void => {
    if (!this.leader) this.channel?.postMessage({ is: 'ask' } satisfies Message);
    else if (!this.now.live) this.connect();
  };

  // A request found nobody there, or the browser knows that it is offline.
  lost = (): void => {
    if (this.leader) this.fall();
    else {
      this.tell({ live: false, nextTry: null }, false);
      clearTimeout(this.timer);
      this.timer = window.setTimeout(this.retry, firstWaitMs); // the leader may know better
    }
  };

  private heard(message: Message): void {
    if (message.is === 'ask') {
      if (this.leader && this.now.live) this.pass({ is: 'state', state: this.now });
      else if (this.leader) this.connect();
    } else if (!this.leader) {
      this.act(message);
    }
  }

  private act(message: Message): void {
    if (message.is === 'state') this.tell(message.state, false);
    else if (message.is === 'contact') this.parts.contact(message.event);
    else if (message.is === 'work') this.parts.work(message.event);
    else if (message.is === 'anew') this.parts.anew();
    else if (message.is === 'refused') this.parts.refused();
  }

  private pass(message: Message): void {
    this.channel?.postMessage(message);
  }

  private share(message: Message): void {
    this.pass(message);
    this.act(message);
  }

  private lead(): void {
    this.leader = true;
    this.connect();
    this.probe = window.setInterval(() => void this.ping(), probeEveryMs);
  }

  private connect(): void {
    if (this.closed) return;
    clearTimeout(this.timer);
    this.source?.close();
    const source = new EventSource('/api/v1/stream');
    this.source = source;
    source.addEventListener('hello', () => {
      this.tries = 0;
      this.tell({ live: true, nextTry: null }, true);
      this.share({ is: 'anew' });
    });
    source.addEventListener('reset', () => this.share({ is: 'anew' }));
    for (const is of ['contact', 'work'] as const)
      source.addEventListener(is, (event: MessageEvent<string>) => {
        this.share({ is, event: JSON.parse(event.data) as StreamEvent });
      });
    source.onerror = () => {
      if (source.readyState === EventSource.CLOSED) this.share({ is: 'refused' });
      if (this.source === source) this.fall();
    };
  }

  private fall(): void {
    this.source?.close();
    this.source = null;
    clearTimeout(this.timer);
    if (this.closed) return;
    const wait = Math.min(firstWaitMs * 2 ** this.tries, longestWaitMs);
    this.tries = Math.min(this.tries + 1, 8);
    this.tell({ live: false, nextTry: Date.now() + wait }, true);
    this.timer = window.setTimeout(() => this.connect(), wait);
  }

  // A dead connection says nothing by itself; a small question finds it.
  private async ping(): Promise<void> {
    if (!this.now.live) return;
    try {
      await fetch('/healthz', { cache: 'no-store', signal: AbortSignal.timeout(probeWithinMs) });
    } catch {
      this.fall();
    }
  }

  private tell(state: LiveState, pass: boolean): void {
    this.now = state;
    if (pass) this.pass({ is: 'state', state });
    this.parts.state(state);
  }
}
