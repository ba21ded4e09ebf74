// Whole calls by keyboard alone, on both maps, and a gate that refuses.
import assert from 'node:assert/strict';
import { story } from './lib/desk.mjs';

const keysMax = 15;
// Where a phone system reports that a call was answered and hung up, these are no keys.
const keysOfThePhone = 2;

story('A standard call goes from ringing to its outcome by keyboard alone', async (desk) => {
  const ana = await desk.agent();
  await ana.isCalledByOne();
  await ana.sees('One match by number');
  await ana.press('a', '1', '3', 'n'); // answer, welcome, recording notice
  await ana.inField('issue');
  await ana.type('The bill is twice what it was');
  await ana.press('Enter', '1'); // billing
  await ana.inField('goal');
  await ana.type('A bill that is right');
  await ana.press('Alt+3', 'Alt+n'); // said back and agreed
  await ana.inField('pin');
  await ana.type(ana.answerOf('pin'));
  await ana.press('Alt+n'); // takes the one match by number, compares, goes on
  await ana.stage('Resolution');
  await ana.sees('Found by caller number');
  await ana.sees(ana.caller.name, '[aria-labelledby=cust] dl.fence');
  await ana.press('n');
  await ana.stage('Confirmation');
  await ana.inField('confirmed');
  await ana.press('1', 'n');
  await ana.stage('Next steps');
  await ana.press('n');
  await ana.stage('Wrap-up');
  await ana.speaks(); // goodbye
  await ana.press('n'); // hangs up
  await ana.inField('summary');
  await ana.type('Charged twice, second charge taken off');
  await ana.sees('Finish: Resolved', '.out');
  await ana.speaks();
  await ana.press('Alt+n'); // resolved, and finished
  await ana.foot('closed');

  const view = await ana.view();
  assert.equal(view.guidance.phase, 'closed');
  assert.equal(view.guidance.requests[0].disposition, 'resolved');
  assert.equal(view.notes.complete, true);
  const notes = await ana.ask(`/contacts/${ana.contact}/notes`);
  const said = JSON.stringify(notes.body);
  for (const text of ['The bill is twice what it was', 'A bill that is right', view.reference])
    assert.ok(said.includes(text), `${text} is not in the notes`);

  const { length } = ana.presses;
  const alt = ana.presses.filter((key) => key.startsWith('Alt+')).length;
  desk.t.diagnostic(`standard call: ${length} keys from ringing to finished beyond what is dictated`);
  desk.t.diagnostic(`  ${alt} of them with Alt held; ${length - keysOfThePhone} with a phone system`);
  desk.t.diagnostic(`  ${ana.presses.join(' ')}`);
  assert.ok(length <= keysMax, `${length} keys`);
});

story('A phrase that asks leads to its answer, and a step tried takes its letter', async (desk) => {
  const ana = await desk.agent();
  await ana.isCalledByOne();
  await ana.sees('Answer the call', '#nba');
  await ana.press('a');
  await ana.sees('Welcome them and give your name', '#nba');
  await ana.press('n');
  await ana.inField('issue');
  await ana.type('No broadband');
  await ana.press('Alt+2'); // what should be different
  await ana.inField('goal');
  await ana.press('Escape');
  await ana.agreePurpose();
  await ana.pass();
  await ana.do({ do: 'go', stage: 'verification' });
  await ana.do({ do: 'go', stage: 'resolution' });
  await ana.stage('Resolution');
  await ana.press('-');
  await ana.type('Started the box again');
  await ana.press('Enter');
  await ana.sees('Started the box again', '.tried');
  assert.equal(await ana.keyOf('It helped'), '>');
  // No road loses its letter to what came of a step.
  assert.equal(await ana.keyOf('You cannot hear each other'), 'i');
  assert.equal(await ana.keyOf('Somebody else comes on the line'), 'o');
  await ana.press('>');
  await ana.until(async () => (await ana.view()).guidance.tried[0]?.outcome === 'helped');
  await ana.press('n'); // still goes on
  await ana.stage('Confirmation');
});

