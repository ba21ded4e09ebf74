// Conditions to disjunctions of clauses. While one condition is built, its signals are numbered in
// the order in which they are read, at most kConditionSignalsMax of them, so that a clause is two
// words of bits and "this clause says no more than that one" is two instructions.
#include <algorithm>
#include <array>

#include "map/compiler.h"

namespace callmap {
namespace {

constexpr std::size_t kGatesInlinedMax = 16;           // gates that read gates that read gates …
constexpr std::size_t kConditionWorkMax = 30'000'000;  // clauses compared while a map compiles

struct Term {  // a conjunction of the numbered signals
  std::uint32_t must = 0;
  std::uint32_t must_not = 0;
  [[nodiscard]] bool contradicts() const { return (must & must_not) != 0; }
  // Every case that `other` accepts is accepted here.
  [[nodiscard]] bool covers(const Term& other) const {
    return (must & ~other.must) == 0 && (must_not & ~other.must_not) == 0;
  }
};
using Terms = std::vector<Term>;
static_assert(kConditionSignalsMax <= 32, "a term has 32 bits");

std::vector<std::string_view> split(std::string_view text) {
  std::vector<std::string_view> words;
  while (!text.empty()) {
    const std::size_t space = std::min(text.find(' '), text.size());
    if (space > 0) words.push_back(text.substr(0, space));
    text.remove_prefix(std::min(space + 1, text.size()));
  }
  return words;
}

constexpr std::string_view kLiteralHint =
    "write a name, `FIELD is CHOICE`, or two words such as `stage S`, `verified account`, "
    "`party holder`, `line held`, `counter C`, `channel phone`, `callback due`";

class ConditionBuilder {
 public:
  explicit ConditionBuilder(Compiler& compiler) : compiler_(compiler) {}

  Terms terms(const ConditionText& text) {
    switch (text.kind) {
      case ConditionText::Kind::kLiteral: return literal(text);
      case ConditionText::Kind::kAll: {
        Terms out = {Term{}};
        for (const ConditionText& part : text.parts) out = both(out, terms(part));
        return out;
      }
      case ConditionText::Kind::kAny: return any(text);
      case ConditionText::Kind::kNone:
        return text.parts.empty() ? Terms{Term{}} : negation(any(text));
    }
    return {};
  }

  Terms narrowing(const Narrowing& narrowing) {
    if (!narrowing.given()) return {Term{}};
    Terms out;
    for (const auto& group : narrowing.groups) {
      Terms all = {Term{}};
      for (const Narrowing::Key& key : group) all = both(all, values(key));
      out = either(out, all);
    }
    return out;
  }

  Terms both(const Terms& left, const Terms& right) {
    Terms out;
    for (const Term& a : left) {
      for (const Term& b : right) {
        const Term term{a.must | b.must, a.must_not | b.must_not};
        if (!term.contradicts()) add(out, term);
        if (too_large_) return out;
      }
    }
    return out;
  }

  // The finished condition; always() after a problem, so that nothing follows from it.
  Condition finish(const Terms& terms, Span span) {
    if (too_large_) {
      compiler_.problem(ProblemCode::kConditionTooLarge, span,
                        fmt::format("the condition is too large: more than {} signals or {} "
                                    "alternatives, gates that it reads written out",
                                    kConditionSignalsMax, kConditionClausesMax),
                        "split it, or set a fact where its parts come together");
      return Condition::always();
    }
    if (failed_) return Condition::always();
    if (terms.empty()) {
      compiler_.problem(ProblemCode::kConditionNever, span, "the condition can never hold",
                        "it asks for something and for its opposite");
      return Condition::always();
    }
    Condition out;
    for (const Term& term : terms) out.clauses.push_back(clause(term));
    return out;
  }

 private:
  void add(Terms& terms, const Term& term) {
    compiler_.condition_work += terms.size() + 1;
    for (const Term& each : terms) {
      if (each.covers(term)) return;
    }
    std::erase_if(terms, [&](const Term& each) { return term.covers(each); });
    terms.push_back(term);
    if (terms.size() > kConditionClausesMax || compiler_.condition_work > kConditionWorkMax) {
      too_large_ = true;
    }
  }

  Terms either(const Terms& left, const Terms& right) {
    Terms out = left;
    for (const Term& term : right) add(out, term);
    return out;
  }

  Terms any(const ConditionText& text) {
    Terms out;
    for (const ConditionText& part : text.parts) out = either(out, terms(part));
    if (text.parts.empty()) return {Term{}};
    return out;
  }

