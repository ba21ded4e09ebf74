// Kills the server at random moments of random work and looks at what is left: every contact is
// exactly as its last acknowledged command left it, or one command further where one was under way,
// and sending that one again makes no second event.
//
//   node crash.mjs [--runs 200] [--seed 1]

import { fileURLToPath } from 'node:url';
import { freshKey } from './lib/client.mjs';
import { Office, callmap } from './lib/server.mjs';

const kContacts = 4; // at work side by side in a run
const kStartsMax = 6; // contacts that are started meanwhile
const kAcksMax = 90; // the kill comes after at most that many answers
const kLaterMsMax = 12; // and at most that much later
const kCustomers = 2_000;

// A small generator that gives the same numbers for the same seed.
function generator(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (n) => Math.floor(next() * n);
  return { below, of: (list) => list[below(list.length)] };
}

const kStages = [
  'greeting',
  'purpose',
  'verification',
  'resolution',
  'confirmation',
  'next_steps',
  'wrap_up',
];
const kTexts = ['issue', 'goal', 'impact', 'key_details', 'summary', 'what_changed', 'caller_name'];

// What the next command is: [path, body]. `who` is the contact's customer.
function draw(random, who) {
  const intents = [
    () => ({ do: 'fill', field: random.of(kTexts), value: `said ${random.below(1_000)}` }),
    () => ({ do: 'fill', field: 'reason', value: random.of(['billing', 'sign_in', 'service']) }),
    () => ({ do: 'fill', field: 'confirmed', value: random.of(['yes', 'no', 'unsure']) }),
    () => ({ do: 'fill', field: 'outcome', value: random.of(['solved', 'not_solved']) }),
    () => ({ do: 'clear', field: random.of(kTexts) }),
    () => ({
      do: random.of(['tick', 'untick']),
      checkpoint: random.of(['greeted', 'outcome_agreed', 'narrated']),
    }),
    () => ({ do: 'tick', checkpoint: 'purpose_agreed' }),
    () => ({ do: 'go', stage: random.of(kStages) }),
    () => ({ do: 'go', stage: random.of(kStages) }),
    () => ({ do: 'say', phrase: random.of(['open_question', 'ask_outcome', 'confirm_goal']) }),
    () => ({ do: random.of(['notice', 'dismiss']), cue: 'upset' }),
    () => ({ do: 'try', text: `tried ${random.below(1_000)}` }),
    () => ({ do: 'add_task', text: 'Ring back', owner: 'Ana' }),
    () => ({ do: 'remove_task', task: 1 + random.below(3) }),
    () => ({
      do: random.of(['open', 'leave']),
      procedure: random.of(['escalation', 'unclear_request']),
    }),
    () => ({ do: 'open_request' }),
    () => ({ do: 'switch_request', request: 1 + random.below(2) }),
    () => ({ do: 'speaks', party: random.of(['holder', 'authorised', 'other']) }),
    () => ({ do: 'dispose', request: 1, disposition: random.of(['resolved', 'not_resolved']) }),
  ];
  const rare = random.below(100);
  if (rare < 12)
    return ['observations', { saw: random.of(['held', 'unheld', 'dropped', 'connected']) }];
  if (rare < 18) return ['answers', { method: 'pin', answers: { pin: who.pin } }];
  if (rare < 20) return ['answers', { method: 'pin', answers: { pin: '987654' } }];
  if (rare < 22) return ['attest', { method: 'code' }];
  if (rare < 23) return ['observations', { saw: 'hung_up', by: 'caller' }];
  if (rare < 24)
    return ['intents', random.of([{ do: 'finish' }, { do: 'end_early', ending: 'left' }])];
  return ['intents', random.of(intents)()];
}

const customer = (n) => ({
  account: `NW-${500_000 + n}`,
  phone: `+44207${1_000_000 + n}`,
  pin: String(10_000 + n),
});

