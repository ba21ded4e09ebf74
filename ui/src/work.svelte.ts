// What is mine at this moment: my state, what I hold, what is offered to me, how much is due. One
// answer of the server shared by all screens, read again when it says that something changed.
import { ApiProblem } from './api/client';
import type { Work } from './api/types';
import type { App } from './app.svelte';

const gatherMs = 150; // many events at once are one question

export class MyWork {
  now = $state.raw<Work | null>(null); // null: not known yet, or nobody who takes contacts
  private off: (() => void) | null = null;
  private timer = 0;

  constructor(private readonly app: App) {}

  get offers() {
    return this.now?.offers ?? [];
  }

  open(): void {
    this.off?.();
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