  Terms negation(const Terms& terms) {
    Terms out = {Term{}};
    for (const Term& term : terms) {
      Terms parts;
      for (std::size_t n = 0; n < signals_.size(); ++n) {
        const std::uint32_t bit = 1u << n;
        if ((term.must & bit) != 0) parts.push_back({0, bit});
        if ((term.must_not & bit) != 0) parts.push_back({bit, 0});
      }
      out = both(out, parts);
    }
    return out;
  }

  Terms failed() {
    failed_ = true;
    return {Term{}};
  }

  Terms signal(SignalBit bit, bool positive = true) {
    auto found = std::ranges::find(signals_, bit);
    if (found == signals_.end()) {
      if (signals_.size() == kConditionSignalsMax) {
        too_large_ = true;
        return {Term{}};
      }
      signals_.push_back(bit);
      found = signals_.end() - 1;
    }
    const std::uint32_t mask = 1u << (found - signals_.begin());
    return positive ? Terms{{mask, 0}} : Terms{{0, mask}};
  }

  Terms literal(const ConditionText& text) {
    std::vector<std::string_view> words = split(text.literal);
    if (words.empty()) return failed();  // reported by the reader
    const bool positive = words[0] != "not";
    if (!positive) words.erase(words.begin());
    Terms out;
    if (words.size() == 1) {
      out = name({std::string(words[0]), text.span});
    } else if (words.size() == 2) {
      out = pair(words[0], {std::string(words[1]), text.span}, text);
    } else if (words.size() == 3 && words[1] == "is") {
      out = choice({std::string(words[0]), text.span}, {std::string(words[2]), text.span});
    } else {
      return bad(text);
    }
    return positive || failed_ ? out : negation(out);
  }

  Terms bad(const ConditionText& text) {
    compiler_.problem(ProblemCode::kBadCondition, text.span,
                      fmt::format("`{}` is no condition", text.literal), std::string(kLiteralHint));
    return failed();
  }

  Terms name(const Text& name) {
    if (name.value == "promised") {
      return signal(system_bit(compiler_, Signal::Kind::kPromised, 0));
    }
    if (name.value == "transferred") {
      return signal(system_bit(compiler_, Signal::Kind::kTransferred, 0));
    }
    const auto found = compiler_.shared.find(name.value);
    if (found == compiler_.shared.end()) return unknown(name);
    const SharedName& place = found->second;
    if (place.kind == Signal::Kind::kCounter) {
      compiler_.problem(ProblemCode::kWrongKind, name.span,
                        fmt::format("`{}` is a counter", name.value),
                        fmt::format("write `counter {}`: it holds at the limit", name.value));
      return failed();
    }
    if (place.kind != Signal::Kind::kCheckpoint) return signal(place.bit);
    if (compiler_.map.checkpoints[place.index].plain) return signal(place.bit);
    return gate(name, place.index);
  }

  Terms unknown(const Text& name) {
    std::vector<std::string_view> known;
    for (const auto& [each, place] : compiler_.shared) {
      if (place.kind != Signal::Kind::kCounter) known.push_back(each);
    }
    compiler_.problem(
        ProblemCode::kUnknownName, name.span,
        fmt::format("there is no checkpoint, field, fact, action or cue `{}`", name.value),
        suggestion(name.value, known));
    return failed();
  }

  // What a checkpoint with `met_by` asks, written out in its place.
  Terms gate(const Text& name, std::uint16_t index) {
    if (compiler_.gates_inlined >= kGatesInlinedMax) {
      too_large_ = true;
      return {Term{}};
    }
    if (!settle_checkpoint(compiler_, index)) {
      compiler_.problem(ProblemCode::kConditionCycle, name.span,
                        fmt::format("the checkpoint `{}` reads itself", name.value),
                        "by way of the checkpoints that its `met_by` names");
      return failed();
    }
    Terms out;
    for (const Clause& clause : compiler_.map.checkpoints[index].met_by.clauses) {
      Terms all = {Term{}};
      for (const Literal& each : clause.literals) {
        all = both(all, signal(each.signal, each.positive));
      }
      out = either(out, all);
    }
    return out;
  }

