// The card of a simulated caller, kept for the tab so that a refresh does not lose it. Demo only.
import type { SimulatedCaller } from '../api/types';

const name = (contact: string) => `callmap.caller.${contact}`;

export function keepCaller(contact: string, caller: SimulatedCaller): void {
  sessionStorage.setItem(name(contact), JSON.stringify(caller));
}

export function callerOf(contact: string): SimulatedCaller | null {
  const text = sessionStorage.getItem(name(contact));
  if (!text) return null;
  try {
    return JSON.parse(text) as SimulatedCaller;
  } catch {
    return null;
  }
}
