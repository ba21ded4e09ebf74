#include "engine/move.h"

#include <algorithm>

#include "base/ensure.h"

namespace callmap {
namespace {

Bits& bits_of(Control& control, Space space) {
  switch (space) {
    case Space::kContact: return control.contact;
    case Space::kRequest: return control.request().bits;
    case Space::kSystem: return control.system;
  }
  return control.system;
}

void assign(Control& control, SignalBit bit, bool on) {
  bits_of(control, bit.space).set(bit.bit, on);
}

void assign(Control& control, const std::optional<SignalBit>& bit, bool on) {
  if (bit) assign(control, *bit, on);
}

// Of those that `refresh_system` keeps, which are all of one space.
void keep(Bits& system, const std::optional<SignalBit>& bit, bool on) {
  if (bit) system.set(bit->bit, on);
}

// One event's worth of work on one Control.
class Mover {
 public:
  Mover(Control& control, const CallMap& map) : control_(control), map_(map) {}

  Moved take() { return moved_; }

  void operator()(const event::Started& started) {
    if (control_.phase != Phase::kNone) return;
    control_.phase = Phase::kLive;
    control_.contact = Bits(map_.contact_bits);
    control_.system = Bits(map_.system_bits);
    open_request(1);
    set_named(map_.system.channel, map_.channels, started.channel);
    set_named(map_.system.language, map_.languages, started.language);
    for (std::size_t i = 0; i < map_.lines.size() && i < map_.system.line_called.size(); ++i) {
      assign(control_, map_.system.line_called[i], map_.lines[i].id == started.line_called);
    }
    set_named(map_.system.product, map_.products, started.product);
    set_first_choices(Scope::kContact);
    set_first_choices(Scope::kSegment);
  }
  void operator()(const event::Queued& queued) {
    control_.waiting = true;
    control_.waits_for = queued.team;
  }
  void operator()(const event::SkillsWaived&) {}
  void operator()(const event::SegmentBegan& began) {
    for (const std::uint16_t bit : map_.segment_bits) control_.contact.set(bit, false);
    set_first_choices(Scope::kSegment);
    control_.held = true;
    control_.ever_held = true;
    control_.waiting = false;
    if (began.how == SegmentHow::kHandoff) control_.asks_for = AsksFor::kNothing;
    if (began.how != SegmentHow::kCallback) return;
    control_.callback_answered = false;
    step(CallbackMove::kTake);
  }
  void operator()(const event::SegmentEnded&) {
    control_.held = false;
    step(CallbackMove::kPutDown);
  }
  void operator()(const event::Connected&) {
    control_.line = Line::kConnected;
    if (control_.callback == CallbackState::kTrying) control_.callback_answered = true;
    const bool back =
        control_.callback == CallbackState::kDue && control_.callback_how == CallbackHow::kDropped;
    if (back) control_.callback_tried = true;
  }
  void operator()(const event::Held&) { control_.line = Line::kHeld; }
  void operator()(const event::Unheld&) { control_.line = Line::kConnected; }
  void operator()(const event::Dropped&) { control_.line = Line::kDropped; }
  void operator()(const event::HungUp&) {
    control_.line = Line::kEnded;
    control_.phase = Phase::kAfterCall;
    control_.waiting = false;
    if (control_.asks_for != AsksFor::kFollowUp) control_.asks_for = AsksFor::kNothing;
    clear_stack();
  }
  void operator()(const event::LineClosed&) { control_.line = Line::kDropped; }
  void operator()(const event::StageEntered& entered) {
    assign(control_, map_.stages[at(control_.stage)].here, false);
    control_.stage = entered.stage;
    assign(control_, map_.stages[at(control_.stage)].here, true);
  }
  void operator()(const event::Said& said) { tick_all(map_.phrases[at(said.phrase)].covers, true); }
  void operator()(const event::Ticked& ticked) {
    assign(control_, map_.checkpoints[at(ticked.checkpoint)].bit, true);
  }
  void operator()(const event::Unticked& unticked) {
    assign(control_, map_.checkpoints[at(unticked.checkpoint)].bit, false);
  }
  void operator()(const event::WhyNotGiven&) {}
  void operator()(const event::Filled& filled) {
    const Field& field = map_.fields[at(filled.field)];
    assign(control_, field.filled, true);
    set_choices(field, filled.value);
    set_none(filled.field, false);
  }
  void operator()(const event::Cleared& cleared) {
    clear_field(map_.fields[at(cleared.field)]);
    set_none(cleared.field, false);
  }
  void operator()(const event::ActionStarted&) {}
  void operator()(const event::ActionFinished& finished) {
    const Action& action = map_.actions[at(finished.action)];
    assign(control_, action.done, true);
    run(action.effect);
  }
  void operator()(const event::StepTried& tried) {
    if (tried.outcome) run(map_.step_outcomes[at(*tried.outcome)].effect);
  }
  void operator()(const event::StepJudged& judged) {
    run(map_.step_outcomes[at(judged.outcome)].effect);
  }
  void operator()(const event::ProcedureOpened& opened) {
    if (const auto group = group_of(control_, map_, opened.procedure)) return raise(*group);
    push(opened.procedure);
  }
  void operator()(const event::Answered& answered) {
    if (!is_top(answered.procedure, answered.step)) return;
    const Step& step = map_.procedures[at(answered.procedure)].steps[at(answered.step)];
    const Answer& answer = step.answers[at(answered.answer)];
    run(answer.effect);
    if (answer.outcome) run(map_.step_outcomes[at(*answer.outcome)].effect);
    tick_all(step.covers, true);
    take(answer);
  }
  void operator()(const event::AskedAgain&) {}
  void operator()(const event::Revisited& revisited) {
    if (control_.depth == 0 || control_.top().procedure != revisited.procedure) return;
    const Procedure& procedure = map_.procedures[at(revisited.procedure)];
    const std::vector<bool> after = steps_after(procedure, revisited.step);
    for (std::size_t i = 0; i < after.size(); ++i) {
      if (after[i]) tick_all(procedure.steps[i].covers, false);
    }
    set_top(revisited.step);
    const Step& step = procedure.steps[at(revisited.step)];
    if (step.kind == StepKind::kCall) push(*step.call);
  }
  void operator()(const event::ProcedureLeft& left) {
    const auto group = group_of(control_, map_, left.procedure);
    if (!group || group->last + 1 != control_.depth) return;
    while (control_.depth > group->first) pop();
  }
  void operator()(const event::CueNoticed& noticed) {
    assign(control_, map_.cues[at(noticed.cue)].noticed, true);
  }
  void operator()(const event::CueDismissed& dismissed) {
    assign(control_, map_.cues[at(dismissed.cue)].noticed, false);
  }
  void operator()(const event::PartySpeaks& speaks) { control_.party = speaks.party; }
  void operator()(const event::CustomerChosen&) {
    control_.customer_chosen = true;
    control_.methods_failed = 0;
    control_.methods_corrected = 0;
    for (const auto& bit : map_.system.exception) assign(control_, bit, false);
    clear_closed_fields();
  }
  void operator()(const event::Attempted& attempted) {
    const std::uint8_t bit =
        attempted.method ? static_cast<std::uint8_t>(1u << at(*attempted.method)) : std::uint8_t{0};
    if (attempted.correction) control_.methods_corrected |= bit;
    if (attempted.passed) {
      control_.level = std::max(control_.level, attempted.level);
      control_.methods_failed &= static_cast<std::uint8_t>(~bit);
      return;
    }
    control_.methods_failed |= bit;
    if (!attempted.correction && control_.attempts_failed < 255) ++control_.attempts_failed;
  }
  void operator()(const event::Lowered&) { control_.level = Level::kNone; }
  void operator()(const event::ExceptionRecorded& recorded) {
    if (at(recorded.exception) < map_.system.exception.size()) {
      assign(control_, map_.system.exception[at(recorded.exception)], true);
    }
  }
  void operator()(const event::RequestOpened& opened) { open_request(opened.number); }
  void operator()(const event::RequestSwitched& switched) {
    for (std::size_t i = 0; i < control_.requests.size(); ++i) {
      if (control_.requests[i].number == switched.number) {
        control_.current = static_cast<std::uint8_t>(i);
      }
    }
  }
  void operator()(const event::TaskAdded& added) {
    if (!added.channel) return;
    assign(control_, map_.promised, true);
    asked(AsksFor::kFollowUp);
  }
  void operator()(const event::TaskRemoved& removed) {
    if (!removed.unpromised || !map_.promised) return;
    for (RequestSlot& slot : control_.requests) {
      if (slot.number == *removed.unpromised) slot.bits.set(map_.promised->bit, false);
    }
  }
  void operator()(const event::TaskDone&) {}
  void operator()(const event::TaskPassed&) {}
  void operator()(const event::Disposed& disposed) { set_open(disposed.request, false); }
  void operator()(const event::Undisposed& undisposed) { set_open(undisposed.request, true); }
  void operator()(const event::Owed& due) { set_owed(due.rule, callmap::Owed::kOwed); }
  void operator()(const event::Paid& paid) { set_owed(paid.rule, callmap::Owed::kNone); }
  void operator()(const event::Overdue& late) {
    if (!late.request) return set_owed(late.rule, callmap::Owed::kOverdue);
    const Rule& rule = map_.rules[at(late.rule)];
    for (RequestSlot& slot : control_.requests) {
      const bool owes = slot.number == *late.request && rule.obligation;
      if (owes) slot.owed.set(*rule.obligation, callmap::Owed::kOverdue);
    }
  }
  void operator()(const event::Refused&) {}
  void operator()(const event::HandoffDrafted& drafted) {
    if (!step(HandoffMove::kDraft)) return;
    control_.handoff_kind = drafted.how;
    control_.handoff_team = drafted.team;
    asked(AsksFor::kHandOver);
  }
  void operator()(const event::HandoffOffered&) { step(HandoffMove::kOffer); }
  void operator()(const event::HandoffAsked&) { step(HandoffMove::kAsk); }
  void operator()(const event::HandoffReturned&) { step(HandoffMove::kReturn); }
  void operator()(const event::HandoffAccepted&) {
    const bool offered = control_.handoff == HandoffState::kOffered;
    if (step(offered ? HandoffMove::kAccept : HandoffMove::kPutThrough)) {
      control_.transferred = true;
    }
  }
  void operator()(const event::HandoffWithdrawn& withdrawn) {
    const bool expired = withdrawn.why == WithdrawnBy::kExpired;
    step(expired ? HandoffMove::kExpire : HandoffMove::kWithdraw);
  }
  void operator()(const event::NoneGiven& given) { set_none(given.field, true); }
  void operator()(const event::CallbackDue& due) {
    const bool pending = is_pending(control_.callback);
    const bool agreed = due.how == CallbackHow::kScheduled;
    const auto first = agreed ? CallbackMove::kSchedule : CallbackMove::kDrop;
    if (!step(due.attempt > 1 ? CallbackMove::kAgain : first)) return;
    if (!pending) control_.callback_tried = false;
    control_.callback_how = due.how;
    control_.callback_attempt = due.attempt;
    control_.callback_answered = false;
    asked(AsksFor::kCallback);
  }
  void operator()(const event::CallbackTried&) {
    control_.callback_tried = true;
    control_.callback_answered = false;
  }
  void operator()(const event::CallbackEnded& ended) {
    switch (ended.why) {
      case CallbackEnd::kReached: step(CallbackMove::kReach); break;
      case CallbackEnd::kSpent:
      case CallbackEnd::kNoTime:
      case CallbackEnd::kNoNumber: step(CallbackMove::kSpend); break;
      case CallbackEnd::kCalledIn:
      case CallbackEnd::kWithdrawn: step(CallbackMove::kWithdraw); break;
    }
    control_.callback_answered = false;
    if (ended.why != CallbackEnd::kWithdrawn) control_.callback_tried = true;
  }
  void operator()(const event::LeadCame&) {}
  void operator()(const event::LeadLeft&) {}
  void operator()(const event::Linked&) {}
  void operator()(const event::Unlinked&) {}
  void operator()(const event::RecordingAsked&) {}
  void operator()(const event::RecordingSeen&) {}
  void operator()(const event::ConsultAsked&) { step(ConsultMove::kAsk); }
  void operator()(const event::ConsultAnswered&) { step(ConsultMove::kAnswer); }
  void operator()(const event::ConsultWithdrawn&) { step(ConsultMove::kWithdraw); }
  void operator()(const event::ConsultUnanswered&) { step(ConsultMove::kClose); }
  void operator()(const event::Closed&) {
    control_.phase = Phase::kClosed;
    control_.line = Line::kEnded;
    control_.held = false;
    control_.waiting = false;
    control_.asks_for = AsksFor::kNothing;
    clear_stack();
  }

