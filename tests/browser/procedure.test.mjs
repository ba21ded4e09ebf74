// A procedure run on a call: asked in other words, a test repeated, a way that closes, back, another
// approach; and the same call in the middle of it with somebody else, who finishes where it was.
import assert from 'node:assert/strict';
import { story } from './lib/desk.mjs';
import { mapsWith } from './lib/maps.mjs';

// The standard map with one more procedure, which has everything that a procedure can have.
const sound = `procedures:
  no_sound:
    title: No sound on calls
    why: A loose plug is the cause most often.
    for: { reason: service }
    when: stage resolution
    steps:
      hears:
        ask: Do they hear themselves in the test call?
        unclear:
          - When you dial 100 and speak, does your own voice come back?
          - Is it quite silent, or is there a hum?
        help: The test call is 100. It repeats what they say after three seconds.
        links: [{ title: How the test call works, url: "https://kb.example/sound" }]
        answers:
          yes: { label: "Yes, clearly", then: fine }
          no: { label: "No, nothing", then: plug }
      plug: { tell: Take the plug out and put it back, to: customer, takes: 20s, then: restart }
      restart: { tell: Switch the box off and on, to: customer, then: again }
      again:
        retest: hears
        answers:
          yes: { label: "Yes, clearly", then: mended, outcome: helped }
          no: { label: "No, nothing", then: plug, outcome: same, at_most: 2, after_that: passed_on }
    ends:
      fine: { text: There is sound, result: not_applicable }
      mended: { text: The plug was loose, result: resolved, goes: { stage: confirmation } }
      passed_on: { text: Not to be mended here, result: escalated, goes: { procedure: cable } }
  cable:
    title: Another cable
    for: { reason: service }
    when: stage resolution
    steps:
      spare:
        ask: Is there another cable in the house?
        answers: { yes: swap, no: none }
      swap: { tell: Put the other cable in, to: customer, then: hears }
      hears:
        ask: Do they hear themselves now?
        answers:
          yes: { then: mended, outcome: helped }
          no: { then: none, outcome: same }
    ends:
      mended: { text: The cable was broken, result: resolved, goes: { stage: confirmation } }
      none: { text: A cable is sent, goes: follow_up }
`;
// Looking at screens takes longer than an offer stands.
const maps = mapsWith(
  ['standard/procedures/service.yaml', 'procedures:\n', sound],
  ['standard/teams.yaml', 'timeout: 60s', 'timeout: 10m'],
);
const question = 'Do they hear themselves in the test call?';
const yes = 'Yes, clearly';
const no = 'No, nothing';

// A verified call about a service, at its resolution.
async function atResolution(ana) {
  await ana.isCalledByOne('standard');
  await ana.press('a');
  await ana.do({ do: 'fill', field: 'reason', value: 'service' });
  await ana.agreePurpose();
  await ana.pass();
  for (const stage of ['purpose', 'verification', 'resolution']) await ana.do({ do: 'go', stage });
  await ana.stage('Resolution');
}

async function opens(agent, title) {
  await agent.press('/');
  await agent.type(title);
  await agent.press('Enter');
}

// Single keys act outside text fields, and the open step may have some; Alt acts everywhere.
async function answers(agent, label) {
  const button = `.procedure > .choice button:has-text("${label}")`;
  await agent.press(`Alt+${await agent.keyAt(button)}`);
}

// From "no" to the test that is repeated: what the customer does in between.
async function triesThePlug(agent) {
  await agent.sees('Take the plug out and put it back', '#nba');
  await answers(agent, 'Done');
  await agent.sees('Switch the box off and on', '#nba');
  await answers(agent, 'Done');
  await agent.sees(question, '#nba');
}

const procedureOf = async (agent) => (await agent.view()).guidance.procedure;
const triedBy = async (agent) => (await agent.view()).guidance.tried;
const notesOf = async (agent) => JSON.stringify((await agent.view()).notes);

