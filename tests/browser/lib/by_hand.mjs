// The day's numbers counted by hand: from the raw events of each contact as `callmap replay --json`
// prints them, by the definitions of docs/metrics.md, and by nothing that the program counts.

const kWeekMs = 7 * 24 * 3600 * 1000;
const kResolving = ['resolved']; // outcomes of the standard map that resolve

// One contact as its events say.
function contactOf(events) {
  const contact = { started: events[0].at, spans: [], parts: [], requests: new Map(), promises: new Map() };
  let away = null;
  const back = (at) => {
    if (away) contact.spans.push({ ...away, to: at });
    away = null;
  };
  const leave = (what, from) => {
    back(from);
    away = { what, from };
  };
  const partOver = (at) => {
    const part = contact.parts.at(-1);
    if (part && part.to === undefined) part.to = at;
  };
  contact.requests.set(1, null);
  for (const { k: kind, at, ...event } of events) {
    if (kind === 'queued') contact.queued ??= at;
    if (kind === 'segment_began') {
      partOver(at);
      contact.parts.push({ agent: event.agent, from: at });
    }
    if (kind === 'segment_ended') partOver(at);
    if (kind === 'connected') {
      contact.connected ??= at;
      back(at);
    }
    if (kind === 'held') leave('hold', at);
    if (kind === 'unheld') back(at);
    if (kind === 'dropped') leave('dropped', at);
    if (kind === 'line_closed') leave('closed', at);
    if (kind === 'hung_up') {
      contact.hungUp = at;
      back(at);
    }
    if (kind === 'closed') {
      contact.closed = at;
      partOver(at);
      back(at);
    }
    if (kind === 'customer_chosen') contact.customer = event.customer;
    if (kind === 'request_opened') contact.requests.set(event.request, null);
    if (kind === 'disposed') contact.requests.set(event.request, event.disposition);
    if (kind === 'undisposed') contact.requests.set(event.request, null);
    if (kind === 'task_added' && event.channel) contact.promises.set(event.task, { due: event.due });
    if (kind === 'task_removed') contact.promises.delete(event.task);
    if (kind === 'task_done' && contact.promises.has(event.task))
      contact.promises.get(event.task).done = at;
  }
  return contact;
}

const overlap = (a, b) => Math.max(0, Math.min(a.to, b.to) - Math.max(a.from, b.from));
const sum = (numbers) => numbers.reduce((all, one) => all + one, 0);
const mean = (numbers) => (numbers.length ? Math.floor(sum(numbers) / numbers.length) : undefined);

// What one person did while they held it: on the line, on hold, and after the call.
function handled(contact, part) {
  const call = { from: contact.connected, to: contact.hungUp ?? contact.closed };
  const spoken = contact.connected === undefined ? 0 : overlap(part, call);
  const away = contact.spans.filter(() => contact.connected !== undefined);
  const gone = (spans) => sum(spans.map((span) => overlap(part, span)));
  return {
    talk: spoken - gone(away),
    hold: gone(away.filter((span) => span.what === 'hold')),
    acw: contact.hungUp ? overlap(part, { from: contact.hungUp, to: contact.closed }) : 0,
  };
}

// `logs`: the events of every contact of the day, all of them closed.
export function byHand(logs, now) {
  const contacts = logs.map(contactOf);
  const answered = contacts.filter(
    (one) => one.parts.length > 0 && one.connected !== undefined && !(one.hungUp < one.parts[0].from),
  );
  const waits = answered.map(
    (one) => Math.max(one.connected, one.parts[0].from) - (one.queued ?? one.started),
  );
  const parts = contacts
    .flatMap((one) => one.parts.map((part) => handled(one, part)))
    .filter((part) => part.talk + part.hold + part.acw > 0);
  const others = (one) => contacts.filter((other) => other !== one && other.customer === one.customer);
  const known = contacts.filter((one) => one.customer);
  const cameBack = (one) =>
    others(one).some((other) => other.started > one.started && other.started - one.started <= kWeekMs);
  const solved = known.filter(
    (one) => [...one.requests.values()].every((how) => kResolving.includes(how)) && !cameBack(one),
  );
  const promises = contacts.flatMap((one) => [...one.promises.values()]);
  return {
    offered: contacts.length,
    answered: answered.length,
    abandoned: contacts.length - answered.length,
    asa_ms: mean(waits),
    longest_wait_ms: Math.max(...waits),
    handled: parts.length,
    talk_ms: mean(parts.map((part) => part.talk)),
    hold_ms: mean(parts.map((part) => part.hold)),
    acw_ms: mean(parts.map((part) => part.acw)),
    aht_ms: mean(parts.map((part) => part.talk + part.hold + part.acw)),
    drops: sum(contacts.map((one) => one.spans.filter((span) => span.what === 'dropped').length)),
    repeats: known.filter((one) =>
      others(one).some((other) => other.started < one.started && one.started - other.started <= kWeekMs),
    ).length,
    fcr_percent: Math.round((solved.length * 100) / known.length),
    promised: promises.length,
    kept: promises.filter((one) => one.done !== undefined && one.done <= one.due).length,
    overdue: promises.filter((one) => one.due < (one.done ?? now)).length,
  };
}
