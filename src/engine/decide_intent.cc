// Intents: what people claim, choose or do. Each function below either says why not or emits what
// happens.

#include <fmt/format.h>

#include <algorithm>

#include "engine/card_number.h"
#include "engine/declined.h"
#include "engine/gates.h"
#include "engine/judge.h"
#include "engine/recording.h"
#include "engine/urgency.h"
#include "engine/value.h"

namespace callmap {
namespace {

class IntentJudge {
 public:
  explicit IntentJudge(Judge& judge) : judge_(judge), map_(judge.map) {}

  Declined operator()(const intent::Say& say) {
    const Phrase& phrase = map_.phrases[at(say.phrase)];
    if (!holds(phrase.when, control())) return not_offered(phrase.id);
    for (const PhrasePart& part : phrase.parts) {
      auto refusal =
          disclosure_in_the_way(map_, control(), part.data_class, phrase.id, "this phrase");
      if (refusal) return refusal;
    }
    judge_.emit(event::Said{say.phrase});
    return kYes;
  }

  Declined operator()(const intent::Tick& tick) {
    const Checkpoint& checkpoint = map_.checkpoints[at(tick.checkpoint)];
    if (!checkpoint.plain) return by_hand(checkpoint);
    if (!stands(checkpoint.bit)) judge_.emit(event::Ticked{tick.checkpoint});
    return kYes;
  }
  Declined operator()(const intent::Untick& untick) {
    const Checkpoint& checkpoint = map_.checkpoints[at(untick.checkpoint)];
    if (!checkpoint.plain) return by_hand(checkpoint);
    if (stands(checkpoint.bit)) judge_.emit(event::Unticked{untick.checkpoint});
    return kYes;
  }
  Declined operator()(const intent::WhyNot& why) {
    const Checkpoint& checkpoint = map_.checkpoints[at(why.checkpoint)];
    if (auto refusal = bad_line(checkpoint.id, "Why not", why.text)) return refusal;
    judge_.emit(event::WhyNotGiven{why.checkpoint, why.text});
    return kYes;
  }

  Declined operator()(const intent::Fill& fill) {
    const Field& field = map_.fields[at(fill.field)];
    if (takes_any_text(field.type) && has_card_number(fill.value)) {
      return payment_value(field.id, field.label);
    }
    if (auto refusal = too_long(field.id, field.label, fill.value, length_max(field.type))) {
      return refusal;
    }
    auto value = stored_form(field, fill.value);
    if (!value) {
      return refuse(RefusalReason::kInvalid, field.id,
                    fmt::format("{}: write {}", field.label, expected_form(field.type)));
    }
    if (value->empty()) return (*this)(intent::Clear{fill.field});
    const FieldEntry* standing = judge_.contact.field(map_, fill.field);
    // A first value that somebody chooses is from then on theirs.
    const bool theirs = standing && !(field.first && standing->origin == Origin::kSystem);
    if (theirs && standing->value == *value && stands(field.filled)) return kYes;
    const auto asked = recording_to_ask(judge_, fill.field, *value);
    judge_.emit(event::Filled{fill.field, *std::move(value), fill.origin, false});
    if (asked) judge_.emit(event::RecordingAsked{*asked});
    return kYes;
  }
  Declined operator()(const intent::Clear& clear) {
    const bool none = judge_.contact.none(clear.field) != nullptr;
    if (none || stands(map_.fields[at(clear.field)].filled)) {
      judge_.emit(event::Cleared{clear.field});
    }
    return kYes;
  }

  Declined operator()(const intent::Go& go) {
    const Stage& stage = map_.stages[at(go.stage)];
    if (control().phase != Phase::kLive) {
      return refuse(RefusalReason::kNotNow, stage.id,
                    "the line is closed; finish the work after the call");
    }
    if (go.stage == control().stage) return kYes;
    if (auto refusal = moving_on_in_the_way(map_, control(), go.stage)) return refusal;
    judge_.emit(event::StageEntered{go.stage});
    return kYes;
  }

