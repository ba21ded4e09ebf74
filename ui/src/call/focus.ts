// Where the keyboard is on the Call screen.
import { inText } from '../keyboard.svelte';

export function toTheTop(): void {
  document.querySelector('.main')?.scrollTo(0, 0);
  scrollTo(0, 0);
}

// Somebody writes in a text field of the stage.
export function typing(): boolean {
  const active = document.activeElement;
  return active !== null && inText(active) && active.closest('.stage') !== null;
}

export function leaveField(): void {
  const active = document.activeElement;
  if (active instanceof HTMLElement && inText(active)) active.blur();
}

export function leaveForTheTop(): void {
  leaveField();
  toTheTop();
}

export function focusOn(target: HTMLElement | null): boolean {
  if (!target) return false;
  target.focus();
  target.scrollIntoView({ block: 'nearest' });
  return true;
}
