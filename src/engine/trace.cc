#include "engine/trace.h"

#include <fmt/format.h>

#include "engine/guide.h"
#include "engine/intent_json.h"

namespace callmap {
namespace {

std::unexpected<std::string> wrong(std::string message) {
  return std::unexpected(std::move(message));
}

std::expected<TraceLine, std::string> parse_verdict(const CallMap& map, const Json& json) {
  const auto result = json.text("verdict"), method = json.text("method");
  if (result != "passed" && result != "failed") return wrong("`verdict` is `passed` or `failed`");
  if (!method) return wrong("a verdict needs its `method`");
  const auto index = map.method(*method);
  if (!index) return wrong(fmt::format("the map has no method `{}`", *method));
  const Method& known = map.verification.methods[at(*index)];
  return Verdict{verdict::Attempted{
      *index, "", result == "passed", json.truth("correction").value_or(false),
      known.attested ? PassSource::kAttestedByAgent : PassSource::kCompared, known.opens}};
}

}  // namespace

std::expected<TraceLine, std::string> parse_trace_line(const CallMap& map, std::string_view line) {
  const auto json = parse_json(line);
  if (!json) return wrong(json.error().message);
  if (json->find("do")) {
    auto intent = parse_intent(map, *json);
    if (!intent) return wrong(intent.error().sentence);
    return TraceLine(std::move(*intent));
  }
  if (json->find("saw")) {
    auto observation = parse_observation(*json);
    if (!observation) return wrong(observation.error().sentence);
    return TraceLine(std::move(*observation));
  }
  if (json->find("verdict")) return parse_verdict(map, *json);
  if (const auto after = json->text("after")) {
    const auto length = parse_duration(*after);
    if (!length) return wrong(fmt::format("`{}` is no length of time such as 30s", *after));
    return TraceWait{*length};
  }
  if (const auto person = json->text("as")) {
    if (!is_name(*person)) return wrong(fmt::format("`{}` is no id of a person", *person));
    return TraceAs{{std::string(*person)}};
  }
  if (const auto reason = json->text("expect")) return TraceExpect{std::string(*reason)};
  if (const auto stage = json->text("at")) {
    const auto index = map.stage(*stage);
    if (!index) return wrong(fmt::format("the map has no stage `{}`", *stage));
    return TraceAt{*index};
  }
  if (const auto id = json->text("next")) return TraceNext{std::string(*id)};
  return wrong("a line has one of `do`, `saw`, `verdict`, `after`, `as`, `expect`, `at`, `next`");
}

TracePlayer::TracePlayer(const CallMap& map, Instant at, Contact contact)
    : map_(map), at_(at), contact_(std::move(contact)) {}

std::optional<Refusal> TracePlayer::play(const TraceLine& line) {
  if (const auto* wait = std::get_if<TraceWait>(&line)) {
    at_ = at_ + wait->length;
    return send(Observation{observation::TimePassed{}});
  }
  if (const auto* as = std::get_if<TraceAs>(&line)) {
    person_ = as->person;
    return std::nullopt;
  }
  if (const auto* expect = std::get_if<TraceExpect>(&line)) {
    look_for(expect->reason, last_ ? name(last_->reason) : std::string_view("nothing"));
    return std::nullopt;
  }
  if (const auto* stands = std::get_if<TraceAt>(&line)) {
    look_for(map_.stages[at(stands->stage)].id, map_.stages[at(contact_.control.stage)].id);
    return std::nullopt;
  }
  if (const auto* next = std::get_if<TraceNext>(&line)) {
    const Guidance guidance = guide(map_, contact_, at_);
    look_for(next->id, guidance.next.empty() ? "nothing" : guidance.next.front().id);
    return std::nullopt;
  }
  if (const auto* intent = std::get_if<Intent>(&line)) return last_ = send(*intent);
  if (const auto* observation = std::get_if<Observation>(&line)) return last_ = send(*observation);
  const auto& attempt = std::get<verdict::Attempted>(std::get<Verdict>(line));
  last_ = may_not_attempt(map_, contact_, attempt.method, attempt.correction);
  return last_ ? last_ : last_ = send(Verdict{attempt});
}

void TracePlayer::look_for(std::string_view expected, std::string_view came) {
  if (came != expected) unexpected_ = fmt::format("`{}` was expected, `{}` came", expected, came);
}

std::optional<Refusal> TracePlayer::send(std::variant<Intent, Observation, Verdict> what) {
  Author author{Author::Kind::kPerson, person_};
  if (std::holds_alternative<Observation>(what)) author = {Author::Kind::kPhone, {}};
  if (std::holds_alternative<Verdict>(what)) author = {Author::Kind::kService, {}};
  auto events = decide(map_, contact_, {at_, std::move(author), std::move(what)});
  if (!events) return std::move(events.error());
  for (const Event& event : *events) fold(contact_, map_, event);
  return std::nullopt;
}

}  // namespace callmap