  Declined operator()(const intent::StartAction& start) {
    const Action& action = map_.actions[at(start.action)];
    if (running(start.action)) return kYes;
    if (auto refusal = action_in_the_way(start.action)) return refusal;
    judge_.emit(event::ActionStarted{start.action});
    if (action.takes.ms == 0) judge_.emit(event::ActionFinished{start.action});
    return kYes;
  }
  Declined operator()(const intent::FinishAction& finish) {
    const Action& action = map_.actions[at(finish.action)];
    if (!running(finish.action)) {
      return refuse(RefusalReason::kNotNow, action.id,
                    fmt::format("{} was not started", action.text));
    }
    judge_.emit(event::ActionFinished{finish.action});
    return kYes;
  }

  Declined operator()(const intent::TryStep& step) {
    if (auto refusal = bad_line("step", "Step", step.text)) return refusal;
    if (judge_.record().steps.size() >= kStepsTriedMax)
      return too_many("step", kStepsTriedMax, "steps");
    judge_.emit(event::StepTried{step.text, step.outcome, step.origin});
    return kYes;
  }
  Declined operator()(const intent::JudgeStep& step) {
    if (step.step >= judge_.record().steps.size()) {
      return refuse(RefusalReason::kUnknown, "step", fmt::format("there is no step {}", step.step));
    }
    if (judge_.record().steps[step.step].outcome == step.outcome) return kYes;
    judge_.emit(event::StepJudged{step.step, step.outcome});
    return kYes;
  }

  Declined operator()(const intent::Open& open) {
    const Procedure& procedure = map_.procedures[at(open.procedure)];
    if (control().phase != Phase::kLive) {
      return refuse(RefusalReason::kNotNow, procedure.id,
                    "the line is closed; finish the work after the call");
    }
    if (control().depth > 0) {
      const auto group = group_of(control(), map_, open.procedure);
      if (group && group->last + 1 == control().depth) return kYes;
      if (group) {
        judge_.emit(event::ProcedureOpened{open.procedure});
        return kYes;
      }
    }
    if (auto refusal = opening_in_the_way(open.procedure, 0)) return refusal;
    judge_.emit(event::ProcedureOpened{open.procedure});
    return kYes;
  }

  // What was left stays in the path; only what stands open changes.
  Declined operator()(const intent::Switch& change) {
    if (control().phase != Phase::kLive || control().depth == 0) {
      return (*this)(intent::Open{change.procedure});
    }
    const ProcedureIndex top = control().top().procedure;
    const auto group = group_of(control(), map_, change.procedure);
    const bool is_there = group && group->last + 1 == control().depth;
    if (is_there) return kYes;
    const StackGroup left = *group_of(control(), map_, top);
    const std::size_t freed = map_.procedures[at(control().stack[left.first].procedure)].height;
    if (!group) {
      if (auto refusal = opening_in_the_way(change.procedure, freed)) return refusal;
    }
    judge_.emit(event::ProcedureLeft{top});
    judge_.emit(event::ProcedureOpened{change.procedure});
    return kYes;
  }

  Declined operator()(const intent::Answer& answer) {
    const Procedure& procedure = map_.procedures[at(answer.procedure)];
    const Step& step = procedure.steps[at(answer.step)];
    if (control().depth == 0 || !control().top().stands_at(answer.procedure, answer.step)) {
      return refuse(RefusalReason::kStale, step.id, "this step is not the current one any more");
    }
    if (step.kind == StepKind::kCall || at(answer.answer) >= step.answers.size()) {
      return refuse(RefusalReason::kUnknown, step.id, "this step has no such answer");
    }
    if (judge_.record().path.size() >= kPathMax) return too_many(step.id, kPathMax, "answers");
    judge_.look_ahead();
    if (step.kind == StepKind::kAction) {
      if (auto refusal = do_step_action(*step.action)) return refusal;
    }
    if (auto refusal = end_in_the_way(answer)) return refusal;
    const auto ends = ends_reached(control(), map_, answer.procedure, answer.step, answer.answer);
    const Moved moved = judge_.emit(event::Answered{answer.procedure, answer.step, answer.answer});
    for (const ReachedEnd& reached : ends) keep_tip(reached);
    return moved.ended ? go_on_from(*moved.procedure, *moved.ended) : kYes;
  }

