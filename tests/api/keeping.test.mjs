// The data stays safe and can be had back, and a server that cannot start says why and what to do.

import assert from 'node:assert/strict';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import net from 'node:net';
import { join } from 'node:path';
import { spawn } from 'node:child_process';
import { after, before, test } from 'node:test';
import { Client, signIn } from './lib/client.mjs';
import { Office, Server, binary, callmap, root, temporaryFolder } from './lib/server.mjs';

const kFailed = 3; // the exit code for a world that does not let it
const kMaps = join(root, 'maps');

let office;
before(async () => {
  office = await Office.open({
    customers: 'account,name,phone,answer.pin\nNW-700001,Ada Lovelock,+442079461001,1234\n',
  });
});
after(() => office?.stop());

// What `view` shows but the clock.
function still(view) {
  const { now, ...rest } = view;
  return rest;
}

test('an import says in a pipe how it went, line by line, and draws nothing', () => {
  const folder = temporaryFolder();
  const file = join(folder, 'new.csv');
  const data = join(folder, 'data');
  writeFileSync(file, 'account,name\nA-1,Ada Lovelock\na 1,Ada Again\n');
  const first = callmap(['customers', 'import', file, '--data', data]);
  assert.equal(first.status, 1);
  assert.equal(first.stderr, `${file}:3: this account stands already on line 2\n`);
  assert.equal(
    first.stdout,
    '1 customer: 1 added, 0 changed, 0 as before, 1 line with errors left out\n',
  );
  for (let n = 2; n <= 3; ++n) {
    const again = callmap(['customers', 'import', file, '--data', data, '--json']);
    const { added, changed, unchanged, errors } = JSON.parse(again.stdout);
    assert.deepEqual([added, changed, unchanged, errors], [0, 0, 1, 1]);
  }
});

test('a backup made under load is whole and serves again with the master key beside it', async () => {
  const ana = await office.person('ana');
  const calls = [];
  for (let n = 0; n < 5; ++n) {
    const call = await office.call('ana', { number: '+442079461001', line: 'billing' });
    await ana.choose(call.id);
    await ana.answers(call.id, 'pin', { pin: '1234' });
    calls.push({ ...call, seen: new Map() });
  }
  let running = true;
  let commands = 0;
  const load = calls.map(async ({ id, seen }) => {
    for (let n = 0; running; ++n) {
      const done = await ana.intent(id, { do: 'fill', field: 'issue', value: `said ${n}` });
      assert.equal(done.status, 200, done.text);
      seen.set(done.json.version, still(done.json.view));
      ++commands;
    }
  });
  while (commands < 50) await new Promise((done) => setTimeout(done, 5));
  const before_ = calls.map(({ seen }) => Math.max(...seen.keys()));
  const to = join(temporaryFolder(), 'copy');
  const backup = spawn(binary, ['backup', '--data', office.data, to]);
  let said = '';
  backup.stdout.on('data', (part) => (said += part));
  backup.stderr.on('data', (part) => (said += part));
  const code = await new Promise((done) => backup.on('exit', done));
  const during = commands;
  running = false;
  await Promise.all(load);
  assert.equal(code, 0, said);
  assert.ok(during > 50, 'commands went on while it copied');
  assert.match(said, /master\.key/);

  assert.deepEqual(readdirSync(to).sort(), ['callmap.db', 'keys.db']);
  assert.equal(statSync(to).mode & 0o777, 0o700);
  const locked = callmap(['serve', '--data', to, '--maps', kMaps, '--port', '0']);
  assert.equal(locked.status, kFailed, 'without the master key nobody reads it');
  copyFileSync(join(office.data, 'master.key'), join(to, 'master.key'));
  const copy = await Server.start({ data: to, maps: kMaps, args: ['--demo'] });
  const again = new Client(copy.base, ana.headers);
  for (const [n, { id, seen }] of calls.entries()) {
    const view = await again.view(id);
    assert.ok(view.version >= before_[n], 'what was acknowledged before the backup is in it');
    assert.deepEqual(still(view), { ...seen.get(view.version) }, `version ${view.version}`);
    assert.equal((await again.intent(id, { do: 'finish' })).status, 409);
    assert.equal((await again.intent(id, { do: 'clear', field: 'issue' })).status, 200);
  }
  await copy.stop();
  const doctor = callmap(['doctor', '--data', to]);
  assert.equal(doctor.status, 0, doctor.stdout + doctor.stderr);
});

