// The commands beside the server: what they say is what the API says, and a wrong command line is
// told with what would be right.

import assert from 'node:assert/strict';
import { copyFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Office, callmap, root, temporaryFolder } from './lib/server.mjs';

const kUsage = 2;
const kFailed = 3;
const kStandard = join(root, 'maps', 'standard');

let office;
before(async () => {
  office = await Office.open({
    customers: 'account,name,phone,answer.pin\nNW-700001,Ada Lovelock,+442079461001,1234\n',
  });
});
after(() => office?.stop());

const run = (...args) => callmap([...args, '--data', office.data]);
const textNotes = async (client, id) =>
  (await client.get(`/api/v1/contacts/${id}/notes`, { headers: { Accept: 'text/plain' } })).text;

test('notes and replay give the notes of the API, names and all, while the server runs', async () => {
  const { id, reference, holder } = await office.call('ana', { number: '+442079461001' });
  await holder.choose(id);
  await holder.answers(id, 'pin', { pin: '1234' });
  await holder.intent(id, { do: 'fill', field: 'issue', value: 'No signal' });
  const lena = await office.person('lena');
  const same = async () => {
    const text = await textNotes(lena, id);
    assert.match(text, /No signal/);
    assert.ok(text.includes(holder.person.display_name), text);
    const notes = run('notes', reference);
    assert.equal(notes.status, 0, notes.stderr);
    assert.equal(notes.stdout, text);
    const replay = run('replay', reference);
    assert.equal(replay.status, 0, replay.stderr);
    assert.ok(replay.stdout.endsWith(text), replay.stdout);
    const json = JSON.parse(run('notes', reference, '--json').stdout);
    assert.deepEqual(json, (await lena.get(`/api/v1/contacts/${id}/notes`)).json);
  };
  await same();
  await holder.intent(id, { do: 'end_early', ending: 'left' });
  await same();
  assert.equal(await textNotes(holder, id), run('notes', reference).stdout);
});

test('both references of contacts that were merged lead replay and notes to the one that goes on', async () => {
  const number = '+442079461001';
  const earlier = await office.call('ben', { number });
  await earlier.holder.intent(earlier.id, { do: 'fill', field: 'issue', value: 'No dial tone' });
  await office.phone.observe(earlier.id, 'dropped');
  const later = await office.call('ana', { number });
  const merged = await later.holder.command(later.id, 'links', { contact: earlier.id, merge: true });
  assert.equal(merged.status, 200, merged.text);
  for (const command of ['replay', 'notes']) {
    const [one, other] = [earlier, later].map(({ reference }) => run(command, reference));
    assert.equal(one.status, 0, one.stderr);
    assert.equal(one.stdout, other.stdout);
    assert.match(one.stdout, /No dial tone/, 'what came along');
    assert.ok(one.stderr.includes(`merged into ${later.reference}`), one.stderr);
    assert.equal(other.stderr, '');
  }
  assert.ok(run('replay', later.reference).stdout.includes(`merged into it: ${earlier.reference}`));
  const alone = JSON.parse(run('replay', earlier.reference, '--json', '--alone').stdout);
  assert.equal(alone.reference, earlier.reference);
  assert.equal(alone.merged, undefined);
  const whole = JSON.parse(run('replay', earlier.reference, '--json').stdout);
  assert.deepEqual(whole.merged, [earlier.reference]);
  assert.equal(whole.events.length, whole.version);
  assert.equal(whole.events[0].k, 'started');
  assert.doesNotMatch(JSON.stringify(whole.events), /No dial tone/, 'clear parts alone');
  await later.holder.intent(later.id, { do: 'end_early', ending: 'left' });
});

test('who may sign in is listed while the server runs, but not changed', () => {
  const list = run('people', 'list');
  assert.equal(list.status, 0, list.stderr);
  assert.match(list.stdout, /^ana .*agent/m);
  const add = run('people', 'add', 'zoe', '--role', 'agent');
  assert.equal(add.status, kFailed);
  assert.match(add.stderr, /in use by another callmap/);
  const left = readdirSync(office.data).filter((name) => name.startsWith('.'));
  assert.deepEqual(left, [], 'nothing is left of the copies that were read');
});