story('A procedure is run with everything that it has, by keyboard alone', async (desk) => {
  const ana = await desk.agent();
  await atResolution(ana);
  const stuck = async () => (await ana.view()).guidance.cues.find((one) => one.id === 'stuck');

  await opens(ana, 'Service down');
  await ana.sees('Look at the service status', '#nba');
  await opens(ana, 'No sound'); // it was another thing: one procedure takes the other's place
  await ana.sees(question, '#nba');
  assert.equal((await procedureOf(ana)).depth, 1, 'nothing waits below it');

  await ana.press('_'); // what they said was no answer
  await ana.sees('When you dial 100 and speak', '.procedure');
  await ana.press('_');
  await ana.sees('Is it quite silent', '.procedure');
  await ana.press(':');
  await ana.sees('It repeats what they say after three seconds', '.procedure');
  await ana.tabTo('How the test call works');
  await ana.look('procedure-question');
  await answers(ana, no);
  await ana.sees('The customer does this', '.procedure');
  await triesThePlug(ana);
  await ana.sees(`Before: ${no}`, '.procedure');
  await ana.sees('2 more tries', '.procedure');
  await ana.look('procedure-retest');
  await answers(ana, no);
  await triesThePlug(ana);
  await ana.sees('1 more try', '.procedure');

  await ana.tabTo('Every step so far'); // back to the question, and what was answered is told as taken back
  await ana.press('Enter');
  await ana.sees('no clear answer, asked again', '.past');
  await ana.tabTo('Back to this');
  await ana.press('Enter');
  await ana.sees(question, '#nba');
  await ana.sees('taken back', '.past');
  await ana.look('procedure-back');
  const back = await procedureOf(ana);
  assert.equal(back.step, 'hears');
  assert.ok(back.past.length >= 6, 'nothing of what was is erased');
  assert.deepEqual((await triedBy(ana)).map((one) => one.outcome), ['same'], 'what was tried was tried');

  await answers(ana, no);
  await triesThePlug(ana);
  await answers(ana, no);
  assert.equal((await stuck()).noticed, false, 'two steps brought no change');
  await triesThePlug(ana);
  await ana.sees('no more tries, goes on', '.procedure');
  await answers(ana, no);
  await ana.sees('Two or three steps brought no change', '.noticed');
  await ana.sees('Say what you have tried, then take another approach or escalate', '.stage');
  assert.equal((await stuck()).noticed, true);
  await ana.sees('Is there another cable in the house?', '.procedure, #nba');
  const triedAtAGlance = await ana.page.locator('.tried-so-far li').allInnerTexts();
  const told = 'Take the plug out and put it back; Switch the box off and on No change (3 times)';
  assert.deepEqual(triedAtAGlance.map((text) => text.replace(/\s+/g, ' ').trim()), [told]);
  const box = await ana.page.locator('.tried-so-far').boundingBox();
  assert.ok(box.y + box.height < 500, 'what was tried is in sight, without scrolling');
  await ana.look('procedure-stuck');

  await ana.chooses('We have tried several things', '.say'); // said, then escalated
  await ana.press(await ana.keyAt('.noticed button:has-text("Needs a specialist")'));
  await ana.sees('Say who takes it and why', '#nba');
  const steps = await notesOf(ana);
  for (const text of [`${question} ${no} (No change), then: Not to be mended here`, 'Switch the box off'])
    assert.ok(steps.includes(text), `the notes lack: ${text}`);
}, { maps });

