#include "engine/viewpoint.h"

#include <algorithm>

#include "engine/gates.h"
#include "engine/move.h"

namespace callmap {
namespace {

constexpr std::size_t kTitleLengthMax = 120;  // bytes

std::string first_line(std::string_view text) {
  text = text.substr(0, text.find('\n'));
  if (text.size() <= kTitleLengthMax) return std::string(text);
  std::size_t length = kTitleLengthMax;
  while (length > 0 && (static_cast<unsigned char>(text[length]) & 0xC0U) == 0x80U) --length;
  return std::string(text.substr(0, length)) + "…";
}

std::string visible_value(const Viewpoint& view, FieldIndex index, std::uint8_t request) {
  const Field& field = view.map.fields[at(index)];
  if (!view.may_see(field.data_class)) return {};
  const std::uint8_t number = field.scope == Scope::kRequest ? request : std::uint8_t{0};
  const FieldEntry* const entry = view.contact.field(index, number);
  if (entry == nullptr || entry->erased) return {};
  return shown_value(field, entry->value);
}

// The field in which the customer's words stand: the first free text of a request that the notes
// show.
std::optional<FieldIndex> told_field(const CallMap& map) {
  for (const NoteSection& section : map.notes) {
    for (const NoteLine& line : section.lines) {
      if (line.source != NoteLine::Source::kField) continue;
      const Field& field = map.fields[at(line.field)];
      const bool free = field.type == FieldType::kText || field.type == FieldType::kLine;
      if (free && field.scope == Scope::kRequest) return line.field;
    }
  }
  return std::nullopt;
}

void add_unmet(std::vector<UnmetGate>& unmet, const Viewpoint& view, const Rule& rule) {
  if (rule.strength != Strength::kGate || lets_pass(rule, view.control())) return;
  const auto known = std::ranges::find(unmet, &rule, &UnmetGate::rule);
  if (known != unmet.end()) return;
  unmet.push_back({&rule, way_through(view.map, view.control(), rule)});
}

// A gate before the next stage, or one that is written here. What guards the disposition and
// finishing waits for the work after the call.
bool concerns_stage(const CallMap& map, const Rule& rule, StageIndex stage) {
  using Kind = Trigger::Kind;
  if (rule.trigger.kind == Kind::kLeaveStage) return rule.trigger.index == at(stage);
  if (rule.trigger.kind == Kind::kDispose || rule.trigger.kind == Kind::kFinish) return false;
  return rule.checkpoint && map.checkpoints[at(*rule.checkpoint)].stage == stage;
}

void add_unmet(std::vector<UnmetGate>& unmet, const Viewpoint& view, Trigger trigger) {
  for (const RuleIndex index : view.map.rules_for(trigger)) {
    add_unmet(unmet, view, view.map.rules[at(index)]);
  }
}

}  // namespace

Level Viewpoint::level() const {
  const auto& until = contact.record.verified_until;
  return until && *until <= now ? Level::kNone : contact.control.level;
}

bool Viewpoint::may_see(DataClass data_class) const {
  if (data_class == DataClass::kPublic) return true;
  return sight == Sight::kHolder && opens(level(), data_class);
}

std::string shown_value(const Field& field, std::string_view stored) {
  if (field.choices.empty()) return std::string(stored);
  std::string text;
  while (!stored.empty()) {
    const std::string_view id = stored.substr(0, stored.find(','));
    const auto choice = std::ranges::find(field.choices, id, &Choice::id);
    if (!text.empty()) text += ", ";
    text += choice == field.choices.end() ? id : std::string_view(choice->label);
    stored.remove_prefix(std::min(stored.size(), id.size() + 1));
  }
  return text;
}

std::string request_title(const Viewpoint& view, std::uint8_t request) {
  const auto told = told_field(view.map);
  std::string title = told ? first_line(visible_value(view, *told, request)) : std::string();
  if (!title.empty() || !view.map.reason_field) return title;
  return visible_value(view, *view.map.reason_field, request);
}

std::optional<std::size_t> slot_of(const Control& control, std::uint8_t request) {
  for (std::size_t i = 0; i < control.requests.size(); ++i) {
    if (control.requests[i].number == request) return i;
  }
  return std::nullopt;
}

Control with_current(const CallMap& map, const Control& control, std::size_t slot) {
  Control copy = control;
  copy.current = static_cast<std::uint8_t>(slot);
  refresh_system(copy, map);
  return copy;
}

std::vector<UnmetGate> gates_ahead(const Viewpoint& view) {
  std::vector<UnmetGate> unmet;
  const Control& control = view.control();
  if (control.phase == Phase::kLive) {
    for (const Rule& rule : view.map.rules) {
      if (concerns_stage(view.map, rule, control.stage)) add_unmet(unmet, view, rule);
    }
  }
  if (control.phase == Phase::kAfterCall) {
    if (control.request().open) add_unmet(unmet, view, {Trigger::Kind::kDispose, 0});
    add_unmet(unmet, view, {Trigger::Kind::kFinish, 0});
    for (const Rule& rule : view.map.rules) {
      if (!owed_before_closing(control, rule)) continue;
      unmet.push_back({&rule, way_through(view.map, control, rule)});
    }
  }
  return unmet;
}

std::vector<UnmetGate> duties_now(const Viewpoint& view) {
  std::vector<UnmetGate> duties;
  for (const RuleIndex index : view.map.duties) {
    const Rule& rule = view.map.rules[at(index)];
    if (owed(view.control(), rule) == Owed::kNone) continue;
    duties.push_back({&rule, way_through(view.map, view.control(), rule)});
  }
  return duties;
}

bool all_let_pass(const CallMap& map, const Control& control, Trigger trigger) {
  return std::ranges::all_of(map.rules_for(trigger), [&](RuleIndex index) {
    const Rule& rule = map.rules[at(index)];
    return rule.strength != Strength::kGate || lets_pass(rule, control);
  });
}

bool may_disclose(const Viewpoint& view, DataClass data_class) {
  if (data_class != DataClass::kPublic && view.level() != view.control().level) return false;
  for (std::uint16_t level = 1; level <= static_cast<std::uint16_t>(data_class); ++level) {
    if (!all_let_pass(view.map, view.control(), {Trigger::Kind::kDisclose, level})) return false;
  }
  return true;
}

}  // namespace callmap
