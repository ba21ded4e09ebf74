// Who is speaking: failed and passed checks, and the wrong customer put right.
import assert from 'node:assert/strict';
import { story } from './lib/desk.mjs';
import { mapsWith } from './lib/maps.mjs';
import { Walk } from './lib/walk.mjs';

// To the check, with the customer found by number.
async function atTheCheck(ana) {
  await ana.isCalledByOne();
  await ana.press('a', 'c');
  await ana.sees('Found by caller number');
  await ana.agreePurpose();
  await ana.do({ do: 'go', stage: 'verification' });
  await ana.stage('Verification');
}

const fence = '[aria-labelledby=cust] dl.fence';
const rows = (view) => view.customer.card.filter((row) => row.value !== undefined).length;

story('A check that failed is passed by another method', async (desk) => {
  const ana = await desk.agent();
  await atTheCheck(ana);
  await ana.press('f');
  await ana.inField('pin');
  const wrong = ana.answerOf('pin') === '0000' ? '1111' : '0000';
  await ana.type(wrong);
  await ana.press('Enter');
  await ana.sees('No match.');
  await ana.sees('2 tries left');
  let view = await ana.view();
  assert.equal(view.guidance.verification.attempts_left, 2);
  assert.equal(rows(view), 0);
  assert.ok(!JSON.stringify(view).includes(`"${wrong}"`));

  await ana.inField('birth_date'); // the next method stands there already
  await ana.type('the last day of spring');
  await ana.press('Tab');
  await ana.type(ana.answerOf('postcode'));
  await ana.press('Enter');
  await ana.page.locator('#answer-problem-birth_date:not(:empty)').waitFor();
  assert.equal((await ana.view()).guidance.verification.attempts_left, 2, 'malformed is no try');

  await ana.inField('birth_date');
  await ana.type(ana.answerOf('birth_date'));
  await ana.press('Tab');
  await ana.type(ana.answerOf('postcode').toLowerCase());
  await ana.press('Enter');
  await ana.sees(ana.caller.name, '[aria-labelledby=cust] dl.fence');
  view = await ana.view();
  assert.equal(view.guidance.verification.level, 'account');
  assert.ok(rows(view) > 0);
  await ana.press('Alt+n');
  await ana.stage('Resolution');
});

story('Choosing another customer voids the check, locks the card and clears account fields', async (desk) => {
  const ana = await desk.agent();
  await atTheCheck(ana);
  await ana.press('f');
  await ana.type(ana.answerOf('pin'));
  await ana.press('Alt+n');
  await ana.stage('Resolution');
  await ana.sees(ana.caller.name, '[aria-labelledby=cust] dl.fence');
  await ana.do({ do: 'fill', field: 'credit_given', value: '12.50' });
  await ana.do({ do: 'fill', field: 'what_changed', value: 'Second charge taken off' });
  assert.ok(await ana.field('credit_given'));

  await ana.press('Escape', 'c');
  await ana.page.locator('#search:focus').waitFor();
  await ana.sees('ends the verification');
  await ana.type(ana.caller.name.split(' ')[0] === 'Kerstin' ? 'Harriet' : 'Kerstin');
  await ana.press('Enter'); // at once, with the match by number still on screen
  await ana.page.locator('#search:not(:focus)').waitFor();
  await ana.press('1');
  await ana.sees('Found by search');
  await ana.sees('Details after the check');
  const card = await ana.page.locator('[aria-labelledby=cust] dl.fence').innerText();
  assert.ok(!card.includes(ana.caller.name), card);
  assert.equal(await ana.page.locator('[aria-labelledby=cust] dd:not(.shut)').count(), 0);

  const view = await ana.view();
  assert.equal(view.guidance.verification.level, 'none');
  assert.equal(rows(view), 0);
  assert.equal(await ana.field('credit_given'), undefined, 'account fields are cleared');
  assert.equal(await ana.field('what_changed'), 'Second charge taken off');
  assert.ok(!JSON.stringify(view.notes).includes('12.50'));
  assert.ok((await ana.events()).some((text) => /customer/i.test(text)), 'it is recorded');
});

