// What is mine at this moment: my state, what I hold, what is offered to me, how much is due. One
// answer of the server shared by all screens, read again when it says that something changed.
import { ApiProblem } from './api/client';
import type { Work } from './api/types';
import type { App } from './app.svelte';
import { time } from './format';
import { words } from './words';

const gatherMs = 150; // many events at once are one question
const anywayEveryMs = 30_000; // what becomes late by time alone
const remindMs = 15 * 60_000; // before a promise is due

export class MyWork {
  now = $state.raw<Work | null>(null); // null: not known yet, or nobody who takes contacts
  private off: (() => void) | null = null;
  private timer = 0;
  private anyway = 0;

  constructor(private readonly app: App) {}

  get offers() {
    return this.now?.offers ?? [];
  }

  // One line about what I promised: late, or due soon. Empty while there is time.
  get reminder(): string {
    if (!this.now) return '';
    if (this.now.follow_ups_overdue > 0) return words.status.late(this.now.follow_ups_overdue);
    const next = this.now.follow_up_next;
    if (!next || Date.parse(next) - this.app.now > remindMs) return '';
    return words.status.dueSoon(time(next));
  }

  open(): void {
    this.off?.();
    clearInterval(this.anyway);
    this.anyway = window.setInterval(() => void this.read(), anywayEveryMs);
    this.off = this.app.listen({
      work: () => this.soon(),
      contact: () => takes(this.app) && this.soon(),
      anew: () => void this.read(),
    });
    void this.read();
  }

  close(): void {
    this.off?.();
    this.off = null;
    clearInterval(this.anyway);
    clearTimeout(this.timer);
    this.timer = 0;
    this.now = null;
  }

  async read(): Promise<void> {
    try {
      this.now = await this.app.read<Work>('/me/work');
    } catch (failure) {
      if (failure instanceof ApiProblem) this.now = null; // not for this role
    }
  }

  async setState(state: 'available' | 'away' | 'last_contact', reason?: string): Promise<void> {
    this.now = await this.app.command<Work>('/me/state', { state, ...(reason ? { reason } : {}) });
  }

  private soon(): void {
    if (this.timer) return;
    this.timer = window.setTimeout(() => {
      this.timer = 0;
      void this.read();
    }, gatherMs);
  }
}

// Somebody who only looks hears of every contact; none of them is theirs.
function takes(app: App): boolean {
  return app.session?.person.roles.includes('agent') ?? false;
}
