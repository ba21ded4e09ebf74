// An agent asks a lead and keeps the call; several requests stand by how urgent they are.
import assert from 'node:assert/strict';
import { story } from './lib/desk.mjs';
import { Walk } from './lib/walk.mjs';

// Until that has the focus, by the key for empty inputs.
async function goesTo(agent, selector) {
  for (let n = 0; n < 15; n++) {
    if ((await agent.page.locator(`${selector}:focus`).count()) > 0) return;
    await agent.press('Alt+f');
  }
  assert.fail(`no key leads to ${selector}`);
}

// On the escalation road, with its four things known, at the question for others.
async function atTheQuestion(ana) {
  const walk = await Walk.begin(ana, 'escalation');
  await walk.reaches('resolution');
  await walk.opens('e');
  await walk.chooses('right_team', 'Team leads');
  await walk.chooses('escalation_reason', 'Our policy');
  await walk.done();
  await walk.fills('handoff_story', 'The fee was charged twice. They want it taken off.');
  await walk.says('It runs under');
  await walk.answers('They agree');
  await walk.fills('timeframe', 'ten minutes');
  await walk.done();
  await walk.fills('update_contact', '+447700900142');
  await walk.done();
  await walk.answers('I ask them first and stay');
  await ana.sees('What do they say?', '#nba');
  return walk;
}

story('An agent asks a lead, who answers from the floor; the call and the customer stay', async (desk) => {
  const ana = await desk.agent('ana');
  const lena = await desk.agent('lena');
  const walk = await atTheQuestion(ana);
  await lena.press('f');
  await lena.sees('Where the calls are');

  await goesTo(ana, '#consult-question');
  await ana.type('May I take a fee of twelve off twice?');
  await ana.press('Enter');
  await ana.sees('No answer yet.', '.consults');
  await ana.look('consult-asked');
  const { verification } = await walk.guidance();

  await lena.sees('May I take a fee of twelve off twice?', '.needs');
  await lena.press('1');
  await lena.sees('Chosen: Ana Ferreira', '.out');
  await lena.press('a');
  await lena.page.locator('#message:focus').waitFor();
  await lena.look('floor-question');
  await lena.type('Yes, both, and say that it will not come again.');
  await lena.press('Enter');

  await ana.sees('Yes, both, and say that it will not come again.', '.consults');
  await ana.sees('Lena Obermann', '.consults');
  await ana.look('consult-answered');
  await lena.page.locator('.needs', { hasText: 'May I take a fee' }).waitFor({ state: 'detached' });
  const view = await ana.view();
  assert.equal(view.mine, true);
  assert.deepEqual(view.guidance.verification, verification, 'nobody’s presence lowers it');
  assert.equal(view.segments.length, 1, 'it never left its agent');
  await walk.answers('It settles it');
  await walk.isBackAt('resolution');
  await walk.notes('Asked Team leads', 'Yes, both', 'Lena Obermann');
});

story('A specialist answers from the Ready screen and sees nothing of the contact', async (desk) => {
  const ana = await desk.agent('ana');
  const lena = await desk.agent('lena');
  const ben = await desk.agent('ben');
  await lena.puts(ben, 'specialists');
  await atTheQuestion(ana);
  const { contact } = ana;
  await ana.do({ do: 'consult', team: 'specialists', question: 'Is the line rated for it?' });
  await ben.sees('Is the line rated for it?', '.questions');
  await ben.look('ready-question');
  const page = await ben.page.locator('body').innerText();
  assert.ok(!page.includes(ana.caller.name), 'nothing of the customer');
  const seen = await ben.ask(`/contacts/${contact}`);
  assert.equal(seen.status, 404);
  await ben.press('a');
  await ben.page.locator('.questions input:focus').waitFor();
  await ben.type('Up to eighty.');
  await ben.press('Enter');
  await ana.sees('Up to eighty.', '.consults');
  await ben.page.locator('.questions').waitFor({ state: 'detached' });

  await ana.do({ do: 'consult', team: 'specialists', question: 'And in the garden?' });
  await ben.sees('And in the garden?', '.questions');
  await ana.page.locator('.consults button').focus();
  await ana.press('Enter'); // takes it back
  await ben.page.locator('.questions').waitFor({ state: 'detached' });
  await ana.sees('taken back', '.consults');
});

story('Requests stand by how urgent they are, and the keyboard changes it', async (desk) => {
  const ana = await desk.agent('ana');
  await ana.isCalledByOne('standard');
  await ana.press('a');
  await ana.agreePurpose();
  for (const issue of ['A new address', 'The light is out']) {
    await ana.do({ do: 'open_request' });
    await ana.do({ do: 'fill', field: 'issue', value: issue });
  }
  await ana.do({ do: 'switch_request', request: 1 });
  const order = async () =>
    (await ana.page.locator('.requests li > span').allInnerTexts()).map((text) => text.split('\n')[0]);
  await ana.until(async () => (await order()).length === 3);
  await ana.sees('The light is out', '.requests');
  await ana.page.locator('body').click({ position: { x: 5, y: 5 } });
  await ana.press('Escape', '*'); // the first that waits
  await ana.page.locator('[data-urgency="2"]:focus').waitFor();
  await ana.press('ArrowDown', 'ArrowDown');
  await ana.until(async () => (await ana.view()).guidance.requests.at(-1).number === 2);
  await ana.page.locator('[data-urgency="3"]').selectOption('high');
  await ana.until(async () => (await ana.view()).guidance.requests[0].number === 3);
  await ana.until(async () => /light/.test((await order())[0]));
  await ana.look('requests-ordered');
  const { current } = (await ana.view()).guidance.requests.find((one) => one.number === 1);
  assert.equal(current, true, 'nothing is switched by that');
});
