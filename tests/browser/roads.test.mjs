// Each decision point of the standard map, opened by its key on a live call and walked by key to an
// end: what the map says happens there, and the notes hold what it has written down. Those that
// hand over go on until a second person has it.
import assert from 'node:assert/strict';
import { story } from './lib/desk.mjs';
import { Walk } from './lib/walk.mjs';

// The ways to an offer: a team of the map has the call before it, with what it needs.
async function offersToShipping(walk) {
  await saysItIsTheirs(walk);
  await walk.says('Should the line drop on the way'); // nobody is there, so no wait is named
  await walk.done();
  await walk.answers('Yes, hand over now');
  await walk.sees('Transfer to Shipping Support', '.eyebrow');
  await walk.completesThePackage();
  await walk.presses('Alt+n');
  await walk.sees('Offered to Shipping Support', '#nba');
}

async function saysItIsTheirs(walk) {
  await walk.opens('w');
  await walk.chooses('right_team', 'Shipping Support');
  await walk.chooses('reason', 'Order or delivery');
  await walk.answers('It is theirs');
  await walk.done();
  await walk.fills('issue', 'The parcel was left at a wrong door');
  await walk.fills('goal', 'The parcel at home by Friday');
  await walk.fills('key_details', 'Sent on Monday, number 4411');
  await walk.fills('handoff_story', 'The parcel went to a wrong door. They need it by Friday.');
  await walk.done();
}

async function offersToALead(walk) {
  await walk.reaches('resolution');
  await walk.opens('j');
  await walk.answers('No, a lead');
  await walk.chooses('escalation_reason', 'The caller asked for it');
  await walk.done();
  await walk.fills('handoff_story', 'They want a lead to decide about a credit.');
  await walk.says('It runs under');
  await walk.answers('They agree');
  await walk.fills('timeframe', 'ten minutes');
  await walk.done();
  await walk.fills('update_contact', '+447700900123');
  await walk.done();
  await walk.says('I bring somebody in now');
  await walk.answers('Now, while they hold');
  await walk.sees('Transfer to Team leads', '.eyebrow');
  await walk.completesThePackage();
  await walk.presses('Alt+n');
  await walk.sees('Offered to Team leads', '#nba');
}

async function offersInDanger(walk) {
  await walk.opens('!');
  await walk.answers('Yes, danger now');
  await walk.answers('We do');
  await walk.done();
  await walk.sees('Transfer to Team leads', '.eyebrow');
  await walk.sees('Emergency: no gate stands in the way', '.stage');
  const drafted = (await walk.guidance()).handoff;
  assert.ok(drafted.items.some((item) => item.state === 'missing'), 'nothing is written yet');
  await walk.presses('Alt+n'); // and it goes all the same
  await walk.sees('Offered to Team leads', '#nba');
}

async function takesComplaint(walk) {
  await walk.reaches('purpose', { agreed: false });
  await walk.opens(await walk.letterOf('They want to complain'));
  await walk.fills('issue', 'Nobody rang back in three weeks');
  await walk.fills('key_details', 'Promised on the second and on the ninth');
  await walk.done();
  await walk.fills('goal', 'An apology in writing');
  await walk.done();
  await walk.fills('timeframe', 'five working days');
  await walk.fills('update_contact', 'dana@example.com');
  await walk.says('You have it in writing within');
  await walk.done();
}