  Terms choice(const Text& field, const Text& choice) {
    const auto found = find_shared(compiler_, field, Signal::Kind::kField);
    if (!found) return failed();
    const Field& owner = compiler_.map.fields[*found];
    const auto chosen = std::ranges::find(owner.choices, choice.value, &Choice::id);
    if (chosen != owner.choices.end()) {
      const auto index = static_cast<ChoiceIndex>(chosen - owner.choices.begin());
      return signal(choice_bit(compiler_, static_cast<FieldIndex>(*found), index));
    }
    std::vector<std::string_view> known;
    for (const Choice& each : owner.choices) known.push_back(each.id);
    compiler_.problem(
        ProblemCode::kUnknownName, choice.span,
        known.empty() ? fmt::format("the field `{}` has no choices", owner.id)
                      : fmt::format("`{}` is no choice of the field `{}`", choice.value, owner.id),
        suggestion(choice.value, known));
    return failed();
  }

  template <class T, std::size_t N>
  Terms word(Signal::Kind kind, const Text& text, const std::array<Word<T>, N>& words) {
    if (const T* value = value_of(words, text.value)) {
      return signal(system_bit(compiler_, kind, static_cast<std::uint16_t>(*value)));
    }
    compiler_.problem(ProblemCode::kBadCondition, text.span,
                      fmt::format("`{}` cannot stand here", text.value),
                      suggestion(text.value, all_words(words)));
    return failed();
  }

  Terms named(Signal::Kind kind, const Text& name, const Names& names, std::string_view what) {
    const auto found = find_name(compiler_, names, name, what);
    if (!found) return failed();
    return signal(system_bit(compiler_, kind, *found));
  }

  Terms owed(Signal::Kind kind, const Text& rule) {
    const auto found = compiler_.obligations.find(rule.value);
    if (found != compiler_.obligations.end()) {
      return signal(system_bit(compiler_, kind, found->second));
    }
    std::vector<std::string_view> known;
    for (const auto& [each, slot] : compiler_.obligations) known.push_back(each);
    compiler_.problem(ProblemCode::kUnknownName, rule.span,
                      fmt::format("there is no rule `{}` with `owes`", rule.value),
                      suggestion(rule.value, known));
    return failed();
  }

  Terms pair(std::string_view first, const Text& second, const ConditionText& text) {
    if (first == "stage") {
      const auto found = find_name(compiler_, compiler_.stages, second, "stage");
      return found ? signal(compiler_.map.stages[*found].here) : failed();
    }
    if (first == "counter") {
      const auto found = find_shared(compiler_, second, Signal::Kind::kCounter);
      return found ? signal(compiler_.map.counters[*found].at_limit) : failed();
    }
    if (first == "verified") return word(Signal::Kind::kLevel, second, kLevelWords);
    if (first == "party") return word(Signal::Kind::kParty, second, kPartyWords);
    if (first == "line") return word(Signal::Kind::kLineState, second, kLineWords);
    if (first == "owed") return owed(Signal::Kind::kOwed, second);
    if (first == "overdue") return owed(Signal::Kind::kOverdue, second);
    if (first == "channel") return way(Signal::Kind::kChannel, second);
    if (first == "called") return way(Signal::Kind::kLineCalled, second);
    if (first == "language") return way(Signal::Kind::kLanguage, second);
    if (first == "product") return way(Signal::Kind::kProduct, second);
    if (first == "exception") {
      return named(Signal::Kind::kException, second, compiler_.exceptions, "exception");
    }
    return phrase(text);
  }

  // Two words that mean one thing only.
  Terms phrase(const ConditionText& text) {
    struct Fixed {
      std::string_view first, second;
      Signal::Kind kind;
    };
    static constexpr Fixed kFixed[] = {
        {"in", "procedure", Signal::Kind::kInProcedure},
        {"attempts", "spent", Signal::Kind::kAttemptsSpent},
        {"customer", "chosen", Signal::Kind::kCustomerChosen},
        {"after", "call", Signal::Kind::kAfterCall},
        {"handing", "over", Signal::Kind::kHandingOver},
        {"callback", "due", Signal::Kind::kCallbackDue},
        {"callback", "tried", Signal::Kind::kCallbackTried},
        {"callback", "spent", Signal::Kind::kCallbackSpent},
    };
    std::vector<std::string_view> words = split(text.literal);
    if (words[0] == "not") words.erase(words.begin());
    for (const Fixed& fixed : kFixed) {
      if (words[0] == fixed.first && words[1] == fixed.second) {
        return signal(system_bit(compiler_, fixed.kind, 0));
      }
    }
    return bad(text);
  }

  Terms way(Signal::Kind kind, const Text& name) {
    switch (kind) {
      case Signal::Kind::kChannel: return named(kind, name, compiler_.channels, "channel");
      case Signal::Kind::kLineCalled: return named(kind, name, compiler_.lines, "line");
      case Signal::Kind::kLanguage: return named(kind, name, compiler_.languages, "language");
      default: return named(kind, name, compiler_.products, "product");
    }
  }

