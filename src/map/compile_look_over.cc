// The last look over the whole map: what can never happen, what nobody asks for, what data nobody
// can open, keys given twice, and the advice on gates.
#include <algorithm>
#include <set>

#include "map/compiler.h"

namespace callmap {
namespace {

constexpr std::size_t kGatesAdvised = 5;

// Bits that nothing in the map ever sets.
std::set<SignalBit> never_set(const Compiler& compiler) {
  std::set<SignalBit> out;
  for (const Signal& signal : compiler.map.signals) {
    const bool set = [&] {
      switch (signal.kind) {
        case Signal::Kind::kFact: return static_cast<bool>(compiler.facts_set[signal.index]);
        case Signal::Kind::kCounter:
          return static_cast<bool>(compiler.counters_counted[signal.index]);
        case Signal::Kind::kAction:
          return static_cast<bool>(compiler.actions_offered[signal.index]);
        case Signal::Kind::kLevel: return compiler.document.verification.has_value();
        case Signal::Kind::kCallbackDue:
        case Signal::Kind::kCallbackTried:
        case Signal::Kind::kCallbackSpent: return compiler.document.callback.has_value();
        case Signal::Kind::kHandingOver:
        case Signal::Kind::kTransferred: return !compiler.document.teams.empty();
        default:  // people, the phone or the clock can bring it about at any time
          return true;
      }
    }();
    if (!set) out.insert(signal.bit);
  }
  return out;
}

class LookOver {
 public:
  explicit LookOver(Compiler& compiler)
      : compiler_(compiler), map_(compiler.map), never_(never_set(compiler)) {}

  void run() {
    gates();
    rules();
    names();
    classes();
    keys();
  }

 private:
  // The first thing in the condition that never happens, when no clause does without.
  const Signal* stopped_by(const Condition& condition) const {
    const Signal* first = nullptr;
    for (const Clause& clause : condition.clauses) {
      const auto stopper = std::ranges::find_if(clause.literals, [&](const Literal& literal) {
        return literal.positive && never_.contains(literal.signal);
      });
      if (stopper == clause.literals.end()) return nullptr;
      if (first == nullptr) {
        const auto signal = std::ranges::find(map_.signals, stopper->signal, &Signal::bit);
        first = signal == map_.signals.end() ? nullptr : &*signal;
      }
    }
    return first;
  }

  static std::string why_never(const Signal& signal) {
    switch (signal.kind) {
      case Signal::Kind::kFact: return fmt::format("nothing sets the fact `{}`", signal.id);
      case Signal::Kind::kCounter: return fmt::format("nothing counts `{}`", signal.id);
      case Signal::Kind::kAction:
        return fmt::format("no stage or step offers the action `{}`", signal.id);
      case Signal::Kind::kCallbackDue:
      case Signal::Kind::kCallbackTried:
      case Signal::Kind::kCallbackSpent: return "the map has no `callback`";
      case Signal::Kind::kHandingOver:
      case Signal::Kind::kTransferred: return "the map has no `teams`";
      default: return "the map has no `verification`";
    }
  }

  void gates() {
    std::size_t count = 0;
    std::size_t offered = map_.stages.empty() || !map_.stages[0].completes_on_offer ? 0 : 1;
    for (std::size_t n = 0; n < map_.checkpoints.size(); ++n) {
      const Checkpoint& gate = map_.checkpoints[n];
      if (gate.strength != Strength::kGate) continue;
      const CheckpointText& text = *compiler_.checkpoints[n].text;
      if (++count == kGatesAdvised + 1) {
        compiler_.problem(ProblemCode::kTooManyGates, text.name.span,
                          fmt::format("more than {} gates", kGatesAdvised),
                          "each one can stop a call: let what is merely good be a guide");
      }
      if (at(gate.stage) <= offered && map_.stages.size() > 1 && gate.guards == Guard::kMoveOn) {
        compiler_.problem(ProblemCode::kEarlyGate, text.name.span,
                          fmt::format("the gate `{}` stands in preparation or greeting", gate.id),
                          "stop nobody before they have said what they want");
      }
      if (const Signal* stopper = stopped_by(gate.met_by)) {
        compiler_.problem(ProblemCode::kNothingMeets, text.met_by->span,
                          fmt::format("nothing can meet the gate `{}`", gate.id),
                          why_never(*stopper));
      }
    }
  }

