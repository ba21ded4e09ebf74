// Commands on their way to the server. Each has a key, made once; commands of one contact go in
// order, one at a time, and are sent again with the same key until the server has answered, so that
// each happens exactly once. What may be kept is in the tab's storage and survives a refresh;
// answers of a verification never are. Screens add commands and read what waits.

export interface Entry {
  key: string;
  contact: string;
  path: string;
  body: unknown;
  kept: boolean; // false: never written to storage
  tries: number;
}

// What became of one sending.
export type Delivery =
  | { kind: 'done'; answer: unknown }
  | { kind: 'refused'; problem: unknown }
  | { kind: 'again'; afterMs?: number } // nobody answered, or not now
  | { kind: 'signed-out' }; // waits for `resume`

export type Settled = Extract<Delivery, { kind: 'done' | 'refused' }>;

export interface Shelf {
  getItem(name: string): string | null;
  setItem(name: string, value: string): void;
  removeItem(name: string): void;
}

export interface OutboxParts {
  send(entry: Entry): Promise<Delivery>;
  settled(entry: Entry, outcome: Settled): void;
  changed(entries: readonly Entry[]): void;
  shelf: Shelf;
  shelfName: string; // one a person: another person's commands are never sent
  newKey?: () => string;
  wait?: (ms: number) => Promise<void>;
}

const firstWaitMs = 400;
const longestWaitMs = 8_000;

export class Outbox {
  private entries: Entry[] = [];
  private readonly busy = new Set<string>();
  private readonly waiters = new Map<string, (outcome: Settled) => void>();
  private paused = false;
  private closed = false;
  private wakeAll: (() => void)[] = [];

  constructor(private readonly parts: OutboxParts) {
    this.entries = this.restore();
  }

  get all(): readonly Entry[] {
    return this.entries;
  }

  // Resolves when the server has answered; never rejects.
  add(contact: string, path: string, body: unknown, kept = true): Promise<Settled> {
    const key = (this.parts.newKey ?? randomKey)();
    const entry: Entry = { key, contact, path, body, kept, tries: 0 };
    const answered = new Promise<Settled>((resolve) => this.waiters.set(key, resolve));
    this.change([...this.entries, entry]);
    void this.run(contact);
    return answered;
  }

  // Starts what a refresh left behind, or goes on after a sign-in.
  resume(): void {
    this.paused = false;
    this.hurry();
    for (const contact of new Set(this.entries.map((entry) => entry.contact)))
      void this.run(contact);
  }

  // The network is back: whoever waits for a later try does it now.
  hurry(): void {
    const woken = this.wakeAll;
    this.wakeAll = [];
    for (const wake of woken) wake();
  }

  close(): void {
    this.closed = true;
    this.hurry();
  }

  private async run(contact: string): Promise<void> {
    if (this.busy.has(contact)) return;
    this.busy.add(contact);
    try {
      for (;;) {
        const entry = this.entries.find((one) => one.contact === contact);
        if (!entry || this.paused || this.closed) return;
        await this.sendOnce(entry);
      }
    } finally {
      this.busy.delete(contact);
    }
  }

  private async sendOnce(entry: Entry): Promise<void> {
    const delivery = await this.parts.send(entry);
    if (delivery.kind === 'signed-out') {
      this.paused = true;
      this.change([...this.entries]);
      return;
    }
    if (delivery.kind === 'again') {
      entry.tries += 1;
      this.change([...this.entries]);
      const wait = Math.min(firstWaitMs * 2 ** Math.min(entry.tries - 1, 6), longestWaitMs);
      await this.pause(delivery.afterMs ?? wait);
      return;
    }
    this.change(this.entries.filter((one) => one !== entry));
    this.parts.settled(entry, delivery);
    this.waiters.get(entry.key)?.(delivery);
    this.waiters.delete(entry.key);
  }

  private pause(ms: number): Promise<void> {
    const woken = new Promise<void>((resolve) => this.wakeAll.push(resolve));
    return Promise.race([(this.parts.wait ?? sleep)(ms), woken]);
  }

  private change(entries: Entry[]): void {
    this.entries = entries;
    const kept = entries.filter((entry) => entry.kept);
    if (kept.length > 0) this.parts.shelf.setItem(this.parts.shelfName, JSON.stringify(kept));
    else this.parts.shelf.removeItem(this.parts.shelfName);
    this.parts.changed(entries);
  }

  private restore(): Entry[] {
    const text = this.parts.shelf.getItem(this.parts.shelfName);
    if (!text) return [];
    try {
      const entries: unknown = JSON.parse(text);
      return Array.isArray(entries) ? (entries as Entry[]).filter(isEntry) : [];
    } catch {
      return [];
    }
  }
}

function isEntry(entry: Entry): boolean {
  return (
    typeof entry?.key === 'string' &&
    typeof entry.contact === 'string' &&
    typeof entry.path === 'string'
  );
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

// 128 random bits as 32 hex digits.
export function randomKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