const roads = {
  async wrong_queue(walk) {
    await offersToShipping(walk);
    const { handoff } = await walk.guidance();
    assert.deepEqual([handoff.team, handoff.state, handoff.how], ['shipping', 'offered', 'warm']);
    assert.ok(handoff.items.some((item) => item.text?.includes('They need it by Friday')));
    await walk.notes('Shipping Support', 'The parcel was left at a wrong door', '4411');
    await walk.presses('b'); // taken back: the caller was never without anybody
    assert.equal((await walk.view()).mine, true);
  },

  async unclear_request(walk) {
    await walk.reaches('purpose');
    await walk.opens('m');
    await walk.chooses('reason', 'Service not working');
    await walk.answers('Neither fits');
    await walk.fills('expected', 'The film starts');
    await walk.fills('happened', 'A grey picture');
    await walk.done();
    await walk.fills('issue', 'Films do not start in the evening');
    await walk.fills('goal', 'To watch without a break');
    await walk.says('In one sentence');
    await walk.answers('Yes, that is it');
    await walk.isBackAt('purpose');
    await walk.notes('The film starts', 'A grey picture', 'Films do not start in the evening');
    await walk.presses('n'); // the sentence is the issue: the gate is met, nothing is asked again
    await walk.stage('Verification');
  },

  async cannot_verify(walk) {
    await walk.reaches('verification');
    await walk.presses('n');
    await walk.sees('Go to', '.out .acts'); // the gate stands
    await walk.opens('v');
    await walk.done();
    await walk.answers('Yes, their own');
    await walk.answers('No other check');
    await walk.answers('General help now');
    await walk.isBackAt('verification');
    await walk.passesGate('verification', 'Caller verified, or general help only');
    await walk.presses('n');
    await walk.stage('Resolution');
    const { guidance, customer } = await walk.view();
    assert.equal(guidance.verification.level, 'none');
    assert.ok(customer.card.every((row) => row.value === undefined), 'the account stays shut');
    assert.ok(guidance.actions.every((one) => one.class === 'public' || !one.allowed));
    await walk.presses('Alt+x', 'Alt+1');
    await walk.stage('After the call');
    assert.equal((await walk.guidance()).requests[0].proposed, 'general_help');
  },

  async escalation(walk) {
    await walk.reaches('resolution');
    await walk.opens('e');
    await walk.chooses('right_team', 'Specialists');
    await walk.chooses('escalation_reason', 'beyond what we can mend');
    await walk.done();
    await walk.fills('handoff_story', 'The line fails each evening. They want it steady.');
    await walk.says('It runs under');
    await walk.answers('They agree');
    await walk.fills('timeframe', 'two working days');
    await walk.done();
    await walk.done();
    await walk.answers('Later, they hear from us'); // without an address for the news it is refused
    await walk.refused(/Updates go to/);
    await walk.fills('update_contact', 'dana@example.com');
    await walk.answers('Later, they hear from us');
    await walk.promises('Tell them what the specialists found');
    await walk.isBackAt('resolution');
    await walk.notes('beyond what we can mend', 'two working days', 'dana@example.com');
    const { tasks } = await walk.guidance();
    assert.equal(tasks[0].channel, 'phone');
    assert.ok(Date.parse(tasks[0].due) > Date.now(), 'it has a time');
    await walk.passesGate('next_steps', 'Outcome of the request known');
  },

  async cut_off(walk) {
    await walk.reaches('resolution');
    await walk.presses('d');
    await walk.sees('Call back: try 1 of 3', '#nba');
    await walk.agent.chooses('Reached', '.next');
    await walk.stage('Resolution');
    await walk.opens('l');
    await walk.answers('They are back');
    await walk.says('the line had gone');
    await walk.done();
    await walk.isBackAt('resolution');
    const { line, callback, verification } = await walk.guidance();
    assert.equal(line, 'connected');
    assert.equal(callback.tries[0].outcome, 'reached');
    assert.equal(verification.level, 'none', 'whoever answers is asked again');
  },

  async new_request(walk) {
    await walk.reaches('resolution');
    await walk.opens('a');
    await walk.answers('It is new');
    await walk.presses('r');
    await walk.agent.until(async () => (await walk.guidance()).requests.length === 2);
    await walk.done();
    await walk.answers('The same');
    await walk.stage('Purpose');
    const { requests, verification, stage } = await walk.guidance();
    assert.equal(stage, 'purpose');
    assert.deepEqual(
      requests.map((one) => [one.open, one.current]),
      [
        [true, false],
        [true, true],
      ],
    );
    assert.equal(verification.level, 'account', 'the check stays good for this contact');
    await walk.fills('issue', 'A new address');
    await walk.notes('Bill too high', 'A new address');
  },

  async upset_or_hurry(walk) {
    await walk.reaches('purpose');
    await walk.presses('u');
    await walk.sees('Acknowledge it first', '.noticed');
    await walk.presses('u'); // what was noticed leads on by its own letter
    await walk.agent.page.locator('.procedure').waitFor();
    await walk.done();
    await walk.fills('issue', 'Rung four times about one bill');
    await walk.fills('goal', 'Somebody who mends it');
    await walk.answers('They say what they want');
    await walk.isBackAt('purpose');
    const { guides_folded: folded, stages } = await walk.guidance();
    assert.equal(folded, true, 'what is no gate is out of the way');
    assert.ok(stages.find((one) => one.id === 'verification').gates.some((gate) => !gate.met));
    await walk.notes('Rung four times about one bill', 'Somebody who mends it');
  },

  async unsafe_to_talk(walk) {
    await walk.opens('s');
    await walk.answers('Not now, we ring them');
    await walk.fills('contact_number', '+447700900555');
    await walk.fills('issue', 'The car key does not open the app');
    await walk.fills('goal', 'An app that opens');
    await walk.done();
    await walk.agreesACall();
    await walk.isBackAt('greeting');
    const { callback } = await walk.guidance();
    assert.equal(callback.how, 'scheduled');
    await walk.notes('+447700900555', 'The car key does not open the app');
    await walk.presses('Alt+x', 'Alt+2');
    await walk.sees('Call back, agreed for', '#nba');
    assert.equal((await walk.guidance()).phase, 'live', 'it is not over: it waits for its time');
  },

  async other_party(walk) {
    await walk.reaches('resolution');
    assert.equal((await walk.guidance()).verification.level, 'account');
    await walk.opens('o');
    await walk.answers('A child');
    await walk.answers('No, we ring the holder');
    await walk.fills('contact_number', '+447700900444');
    await walk.done();
    await walk.agreesACall();
    await walk.isBackAt('resolution');
    await walk.notes('+447700900444');
    await walk.passesGate('next_steps', 'Outcome of the request known');
  },

  async asks_for_lead(walk) {
    await offersToALead(walk);
    const { handoff } = await walk.guidance();
    assert.deepEqual([handoff.team, handoff.state], ['leads', 'offered']);
    await walk.notes('The caller asked for it', 'They want a lead to decide');
    await walk.presses('b');
  },

  async cannot_hear(walk) {
    await walk.reaches('resolution');
    await walk.opens('i');
    await walk.fills('contact_number', '+447700900333');
    await walk.answers('No, ring them anew');
    await walk.agreesACall();
    await walk.isBackAt('resolution');
    assert.equal((await walk.guidance()).callback.state, 'due');
    await walk.notes('+447700900333');
  },

  async abusive(walk) {
    await walk.opens('z');
    await walk.done();
    await walk.answers('No, after two warnings');
    await walk.done();
    await walk.refused(); // it was one
    await walk.presses('q');
    await walk.opens('z');
    await walk.done();
    await walk.answers('No, after two warnings');
    await walk.says('I end our call here');
    await walk.fills('key_details', 'Shouted and swore, told twice');
    await walk.done();
    await walk.stage('After the call');
    const { phase, checkpoints, out } = await walk.guidance();
    assert.equal(phase, 'after_call');
    assert.ok(JSON.stringify([checkpoints, out]).includes('A lead knows how the call ended'));
    await walk.notes('Shouted and swore, told twice');
    const lena = await walk.agent.desk.agent('lena');
    await lena.press('f');
    await lena.sees('Tell a lead how the call ended', '.needs');
    await walk.agent.do({ do: 'tick', checkpoint: 'lead_told' });
    await lena.until(async () => (await lena.page.locator('.needs li').count()) === 0);
  },

  async complaint(walk) {
    await takesComplaint(walk);
    await walk.answers('No, it goes in writing');
    await walk.sees('Promise a follow-up', '#nba');
    assert.equal((await walk.guidance()).asks_for, 'follow_up');
    await walk.promises('Acknowledge the complaint in writing');
    await walk.isBackAt('purpose');
    const { asks_for: asks, tasks } = await walk.guidance();
    assert.deepEqual([asks, tasks[0].channel], [undefined, 'phone'], 'it is promised');
    await walk.notes('Nobody rang back in three weeks', 'An apology in writing', 'five working days');
  },

  async needs_time(walk) {
    await walk.reaches('resolution');
    await walk.opens(await walk.letterOf('They need more time or more care'));
    await walk.fills('what_helps', 'Slower, and everything by post');
    await walk.answers('Yes, noted');
    await walk.done();
    await walk.isBackAt('resolution');
    const { stages, roads } = await walk.guidance();
    assert.ok(stages.every((one) => one.usual_ms === undefined), 'nothing is counted as too long');
    assert.ok(!roads.some((road) => road.id === 'needs_time' && road.decision_point));
    await walk.notes('Slower, and everything by post');
  },

  async safety(walk) {
    await offersInDanger(walk);
    const { guidance, customer } = await walk.view();
    assert.deepEqual([guidance.handoff.team, guidance.handoff.state], ['leads', 'offered']);
    assert.ok(customer.card.every((row) => row.value === undefined), 'but the account stays shut');
    assert.ok(JSON.stringify(guidance).includes('Write down where they are'), 'it is owed');
    await walk.presses('b');
  },
};

