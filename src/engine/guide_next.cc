// The next best actions, always in the same order: a hold that lasts longer than was promised, a
// call back that is pending, the open procedure's step, an action that takes too long, the handoff,
// what an end asked for, who is speaking where that was lowered, unmet gates, guides, what is under
// way, what is owed, cues, the next stage or the way to the end. In an emergency what is owed and
// the cues come before gates and guides.

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "engine/gates.h"
#include "engine/guide_parts.h"
#include "engine/move.h"

namespace callmap {
namespace {

using Kind = NextAction::Kind;

constexpr std::string_view kSlow = "It takes longer than usual: say so, then go on";

class Order {
 public:
  explicit Order(const Viewpoint& view) : view_(view), map_(view.map), control_(view.control()) {}

  std::vector<NextAction> take() { return std::move(next_); }

  // Somebody waits on hold for longer than they were promised.
  void add_hold() {
    const auto until = back_at(view_);
    if (!until || *until > view_.now) return;
    add(Kind::kHold, "back", "Take them back and say how it stands",
        fmt::format("You promised to be back after {}", to_clock(map_.hold.promise)));
  }

  void add_step() {
    if (!control_.in_procedure()) return;
    const StackEntry top = control_.top();
    const Procedure& procedure = map_.procedures[at(top.procedure)];
    const Step& step = procedure.steps[at(top.step)];
    std::string text = step.text;
    if (text.empty() && step.action) text = map_.actions[at(*step.action)].text;
    const auto slow = step_slow_from(view_);
    const bool is_slow = slow && *slow < view_.now;
    add(Kind::kStep, step.id, std::move(text), is_slow ? std::string(kSlow) : procedure.title);
  }

  void add_under_way(bool slow) {
    for (const ActionEntry& entry : view_.record().actions) {
      if (entry.finished) continue;
      const auto from = slow_from(view_, entry);
      if ((from && *from < view_.now) != slow) continue;
      const Action& action = map_.actions[at(entry.action)];
      add(Kind::kAction, action.id, action.text,
          std::string(slow ? kSlow : "Under way: say when it is done"));
    }
  }

  // What is to be done about a lost or a promised line, before anything else on it.
  void add_callback() {
    const CallbackEntry* const callback = view_.contact.callback();
    if (callback == nullptr || !is_pending(control_.callback)) return;
    const std::string which =
        fmt::format("Attempt {} of {}", control_.callback_attempt,
                    std::max(control_.callback_attempt, map_.callback.attempts));
    if (control_.callback == CallbackState::kTrying) {
      add(Kind::kCallback, "result", "Say what came of the call back", which);
    } else if (control_.line == Line::kDropped && map_.callback.team &&
               !view_.around.may_call_back) {
      const Team& team = map_.teams[at(*map_.callback.team)];
      add(Kind::kCallback, "release", fmt::format("Put it down: {} call back", team.title), which);
    } else if (control_.line == Line::kDropped) {
      const std::string due = to_iso(callback->due);
      const bool now = Instant(callback->due) <= view_.now;
      add(Kind::kCallback, "take",
          now ? "Call back now"
              : fmt::format("Call back on {} at {} UTC", due.substr(0, 10), due.substr(11, 5)),
          which);
    }
  }

  // The handoff under way, or one that came back: what it still needs, then the offer itself.
  void add_handoff() {
    const auto handoff = view_handoff(view_);
    if (!handoff) return;
    switch (handoff->state) {
      case HandoffState::kNone:
      case HandoffState::kAccepted:
      case HandoffState::kWithdrawn: return;
      case HandoffState::kReturned:
        return add(Kind::kHandoff, "team", "Choose who takes it on", handoff->returned);
      case HandoffState::kExpired:
        return add(Kind::kHandoff, "team", "Choose who takes it on",
                   fmt::format("Nobody of {} took it in time", handoff->title));
      case HandoffState::kOffered:
        return add(Kind::kHandoff, "wait", fmt::format("Wait for {}", handoff->title),
                   "It stays yours until they accept");
      case HandoffState::kDrafted: break;
    }
    add_needs(*handoff);
    if (!handoff->complete) return;
    const bool outside = handoff->how == HandoffKind::kOutside;
    const bool blind = handoff->how == HandoffKind::kBlind;
    const bool nobody = !outside && view_.around.nobody_there;
    add(Kind::kHandoff, outside ? "outside" : "offer",
        fmt::format(fmt::runtime(outside ? "Tell {} and say who accepted"
                                 : blind ? "Put them through to {}"
                                         : "Offer it to {}"),
                    handoff->title),
        nobody ? fmt::format("Nobody who could take it is signed in at {}", handoff->title)
        : std::ranges::all_of(
              handoff->items,
              [](const auto& item) { return item.state != PackageItemView::State::kMissing; })
            ? "Everything that travels is there"
            : "Nothing has to be complete in an emergency");
  }

