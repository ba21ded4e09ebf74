// One road on one live call: an agent opens it by its letter and answers its steps by key.
import assert from 'node:assert/strict';

const stages = ['greeting', 'purpose', 'verification', 'resolution'];

export class Walk {
  // A new call, answered, at its greeting.
  static async begin(agent, road) {
    if (!/#\/?$|\/$/.test(agent.page.url())) await agent.press('Escape', 'Escape', '.');
    await agent.sees('Ready for the next call');
    await agent.isCalled('standard');
    await agent.press('a');
    await agent.stage('Greeting');
    return new Walk(agent, road);
  }

  constructor(agent, road) {
    this.agent = agent;
    this.road = road;
  }

  view = () => this.agent.view();
  guidance = async () => (await this.view()).guidance;
  presses = (...keys) => this.agent.press(...keys);
  sees = (text, within) => this.agent.sees(text, within);
  stage = (title) => this.agent.stage(title);

  // Where the road begins; what lies before it is no part of this story.
  async reaches(wanted, { agreed = wanted !== 'purpose' } = {}) {
    const { agent } = this;
    if (agreed) await agent.agreePurpose();
    if (wanted === 'resolution') await agent.passes();
    for (const stage of stages.slice(1, stages.indexOf(wanted) + 1))
      await agent.do({ do: 'go', stage });
    const { stage_title: title } = await this.guidance();
    await agent.stage(title);
  }

  letterOf = (notice) => this.agent.keyAt(`.roads button:has-text("${notice}")`);

  async opens(letter) {
    await this.agent.keyAt('.roads button'); // the letters stand on the screen
    await this.leavesTheField();
    await this.presses(letter);
    await this.agent.page.locator('.procedure').waitFor();
    const { procedure } = await this.guidance();
    assert.ok([this.road, procedure.id].includes(procedure.id), `${letter} opened ${procedure.id}`);
    assert.equal(procedure.id, this.road, `${letter} opened ${procedure.id}`);
  }

  // To the empty input by the key for it, as often as it takes.
  async goesTo(field) {
    const here = () =>
      this.agent.page.evaluate(
        (id) => document.activeElement?.closest('[data-field]')?.dataset.field === id,
        field,
      );
    for (let n = 0; n < 15; n++) {
      if (await here()) return;
      await this.presses('Alt+f');
    }
    assert.fail(`no key leads to ${field}`);
  }

  // An open choice has the digits, and a text field the letters, until Escape.
  async leavesTheField() {
    const inside = await this.agent.page.evaluate(() =>
      Boolean(document.activeElement?.closest('[data-input], input, textarea, select')),
    );
    if (inside) await this.presses('Escape');
  }

  async fills(field, text) {
    await this.goesTo(field);
    await this.agent.type(text);
    await this.presses('Enter');
    await this.leavesTheField();
    await this.agent.until(async () => (await this.valueOf(field)) === text);
  }

  async chooses(field, label) {
    await this.goesTo(field);
    const chip = `.next [data-field="${field}"] .chip:has-text("${label}")`;
    await this.presses(`Alt+${await this.agent.keyAt(chip)}`);
    await this.agent.until(async () => Boolean(await this.valueOf(field)));
  }

  async valueOf(id) {
    const { fields, procedure, handoff, callback_number: number } = await this.guidance();
    const items = (handoff?.items ?? []).map((item) => item.field);
    const all = [...fields, ...(procedure?.document ?? []), ...items, number];
    return all.find((field) => field?.id === id)?.value;
  }

  // Each answer moves on: the next step, another stage, or what the end asks for.
  async answers(label) {
    const button = `.procedure > .choice button:has-text("${label}")`;
    await this.agent.page.locator(button).waitFor();
    await this.leavesTheField();
    await this.presses(`Alt+${await this.agent.keyAt(button)}`);
  }

  async done() {
    const { procedure } = await this.guidance();
    assert.equal(procedure?.answers.length, 1, `${procedure?.text}: more than one answer`);
    const button = '.procedure > .choice button.go';
    await this.agent.page.locator(button).waitFor();
    await this.leavesTheField();
    await this.presses(`Alt+${await this.agent.keyAt(button)}`);
  }

  async says(text) {
    const phrase = this.agent.page.locator('.say button', { hasText: text }).first();
    await phrase.waitFor();
    const key = (await phrase.getAttribute('aria-keyshortcuts'))?.[0];
    assert.match(key ?? '', /\d/, `${text} has no digit`);
    await this.leavesTheField();
    await this.presses(`Alt+${key}`);
    await this.leavesTheField();
  }

  async refused(text = /./) {
    await this.agent.page.locator('.out.no', { hasText: text }).waitFor();
  }

  async isBackAt(stage) {
    await this.agent.page.locator('.procedure').waitFor({ state: 'detached' });
    assert.equal((await this.guidance()).stage, stage);
  }

  // What the package still lacks: a digit where there are choices, else a sentence.
  async completesThePackage() {
    for (let n = 0; n < 8; n++) {
      const { handoff } = await this.guidance();
      const items = handoff.items.filter((item) => item.state === 'missing');
      const holes = [...items.map((item) => item.field), ...(handoff.asks ?? [])];
      const field = holes.find((one) => one.value === undefined);
      if (!field) break;
      if (field.choices.length > 0) await this.presses('1');
      else await this.fills(field.id, 'On their own account, nothing more is known');
    }
    for (const told of ['reference_given', 'expectations_set', 'summary_read_back']) {
      const box = this.agent.page.locator(`#checkpoint-${told}`);
      if ((await box.count()) === 0) continue;
      await this.presses(`Alt+${await this.agent.keyAt(`#checkpoint-${told}`)}`);
      await box.waitFor({ state: 'detached' });
    }
  }

  async promises(text) {
    const { agent } = this;
    await this.sees('Promise a follow-up', '#nba');
    await agent.page.locator('#promise-what:focus').waitFor();
    await agent.type(text);
    await this.presses('Enter');
    await agent.chooses('In 2 hours', '.when');
    await this.presses('n');
    await agent.until(async () => (await this.guidance()).tasks.some((one) => one.text === text));
  }

  async agreesACall() {
    await this.sees('Agree a time to call back', '#nba');
    await this.agent.chooses('In 2 hours', '.when');
    await this.presses('n');
    await this.agent.until(async () => (await this.guidance()).callback?.state === 'due');
    await this.sees('A call back is agreed for', '.handoff-line');
  }

  async notes(...texts) {
    const written = JSON.stringify((await this.view()).notes);
    for (const text of texts) assert.ok(written.includes(text), `the notes lack: ${text}`);
  }

  // That gate stands open now, and by what: nothing of it is missing.
  async passesGate(stage, label) {
    const { stages } = await this.guidance();
    const gate = stages.find((one) => one.id === stage).gates.find((one) => one.text === label);
    assert.ok(gate?.met, `${label}: ${JSON.stringify(gate)}`);
  }

  // Put away, so that the next road begins on a desk that is clear.
  async over() {
    const { agent } = this;
    const { body } = await agent.ask(`/contacts/${agent.contact}`);
    if (body.guidance.phase !== 'closed' && body.mine) {
      const ending = { do: 'end_early', ending: 'left' };
      await agent.ask(`/contacts/${agent.contact}/intents`, {
        body: ending,
        key: `over-${this.road}`,
      });
    }
    await agent.page.goto(`${agent.desk.server.url}/#/`);
  }
}