test('a backup never overwrites, and says so when there is nothing to copy', () => {
  const there = temporaryFolder();
  const taken = callmap(['backup', '--data', office.data, there]);
  assert.notEqual(taken.status, 0);
  assert.match(taken.stderr, /exists already: choose another name/);
  const nothing = callmap(['backup', '--data', join(there, 'none'), join(there, 'copy')]);
  assert.equal(nothing.status, kFailed);
  assert.match(nothing.stderr, /there is no data folder/);
});

// Runs `serve` that must not start; gives what it says in one line.
function refused(args, port = 0) {
  const all = ['serve', '--port', String(port), '--maps', kMaps, ...args];
  const ended = callmap(all, { timeout: 20_000 });
  assert.equal(ended.status, kFailed, ended.stdout + ended.stderr);
  const lines = ended.stderr.trim().split('\n');
  assert.match(lines.at(-1), /^callmap: /);
  return lines.at(-1);
}

test('a taken port is named, with what to do', async (t) => {
  const other = net.createServer();
  t.after(() => other.close());
  const port = await new Promise((done) => {
    other.listen(0, '127.0.0.1', () => done(other.address().port));
  });
  const data = join(temporaryFolder(), 'data');
  const said = refused(['--data', data, '--demo'], port);
  assert.match(said, new RegExp(`port ${port} .*taken.*--port`));
  assert.ok(!existsSync(data), 'nothing is made, and no password shown, before the port is had');
});

test('a data folder that another callmap serves is named, with its process', () => {
  const said = refused(['--data', office.data]);
  assert.match(
    said,
    /in use by another callmap \(process \d+\).*stop that one.*another data folder/,
  );
});

test('a database that another program holds is named', async (t) => {
  const data = join(temporaryFolder(), 'data');
  await (await Server.start({ data })).stop();
  const script = `
import sqlite3, sys, time
c = sqlite3.connect(sys.argv[1], isolation_level=None)
c.execute('PRAGMA locking_mode=EXCLUSIVE'); c.execute('BEGIN EXCLUSIVE')
print('held', flush=True); time.sleep(60)`;
  const holder = spawn('python3', ['-c', script, join(data, 'callmap.db')]);
  t.after(() => holder.kill());
  await new Promise((done) => holder.stdout.once('data', done));
  assert.match(refused(['--data', data]), /locked by another program: close it/);
});

test('a folder that cannot be written is named, with what to do', () => {
  const folder = temporaryFolder();
  const file = join(folder, 'file');
  writeFileSync(file, 'not a folder');
  assert.match(refused(['--data', join(file, 'data')]), /cannot make the data folder .*--data/);
  assert.match(refused(['--data', '/proc/callmap-data']), /cannot make the data folder .*--data/);
  if (process.getuid() === 0) return; // root writes everywhere
  const closed = join(folder, 'closed');
  mkdirSync(closed, { mode: 0o500 });
  assert.match(refused(['--data', closed]), /cannot write .*right/);
  chmodSync(closed, 0o700);
});

test('a damaged database is named, and nothing is served from it', async () => {
  const data = join(temporaryFolder(), 'data');
  await (await Server.start({ data })).stop();
  const path = join(data, 'callmap.db');
  const bytes = readFileSync(path);
  writeFileSync(path, Buffer.from('not a database, but about as long as one '.repeat(200)));
  assert.match(refused(['--data', data]), /is damaged .*restore a backup/);
  bytes.fill(0xff, 100, 4096);
  writeFileSync(path, bytes);
  assert.match(refused(['--data', data]), /is damaged .*restore a backup/);
});

test('a lost or wrong master key is named', async () => {
  const data = join(temporaryFolder(), 'data');
  const server = await Server.start({ data, args: ['--demo'] });
  await server.stop();
  const key = readFileSync(join(data, 'master.key'), 'utf8');
  writeFileSync(join(data, 'master.key'), key.replace(/^./, key[0] === '0' ? '1' : '0'));
  assert.match(refused(['--data', data]), /key/);
  writeFileSync(join(data, 'master.key'), 'short');
  assert.match(refused(['--data', data]), /key/);
});