  // What a procedure's end asked for and is not done yet.
  void add_asked() {
    switch (control_.asks_for) {
      case AsksFor::kNothing: return;
      case AsksFor::kHandOver:
        return add(Kind::kHandoff, "team", "Choose who takes it on", "It is for another team");
      case AsksFor::kCallback:
        return add(Kind::kCallback, "schedule", "Agree when to call back",
                   "They cannot go on talking now");
      case AsksFor::kFollowUp:
        return add(Kind::kFollowUp, "promise", "Write down what was promised, and by when",
                   "They were told that they hear from us");
    }
  }

  void add_gates(const std::vector<UnmetGate>& unmet) {
    for (const UnmetGate& gate : unmet) add_gate(*gate.rule, gate.missing);
  }

  void add_guides() {
    const Stage& stage = map_.stages[at(control_.stage)];
    if (guides_folded(view_)) return;
    for (const CheckpointIndex index : stage.checkpoints) {
      const Checkpoint& checkpoint = map_.checkpoints[at(index)];
      if (checkpoint.strength == Strength::kGate) continue;
      if (!view_.holds(checkpoint.applies) || is_met(view_, checkpoint)) continue;
      add(Kind::kGuide, checkpoint.id, prompt_of(checkpoint),
          checkpoint.because.empty() ? stage.goal : checkpoint.because);
    }
    const Trigger leave{Trigger::Kind::kLeaveStage, static_cast<std::uint16_t>(control_.stage)};
    for (const RuleIndex index : map_.rules_for(leave)) {
      const Rule& rule = map_.rules[at(index)];
      if (rule.strength == Strength::kGate || lets_pass(rule, control_)) continue;
      add_gate(rule, way_through(map_, control_, rule));
    }
  }

  // Nothing stands open here, and verifying is what this stage is for.
  void add_verification() {
    const Verification& policy = map_.verification;
    if (policy.stage != control_.stage || view_.level() != Level::kNone) return;
    if (view_.control().phase == Phase::kLive) verify(map_.stages[at(control_.stage)].goal, {});
  }

  // It was known who is speaking, and is not any more: a transfer, a new line, another person.
  void add_lowered() {
    const Verification& policy = map_.verification;
    const bool behind = policy.stage && at(*policy.stage) < at(control_.stage);
    const bool can = policy.may_verify[static_cast<std::size_t>(control_.party)] &&
                     control_.attempts_failed < policy.attempts && control_.customer_chosen;
    if (!behind || !can || view_.level() != Level::kNone || view_.record().lowered.empty()) return;
    if (next_method(view_))
      verify("It was known before; the account is shut until it is again", {});
  }

  void add_duties() {
    std::vector<std::pair<std::int64_t, const Rule*>> duties;
    for (const RuleIndex index : map_.duties) {
      const Rule& rule = map_.rules[at(index)];
      const Owed state = owed(control_, rule);
      if (state == Owed::kNone) continue;
      std::int64_t due = state == Owed::kOverdue ? std::numeric_limits<std::int64_t>::min()
                                                 : std::numeric_limits<std::int64_t>::max();
      for (const DueEntry& each : view_.record().due) {
        const bool here = each.request == 0 || each.request == control_.request().number;
        if (state == Owed::kOwed && here && each.slot == rule.obligation) due = each.at.ms;
      }
      duties.emplace_back(due, &rule);
    }
    std::ranges::stable_sort(duties, {}, &std::pair<std::int64_t, const Rule*>::first);
    for (const auto& [due, rule] : duties) {
      const bool late = owed(control_, *rule) == Owed::kOverdue;
      add_duty(*rule, late ? "Overdue" : rule->because);
    }
  }