export async function openOffice() {
  const rows = Array.from({ length: kCustomers }, (_, n) => customer(n));
  const lines = rows.map((each) => `${each.account},Ada Lovelock,${each.phone},${each.pin}`);
  const office = await Office.open({
    customers: `account,name,phone,answer.pin\n${lines.join('\n')}\n`,
  });
  office.ana = await office.person('ana');
  office.customersUsed = 0;
  return office;
}

// A contact as its holder sees it, but for the time and the number of events.
function signature(view) {
  const { now, position, version, ...rest } = view;
  return JSON.stringify(rest);
}

const same = (a, b, what) => {
  if (a !== b) throw new Error(`${what}\n  before: ${a}\n  after:  ${b}`);
};

class Run {
  constructor(office, seed) {
    this.office = office;
    this.random = generator(seed);
    this.acks = 0;
    this.killAfter = 1 + this.random.below(kAcksMax);
    this.killLater = this.random.below(kLaterMsMax * 10) / 10;
    this.over = false;
    this.kept = 0; // under way at the kill, and durable
    this.contacts = [];
    this.starts = []; // { key, body, id? }
  }

  newCustomer() {
    return customer(this.office.customersUsed++ % kCustomers);
  }
  startBody(who) {
    const { person } = this.office.ana;
    return { map: 'standard', channel: 'phone', caller_number: who.phone, offer_to: person.id };
  }
  post(path, body, key) {
    return this.office.phone.post(path, body, { headers: { 'Idempotency-Key': key } });
  }

  async go() {
    for (let n = 0; n < kContacts; ++n) await this.prepare();
    let kill;
    this.killed = new Promise((done) => (kill = done));
    this.kill = () => {
      if (this.over) return;
      this.over = true;
      setTimeout(() => this.office.server.kill().then(kill), this.killLater);
    };
    const work = [...this.contacts.map((contact) => this.command(contact)), this.start()];
    await Promise.all(work);
    await this.killed;
    await this.office.serve();
    for (const contact of this.contacts) await this.check(contact);
    await this.checkStarts();
    return {
      acks: this.acks,
      kept: this.kept,
      underWay: this.contacts.filter(({ flying }) => flying).length,
    };
  }

  async prepare() {
    const who = this.newCustomer();
    const { id } = await this.office.call('ana', { number: who.phone, line: 'billing' });
    await this.office.ana.choose(id, who.account);
    const view = await this.office.ana.view(id);
    this.contacts.push({ id, who, version: view.version, signature: signature(view) });
  }

  acknowledged() {
    if (++this.acks >= this.killAfter) this.kill();
  }

  // One command after the other, until the server is gone.
  async command(contact) {
    for (;;) {
      const [what, body] = draw(this.random, contact.who);
      const flying = { what, body, key: freshKey() };
      contact.flying = flying;
      let response;
      try {
        response = await this.send(contact, flying);
      } catch (error) {
        if (!this.over || !error.code) throw error;
        return;
      }
      contact.flying = undefined;
      contact.last = flying;
      if (response.status === 200) {
        contact.version = response.json.view.version;
        contact.signature = signature(response.json.view);
      } else if (response.status === 409 || response.status === 422) {
        if (response.json.refusal.rule) ++contact.version;
      } else {
        throw new Error(
          `${JSON.stringify(body)} is answered with ${response.status}: ${response.text}`,
        );
      }
      this.acknowledged();
    }
  }
  send(contact, { what, body, key }) {
    return this.office.ana.command(contact.id, what, body, { 'Idempotency-Key': key });
  }

  async start() {
    while (this.starts.length < kStartsMax) {
      const start = { key: freshKey(), body: this.startBody(this.newCustomer()) };
      this.starts.push(start);
      try {
        const response = await this.post('/api/v1/contacts', start.body, start.key);
        start.id = response.json.id;
      } catch (error) {
        if (!this.over || !error.code) throw error;
        return;
      }
      this.acknowledged();
      await new Promise((done) => setTimeout(done, this.random.below(20)));
    }
  }

