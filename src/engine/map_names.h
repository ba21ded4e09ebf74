#pragma once
// From places in the map's tables to the text ids that people, the log and the API use, and back.

#include <optional>
#include <string>
#include <string_view>

#include "engine/handoff.h"
#include "map/call_map.h"

namespace callmap {

[[nodiscard]] const std::string& id_of(const CallMap& map, StageIndex index);
[[nodiscard]] const std::string& id_of(const CallMap& map, CheckpointIndex index);
[[nodiscard]] const std::string& id_of(const CallMap& map, PhraseIndex index);
[[nodiscard]] const std::string& id_of(const CallMap& map, FieldIndex index);
[[nodiscard]] const std::string& id_of(const CallMap& map, ActionIndex index);
[[nodiscard]] const std::string& id_of(const CallMap& map, ProcedureIndex index);
[[nodiscard]] const std::string& id_of(const CallMap& map, MethodIndex index);
[[nodiscard]] const std::string& id_of(const CallMap& map, CueIndex index);
[[nodiscard]] const std::string& id_of(const CallMap& map, RuleIndex index);
[[nodiscard]] const std::string& id_of(const CallMap& map, DispositionIndex index);
[[nodiscard]] const std::string& id_of(const CallMap& map, EndingIndex index);
[[nodiscard]] const std::string& id_of(const CallMap& map, ExceptionIndex index);
[[nodiscard]] const std::string& id_of(const CallMap& map, OutcomeIndex index);
[[nodiscard]] const std::string& id_of(const CallMap& map, TeamIndex index);
// A field's id, `$identity` or `$steps`.
[[nodiscard]] const std::string& id_of(const CallMap& map, PackageIndex index);
[[nodiscard]] const std::string& id_of(const CallMap& map, ProcedureIndex procedure,
                                       StepIndex step);
[[nodiscard]] const std::string& id_of(const CallMap& map, ProcedureIndex procedure, StepIndex step,
                                       AnswerIndex answer);

// True and `index` set when the map has something of that name, otherwise false and untouched.
[[nodiscard]] bool find(const CallMap& map, std::string_view id, StageIndex& index);
[[nodiscard]] bool find(const CallMap& map, std::string_view id, CheckpointIndex& index);
[[nodiscard]] bool find(const CallMap& map, std::string_view id, PhraseIndex& index);
[[nodiscard]] bool find(const CallMap& map, std::string_view id, FieldIndex& index);
[[nodiscard]] bool find(const CallMap& map, std::string_view id, ActionIndex& index);
[[nodiscard]] bool find(const CallMap& map, std::string_view id, ProcedureIndex& index);
[[nodiscard]] bool find(const CallMap& map, std::string_view id, MethodIndex& index);
[[nodiscard]] bool find(const CallMap& map, std::string_view id, CueIndex& index);
[[nodiscard]] bool find(const CallMap& map, std::string_view id, RuleIndex& index);
[[nodiscard]] bool find(const CallMap& map, std::string_view id, DispositionIndex& index);
[[nodiscard]] bool find(const CallMap& map, std::string_view id, EndingIndex& index);
[[nodiscard]] bool find(const CallMap& map, std::string_view id, ExceptionIndex& index);
[[nodiscard]] bool find(const CallMap& map, std::string_view id, OutcomeIndex& index);
[[nodiscard]] bool find(const CallMap& map, std::string_view id, TeamIndex& index);
[[nodiscard]] bool find(const CallMap& map, std::string_view id, PackageIndex& index);
[[nodiscard]] bool find(const CallMap& map, ProcedureIndex procedure, std::string_view id,
                        StepIndex& index);
[[nodiscard]] bool find(const CallMap& map, ProcedureIndex procedure, StepIndex step,
                        std::string_view id, AnswerIndex& index);

}  // namespace callmap
