// Gates, the author's rules and the ones that every map with verification has: one mechanism.
#include <algorithm>
#include <set>

#include "map/compiler.h"
#include "map/print.h"

namespace callmap {
namespace {

constexpr std::string_view kVerifiedRules[] = {"verified_for_account", "verified_for_sensitive"};

Trigger trigger_of(const Checkpoint& gate) {
  switch (gate.guards) {
    case Guard::kMoveOn:
      return {Trigger::Kind::kLeaveStage, static_cast<std::uint16_t>(gate.stage)};
    case Guard::kDisclose:
      return {Trigger::Kind::kDisclose, static_cast<std::uint16_t>(DataClass::kAccount)};
    case Guard::kResolve: return {Trigger::Kind::kResolve, 0};
    case Guard::kDispose: return {Trigger::Kind::kDispose, 0};
    case Guard::kFinish: return {Trigger::Kind::kFinish, 0};
  }
  return {};
}

// No account data without a pass: holds in every map that verifies, whatever its author wrote.
void add_verified_rules(Compiler& compiler) {
  if (!compiler.document.verification) return;
  for (const Level level : {Level::kAccount, Level::kSensitive}) {
    const SignalBit bit =
        system_bit(compiler, Signal::Kind::kLevel, static_cast<std::uint16_t>(level));
    compiler.map.rules.push_back(
        {.id = std::string(kVerifiedRules[static_cast<int>(level) - 1]),
         .trigger = {Trigger::Kind::kDisclose, static_cast<std::uint16_t>(level)},
         .condition = literal(bit),
         .sentence = fmt::format("{} data needs a verified caller",
                                 level == Level::kAccount ? "Account" : "Sensitive")});
  }
}

void add_gates(Compiler& compiler) {
  for (std::size_t n = 0; n < compiler.map.checkpoints.size(); ++n) {
    const Checkpoint& gate = compiler.map.checkpoints[n];
    if (gate.strength != Strength::kGate) continue;
    compiler.map.rules.push_back({.id = gate.id,
                                  .trigger = trigger_of(gate),
                                  .condition = gate.met_by,
                                  .applies = gate.applies,
                                  .sentence = gate.text,
                                  .because = gate.because,
                                  .checkpoint = static_cast<CheckpointIndex>(n)});
  }
}

// Every field of the package is filled, or "none, because …" was said.
void add_package_rules(Compiler& compiler) {
  for (const PackageItem& item : compiler.map.handoff.package) {
    if (item.source != PackageItem::Source::kField) continue;
    const Field& field = compiler.map.fields[at(item.field)];
    compiler.map.rules.push_back({.id = "handoff_package." + field.id,
                                  .trigger = {Trigger::Kind::kHandOver, 0},
                                  .condition = either(literal(field.filled), literal(item.none)),
                                  .applies = field.applies,
                                  .sentence = "Travels with the handoff: " + field.label,
                                  .because = "Nobody has to tell it twice."});
  }
}

// A drop owes an attempt, unless there is nothing to call: no number, or they called in.
void add_callback_rule(Compiler& compiler) {
  if (!compiler.document.callback) return;
  const auto slot = compiler.obligations.find(kCallbackRule);
  const Condition tried = literal(system_bit(compiler, Signal::Kind::kCallbackTried, 0));
  const Condition not_due = literal(system_bit(compiler, Signal::Kind::kCallbackDue, 0), false);
  Rule rule{.id = std::string(kCallbackRule),
            .kind = RuleKind::kOwes,
            .trigger = {Trigger::Kind::kDrop, 0},
            .condition = either(tried, not_due),
            .sentence = std::string(kCallbackSentence),
            .because = "Whoever was cut off should not have to start again."};
  if (slot != compiler.obligations.end()) rule.obligation = slot->second;
  compiler.map.rules.push_back(std::move(rule));
}

// An end that asks for a call back or a promise owes it, whatever its procedure: the agent is asked
// at once and may look away. A call that was made or a promise that was written pays; one that was
// only agreed keeps the contact open, and is owed again once it is taken back.
void add_end_rules(Compiler& compiler) {
  for (const EndDuty& duty : kEndDuties) {
    const auto slot = compiler.obligations.find(duty.rule);
    if (slot == compiler.obligations.end() || !leads_anywhere(compiler, duty.goes)) continue;
    Rule rule{.id = std::string(duty.rule),
              .kind = RuleKind::kOwes,
              .trigger = {Trigger::Kind::kGoes, static_cast<std::uint16_t>(duty.goes)},
              .condition = literal(system_bit(compiler, Signal::Kind::kPromised, 0)),
              .sentence = std::string(duty.sentence),
              .because = std::string(duty.because),
              .obligation = slot->second};
    if (duty.goes == EndGoes::kCallback) {
      const SignalBit tried = system_bit(compiler, Signal::Kind::kCallbackTried, 0);
      rule.condition = either(literal(tried), rule.condition);
    }
    compiler.map.rules.push_back(std::move(rule));
  }
}

// The number of the end that `PROCEDURE.END` names.
std::optional<std::uint16_t> find_end(Compiler& compiler, const Text& name) {
  const std::size_t dot = name.value.find('.');
  const std::string end_name = name.value.substr(dot + 1);
  const auto found =
      find_name(compiler, compiler.procedures, {name.value.substr(0, dot), name.span}, "procedure");
  if (!found) return std::nullopt;
  const Procedure& procedure = compiler.map.procedures[*found];
  const auto end = std::ranges::find(procedure.ends, end_name, &ProcedureEnd::id);
  if (end != procedure.ends.end()) return end->number;
  std::vector<std::string_view> known;
  for (const ProcedureEnd& each : procedure.ends) known.push_back(each.id);
  compiler.problem(ProblemCode::kUnknownName, name.span,
                   fmt::format("the procedure `{}` has no end `{}`", procedure.id, end_name),
                   suggestion(end_name, known));
  return std::nullopt;
}

// The index of the subject in the table that its kind reads, nullopt after a problem.
std::optional<std::uint16_t> find_subject(Compiler& compiler, const TriggerText& text) {
  switch (text.kind.value) {
    case Trigger::Kind::kAction: return find_shared(compiler, text.subject, Signal::Kind::kAction);
    case Trigger::Kind::kProcedure:
      return find_name(compiler, compiler.procedures, text.subject, "procedure");
    case Trigger::Kind::kLeaveStage:
      return find_name(compiler, compiler.stages, text.subject, "stage");
    case Trigger::Kind::kFill: return find_shared(compiler, text.subject, Signal::Kind::kField);
    case Trigger::Kind::kTick: {
      const std::vector<CheckpointIndex> found = find_plain(compiler, {text.subject});
      if (found.empty()) return std::nullopt;
      return static_cast<std::uint16_t>(found[0]);
    }
    case Trigger::Kind::kDisclose: {
      if (text.subject.value.empty()) return std::nullopt;
      const Level* level = value_of(kLevelWords, text.subject.value);
      if (level != nullptr) return static_cast<std::uint16_t>(*level);
      compiler.problem(ProblemCode::kBadValue, text.subject.span,
                       fmt::format("`{}` is nothing that `disclose` can be", text.subject.value),
                       suggestion(text.subject.value, all_words(kLevelWords)));
      return std::nullopt;
    }
    case Trigger::Kind::kHandOverTo:
      return find_name(compiler, compiler.teams, text.subject, "team");
    case Trigger::Kind::kEnd: return find_end(compiler, text.subject);
    case Trigger::Kind::kGoes: {
      if (text.subject.value.empty()) return std::nullopt;
      const EndGoes* goes = value_of(kEndGoesWords, text.subject.value);
      if (goes != nullptr) return static_cast<std::uint16_t>(*goes);
      compiler.problem(ProblemCode::kBadValue, text.subject.span,
                       fmt::format("`{}` is nowhere that an end goes", text.subject.value),
                       suggestion(text.subject.value, all_words(kEndGoesWords)));
      return std::nullopt;
    }
    case Trigger::Kind::kHandOver:
    case Trigger::Kind::kConsult:
    case Trigger::Kind::kUnreached:
    case Trigger::Kind::kDrop:
    case Trigger::Kind::kSegment:
    case Trigger::Kind::kResolve:
    case Trigger::Kind::kDispose:
    case Trigger::Kind::kFinish: return std::uint16_t{0};
  }
  return std::nullopt;
}

std::string subject_in_words(const CallMap& map, Trigger trigger) {
  const std::size_t n = trigger.index;
  switch (trigger.kind) {
    case Trigger::Kind::kAction: return map.actions[n].text;
    case Trigger::Kind::kProcedure: return map.procedures[n].title;
    case Trigger::Kind::kLeaveStage: return "Leaving " + map.stages[n].title;
    case Trigger::Kind::kFill: return map.fields[n].label;
    case Trigger::Kind::kTick: return map.checkpoints[n].text;
    case Trigger::Kind::kDisclose:
      return fmt::format("Telling {} data", word_of(kLevelWords, static_cast<Level>(n)));
    case Trigger::Kind::kResolve: return "Closing as resolved";
    case Trigger::Kind::kDispose: return "Choosing a disposition";
    case Trigger::Kind::kFinish: return "Finishing";
    case Trigger::Kind::kHandOver: return "Handing over";
    case Trigger::Kind::kHandOverTo: return "Handing over to " + map.teams[n].title;
    case Trigger::Kind::kConsult: return "Asking somebody else";
    case Trigger::Kind::kDrop: return "A dropped line";
    case Trigger::Kind::kSegment: return "The end of somebody's part";
    case Trigger::Kind::kUnreached: return "A call back that reached nobody";
    case Trigger::Kind::kGoes:
      return fmt::format("An end that goes to {}", word_of(kEndGoesWords, static_cast<EndGoes>(n)));
    case Trigger::Kind::kEnd:
      for (const Procedure& procedure : map.procedures) {
        const auto end = std::ranges::find(procedure.ends, trigger.index, &ProcedureEnd::number);
        if (end == procedure.ends.end()) continue;
        return fmt::format("{} ({})", procedure.title, end->text);
      }
      break;
  }
  return {};
}

// What the rule says when its author gave it no `text`.
std::string sentence(const CallMap& map, const Rule& rule) {
  const std::string subject = subject_in_words(map, rule.trigger);
  const std::string asked = describe(map, rule.condition);
  switch (rule.kind) {
    case RuleKind::kNeeds: return fmt::format("{} needs: {}", subject, asked);
    case RuleKind::kNever: return fmt::format("{}: never while: {}", subject, asked);
    case RuleKind::kAtMost: return fmt::format("{}: at most {} times", subject, rule.at_most);
    case RuleKind::kOwes: break;
  }
  const std::string due = rule.before == OwedBefore::kWithin
                              ? "within " + to_string(rule.within)
                              : fmt::format("before {}", word_of(kBeforeWords, rule.before));
  return fmt::format("Settle {}: {}", due, asked);
}

// The counter that the rule names, or the one that was made for it and that its action counts.
std::optional<CounterIndex> find_counter(Compiler& compiler, const RuleText& text,
                                         Trigger trigger) {
  if (text.counter.given()) {
    const auto found = find_shared(compiler, text.counter, Signal::Kind::kCounter);
    if (!found) return std::nullopt;
    const Counter& counter = compiler.map.counters[*found];
    if (text.at_most.value == counter.limit) return static_cast<CounterIndex>(*found);
    compiler.problem(ProblemCode::kOutOfRange, text.at_most.span,
                     fmt::format("the counter `{}` counts to {}, not to {}", counter.id,
                                 counter.limit, text.at_most.value),
                     "`at_most` and the counter's `limit` must be the same number");
    return std::nullopt;
  }
  if (trigger.kind != Trigger::Kind::kAction) {
    compiler.problem(ProblemCode::kCounterNeeded, text.name.span,
                     fmt::format("the rule `{}` needs a `counter`", text.name.value),
                     "only actions are counted by themselves: name a counter and say with "
                     "`counts` what counts it");
    return std::nullopt;
  }
  const auto own = compiler.shared.find(text.name.value);
  if (own == compiler.shared.end() || own->second.kind != Signal::Kind::kCounter) {
    return std::nullopt;
  }
  const auto counter = static_cast<CounterIndex>(own->second.index);
  compiler.counters_counted[at(counter)] = true;
  compiler.map.actions[trigger.index].effect.count.push_back(counter);
  return counter;
}

// Plain ticks and fields are never refused: what was heard can always be written down. Nor is what
// the phone system saw.
void check_guards(Compiler& compiler, const RuleText& text) {
  const bool tick = text.trigger.kind.value == Trigger::Kind::kTick;
  if (text.kind.value == RuleKind::kOwes) return;
  if (text.trigger.kind.value == Trigger::Kind::kDrop) {
    compiler.problem(
        ProblemCode::kNeverGuarded, text.trigger.subject.span,
        fmt::format("the rule `{}` guards a drop, which is never refused", text.name.value),
        "write `after` and `owes`: what must be done when the line is gone");
    return;
  }
  if (text.trigger.kind.value == Trigger::Kind::kSegment) {
    compiler.problem(
        ProblemCode::kNeverGuarded, text.trigger.subject.span,
        fmt::format("the rule `{}` guards the end of a segment, which is never refused",
                    text.name.value),
        "write `after` and `owes`, or guard `hand_over`: what is done on purpose");
    return;
  }
  if (text.trigger.kind.value == Trigger::Kind::kUnreached) {
    compiler.problem(
        ProblemCode::kNeverGuarded, text.trigger.subject.span,
        fmt::format("the rule `{}` guards a call back that reached nobody, which is never refused",
                    text.name.value),
        "write `after` and `owes`: what must be done when they could not be reached");
    return;
  }
  if (!tick && text.trigger.kind.value != Trigger::Kind::kFill) return;
  compiler.problem(
      ProblemCode::kNeverGuarded, text.trigger.subject.span,
      fmt::format("the rule `{}` guards {} `{}`, which is never refused", text.name.value,
                  tick ? "the tick" : "the field", text.trigger.subject.value),
      "write `after` and `owes`, or guard what comes of it: an action, a stage, a gate");
}

void add_rule(Compiler& compiler, const RuleText& text) {
  check_guards(compiler, text);
  Rule rule{.id = text.name.value,
            .kind = text.kind.value,
            .strength = text.strength.value,
            .because = text.because.value,
            .before = text.before.value,
            .within = text.within,
            .channel = text.channel.given() ? std::optional(text.channel.value) : std::nullopt,
            .lead = text.lead.value};
  const auto subject = find_subject(compiler, text.trigger);
  rule.trigger = {text.trigger.kind.value, subject.value_or(0)};
  if (rule.kind != RuleKind::kAtMost) rule.condition = compile_condition(compiler, text.condition);
  rule.applies = compile_narrowing(compiler, text.when, text.narrowing);
  if (!subject) return;
  if (rule.kind == RuleKind::kAtMost) {
    rule.at_most = static_cast<std::uint8_t>(text.at_most.value);
    rule.counter = find_counter(compiler, text, rule.trigger);
    if (rule.counter) rule.condition = literal(compiler.map.counters[at(*rule.counter)].at_limit);
  }
  if (rule.kind == RuleKind::kOwes) {
    const auto slot = compiler.obligations.find(text.name.value);
    if (slot != compiler.obligations.end()) rule.obligation = slot->second;
  }
  rule.sentence = text.text.value.empty() ? sentence(compiler.map, rule) : text.text.value;
  compiler.map.rules.push_back(std::move(rule));
}

void check_ids(Compiler& compiler) {
  std::map<std::string, std::uint32_t, std::less<>> seen;
  for (const Rule& rule : compiler.map.rules) seen.emplace(rule.id, 0);  // built in, and gates
  for (const EndDuty& duty : kEndDuties) {
    if (leads_anywhere(compiler, duty.goes)) seen.emplace(duty.rule, 0);
  }
  for (const RuleText& text : compiler.document.rules) {
    const auto [before, is_new] = seen.emplace(text.name.value, text.name.span.line);
    if (is_new || text.name.value.empty()) continue;
    compiler.problem(ProblemCode::kNameTwice, text.name.span,
                     fmt::format("the rule `{}` is given twice", text.name.value),
                     before->second > 0 ? fmt::format("first on line {}", before->second)
                                        : "a gate or a rule of every map has this name");
  }
}

}  // namespace

void compile_rules(Compiler& compiler) {
  add_verified_rules(compiler);
  add_gates(compiler);
  add_package_rules(compiler);
  add_callback_rule(compiler);
  check_ids(compiler);
  for (const RuleText& text : compiler.document.rules) add_rule(compiler, text);
  add_end_rules(compiler);  // last, so that the author's words for the same thing are shown first
}

}  // namespace callmap
