// Runs every *.test.mjs here, or those whose names begin with an argument, with Node's test runner,
// and ends with the counts.
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const root = new URL('.', import.meta.url).pathname;
const wanted = process.argv.slice(2);
const files = readdirSync(root)
  .filter((name) => name.endsWith('.test.mjs'))
  .filter((name) => wanted.length === 0 || wanted.some((one) => name.startsWith(one)))
  .sort()
  .map((name) => join(root, name));
const run = spawn(process.execPath, ['--test', '--test-concurrency=2', '--test-reporter=spec', ...files], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
const counts = { pass: 0, fail: 0, cancelled: 0 };
let rest = '';
run.stdout.on('data', (bytes) => {
  process.stdout.write(bytes);
  const lines = (rest + bytes).split('\n');
  rest = lines.pop() ?? '';
  for (const line of lines) {
    const found = /^\W*(pass|fail|cancelled) (\d+)$/.exec(line.replace(/\x1b\[\d+m/g, ''));
    if (found) counts[found[1]] = Number(found[2]);
  }
});
run.on('close', (code) => {
  const failed = Math.max(counts.fail + counts.cancelled, code === 0 ? 0 : 1);
  console.log(`${counts.pass} passed, ${failed} failed`);
  process.exitCode = failed === 0 && counts.pass > 0 ? 0 : 1;
});
