// How the teams stand now for this call, whose skills they need, asked while somebody chooses one and again when the queues change.
import type { TeamNow } from '../api/types';
import type { App } from '../app.svelte';

const gatherMs = 500;

export class Teams {
  now = $state.raw<TeamNow[]>([]);

  constructor(
    private readonly app: App,
    private readonly contact: string,
  ) {}

  // Follows the queues until the answer is called.
  follow(): () => void {
    let timer = 0;
    void this.read();
    const off = this.app.listen({
      work: () => {
        timer ||= window.setTimeout(() => {
          timer = 0;
          void this.read();
        }, gatherMs);
      },
      anew: () => void this.read(),
    });
    return () => {
      off();
      clearTimeout(timer);
    };
  }

  private async read(): Promise<void> {
    try {
      this.now = await this.app.read<TeamNow[]>(
        `/teams?contact=${encodeURIComponent(this.contact)}`,
      );
    } catch {
      return; // then only their titles are known
    }
  }
}
