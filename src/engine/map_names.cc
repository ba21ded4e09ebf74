#include "engine/map_names.h"

#include <algorithm>

namespace callmap {
namespace {

template <class Index>
bool take(std::optional<Index> found, Index& index) {
  if (found) index = *found;
  return found.has_value();
}

template <class Thing, class Index>
bool look_up(const std::vector<Thing>& table, std::string_view id, Index& index) {
  const auto found = std::ranges::find(table, id, &Thing::id);
  if (found == table.end()) return false;
  index = static_cast<Index>(found - table.begin());
  return true;
}

const Step& step_at(const CallMap& map, ProcedureIndex procedure, StepIndex step) {
  return map.procedures[at(procedure)].steps[at(step)];
}

}  // namespace

const std::string& id_of(const CallMap& map, StageIndex index) {
  return map.stages[at(index)].id;
}
const std::string& id_of(const CallMap& map, CheckpointIndex index) {
  return map.checkpoints[at(index)].id;
}
const std::string& id_of(const CallMap& map, PhraseIndex index) {
  return map.phrases[at(index)].id;
}
const std::string& id_of(const CallMap& map, FieldIndex index) {
  return map.fields[at(index)].id;
}
const std::string& id_of(const CallMap& map, ActionIndex index) {
  return map.actions[at(index)].id;
}
const std::string& id_of(const CallMap& map, ProcedureIndex index) {
  return map.procedures[at(index)].id;
}
const std::string& id_of(const CallMap& map, MethodIndex index) {
  return map.verification.methods[at(index)].id;
}
const std::string& id_of(const CallMap& map, CueIndex index) {
  return map.cues[at(index)].id;
}
const std::string& id_of(const CallMap& map, RuleIndex index) {
  return map.rules[at(index)].id;
}
const std::string& id_of(const CallMap& map, DispositionIndex index) {
  return map.dispositions[at(index)].id;
}
const std::string& id_of(const CallMap& map, EndingIndex index) {
  return map.endings[at(index)].id;
}
const std::string& id_of(const CallMap& map, ExceptionIndex index) {
  return map.verification.exceptions[at(index)].id;
}
const std::string& id_of(const CallMap& map, OutcomeIndex index) {
  return map.step_outcomes[at(index)].id;
}
const std::string& id_of(const CallMap& map, TeamIndex index) {
  return map.teams[at(index)].id;
}
const std::string& id_of(const CallMap& map, PackageIndex index) {
  static const std::string kIdentity = "$identity", kSteps = "$steps";
  const PackageItem& item = map.handoff.package[at(index)];
  switch (item.source) {
    case PackageItem::Source::kField: return map.fields[at(item.field)].id;
    case PackageItem::Source::kIdentity: return kIdentity;
    case PackageItem::Source::kSteps: break;
  }
  return kSteps;
}
const std::string& id_of(const CallMap& map, ProcedureIndex procedure, StepIndex step) {
  return step_at(map, procedure, step).id;
}
const std::string& id_of(const CallMap& map, ProcedureIndex procedure, StepIndex step,
                         AnswerIndex answer) {
  return step_at(map, procedure, step).answers[at(answer)].id;
}

bool find(const CallMap& map, std::string_view id, StageIndex& index) {
  return take(map.stage(id), index);
}
bool find(const CallMap& map, std::string_view id, CheckpointIndex& index) {
  return take(map.checkpoint(id), index);
}
bool find(const CallMap& map, std::string_view id, PhraseIndex& index) {
  return take(map.phrase(id), index);
}
bool find(const CallMap& map, std::string_view id, FieldIndex& index) {
  return take(map.field(id), index);
}
bool find(const CallMap& map, std::string_view id, ActionIndex& index) {
  return take(map.action(id), index);
}
bool find(const CallMap& map, std::string_view id, ProcedureIndex& index) {
  return take(map.procedure(id), index);
}
bool find(const CallMap& map, std::string_view id, MethodIndex& index) {
  return take(map.method(id), index);
}
bool find(const CallMap& map, std::string_view id, CueIndex& index) {
  return take(map.cue(id), index);
}
bool find(const CallMap& map, std::string_view id, RuleIndex& index) {
  return look_up(map.rules, id, index);
}
bool find(const CallMap& map, std::string_view id, DispositionIndex& index) {
  return take(map.disposition(id), index);
}
bool find(const CallMap& map, std::string_view id, EndingIndex& index) {
  return take(map.ending(id), index);
}
bool find(const CallMap& map, std::string_view id, ExceptionIndex& index) {
  return look_up(map.verification.exceptions, id, index);
}
bool find(const CallMap& map, std::string_view id, OutcomeIndex& index) {
  return look_up(map.step_outcomes, id, index);
}
bool find(const CallMap& map, std::string_view id, TeamIndex& index) {
  return look_up(map.teams, id, index);
}
bool find(const CallMap& map, std::string_view id, PackageIndex& index) {
  for (std::size_t i = 0; i < map.handoff.package.size(); ++i) {
    if (id_of(map, static_cast<PackageIndex>(i)) != id) continue;
    index = static_cast<PackageIndex>(i);
    return true;
  }
  return false;
}
bool find(const CallMap& map, ProcedureIndex procedure, std::string_view id, StepIndex& index) {
  return take(map.step(procedure, id), index);
}
bool find(const CallMap& map, ProcedureIndex procedure, StepIndex step, std::string_view id,
          AnswerIndex& index) {
  return look_up(step_at(map, procedure, step).answers, id, index);
}

}  // namespace callmap