test('a lost key file, or that of another folder, is named and never made anew', async () => {
  const data = join(temporaryFolder(), 'data');
  const other = join(temporaryFolder(), 'other');
  for (const folder of [data, other]) await (await Server.start({ data: folder })).stop();
  const path = join(data, 'keys.db');
  const keys = readFileSync(path);
  const master = readFileSync(join(data, 'master.key'));
  for (const file of ['keys.db', 'keys.db-wal', 'keys.db-shm']) {
    rmSync(join(data, file), { force: true });
  }
  const lost = refused(['--data', data]);
  assert.ok(lost.includes(`the key file \`${path}\` is missing`), lost);
  assert.match(lost, /put it back from a backup/);
  assert.ok(!existsSync(path));
  const people = callmap(['people', 'list', '--data', data]);
  assert.equal(people.status, kFailed);
  assert.match(people.stderr, /keys\.db` is missing/);

  for (const file of ['keys.db', 'master.key']) {
    copyFileSync(join(other, file), join(data, file));
  }
  const foreign = refused(['--data', data]);
  assert.match(
    foreign,
    /keys\.db` is not the one that `.*callmap\.db` was sealed with: put the right/,
  );

  writeFileSync(path, keys);
  writeFileSync(join(data, 'master.key'), master);
  await (await Server.start({ data })).stop();
});

test('a lost log is named while its keys stand, and never begun anew', async () => {
  const data = join(temporaryFolder(), 'data');
  await (await Server.start({ data, args: ['--demo'] })).stop();
  const log = join(data, 'callmap.db');
  const keys = join(data, 'keys.db');
  const aside = (from, to) => {
    for (const more of ['', '-wal', '-shm'])
      if (existsSync(from + more)) renameSync(from + more, to + more);
  };
  const kept = join(temporaryFolder(), 'kept.db');
  aside(log, kept);
  const lost = refused(['--data', data]);
  assert.ok(lost.includes(`\`${log}\` is gone while its keys \`${keys}\` still stand`), lost);
  assert.ok(lost.includes(`restore a backup, or remove \`${keys}\` to begin anew`), lost);
  assert.ok(!existsSync(log));
  const people = callmap(['people', 'list', '--data', data]);
  assert.equal(people.status, kFailed);
  assert.match(people.stderr, /its content was lost/);

  aside(kept, log);
  await (await Server.start({ data })).stop();
  for (const file of [log, keys]) aside(file, kept); // what the message advises
  await (await Server.start({ data })).stop();
});

test('a master key that may not be read asks for the right to read it', async () => {
  if (process.getuid() === 0) return; // root reads everything
  const data = join(temporaryFolder(), 'data');
  await (await Server.start({ data })).stop();
  chmodSync(join(data, 'master.key'), 0o000);
  assert.match(
    refused(['--data', data]),
    /cannot read `.*master\.key`.*give this user the right to read it/,
  );
});

test('missing and broken maps are named', () => {
  const data = join(temporaryFolder(), 'data');
  const none = callmap(['serve', '--port', '0', '--data', data, '--maps', '/nowhere']);
  assert.equal(none.status, kFailed);
  assert.match(none.stderr, /no map is in force and none stands in `\/nowhere`; .*--maps/);
  const broken = temporaryFolder();
  writeFileSync(join(broken, 'map.yaml'), 'callmap: 1\nid: broken\nid: twice\n');
  const bad = callmap(['serve', '--port', '0', '--data', data, '--maps', broken]);
  assert.equal(bad.status, kFailed);
  assert.match(bad.stderr, /map\.yaml:3:/);
});

test('a map that broke later is told, and what was in force stays', async () => {
  const data = join(temporaryFolder(), 'data');
  await (await Server.start({ data, args: ['--demo'] })).stop();
  const broken = temporaryFolder();
  writeFileSync(join(broken, 'map.yaml'), 'callmap: 1\nid: standard\n');
  const server = await Server.start({ data, maps: broken, args: ['--demo'] });
  assert.match(server.log, /has errors and is not put in force/);
  await server.stop();
});

test('a restart keeps sessions, contacts and passwords', async () => {
  const ana = await office.person('ana');
  const { id } = await office.call('ana');
  const view = await ana.view(id);
  await office.stop();
  await office.serve();
  assert.equal((await ana.get('/api/v1/session')).status, 200);
  assert.deepEqual(still(await ana.view(id)), still(view));
  await signIn(office.base, 'ana', office.password('ana'));
});