  // Of what was noticed: what belongs here or further on, or what belongs to stages that lie behind
  // and may be over by now.
  void add_cues(bool behind) {
    for (std::size_t i = 0; i < map_.cues.size(); ++i) {
      const Cue& cue = map_.cues[i];
      const bool past = !cue.stages.empty() && std::ranges::all_of(cue.stages, [&](StageIndex one) {
        return at(one) < at(control_.stage);
      });
      if (past != behind) continue;
      if (!is_noticed(view_, static_cast<CueIndex>(i)) || cue.then.empty()) continue;
      add(Kind::kCue, cue.id, cue.then, cue.notice);
    }
  }

  void add_next_stage() {
    const std::size_t next = at(control_.stage) + 1;
    if (next < map_.stages.size()) {
      const Stage& stage = map_.stages[next];
      add(Kind::kStage, stage.id, "Go on to " + stage.title, stage.goal);
    } else {
      add(Kind::kFinish, {}, "End the call", "The rest is done after it");
    }
  }

  void add_dispositions() {
    const auto& requests = view_.record().requests;
    for (const RequestEntry& request : requests) {
      if (request.disposition) continue;
      const std::string title = request_title(view_, request.number);
      std::string text = "Choose how the request ended";
      if (requests.size() > 1) text = fmt::format("Choose how request {} ended", request.number);
      add(Kind::kDispose, std::to_string(request.number), std::move(text), title);
    }
  }

  void add_finish() { add(Kind::kFinish, {}, "Finish", "Then you are free"); }

 private:
  // A field of the package may be said to be none; whatever else is missing is done as for a gate.
  void add_needs(const HandoffView& handoff) {
    for (const GateView& need : handoff.needs) {
      if (need.met) continue;
      const auto item = std::ranges::find_if(handoff.items, [&](const PackageItemView& one) {
        return one.state == PackageItemView::State::kMissing && !need.missing.empty() &&
               one.id == need.missing.front().id;
      });
      if (item != handoff.items.end()) {
        add(Kind::kHandoff, item->id, "Write down: " + item->label, need.text);
        continue;
      }
      const auto asked = std::ranges::find_if(handoff.asks, [&](const FieldView& field) {
        return !need.missing.empty() && field.id == need.missing.front().id;
      });
      if (asked != handoff.asks.end()) {
        add(Kind::kHandoff, asked->id, "Write down: " + asked->label, need.text);
        continue;
      }
      const auto rule = std::ranges::find(map_.rules, need.rule, &Rule::id);
      if (rule != map_.rules.end()) add_gate(*rule, need.missing);
    }
  }

  static const std::string& prompt_of(const Checkpoint& checkpoint) {
    return checkpoint.prompt.empty() ? checkpoint.text : checkpoint.prompt;
  }

  void add(Kind kind, std::string id, std::string text, std::string why) {
    const auto known = std::ranges::find_if(
        next_, [&](const NextAction& action) { return action.kind == kind && action.id == id; });
    if (known != next_.end()) return;
    next_.push_back({kind, std::move(id), std::move(text), std::move(why)});
  }

  // A duty as the thing that pays it, so that it can be done where it is read.
  void add_duty(const Rule& rule, std::string why) {
    const auto missing = way_through(map_, control_, rule);
    const auto as = [&](Kind kind, std::string id) {
      add(kind, std::move(id), rule.sentence, std::move(why));
    };
    if (!missing.empty()) {
      const Missing& first = missing.front();
      const auto field = map_.field(first.id);
      const auto checkpoint = map_.checkpoint(first.id);
      const auto action = map_.action(first.id);
      switch (first.kind) {
        case Missing::Kind::kField:
          if (!field || !view_.holds(map_.fields[at(*field)].applies)) break;
          return as(Kind::kField, first.id);
        case Missing::Kind::kCheckpoint:
          if (!checkpoint || !map_.checkpoints[at(*checkpoint)].plain) break;
          return as(Kind::kGuide, first.id);
        case Missing::Kind::kAction:
          if (!action || !view_.holds(map_.actions[at(*action)].applies)) break;
          return as(Kind::kAction, first.id);
        case Missing::Kind::kOther:
          if (is_signal(map_.system.callback_tried, first)) {
            if (is_pending(control_.callback)) break;  // agreed, and to be made
            if (control_.phase == Phase::kLive) return as(Kind::kCallback, "schedule");
            return as(Kind::kFollowUp, "promise");
          }
          if (!is_signal(map_.promised, first)) break;
          return as(Kind::kFollowUp, "promise");
        case Missing::Kind::kVerification:
        case Missing::Kind::kStage:
        case Missing::Kind::kRequest: break;
      }
    }
    as(Kind::kObligation, rule.id);
  }