 private:
  void run(const Effect& effect) {
    for (const SignalBit bit : effect.set) assign(control_, bit, true);
    for (const SignalBit bit : effect.clear) assign(control_, bit, false);
    for (const CounterIndex counter : effect.reset) count(counter, false);
    for (const CounterIndex counter : effect.count) count(counter, true);
  }

  // One step of the tables of handoff.h, callback.h and consult.h; what they do not allow did not
  // happen.
  bool step(HandoffMove move) {
    const auto next = after(control_.handoff, move);
    if (next) control_.handoff = *next;
    return next.has_value();
  }
  bool step(CallbackMove move) {
    const auto next = after(control_.callback, move);
    if (next) control_.callback = *next;
    return next.has_value();
  }
  void step(ConsultMove move) {
    const auto next = after(control_.consult, move);
    if (next) control_.consult = *next;
  }
  // What a procedure's end asked for has been done.
  void asked(AsksFor what) {
    if (control_.asks_for == what) control_.asks_for = AsksFor::kNothing;
  }
  void set_none(FieldIndex field, bool none) {
    for (const PackageItem& item : map_.handoff.package) {
      if (item.source != PackageItem::Source::kField || item.field != field) continue;
      assign(control_, item.none, none);
    }
  }

  void count(CounterIndex index, bool up) {
    const Counter& counter = map_.counters[at(index)];
    auto& value = counter.scope == Scope::kRequest ? control_.request().counters[at(index)]
                                                   : control_.counters[at(index)];
    if (!up) value = 0;
    if (up && value < counter.limit) ++value;
    assign(control_, counter.at_limit, value == counter.limit);
  }

