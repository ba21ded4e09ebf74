// A server of its own for each test: the real program on a free port, with a data folder that goes
// away with it. It can be killed and started again on the same data.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../../', import.meta.url));
const startWithinMs = 30_000;
const endWithinMs = 10_000;

function program() {
  const named = process.env.CALLMAP_BIN ?? process.env.CALLMAP_BINARY;
  if (named) return named;
  const built = ['test', 'release']
    .map((preset) => join(root, 'build', preset, 'bin', 'callmap'))
    .filter((path) => existsSync(path))
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  if (!built[0]) throw new Error('no callmap is built; build it or set CALLMAP_BIN');
  return built[0];
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const pause = () => new Promise((resolve) => setTimeout(resolve, 50));

export class Server {
  passwords = new Map(); // one-time passwords by name
  #process = null;
  #said = '';

  // `maps`: a folder of maps instead of the shipped ones.
  static async start({ maps = join(root, 'maps') } = {}) {
    const server = new Server();
    server.maps = maps;
    server.folder = mkdtempSync(join(tmpdir(), 'callmap-browser-'));
    server.port = await freePort();
    server.url = `http://127.0.0.1:${server.port}`;
    await server.open();
    while (!server.#said.includes(server.url)) await pause(); // the people come just before it
    for (const line of server.#said.split('\n')) {
      const found = /^\s+(\w+)\s+((?:\w{4}-){3}\w{4})\s+[\w, ]+$/.exec(line);
      if (found) server.passwords.set(found[1], found[2]);
    }
    return server;
  }

  async open() {
    const child = spawn(
      program(),
      ['serve', '--demo', '--data', this.folder, '--maps', this.maps, '--port', String(this.port)],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    this.#process = child;
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (bytes) => (this.#said += bytes));
    const until = Date.now() + startWithinMs;
    for (;;) {
      if (child.exitCode !== null) throw new Error(`the server ended:\n${this.#said}`);
      if (Date.now() > until) throw new Error(`the server does not start:\n${this.#said}`);
      const answer = await fetch(`${this.url}/readyz`).catch(() => null);
      if (answer?.ok) return;
      await pause();
    }
  }

  async #end(signal) {
    const child = this.#process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    const late = setTimeout(() => child.kill('SIGKILL'), endWithinMs);
    await ended;
    clearTimeout(late);
  }

  // What is done while the server rests; what it printed.
  async #resting(...args) {
    await this.#end('SIGTERM');
    const done = spawnSync(program(), [...args, '--data', this.folder], { encoding: 'utf8' });
    if (done.status !== 0) throw new Error(`${args.join(' ')}: ${done.stdout}${done.stderr}`);
    await this.open();
    return done.stdout;
  }

  // Customers from a customer file of these lines.
  async customers(...lines) {
    const file = join(this.folder, 'customers.csv');
    writeFileSync(file, lines.join('\n'));
    await this.#resting('customers', 'import', file);
  }

  // A phone system that starts contacts.
  async phone() {
    const printed = await this.#resting('people', 'add', 'phone', '--role', 'service');
    const key = /[\w-]{30,}/.exec(printed)?.[0];
    if (!key) throw new Error(`no key: ${printed}`);
    return async (path, body) => {
      const answer = await fetch(`${this.url}/api/v1${path}`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${key}`,
          'content-type': 'application/json',
          'idempotency-key': `phone-${Math.random().toString(36).slice(2)}`,
        },
        body: JSON.stringify(body),
      });
      if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
      return answer.json();
    };
  }

  // The log of one contact, read beside the running server.
  replay(reference) {
    const args = ['replay', reference, '--alone', '--json', '--data', this.folder];
    const read = spawnSync(program(), args, { encoding: 'utf8', maxBuffer: 64 << 20 });
    if (read.status !== 0) throw new Error(`replay ${reference}: ${read.stderr}`);
    return JSON.parse(read.stdout);
  }

  kill() {
    return this.#end('SIGKILL');
  }

  // The end of a test: what the server said comes with it when it did not end well.
  async close() {
    await this.#end('SIGTERM');
    rmSync(this.folder, { recursive: true, force: true });
    const { exitCode, signalCode } = this.#process;
    if (exitCode !== 0 && signalCode !== 'SIGKILL')
      throw new Error(`the server ended with ${exitCode ?? signalCode}:\n${this.#said}`);
  }
}
