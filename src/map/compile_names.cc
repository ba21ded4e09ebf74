// Every name of the map gets its place and, where it can be read by a condition, its bit.
#include <algorithm>

#include "map/compiler.h"
#include "map/reader.h"

namespace callmap {
namespace {

// Takes the name in the shared space and makes its signal. A name that is taken keeps its first
// meaning; the second thing gets its bit all the same, so that the rest can be looked at.
SignalBit declare(Compiler& compiler, Signal::Kind kind, std::size_t index, const Text& name,
                  const std::string& label, Scope scope, bool has_bit = true) {
  const auto place = static_cast<std::uint16_t>(index);
  if (name.value == "promised" || name.value == "transferred") {
    compiler.problem(ProblemCode::kNameReserved, name.span,
                     fmt::format("a {} cannot be called `{}`", in_words(kind), name.value),
                     "conditions read that word by itself");
  }
  const SignalBit bit = has_bit ? new_bit(compiler.map, scope) : SignalBit{};
  const auto [before, is_new] =
      compiler.shared.emplace(name.value, SharedName{kind, place, bit, name.span});
  if (!is_new && !name.value.empty()) {
    const SharedName& first = before->second;
    compiler.problem(
        ProblemCode::kNameTwice, name.span, fmt::format("the name `{}` is given twice", name.value),
        first.span.line == 0
            ? fmt::format("`{}` is the field that `reasons` makes", name.value)
            : fmt::format("it is a {} on line {}; checkpoints, fields, facts, actions, cues and "
                          "counters share their names",
                          in_words(first.kind), first.span.line));
  }
  const std::string written = kind == Signal::Kind::kCounter ? "counter " + name.value : name.value;
  if (has_bit) compiler.map.signals.push_back({kind, bit, written, label, place, scope});
  return bit;
}

template <class T>
void number_names(Names& names, const std::vector<T>& texts) {
  for (const T& text : texts) {
    names.emplace(text.name.value, static_cast<std::uint16_t>(names.size()));
  }
}

void number_names(Names& names, const Texts& texts) {
  for (const Text& text : texts) {
    names.emplace(text.value, static_cast<std::uint16_t>(names.size()));
  }
}

// Channels, lines, languages, products, constants: what `for` and `{slots}` can name.
void declare_ways(Compiler& compiler) {
  const Document& document = compiler.document;
  CallMap& map = compiler.map;
  for (const Text& channel : document.channels) map.channels.push_back(channel.value);
  for (const Text& language : document.languages) map.languages.push_back(language.value);
  map.language = document.language.value;
  for (const LineText& line : document.lines) {
    const auto same = std::ranges::find(map.lines, line.number.value, &LineCalled::number);
    if (same != map.lines.end() && !line.number.value.empty()) {
      compiler.problem(ProblemCode::kNumberTwice, line.number.span,
                       fmt::format("the line `{}` has the same number", same->id));
    }
    map.lines.push_back({.id = line.name.value,
                         .title = line.title.value,
                         .number = line.number.value,
                         .team = std::nullopt,
                         .skills = {},
                         .skills_for = std::nullopt});
  }
  for (const NamedText& product : document.products) map.products.push_back(product.name.value);
  number_names(compiler.channels, document.channels);
  number_names(compiler.languages, document.languages);
  number_names(compiler.lines, document.lines);
  number_names(compiler.products, document.products);
  map.system.channel.resize(map.channels.size());
  map.system.language.resize(map.languages.size());
  map.system.line_called.resize(map.lines.size());
  map.system.product.resize(map.products.size());
  for (const NamedText& slot : document.slots) {
    map.constants.emplace_back(slot.name.value, slot.label.value);
    compiler.constants.emplace(slot.name.value, slot.label.value);
  }
}

template <class ChoiceText>
std::vector<Choice> to_choices(const std::vector<ChoiceText>& texts) {
  std::vector<Choice> out;
  for (const ChoiceText& text : texts) {
    out.push_back({text.name.value, text.label.value, std::nullopt});
  }
  return out;
}

void declare_fields(Compiler& compiler) {
  const Document& document = compiler.document;
  CallMap& map = compiler.map;
  const auto add = [&](const Text& name, Field field) {
    field.id = name.value;
    field.filled =
        declare(compiler, Signal::Kind::kField, map.fields.size(), name, field.label, field.scope);
    map.fields.push_back(std::move(field));
  };
  if (!document.reasons.empty()) {
    map.reason_field = FieldIndex{0};
    add({"reason", {}}, {.label = "Reason",
                         .type = FieldType::kChoice,
                         .choices = to_choices(document.reasons),
                         .is_reason = true});
  }
  for (const FieldText& text : document.fields) {
    add(text.name, {.label = text.label.value,
                    .hint = text.hint.value,
                    .type = text.type.value,
                    .data_class = text.data_class.value,
                    .scope = text.scope.value,
                    .choices = to_choices(text.choices)});
  }
  compiler.fields_asked.resize(map.fields.size());
}

void declare_facts(Compiler& compiler) {
  for (std::size_t n = 0; n < compiler.document.facts.size(); ++n) {
    const FactText& fact = compiler.document.facts[n];
    (void)declare(compiler, Signal::Kind::kFact, n, fact.name, fact.text.value, fact.scope.value);
  }
  compiler.facts_set.resize(compiler.document.facts.size());
}

// The stages in the author's order, verification moved to its place.
void order_stages(Compiler& compiler) {
  auto& order = compiler.stage_texts;
  for (const StageText& stage : compiler.document.stages) order.push_back(&stage);
  const auto& verification = compiler.document.verification;
  if (!verification || verification->after.value.empty()) return;
  std::string_view moved = verification->stage.value;
  if (moved.empty()) moved = "verification";
  const auto named = [&](std::string_view name) {
    return std::ranges::find_if(order, [&](const StageText* s) { return s->name.value == name; });
  };
  const auto from = named(moved);
  if (from == order.end()) return;  // reported with the verification
  const Text& after = verification->after;
  if (after.value == moved || named(after.value) == order.end()) {
    std::vector<std::string_view> others;
    for (const StageText* stage : order) {
      if (stage->name.value != moved) others.push_back(stage->name.value);
    }
    compiler.problem(ProblemCode::kPlacement, after.span,
                     fmt::format("verification cannot be placed after `{}`", after.value),
                     suggestion(after.value, others));
    return;
  }
  const StageText* stage = *from;
  order.erase(from);
  order.insert(named(after.value) + 1, stage);
}

void declare_checkpoint(Compiler& compiler, StageIndex stage, const CheckpointText& text) {
  CallMap& map = compiler.map;
  Checkpoint checkpoint{.id = text.name.value,
                        .text = text.text.value,
                        .prompt = text.prompt.value,
                        .stage = stage,
                        .strength = text.strength.value,
                        .guards = text.guards.value,
                        .scope = text.scope.value,
                        .ask_why = text.ask_why.value,
                        .plain = !text.met_by.has_value(),
                        .because = text.because.value};
  checkpoint.bit = declare(compiler, Signal::Kind::kCheckpoint, map.checkpoints.size(), text.name,
                           checkpoint.text, checkpoint.scope, checkpoint.plain);
  map.checkpoints.push_back(std::move(checkpoint));
  compiler.checkpoints.push_back({.text = &text});
}

void declare_stages(Compiler& compiler) {
  CallMap& map = compiler.map;
  order_stages(compiler);
  std::size_t items = 0;
  for (const StageText* text : compiler.stage_texts) {
    const auto index = static_cast<StageIndex>(map.stages.size());
    Stage stage{.id = text->name.value, .title = text->title.value};
    stage.here = new_bit(map, Space::kSystem);
    map.signals.push_back({Signal::Kind::kStage, stage.here, "stage " + stage.id,
                           "at stage " + stage.title, static_cast<std::uint16_t>(index),
                           Scope::kContact});
    compiler.stages.emplace(stage.id, static_cast<std::uint16_t>(index));
    map.stages.push_back(std::move(stage));
    for (const CheckpointText& checkpoint : text->checkpoints) {
      if (++items == kItemsMax + 1) {
        compiler.problem(ProblemCode::kTooMany, checkpoint.name.span,
                         fmt::format("more than {} checkpoints and steps", kItemsMax));
      }
      if (items <= kItemsMax) declare_checkpoint(compiler, index, checkpoint);
    }
  }
}

void declare_actions(Compiler& compiler) {
  CallMap& map = compiler.map;
  for (const ActionText& text : compiler.document.actions) {
    if (value_of(kMomentWords, text.name.value) != nullptr) {
      compiler.problem(ProblemCode::kNameReserved, text.name.span,
                       fmt::format("an action cannot be called `{}`", text.name.value),
                       "rules use that word for a moment of the call");
    }
    Action action{.id = text.name.value, .text = text.text.value};
    action.done = declare(compiler, Signal::Kind::kAction, map.actions.size(), text.name,
                          action.text, text.scope.value);
    map.actions.push_back(std::move(action));
  }
  compiler.actions_offered.resize(map.actions.size());
}

void declare_cues(Compiler& compiler) {
  CallMap& map = compiler.map;
  for (const CueText& text : compiler.document.cues) {
    Cue cue{.id = text.name.value, .notice = text.notice.value};
    cue.noticed = declare(compiler, Signal::Kind::kCue, map.cues.size(), text.name, cue.notice,
                          Scope::kContact);
    map.cues.push_back(std::move(cue));
  }
}

void add_counter(Compiler& compiler, const Text& name, Counter counter) {
  CallMap& map = compiler.map;
  counter.id = name.value;
  counter.at_limit = declare(compiler, Signal::Kind::kCounter, map.counters.size(), name,
                             counter.text, counter.scope);
  map.counters.push_back(std::move(counter));
}

// The author's counters, and one for each "at most" that names none.
void declare_counters(Compiler& compiler) {
  for (const CounterText& text : compiler.document.counters) {
    add_counter(compiler, text.name,
                {.text = text.text.value,
                 .limit = static_cast<std::uint8_t>(text.limit.value),
                 .scope = text.scope.value});
  }
  std::size_t own = compiler.document.counters.size();
  for (const RuleText& rule : compiler.document.rules) {
    if (rule.kind.value != RuleKind::kAtMost || rule.counter.given()) continue;
    if (++own == kCountersMax + 1) {
      compiler.problem(ProblemCode::kTooMany, rule.name.span,
                       fmt::format("more than {} counters", kCountersMax),
                       "a rule with `at_most` makes one of its own unless it names a `counter`");
    }
    if (own > kCountersMax) continue;
    add_counter(compiler, rule.name,
                {.text = rule.text.value.empty() ? humanise(rule.name.value) : rule.text.value,
                 .limit = static_cast<std::uint8_t>(rule.at_most.value),
                 .scope = Scope::kRequest});
  }
  compiler.counters_counted.resize(compiler.map.counters.size());
}

// nullptr when no end goes there.
const Span* first_end(const Document& document, EndGoes goes) {
  for (const ProcedureText& procedure : document.procedures) {
    for (const EndText& end : procedure.ends) {
      if (end.goes.value == goes) return &end.name.span;
    }
  }
  return nullptr;
}

void declare_obligations(Compiler& compiler) {
  std::size_t count = 0;
  for (const RuleText& rule : compiler.document.rules) {
    if (rule.kind.value != RuleKind::kOwes) continue;
    if (++count == kObligationsMax + 1) {
      compiler.problem(ProblemCode::kTooMany, rule.name.span,
                       fmt::format("more than {} rules with `owes`", kObligationsMax));
    }
    if (count > kObligationsMax) continue;
    compiler.obligations.emplace(rule.name.value, static_cast<std::uint8_t>(count - 1));
  }
  if (compiler.document.callback) {
    if (count >= kObligationsMax) {
      compiler.problem(ProblemCode::kTooMany, compiler.document.callback->span,
                       fmt::format("more than {} rules with `owes`", kObligationsMax),
                       fmt::format("`callback` makes one of its own, `{}`", kCallbackRule));
      return;
    }
    compiler.obligations.emplace(kCallbackRule, static_cast<std::uint8_t>(count++));
  }
  for (const EndDuty& duty : kEndDuties) {
    const Span* const end = first_end(compiler.document, duty.goes);
    if (end == nullptr) continue;
    if (count >= kObligationsMax) {
      compiler.problem(ProblemCode::kTooMany, *end,
                       fmt::format("more than {} rules with `owes`", kObligationsMax),
                       fmt::format("an end that goes there makes one of its own, `{}`", duty.rule));
      return;
    }
    compiler.obligations.emplace(duty.rule, static_cast<std::uint8_t>(count++));
  }
}

void check_slot_names(Compiler& compiler) {
  const auto built_in = [](std::string_view name) {
    return std::ranges::find(kBuiltinSlots, name) != kBuiltinSlots.end();
  };
  const auto refuse = [&](const Text& name, std::string_view kind) {
    compiler.problem(ProblemCode::kNameReserved, name.span,
                     fmt::format("a {} cannot be called `{}`", kind, name.value),
                     fmt::format("phrases fill `{{{}}}` by themselves", name.value));
  };
  for (const NamedText& slot : compiler.document.slots) {
    const auto found = compiler.shared.find(slot.name.value);
    if (built_in(slot.name.value)) {
      refuse(slot.name, "slot");
    } else if (found != compiler.shared.end() && found->second.kind == Signal::Kind::kField) {
      compiler.problem(ProblemCode::kNameTwice, slot.name.span,
                       fmt::format("the slot `{}` has the name of a field", slot.name.value),
                       "a phrase could mean either");
    }
  }
  for (const FieldText& field : compiler.document.fields) {
    if (built_in(field.name.value)) refuse(field.name, "field");
  }
}

}  // namespace

bool leads_anywhere(const Compiler& compiler, EndGoes goes) {
  return first_end(compiler.document, goes) != nullptr;
}

std::string_view in_words(Signal::Kind kind) {
  switch (kind) {
    case Signal::Kind::kCheckpoint: return "checkpoint";
    case Signal::Kind::kField: return "field";
    case Signal::Kind::kChoice: return "choice";
    case Signal::Kind::kFact: return "fact";
    case Signal::Kind::kAction: return "action";
    case Signal::Kind::kCue: return "cue";
    case Signal::Kind::kStage: return "stage";
    case Signal::Kind::kCounter: return "counter";
    default:  // the rest is never named by one word
      return "signal";
  }
}

void declare_names(Compiler& compiler) {
  const Document& document = compiler.document;
  compiler.map.id = document.id.value;
  compiler.map.title = document.title.value;
  compiler.map.digest = document.digest;
  declare_ways(compiler);
  declare_fields(compiler);
  declare_facts(compiler);
  declare_stages(compiler);
  declare_actions(compiler);
  declare_cues(compiler);
  declare_counters(compiler);
  declare_obligations(compiler);
  check_slot_names(compiler);
  number_names(compiler.procedures, document.procedures);
  number_names(compiler.dispositions, document.dispositions);
  number_names(compiler.teams, document.teams);
  number_names(compiler.hours, document.hours);
  number_names(compiler.skills, document.skills);
  if (document.verification) {
    number_names(compiler.methods, document.verification->methods);
    number_names(compiler.exceptions, document.verification->exceptions);
    compiler.map.system.exception.resize(document.verification->exceptions.size());
  }
}

std::optional<std::uint16_t> find_name(Compiler& compiler, const Names& names, const Text& name,
                                       std::string_view kind) {
  if (name.value.empty()) return std::nullopt;
  const auto found = names.find(name.value);
  if (found != names.end()) return found->second;
  std::vector<std::string_view> known;
  for (const auto& [each, index] : names) known.push_back(each);
  compiler.problem(ProblemCode::kUnknownName, name.span,
                   fmt::format("there is no {} `{}`", kind, name.value),
                   suggestion(name.value, known));
  return std::nullopt;
}

std::optional<std::uint16_t> find_shared(Compiler& compiler, const Text& name, Signal::Kind kind) {
  if (name.value.empty()) return std::nullopt;
  const auto found = compiler.shared.find(name.value);
  if (found != compiler.shared.end() && found->second.kind == kind) return found->second.index;
  if (found != compiler.shared.end()) {
    compiler.problem(ProblemCode::kWrongKind, name.span,
                     fmt::format("`{}` is a {}, not a {}", name.value, in_words(found->second.kind),
                                 in_words(kind)));
    return std::nullopt;
  }
  std::vector<std::string_view> known;
  for (const auto& [each, place] : compiler.shared) {
    if (place.kind == kind) known.push_back(each);
  }
  compiler.problem(ProblemCode::kUnknownName, name.span,
                   fmt::format("there is no {} `{}`", in_words(kind), name.value),
                   suggestion(name.value, known));
  return std::nullopt;
}

std::vector<FieldIndex> find_fields(Compiler& compiler, const Texts& names) {
  std::vector<FieldIndex> out;
  for (const Text& name : names) {
    if (const auto found = find_shared(compiler, name, Signal::Kind::kField)) {
      out.push_back(static_cast<FieldIndex>(*found));
    }
  }
  return out;
}

std::vector<CheckpointIndex> find_plain(Compiler& compiler, const Texts& names) {
  std::vector<CheckpointIndex> out;
  for (const Text& name : names) {
    const auto found = find_shared(compiler, name, Signal::Kind::kCheckpoint);
    if (!found) continue;
    if (compiler.map.checkpoints[*found].plain) {
      out.push_back(static_cast<CheckpointIndex>(*found));
      continue;
    }
    compiler.problem(ProblemCode::kCoversNotPlain, name.span,
                     fmt::format("the checkpoint `{}` cannot be ticked", name.value),
                     "its `met_by` decides; cover one of the things that it reads");
  }
  return out;
}

Effect compile_effect(Compiler& compiler, const EffectText& text) {
  Effect out;
  const auto facts = [&](const Texts& names, std::vector<SignalBit>& bits, bool sets) {
    for (const Text& name : names) {
      const auto found = find_shared(compiler, name, Signal::Kind::kFact);
      if (!found) continue;
      bits.push_back(compiler.shared.find(name.value)->second.bit);
      if (sets) compiler.facts_set[*found] = true;
    }
  };
  const auto counters = [&](const Texts& names, std::vector<CounterIndex>& indices, bool counts) {
    for (const Text& name : names) {
      const auto found = find_shared(compiler, name, Signal::Kind::kCounter);
      if (!found) continue;
      indices.push_back(static_cast<CounterIndex>(*found));
      if (counts) compiler.counters_counted[*found] = true;
    }
  };
  facts(text.sets, out.set, true);
  facts(text.clears, out.clear, false);
  counters(text.counts, out.count, true);
  counters(text.resets, out.reset, false);
  return out;
}

}  // namespace callmap