  void tick_all(const std::vector<CheckpointIndex>& checkpoints, bool on) {
    for (const CheckpointIndex index : checkpoints) {
      const Checkpoint& checkpoint = map_.checkpoints[at(index)];
      if (checkpoint.plain) assign(control_, checkpoint.bit, on);
    }
  }

  void set_named(const std::vector<std::optional<SignalBit>>& bits,
                 const std::vector<std::string>& names, const std::string& name) {
    for (std::size_t i = 0; i < bits.size() && i < names.size(); ++i) {
      assign(control_, bits[i], names[i] == name);
    }
  }

  void set_choices(const Field& field, std::string_view value) {
    if (field.choices.empty()) return;
    for (const Choice& choice : field.choices) assign(control_, choice.bit, false);
    while (!value.empty()) {
      const std::string_view id = value.substr(0, value.find(','));
      for (const Choice& choice : field.choices) {
        if (choice.id == id) assign(control_, choice.bit, true);
      }
      value.remove_prefix(std::min(value.size(), id.size() + 1));
    }
  }

  void set_first_choices(Scope scope) {
    for (const Field& field : map_.fields) {
      if (!field.first || field.scope != scope) continue;
      assign(control_, field.filled, true);
      set_choices(field, field.choices[at(*field.first)].id);
    }
  }

