// Links this contact with another of the same customer, by its id or reference; merged, that one is
// over; and takes them apart again. Shows only what the server has decided, so it is not sent into the blue.
import type { Problem } from '../api/types';
import { words } from '../words';
import type { CallState } from './call-state.svelte';

// Nothing when it is done, else why not.
export async function link(call: CallState, contact: string, merge: boolean): Promise<string> {
  return settle(call, 'links', { contact, merge });
}

// The two are two again, each with what was said in it.
export async function part(call: CallState, contact: string): Promise<string> {
  return settle(call, 'links/undo', { contact });
}

async function settle(call: CallState, what: string, body: object): Promise<string> {
  call.told = null;
  if (!call.app.isLive) return words.call.waitsForServer;
  const settled = await call.send(what, body, false);
  if (settled.kind === 'done') return '';
  const problem = settled.problem as Problem;
  return problem.refusal?.sentence ?? problem.detail ?? problem.title;
}
