import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Outbox, type Delivery, type Entry, type OutboxParts, type Shelf } from './outbox';

class Drawer implements Shelf {
  readonly items = new Map<string, string>();
  getItem = (name: string) => this.items.get(name) ?? null;
  setItem = (name: string, value: string) => void this.items.set(name, value);
  removeItem = (name: string) => void this.items.delete(name);
}

// A server that answers as told, in turn, and remembers what reached it.
class Server {
  readonly reached: Entry[] = [];
  readonly settled: string[] = [];
  constructor(private readonly answers: Delivery[]) {}
  send = async (entry: Entry): Promise<Delivery> => {
    this.reached.push({ ...entry });
    return this.answers.shift() ?? { kind: 'done', answer: null };
  };
  keys = () => this.reached.map((entry) => entry.key);
}

function parts(server: Server, shelf: Shelf): OutboxParts {
  let made = 0;
  return {
    send: server.send,
    settled: (entry) => server.settled.push(entry.key),
    changed: () => undefined,
    shelf,
    shelfName: 'outbox',
    newKey: () => `key-${++made}`,
    wait: () => Promise.resolve(),
  };
}

test('commands of one contact go in order, one at a time', async () => {
  const server = new Server([]);
  const box = new Outbox(parts(server, new Drawer()));
  await Promise.all([box.add('c1', '/a', 1), box.add('c1', '/b', 2), box.add('c1', '/c', 3)]);
  assert.deepEqual(
    server.reached.map((entry) => entry.body),
    [1, 2, 3],
  );
  assert.equal(box.all.length, 0);
});

test('a command that nobody answered is sent again with the same key, before the next one', async () => {
  const server = new Server([{ kind: 'again' }, { kind: 'again' }]);
  const box = new Outbox(parts(server, new Drawer()));
  await Promise.all([box.add('c1', '/a', 1), box.add('c1', '/b', 2)]);
  assert.deepEqual(server.keys(), ['key-1', 'key-1', 'key-1', 'key-2']);
});

test('a refused command is not sent again and those after it go on', async () => {
  const server = new Server([{ kind: 'refused', problem: 'no' }]);
  const box = new Outbox(parts(server, new Drawer()));
  const [first, second] = await Promise.all([box.add('c1', '/a', 1), box.add('c1', '/b', 2)]);
  assert.deepEqual([first.kind, second.kind], ['refused', 'done']);
  assert.deepEqual(server.keys(), ['key-1', 'key-2']);
});

test('after a refresh what waited is sent with its old key', async () => {
  const shelf = new Drawer();
  const before = new Outbox(parts(new Server([{ kind: 'signed-out' }]), shelf));
  void before.add('c1', '/a', { do: 'tick' });
  await new Promise((resolve) => setTimeout(resolve));
  const server = new Server([]);
  const after = new Outbox({ ...parts(server, shelf), newKey: () => 'another' });
  assert.equal(after.all.length, 1);
  after.resume();
  await new Promise((resolve) => setTimeout(resolve));
  assert.deepEqual(server.keys(), ['key-1']);
  assert.equal(shelf.items.size, 0);
});

test('an ended session holds everything until somebody signs in again', async () => {
  const server = new Server([{ kind: 'signed-out' }]);
  const box = new Outbox(parts(server, new Drawer()));
  const done = Promise.all([box.add('c1', '/a', 1), box.add('c1', '/b', 2)]);
  await new Promise((resolve) => setTimeout(resolve));
  assert.deepEqual(server.keys(), ['key-1']);
  box.resume();
  await done;
  assert.deepEqual(server.keys(), ['key-1', 'key-1', 'key-2']);
});

test('answers of a verification are never written to storage', async () => {
  const shelf = new Drawer();
  const box = new Outbox(parts(new Server([{ kind: 'signed-out' }]), shelf));
  void box.add('c1', '/answers', { answers: { pin: '4821' } }, false);
  await new Promise((resolve) => setTimeout(resolve));
  assert.equal(box.all.length, 1);
  assert.equal(shelf.items.size, 0);
});

test('damaged storage is an empty outbox', () => {
  const shelf = new Drawer();
  shelf.setItem('outbox', '{"key":');
  assert.equal(new Outbox(parts(new Server([]), shelf)).all.length, 0);
  shelf.setItem('outbox', '[{"key":1},null]');
  assert.equal(new Outbox(parts(new Server([]), shelf)).all.length, 0);
});
