// Who there is and when: hours, teams, how much one person holds, what travels with a handoff, how
// dropped calls are called back.
#include <algorithm>

#include "map/read_sections.h"

namespace callmap {
namespace {

constexpr std::uint16_t kMinutesOfDay = 24 * 60;
constexpr std::string_view kHoursHint =
    "write `08:00-20:00`, several with commas between them, `24:00` for the end of the day";

// `08:30`; nullopt for anything else.
std::optional<std::uint16_t> minute_of(std::string_view text) {
  const auto digit = [&](std::size_t n) { return text[n] >= '0' && text[n] <= '9'; };
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  if (!digit(0) || !digit(1) || !digit(3) || !digit(4)) return std::nullopt;
  const int hour = (text[0] - '0') * 10 + (text[1] - '0');
  const int minute = (text[3] - '0') * 10 + (text[4] - '0');
  const int all = hour * 60 + minute;
  if (minute > 59 || all > kMinutesOfDay) return std::nullopt;
  return static_cast<std::uint16_t>(all);
}

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

void read_span(Reader& reader, std::string_view written, Span place,
               std::vector<Given<OpenHours::Span>>& out) {
  const std::string_view text = trimmed(written);
  const std::size_t dash = std::min(text.find('-'), text.size());
  const auto from = minute_of(trimmed(text.substr(0, dash)));
  const auto to = minute_of(trimmed(text.substr(std::min(dash + 1, text.size()))));
  if (!from || !to || *from == *to) {
    reader.problem(
        ProblemCode::kBadHours, place, fmt::format("`{}` are no hours", text),
        text == "closed" ? "leave the day out: it is closed then" : std::string(kHoursHint));
    return;
  }
  if (*from > *to) {
    reader.problem(ProblemCode::kBadHours, place,
                   fmt::format("the hours `{}` end before they begin", text),
                   "cut them at midnight: up to `24:00`, and from `00:00` on the next day");
    return;
  }
  out.push_back({{*from, *to}, place});
}

void read_day(Reader& reader, const Thing& thing, std::string_view word,
              std::vector<Given<OpenHours::Span>>& out) {
  for (const Text& each : reader.texts(thing, word)) {
    std::string_view rest = each.value;
    while (true) {
      const std::size_t comma = std::min(rest.find(','), rest.size());
      read_span(reader, rest.substr(0, comma), each.span, out);
      if (comma == rest.size()) break;
      rest.remove_prefix(comma + 1);
    }
  }
}

TeamText read_team(Reader& reader, const Text& name, const Node& value) {
  TeamText team{.name = name};
  auto [text, thing] =
      reader.short_or_thing(value, "team", fmt::format("the team `{}`", name.value), name.span);
  team.title = std::move(text);
  if (!thing) return team;
  team.title = reader.needed_text(*thing, "title");
  team.handles = reader.text(*thing, "handles");
  team.hours = reader.name(*thing, "hours");
  team.skills = reader.texts(*thing, "skills");
  team.outside = reader.truth(*thing, "outside");
  team.blind = reader.truth(*thing, "blind");
  team.number = reader.text(*thing, "number");
  team.reads = reader.choice(*thing, "reads", kReadsWords, DataClass::kPublic);
  check_phone_number(reader, team.number);
  const auto refuse = [&](std::string_view key, Span span, std::string_view hint) {
    reader.problem(ProblemCode::kKeyNotHere, span,
                   fmt::format("{} has `{}`, which a team {} does not have", thing->what, key,
                               team.outside.value ? "outside" : "of your own"),
                   hint);
  };
  constexpr std::string_view kOwn = "it is for a team with `outside: true`, which is told by phone";
  if (team.outside.value && !team.skills.empty()) {
    refuse("skills", team.skills.front().span,
           "outside nobody is chosen here: they see who takes it");
  }
  if (!team.outside.value && team.number.given()) refuse("number", team.number.span, kOwn);
  if (!team.outside.value && team.reads.given()) refuse("reads", team.reads.span, kOwn);
  if (team.outside.value && team.blind.value) {
    refuse("blind", team.blind.span, "outside somebody always accepts, and their name is kept");
  }
  return team;
}

}  // namespace

std::vector<HoursText> read_hours(Reader& reader, const SectionNodes& nodes) {
  std::vector<HoursText> out;
  reader.each_named(nodes, "hours set", kHoursMax, [&](const Text& name, const Node& value) {
    HoursText hours{.name = name};
    if (const auto thing =
            reader.thing(value, "hours", fmt::format("the hours `{}`", name.value), name.span)) {
      hours.zone = reader.needed_text(*thing, "zone");
      for (const auto& [word, day] : kDayWords) {
        hours.has_days = hours.has_days || thing->node->find(word) != nullptr;
        read_day(reader, *thing, word, hours.days[static_cast<std::size_t>(day)]);
      }
      hours.closed = reader.texts(*thing, "closed");
    }
    out.push_back(std::move(hours));
  });
  return out;
}

std::vector<TeamText> read_teams(Reader& reader, const SectionNodes& nodes) {
  std::vector<TeamText> out;
  reader.each_named(nodes, "team", kTeamsMax, [&](const Text& name, const Node& value) {
    out.push_back(read_team(reader, name, value));
  });
  return out;
}

std::vector<CapacityText> read_capacity(Reader& reader, const Node& node) {
  std::vector<CapacityText> out;
  if (node.nothing()) return out;
  if (node.kind != Node::Kind::kMap) {
    reader.problem(ProblemCode::kWrongType, node.span,
                   fmt::format("`capacity` must be a map with the name of each channel, not {}",
                               kind_in_words(node.kind)),
                   "write `capacity: { chat: 3 }`");
    return out;
  }
  const Thing all{&node, "`capacity`", node.span};
  for (const Node& key : node.keys) {
    out.push_back({.channel = {key.text, key.span},
                   .most = reader.whole(all, key.text, 1, std::int64_t{kCapacityMax}, 1)});
  }
  return out;
}

std::optional<HandoffText> read_handoff(Reader& reader, const Node& node) {
  const auto thing = reader.thing(node, "handoff", "`handoff`", node.span);
  if (!thing) return std::nullopt;
  HandoffText out{.span = node.span};
  out.package = reader.texts(*thing, "package");
  if (thing->node->find("package") == nullptr) reader.missing(*thing, "package");
  out.story = reader.name(*thing, "story");
  out.draft = reader.phrases(*thing, "draft");
  out.team = reader.name(*thing, "team");
  out.timeout = reader.length(*thing, "timeout");
  return out;
}

std::optional<CallbackText> read_callback(Reader& reader, const Node& node) {
  const auto thing = reader.thing(node, "callback", "`callback`", node.span);
  if (!thing) return std::nullopt;
  CallbackText out{.span = node.span};
  out.attempts = reader.whole(*thing, "attempts", 1, std::int64_t{kCallbackAttemptsMax}, 1);
  for (const std::string_view key : {"attempts", "after"}) {
    if (thing->node->find(key) == nullptr) reader.missing(*thing, key);
  }
  // Not by `texts`: the same distance may stand twice.
  if (const Node* after = thing->node->find("after")) {
    const bool list = after->kind == Node::Kind::kList;
    const std::vector<Node> one = list ? std::vector<Node>{} : std::vector<Node>{*after};
    for (const Node& each : list ? after->items : one) {
      const Text text = reader.text_of(each, "an item of `after`");
      const auto length = reader.duration_of(text);
      out.after.push_back({length.value_or(Duration{}), text.span});
    }
  }
  out.hours = reader.name(*thing, "hours");
  out.customer_hours = reader.name(*thing, "customer_hours");
  out.team = reader.name(*thing, "team");
  out.greeting = reader.phrases(*thing, "greeting");
  out.right_party = reader.phrases(*thing, "right_party");
  out.voicemail = reader.phrases(*thing, "voicemail");
  return out;
}

std::optional<HoldText> read_hold(Reader& reader, const Node& node) {
  const auto thing = reader.thing(node, "hold", "`hold`", node.span);
  if (!thing) return std::nullopt;
  HoldText out{.span = node.span};
  for (const std::string_view key : {"promise", "back"}) {
    if (thing->node->find(key) == nullptr) reader.missing(*thing, key);
  }
  out.promise = reader.length(*thing, "promise");
  out.back = reader.phrases(*thing, "back");
  return out;
}

std::optional<RecordingText> read_recording(Reader& reader, const Node& node) {
  const auto thing = reader.thing(node, "recording", "`recording`", node.span);
  if (!thing) return std::nullopt;
  RecordingText out{.span = node.span};
  for (const std::string_view key : {"field", "on", "paused"}) {
    if (thing->node->find(key) == nullptr) reader.missing(*thing, key);
  }
  out.field = reader.name(*thing, "field");
  out.on = reader.name(*thing, "on");
  out.paused = reader.texts(*thing, "paused");
  return out;
}

}  // namespace callmap