// Each on a call of its own; one that fails does not keep the others from being walked.
async function walksAll(desk, ana, all, met = () => {}) {
  for (const [id, road] of Object.entries(all))
    await desk.t.test(id, async () => {
      try {
        const walk = await Walk.begin(ana, id);
        met(await walk.guidance());
        await road(walk);
        await walk.over();
      } catch (failure) {
        await desk.show(`road ${id}`);
        throw failure;
      }
    });
}

story('Every decision point goes from its key to its end, by keyboard alone', async (desk) => {
  const ana = await desk.agent('ana');
  const began = Date.now();
  const known = new Set();
  await walksAll(desk, ana, roads, ({ roads: met }) => {
    for (const one of met) if (one.decision_point) known.add(one.id);
  });
  // An author who adds one adds its walk here.
  assert.deepEqual([...known].filter((id) => !roads[id]), []);
  desk.t.diagnostic(`${Object.keys(roads).length} roads in ${Math.round((Date.now() - began) / 1000)} s`);
});

// A second person sees what comes with it, takes it by a key, and goes on where it was.
async function takes(other, walk, stage, known) {
  await other.sees('Handoff from Ana Ferreira');
  await other.sees(known, '.next');
  await other.press('a');
  await other.stage(stage);
  assert.equal(other.contact, walk.agent.contact);
  const view = await other.view();
  assert.deepEqual([view.mine, view.guidance.handoff.state], [true, 'accepted']);
  assert.deepEqual(
    view.segments.map((one) => one.how),
    ['offered', 'handoff'],
  );
  assert.equal(view.guidance.procedure, undefined, 'the road is at its end');
  await walk.sees(`${other.person.display_name} has it now`, '#nba');
  assert.equal((await walk.view()).mine, false);
  return view;
}

