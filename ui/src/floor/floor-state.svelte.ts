// The floor as the server last told it. Asked again as soon as something changed, at most twice a second
// and not while nobody looks; what came is put on the screen with its next picture.
import { ApiProblem } from '../api/client';
import type { Floor } from '../api/types';
import type { App } from '../app.svelte';

const atMostEveryMs = 500;
const anywayEveryMs = 15_000; // what comes true by time alone: over usual, on hold for long

export class FloorState {
  now = $state.raw<Floor | null>(null);
  refused = $state(false);
  private offset = 0; // server time minus ours
  private timer = 0;
  private asked = -atMostEveryMs;
  private reading = false;
  private again = false;
  private readonly stops: (() => void)[] = [];

  constructor(private readonly app: App) {
    const soon = () => this.soon();
    const anyway = setInterval(soon, anywayEveryMs);
    document.addEventListener('visibilitychange', soon);
    this.stops.push(
      app.listen({ contact: soon, work: soon, anew: () => void this.read() }),
      () => clearInterval(anyway),
      () => document.removeEventListener('visibilitychange', soon),
      () => clearTimeout(this.timer),
    );
    void this.read();
  }

  close(): void {
    this.stops.forEach((stop) => stop());
  }

  // The server's time, by the second.
  get time(): number {
    return this.app.now + this.offset;
  }

  soon(): void {
    if (this.timer || document.hidden) return;
    const wait = Math.max(0, this.asked + atMostEveryMs - performance.now());
    this.timer = window.setTimeout(() => {
      this.timer = 0;
      void this.read();
    }, wait);
  }

  private async read(): Promise<void> {
    if (this.reading) {
      this.again = true;
      return;
    }
    this.reading = true;
    this.asked = performance.now();
    try {
      const floor = await this.app.read<Floor>('/floor');
      requestAnimationFrame(() => {
        this.offset = Date.parse(floor.now) - Date.now();
        this.now = floor;
      });
    } catch (failure) {
      if (failure instanceof ApiProblem && failure.status === 403) this.refused = true;
    } finally {
      this.reading = false;
      if (this.again) {
        this.again = false;
        this.soon();
      }
    }
  }
}
