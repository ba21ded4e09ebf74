#include "engine/gates.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/decide.h"
#include "engine/declined.h"
#include "engine/move.h"

namespace callmap {
namespace {

std::string stage_documenting(const CallMap& map, FieldIndex field) {
  for (const Stage& stage : map.stages) {
    const auto& first = stage.document;
    const auto& after = stage.document_after_call;
    if (std::find(first.begin(), first.end(), field) != first.end()) return stage.id;
    if (std::find(after.begin(), after.end(), field) != after.end()) return stage.id;
  }
  return {};
}

std::string verification_stage(const CallMap& map) {
  return map.verification.stage ? map.stages[at(*map.verification.stage)].id : std::string();
}

std::string level_label(std::uint16_t level) {
  return level == static_cast<std::uint16_t>(Level::kSensitive)
             ? "caller verified for sensitive data"
             : "caller verified";
}

Missing from_signal(const CallMap& map, const Signal& signal) {
  switch (signal.kind) {
    case Signal::Kind::kCheckpoint: {
      const Checkpoint& checkpoint = map.checkpoints[signal.index];
      return {Missing::Kind::kCheckpoint, checkpoint.id, checkpoint.text,
              map.stages[at(checkpoint.stage)].id};
    }
    case Signal::Kind::kField:
    case Signal::Kind::kChoice: {
      const Field& field = map.fields[signal.index];
      const std::string& label = signal.kind == Signal::Kind::kField ? field.label : signal.label;
      return {Missing::Kind::kField, field.id, label,
              stage_documenting(map, static_cast<FieldIndex>(signal.index))};
    }
    case Signal::Kind::kLevel:
      return {Missing::Kind::kVerification, signal.id, level_label(signal.index),
              verification_stage(map)};
    case Signal::Kind::kAction:
      return {
          Missing::Kind::kAction, map.actions[signal.index].id, map.actions[signal.index].text, {}};
    case Signal::Kind::kStage:
      return {Missing::Kind::kStage, map.stages[signal.index].id, signal.label,
              map.stages[signal.index].id};
    default: return {Missing::Kind::kOther, signal.id, signal.label, {}};
  }
}

std::string joined(const std::vector<Missing>& missing) {
  std::string text;
  for (const Missing& one : missing) {
    if (!text.empty()) text += ", ";
    text += one.label;
  }
  return text;
}

RefusalReason reason_of(const Rule& rule) {
  if (rule.checkpoint) return RefusalReason::kGate;
  if (rule.trigger.kind == Trigger::Kind::kDisclose) return RefusalReason::kNotVerified;
  return RefusalReason::kRule;
}

std::string sentence_of(const Rule& rule, std::string_view title,
                        const std::vector<Missing>& missing) {
  if (rule.kind == RuleKind::kNeeds && !missing.empty()) {
    return fmt::format("{} stays closed: {}", title, joined(missing));
  }
  return fmt::format("{} stays closed: {}", title, rule.sentence);
}

bool stands(const Control& control, SignalBit bit) {
  switch (bit.space) {
    case Space::kContact: return control.contact.test(bit.bit);
    case Space::kRequest: return control.request().bits.test(bit.bit);
    case Space::kSystem: return control.system.test(bit.bit);
  }
  return false;
}

bool is_met(const Control& control, const Literal& literal) {
  return stands(control, literal.signal) == literal.positive;
}

// Whether the agent can make it true by doing just that: not what only an effect sets, what is
// narrowed away on this call, or what would have to be undone.
bool is_within_reach(const CallMap& map, const Control& control, const Literal& literal) {
  const Signal* const signal = map.signal(literal.signal);
  if (!literal.positive || signal == nullptr) return false;
  switch (signal->kind) {
    case Signal::Kind::kCheckpoint: return holds(map.checkpoints[signal->index].applies, control);
    case Signal::Kind::kField:
    case Signal::Kind::kChoice: return holds(map.fields[signal->index].applies, control);
    case Signal::Kind::kAction: return holds(map.actions[signal->index].applies, control);
    case Signal::Kind::kLevel: return true;
    default: return false;
  }
}

// How good a way through a clause is: what is out of reach weighs most, then what is done already.
struct Way {
  std::size_t out_of_reach = 0, done = 0;
  [[nodiscard]] bool is_better_than(const Way& other) const {
    if (out_of_reach != other.out_of_reach) return out_of_reach < other.out_of_reach;
    return done > other.done;
  }
};

Way judge(const CallMap& map, const Control& control, const Clause& clause) {
  Way way;
  for (const Literal& literal : clause.literals) {
    const bool met = is_met(control, literal);
    if (!met && !is_within_reach(map, control, literal)) ++way.out_of_reach;
    if (met && literal.positive && literal.signal.space != Space::kSystem) ++way.done;
  }
  return way;
}

// nullptr when there is none.
const Clause* best_way(const CallMap& map, const Control& control, const Condition& condition) {
  const Clause* best = nullptr;
  Way of_best;
  for (const Clause& clause : condition.clauses) {
    const Way way = judge(map, control, clause);
    if (best != nullptr && !way.is_better_than(of_best)) continue;
    best = &clause;
    of_best = way;
  }
  return best;
}

// `seen` has the request as its current one.
std::optional<Refusal> ending_in_the_way(const CallMap& map, const Control& seen,
                                         const Disposition& disposition) {
  const std::string_view id = disposition.id;
  auto refusal = in_the_way(map, seen, {Trigger::Kind::kDispose, 0}, id, disposition.title);
  if (refusal || !disposition.resolves) return refusal;
  return in_the_way(map, seen, {Trigger::Kind::kResolve, 0}, id, disposition.title);
}

}  // namespace

bool in_emergency(const CallMap& map, const Control& control) {
  return map.emergency && control.phase != Phase::kNone && stands(control, *map.emergency);
}

bool is_unhurried(const CallMap& map, const Control& control) {
  return map.unhurried && control.phase != Phase::kNone && stands(control, *map.unhurried);
}

bool lets_pass(const Rule& rule, const Control& control) {
  if (rule.kind == RuleKind::kOwes) return true;
  if (!rule.applies.is_always() && !holds(rule.applies, control)) return true;
  const bool met = holds(rule.condition, control);
  return rule.kind == RuleKind::kNeeds ? met : !met;
}

std::vector<Missing> way_through(const CallMap& map, const Control& control, const Rule& rule) {
  std::vector<Missing> result;
  const bool asks = rule.kind == RuleKind::kNeeds || rule.kind == RuleKind::kOwes;
  if (!asks || holds(rule.condition, control)) return result;
  if (rule.kind == RuleKind::kNeeds && lets_pass(rule, control)) return result;
  const Clause* const way = best_way(map, control, rule.condition);
  if (way == nullptr) return result;
  for (const Literal& literal : way->literals) {
    const Signal* const signal = map.signal(literal.signal);
    if (signal == nullptr || is_met(control, literal)) continue;
    Missing one = from_signal(map, *signal);
    if (!literal.positive) one.label = fmt::format("not: {}", signal->label);
    if (std::ranges::find(result, one) == result.end()) result.push_back(std::move(one));
  }
  return result;
}

std::optional<Refusal> in_the_way(const CallMap& map, const Control& control, Trigger trigger,
                                  std::string_view subject, std::string_view title) {
  for (const RuleIndex index : map.rules_for(trigger)) {
    const Rule& rule = map.rules[at(index)];
    if (rule.strength != Strength::kGate || lets_pass(rule, control)) continue;
    std::vector<Missing> missing = way_through(map, control, rule);
    std::string sentence = sentence_of(rule, title, missing);
    return Refusal{reason_of(rule), std::string(subject), std::move(sentence),
                   rule.id,         rule.because,         std::move(missing)};
  }
  return std::nullopt;
}

std::optional<Refusal> disclosure_in_the_way(const CallMap& map, const Control& control,
                                             DataClass data_class, std::string_view subject,
                                             std::string_view title) {
  for (std::uint16_t level = 1; level <= static_cast<std::uint16_t>(data_class); ++level) {
    auto refusal = in_the_way(map, control, {Trigger::Kind::kDisclose, level}, subject, title);
    if (refusal) return refusal;
  }
  return std::nullopt;
}

std::optional<Refusal> moving_on_in_the_way(const CallMap& map, const Control& control,
                                            StageIndex to) {
  const Stage& target = map.stages[at(to)];
  for (std::size_t stage = at(control.stage); stage < at(to); ++stage) {
    const Trigger trigger{Trigger::Kind::kLeaveStage, static_cast<std::uint16_t>(stage)};
    auto refusal = in_the_way(map, control, trigger, target.id, target.title);
    if (refusal) return refusal;
  }
  return std::nullopt;
}

std::optional<Refusal> disposition_in_the_way(const CallMap& map, const Control& control,
                                              std::size_t slot, DispositionIndex index) {
  const Disposition& disposition = map.dispositions[at(index)];
  Control seen = control;
  seen.current = static_cast<std::uint8_t>(slot);
  refresh_system(seen, map);
  if (!holds(disposition.applies, seen)) return not_offered(disposition.id);
  return ending_in_the_way(map, seen, disposition);
}

std::optional<Refusal> kept_disposition_in_the_way(const CallMap& map, const Control& control,
                                                   std::size_t slot, DispositionIndex index) {
  Control seen = control;
  seen.current = static_cast<std::uint8_t>(slot);
  seen.level = Level::kSensitive;
  refresh_system(seen, map);
  return ending_in_the_way(map, seen, map.dispositions[at(index)]);
}

Refusal owing(const CallMap& map, const Control& control, const Rule& rule,
              std::string_view subject, std::string_view title) {
  return {RefusalReason::kRule,
          std::string(subject),
          fmt::format("{} stays closed: {}", title, rule.sentence),
          rule.id,
          rule.because,
          way_through(map, control, rule)};
}

std::vector<RuleIndex> unmet_gates(const CallMap& map, const Control& control) {
  std::vector<RuleIndex> unmet;
  for (std::size_t i = 0; i < map.rules.size(); ++i) {
    const Rule& rule = map.rules[i];
    if (!rule.checkpoint || rule.strength != Strength::kGate) continue;
    if (!lets_pass(rule, control)) unmet.push_back(static_cast<RuleIndex>(i));
  }
  return unmet;
}

}  // namespace callmap