  Declined operator()(const intent::AskAgain& ask) {
    const Step& step = map_.procedures[at(ask.procedure)].steps[at(ask.step)];
    if (control().depth == 0 || !control().top().stands_at(ask.procedure, ask.step)) {
      return refuse(RefusalReason::kStale, step.id, "this step is not the current one any more");
    }
    if (step.unclear.empty()) {
      return refuse(RefusalReason::kNotOffered, step.id, "the map has no other words for it");
    }
    if (judge_.record().path.size() >= kPathMax) return too_many(step.id, kPathMax, "answers");
    judge_.emit(event::AskedAgain{ask.procedure, ask.step});
    return kYes;
  }

  Declined operator()(const intent::Revisit& revisit) {
    const Procedure& procedure = map_.procedures[at(revisit.procedure)];
    const bool top = control().depth > 0 && control().top().procedure == revisit.procedure;
    if (!top || !steps_after(procedure, revisit.step)[at(control().top().step)]) {
      return refuse(RefusalReason::kStale, procedure.id,
                    "one can go back only within the open procedure");
    }
    judge_.emit(event::Revisited{revisit.procedure, revisit.step});
    return kYes;
  }
  Declined operator()(const intent::Leave& leave) {
    const auto group = group_of(control(), map_, leave.procedure);
    if (!group || group->last + 1 != control().depth) {
      return refuse(RefusalReason::kStale, map_.procedures[at(leave.procedure)].id,
                    "this procedure is not the open one any more");
    }
    judge_.emit(event::ProcedureLeft{leave.procedure});
    return kYes;
  }

  Declined operator()(const intent::Notice& notice) {
    const Cue& cue = map_.cues[at(notice.cue)];
    if (!cue.by_hand) return not_offered(cue.id);
    if (!stands(cue.noticed)) judge_.emit(event::CueNoticed{notice.cue});
    return kYes;
  }
  Declined operator()(const intent::Dismiss& dismiss) {
    if (stands(map_.cues[at(dismiss.cue)].noticed)) judge_.emit(event::CueDismissed{dismiss.cue});
    return kYes;
  }

  Declined operator()(const intent::Speaks& speaks) {
    if (speaks.party == control().party) return kYes;
    judge_.emit(event::PartySpeaks{speaks.party});
    lower(judge_, LoweredBy::kNewParty);
    return kYes;
  }
  Declined operator()(const intent::ChooseCustomer& choose) {
    if (judge_.record().customer == choose.customer) return kYes;
    judge_.emit(event::CustomerChosen{choose.customer, choose.zone});
    set_callback_anew(judge_, choose.zone);
    lower(judge_, LoweredBy::kOtherCustomer);
    return kYes;
  }
  Declined operator()(const intent::RecordException& exception) {
    for (const auto& [known, when] : judge_.record().exceptions) {
      if (known == exception.exception) return kYes;
    }
    judge_.emit(event::ExceptionRecorded{exception.exception});
    return kYes;
  }

  Declined operator()(const intent::OpenRequest& open_request) {
    if (open_requests() >= kOpenRequestsMax) {
      return too_many("request", kOpenRequestsMax, "requests open at once");
    }
    if (judge_.record().requests.size() >= kRequestsMax)
      return too_many("request", kRequestsMax, "requests");
    const auto number = static_cast<std::uint8_t>(judge_.record().requests.size() + 1);
    keep_before_opening(judge_);
    judge_.emit(event::RequestOpened{number});
    lower(judge_, LoweredBy::kNewRequest);
    const auto stage = stage_of_reason();
    const bool goes = control().phase == Phase::kLive && !open_request.aside;
    if (goes && stage && *stage != control().stage) {
      judge_.emit(event::StageEntered{*stage});
    }
    return kYes;
  }
  Declined operator()(const intent::SwitchRequest& to) {
    if (!slot_of(to.number)) return no_such_request(to.number);
    if (control().request().number != to.number) judge_.emit(event::RequestSwitched{to.number});
    return kYes;
  }

