// Fails when the first load, compressed, is over its budget. Run after every build.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const budgetBytes = 100_000;
const folder = new URL('./dist/', import.meta.url).pathname;
let total = 0;
for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
  if (!entry.isFile()) continue;
  const path = join(entry.parentPath ?? entry.path, entry.name);
  const bytes = gzipSync(readFileSync(path)).length;
  total += bytes;
  console.log(`${String(bytes).padStart(8)} B gzip  ${path.slice(folder.length)}`);
}
console.log(`${String(total).padStart(8)} B first load, budget ${budgetBytes} B`);
if (total > budgetBytes) {
  console.error('error: the first load is over its budget');
  process.exit(1);
}
