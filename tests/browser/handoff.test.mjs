// Two people, one customer: a warm transfer in all the ways it can go.
import assert from 'node:assert/strict';
import { after } from 'node:test';
import { story } from './lib/desk.mjs';
import { mapsWith } from './lib/maps.mjs';

// Agent time by the keystroke-level model (Card, Moran and Newell, 1980): an average typist's key, and
// the mental preparation before each decision. What the browser itself takes comes on top.
const keyMs = 280;
const mentalMs = 1_350;
const medianMs = 20_000;
const took = []; // the measured handoffs, from the key of the transfer to the offer

after(() => {
  const times = took.map((one) => one.agentMs).sort((a, b) => a - b);
  const median = times[Math.floor(times.length / 2)];
  for (const one of took)
    console.log(
      `# handoff, ${one.what}: ${one.keys} keys, ${one.characters} characters, ` +
        `${one.decisions} decisions, browser ${one.browserMs} ms, agent ${one.agentMs} ms`,
    );
  console.log(`# handoffs: ${times.length}, agent time median ${median} ms`);
  assert.ok(times.length >= 5, `${times.length} handoffs are too few for a median`);
  assert.ok(median < medianMs, `median ${median} ms`);
});

// Looking at screens takes longer than an offer stands.
const slow = { maps: mapsWith(['standard/teams.yaml', 'timeout: 60s', 'timeout: 10m']) };
const quick = { maps: mapsWith(['standard/teams.yaml', 'timeout: 60s', 'timeout: 10s']) };

const fence = '[aria-labelledby=cust] dl.fence';
const gateOf = ({ stages }) => stages.find((one) => one.id === 'verification').gates[0];

// A verified call at its resolution.
async function atResolution(ana) {
  await ana.isCalledByOne('standard');
  await ana.press('a');
  await ana.do({ do: 'fill', field: 'reason', value: 'service' });
  await ana.agreePurpose();
  await ana.pass();
  for (const stage of ['purpose', 'verification', 'resolution'])
    await ana.do({ do: 'go', stage });
  await ana.stage('Resolution');
}

// From the key to the offer: the team, what is missing, what stands before it. Counts what the agent
// has to press and type; a decision is each thing to choose, to make up or to say first.
async function handsOver(ana, team, { what, details = facts } = {}) {
  const began = performance.now();
  const pressed = ana.presses.length;
  await ana.press('t');
  await ana.chooses(team, '.teams');
  await ana.sees(`Transfer to ${team}`, '.eyebrow');
  const { characters, decisions } = await completes(ana, details);
  await ana.press('Alt+n');
  await ana.sees(`Offered to ${team}`, '#nba');
  const keys = ana.presses.slice(pressed).reduce((sum, key) => sum + strokes(key), 0);
  const all = 2 + decisions + 1; // that it is to go, to whom, what it lacks, and the offer
  const browserMs = Math.round(performance.now() - began);
  const agentMs = Math.round((keys + characters) * keyMs + all * mentalMs + browserMs);
  if (what) took.push({ what, keys, characters, decisions: all, browserMs, agentMs });
}

const facts = 'No light on the box since Monday';
const strokes = (key) => key.split('+').filter(Boolean).length; // Alt is a key too

