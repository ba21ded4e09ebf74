// Phrases with their slots filled, from the contact, the map and nothing else.

#include <fmt/format.h>

#include <algorithm>

#include "engine/viewpoint.h"

namespace callmap {
namespace {

constexpr std::size_t kHintDigits = 3;  // of a number that may not be told in full

std::string spoken(Duration length) {
  const auto count = [](std::int64_t n, std::string_view unit) {
    return fmt::format("{} {}{}", n, unit, n == 1 ? "" : "s");
  };
  const std::int64_t whole = length.ms / 1000;
  if (whole % 3600 == 0 && whole > 0) return count(whole / 3600, "hour");
  if (whole % 60 == 0 && whole > 0) return count(whole / 60, "minute");
  return count(whole, "second");
}

// What {takes} and {next_step} speak of.
Wait under_way(const Viewpoint& view) {
  const auto& actions = view.record().actions;
  for (auto entry = actions.rbegin(); entry != actions.rend(); ++entry) {
    if (!entry->finished) return wait_of(view.map.actions[at(entry->action)]);
  }
  if (!view.control().in_procedure()) return {};
  const StackEntry top = view.control().top();
  return wait_of(view.map, view.map.procedures[at(top.procedure)].steps[at(top.step)]);
}

std::string number(const Viewpoint& view) {
  const auto& index = view.map.callback_field;
  if (index && view.may_see(view.map.fields[at(*index)].data_class)) {
    const FieldEntry* const entry = view.contact.field(view.map, *index);
    if (entry != nullptr && !entry->erased && !entry->value.empty()) return entry->value;
  }
  const std::string& caller = view.record().caller_number;
  if (caller.size() <= kHintDigits) return {};
  if (view.may_see(DataClass::kAccount)) return caller;
  return "the number ending " + caller.substr(caller.size() - kHintDigits);
}

std::string builtin(const Viewpoint& view, std::string_view name, const Wait* about) {
  if (name == "agent") return std::string(view.agent_name);
  if (name == "reference") return view.record().reference;
  if (name == "number") return number(view);
  if (name == "stage") return view.map.stages[at(view.control().stage)].title;
  if (name == "time") return to_iso(view.record().started).substr(11, 5) + " UTC";
  if (name == "wait") return view.around.wait;
  const Wait wait = about != nullptr ? *about : under_way(view);
  if (name == "next_step") return std::string(wait.next_step);
  return wait.takes.ms > 0 ? spoken(wait.takes) : std::string();
}

std::string constant(const CallMap& map, std::string_view name) {
  const auto found =
      std::ranges::find(map.constants, name, &std::pair<std::string, std::string>::first);
  return found == map.constants.end() ? std::string() : found->second;
}

std::string field_value(const Viewpoint& view, FieldIndex index) {
  const Field& field = view.map.fields[at(index)];
  if (!view.may_see(field.data_class)) return {};
  const FieldEntry* const entry = view.contact.field(view.map, index);
  return entry == nullptr || entry->erased ? std::string() : shown_value(field, entry->value);
}

std::string slot_value(const Viewpoint& view, const PhrasePart& part, const Wait* about) {
  if (!view.may_see(part.data_class)) return {};
  switch (part.kind) {
    case PhrasePart::Kind::kWords: return part.text;
    case PhrasePart::Kind::kField:
      return part.field ? field_value(view, *part.field) : std::string();
    case PhrasePart::Kind::kConstant: return constant(view.map, part.text);
    case PhrasePart::Kind::kBuiltin: return builtin(view, part.text, about);
  }
  return {};
}

// What stands in an empty slot that has no fallback: the field's label, or the slot's own name.
std::string bracketed(const Viewpoint& view, const PhrasePart& part) {
  if (part.field) return "[" + view.map.fields[at(*part.field)].label + "]";
  if (part.text == "agent") return "[your name]";
  std::string name = part.text;
  std::ranges::replace(name, '_', ' ');
  return "[" + name + "]";
}

PhraseView::Part fill_part(const Viewpoint& view, const PhrasePart& part, const Wait* about) {
  if (part.kind == PhrasePart::Kind::kWords) return {part.text, false, false};
  std::string value = slot_value(view, part, about);
  if (!value.empty()) return {std::move(value), true, false};
  return {part.fallback.empty() ? bracketed(view, part) : part.fallback, true, true};
}

// When it was said for the current request; what was said before that request is to be said again.
std::optional<Instant> said_at(const Viewpoint& view, PhraseIndex phrase) {
  const auto& said = view.record().said;
  const auto entry = std::ranges::find(said, phrase, &SaidEntry::phrase);
  if (entry == said.end()) return std::nullopt;
  const auto& requests = view.record().requests;
  const auto request =
      std::ranges::find(requests, view.control().request().number, &RequestEntry::number);
  if (request != requests.end() && entry->at < request->opened) return std::nullopt;
  return entry->at;
}

void append_encoded(std::string& url, std::string_view text) {
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '_' || c == '.' || c == '~';
    if (plain) {
      url += c;
    } else {
      url += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
}

// A wait is foretold of nobody: where nobody is there, the words that do without it are left.
bool can_be_said(const Viewpoint& view, PhraseIndex index) {
  if (!view.around.nobody_there) return true;
  return std::ranges::none_of(view.map.phrases[at(index)].parts, [](const PhrasePart& part) {
    return part.kind == PhrasePart::Kind::kBuiltin && part.text == "wait";
  });
}

// What is filled in may be a sentence of its own, and brings its full stop along.
void drop_second_stops(std::vector<PhraseView::Part>& parts) {
  for (std::size_t n = 1; n < parts.size(); ++n) {
    const PhraseView::Part& value = parts[n - 1];
    const bool filled = value.slot && !value.empty && !value.text.empty();
    const bool ends = filled && std::string_view(".!?").contains(value.text.back());
    if (ends && parts[n].text.starts_with('.')) parts[n].text.erase(0, 1);
  }
  std::erase_if(parts, [](const PhraseView::Part& part) { return part.text.empty(); });
}

}  // namespace

Wait wait_of(const Action& action) {
  return {action.takes, action.next_step};
}

Wait wait_of(const CallMap& map, const Step& step) {
  Wait wait{step.takes, step.next_step};
  if (!step.action) return wait;
  const Action& action = map.actions[at(*step.action)];
  if (wait.takes.ms == 0) wait.takes = action.takes;
  if (wait.next_step.empty()) wait.next_step = action.next_step;
  return wait;
}

PhraseView fill(const Viewpoint& view, PhraseIndex index, const Wait* about) {
  const Phrase& phrase = view.map.phrases[at(index)];
  PhraseView filled{.id = phrase.id, .parts = {}, .asks = {}, .verbatim = phrase.verbatim};
  filled.parts.reserve(phrase.parts.size());
  for (const PhrasePart& part : phrase.parts) {
    filled.parts.push_back(fill_part(view, part, about));
  }
  drop_second_stops(filled.parts);
  for (const FieldIndex field : phrase.asks) filled.asks.push_back(view.map.fields[at(field)].id);
  filled.said = said_at(view, index);
  return filled;
}

std::vector<PhraseView> fill_all(const Viewpoint& view, const std::vector<PhraseIndex>& phrases,
                                 const Wait* about) {
  std::vector<PhraseView> filled;
  filled.reserve(phrases.size());
  for (const PhraseIndex phrase : phrases) {
    if (view.holds(view.map.phrases[at(phrase)].when) && can_be_said(view, phrase)) {
      filled.push_back(fill(view, phrase, about));
    }
  }
  return filled;
}

Link fill(const Viewpoint& view, const Link& link) {
  Link filled{link.title, {}};
  std::string_view left = link.url;
  while (!left.empty()) {
    const std::size_t open = left.find('{');
    filled.url += left.substr(0, open);
    if (open == std::string_view::npos) break;
    const std::size_t close = left.find('}', open);
    if (close == std::string_view::npos) break;
    const std::string_view name = left.substr(open + 1, close - open - 1);
    left.remove_prefix(close + 1);
    const auto index = view.map.field(name);
    if (!index) {
      append_encoded(filled.url, constant(view.map, name));
    } else if (view.map.fields[at(*index)].data_class == DataClass::kPublic) {
      const FieldEntry* const entry = view.contact.field(view.map, *index);
      if (entry != nullptr && !entry->erased) append_encoded(filled.url, entry->value);
    }
  }
  return filled;
}

PhraseView fill(const CallMap& map, const Contact& contact, PhraseIndex phrase, Sight sight,
                std::string_view agent_name) {
  return fill(Viewpoint{map, contact, contact.record.last, sight, agent_name}, phrase);
}

}  // namespace callmap