  void clear_field(const Field& field) {
    assign(control_, field.filled, false);
    for (const Choice& choice : field.choices) assign(control_, choice.bit, false);
  }

  // Another customer: what was written down of the first one's account does not stay.
  void clear_closed_fields() {
    const std::uint8_t current = control_.current;
    for (const Field& field : map_.fields) {
      if (field.data_class == DataClass::kPublic) continue;
      for (std::size_t i = 0; i < control_.requests.size(); ++i) {
        control_.current = static_cast<std::uint8_t>(i);
        clear_field(field);
      }
    }
    control_.current = current;
  }

  void open_request(std::uint8_t number) {
    const std::size_t place = slot_to_open(control_);
    if (place == kOpenRequestsMax) return;
    if (place == control_.requests.size()) control_.requests.emplace_back();
    RequestSlot* const slot = control_.requests.begin() + place;
    *slot = RequestSlot{.open = true, .number = number, .bits = Bits(map_.request_bits)};
    control_.current = static_cast<std::uint8_t>(slot - control_.requests.begin());
    set_first_choices(Scope::kRequest);
  }

  // What was closed makes way for the oldest one that is open.
  void set_open(std::uint8_t number, bool open) {
    auto& requests = control_.requests;
    std::optional<std::size_t> oldest;
    for (std::size_t i = 0; i < requests.size(); ++i) {
      if (requests[i].number == number) {
        requests[i].open = open;
        if (open) control_.current = static_cast<std::uint8_t>(i);
      }
      if (requests[i].open && (!oldest || requests[i].number < requests[*oldest].number))
        oldest = i;
    }
    if (!control_.request().open && oldest) control_.current = static_cast<std::uint8_t>(*oldest);
  }

  void set_owed(RuleIndex index, callmap::Owed state) {
    const Rule& rule = map_.rules[at(index)];
    if (!rule.obligation) return;
    auto& slots = rule.per_request ? control_.request().owed : control_.owed;
    slots.set(*rule.obligation, state);
  }

