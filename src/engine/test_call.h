#pragma once
// A call for tests: a map from text and one contact that takes commands by name, with a clock that
// the test moves. It keeps every event, so that a test can fold them again.

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "engine/decide.h"
#include "engine/move.h"
#include "map/compile.h"

namespace callmap {

// A map small enough to read beside a test, with one of everything that the engine judges.
inline constexpr const char* kSmallMap = R"(callmap: 1
id: small
title: Small call
language: en
slots: { company: Northwind }
reasons: { billing: Billing question, sign_in: Cannot sign in }
callback_number: callback
facts:
  restricted: { text: Restricted help only, scope: request }
  lead_approved: { text: A lead approved it, scope: contact }
card: { name: { label: Name, class: account } }
verification:
  stage: verification
  answers: { pin: { label: PIN, form: digits, length: 4-8 } }
  methods:
    pin: { title: Phone PIN, ask: "Which PIN did you choose?", compares: [pin], opens: account }
    code: { title: One-time code, ask: "Which code do you see?", attested: true, opens: sensitive }
  attempts: 2
  attempts_per_day: 4
  valid: { for: 10m, lowered_by: [reconnect, new_party, other_customer] }
  parties: [holder, authorised]
  exceptions: { relay: Hearing relay }
fields:
  callback: { label: Number to call back, type: phone, scope: contact }
  issue: { label: Stated issue, type: text }
  goal: { label: Goal, type: line }
  balance: { label: Balance told, type: money, class: account }
  confirmed: { label: Confirmed, type: choice, choices: [yes_, no_, unsure] }
  outcome: { label: Outcome, type: choice, choices: [solved, open_] }
  recording: { label: Recording, type: choice, choices: [on_, paused], scope: segment, first: on_ }
  moved_on: { label: Moved on, type: date }
stages:
  preparation: { title: Preparation, goal: Be ready., completes: on_offer }
  purpose:
    title: Purpose
    goal: Know what they want.
    say:
      - { id: ask, text: "What made you call {company} today?", covers: [asked] }
      - { id: agree, text: "So you want {goal|that}?", covers: [agreed] }
    checkpoints:
      asked: { text: Asked what it is about }
      agreed: { text: The goal was said back }
      purpose_agreed: { text: Issue and goal agreed, strength: gate, met_by: [issue, goal, agreed], because: You can only solve what you agreed on. }
    document: [reason, issue, goal, callback, moved_on]
  verification:
    title: Verification
    goal: Know who is speaking.
    checkpoints:
      verified_first: { text: Caller verified, strength: gate, met_by: { any: [verified account, restricted] } }
  resolution:
    title: Resolution
    goal: Solve it.
    document: [balance]
    actions: [read_balance, refund, reset, promise, ask_lead]
    checkpoints:
      test_confirmed: { text: Test confirmed, strength: gate, guards: resolve, met_by: [confirmed is yes_] }
      outcome_known: { text: Outcome known, strength: gate, met_by: [outcome] }
    say: [{ id: tell, text: "You owe {balance}." }]
  wrap_up:
    title: Wrap-up
    goal: Close.
    checkpoints:
      notes_complete: { text: Notes complete, strength: gate, guards: dispose, met_by: [issue] }
    document: [confirmed, outcome, recording]
actions:
  read_balance: { text: Tell the balance, class: account, shows: [name], takes: 10s }
  refund: { text: Refund, class: account }
  reset: { text: Send a reset link }
  promise: { text: Promise a call back }
  ask_lead: { text: Ask a lead, sets: [lead_approved] }
steps: { helped: { label: Helped, key: h, resets: [no_change] }, no_change_: { label: No change, key: n, counts: [no_change] } }
counters: { no_change: { text: Steps without change, limit: 2, scope: request } }
procedures:
  wrong_queue:
    title: For another team
    notice: This is for another team
    key: w
    steps:
      confirm: { ask: "Is it A or B?", covers: [asked], answers: { a: { label: A, then: stayed }, b: { label: B, then: own_it } } }
      own_it: { tell: "Own the handoff", then: asks_inner }
      asks_inner: { call: inner, ends: { good: stayed, bad: confirm } }
    ends: { stayed: { text: Stays here, goes: back } }
  inner:
    title: Inner
    steps:
      which: { ask: "Good?", answers: { y: { label: Yes, then: good }, n: { label: No, then: bad } } }
    ends: { good: { text: Good, goes: back }, bad: { text: Bad, goes: back } }
  cannot_verify:
    title: Cannot be verified
    notice: The caller cannot be verified
    key: v
    steps: { say_so: { tell: "Say so plainly", then: general } }
    ends: { general: { text: General help only, goes: { stage: resolution }, sets: [restricted] } }
  skip:
    title: Skip ahead
    steps: { go: { tell: "Go on", then: on } }
    ends: { on: { text: On, goes: { stage: resolution } } }
  tells:
    title: Tells the balance
    steps: { tell_it: { do: read_balance, then: told } }
    ends: { told: { text: Told, goes: back } }
  closes:
    title: Wrong number
    steps: { bye: { tell: "Say goodbye", then: over } }
    ends: { over: { text: Over, goes: finish } }
  for_sign_in:
    title: Cannot sign in
    for: { reason: sign_in }
    steps: { look: { tell: "Look", then: seen } }
    ends: { seen: { text: Seen, goes: back } }
cues:
  upset: { notice: Customer is upset, stages: [purpose], then: Acknowledge first., key: u, folds_guides: true }
  stuck: { notice: Two steps without change, stages: [resolution], then: Change approach., by_hand: false, raised_by: [counter no_change] }
rules:
  - { id: refund_approved, do: refund, needs: [lead_approved], strength: gate, because: Refund policy }
  - { id: no_reset_while_held, do: reset, never_while: [line held] }
  - { id: one_reset, do: reset, at_most: 1 }
  - { id: promise_number, after: promise, owes: [callback], before: closing }
  - { id: promise_soon, after: promise, owes: [moved_on], within: 2h }
dispositions: { resolved: { title: Resolved, resolves: true }, open_: { title: Still open } }
endings: { hung_up: { title: Caller hung up, key: h }, silent: { title: Nobody spoke, key: s, no_conversation: true } }
notes:
  issue: { title: Issue, lines: [issue, reason] }
  verification: { title: Verification, lines: [$verification] }
)";

