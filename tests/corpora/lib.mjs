// The program under test and the flows beside the project.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

export const root = resolve(import.meta.dirname, '../..');
const program = process.env.CALLMAP_BIN ?? join(root, 'build/quick/bin/callmap');
const corpora = process.env.CALLMAP_CORPORA ?? resolve(root, '../shared/corpora');
export const folder = mkdtempSync(join(tmpdir(), 'callmap-flows-'));

// Options of a test that needs that corpus.
export function needs(name) {
  return existsSync(join(corpora, name)) ? {} : { skip: `${corpora}/${name} is not there` };
}
export const corpus = (...path) => join(corpora, ...path);
export const lines = (path) => readFileSync(path, 'utf8').trim().split('\n');
export const json_lines = (path) => lines(path).map((line) => JSON.parse(line));

// { status, out, err } of one run to its end.
export function callmap(args, input) {
  const run = spawnSync(program, args, { input, encoding: 'utf8', maxBuffer: 256 << 20 });
  if (run.error) throw run.error;
  return { status: run.status, out: run.stdout, err: run.stderr };
}

// Imports files as a map; its path and what was reported.
export function imported(name, files, ...options) {
  const map = join(folder, `${name}.yaml`);
  const run = callmap(['import', ...files, '--json', '--force', '--out', map, ...options]);
  return { map, report: JSON.parse(run.out), status: run.status, err: run.err };
}

// The program with --stdio: `say(object)` sends a line and gives the reply.
export class Driven {
  constructor(args) {
    this.child = spawn(program, ['run', ...args, '--stdio'], { stdio: ['pipe', 'pipe', 'ignore'] });
    this.replies = createInterface({ input: this.child.stdout })[Symbol.asyncIterator]();
  }
  async reply() {
    const { value, done } = await this.replies.next();
    if (done) throw new Error('the program ended');
    return JSON.parse(value);
  }
  say(line) {
    this.child.stdin.write((typeof line === 'string' ? line : JSON.stringify(line)) + '\n');
    return this.reply();
  }
  async end() {
    this.child.stdin.end();
    if (this.child.exitCode === null) await new Promise((ended) => this.child.once('close', ended));
    return this.child.exitCode;
  }
}
