// What somebody is typing, kept per contact and field until the server has it, so that a refresh,
// a refusal or another tab loses no text. Account data stay in memory only; answers of a
// verification never come here.

import type { Field } from './api/types';

export interface DraftShelf {
  getItem(name: string): string | null;
  setItem(name: string, value: string): void;
  removeItem(name: string): void;
}

export class Drafts {
  private readonly memory = new Map<string, string>();

  constructor(
    private readonly shelf: DraftShelf,
    private readonly contact: string,
  ) {}

  get(field: string): string | undefined {
    return this.memory.get(field) ?? this.shelf.getItem(this.name(field)) ?? undefined;
  }

  set(field: string, text: string, keep: boolean): void {
    this.memory.set(field, text);
    if (keep) this.shelf.setItem(this.name(field), text);
  }

  drop(field: string): void {
    this.memory.delete(field);
    this.shelf.removeItem(this.name(field));
  }

  // What was typed and is not known yet; account data are not told again.
  unsent(fields: readonly Field[]): { label: string; text: string }[] {
    return fields.flatMap((field) => {
      const text = field.class === 'public' ? this.get(field.id)?.trim() : '';
      return text && text !== field.value ? [{ label: field.label, text }] : [];
    });
  }

  private name(field: string): string {
    return `callmap.draft.${this.contact}.${field}`;
  }
}