class TestCall {
 public:
  explicit TestCall(const std::string& text = kSmallMap) {
    Loaded loaded = load_map({{"map.yaml", text}});
    for (const Problem& problem : loaded.problems) {
      if (problem.severity == Severity::kError) ADD_FAILURE() << render(problem);
    }
    if (!loaded.map) throw std::runtime_error("the test's map does not compile");
    map = std::move(*loaded.map);
  }

  CallMap map;
  Contact contact;
  std::vector<Event> events;
  Instant now{1'700'000'000'000};
  std::optional<Refusal> refused;

  static Author agent() { return {Author::Kind::kPerson, {"p_mara"}}; }

  // Judges it, keeps and folds what happens. The number of events; refused is set instead when it
  // was declined.
  std::size_t send(Command command) {
    refused.reset();
    auto made = decide(map, contact, command);
    if (!made) {
      refused = std::move(made.error());
      return 0;
    }
    for (const Event& event : *made) {
      contact = apply(std::move(contact), map, event);
      events.push_back(event);
      // The derived bits are kept event by event; made anew they are the same.
      Control anew = contact.control;
      refresh_system(anew, map);
      EXPECT_EQ(anew, contact.control) << "after " << event.body.index();
    }
    return made->size();
  }
  std::size_t does(Intent intent) { return send({now, agent(), std::move(intent)}); }
  std::size_t sees(Observation seen) {
    return send({now, {Author::Kind::kPhone, {}}, std::move(seen)});
  }
  std::size_t ruled(Verdict verdict) {
    return send({now, {Author::Kind::kService, {}}, std::move(verdict)});
  }
  void pass(Duration time) { now = now + time; }

  // An offered, connected call at the first stage after preparation.
  TestCall& started() {
    sees(observation::Started{{"c_1"}, "7KQ-4MD-9FX", "phone", "", "+442079460111", "en", ""});
    sees(observation::Offered{{"p_mara"}});
    sees(observation::Connected{});
    return *this;
  }
  TestCall& purpose_agreed() {
    fill("issue", "Bill has doubled");
    fill("goal", "Know why");
    does(intent::Tick{*map.checkpoint("agreed")});
    return *this;
  }
  TestCall& verified(const char* method = "pin") {
    does(intent::ChooseCustomer{{"u_1"}});
    attempt(method, true);
    return *this;
  }
  std::size_t attempt(const char* method, bool passed, bool correction = false) {
    const MethodIndex index = *map.method(method);
    return ruled(verdict::Attempted{index, "", passed, correction, PassSource::kCompared,
                                    map.verification.methods[at(index)].opens});
  }
  std::size_t fill(const char* field, const char* value) {
    return does(intent::Fill{*map.field(field), value, Origin::kTyped});
  }
  std::size_t go(const char* stage) { return does(intent::Go{*map.stage(stage)}); }
  std::size_t open(const char* procedure) { return does(intent::Open{*map.procedure(procedure)}); }
  std::size_t answer(const char* procedure, const char* step, std::size_t which = 0) {
    const ProcedureIndex index = *map.procedure(procedure);
    return does(intent::Answer{index, *map.step(index, step), static_cast<AnswerIndex>(which)});
  }
  std::string stage() const { return map.stages[at(contact.control.stage)].id; }
  std::string top() const {
    if (!contact.control.in_procedure()) return "";
    const StackEntry entry = contact.control.top();
    const Procedure& procedure = map.procedures[at(entry.procedure)];
    return procedure.id + "." + procedure.steps[at(entry.step)].id;
  }
  std::string value(const char* field) const {
    const FieldEntry* entry = contact.field(map, *map.field(field));
    return entry ? entry->value : "";
  }
  bool ticked(const char* checkpoint) const {
    return holds(map.checkpoints[at(*map.checkpoint(checkpoint))].met_by, contact.control);
  }
};

}  // namespace callmap