  // Any of the values of one key of a `for`.
  Terms values(const Narrowing::Key& key) {
    Terms out;
    for (const Text& value : key.values) out = either(out, narrow(key.key.value, value));
    return key.values.empty() ? failed() : out;
  }

  Terms narrow(std::string_view key, const Text& value) {
    if (key == "channel") return way(Signal::Kind::kChannel, value);
    if (key == "line") return way(Signal::Kind::kLineCalled, value);
    if (key == "language") return way(Signal::Kind::kLanguage, value);
    if (key == "product") return way(Signal::Kind::kProduct, value);
    if (!compiler_.map.reason_field) {
      compiler_.problem(
          ProblemCode::kUnknownName, value.span,
          fmt::format("there is no reason `{}`: the map has no `reasons`", value.value));
      return failed();
    }
    return choice({"reason", value.span}, value);
  }

  Clause clause(const Term& term) const {
    Clause out;
    for (std::size_t n = 0; n < signals_.size(); ++n) {
      const std::uint32_t bit = 1u << n;
      if (((term.must | term.must_not) & bit) == 0) continue;
      const bool positive = (term.must & bit) != 0;
      out.literals.push_back({signals_[n], positive});
      const auto word = static_cast<std::uint16_t>(signals_[n].bit / 64);
      auto mask = std::ranges::find_if(out.masks, [&](const Mask& each) {
        return each.space == signals_[n].space && each.word == word;
      });
      if (mask == out.masks.end()) {
        out.masks.push_back({.space = signals_[n].space, .word = word});
        mask = out.masks.end() - 1;
      }
      (positive ? mask->must : mask->must_not) |= std::uint64_t{1} << (signals_[n].bit % 64);
    }
    return out;
  }

  Compiler& compiler_;
  std::vector<SignalBit> signals_;
  bool too_large_ = false;
  bool failed_ = false;
};

}  // namespace

Condition compile_condition(Compiler& compiler, const ConditionText& text) {
  ConditionBuilder builder(compiler);
  const Terms terms = builder.terms(text);
  return builder.finish(terms, text.span);
}

Condition compile_narrowing(Compiler& compiler, const GivenCondition& when,
                            const Narrowing& narrowing) {
  ConditionBuilder builder(compiler);
  const Terms asked = when ? builder.terms(*when) : Terms{Term{}};
  const Terms terms = builder.both(asked, builder.narrowing(narrowing));
  Span span = when ? when->span : Span{};
  if (!when && narrowing.given() && !narrowing.groups[0].empty()) {
    span = narrowing.groups[0][0].key.span;
  }
  return builder.finish(terms, span);
}

Condition literal(SignalBit bit, bool positive) {
  const std::uint64_t mask = std::uint64_t{1} << (bit.bit % 64);
  return {{{.masks = {{.space = bit.space,
                       .word = static_cast<std::uint16_t>(bit.bit / 64),
                       .must = positive ? mask : 0,
                       .must_not = positive ? 0 : mask}},
            .literals = {{bit, positive}}}}};
}

Condition either(Condition left, const Condition& right) {
  left.clauses.insert(left.clauses.end(), right.clauses.begin(), right.clauses.end());
  return left;
}

Condition without(const Condition& condition, SignalBit bit) {
  Condition out;
  const Clause added = literal(bit, false).clauses[0];
  for (Clause clause : condition.clauses) {
    if (std::ranges::find(clause.literals, Literal{bit, true}) != clause.literals.end()) continue;
    if (std::ranges::find(clause.literals, Literal{bit, false}) == clause.literals.end()) {
      clause.literals.push_back(added.literals[0]);
      clause.masks.push_back(added.masks[0]);
    }
    out.clauses.push_back(std::move(clause));
  }
  return out;
}

bool settle_checkpoint(Compiler& compiler, std::size_t index) {
  using Progress = CheckpointState::Progress;
  CheckpointState& state = compiler.checkpoints[index];
  if (state.progress == Progress::kRunning) return false;
  if (state.progress == Progress::kDone) return true;
  Checkpoint& checkpoint = compiler.map.checkpoints[index];
  if (checkpoint.plain) {
    checkpoint.met_by = literal(checkpoint.bit);
  } else {
    state.progress = Progress::kRunning;
    ++compiler.gates_inlined;
    Condition met = compile_condition(compiler, *state.text->met_by);
    --compiler.gates_inlined;
    compiler.map.checkpoints[index].met_by = std::move(met);
  }
  state.progress = Progress::kDone;
  return true;
}

}  // namespace callmap