story('Comparing takes the one match by number, and asks first where there is none', async (desk) => {
  const ana = await desk.agent();
  await ana.isCalledByOne();
  await ana.press('a');
  await ana.agreePurpose();
  await ana.do({ do: 'go', stage: 'verification' });
  await ana.stage('Verification');
  await ana.sees('Takes the one match by number', '.ask');
  assert.equal((await ana.view()).customer.chosen, false);
  await ana.press('f');
  await ana.type(ana.answerOf('pin'));
  await ana.press('Enter');
  await ana.sees(ana.caller.name, '[aria-labelledby=cust] dl.fence');
  assert.equal((await ana.view()).customer.found_by, 'number');

  await ana.isCalledByOneOfSeveral();
  await ana.press('a');
  await ana.agreePurpose();
  await ana.do({ do: 'go', stage: 'verification' });
  await ana.stage('Verification');
  await ana.press('f');
  await ana.type('1234');
  await ana.press('Enter');
  await ana.sees('Which customer?', '.sheet');
  assert.equal((await ana.view()).customer.chosen, false);
  assert.equal(await ana.page.locator('#answer-pin').inputValue(), '1234', 'what was typed stays');
});

story('Two of one household share a number: the wrong one is chosen, found out, and put right', async (desk) => {
  const ana = await desk.agent();
  await ana.isCalledByOneOfSeveral();
  const byNumber = (await ana.ask(`/contacts/${ana.contact}/candidates`)).body;
  const named = `?search=${encodeURIComponent(ana.caller.name)}`;
  const byName = (await ana.ask(`/contacts/${ana.contact}/candidates${named}`)).body;
  const same = (one, other) => one.hint === other.hint && one.initials === other.initials;
  const isCaller = (one) => byName.some((each) => same(one, each));
  assert.equal(byNumber.filter(isCaller).length, 1, JSON.stringify([ana.caller, byNumber, byName]));
  const wrong = byNumber.findIndex((one) => !isCaller(one));

  await ana.press('a');
  await ana.agreePurpose();
  await ana.do({ do: 'go', stage: 'verification' });
  await ana.stage('Verification');
  await ana.press('Escape', 'c');
  await ana.sees('Which customer?', '.sheet');
  await ana.page.locator('.candidates li').nth(byNumber.length - 1).waitFor();
  const listed = await ana.page.locator('.candidates').innerText();
  assert.ok(!listed.includes(ana.caller.name), 'no name before the check');
  await ana.look('call-household');
  await ana.press(String(wrong + 1)); // the first that looked right
  await ana.sees('Found by caller number');
  await ana.press('Escape', 'f');
  await ana.inField('pin');
  await ana.type(ana.answerOf('pin'));
  await ana.press('Enter');
  await ana.sees('No match.');
  assert.equal(rows(await ana.view()), 0);
  await ana.look('call-household-no-match');

  await ana.press('Escape', 'c');
  await ana.page.locator('#search:focus').waitFor();
  await ana.type(ana.caller.name);
  await ana.press('Enter');
  await ana.page.locator('.sheet').waitFor({ state: 'detached' });
  await ana.sees('Found by search');
  await ana.press('Escape', 'f');
  await ana.inField('pin');
  await ana.type(ana.answerOf('pin'));
  await ana.press('Enter');
  await ana.sees(ana.caller.name, '[aria-labelledby=cust] dl.fence');
  const view = await ana.view();
  assert.equal(view.guidance.verification.level, 'account');
  assert.equal(view.customer.found_by, 'search');
  const account = view.customer.card.find((row) => row.id === 'account').value;
  assert.ok(account, 'the account of the caller');
  const chosen = (await ana.events()).filter((line) => /customer/i.test(line));
  assert.ok(chosen.length >= 2, `both choices are recorded: ${chosen}`);
});