// What only the sender knows of the package, and what they tick as said.
async function completes(agent) {
  const { handoff } = (await agent.view()).guidance;
  for (const { field } of handoff.items.filter((item) => item.state === 'missing')) {
    if (field.choices.length > 0) {
      await agent.press('1');
      continue;
    }
    await agent.inField(field.id);
    await agent.type('The phone is silent since Monday');
    await agent.press('Enter');
  }
  for (const told of ['reference_given', 'expectations_set']) {
    const box = agent.page.locator(`#checkpoint-${told}`);
    if ((await box.count()) === 0) continue;
    await agent.press(`Alt+${await agent.keyAt(`#checkpoint-${told}`)}`);
    await box.waitFor({ state: 'detached' });
  }
}

// A verified call with the procedure in its middle: tried once with no change, and half way through
// the second time.
async function inTheMiddle(ana) {
  await atResolution(ana);
  await opens(ana, 'No sound');
  await ana.press('_');
  await answers(ana, no);
  await triesThePlug(ana);
  await answers(ana, no);
  await ana.sees('Take the plug out and put it back', '#nba');
  await answers(ana, 'Done');
  await ana.sees('Switch the box off and on', '#nba');
}

async function isOfferedTo(ben, ana) {
  await ana.press('t');
  await ana.chooses('Technical Support', '.teams');
  await completes(ana);
  await ana.press('Alt+n');
  await ana.sees('Offered to Technical Support', '#nba');
  await ben.sees('Handoff from Ana Ferreira');
}

async function twoPeople(desk) {
  const lena = await desk.agent('lena');
  const ben = await desk.agent('ben');
  await lena.puts(ben, 'technical');
  return { ana: await desk.agent('ana'), ben };
}

// From the confirmation to the end of a call, by somebody who has to check anew who is speaking.
async function finishesTheCall(agent, pin) {
  await agent.stage('Confirmation');
  await agent.sees('Ask for the phone PIN', '#nba');
  await agent.press('f');
  await agent.inField('pin');
  await agent.type(pin);
  await agent.press('Enter');
  await agent.sees('Write down: Caller confirms', '#nba');
  await agent.press('1', 'n');
  await agent.stage('Next steps');
  await agent.press('n');
  await agent.stage('Wrap-up');
  await agent.speaks();
  await agent.press('n');
  await agent.inField('summary');
  await agent.type('Sound is back');
  await agent.speaks();
  await agent.press('Alt+n');
  await agent.foot('closed');
}

story('What was tried travels with the call and stands in its notes, and nobody typed it', async (desk) => {
  const { ana, ben } = await twoPeople(desk);
  await inTheMiddle(ana);
  await isOfferedTo(ben, ana);
  const tried = 'Take the plug out and put it back; Switch the box off and on: No change';
  await ben.sees(tried, '.span');
  await ben.sees(`${question} ${no}`, '.span');
  await ben.look('procedure-offered');
  await ben.press('a');
  await ben.stage('Resolution');
  const path = [
    `${question} ${no}`,
    'Take the plug out and put it back',
    'Switch the box off and on',
    `${question} ${no} (No change)`,
    'Take the plug out and put it back',
  ];
  const { sections } = (await ben.view()).notes.requests[0];
  const steps = sections.find((one) => one.id === 'steps').lines;
  assert.deepEqual(
    steps.filter((line) => line.origin === 'step').map((line) => line.text),
    path.map((text) => `No sound on calls: ${text}`),
  );
  await ben.sees('What you tried', '.stage');
  assert.deepEqual((await triedBy(ben)).map((one) => one.outcome), ['same']);
}, { maps });

story('A call that is handed over in the middle of a procedure is finished at the same step', async (desk) => {
  const { ana, ben } = await twoPeople(desk);
  await inTheMiddle(ana);
  await isOfferedTo(ben, ana);
  await ben.press('a');
  await ben.stage('Resolution');
  const { step, past } = (await procedureOf(ben)) ?? {};
  assert.equal(step, 'restart', 'the receiver goes on where the sender was');
  assert.equal(past.length, 6, 'with everything that was answered');
  await ben.sees('Switch the box off and on', '#nba');
  await ben.look('procedure-received');
  await answers(ben, 'Done');
  await ben.sees(`Before: ${no}`, '.procedure');
  await answers(ben, yes);
  await finishesTheCall(ben, ana.answerOf('pin'));
  const notes = await notesOf(ben);
  assert.ok(notes.includes(`${question} ${yes} (It helped), then: The plug was loose`), notes);
}, { maps });
