// The real program, started on a folder of its own: serve, and the commands beside it.

import { spawn, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client, freshKey, signIn } from './client.mjs';

export const root = fileURLToPath(new URL('../../../', import.meta.url));

function newestBinary() {
  const built = ['build/test/bin/callmap', 'build/release/bin/callmap']
    .map((path) => join(root, path))
    .filter(existsSync)
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  if (!built.length) throw new Error('build callmap first, or name it with CALLMAP_BIN');
  return built[0];
}
export const binary = process.env.CALLMAP_BIN || newestBinary();

const running = new Set();
const folders = new Set();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));

export function temporaryFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'callmap-api-'));
  folders.add(folder);
  return folder;
}

// A command that ends by itself: { status, stdout, stderr }.
export function callmap(args, options = {}) {
  return spawnSync(binary, args, { encoding: 'utf8', timeout: 120_000, ...options });
}

// A folder of maps: by the name they get, the shipped map it is made of and what is changed in its
// files.
export function mapsFolder(wanted) {
  const folder = temporaryFolder();
  for (const [name, { from, change = (text) => text }] of Object.entries(wanted)) {
    const to = join(folder, name);
    cpSync(join(root, 'maps', from), to, { recursive: true });
    for (const file of readdirSync(to).filter((each) => each.endsWith('.yaml'))) {
      const path = join(to, file);
      writeFileSync(path, change(readFileSync(path, 'utf8')));
    }
  }
  return folder;
}

export class Server {
  constructor(child) {
    this.child = child;
    this.stdout = '';
    this.log = '';
    this.exited = new Promise((done) =>
      child.on('exit', (code, signal) => {
        running.delete(child);
        done({ code, signal });
      }),
    );
    child.stdout.on('data', (part) => (this.stdout += part));
    child.stderr.on('data', (part) => (this.log += part));
  }

  // Runs until it listens; an error with what it said when it ends before.
  static async start({ data, maps = join(root, 'maps'), args = [], port = 0, env = {} }) {
    const child = spawn(
      binary,
      ['serve', '--data', data, '--maps', maps, '--port', String(port), ...args],
      { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } },
    );
    running.add(child);
    const server = new Server(child);
    await new Promise((resolve, reject) => {
      const look = () => {
        const open = server.stdout.match(/open at (http:\/\/[\w.]+:\d+)/);
        if (!open) return;
        server.base = open[1];
        resolve();
      };
      child.stdout.on('data', look);
      server.exited.then(({ code }) =>
        reject(Object.assign(new Error(`serve ended with ${code}: ${server.log}`), { code })),
      );
    });
    return server;
  }

  // Ctrl-C. An exit code other than 0, as sanitizers give, is an error.
  async stop() {
    this.child.kill('SIGINT');
    const { code, signal } = await this.exited;
    if (code !== 0) throw new Error(`serve ended with ${code ?? signal}: ${this.log.slice(-4000)}`);
  }
  async kill() {
    this.child.kill('SIGKILL');
    await this.exited;
  }
}

const kPassword = (name) => `a long password of ${name}`;

// A whole organisation: demo people with changed passwords, a service's key, customers of a CSV
// text, and the server on it.
export class Office {
  static async open({ maps = join(root, 'maps'), customers, args = [] } = {}) {
    const office = new Office();
    office.data = join(temporaryFolder(), 'data');
    office.maps = maps;
    office.args = ['--demo', ...args];
    office.logs = '';
    await office.serve();
    office.oneTime = Object.fromEntries(
      [...office.server.stdout.matchAll(/^ {2}(\w+) +([\w-]{19}) /gm)].map(([, n, p]) => [n, p]),
    );
    await office.stop();
    const added = callmap([
      'people',
      'add',
      'switchboard',
      '--role',
      'service',
      '--data',
      office.data,
    ]);
    office.serviceKey = added.stdout.match(/[\w-]{30,}/)?.[0];
    if (!office.serviceKey) throw new Error(`no key: ${added.stdout}${added.stderr}`);
    if (customers) {
      const file = join(temporaryFolder(), 'customers.csv');
      writeFileSync(file, customers);
      const imported = callmap(['customers', 'import', file, '--data', office.data]);
      if (imported.status !== 0) throw new Error(`import: ${imported.stdout}${imported.stderr}`);
      rmSync(file);
    }
    await office.serve();
    return office;
  }

  async serve() {
    this.server = await Server.start({ data: this.data, maps: this.maps, args: this.args });
    this.base = this.server.base;
    this.clients ??= [];
    for (const client of this.clients) client.base = this.base;
    this.people ??= new Map();
    if (this.serviceKey && !this.phone) {
      this.phone = this.known(
        new Client(this.base, { Authorization: `Bearer ${this.serviceKey}` }),
      );
    }
  }
  async stop() {
    await this.server.stop();
    this.logs += this.server.log + this.server.stdout.replace(/^ {2}\w+ +[\w-]{19} .*$/gm, '');
  }

  // The client finds the server again after a restart.
  known(client) {
    this.clients.push(client);
    return client;
  }

  // The person's session, made on first use.
  async person(name) {
    if (!this.people.has(name)) {
      const client = await signIn(this.base, name, this.oneTime[name], kPassword(name));
      this.people.set(name, this.known(client));
    }
    return this.people.get(name);
  }
  password(name) {
    return kPassword(name);
  }
  async anotherSession(name) {
    return this.known(await signIn(this.base, name, kPassword(name)));
  }

  // A call that rings at that agent, on the line with them unless told otherwise.
  async call(agent, { map = 'standard', number, line, connected = true, ...more } = {}) {
    const holder = await this.person(agent);
    const started = await this.phone.post(
      '/api/v1/contacts',
      { map, channel: 'phone', offer_to: holder.person.id, caller_number: number, line, ...more },
      { headers: { 'Idempotency-Key': freshKey() } },
    );
    if (started.status !== 201) throw new Error(`no call: ${started.text}`);
    const id = started.json.id;
    if (connected) await this.phone.observe(id, 'connected');
    return { id, reference: started.json.reference, holder };
  }
}