// Two accounts at one number. Each is opened by its own PIN.
const home = '+442079461001';
const [ada, bea] = [
  { name: 'Ada Lovelock', account: 'NW-900001', balance: '£41.10', pin: '4711' },
  { name: 'Bea Lovelock', account: 'NW-900002', balance: '£62.20', pin: '0815' },
];
const household = [
  'account,name,phone,household,card.name,card.account,card.balance,answer.pin',
  ...[ada, bea].map(({ name, account, balance, pin }) =>
    [account, name, home, 'home-1', name, account, balance, pin].join(','),
  ),
];

async function opensBy(ana, { name, pin }) {
  await ana.press('Escape', 'f');
  await ana.inField('pin');
  await ana.type(pin);
  await ana.press('Enter');
  await ana.sees(name, fence);
  assert.equal((await ana.view()).guidance.verification.level, 'account');
  await ana.press('Alt+n');
  await ana.stage('Resolution');
}

story('A caller asks for both accounts of a home, and each opens by its own check', async (desk) => {
  await desk.server.customers(...household);
  const phone = await desk.phone();
  const ana = await desk.agent('ana');
  const rung = { map: 'standard', channel: 'phone', line: 'billing', caller_number: home };
  await phone.rings({ ...rung, offer_to: ana.person.id });
  await ana.sees('Answer the call', '#nba');
  await ana.press('a');
  await ana.agreePurpose();
  await ana.do({ do: 'go', stage: 'verification' });
  await ana.stage('Verification');
  await ana.press('Escape', 'c');
  await ana.chooses('A. L.', '.candidates');
  await ana.sees('Found by caller number');
  await opensBy(ana, ada);
  const walk = new Walk(ana);
  await walk.fills('credit_given', '12.50');
  await walk.notes('12.50');

  // The other account is another request. The pass is for the first one only.
  await ana.press('r');
  await ana.stage('Purpose');
  await ana.press('Escape', 'c');
  await ana.page.locator('#search:focus').waitFor();
  await ana.sees('ends the verification', '.sheet');
  await ana.type(bea.account);
  await ana.press('Enter');
  await ana.sees('Details after the check');
  const voided = await ana.view();
  assert.equal(voided.guidance.verification.level, 'none');
  assert.equal(rows(voided), 0);
  assert.match((await ana.events()).at(-1), /no longer verified: another customer/);
  await ana.sees('another customer was chosen', '.side'); // and in the notes
  await walk.fills('issue', 'The second line costs too much');
  await walk.fills('goal', 'A smaller plan');
  await walk.says('So it is about');
  await ana.press('n');
  await ana.stage('Verification');
  await ana.press('Escape', 'n'); // what was passed for the other account opens no gate
  await ana.sees('Go to', '.out .acts');
  await opensBy(ana, bea);
  await walk.fills('credit_given', '7.25');
  await ana.look('call-second-account');

  const { customer, guidance, notes } = await ana.view();
  const account = customer.card.find((row) => row.id === 'account').value;
  assert.deepEqual([account, customer.found_by], [bea.account, 'search']);
  assert.deepEqual(guidance.requests.map((one) => one.current), [false, true]);
  const page = await ana.page.locator('body').innerText();
  for (const text of [ada.name, ada.account, ada.balance, '12.50'])
    assert.ok(!`${page} ${JSON.stringify([customer, notes])}`.includes(text), `${text} is left`);
  const [first, second] = notes.requests.map((one) => JSON.stringify(one));
  assert.ok(first.includes('Bill too high') && !first.includes('7.25'), first);
  assert.ok(second.includes('A smaller plan') && second.includes('7.25'), second);
});

