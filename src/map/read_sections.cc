// The small sections: fields, facts, card, actions, outcomes, counters, dispositions, endings,
// notes, lines.
#include "map/read_sections.h"

#include <algorithm>

namespace callmap {
namespace {

std::string named(std::string_view kind, const Text& name) {
  return fmt::format("the {} `{}`", kind, name.value);
}

std::vector<NamedText> read_choices(Reader& reader, const Thing& field) {
  const Node* node = field.node->find("choices");
  if (node == nullptr) return {};
  if (node->kind == Node::Kind::kMap) return reader.named_texts({node}, "choice", kChoicesMax);
  std::vector<NamedText> out;
  // A list gives names alone; making it a map of names lets one place check them.
  Node map{.kind = Node::Kind::kMap, .span = node->span};
  for (Text& name : reader.texts_of(*node, fmt::format("`choices` of {}", field.what))) {
    map.keys.push_back({.span = name.span, .text = name.value});
    map.items.push_back({.span = name.span, .text = humanise(name.value)});
  }
  return reader.named_texts({&map}, "choice", kChoicesMax);
}

}  // namespace

void check_phone_number(Reader& reader, const Text& number) {
  const std::string_view text = number.value;
  if (text.empty()) return;
  const bool form = text.size() >= 8 && text.size() <= 16 && text[0] == '+' && text[1] != '0';
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  if (form && std::ranges::all_of(text.substr(1), digit)) return;
  reader.problem(ProblemCode::kBadPhoneNumber, number.span,
                 fmt::format("`{}` is no phone number", text),
                 "write it as E.164: `+`, country code and number, digits alone, in quotes");
}

SkillsForText read_skills_for(Reader& reader, const Thing& thing) {
  const Node* node = thing.node->find("skills_for");
  if (node == nullptr) return {};
  const Text text = reader.text_of(*node, fmt::format("`skills_for` of {}", thing.what));
  SkillsForText out{.span = text.span};
  out.always = text.value == "always";
  if (out.always || text.value.empty()) return out;
  const auto length = reader.duration_of(text);
  if (!length) return out;
  out.time = *length;
  if (*length >= kSkillsForMin && *length <= kSkillsForMax) return out;
  reader.problem(ProblemCode::kOutOfRange, text.span,
                 fmt::format("`skills_for` must be between {} and {}, not {}",
                             to_string(kSkillsForMin), to_string(kSkillsForMax), text.value),
                 "write `always` where nobody without the skills may ever take it");
  return out;
}

std::vector<ReasonText> read_reasons(Reader& reader, const SectionNodes& nodes) {
  std::vector<ReasonText> out;
  reader.each_named(nodes, "reason", kChoicesMax, [&](const Text& name, const Node& value) {
    ReasonText reason{.name = name};
    auto [label, thing] = reader.short_or_thing(value, "reason", named("reason", name), name.span);
    reason.label = std::move(label);
    if (thing) {
      reason.label = reader.needed_text(*thing, "label");
      reason.skills = reader.texts(*thing, "skills");
    }
    out.push_back(std::move(reason));
  });
  return out;
}

std::vector<LineText> read_lines(Reader& reader, const SectionNodes& nodes) {
  std::vector<LineText> out;
  reader.each_named(nodes, "line", kLinesMax, [&](const Text& name, const Node& value) {
    LineText line{.name = name};
    if (const auto thing = reader.thing(value, "line", named("line", name), name.span)) {
      line.title = reader.needed_text(*thing, "title");
      line.number = reader.needed_text(*thing, "number");
      line.team = reader.name(*thing, "team");
      line.skills = reader.texts(*thing, "skills");
      line.skills_for = read_skills_for(reader, *thing);
    }
    check_phone_number(reader, line.number);
    out.push_back(std::move(line));
  });
  return out;
}

std::vector<FactText> read_facts(Reader& reader, const SectionNodes& nodes) {
  std::vector<FactText> out;
  reader.each_named(nodes, "fact", kFactsMax, [&](const Text& name, const Node& value) {
    FactText fact{.name = name};
    auto [text, thing] = reader.short_or_thing(value, "fact", named("fact", name), name.span);
    fact.text = std::move(text);
    if (thing) {
      fact.text = reader.needed_text(*thing, "text");
      fact.scope = reader.choice(*thing, "scope", kScopeWords, Scope::kContact);
    }
    out.push_back(std::move(fact));
  });
  return out;
}

std::vector<CardText> read_card(Reader& reader, const SectionNodes& nodes) {
  std::vector<CardText> out;
  reader.each_named(nodes, "card row", kCardRowsMax, [&](const Text& name, const Node& value) {
    CardText row{.name = name};
    auto [text, thing] =
        reader.short_or_thing(value, "card_row", named("card row", name), name.span);
    row.label = std::move(text);
    if (thing) {
      row.label = reader.needed_text(*thing, "label");
      row.data_class = reader.choice(*thing, "class", kDataClassWords, DataClass::kAccount);
    }
    out.push_back(std::move(row));
  });
  return out;
}

std::vector<FieldText> read_fields(Reader& reader, const SectionNodes& nodes) {
  std::vector<FieldText> out;
  reader.each_named(nodes, "field", kFieldsMax, [&](const Text& name, const Node& value) {
    FieldText field{.name = name};
    auto [text, thing] = reader.short_or_thing(value, "field", named("field", name), name.span);
    field.label = std::move(text);
    if (thing) {
      field.label = reader.needed_text(*thing, "label");
      field.hint = reader.text(*thing, "hint");
      field.type = reader.choice(*thing, "type", kFieldTypeWords, FieldType::kText);
      field.data_class = reader.choice(*thing, "class", kDataClassWords, DataClass::kPublic);
      field.scope = reader.choice(*thing, "scope", kScopeWords, Scope::kRequest);
      field.choices = read_choices(reader, *thing);
      field.first = reader.name(*thing, "first");
      field.when = reader.condition(*thing, "when");
      field.narrowing = reader.narrowing(*thing);
    }
    out.push_back(std::move(field));
  });
  return out;
}

std::vector<ActionText> read_actions(Reader& reader, const SectionNodes& nodes) {
  std::vector<ActionText> out;
  reader.each_named(nodes, "action", kActionsMax, [&](const Text& name, const Node& value) {
    ActionText action{.name = name};
    auto [text, thing] = reader.short_or_thing(value, "action", named("action", name), name.span);
    action.text = std::move(text);
    if (thing) {
      action.text = reader.needed_text(*thing, "text");
      action.data_class = reader.choice(*thing, "class", kDataClassWords, DataClass::kPublic);
      action.scope = reader.choice(*thing, "scope", kScopeWords, Scope::kRequest);
      action.shows = reader.texts(*thing, "shows");
      action.takes = reader.length(*thing, "takes");
      action.next_step = reader.text(*thing, "next_step");
      action.say = reader.phrases(*thing);
      action.when = reader.condition(*thing, "when");
      action.narrowing = reader.narrowing(*thing);
      action.effect = reader.effect(*thing);
    }
    out.push_back(std::move(action));
  });
  return out;
}

std::vector<OutcomeText> read_outcomes(Reader& reader, const SectionNodes& nodes) {
  std::vector<OutcomeText> out;
  reader.each_named(nodes, "outcome", kOutcomesMax, [&](const Text& name, const Node& value) {
    OutcomeText outcome{.name = name};
    auto [text, thing] = reader.short_or_thing(value, "outcome", named("outcome", name), name.span);
    outcome.label = std::move(text);
    if (thing) {
      outcome.label = reader.needed_text(*thing, "label");
      outcome.key = reader.key_letter(*thing);
      outcome.effect = reader.effect(*thing);
    }
    out.push_back(std::move(outcome));
  });
  return out;
}

std::vector<CounterText> read_counters(Reader& reader, const SectionNodes& nodes) {
  std::vector<CounterText> out;
  reader.each_named(nodes, "counter", kCountersMax, [&](const Text& name, const Node& value) {
    CounterText counter{.name = name};
    if (const auto thing = reader.thing(value, "counter", named("counter", name), name.span)) {
      counter.text = reader.needed_text(*thing, "text");
      counter.limit = reader.whole(*thing, "limit", 1, std::int64_t{kCounterLimitMax}, 1);
      if (thing->node->find("limit") == nullptr) reader.missing(*thing, "limit");
      counter.scope = reader.choice(*thing, "scope", kScopeWords, Scope::kRequest);
    }
    out.push_back(std::move(counter));
  });
  return out;
}

std::vector<DispositionText> read_dispositions(Reader& reader, const SectionNodes& nodes) {
  std::vector<DispositionText> out;
  reader.each_named(
      nodes, "disposition", kDispositionsMax, [&](const Text& name, const Node& value) {
        DispositionText disposition{.name = name};
        auto [text, thing] =
            reader.short_or_thing(value, "disposition", named("disposition", name), name.span);
        disposition.title = std::move(text);
        if (thing) {
          disposition.title = reader.needed_text(*thing, "title");
          disposition.resolves = reader.truth(*thing, "resolves");
          disposition.when = reader.condition(*thing, "when");
          disposition.narrowing = reader.narrowing(*thing);
        }
        out.push_back(std::move(disposition));
      });
  return out;
}

std::vector<EndingText> read_endings(Reader& reader, const SectionNodes& nodes) {
  std::vector<EndingText> out;
  reader.each_named(nodes, "ending", kEndingsMax, [&](const Text& name, const Node& value) {
    EndingText ending{.name = name};
    auto [text, thing] = reader.short_or_thing(value, "ending", named("ending", name), name.span);
    ending.title = std::move(text);
    if (thing) {
      ending.title = reader.needed_text(*thing, "title");
      ending.key = reader.key_letter(*thing);
      ending.no_conversation = reader.truth(*thing, "no_conversation");
      ending.when = reader.condition(*thing, "when");
      ending.narrowing = reader.narrowing(*thing);
    }
    out.push_back(std::move(ending));
  });
  return out;
}

std::vector<NoteText> read_notes(Reader& reader, const SectionNodes& nodes) {
  std::vector<NoteText> out;
  reader.each_named(nodes, "note section", kNoteSectionsMax,
                    [&](const Text& name, const Node& value) {
                      NoteText note{.name = name};
                      if (const auto thing =
                              reader.thing(value, "note", named("note section", name), name.span)) {
                        note.title = reader.needed_text(*thing, "title");
                        note.lines = reader.texts(*thing, "lines");
                        if (thing->node->find("lines") == nullptr) reader.missing(*thing, "lines");
                      }
                      out.push_back(std::move(note));
                    });
  return out;
}

}  // namespace callmap