  // The stack. A call pushes; entering runs the step's own effect.
  [[nodiscard]] bool is_top(ProcedureIndex procedure, StepIndex step) const {
    return control_.depth > 0 && control_.top().stands_at(procedure, step);
  }
  void set_top(StepIndex step) { control_.stack[control_.depth - 1].step = step; }
  void pop() { control_.stack[--control_.depth] = StackEntry{}; }
  void clear_stack() {
    while (control_.depth > 0) pop();
  }
  void push(ProcedureIndex procedure) {
    if (control_.depth >= kProcedureHeightMax) return;
    control_.stack[control_.depth++] = StackEntry{procedure, map_.procedures[at(procedure)].start};
    enter();
  }
  void enter() {
    const StackEntry top = control_.top();
    const Step& step = map_.procedures[at(top.procedure)].steps[at(top.step)];
    run(step.effect);
    if (step.kind == StepKind::kCall) push(*step.call);
  }
  // Takes the answer's way from the top step; one that is limited is counted there.
  void take(const Answer& answer) {
    StackEntry& top = control_.stack[control_.depth - 1];
    const Target target = target_of(top, answer);
    if (answer.loop && top.taken(*answer.loop) < answer.loop->most) top.take(*answer.loop);
    follow(target);
  }
  void follow(const Target& target) {
    if (!target.is_end) {
      set_top(target.step);
      enter();
      return;
    }
    const ProcedureIndex procedure = control_.top().procedure;
    run(map_.procedures[at(procedure)].ends[at(target.end)].effect);
    pop();
    if (control_.depth > 0 && calls(map_, control_.top(), procedure)) {
      const StackEntry caller = control_.top();
      const Step& step = map_.procedures[at(caller.procedure)].steps[at(caller.step)];
      return take(step.answers[at(target.end)]);
    }
    moved_ = Moved{target.end, procedure};
    const EndGoes goes = map_.procedures[at(procedure)].ends[at(target.end)].goes;
    control_.asks_for = asked_by(goes);
    // An attempt of before is none of the call back that is asked for now.
    const bool anew = goes == EndGoes::kCallback && !is_pending(control_.callback);
    if (anew) control_.callback_tried = false;
  }
  // An end that asks for nothing leaves what another one asked for.
  [[nodiscard]] AsksFor asked_by(EndGoes goes) const {
    switch (goes) {
      case EndGoes::kHandOver: return AsksFor::kHandOver;
      case EndGoes::kCallback: return AsksFor::kCallback;
      case EndGoes::kFollowUp: return AsksFor::kFollowUp;
      case EndGoes::kBack:
      case EndGoes::kStage:
      case EndGoes::kProcedure:
      case EndGoes::kFinish: break;
    }
    return control_.asks_for;
  }
  // Takes the group up to the top of the stack, in its own order.
  void raise(StackGroup group) {
    std::rotate(control_.stack.begin() + group.first, control_.stack.begin() + group.last + 1,
                control_.stack.begin() + control_.depth);
  }