  Declined operator()(const intent::Prioritise& prioritise) {
    if (!map_.urgency_field) return not_offered("urgency");
    const RequestSlot* const slot = slot_of(prioritise.number);
    if (!slot || !slot->open) return no_such_request(prioritise.number);
    const FieldIndex field = *map_.urgency_field;
    const Field& urgency = map_.fields[at(field)];
    if (!map_.choice(field, prioritise.urgency)) {
      return refuse(RefusalReason::kInvalid, urgency.id,
                    fmt::format("{}: write {}", urgency.label, expected_form(urgency.type)));
    }
    const std::uint8_t current = control().request().number;
    if (slot->number == current) return (*this)(intent::Fill{field, prioritise.urgency});
    const FieldEntry* const standing = judge_.contact.field(field, slot->number);
    if (standing && standing->value == prioritise.urgency) return kYes;
    judge_.emit(event::RequestSwitched{slot->number});
    judge_.emit(event::Filled{field, prioritise.urgency, Origin::kTyped, false});
    judge_.emit(event::RequestSwitched{current});
    return kYes;
  }

  Declined operator()(const intent::Dispose& dispose) {
    const RequestSlot* slot = slot_of(dispose.request);
    if (!slot) return no_such_request(dispose.request);
    for (const RequestEntry& request : judge_.record().requests) {
      if (request.number == dispose.request && request.disposition == dispose.disposition)
        return kYes;
    }
    const auto place = static_cast<std::size_t>(slot - control().requests.data());
    if (auto refusal = disposition_in_the_way(map_, control(), place, dispose.disposition)) {
      return refusal;
    }
    const bool others = open_requests() > 2;
    if (others) judge_.look_ahead();
    judge_.emit(event::Disposed{dispose.request, dispose.disposition});
    if (others) take_up_most_urgent(dispose.request);
    return kYes;
  }
  Declined operator()(const intent::Undispose& undispose) {
    const RequestSlot* slot = slot_of(undispose.request);
    if (!slot) return no_such_request(undispose.request);
    if (!slot->open) judge_.emit(event::Undisposed{undispose.request});
    return kYes;
  }

  Declined operator()(const intent::Finish& finish) {
    if (is_pending(control().callback)) return callback_is_due(judge_);
    if (control().phase != Phase::kAfterCall) {
      return refuse(RefusalReason::kNotNow, "finish", "the line is still open: end the call first");
    }
    for (const RequestEntry& request : judge_.record().requests) {
      if (auto refusal = unfinished(request)) return refusal;
    }
    if (auto refusal =
            in_the_way(map_, control(), {Trigger::Kind::kFinish, 0}, "finish", "Finish")) {
      return refusal;
    }
    if (auto refusal = owed_before_closing()) return refusal;
    keep_what_is_owed(judge_, finish.by, Owing::kWithin);
    close_consult(judge_);
    judge_.emit(event::Closed{false, std::nullopt, unmet_gates(map_, control())});
    return kYes;
  }
  Declined operator()(const intent::EndEarly& end) {
    const Ending& ending = map_.endings[at(end.ending)];
    if (!holds(ending.applies, control())) return not_offered(ending.id);
    keep_what_is_owed(judge_, end.by, Owing::kAll);
    let_go(judge_);
    judge_.emit(event::Closed{true, end.ending, unmet_gates(map_, control())});
    return kYes;
  }

  // Handoffs, calls back, people and tasks have files of their own.
  Declined operator()(const auto& other) { return judge_part(judge_, other); }

 private:
  [[nodiscard]] const Control& control() const { return judge_.control(); }
  [[nodiscard]] bool stands(SignalBit bit) const {
    switch (bit.space) {
      case Space::kContact: return control().contact.test(bit.bit);
      case Space::kRequest: return control().request().bits.test(bit.bit);
      case Space::kSystem: return control().system.test(bit.bit);
    }
    return false;
  }
  [[nodiscard]] bool running(ActionIndex action) const {
    return std::any_of(
        judge_.record().actions.begin(), judge_.record().actions.end(),
        [&](const ActionEntry& entry) { return entry.action == action && !entry.finished; });
  }