story('A road that hands over ends with somebody who has it and goes on there', async (desk) => {
  const ana = await desk.agent('ana');
  const ben = await desk.agent('ben'); // Shipping Support, among others
  const mira = await desk.agent('mira');
  const ends = {
    async asks_for_lead(walk) {
      await offersToALead(walk);
      const { notes } = await takes(mira, walk, 'Resolution', 'They want a lead to decide');
      for (const text of ['The caller asked for it', '+447700900123', 'ten minutes'])
        assert.ok(JSON.stringify(notes).includes(text), `the notes lack: ${text}`);
      await mira.look('road-taken-by-a-lead');
      await new Walk(mira, 'asks_for_lead').over();
    },

    async wrong_queue(walk) {
      await offersToShipping(walk);
      const story = 'The parcel went to a wrong door';
      const { guidance, notes } = await takes(ben, walk, 'Greeting', story);
      assert.equal(guidance.handoff.team, 'shipping');
      assert.ok(JSON.stringify(notes).includes('number 4411'));
      await new Walk(ben, 'wrong_queue').over();
    },

    async complaint(walk) {
      await takesComplaint(walk);
      await walk.answers('Yes, now');
      await walk.sees('Transfer to Team leads', '.eyebrow');
      await walk.sees('Before you offer'); // a lead decides for somebody who knows why
      await walk.completesThePackage();
      await walk.presses('Alt+n');
      await walk.sees('Offered to Team leads', '#nba');
      const { guidance, notes } = await takes(mira, walk, 'Purpose', 'Nobody rang back');
      assert.ok(JSON.stringify(notes).includes('An apology in writing'));
      assert.ok(guidance.next.some((one) => one.kind === 'follow_up'), 'it is theirs to promise');
      const owed = 'owed: Add the written acknowledgement as a follow-up';
      assert.ok((await mira.events()).includes(owed), 'the log says what for');
      await new Walk(mira, 'complaint').over();
    },

    async safety(walk) {
      await offersInDanger(walk);
      const { guidance } = await takes(mira, walk, 'Greeting', 'Not verified');
      const owed = JSON.stringify(guidance);
      assert.ok(owed.includes('Write down where they are'), 'what was let go is theirs to write');
      await mira.look('road-danger-taken');
      await new Walk(mira, 'safety').over();
    },
  };
  await walksAll(desk, ana, ends);
});

