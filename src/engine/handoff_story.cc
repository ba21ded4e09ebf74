#include "engine/handoff_story.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/value.h"
#include "engine/viewpoint.h"

namespace callmap {
namespace {

// Ends like a sentence.
std::string as_sentence(std::string text) {
  while (!text.empty() && (text.back() == ' ' || text.back() == '\n')) text.pop_back();
  if (text.empty()) return text;
  const char last = text.back();
  if (last != '.' && last != '!' && last != '?') text += '.';
  return text;
}

// `Goal: Know why; Urgency: high.` of the package's fields, `said` apart, and what nobody said too:
// a field's first choice that stands as it came.
std::string known_facts(const Viewpoint& view, std::string_view said) {
  const HandoffPolicy& policy = view.map.handoff;
  std::string facts;
  for (const PackageItem& item : policy.package) {
    if (item.source != PackageItem::Source::kField) continue;
    if (item.field == policy.story || item.field == policy.team) continue;
    const Field& field = view.map.fields[at(item.field)];
    const FieldEntry* const entry = view.contact.field(view.map, item.field);
    if (entry == nullptr || entry->erased || !view.may_see(field.data_class)) continue;
    const std::string value = shown_value(field, entry->value);
    const bool as_it_came = field.first && entry->origin == Origin::kSystem;
    if (value.empty() || value == said || as_it_came) continue;
    if (!facts.empty()) facts += "; ";
    facts += fmt::format("{}: {}", field.label, value);
  }
  return as_sentence(std::move(facts));
}

// The map's own sentences, as far as all that they name is known and may be seen there.
std::string drafted(const Viewpoint& view) {
  std::string story;
  for (const PhraseIndex index : view.map.handoff.draft) {
    if (!view.holds(view.map.phrases[at(index)].when)) continue;
    std::string sentence;
    const PhraseView filled = fill(view, index);
    if (std::ranges::any_of(filled.parts, &PhraseView::Part::empty)) continue;
    for (const PhraseView::Part& part : filled.parts) sentence += part.text;
    if (!story.empty()) story += ' ';
    story += as_sentence(std::move(sentence));
  }
  return story;
}

// At most so many characters, cut where a word ends.
std::string cut(std::string text, std::size_t most) {
  if (characters(text) <= most) return text;
  while (!text.empty() && characters(text) >= most) {
    const std::size_t space = text.find_last_of(" \n");
    if (space == std::string::npos) return {};
    text.resize(space);
  }
  return text + "…";
}

}  // namespace

std::string handoff_story(const CallMap& map, const Contact& contact) {
  if (!map.handoff.story) return {};
  const Viewpoint view{map, contact, contact.record.last, Sight::kOther, {}};
  std::string story = drafted(view);
  if (story.empty()) {
    const std::string told = request_title(view, contact.control.request().number);
    story = as_sentence(told);
    const std::string facts = known_facts(view, told);
    if (!story.empty() && !facts.empty()) story += ' ';
    story += facts;
  }
  const Field& field = map.fields[at(*map.handoff.story)];
  return cut(std::move(story), length_max(field.type));
}

}  // namespace callmap
