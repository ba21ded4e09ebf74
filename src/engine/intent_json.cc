#include "engine/intent_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>

#include "engine/intent_shape.h"
#include "engine/map_names.h"
#include "engine/names.h"

namespace callmap {
namespace {

std::unexpected<Refusal> refused(RefusalReason reason, std::string_view subject,
                                 std::string sentence) {
  return std::unexpected(Refusal{reason, std::string(subject), std::move(sentence), {}, {}, {}});
}

// As much of an outside text as a message may repeat, on a character's edge.
std::string_view brief(std::string_view text) {
  if (text.size() <= kNameLengthMax) return text;
  std::size_t length = kNameLengthMax;
  while (length > 0 && (static_cast<unsigned char>(text[length]) & 0xC0U) == 0x80U) --length;
  return text.substr(0, length);
}

class Writer {
 public:
  explicit Writer(const CallMap& map) : map_(map) {}

  std::string write(const Intent& intent) {
    std::visit(
        [&]<class Body>(const Body& body) {
          out_.open().field("do", IntentShape<Body>::kDo);
          IntentShape<Body>::members(*this, body);
          out_.close();
        },
        intent);
    return out_.take();
  }

  void text(std::string_view member, const std::string& value, std::size_t) {
    out_.field(member, value);
  }
  void prose(std::string_view member, const std::string& value) { out_.field(member, value); }
  void maybe_prose(std::string_view member, const std::string& value) {
    out_.text_if(member, value);
  }
  void number(std::string_view member, unsigned value) { out_.field(member, value); }
  void maybe_time(std::string_view member, const std::optional<Instant>& value) {
    if (value) out_.field(member, to_iso(*value));
  }
  void time(std::string_view member, Instant value) { out_.field(member, to_iso(value)); }
  void maybe_choice(std::string_view member, const auto& value) {
    if (value) choice(member, *value);
  }
  void one(std::string_view member, auto index) { out_.field(member, id_of(map_, index)); }
  void maybe(std::string_view member, const auto& index) {
    if (index) one(member, *index);
  }
  void choice(std::string_view member, auto value) { out_.field(member, name(value)); }
  void origin(std::string_view member, Origin value) {
    if (value != Origin::kTyped) choice(member, value);
  }
  void step(std::string_view member, ProcedureIndex procedure, StepIndex step) {
    out_.field(member, id_of(map_, procedure, step));
  }
  void answer(std::string_view member, ProcedureIndex procedure, StepIndex step,
              AnswerIndex answer) {
    out_.field(member, id_of(map_, procedure, step, answer));
  }

 private:
  const CallMap& map_;
  JsonWriter out_;
};

// Reads the members of one object and keeps the first thing that is wrong.
class Reader {
 public:
  Reader(const CallMap& map, const Json& json) : map_(map), json_(json) {}

  [[nodiscard]] const std::optional<Refusal>& finish() {
    if (fault_) return fault_;
    for (const auto& [member, value] : json_.members) {
      if (member == "do") continue;
      const auto known = std::ranges::find(asked_.begin(), asked_.begin() + asked_count_, member);
      if (known != asked_.begin() + asked_count_) continue;
      fail(RefusalReason::kInvalid, member,
           fmt::format("`{}` has no member `{}`", json_.text("do").value_or(""), brief(member)));
      break;
    }
    return fault_;
  }

  void text(std::string_view member, std::string& value, std::size_t length_max) {
    if (const Json* const found = required(member)) read_text(member, *found, value, length_max);
  }
  void prose(std::string_view member, std::string& value) {
    if (const Json* const found = required(member)) read_text(member, *found, value, kAnyLength);
  }
  void maybe_prose(std::string_view member, std::string& value) {
    if (const Json* const found = ask(member)) read_text(member, *found, value, kAnyLength);
  }
  template <class Number>
  void number(std::string_view member, Number& value) {
    const Json* const found = required(member);
    if (found == nullptr) return;
    constexpr std::int64_t kMost = std::numeric_limits<Number>::max();
    const bool whole = found->kind == Json::Kind::kInteger;
    if (!whole || found->integer < 0 || found->integer > kMost) {
      return invalid(member, fmt::format("a whole number from 0 to {}", kMost));
    }
    value = static_cast<Number>(found->integer);
  }
  void maybe_time(std::string_view member, std::optional<Instant>& value) {
    const Json* const found = ask(member);
    if (found == nullptr) return;
    if (found->is_string()) value = parse_iso(found->string);
    if (!value) invalid(member, "a time such as 2026-03-01T09:30:00Z");
  }
  void time(std::string_view member, Instant& value) {
    std::optional<Instant> read;
    maybe_time(member, read);
    if (!read) return fail(RefusalReason::kInvalid, member, fmt::format("`{}` is missing", member));
    value = *read;
  }
  template <class Choice>
  void maybe_choice(std::string_view member, std::optional<Choice>& value) {
    if (json_.find(member) != nullptr) choice(member, value.emplace());
  }
  template <class Index>
  void one(std::string_view member, Index& index) {
    find_id(member, member, [&](std::string_view id) { return find(map_, id, index); });
  }
  template <class Index>
  void maybe(std::string_view member, std::optional<Index>& index) {
    if (json_.find(member) != nullptr) one(member, index.emplace());
  }
  template <class Choice>
  void choice(std::string_view member, Choice& value) {
    find_id(member, member, [&](std::string_view id) {
      const auto known = named<Choice>(id);
      if (known) value = *known;
      return known.has_value();
    });
  }
  // People type, or take over what was heard; nobody but the server says that a value came from
  // elsewhere.
  void origin(std::string_view member, Origin& value) {
    if (json_.find(member) == nullptr) return;
    choice(member, value);
    if (fault_ || value == Origin::kTyped || value == Origin::kHeard) return;
    invalid(member, "`typed` or `heard`");
  }
  void step(std::string_view member, ProcedureIndex procedure, StepIndex& step) {
    find_id(member, "step in this procedure",
            [&](std::string_view id) { return find(map_, procedure, id, step); });
  }
  void answer(std::string_view member, ProcedureIndex procedure, StepIndex step,
              AnswerIndex& answer) {
    find_id(member, "answer at this step",
            [&](std::string_view id) { return find(map_, procedure, step, id, answer); });
  }