story('A customer with too many failed tries is locked, and the card says until when', async (desk) => {
  const ana = await desk.agent();
  await ana.isCalledByOne();
  const wrong = { method: 'pin', answers: { pin: ana.answerOf('pin') === '0000' ? '1111' : '0000' } };
  const { name } = ana.caller;
  let hint;
  for (let n = 0; n < 2; n++) {
    await ana.press('a');
    const { body } = await ana.ask(`/contacts/${ana.contact}/candidates?search=${encodeURIComponent(name)}`);
    const one = body.find((found) => n === 0 || found.hint === hint);
    await ana.command('customer', { customer: one.customer });
    hint = (await ana.view()).customer.hint;
    for (let tries = 0; tries < 3; tries++) await ana.command('answers', wrong);
    await ana.do({ do: 'end_early', ending: 'test_call' });
    await ana.page.keyboard.press('.');
    await ana.sees('Ready for the next call');
    await ana.isCalled();
  }
  await ana.press('a');
  const { body } = await ana.ask(`/contacts/${ana.contact}/candidates?search=${encodeURIComponent(name)}`);
  await ana.command('customer', { customer: body.find((found) => found.hint === hint).customer });
  const { locked_until } = (await ana.view()).customer;
  assert.ok(Date.parse(locked_until) > Date.now(), locked_until);
  await ana.sees(/Verification locked until .*\d\d:\d\d/, '[aria-labelledby=cust]');
  await ana.agreePurpose();
  await ana.do({ do: 'go', stage: 'verification' });
  await ana.sees(/Locked until .*\d\d:\d\d/, '.ask');
  await ana.look('call-locked');
});

const shortly = { maps: mapsWith(['standard/verification.yaml', 'valid: { for: contact,', 'valid: { for: 75s,']) };

story('A verification that lapses warns for a minute, then the card is locked again', async (desk) => {
  const ana = await desk.agent();
  await atTheCheck(ana);
  await ana.press('f');
  await ana.type(ana.answerOf('pin'));
  await ana.press('Alt+n');
  await ana.stage('Resolution');
  const { name } = ana.caller;
  const card = '[aria-labelledby=cust]';
  await ana.sees(name, `${card} dl.fence`);
  const passed = await ana.view();
  const until = Date.parse(passed.customer.until);
  assert.ok(until > Date.parse(passed.now), passed.customer.until);
  assert.equal(await ana.page.getByText(/locks in/).count(), 0, 'it does not warn too early');

  // What is typed meanwhile is not lost, and nothing takes the focus.
  await ana.press('-');
  await ana.type('Looked at the last bill');
  await ana.page.locator(`${card} .warnline`, { hasText: /locks in 0:\d\d/ }).waitFor({ timeout: 40_000 });
  await ana.look('call-lapses');
  await ana.page.locator(`${card} .warnline`, { hasText: 'locks in' }).waitFor({ state: 'detached', timeout: 90_000 });
  await ana.until(async () => (await ana.page.locator(`${card} dd:not(.shut)`).count()) === 0);
  assert.ok(!(await ana.page.locator(card).innerText()).includes(name));
  assert.equal(await ana.page.locator('#tried-step').inputValue(), 'Looked at the last bill');
  assert.ok(await ana.page.evaluate(() => document.activeElement?.id === 'tried-step'));
  await ana.look('call-lapsed');

  await ana.until(async () => (await ana.view()).guidance.verification.level === 'none');
  const lapsed = await ana.view();
  assert.ok(Date.parse(lapsed.now) >= until - 1000, 'not before its time');
  assert.equal(rows(lapsed), 0);

  // Verified again, the card opens again.
  await ana.press('Escape');
  await ana.do({ do: 'go', stage: 'verification' });
  await ana.stage('Verification');
  const again = await ana.command('answers', { method: 'pin', answers: { pin: ana.answerOf('pin') } });
  assert.equal(again.result, 'passed');
  await ana.sees(name, `${card} dl.fence`);
}, shortly);
