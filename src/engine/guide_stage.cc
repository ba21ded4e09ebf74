// The stage at hand: the route with its gates, checkpoints, fields, and the way out.

#include <algorithm>

#include "engine/gates.h"
#include "engine/guide_parts.h"
#include "engine/move.h"

namespace callmap {
namespace {

bool is_past(const Viewpoint& view, std::size_t stage) {
  const Control& control = view.control();
  return stage < at(control.stage) ||
         (control.phase == Phase::kClosed && stage == at(control.stage));
}

bool is_guide(const Checkpoint& checkpoint) {
  return checkpoint.plain && checkpoint.strength == Strength::kGuide;
}

StageState state_of(const Viewpoint& view, std::size_t index) {
  if (!is_past(view, index)) {
    return index == at(view.control().stage) ? StageState::kNow : StageState::kAhead;
  }
  const bool part =
      std::ranges::any_of(view.map.stages[index].checkpoints, [&](CheckpointIndex one) {
        const Checkpoint& checkpoint = view.map.checkpoints[at(one)];
        return is_guide(checkpoint) && view.holds(checkpoint.applies) && !is_met(view, checkpoint);
      });
  return part ? StageState::kPart : StageState::kDone;
}

// The stage across whose line a gate stands: the one it keeps closed, or the one its checkpoint is
// written in.
std::optional<StageIndex> stands_at(const CallMap& map, const Rule& rule) {
  if (rule.strength != Strength::kGate || rule.kind == RuleKind::kOwes) return std::nullopt;
  if (rule.trigger.kind == Trigger::Kind::kLeaveStage) {
    return static_cast<StageIndex>(rule.trigger.index);
  }
  if (!rule.checkpoint) return std::nullopt;
  return map.checkpoints[at(*rule.checkpoint)].stage;
}

const TickEntry* tick_of(const Viewpoint& view, CheckpointIndex index) {
  const bool per_request = view.map.checkpoints[at(index)].scope == Scope::kRequest;
  const std::uint8_t request = per_request ? view.control().request().number : std::uint8_t{0};
  for (const TickEntry& entry : view.record().ticks) {
    if (entry.checkpoint == index && entry.request == request) return &entry;
  }
  return nullptr;
}

// True once the call has gone on from the stage, so that what is open there was left behind.
bool was_left(const Viewpoint& view, StageIndex stage) {
  if (view.control().phase != Phase::kLive) return true;
  return std::ranges::any_of(view.record().stages,
                             [&](const StageEntry& entry) { return at(entry.stage) > at(stage); });
}

CheckpointView view_checkpoint(const Viewpoint& view, CheckpointIndex index) {
  const Checkpoint& checkpoint = view.map.checkpoints[at(index)];
  CheckpointView shown{.id = checkpoint.id,
                       .text = checkpoint.text,
                       .strength = checkpoint.strength,
                       .plain = checkpoint.plain};
  if (is_met(view, checkpoint)) {
    shown.state = CheckState::kMet;
    shown.origin = Origin::kSystem;
    if (const TickEntry* const entry = tick_of(view, index)) {
      shown.at = entry->at;
      shown.origin = entry->origin;
    }
  } else {
    if (was_left(view, checkpoint.stage)) shown.state = CheckState::kNotRecorded;
    shown.ask_why = checkpoint.ask_why;
  }
  for (const auto& [known, why] : view.record().why_not) {
    if (known == index) shown.why_not = why;
  }
  return shown;
}

FieldView view_field(const Viewpoint& view, FieldIndex index) {
  const Field& field = view.map.fields[at(index)];
  FieldView shown{.id = field.id,
                  .label = field.label,
                  .hint = field.hint,
                  .type = field.type,
                  .data_class = field.data_class};
  shown.choices.reserve(field.choices.size());
  for (const Choice& choice : field.choices) shown.choices.emplace_back(choice.id, choice.label);
  shown.locked = !view.may_see(field.data_class);
  if (const FieldEntry* const entry = view.contact.field(view.map, index)) {
    if (!shown.locked && !entry->erased) shown.value = entry->value;
    shown.at = entry->at;
    shown.origin = entry->origin;
  }
  return shown;
}

void add_field(std::vector<FieldView>& fields, const Viewpoint& view, FieldIndex index) {
  const Field& field = view.map.fields[at(index)];
  const bool known = std::ranges::find(fields, field.id, &FieldView::id) != fields.end();
  if (!known && view.holds(field.applies)) fields.push_back(view_field(view, index));
}

// Duties that must be paid before the contact may be finished stand in the way like gates.
void add_duties(WayOut& out, const Viewpoint& view) {
  for (const Rule& rule : view.map.rules) {
    if (!owed_before_closing(view.control(), rule)) continue;
    out.gates.push_back(
        {rule.id, rule.sentence, false, rule.because, way_through(view.map, view.control(), rule)});
    out.open = false;
  }
}

void add_gates(WayOut& out, const Viewpoint& view, Trigger trigger) {
  for (const RuleIndex index : view.map.rules_for(trigger)) {
    const Rule& rule = view.map.rules[at(index)];
    if (rule.strength != Strength::kGate || rule.kind == RuleKind::kOwes) continue;
    if (!view.holds(rule.applies)) continue;
    out.gates.push_back(view_gate(view, rule));
    out.open = out.open && out.gates.back().met;
  }
}

}  // namespace

bool is_met(const Viewpoint& view, const Checkpoint& checkpoint) {
  return holds(checkpoint.met_by, view.control());
}

GateView view_gate(const Viewpoint& view, const Rule& rule) {
  GateView gate{
      .rule = rule.id,
      .text = rule.checkpoint ? view.map.checkpoints[at(*rule.checkpoint)].text : rule.sentence,
      .met = lets_pass(rule, view.control()),
      .because = rule.because,
      .missing = {}};
  if (!gate.met) gate.missing = way_through(view.map, view.control(), rule);
  return gate;
}

std::vector<StageView> view_stages(const Viewpoint& view) {
  std::vector<StageView> stages;
  stages.reserve(view.map.stages.size());
  const bool unhurried = is_unhurried(view.map, view.control());
  for (std::size_t i = 0; i < view.map.stages.size(); ++i) {
    const Stage& stage = view.map.stages[i];
    stages.push_back({.id = stage.id,
                      .title = stage.title,
                      .state = state_of(view, i),
                      .spent = {},
                      .entered = std::nullopt,
                      .usual = unhurried ? Duration{} : stage.usual,
                      .gates = {}});
  }
  for (const StageEntry& entry : view.record().stages) {
    stages[at(entry.stage)].spent = entry.spent;
    stages[at(entry.stage)].entered = entry.entered;
  }
  for (const Rule& rule : view.map.rules) {
    const auto stage = stands_at(view.map, rule);
    if (stage && view.holds(rule.applies))
      stages[at(*stage)].gates.push_back(view_gate(view, rule));
  }
  return stages;
}

std::vector<CheckpointView> view_checkpoints(const Viewpoint& view) {
  std::vector<CheckpointView> shown;
  for (const CheckpointIndex index : view.map.stages[at(view.control().stage)].checkpoints) {
    if (!view.holds(view.map.checkpoints[at(index)].applies)) continue;
    shown.push_back(view_checkpoint(view, index));
  }
  return shown;
}

// Those that pay what is owed on the line, whatever stage documents them.
void add_owed_fields(std::vector<FieldView>& fields, const Viewpoint& view) {
  for (const UnmetGate& duty : duties_now(view)) {
    for (const Missing& missing : duty.missing) {
      const auto index = view.map.field(missing.id);
      if (missing.kind == Missing::Kind::kField && index) add_field(fields, view, *index);
    }
  }
}

// Those of the stage, or of the work after the call, and any other that an unmet gate or a duty
// asks for, so that what is missing can be written down right here.
std::vector<FieldView> view_fields(const Viewpoint& view, const std::vector<UnmetGate>& unmet) {
  std::vector<FieldView> fields;
  if (view.control().phase == Phase::kLive) {
    for (const FieldIndex index : view.map.stages[at(view.control().stage)].document) {
      add_field(fields, view, index);
    }
    add_owed_fields(fields, view);
  } else {
    for (const Stage& stage : view.map.stages) {
      for (const FieldIndex index : stage.document_after_call) add_field(fields, view, index);
    }
  }
  for (const UnmetGate& gate : unmet) {
    for (const Missing& missing : gate.missing) {
      if (missing.kind != Missing::Kind::kField) continue;
      if (const auto index = view.map.field(missing.id)) add_field(fields, view, *index);
      const auto shown = std::ranges::find(fields, missing.id, &FieldView::id);
      if (shown != fields.end()) shown->needed = true;
    }
  }
  return fields;
}

std::vector<FieldView> view_fields(const Viewpoint& view, const std::vector<FieldIndex>& indexes) {
  std::vector<FieldView> fields;
  for (const FieldIndex index : indexes) add_field(fields, view, index);
  return fields;
}

WayOut view_way_out(const Viewpoint& view) {
  WayOut out;
  const Control& control = view.control();
  const std::size_t next = at(control.stage) + 1;
  if (control.phase == Phase::kClosed) {
    out.open = false;
    return out;
  }
  if (control.phase == Phase::kLive && next < view.map.stages.size()) {
    out.next_stage = view.map.stages[next].id;
    out.next_title = view.map.stages[next].title;
    add_gates(out, view, {Trigger::Kind::kLeaveStage, static_cast<std::uint16_t>(control.stage)});
    return out;
  }
  out.next_title = control.phase == Phase::kLive ? "End the call" : "Finish";
  if (control.phase == Phase::kLive) {
    add_gates(out, view, {Trigger::Kind::kLeaveStage, static_cast<std::uint16_t>(control.stage)});
    return out;
  }
  if (control.request().open) add_gates(out, view, {Trigger::Kind::kDispose, 0});
  add_gates(out, view, {Trigger::Kind::kFinish, 0});
  add_duties(out, view);
  for (const RequestEntry& request : view.record().requests) {
    const auto slot = slot_of(control, request.number);
    out.open = out.open && request.disposition;
    if (!request.disposition || !slot) continue;
    out.open =
        out.open && !kept_disposition_in_the_way(view.map, control, *slot, *request.disposition);
  }
  return out;
}

}  // namespace callmap
