// Who may keep a promise, asked once when somebody first needs it, and what an owner is called.
import type { Colleague } from '../api/types';
import type { App } from '../app.svelte';

export class Owners {
  colleagues = $state.raw<Colleague[]>([]);
  private asked = false;

  constructor(private readonly app: App) {}

  async load(): Promise<void> {
    if (this.asked) return;
    this.asked = true;
    try {
      this.colleagues = await this.app.read<Colleague[]>('/colleagues');
    } catch {
      this.asked = false; // then me and the teams are left
    }
  }

  // A person's or a team's name; what is neither is free text and stays as it is.
  nameOf(owner: string | undefined, teams: readonly { id: string; title: string }[] = []): string {
    if (!owner) return '';
    const me = this.app.session?.person;
    if (owner === me?.id) return me.display_name;
    const team = teams.find((one) => one.id === owner);
    if (team) return team.title;
    const person = this.colleagues.find((one) => one.id === owner);
    return person?.display_name ?? owner;
  }
}
