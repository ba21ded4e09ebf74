// A folder of maps that are the shipped ones but for some words, for what happens seldom or late.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { root } from './server.mjs';

const made = [];
after(() => made.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

// Each change is [file, what stands there, what shall stand there]; the former must be found.
export function mapsWith(...changes) {
  const folder = mkdtempSync(join(tmpdir(), 'callmap-maps-'));
  made.push(folder);
  cpSync(join(root, 'maps'), folder, { recursive: true });
  for (const [file, before, now] of changes) {
    const path = join(folder, file);
    const text = readFileSync(path, 'utf8');
    if (!text.includes(before)) throw new Error(`${file} does not have: ${before}`);
    writeFileSync(path, text.replace(before, now));
  }
  return folder;
}