  [[nodiscard]] Declined action_in_the_way(ActionIndex index) const {
    const Action& action = map_.actions[at(index)];
    if (!holds(action.applies, control())) return not_offered(action.id);
    auto refusal =
        disclosure_in_the_way(map_, control(), action.data_class, action.id, action.text);
    if (refusal) return refusal;
    const Trigger trigger{Trigger::Kind::kAction, static_cast<std::uint16_t>(index)};
    return in_the_way(map_, control(), trigger, action.id, action.text);
  }
  [[nodiscard]] Declined do_step_action(ActionIndex index) {
    const bool started = running(index);
    if (!started) {
      if (auto refusal = action_in_the_way(index)) return refusal;
      judge_.emit(event::ActionStarted{index});
    }
    judge_.emit(event::ActionFinished{index});
    return kYes;
  }

  // `freed`: the height of what is left for it.
  [[nodiscard]] Declined opening_in_the_way(ProcedureIndex index, std::size_t freed) const {
    const Procedure& procedure = map_.procedures[at(index)];
    if (!holds(procedure.applies, control())) return not_offered(procedure.id);
    if (reserved_height(control(), map_) - freed + procedure.height > kProcedureHeightMax ||
        judge_.record().path.size() >= kPathMax) {
      return refuse(RefusalReason::kLimit, procedure.id,
                    "too much is open at once: leave what is open first");
    }
    // A moment at which a call leaves the road is dealt with whoever they are.
    if (!procedure.is_decision_point()) {
      auto refusal = disclosure_in_the_way(map_, control(), procedure.data_class, procedure.id,
                                           procedure.title);
      if (refusal) return refusal;
    }
    return in_the_way(map_, control(), opening(index), procedure.id, procedure.title);
  }
  [[nodiscard]] static Trigger opening(ProcedureIndex index) {
    return {Trigger::Kind::kProcedure, static_cast<std::uint16_t>(index)};
  }

  // What the customer can do themselves next time, unless something better was written down.
  void keep_tip(const ReachedEnd& reached) {
    const ProcedureEnd& end = map_.procedures[at(reached.procedure)].ends[at(reached.end)];
    if (end.tip.empty() || !map_.tip_field) return;
    const Field& field = map_.fields[at(*map_.tip_field)];
    if (stands(field.filled) || !holds(field.applies, control())) return;
    judge_.emit(event::Filled{.field = *map_.tip_field, .value = end.tip, .origin = Origin::kStep});
  }

  [[nodiscard]] Declined end_in_the_way(const intent::Answer& answer) const {
    const auto ends = ends_reached(control(), map_, answer.procedure, answer.step, answer.answer);
    for (const ReachedEnd& reached : ends) {
      const ProcedureEnd& end = map_.procedures[at(reached.procedure)].ends[at(reached.end)];
      const Trigger trigger{Trigger::Kind::kEnd, end.number};
      if (auto refusal = in_the_way(map_, control(), trigger, end.id, end.text)) return refusal;
    }
    const auto goes = goes_to(control(), map_, ends);
    if (!goes) return kYes;
    const ReachedEnd& last = ends.back();
    const ProcedureEnd& end = map_.procedures[at(last.procedure)].ends[at(last.end)];
    const Trigger trigger{Trigger::Kind::kGoes, static_cast<std::uint16_t>(*goes)};
    if (auto refusal = in_the_way(map_, control(), trigger, end.id, end.text)) return refusal;
    if (!end.procedure) return kYes;
    const std::string& title = map_.procedures[at(*end.procedure)].title;
    return in_the_way(map_, control(), opening(*end.procedure), end.id, title);
  }

  // A procedure ended: to a stage only through its gates.
  [[nodiscard]] Declined go_on_from(ProcedureIndex procedure, EndIndex index) {
    const ProcedureEnd& end = map_.procedures[at(procedure)].ends[at(index)];
    switch (end.goes) {
      case EndGoes::kCallback:
      case EndGoes::kFollowUp:
      case EndGoes::kBack: return kYes;
      case EndGoes::kStage: return (*this)(intent::Go{end.stage});
      case EndGoes::kFinish: hang_up(judge_, "agent"); return kYes;
      case EndGoes::kHandOver: draft_for(judge_, end.team); return kYes;
      case EndGoes::kProcedure: judge_.emit(event::ProcedureOpened{*end.procedure}); return kYes;
    }
    return kYes;
  }

