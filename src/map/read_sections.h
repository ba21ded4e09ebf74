#pragma once
// Inside of the reader: one function a section of the map. Each takes the section's nodes, one a
// file that has it, in the order of the files. For read*.cc alone.

#include <vector>

#include "map/document.h"
#include "map/reader.h"

namespace callmap {

using SectionNodes = std::vector<const Node*>;

// read_sections.cc
void check_phone_number(Reader& reader, const Text& number);  // E.164; nothing when empty
[[nodiscard]] SkillsForText read_skills_for(Reader& reader, const Thing& thing);
[[nodiscard]] std::vector<ReasonText> read_reasons(Reader& reader, const SectionNodes& nodes);
[[nodiscard]] std::vector<LineText> read_lines(Reader& reader, const SectionNodes& nodes);
[[nodiscard]] std::vector<FactText> read_facts(Reader& reader, const SectionNodes& nodes);
[[nodiscard]] std::vector<CardText> read_card(Reader& reader, const SectionNodes& nodes);
[[nodiscard]] std::vector<FieldText> read_fields(Reader& reader, const SectionNodes& nodes);
[[nodiscard]] std::vector<ActionText> read_actions(Reader& reader, const SectionNodes& nodes);
[[nodiscard]] std::vector<OutcomeText> read_outcomes(Reader& reader, const SectionNodes& nodes);
[[nodiscard]] std::vector<CounterText> read_counters(Reader& reader, const SectionNodes& nodes);
[[nodiscard]] std::vector<DispositionText> read_dispositions(Reader& reader,
                                                             const SectionNodes& nodes);
[[nodiscard]] std::vector<EndingText> read_endings(Reader& reader, const SectionNodes& nodes);
[[nodiscard]] std::vector<NoteText> read_notes(Reader& reader, const SectionNodes& nodes);

// read_stages.cc
[[nodiscard]] std::vector<StageText> read_stages(Reader& reader, const SectionNodes& nodes);
[[nodiscard]] std::optional<VerificationText> read_verification(Reader& reader, const Node& node);
[[nodiscard]] std::vector<CueText> read_cues(Reader& reader, const SectionNodes& nodes);

// read_procedures.cc
[[nodiscard]] std::vector<LinkText> read_links(Reader& reader, const Thing& thing);
[[nodiscard]] std::vector<ProcedureText> read_procedures(Reader& reader, const SectionNodes& nodes);

// read_teams.cc
[[nodiscard]] std::vector<HoursText> read_hours(Reader& reader, const SectionNodes& nodes);
[[nodiscard]] std::vector<TeamText> read_teams(Reader& reader, const SectionNodes& nodes);
[[nodiscard]] std::vector<CapacityText> read_capacity(Reader& reader, const Node& node);
[[nodiscard]] std::optional<HandoffText> read_handoff(Reader& reader, const Node& node);
[[nodiscard]] std::optional<CallbackText> read_callback(Reader& reader, const Node& node);
[[nodiscard]] std::optional<RecordingText> read_recording(Reader& reader, const Node& node);
[[nodiscard]] std::optional<HoldText> read_hold(Reader& reader, const Node& node);

// read_rules.cc; the one section that is a list
[[nodiscard]] std::vector<RuleText> read_rules(Reader& reader, const SectionNodes& nodes);

}  // namespace callmap