  [[nodiscard]] bool is_signal(std::optional<SignalBit> bit, const Missing& missing) const {
    return bit && map_.signal(*bit)->id == missing.id;
  }

  // The first thing to do for it; the gate itself when that is nothing the agent can do here.
  void add_gate(const Rule& rule, const std::vector<Missing>& missing) {
    const Checkpoint* const gate =
        rule.checkpoint ? &map_.checkpoints[at(*rule.checkpoint)] : nullptr;
    const std::string& id = gate != nullptr ? gate->id : rule.id;
    const std::string& text = gate != nullptr ? prompt_of(*gate) : rule.sentence;
    const std::string& why = rule.because.empty() ? rule.sentence : rule.because;
    if (missing.empty()) return add(Kind::kGate, id, text, rule.because);
    const Missing& first = missing.front();
    switch (first.kind) {
      case Missing::Kind::kField: {
        const auto index = map_.field(first.id);
        if (!index || !view_.holds(map_.fields[at(*index)].applies)) break;
        return add(Kind::kField, first.id, "Write down: " + map_.fields[at(*index)].label, why);
      }
      case Missing::Kind::kCheckpoint:
        return add(first.id == id ? Kind::kGate : Kind::kGuide, first.id,
                   prompt_of(map_.checkpoints[at(*map_.checkpoint(first.id))]), why);
      case Missing::Kind::kVerification: return verify(why, id);
      case Missing::Kind::kAction: {
        const auto index = map_.action(first.id);
        if (!index || !view_.holds(map_.actions[at(*index)].applies)) break;
        return add_action(*index, why);
      }
      case Missing::Kind::kStage: return add(Kind::kStage, first.id, "Go to " + first.label, why);
      case Missing::Kind::kRequest:
      case Missing::Kind::kOther: break;
    }
    add(Kind::kGate, id, text, first.label);
  }

  // The action, or what it waits for itself.
  void add_action(ActionIndex index, const std::string& why) {
    const Action& action = map_.actions[at(index)];
    const Rule* const closed = in_the_way_of(index);
    if (closed == nullptr || following_) return add(Kind::kAction, action.id, action.text, why);
    following_ = true;  // one step is enough, and two actions may wait for each other
    add_gate(*closed, way_through(map_, control_, *closed));
    following_ = false;
  }

  [[nodiscard]] const Rule* in_the_way_of(ActionIndex index) const {
    const auto first_of = [&](Trigger trigger) -> const Rule* {
      for (const RuleIndex rule : map_.rules_for(trigger)) {
        const Rule& one = map_.rules[at(rule)];
        if (one.strength == Strength::kGate && !lets_pass(one, control_)) return &one;
      }
      return nullptr;
    };
    const auto highest = static_cast<std::uint16_t>(map_.actions[at(index)].data_class);
    for (std::uint16_t level = 1; level <= highest; ++level) {
      if (const Rule* const rule = first_of({Trigger::Kind::kDisclose, level})) return rule;
    }
    return first_of({Trigger::Kind::kAction, static_cast<std::uint16_t>(index)});
  }

  // `gate` is named when verifying cannot be what is done next.
  void verify(std::string why, std::string gate) {
    const Verification& policy = map_.verification;
    const auto method = next_method(view_);
    if (!method || control_.phase != Phase::kLive) {
      return add(Kind::kGate, std::move(gate), "Not possible any more on this call",
                 std::move(why));
    }
    if (!policy.may_verify[static_cast<std::size_t>(control_.party)]) {
      return add(Kind::kGate, std::move(gate), "Help without opening the account",
                 "The person speaking cannot be verified for it");
    }
    if (control_.attempts_failed >= policy.attempts) {
      return add(Kind::kGate, std::move(gate), "Help without opening the account",
                 "No tries are left on this call");
    }
    const Method& next = policy.methods[at(*method)];
    if (!control_.customer_chosen) {
      return add(Kind::kVerify, next.id, "Find the customer, then verify",
                 "What they say is compared with the record");
    }
    add(Kind::kVerify, next.id, next.ask.empty() ? "Verify with: " + next.title : next.ask,
        std::move(why));
  }