  // A request without an outcome, or with one that no longer is true.
  [[nodiscard]] Declined unfinished(const RequestEntry& request) const {
    const RequestSlot* slot = slot_of(request.number);
    if (request.disposition && slot == nullptr) return kYes;
    if (request.disposition) {
      const auto place = static_cast<std::size_t>(slot - control().requests.data());
      return kept_disposition_in_the_way(map_, control(), place, *request.disposition);
    }
    Refusal refusal = refuse(RefusalReason::kNotNow, "finish",
                             fmt::format("say how request {} ended", request.number));
    refusal.missing.push_back({Missing::Kind::kRequest,
                               std::to_string(request.number),
                               fmt::format("how request {} ended", request.number),
                               {}});
    return refusal;
  }

  [[nodiscard]] Declined owed_before_closing() const {
    const auto duties = duties_before_closing(control(), map_);
    if (duties.empty()) return kYes;
    Control seen = control();
    seen.current = duties.front().slot;
    refresh_system(seen, map_);
    const Rule& rule = map_.rules[at(duties.front().rule)];
    Refusal refusal = owing(map_, seen, rule, "finish", "Finish");
    if (seen.current != control().current) {
      refusal.sentence += fmt::format(" (request {})", seen.request().number);
    }
    return refusal;
  }

  [[nodiscard]] std::size_t open_requests() const {
    const auto& slots = control().requests;
    return static_cast<std::size_t>(
        std::count_if(slots.begin(), slots.end(), [](const auto& slot) { return slot.open; }));
  }
  // That request has ended; of those that wait the most urgent one is gone on with.
  void take_up_most_urgent(std::uint8_t ended) {
    if (judge_.contact.control.request().number != ended) return;
    const auto open = by_urgency(map_, control());
    if (open.empty() || open.front() == control().current) return;
    judge_.emit(event::RequestSwitched{control().requests[open.front()].number});
  }

  [[nodiscard]] std::optional<StageIndex> stage_of_reason() const {
    if (!map_.reason_field) return std::nullopt;
    for (std::size_t i = 0; i < map_.stages.size(); ++i) {
      const auto& fields = map_.stages[i].document;
      if (std::find(fields.begin(), fields.end(), *map_.reason_field) != fields.end()) {
        return static_cast<StageIndex>(i);
      }
    }
    return std::nullopt;
  }

  [[nodiscard]] const RequestSlot* slot_of(std::uint8_t number) const {
    for (const RequestSlot& slot : control().requests) {
      if (slot.number == number) return &slot;
    }
    return nullptr;
  }

  // Numbers of the customer, such as their phone's, have types of their own and stay what they are.
  static bool takes_any_text(FieldType type) {
    return type == FieldType::kText || type == FieldType::kLine || type == FieldType::kMoney ||
           type == FieldType::kEmail;
  }
  static Refusal by_hand(const Checkpoint& checkpoint) {
    return refuse(RefusalReason::kNotByHand, checkpoint.id,
                  fmt::format("`{}` is met by what it asks for, not by hand", checkpoint.text));
  }
  static Refusal no_such_request(std::uint8_t number) {
    return refuse(RefusalReason::kUnknown, "request",
                  fmt::format("request {} is not open", number));
  }

  Judge& judge_;
  const CallMap& map_;
};

}  // namespace

std::optional<Refusal> judge_intent(Judge& judge, const Intent& intent) {
  if (!judge.contact.exists()) {
    return refuse(RefusalReason::kNoContact, "contact", "the contact has not started");
  }
  const bool outlives = asker_of(intent) == Asker::kFollowUp;
  if (!judge.contact.open() && !outlives) {
    return refuse(RefusalReason::kClosed, "contact", "the contact is closed");
  }
  return std::visit(IntentJudge(judge), intent);
}

}  // namespace callmap