  void rules() {
    for (const RuleText& text : compiler_.document.rules) {
      if (text.kind.value != RuleKind::kNeeds && text.kind.value != RuleKind::kOwes) continue;
      const auto rule = std::ranges::find(map_.rules, text.name.value, &Rule::id);
      if (rule == map_.rules.end()) continue;
      if (const Signal* stopper = stopped_by(rule->condition)) {
        compiler_.problem(ProblemCode::kNothingMeets, text.condition.span,
                          fmt::format("nothing can meet the rule `{}`", rule->id),
                          why_never(*stopper));
      }
    }
  }

  void names() {
    for (std::size_t n = 0; n < compiler_.document.facts.size(); ++n) {
      if (compiler_.facts_set[n]) continue;
      const Text& name = compiler_.document.facts[n].name;
      compiler_.problem(ProblemCode::kFactNeverSet, name.span,
                        fmt::format("nothing sets the fact `{}`", name.value),
                        "an answer, action, end or outcome sets it with `sets`");
    }
    const std::size_t made = map_.reason_field ? 1 : 0;
    for (std::size_t n = 0; n < compiler_.document.fields.size(); ++n) {
      if (compiler_.fields_asked[n + made]) continue;
      const Text& name = compiler_.document.fields[n].name;
      compiler_.problem(ProblemCode::kNowhere, name.span,
                        fmt::format("the field `{}` can be filled in nowhere", name.value),
                        "name it under `document` or `after_call` of a stage or a step");
    }
    for (std::size_t n = 0; n < compiler_.document.actions.size(); ++n) {
      if (compiler_.actions_offered[n]) continue;
      const Text& name = compiler_.document.actions[n].name;
      compiler_.problem(ProblemCode::kNowhere, name.span,
                        fmt::format("the action `{}` is offered nowhere", name.value),
                        "name it under `actions` of a stage or `do` of a step");
    }
  }

  // Things with a class that no verification of this map opens.
  void classes() {
    const auto judge = [&](const Text& name, std::string_view kind, DataClass data_class) {
      if (data_class == DataClass::kPublic) return;
      if (!compiler_.document.verification) {
        compiler_.problem(ProblemCode::kNoVerification, name.span,
                          fmt::format("the {} `{}` is {} data, and the map has no `verification`",
                                      kind, name.value, word_of(kDataClassWords, data_class)),
                          "nothing would ever open it");
        return;
      }
      const bool opened = std::ranges::any_of(map_.verification.methods, [&](const Method& m) {
        return static_cast<int>(m.opens) >= static_cast<int>(data_class);
      });
      if (opened || map_.verification.methods.empty()) return;
      compiler_.problem(ProblemCode::kNothingOpens, name.span,
                        fmt::format("no method opens the {} `{}`", kind, name.value),
                        "it is sensitive data: only a system's own pass could open it");
    };
    for (const FieldText& text : compiler_.document.fields) {
      judge(text.name, "field", text.data_class.value);
    }
    for (const ActionText& text : compiler_.document.actions) {
      judge(text.name, "action", text.data_class.value);
    }
    for (const CardText& text : compiler_.document.card) {
      judge(text.name, "card row", text.data_class.value);
    }
  }

  void keys() {
    std::set<std::string, std::less<>> roads, outcomes, endings;
    const auto claim = [&](std::set<std::string, std::less<>>& taken, const Text& key) {
      if (key.value.empty() || taken.insert(key.value).second) return;
      compiler_.problem(ProblemCode::kKeyTwice, key.span,
                        fmt::format("the key `{}` is given twice", key.value),
                        "the first keeps it");
    };
    for (const ProcedureText& text : compiler_.document.procedures) claim(roads, text.key);
    for (const CueText& text : compiler_.document.cues) claim(roads, text.key);
    for (const OutcomeText& text : compiler_.document.steps) claim(outcomes, text.key);
    for (const EndingText& text : compiler_.document.endings) claim(endings, text.key);
  }

  Compiler& compiler_;
  const CallMap& map_;
  std::set<SignalBit> never_;
};

}  // namespace

void look_over(Compiler& compiler) {
  LookOver(compiler).run();
}

}  // namespace callmap
