#include "engine/walk.h"

#include <algorithm>

#include "base/plain_words.h"

namespace callmap {
namespace {

constexpr const char* kHolder = "p_you";
constexpr const char* kSystem = "walk";

void happens(Contact& contact, const CallMap& map, Instant at, EventBody body) {
  fold(contact, map, {at, {Author::Kind::kService, {}}, std::move(body)});
}

void sees(Contact& contact, const CallMap& map, Instant at, Observation seen) {
  const auto events = decide(map, contact, {at, {Author::Kind::kPhone, {}}, std::move(seen)});
  if (!events) return;
  for (const Event& event : *events) fold(contact, map, event);
}

}  // namespace

CallMap without_call(CallMap map) {
  for (Procedure& procedure : map.procedures) {
    for (ProcedureEnd& end : procedure.ends) {
      if (end.goes != EndGoes::kProcedure) end.goes = EndGoes::kBack;
    }
  }
  return map;
}

Contact connected_contact(const CallMap& map, Instant at, std::string line_called) {
  Contact contact;
  observation::Started started;
  started.id = {"c_trace"};
  started.reference = "7KQ-4MD-9FX";
  started.channel = map.channels.empty() ? "phone" : map.channels.front();
  started.line_called = std::move(line_called);
  started.language = map.language;
  sees(contact, map, at, std::move(started));
  sees(contact, map, at, observation::Offered{{kHolder}});
  sees(contact, map, at, observation::Connected{});
  return contact;
}

Contact placed_in(const CallMap& map, ProcedureIndex procedure, Level verified, Instant at) {
  Contact contact = connected_contact(map, at);
  if (verified != Level::kNone) verify_by_system(contact, map, verified, at);
  happens(contact, map, at, event::ProcedureOpened{procedure});
  return contact;
}

void verify_by_system(Contact& contact, const CallMap& map, Level level, Instant at) {
  event::Attempted pass;
  pass.system = kSystem;
  pass.passed = true;
  pass.source = PassSource::kAttestedBySystem;
  pass.level = level;
  happens(contact, map, at, std::move(pass));
}

void lapse_by_system(Contact& contact, const CallMap& map, Instant at) {
  happens(contact, map, at, event::Lowered{});
}

Level highest_level(const CallMap& map) {
  Level highest = Level::kNone;
  for (const Method& method : map.verification.methods) highest = std::max(highest, method.opens);
  return highest;
}

std::optional<ReachedEnd> walked_end(const CallMap& map, const Control& before,
                                     const Contact& after) {
  if (after.control.in_procedure() || after.record.path.empty()) return std::nullopt;
  const PathEntry& last = after.record.path.back();
  if (!last.answer) return std::nullopt;
  const auto ends = ends_reached(before, map, last.procedure, last.step, *last.answer);
  if (ends.empty()) return std::nullopt;
  return ends.back();
}

bool is_named(std::string_view id, std::string_view text, std::string_view words) {
  return !words.empty() && (plain_words(id) == words || plain_words(text) == words);
}

std::optional<AnswerIndex> answer_named(const Step& step, std::string_view words) {
  const std::string wanted = plain_words(words);
  if (wanted.empty()) return std::nullopt;
  std::optional<AnswerIndex> begun;
  std::size_t count = 0;
  for (std::size_t n = 0; n < step.answers.size(); ++n) {
    const Answer& answer = step.answers[n];
    if (is_named(answer.id, answer.label, wanted)) return static_cast<AnswerIndex>(n);
    if (!plain_words(answer.label).starts_with(wanted + ' ')) continue;
    begun = static_cast<AnswerIndex>(n);
    ++count;
  }
  return count == 1 ? begun : std::nullopt;
}

}  // namespace callmap