// What the first walk does not reach: the other way out of those where it matters most.
const otherEnds = {
  async wrong_queue(walk) {
    await saysItIsTheirs(walk);
    await walk.says('Should the line drop on the way');
    await walk.done();
    await walk.answers('No, that team rings them');
    await walk.fills('timeframe', 'two hours');
    await walk.done();
    await walk.promises('Ring them about the parcel');
    await walk.isBackAt('greeting');
    const { handoff, tasks } = await walk.guidance();
    assert.equal(handoff, undefined, 'nobody is put through');
    assert.deepEqual([tasks[0].text, tasks[0].channel], ['Ring them about the parcel', 'phone']);
    await walk.passesGate('next_steps', 'Outcome of the request known');
    await walk.notes('Shipping Support', 'two hours');
  },

  async cannot_verify(walk) {
    await walk.reaches('verification');
    await walk.opens('v');
    await walk.done();
    await walk.answers('Yes, their own');
    await walk.answers('No other check');
    await walk.answers('We ring them later');
    await walk.fills('contact_number', '+447700900666');
    await walk.done();
    await walk.agreesACall();
    await walk.isBackAt('verification');
    const { guidance, customer } = await walk.view();
    assert.equal(guidance.verification.level, 'none');
    assert.ok(customer.card.every((row) => row.value === undefined), 'the account stays shut');
    assert.deepEqual([guidance.callback.how, guidance.callback.state], ['scheduled', 'due']);
    await walk.notes('+447700900666');
    await walk.presses('Alt+x', 'Alt+2'); // they hang up, to look for the papers
    await walk.sees('Call back, agreed for', '#nba');
  },

  async other_party(walk) {
    await walk.reaches('resolution');
    assert.equal((await walk.guidance()).verification.level, 'account');
    await walk.agent.do({ do: 'fill', field: 'credit_given', value: '12.50' });
    await walk.presses('p');
    await walk.agent.page.locator('#party:focus').waitFor();
    await walk.agent.page.keyboard.type('Someone');
    await walk.sees('Details after the check');
    await walk.presses('Escape');
    await walk.opens('o');
    await walk.answers('Somebody else');
    await walk.fills('speaking_for', 'A neighbour, for the holder');
    await walk.answers('General help is enough');
    await walk.isBackAt('resolution');
    const { guidance, customer, notes } = await walk.view();
    assert.deepEqual([guidance.verification.level, guidance.verification.party], ['none', 'other']);
    assert.ok(customer.card.every((row) => row.value === undefined), 'one voice, one pass');
    assert.ok(guidance.actions.every((one) => one.class === 'public' || !one.allowed));
    assert.ok(!JSON.stringify(notes).includes('12.50'), 'nor what was written of the account');
    await walk.notes('A neighbour, for the holder');
  },

  async safety(walk) {
    await walk.opens('!');
    await walk.answers('Yes, danger now');
    await walk.answers('They do');
    await walk.isBackAt('greeting');
    const { guidance } = await walk.view();
    assert.equal(guidance.emergency, true, 'it is one until somebody says that it is over');
    assert.ok(guidance.next.some((one) => /Write down where they are/.test(one.text)));
    await walk.goesTo('key_details');
    await walk.agent.type('4 Mill Lane, smoke in the hall');
    await walk.presses('Enter', 'Escape');
    await walk.notes('4 Mill Lane, smoke in the hall');
    await walk.opens('!');
    await walk.answers('No, or not any more');
    await walk.isBackAt('greeting');
    assert.ok(!(await walk.guidance()).emergency);
  },
};

story('Roads that matter most go to their other end too', async (desk) => {
  const ana = await desk.agent('ana');
  await walksAll(desk, ana, otherEnds);
});

story('No road is listed that the agent may not take', async (desk) => {
  const ana = await desk.agent('ana');
  const walk = await Walk.begin(ana, '');
  await walk.reaches('resolution');
  const listed = await ana.page.locator('.roads').innerText();
  assert.doesNotMatch(listed, /The line has dropped/, 'that comes by itself');
});

story('A danger is named to the lead before they take it, and comes before the greeting', async (desk) => {
  const ana = await desk.agent('ana');
  const mira = await desk.agent('mira');
  const walk = await Walk.begin(ana, 'safety');
  await walk.opens('!');
  await walk.answers('Yes, danger now');
  await walk.answers('We do');
  await walk.done();
  await walk.presses('Alt+n');
  await mira.sees('Handoff from Ana Ferreira');
  await mira.sees('Somebody is in danger. Take it first', '.next');
  await mira.look('offer-danger');
  await mira.press('a');
  await mira.stage('Greeting');
  await mira.sees('Write down where they are and what happened', '#nba');
  const next = (await mira.view()).guidance.next.map(({ id }) => id);
  assert.deepEqual(next.slice(0, 4), ['key_details', 'handoff_story', 'urgency', 'danger']);
  await mira.look('call-danger-taken');
  await ana.sees('Mira Solheim has it now', '#nba');
  assert.equal(await ana.page.locator('.noticed').count(), 0, 'what is said to her is not told to him');
});