story('A call on the clinic map goes from ringing to its outcome by keyboard alone', async (desk) => {
  const ana = await desk.agent();
  await ana.isCalledByOne('clinic');
  await ana.press('a', 'c');
  await ana.sees('Found by caller number');
  await ana.press('1', '2', 'n');
  await ana.stage('Identity');
  await ana.press('1'); // asked for whom
  await ana.sees('Ask for the patient');
  await ana.look('clinic-identity');
  await ana.press('f');
  await ana.inField('birth_date');
  await ana.type(ana.answerOf('birth_date'));
  await ana.press('Tab');
  await ana.type(ana.answerOf('postcode'));
  await ana.press('Alt+n');
  await ana.stage('Need');
  await ana.sees(ana.caller.name, '[aria-labelledby=cust] dl.fence');
  await ana.inField('need');
  await ana.type('More of the blood pressure tablets');
  await ana.press('Enter', '2'); // repeat prescription
  await ana.press('Escape', '1', 'n'); // asked for danger signs
  await ana.stage('Arrange');
  await ana.press('/');
  await ana.type('prescription request');
  await ana.press('Enter');
  await ana.sees('not finished', '.notes');
  await ana.press('k'); // said what to do if it gets worse
  await ana.sees('Send the prescription', '#nba');
  await ana.press('k'); // done
  await ana.press('n');
  await ana.stage('Close');
  await ana.inField('said_back');
  await ana.press('1'); // said back
  await ana.inField('pharmacy'); // owed before closing: its input stands under the next action
  await ana.type('Harbour Pharmacy');
  await ana.speaks();
  await ana.press('Alt+n'); // hangs up
  await ana.sees('Finish: Prescription on its way', '.out');
  await ana.look('clinic-after-call');
  await ana.speaks();
  await ana.press('Alt+n'); // the prescription is the outcome, and the end
  await ana.foot('closed');
  const view = await ana.view();
  assert.equal(view.guidance.phase, 'closed');
  assert.equal(view.guidance.requests[0].disposition, 'prescription');
  desk.t.diagnostic(`clinic call: ${ana.presses.length} keys beyond what is dictated: ${ana.presses.join(' ')}`);
});

story('A gate refuses in place, says what is missing, and lets through when it is met', async (desk) => {
  const ana = await desk.agent();
  await ana.isCalledByOne();
  await ana.press('a', 'n');
  await ana.inField('issue');
  await ana.type('No broadband');
  await ana.press('Alt+n');
  await ana.sees('Go to Goal', '.out');
  await ana.stage('Purpose');
  const { version, ...refused } = await ana.view();
  assert.equal(refused.guidance.stage, 'purpose');
  assert.equal(await ana.field('issue'), 'No broadband', 'what was typed is kept');
  await ana.press('Alt+g');
  await ana.inField('goal');
  await ana.type('A line that works');
  await ana.press('Alt+n');
  await ana.sees('Go to Outcome said back and agreed', '.out');
  await ana.press('Alt+3', 'Alt+n');
  await ana.stage('Verification');
  assert.ok((await ana.view()).version > version);
});

story('The account stays shut, and every way past the check is refused', async (desk) => {
  const ana = await desk.agent();
  await ana.isCalledByOne();
  await ana.press('a', 'c');
  await ana.sees('Found by caller number');
  await ana.agreePurpose();
  await ana.do({ do: 'go', stage: 'verification' });
  await ana.stage('Verification');
  await ana.press('Alt+n');
  await ana.sees('Go to', '.out .acts');
  await ana.stage('Verification');
  await ana.press('/');
  await ana.type('balance');
  await ana.press('Enter');
  const view = await ana.view();
  assert.equal(view.guidance.verification.level, 'none');
  assert.ok(view.customer.card.every((row) => row.value === undefined));
  assert.equal(await ana.page.locator('[aria-labelledby=cust] dd:not(.shut)').count(), 0);
});
