// Rules: four forms, told apart by the key that says what is asked.
#include <algorithm>

#include "map/read_sections.h"

namespace callmap {
namespace {

struct Form {
  std::string_view key;    // that makes the form
  std::string_view about;  // the key that says what the rule is about
  RuleKind kind;
};
constexpr Form kForms[] = {
    {"needs", "do", RuleKind::kNeeds},
    {"never_while", "do", RuleKind::kNever},
    {"at_most", "do", RuleKind::kAtMost},
    {"owes", "after", RuleKind::kOwes},
};
constexpr std::string_view kFormsHint =
    "write `do` with one of `needs`, `never_while`, `at_most`, or `after` with `owes`";

TriggerText read_trigger(Reader& reader, const Thing& rule, std::string_view key) {
  const Node* node = rule.node->find(key);
  if (node == nullptr) {
    reader.missing(rule, key);
    return {};
  }
  auto [text, thing] = reader.short_or_thing(*node, "trigger",
                                             fmt::format("`{}` of {}", key, rule.what), node->span);
  if (!thing) {
    if (const auto* moment = value_of(kMomentWords, text.value)) {
      return {{*moment, text.span}, text};
    }
    const bool end = text.value.find('.') != std::string::npos;
    return {{end ? Trigger::Kind::kEnd : Trigger::Kind::kAction, text.span}, text};
  }
  if (node->keys.size() != 1) {
    reader.problem(ProblemCode::kRuleShape, node->span,
                   fmt::format("`{}` of {} must have one key", key, rule.what),
                   "a rule is about one thing: write a rule for each");
    return {};
  }
  const Trigger::Kind* kind = value_of(kTriggerWords, node->keys[0].text);
  if (kind == nullptr) return {};  // reported as an unknown key
  return {{*kind, node->keys[0].span}, reader.text(*thing, node->keys[0].text)};
}

// A key that this form of rule has no use for would be read as if it did something.
void refuse_others(Reader& reader, const Thing& rule, const Form& form) {
  for (const Node& key : rule.node->keys) {
    const std::string_view text = key.text;
    const bool timed = text == "before" || text == "within" || text == "after" || text == "lead" ||
                       text == "channel";
    const bool wrong = (timed && form.kind != RuleKind::kOwes) ||
                       (text == "do" && form.about != "do") ||
                       (text == "counter" && form.kind != RuleKind::kAtMost);
    if (!wrong) continue;
    reader.problem(
        ProblemCode::kKeyNotHere, key.span,
        fmt::format("{} has `{}`, which a rule with `{}` does not have", rule.what, text, form.key),
        std::string(kFormsHint));
  }
}

void read_due(Reader& reader, const Thing& thing, RuleText& rule) {
  const bool before = thing.node->find("before") != nullptr;
  const Node* const within = thing.node->find("within");
  if (before == (within != nullptr)) {
    reader.problem(ProblemCode::kRuleShape, rule.name.span,
                   fmt::format("{} must say by when: one of `before` and `within`", thing.what),
                   "`before: leaving`, `before: closing` or `within: 2h`");
    return;
  }
  rule.before = reader.choice(thing, "before", kBeforeWords, OwedBefore::kClosing);
  const Node* const channel = thing.node->find("channel");
  if (channel != nullptr && within == nullptr) {
    reader.problem(ProblemCode::kKeyNotHere, channel->span,
                   fmt::format("{} has `channel`, which only a rule with `within` has", thing.what),
                   "what is owed before closing is done while somebody is at it");
  }
  if (within == nullptr) return;
  if (channel != nullptr) {
    rule.channel = reader.choice(thing, "channel", kPromiseChannelWords, PromiseChannel::kPhone);
  }
  rule.before = {OwedBefore::kWithin, within->span};
  rule.within = reader.length(thing, "within").value;
}

RuleText read_rule(Reader& reader, const Node& node) {
  RuleText rule;
  auto thing = reader.thing(node, "rule", "a rule", node.span);
  if (!thing) return rule;
  rule.name = reader.needed_text(*thing, "id");
  if (!rule.name.value.empty()) thing->what = fmt::format("the rule `{}`", rule.name.value);
  thing->span = rule.name.span;
  rule.text = reader.text(*thing, "text");
  rule.because = reader.text(*thing, "because");
  rule.strength = reader.choice(*thing, "strength", kStrengthWords, Strength::kGate);
  rule.when = reader.condition(*thing, "when");
  rule.narrowing = reader.narrowing(*thing);
  const auto written = [&](const Form& form) { return thing->node->find(form.key) != nullptr; };
  const auto form = std::ranges::find_if(kForms, written);
  if (std::ranges::count_if(kForms, written) != 1) {
    reader.problem(ProblemCode::kRuleShape, thing->span,
                   fmt::format("{} asks for {}", thing->what,
                               form == std::end(kForms) ? "nothing" : "more than one thing"),
                   std::string(kFormsHint));
    return rule;
  }
  rule.kind = {form->kind, thing->node->find(form->key)->span};
  refuse_others(reader, *thing, *form);
  rule.trigger = read_trigger(reader, *thing, form->about);
  if (form->kind == RuleKind::kAtMost) {
    rule.at_most = reader.whole(*thing, "at_most", 1, std::int64_t{kCounterLimitMax}, 1);
    rule.counter = reader.name(*thing, "counter");
  } else {
    rule.condition = *reader.condition(*thing, form->key);
  }
  if (form->kind != RuleKind::kOwes) return rule;
  read_due(reader, *thing, rule);
  rule.lead = reader.truth(*thing, "lead");
  return rule;
}

}  // namespace

std::vector<RuleText> read_rules(Reader& reader, const SectionNodes& nodes) {
  std::vector<RuleText> out;
  for (const Node* node : nodes) {
    if (node->nothing()) continue;
    if (node->kind != Node::Kind::kList) {
      reader.problem(ProblemCode::kWrongType, node->span, "`rules` must be a list of rules",
                     "start each with `- id: …`");
      continue;
    }
    for (const Node& item : node->items) {
      if (out.size() == kRulesMax) {
        reader.problem(ProblemCode::kTooMany, item.span,
                       fmt::format("more than {} rules", kRulesMax));
        return out;
      }
      out.push_back(read_rule(reader, item));
    }
  }
  std::erase_if(out, [](const RuleText& rule) { return !rule.kind.given(); });
  return out;
}

}  // namespace callmap
