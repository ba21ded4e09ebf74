// Runs src/**/*.test.ts with the test runner of Node: each is bundled by esbuild, which Vite brings.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build } from 'esbuild';

const root = new URL('.', import.meta.url).pathname;
const out = join(root, 'node_modules/.cache/tests');
const tests = readdirSync(join(root, 'src'), { recursive: true })
  .map(String)
  .filter((name) => name.endsWith('.test.ts'))
  .sort();
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const files = tests.map((name) => join(out, basename(name).replace(/\.ts$/, '.mjs')));
for (const [n, name] of tests.entries()) {
  await build({
    entryPoints: [join(root, 'src', name)],
    outfile: files[n],
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node18',
    logLevel: 'error',
  });
}
const run = spawnSync(process.execPath, ['--test', ...files], { stdio: 'inherit' });
process.exit(run.status ?? 1);