  async check(contact) {
    const { ana } = this.office;
    const { id, flying } = contact;
    let view = await ana.view(id);
    if (!flying) throw new Error('the server was gone and no command was under way');
    const kept = view.version !== contact.version || signature(view) !== contact.signature;
    if (kept && view.version < contact.version) throw new Error(`${id} lost acknowledged events`);
    const again = await this.send(contact, flying);
    if (kept) {
      ++this.kept;
      // It had become durable before the end: told again, and the contact stands where it led.
      if (again.status === 200)
        same(again.headers['idempotent-replayed'], 'true', `${id} did it twice`);
      const after = await ana.view(id);
      same(String(view.version), String(after.version), `${id} has a second event`);
      same(signature(view), signature(after), `${id} changed`);
      if (again.status !== 200) same(view.version, contact.version + 1, `${id} went further`);
      if (again.json.version !== undefined)
        same(again.json.version, view.version, `${id} went further`);
    } else {
      same(view.version, contact.version, `${id} is not as acknowledged`);
    }
    view = await ana.view(id);
    for (const sent of [flying, contact.last].filter(Boolean)) await this.send(contact, sent);
    const last = await ana.view(id);
    same(view.version, last.version, `${id} took a key twice`);
    same(signature(view), signature(last), `${id} took a key twice`);
    const events = (await ana.get(`/api/v1/contacts/${id}/events`)).json.length;
    same(events, last.version, `${id} has events that its version does not count`);
    await this.end(id);
  }

  async checkStarts() {
    const { ana } = this.office;
    for (const start of this.starts) {
      const again = await this.post('/api/v1/contacts', start.body, start.key);
      if (start.id) same(start.id, again.json.id, 'an acknowledged contact is another one');
      start.id = again.json.id;
      const third = await this.post('/api/v1/contacts', start.body, start.key);
      same(start.id, third.json.id, 'a start that was sent again made a second contact');
    }
    const open = (await ana.get('/api/v1/contacts')).json.map(({ id }) => id).sort();
    const wanted = this.starts.map(({ id }) => id).sort();
    same(wanted.join(' '), open.join(' '), 'other contacts are open than were started');
    for (const { id } of this.starts) await this.end(id);
  }
  async end(id) {
    const ended = await this.office.ana.intent(id, { do: 'end_early', ending: 'left' });
    if (![200, 409].includes(ended.status)) throw new Error(`${id} does not end: ${ended.text}`);
  }
}

// The figures of all runs. A failure names the seed and the command that does it again.
export async function crash({ runs, seed, say = () => {} }) {
  const office = await openOffice();
  const figures = { runs: 0, acks: 0, underWay: 0, kept: 0 };
  for (let n = 0; n < runs; ++n) {
    try {
      const { acks, underWay, kept } = await new Run(office, seed + n).go();
      ++figures.runs;
      figures.acks += acks;
      figures.underWay += underWay;
      figures.kept += kept;
      say(`run ${n + 1}: seed ${seed + n}, ${acks} commands acknowledged, ${underWay} under way`);
    } catch (error) {
      error.message = `seed ${seed + n} (node crash.mjs --runs 1 --seed ${seed + n}): ${error.message}`;
      throw error;
    }
  }
  await office.stop();
  const doctor = callmap(['doctor', '--data', office.data]);
  if (doctor.status !== 0)
    throw new Error(`the log is not whole: ${doctor.stdout}${doctor.stderr}`);
  figures.doctor = doctor.stdout.trim();
  return figures;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const option = (name, otherwise) => {
    const at = process.argv.indexOf(`--${name}`);
    return at < 0 ? otherwise : Number(process.argv[at + 1]);
  };
  const began = Date.now();
  const figures = await crash({
    runs: option('runs', 200),
    seed: option('seed', 1),
    say: (line) => process.stdout.write(`${line}\n`),
  });
  const seconds = ((Date.now() - began) / 1000).toFixed(0);
  process.stdout.write(
    `${figures.runs} runs in ${seconds} s: ${figures.acks} commands acknowledged, ` +
      `${figures.underWay} under way at the kill, of which ${figures.kept} were durable; nothing lost, nothing twice; ${figures.doctor}\n`,
  );
}