  Control& control_;
  const CallMap& map_;
  Moved moved_;
};

// Which derived bits an event can change.
enum class Touches { kNothing, kFrame, kDuties, kEverything };

struct TouchedBy {
  // The stage's own bit moves with the event.
  Touches operator()(const event::StageEntered&) const { return Touches::kNothing; }
  Touches operator()(const event::Said&) const { return Touches::kNothing; }
  Touches operator()(const event::Ticked&) const { return Touches::kNothing; }
  Touches operator()(const event::Unticked&) const { return Touches::kNothing; }
  Touches operator()(const event::WhyNotGiven&) const { return Touches::kNothing; }
  Touches operator()(const event::Filled&) const { return Touches::kNothing; }
  Touches operator()(const event::Cleared&) const { return Touches::kNothing; }
  Touches operator()(const event::ActionStarted&) const { return Touches::kNothing; }
  Touches operator()(const event::ActionFinished&) const { return Touches::kNothing; }
  Touches operator()(const event::StepTried&) const { return Touches::kNothing; }
  Touches operator()(const event::StepJudged&) const { return Touches::kNothing; }
  Touches operator()(const event::CueNoticed&) const { return Touches::kNothing; }
  Touches operator()(const event::CueDismissed&) const { return Touches::kNothing; }
  Touches operator()(const event::TaskAdded&) const { return Touches::kNothing; }
  Touches operator()(const event::TaskRemoved&) const { return Touches::kNothing; }
  Touches operator()(const event::TaskDone&) const { return Touches::kNothing; }
  Touches operator()(const event::TaskPassed&) const { return Touches::kNothing; }
  Touches operator()(const event::NoneGiven&) const { return Touches::kNothing; }
  Touches operator()(const event::LeadCame&) const { return Touches::kNothing; }
  Touches operator()(const event::LeadLeft&) const { return Touches::kNothing; }
  Touches operator()(const event::Linked&) const { return Touches::kNothing; }
  Touches operator()(const event::RecordingAsked&) const { return Touches::kNothing; }
  Touches operator()(const event::RecordingSeen&) const { return Touches::kNothing; }
  Touches operator()(const event::ConsultAsked&) const { return Touches::kNothing; }
  Touches operator()(const event::ConsultAnswered&) const { return Touches::kNothing; }
  Touches operator()(const event::ConsultWithdrawn&) const { return Touches::kNothing; }
  Touches operator()(const event::ConsultUnanswered&) const { return Touches::kNothing; }
  Touches operator()(const event::AskedAgain&) const { return Touches::kNothing; }
  Touches operator()(const event::Refused&) const { return Touches::kNothing; }
  Touches operator()(const event::Started&) const { return Touches::kEverything; }
  Touches operator()(const event::RequestOpened&) const { return Touches::kEverything; }
  Touches operator()(const event::RequestSwitched&) const { return Touches::kEverything; }
  Touches operator()(const event::Disposed&) const { return Touches::kEverything; }
  Touches operator()(const event::Undisposed&) const { return Touches::kEverything; }
  Touches operator()(const event::Owed&) const { return Touches::kDuties; }
  Touches operator()(const event::Paid&) const { return Touches::kDuties; }
  Touches operator()(const event::Overdue&) const { return Touches::kDuties; }
  template <class Other>
  Touches operator()(const Other&) const {
    return Touches::kFrame;
  }
};

// Level, party, line, and whether a procedure is open, tries are spent, a customer is chosen, the
// call is over, how a handoff and a call back stand.
void refresh_frame(Control& control, const CallMap& map) {
  const CallMap::SystemBits& bits = map.system;
  control.system.replace(map.frame.all, map.frame.level[static_cast<std::size_t>(control.level)],
                         map.frame.party[static_cast<std::size_t>(control.party)],
                         map.frame.line[static_cast<std::size_t>(control.line)]);
  keep(control.system, bits.in_procedure, control.depth > 0);
  keep(control.system, bits.attempts_spent, control.attempts_failed >= map.verification.attempts);
  keep(control.system, bits.customer_chosen, control.customer_chosen);
  keep(control.system, bits.after_call, control.phase == Phase::kAfterCall);
  keep(control.system, bits.handing_over, is_under_way(control.handoff));
  keep(control.system, bits.transferred, control.transferred);
  keep(control.system, bits.callback_due, is_pending(control.callback));
  keep(control.system, bits.callback_tried, control.callback_tried);
  keep(control.system, bits.callback_spent, control.callback == CallbackState::kSpent);
}

// Of the contact and of the request at hand.
void refresh_duties(Control& control, const CallMap& map) {
  const RequestSlot& request = control.request();
  for (std::size_t i = 0; i < map.duty_slots; ++i) {
    const auto& owed = map.system.owed[i];
    const auto& overdue = map.system.overdue[i];
    if (!owed && !overdue) continue;  // few are asked for by a condition
    const auto either = std::max(control.owed[i], request.owed[i]);
    keep(control.system, owed, either != Owed::kNone);
    keep(control.system, overdue, either == Owed::kOverdue);
  }
}

}  // namespace

Moved move(Control& control, const CallMap& map, const EventBody& body) {
  if (control.phase == Phase::kNone && !std::holds_alternative<event::Started>(body)) return {};
  Mover mover(control, map);
  std::visit(mover, body);
  switch (std::visit(TouchedBy(), body)) {
    case Touches::kNothing: break;
    case Touches::kFrame: refresh_frame(control, map); break;
    case Touches::kDuties: refresh_duties(control, map); break;
    case Touches::kEverything: refresh_system(control, map); break;
  }
  return mover.take();
}

void refresh_system(Control& control, const CallMap& map) {
  for (std::size_t i = 0; i < map.stages.size(); ++i) {
    assign(control, map.stages[i].here, i == at(control.stage));
  }
  refresh_frame(control, map);
  refresh_duties(control, map);
}

}  // namespace callmap
