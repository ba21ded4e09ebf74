#include "map/call_map.h"

#include <algorithm>

#include "base/ensure.h"

namespace callmap {
namespace {

std::uint32_t key_of(SignalBit bit) {
  return (static_cast<std::uint32_t>(bit.space) << 16) | bit.bit;
}

template <class Index, class Names>
std::optional<Index> find(const Names& names, std::string_view id) {
  const auto found = names.find(id);
  if (found == names.end()) return std::nullopt;
  return static_cast<Index>(found->second);
}

bool reads_a_request(const Condition& condition) {
  return std::ranges::any_of(condition.clauses, [](const Clause& clause) {
    return std::ranges::any_of(clause.literals, [](const Literal& literal) {
      return literal.signal.space == Space::kRequest;
    });
  });
}

// For tables that are short and searched by people's commands only.
template <class Index, class Table>
std::optional<Index> search(const Table& table, std::string_view id) {
  const auto found = std::ranges::find_if(table, [&](const auto& each) { return each.id == id; });
  if (found == table.end()) return std::nullopt;
  return static_cast<Index>(found - table.begin());
}

}  // namespace

CallMap::CallMap() = default;
CallMap::~CallMap() = default;
CallMap::CallMap(const CallMap&) = default;
CallMap::CallMap(CallMap&&) noexcept = default;
CallMap& CallMap::operator=(const CallMap&) = default;
CallMap& CallMap::operator=(CallMap&&) noexcept = default;

std::optional<StageIndex> CallMap::stage(std::string_view name) const {
  return find<StageIndex>(stage_names_, name);
}

std::optional<CheckpointIndex> CallMap::checkpoint(std::string_view name) const {
  return find<CheckpointIndex>(checkpoint_names_, name);
}

std::optional<PhraseIndex> CallMap::phrase(std::string_view name) const {
  return find<PhraseIndex>(phrase_names_, name);
}

std::optional<FieldIndex> CallMap::field(std::string_view name) const {
  return find<FieldIndex>(field_names_, name);
}

std::optional<ChoiceIndex> CallMap::choice(FieldIndex field, std::string_view name) const {
  ENSURE(at(field) < fields.size(), "field {}", at(field));
  return search<ChoiceIndex>(fields[at(field)].choices, name);
}

std::optional<ActionIndex> CallMap::action(std::string_view name) const {
  return find<ActionIndex>(action_names_, name);
}

std::optional<ProcedureIndex> CallMap::procedure(std::string_view name) const {
  return find<ProcedureIndex>(procedure_names_, name);
}

std::optional<StepIndex> CallMap::step(ProcedureIndex procedure, std::string_view name) const {
  ENSURE(at(procedure) < procedures.size(), "procedure {}", at(procedure));
  return search<StepIndex>(procedures[at(procedure)].steps, name);
}

std::optional<MethodIndex> CallMap::method(std::string_view name) const {
  return find<MethodIndex>(method_names_, name);
}

std::optional<CueIndex> CallMap::cue(std::string_view name) const {
  return find<CueIndex>(cue_names_, name);
}

std::optional<DispositionIndex> CallMap::disposition(std::string_view name) const {
  return find<DispositionIndex>(disposition_names_, name);
}

std::optional<EndingIndex> CallMap::ending(std::string_view name) const {
  return find<EndingIndex>(ending_names_, name);
}

std::optional<TeamIndex> CallMap::team(std::string_view name) const {
  return search<TeamIndex>(teams, name);
}

std::optional<SkillIndex> CallMap::skill(std::string_view name) const {
  return search<SkillIndex>(skills, name);
}

const Signal* CallMap::signal(SignalBit bit) const {
  const auto found = signals_by_bit_.find(key_of(bit));
  return found == signals_by_bit_.end() ? nullptr : &signals[found->second];
}

void CallMap::index_names() {
  const auto index = [](Names& names, const auto& table) {
    names.clear();
    for (std::size_t n = 0; n < table.size(); ++n) {
      names.emplace(table[n].id, static_cast<std::uint16_t>(n));
    }
  };
  index(stage_names_, stages);
  index(checkpoint_names_, checkpoints);
  index(phrase_names_, phrases);
  index(field_names_, fields);
  index(action_names_, actions);
  index(procedure_names_, procedures);
  index(method_names_, verification.methods);
  index(cue_names_, cues);
  index(disposition_names_, dispositions);
  index(ending_names_, endings);
  signals_by_bit_.clear();
  for (std::size_t n = 0; n < signals.size(); ++n) {
    signals_by_bit_.emplace(key_of(signals[n].bit), static_cast<std::uint16_t>(n));
  }
  index_frame();
  rules_by_trigger = {};
  duties.clear();
  duty_slots = 0;
  const auto at_trigger = [this](Trigger trigger) -> std::vector<RuleIndex>& {
    auto& of_kind = rules_by_trigger[static_cast<std::size_t>(trigger.kind)];
    if (of_kind.size() <= trigger.index) of_kind.resize(trigger.index + std::size_t{1});
    return of_kind[trigger.index];
  };
  for (std::size_t n = 0; n < rules.size(); ++n) {
    at_trigger(rules[n].trigger).push_back(static_cast<RuleIndex>(n));
    rules[n].per_request = reads_a_request(rules[n].condition);
    if (rules[n].obligation) {
      duties.push_back(static_cast<RuleIndex>(n));
      duty_slots = std::max(duty_slots, *rules[n].obligation + std::size_t{1});
    }
    // Whoever may not tell account data may not tell sensitive data either.
    const Trigger sensitive{Trigger::Kind::kDisclose,
                            static_cast<std::uint16_t>(DataClass::kSensitive)};
    const bool account =
        rules[n].trigger.kind == Trigger::Kind::kDisclose && rules[n].trigger != sensitive;
    if (account) at_trigger(sensitive).push_back(static_cast<RuleIndex>(n));
  }
}

void CallMap::index_frame() {
  const Bits none(system_bits);
  frame.all = none;
  const auto add = [this](Bits& bits, const std::optional<SignalBit>& bit) {
    if (!bit) return;
    bits.set(bit->bit);
    frame.all.set(bit->bit);
  };
  frame.level.fill(none);
  frame.party.fill(none);
  frame.line.fill(none);
  for (std::size_t level = 1; level < system.level.size(); ++level) {
    // Whoever is verified for sensitive data is for account data.
    for (std::size_t n = level; n < system.level.size(); ++n)
      add(frame.level[n], system.level[level]);
  }
  for (std::size_t n = 0; n < kPartyCount; ++n) add(frame.party[n], system.party[n]);
  for (std::size_t n = 0; n < kLineCount; ++n) add(frame.line[n], system.line[n]);
}

}  // namespace callmap