test('a call in the terminal is told with the agent as You', () => {
  const trace = join(temporaryFolder(), 'trace.jsonl');
  writeFileSync(trace, '{"do": "fill", "field": "issue", "value": "No signal"}\n');
  const taken = callmap(['take', kStandard, '--trace', trace], { input: '' });
  assert.equal(taken.status, 0, taken.stderr);
  assert.match(taken.stdout, /\bYou\b/);
  assert.doesNotMatch(taken.stdout, /p_you/);
});

test('after the line is gone the terminal offers nothing to say, and no gate that is met', () => {
  const taken = callmap(['take', kStandard], { input: 'issue = No signal\nhangup\n' });
  assert.equal(taken.status, 0, taken.stderr);
  const screens = taken.stdout.split('\nPreparation > ').slice(1);
  assert.equal(screens.length, 3);
  const last = screens.at(-1);
  assert.match(last, /summary: /);
  assert.match(last, /closed: Notes complete/);
  assert.doesNotMatch(last, /You are through to|Welcomed and named yourself|tick greeted/);
  assert.match(screens[0], /You are through to/);
  assert.doesNotMatch(taken.stdout, /open: /);
});

test('print and doctor answer in JSON where a machine reads', () => {
  const printed = callmap(['print', kStandard, '--json']);
  assert.equal(printed.status, 0, printed.stderr);
  const map = JSON.parse(printed.stdout);
  assert.deepEqual(Object.keys(map), ['id', 'title', 'digest', 'text']);
  assert.equal(map.id, 'standard');
  assert.equal(map.text, callmap(['print', kStandard]).stdout);
  assert.equal(map.digest, JSON.parse(callmap(['check', kStandard, '--json']).stdout).digest);

  const copy = join(temporaryFolder(), 'copy');
  assert.equal(run('backup', copy).status, 0);
  copyFileSync(join(office.data, 'master.key'), join(copy, 'master.key'));
  const looked = callmap(['doctor', '--data', copy, '--json']);
  assert.equal(looked.status, 0, looked.stdout + looked.stderr);
  const report = JSON.parse(looked.stdout);
  assert.ok(report.records > 0 && report.contacts > 0);
  assert.deepEqual([report.rows_mended, report.set_aside], [0, []]);
});

test('a line that the map does not have is refused with those that it has', () => {
  const none = callmap(['take', kStandard, '--line', 'nosuch'], { input: '' });
  assert.notEqual(none.status, 0);
  assert.match(none.stderr, /the map has no line `nosuch`; its lines are .*`billing`/);
  const there = callmap(['take', kStandard, '--line', 'billing'], { input: '' });
  assert.equal(there.status, 0, there.stderr);
});

test('a wrong command line is told with what would be right', () => {
  for (const [args, said] of [
    [['servee'], /there is no command `servee`: did you mean `serve`\?; `callmap --help` lists/],
    [['people', 'lst'], /there is no command `lst`: .*`list`.*`callmap people --help`/],
    [['serve', '--port', '99999'], /--port.*99999.*65535/],
    [['serve', '--threads', '99'], /--threads.*99.*64/],
  ]) {
    const wrong = callmap(args);
    assert.equal(wrong.status, kUsage, args.join(' '));
    assert.match(wrong.stderr, said);
  }
});

test('where to start stands in the first help alone, exit codes in each', () => {
  const first = callmap(['--help']);
  assert.equal(first.status, 0);
  assert.match(first.stdout, /Exit codes[^]*Start here: +callmap serve --demo/);
  for (const args of [['serve'], ['people', 'add'], ['customers']]) {
    const help = callmap([...args, '--help']);
    assert.equal(help.status, 0);
    assert.match(help.stdout, /Exit codes/);
    assert.doesNotMatch(help.stdout, /Start here/);
  }
  for (const [name, said] of [
    ['notes', /also while a server runs/],
    ['replay', /also while a server runs/],
    ['people', /only while no server runs/],
    ['customers', /only while no server runs/],
  ]) {
    assert.match(callmap([name, '--help']).stdout.replaceAll(/\s+/g, ' '), said);
  }
});

test('the first start says that the demo organisation is made, the second does not', () => {
  assert.match(office.logs, /Making the demo organisation/);
  assert.doesNotMatch(office.server.stdout, /Making the demo organisation/);
});
