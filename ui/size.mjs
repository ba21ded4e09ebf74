// Fails when the first load, compressed, is over its budget: the page and what it names itself. What is
// loaded when somebody goes there is told apart. Run after every build.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';

const budgetBytes = 100_000;
const folder = new URL('./dist/', import.meta.url).pathname;
const page = readFileSync(join(folder, 'index.html'), 'utf8');
let first = 0;
for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
  if (!entry.isFile()) continue;
  const path = join(entry.parentPath ?? entry.path, entry.name);
  const bytes = gzipSync(readFileSync(path)).length;
  const now = entry.name === 'index.html' || page.includes(basename(path));
  if (now) first += bytes;
  const where = `${path.slice(folder.length)}${now ? '' : ', later'}`;
  console.log(`${String(bytes).padStart(8)} B gzip  ${where}`);
}
console.log(`${String(first).padStart(8)} B first load, budget ${budgetBytes} B`);
if (first > budgetBytes) {
  console.error('error: the first load is over its budget');
  process.exit(1);
}