 private:
  void fail(RefusalReason reason, std::string_view subject, std::string sentence) {
    if (!fault_) {
      fault_ = Refusal{reason, std::string(brief(subject)), std::move(sentence), {}, {}, {}};
    }
  }
  void invalid(std::string_view member, std::string_view expected) {
    fail(RefusalReason::kInvalid, member, fmt::format("`{}` must be {}", member, expected));
  }
  const Json* ask(std::string_view member) {
    if (fault_) return nullptr;
    asked_[asked_count_++] = member;
    return json_.find(member);
  }
  const Json* required(std::string_view member) {
    const Json* const found = ask(member);
    if (found == nullptr && !fault_) {
      fail(RefusalReason::kInvalid, member, fmt::format("`{}` is missing", member));
    }
    return found;
  }
  void read_text(std::string_view member, const Json& found, std::string& value,
                 std::size_t length_max) {
    if (!found.is_string()) return invalid(member, "a text");
    if (found.string.size() > length_max) {
      return invalid(member, fmt::format("at most {} bytes long", length_max));
    }
    value = found.string;
  }
  template <class Find>
  void find_id(std::string_view member, std::string_view what, Find find) {
    const Json* const found = required(member);
    if (found == nullptr) return;
    if (!found->is_string()) return invalid(member, "a text");
    if (find(found->string)) return;
    fail(RefusalReason::kUnknown, member,
         fmt::format("there is no {} `{}`", what, brief(found->string)));
  }

  static constexpr std::size_t kAnyLength = std::numeric_limits<std::size_t>::max();
  static constexpr std::size_t kMembersMax = 4;
  const CallMap& map_;
  const Json& json_;
  std::array<std::string_view, kMembersMax> asked_{};
  std::size_t asked_count_ = 0;
  std::optional<Refusal> fault_;
};

template <std::size_t Place>
bool read_body(std::string_view what, Intent& intent, Reader& reader) {
  using Body = std::variant_alternative_t<Place, Intent>;
  if (IntentShape<Body>::kDo != what) return false;
  IntentShape<Body>::members(reader, intent.emplace<Place>());
  return true;
}

template <std::size_t... Places>
bool read_any(std::string_view what, Intent& intent, Reader& reader,
              std::index_sequence<Places...>) {
  return (read_body<Places>(what, intent, reader) || ...);
}

// What the phone system says of its recording: `is` is `on` or `paused`.
std::expected<Observation, Refusal> recording_seen(const Json& json) {
  const auto is = json.text("is");
  if (is == "on" || is == "paused") return observation::Recording{is == "on"};
  return refused(RefusalReason::kInvalid, "is", "`is` must be `on` or `paused`");
}

std::optional<Observation> seen(std::string_view saw, std::string_view by) {
  if (saw == "connected") return observation::Connected{};
  if (saw == "held") return observation::Held{};
  if (saw == "unheld") return observation::Unheld{};
  if (saw == "dropped") return observation::Dropped{};
  if (saw == "hung_up") return observation::HungUp{std::string(by)};
  return std::nullopt;
}

}  // namespace

std::expected<Intent, Refusal> parse_intent(const CallMap& map, const Json& json) {
  if (!json.is_object()) return refused(RefusalReason::kInvalid, "do", "an intent is an object");
  const auto what = json.text("do");
  if (!what) return refused(RefusalReason::kInvalid, "do", "`do` is missing or no text");
  Intent intent;
  Reader reader(map, json);
  constexpr auto kPlaces = std::make_index_sequence<std::variant_size_v<Intent>>();
  if (!read_any(*what, intent, reader, kPlaces)) {
    return refused(RefusalReason::kUnknown, "do",
                   fmt::format("there is no intent `{}`", brief(*what)));
  }
  if (const auto& fault = reader.finish()) return std::unexpected(*fault);
  return intent;
}

std::expected<Observation, Refusal> parse_observation(const Json& json) {
  if (!json.is_object()) {
    return refused(RefusalReason::kInvalid, "saw", "an observation is an object");
  }
  const auto saw = json.text("saw");
  if (!saw) return refused(RefusalReason::kInvalid, "saw", "`saw` is missing or no text");
  for (const auto& [member, value] : json.members) {
    const bool known = (member == "by" && *saw == "hung_up") ||
                       (member == "is" && *saw == "recording") || member == "saw";
    if (known) continue;
    return refused(RefusalReason::kInvalid, brief(member),
                   fmt::format("`{}` has no member `{}`", brief(*saw), brief(member)));
  }
  if (*saw == "recording") return recording_seen(json);
  const auto by =
      json.find("by") == nullptr ? std::optional<std::string_view>("line") : json.text("by");
  if (!by || (*by != "caller" && *by != "agent" && *by != "line")) {
    return refused(RefusalReason::kInvalid, "by", "`by` must be `caller`, `agent` or `line`");
  }
  auto observation = seen(*saw, *by);
  if (!observation) {
    return refused(RefusalReason::kUnknown, "saw",
                   fmt::format("there is no observation `{}`", brief(*saw)));
  }
  return *std::move(observation);
}

std::string to_json(const CallMap& map, const Intent& intent) {
  return Writer(map).write(intent);
}

}  // namespace callmap