// What only the agent knows, and what they tick as said.
async function completes(ana, details = facts) {
  const { handoff } = (await ana.view()).guidance;
  let [characters, decisions] = [0, 0];
  for (const item of handoff.items.filter((one) => one.state === 'missing')) {
    decisions++;
    if (item.field.choices.length > 0) {
      await ana.press('1');
      continue;
    }
    await ana.inField(item.field.id);
    const text = item.id === 'key_details' ? details : 'It is not as agreed. They want it put right.';
    await ana.type(text);
    characters += text.length;
    await ana.press('Enter');
  }
  for (const told of ['reference_given', 'expectations_set']) {
    if ((await ana.page.locator(`#checkpoint-${told}`).count()) === 0) continue;
    decisions++;
    await ana.press(`Alt+${await ana.keyAt(`#checkpoint-${told}`)}`);
    await ana.page.locator(`#checkpoint-${told}`).waitFor({ state: 'detached' });
  }
  return { characters, decisions };
}

async function atWork(desk, team = 'technical') {
  const lena = await desk.agent('lena');
  const ben = await desk.agent('ben');
  await lena.puts(ben, team);
  return { ana: await desk.agent('ana'), ben, lena };
}

async function twoPeople(desk) {
  const people = await atWork(desk);
  await atResolution(people.ana);
  return people;
}

story('A warm transfer is completed, asked about, accepted, and nothing is asked again', async (desk) => {
  const { ana, ben } = await twoPeople(desk);
  const contact = ana.contact;
  await ana.press('t');
  await ana.sees('Which team takes it?');
  await ana.sees('1 free', '.teams');
  await ana.sees('nobody signed in', '.teams');
  await ana.look('transfer-teams');
  await ana.press('Escape');
  await ana.stage('Resolution');
  await handsOver(ana, 'Technical Support');
  assert.equal((await ana.view()).mine, true, 'the sender keeps it');
  await ana.look('transfer-offered');

  await ben.sees('Handoff from Ana Ferreira');
  await ben.sees('No light on the box since Monday', '.span');
  const page = await ben.page.locator('body').innerText();
  assert.ok(!page.includes(ana.caller.name), 'no account data before it is taken');
  await ben.look('offer');
  await ben.chooses('Ask', '.span li:has-text("Key details")');
  await ben.sees('Question on item');
  await ben.type('Which light, the power one?');
  await ben.press('Enter');

  await ana.sees('They ask about', '#nba');
  await ana.sees('Which light, the power one?', '.next');
  await ana.look('transfer-question');
  await ana.page.keyboard.press('f');
  await ana.inField('key_details');
  await ana.page.keyboard.press('Control+a');
  await ana.type('The power light is off since Monday, restarted twice');
  await ana.press('Enter');
  await ben.sees('The power light is off since Monday', '.span');

  await ben.press('a');
  await ben.stage('Resolution');
  assert.equal(ben.contact, contact);
  const view = await ben.view();
  assert.equal(view.mine, true);
  assert.equal(view.guidance.requests[0].title, (await ana.view()).guidance.requests[0].title);
  assert.ok(JSON.stringify(view.notes).includes('Bill too high'), 'the issue is there');
  assert.ok(JSON.stringify(view.notes).includes('The power light is off'), 'so are the key facts');
  assert.deepEqual(
    view.segments.map((one) => one.how),
    ['offered', 'handoff'],
  );
  await ana.sees('Ben Achterberg has it now', '#nba');
  await ana.look('transfer-accepted');
  await ana.press('.');
  await ana.sees('Ready for the next call');
}, slow);

// Whether the pass goes with the call is the map's to say.
const carried = {
  maps: mapsWith(
    ['standard/verification.yaml', ', transfer]', ']'],
    ['standard/teams.yaml', 'timeout: 60s', 'timeout: 10m'],
  ),
};

story('Where the map lets it, a pass goes with the call, and nobody asks again', async (desk) => {
  const { ana, ben } = await twoPeople(desk);
  await handsOver(ana, 'Technical Support');
  await ben.sees('it carries over to you', '.next');
  await ben.press('a');
  await ben.stage('Resolution');
  await ben.sees(ana.caller.name, fence);
  const { guidance, mine } = await ben.view();
  assert.deepEqual([mine, guidance.verification.level], [true, 'account']);
  assert.ok(gateOf(guidance).met);
  await ben.look('handed-over-verified');
  await ana.sees('Ben Achterberg has it now', '#nba');
  const left = await ana.page.locator(fence).innerText();
  assert.ok(!left.includes(ana.caller.name), 'whoever sent it sees the account no more');
}, carried);

story('Where the map lowers it, the receiver goes on at once and checks anew first', async (desk) => {
  const { ana, ben } = await twoPeople(desk);
  await handsOver(ana, 'Technical Support');
  await ben.sees('Handoff from Ana Ferreira');
  const offered = await ben.page.locator('.next').innerText();
  assert.ok(!offered.includes('carries over'), offered);
  await ben.press('a');
  await ben.stage('Resolution');
  await ben.sees('the call was transferred', '.side');
  const { guidance, customer } = await ben.view();
  assert.deepEqual([guidance.verification.level, gateOf(guidance).met], ['none', false]);
  assert.ok(customer.card.every((row) => row.value === undefined), 'the card is shut');
  await ben.look('handed-over-unverified');
  await ben.press('b');
  await ben.stage('Verification');
  await ben.inField('pin');
  await ben.type(ana.answerOf('pin'));
  await ben.press('Enter');
  await ben.sees(ana.caller.name, fence);
  assert.equal((await ben.view()).guidance.verification.level, 'account');
}, slow);

story('A handoff that is returned stays with its sender, with the reason', async (desk) => {
  const { ana, ben } = await twoPeople(desk);
  await handsOver(ana, 'Technical Support');
  await ben.sees('Handoff from Ana Ferreira');
  await ben.press('r');
  await ben.sees('Why do you return it?');
  await ben.look('offer-return');
  await ben.press('2');
  await ben.sees('Ready for the next call');
  await ana.sees('Technical Support returned it', '#nba');
  await ana.sees('Something is missing that only you can ask', '.next');
  await ana.look('transfer-returned');
  const view = await ana.view();
  assert.equal(view.mine, true);
  assert.equal(view.guidance.handoff.state, 'returned');
  await ana.press('Escape');
  await ana.sees('Technical Support returned it', '.handoff-line');
  await ana.press('t', 'n'); // offered once more
  await ben.sees('Handoff from Ana Ferreira');
  await ana.press('b'); // and taken back
  await ben.sees('Ready for the next call');
  await ana.until(async () => (await ana.view()).guidance.handoff.state === 'withdrawn');
});

story('A handoff that nobody takes comes back in time, and the customer was never without anybody', async (desk) => {
  const ana = await desk.agent('ana');
  await atResolution(ana);
  await handsOver(ana, 'Shipping Support');
  await ana.sees('Nobody at Shipping Support accepted in time', '#nba');
  await ana.look('transfer-expired');
  const view = await ana.view();
  assert.equal(view.mine, true);
  assert.equal(view.guidance.handoff.state, 'expired');
  assert.equal(view.guidance.stage, 'resolution');
  await ana.press('t');
  await ana.sees('Which team takes it?');
}, quick);

story('A team outside is told what it may know, and somebody there accepts by name', async (desk) => {
  const ana = await desk.agent('ana');
  await atResolution(ana);
  await ana.press('t');
  await ana.chooses('The parcel carrier', '.teams');
  await completes(ana);
  await ana.sees('Tell them what is below', '#nba');
  await ana.sees('Ring +442079460190');
  await ana.look('transfer-outside');
  await ana.press('Alt+n'); // without a name it asks for one
  await ana.page.locator('#accepted-by:focus').waitFor();
  await ana.type('Pat at the depot, desk 4');
  await ana.press('Alt+n');
  await ana.stage('After the call');
  const view = await ana.view();
  assert.equal(view.guidance.handoff.state, 'accepted');
  assert.equal(view.mine, true, 'the work after it is still the sender’s');
  assert.ok((await ana.events()).some((line) => line.includes('accepted')), 'it is recorded');
});

// What an agent writes down on the way decides what a handoff still asks for.
const drafts = {
  'nothing but what was agreed': { details: 'Router dark, restarted twice' },
  'details known': { fields: { key_details: facts } },
  'details and story known': {
    fields: { key_details: facts, handoff_story: 'The line is dead. They want it mended today.' },
  },
  'told before': { fields: { key_details: facts }, ticks: ['reference_given', 'expectations_set'] },
  'everything written by the road': {
    fields: { key_details: facts, right_team: 'technical', urgency: 'high' },
    ticks: ['reference_given', 'expectations_set'],
  },
  'a long account': { details: `${facts}; restarted twice, cable changed, neighbours are fine` },
};

story('A handoff costs its sender less than twenty seconds, whatever was written before', async (desk) => {
  const { ana, ben } = await twoPeople(desk);
  for (const [what, { fields = {}, ticks = [], details }] of Object.entries(drafts)) {
    if (ana.page.url().includes('#/c/')) {
      await ana.press('.');
      await ana.sees('Ready for the next call');
      await atResolution(ana);
    }
    for (const [field, value] of Object.entries(fields)) await ana.do({ do: 'fill', field, value });
    for (const checkpoint of ticks) await ana.do({ do: 'tick', checkpoint });
    await handsOver(ana, 'Technical Support', { what, details });
    await ben.sees('Handoff from Ana Ferreira');
    await ben.press('a');
    await ben.stage('Resolution');
    await ben.do({ do: 'end_early', ending: 'left' });
    await ben.press('.');
    await ben.sees('Ready for the next call');
  }
});

story('One handoff, one receiver: the customer who hangs up leaves it with its sender', async (desk) => {
  const { ana, ben } = await twoPeople(desk);
  await handsOver(ana, 'Technical Support');
  await ben.sees('Handoff from Ana Ferreira');
  await ana.press('Alt+x', 'Alt+2'); // the caller hung up
  await ana.stage('After the call');
  await ben.sees('Ready for the next call');
  assert.equal((await ana.view()).mine, true);
});

// Each of the two before the other by a hair; what comes first at the server counts.
const closeRaces = [
  (ben, hangsUp) => Promise.all([hangsUp(), ben.press('a')]),
  (ben, hangsUp) => {
    const sent = ben.page.waitForRequest(/\/accept$/);
    return Promise.all([ben.press('a'), sent.then(hangsUp)]);
  },
];

story('Who hangs up as somebody accepts leaves the call with one of the two', async (desk) => {
  const phone = await desk.phone();
  const { ana, ben } = await atWork(desk);
  for (const race of closeRaces) {
    await atResolution(ana);
    const { contact } = ana;
    await handsOver(ana, 'Technical Support');
    await ben.sees('Handoff from Ana Ferreira');
    await race(ben, () => phone.sees(contact, 'hung_up', { by: 'caller' }));
    const { mine: stayed, guidance, segments, hung_up_by: by } = await ana.view();
    assert.deepEqual([guidance.phase, by], ['after_call', 'caller']);
    assert.equal(guidance.handoff.state, stayed ? 'withdrawn' : 'accepted');
    const how = segments.map((one) => one.how);
    assert.deepEqual(how, stayed ? ['offered'] : ['offered', 'handoff']);
    const [holder, other] = stayed ? [ana, ben] : [ben, ana];
    await holder.stage('After the call');
    assert.equal((await holder.view()).mine, true);
    if (stayed) await other.sees(/not offered to you any more|hung up/);
    await other.sees(stayed ? 'Ready for the next call' : /Ben Achterberg (has|holds)/);
    desk.t.diagnostic(`it is left with ${holder.person.display_name}`);
    await holder.do({ do: 'end_early', ending: 'left' });
    await Promise.all([ana.press('.'), ben.press('.')]);
    for (const one of [ana, ben]) await one.sees('Ready for the next call');
  }
});

story('Who lets a handoff ring out has it no more, and its sender has it back', async (desk) => {
  const { ana, ben } = await twoPeople(desk);
  await handsOver(ana, 'Technical Support');
  await ben.sees('Handoff from Ana Ferreira');
  await ana.sees('Nobody at Technical Support accepted in time', '#nba');
  await ben.sees('Ready for the next call');
  assert.equal((await ana.view()).mine, true);
  await ana.press('n');
  await ben.sees('Handoff from Ana Ferreira');
  await ben.press('a');
  await ben.stage('Resolution');
  assert.equal((await ben.view()).mine, true);
}, quick);

// Three days on, so that it is shut whenever this runs.
const later = new Date(Date.now() + 3 * 86_400_000);
const weekday = later.toLocaleDateString('en-GB', { weekday: 'long', timeZone: 'UTC' }).toLowerCase();
const shut = {
  maps: mapsWith(
    ['standard/teams.yaml', 'hours:\n', `hours:\n  seldom: { zone: UTC, ${weekday}: "09:00-10:00" }\n`],
    ['standard/teams.yaml', 'Plans, changes and ending them", hours: office', 'Plans, changes and ending them", hours: seldom'],
  ),
};

story('A team that is closed says when it opens, takes nothing, and a call back is agreed instead', async (desk) => {
  const ana = await desk.agent('ana');
  await atResolution(ana);
  await ana.press('t');
  await ana.sees(/closed, opens/, '.teams');
  await ana.chooses('Contracts', '.teams');
  await ana.sees('Transfer to Contracts', '.eyebrow');
  await completes(ana);
  await ana.press('Alt+n');
  await ana.sees('Contracts is closed now: call back, or promise an answer');
  await ana.look('transfer-closed');
  const { mine, guidance } = await ana.view();
  assert.deepEqual([mine, guidance.handoff.state, guidance.stage], [true, 'drafted', 'resolution']);
  await ana.press('Escape', 'Escape');
  await ana.press('+');
  await ana.sees('Promise a follow-up');
}, shut);

story('The receiver whose machine dies has nothing, or leaves it to the leads', async (desk) => {
  const { ana, ben, lena } = await twoPeople(desk);
  await handsOver(ana, 'Technical Support');
  await ben.sees('Handoff from Ana Ferreira');
  await ben.page.close(); // before they accept
  await ana.sees('Nobody at Technical Support accepted in time', '#nba');
  assert.equal((await ana.view()).mine, true);

  const { contact } = ana;
  const again = await ben.comesBack();
  await again.becomes('available');
  await ana.press('n');
  await again.sees('Handoff from Ana Ferreira');
  await again.press('a');
  await again.stage('Resolution');
  await ana.sees('Ben Achterberg has it now', '#nba');
  await again.page.close(); // and after it
  await lena.press('f');
  await lena.sees('Agent’s machine gone', '.needs');
  await lena.press('1', 'o');
  await lena.until(async () => lena.page.url().includes(encodeURIComponent(contact)));
  await lena.stage('Resolution');
  assert.equal((await lena.view()).mine, true);
}, quick);

story('Of two who accept one wins, and the other sees who has it', async (desk) => {
  const { ana, ben, lena } = await twoPeople(desk);
  await handsOver(ana, 'Technical Support');
  await ben.sees('Handoff from Ana Ferreira');
  const second = await ben.tab();
  await second.sees('Handoff from Ana Ferreira');
  await Promise.all([ben.press('a'), second.press('a')]);
  await ben.until(async () => (await ben.ask('/me/work')).body.offers.length === 0);
  const opened = (one) => one.page.url().includes('#/c/');
  await ben.until(() => opened(ben) || opened(second));
  const [won, other] = opened(ben) ? [ben, second] : [second, ben];
  await won.stage('Resolution');
  const { segments, reference } = await won.view();
  if (!opened(other)) {
    await other.sees(reference); // among their open contacts
    await other.press(';');
  }
  await other.stage('Resolution');
  assert.deepEqual(
    segments.map((one) => one.how),
    ['offered', 'handoff'],
    'it was accepted once',
  );
  await lena.page.goto(`${desk.server.url}/#/c/${encodeURIComponent(won.contact)}`);
  await lena.sees('Ben Achterberg holds this contact');
}, slow);