  const Viewpoint& view_;
  const CallMap& map_;
  const Control& control_;
  std::vector<NextAction> next_;
  bool following_ = false;  // what an action waits for is being looked up
};

bool serves(const CallMap& map, PhraseIndex index, const NextAction& action) {
  const Phrase& phrase = map.phrases[at(index)];
  switch (action.kind) {
    case Kind::kGate:
    case Kind::kGuide:
      return std::ranges::any_of(phrase.covers, [&](CheckpointIndex covered) {
        return map.checkpoints[at(covered)].id == action.id;
      });
    case Kind::kField:
      return std::ranges::any_of(
          phrase.asks, [&](FieldIndex asked) { return map.fields[at(asked)].id == action.id; });
    case Kind::kVerify: {
      const auto method = map.method(action.id);
      if (!method) return false;
      const auto& say = map.verification.methods[at(*method)].say;
      return std::ranges::find(say, index) != say.end();
    }
    case Kind::kHold:
    case Kind::kStep:
    case Kind::kObligation:
    case Kind::kCue:
    case Kind::kStage:
    case Kind::kAction:
    case Kind::kDispose:
    case Kind::kFinish:
    case Kind::kHandoff:
    case Kind::kCallback:
    case Kind::kFollowUp: return false;
  }
  return false;
}

// The first phrase that serves the action, one that was not said yet before others.
PhraseView* phrase_for(const CallMap& map, std::vector<PhraseView>& phrases,
                       const NextAction& action) {
  for (PhraseView& phrase : phrases) {
    const auto index = map.phrase(phrase.id);
    if (!phrase.said && index && serves(map, *index, action)) return &phrase;
  }
  return nullptr;
}

enum class WhichCues : bool { kNoticed, kByItself };

// False when all that they have to say was said.
bool mark_first_of_cues(Guidance& guidance, WhichCues which) {
  for (CueView& cue : guidance.cues) {
    if (!cue.noticed || (which == WhichCues::kByItself && !cue.by_itself)) continue;
    const auto unsaid =
        std::ranges::find_if(cue.say, [](const PhraseView& phrase) { return !phrase.said; });
    if (unsaid == cue.say.end()) continue;
    unsaid->best = true;
    return true;
  }
  return false;
}

}  // namespace

std::vector<NextAction> next_actions(const Viewpoint& view, const std::vector<UnmetGate>& unmet) {
  Order order(view);
  switch (view.control().phase) {
    case Phase::kNone:
    case Phase::kClosed: break;
    case Phase::kLive:
      order.add_hold();
      order.add_callback();
      order.add_step();
      order.add_under_way(true);
      order.add_handoff();
      order.add_asked();
      if (in_emergency(view.map, view.control())) {
        order.add_duties();
        order.add_cues(false);
      }
      order.add_lowered();
      order.add_gates(unmet);
      order.add_guides();
      order.add_verification();
      order.add_under_way(false);
      order.add_duties();
      order.add_cues(false);
      order.add_next_stage();
      order.add_cues(true);
      break;
    case Phase::kAfterCall:
      order.add_asked();
      order.add_gates(unmet);
      order.add_dispositions();
      order.add_duties();
      order.add_finish();
      break;
  }
  return order.take();
}

// One phrase at most: for whoever waited on hold for too long the first unsaid one, or the first
// where they were told all; in a procedure the step's first unsaid one; in an emergency that of
// what was noticed; in a procedure that of a cue which stands by itself, since the stage's own
// words are for before; else the one that serves the first action that any phrase serves.
void mark_best(const Viewpoint& view, Guidance& guidance) {
  const auto words = hold_words(view);
  if (words && words->due(view.now) && !guidance.phrases.empty()) {
    const auto first = guidance.phrases.begin();
    const auto end = first + static_cast<std::ptrdiff_t>(
                                 std::min(view.map.hold.back.size(), guidance.phrases.size()));
    const auto unsaid = std::find_if(first, end, [](const PhraseView& one) { return !one.said; });
    (unsaid == end ? *first : *unsaid).best = true;
    return;
  }
  if (guidance.procedure) {
    for (PhraseView& phrase : guidance.procedure->say) {
      if (phrase.said) continue;
      phrase.best = true;
      return;
    }
  }
  if (in_emergency(view.map, view.control()) && mark_first_of_cues(guidance, WhichCues::kNoticed)) {
    return;
  }
  if (guidance.procedure && mark_first_of_cues(guidance, WhichCues::kByItself)) return;
  for (const NextAction& action : guidance.next) {
    PhraseView* const phrase = phrase_for(view.map, guidance.phrases, action);
    if (phrase == nullptr) continue;
    phrase->best = true;
    return;
  }
}

}  // namespace callmap
