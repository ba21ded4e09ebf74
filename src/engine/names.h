#pragma once
// The written names of the engine's closed choices, the same in the log, the API and the traces.
// What stands here is part of the log's format 1 (docs/events.md): names are added, never changed.

#include <array>
#include <optional>
#include <string_view>

#include "engine/guide.h"

namespace callmap {

template <class Choice>
struct WrittenAs;  // kNames, in the order of the enumerators

template <>
struct WrittenAs<Author::Kind> {
  static constexpr std::array<std::string_view, 4> kNames{"person", "phone", "clock", "service"};
};
template <>
struct WrittenAs<Party> {
  static constexpr std::array<std::string_view, kPartyCount> kNames{"holder", "authorised", "other",
                                                                    "minor", "interpreter"};
};
template <>
struct WrittenAs<Line> {
  static constexpr std::array<std::string_view, kLineCount> kNames{"ringing", "connected", "held",
                                                                   "dropped", "ended"};
};
template <>
struct WrittenAs<Level> {
  static constexpr std::array<std::string_view, 3> kNames{"none", "account", "sensitive"};
};
template <>
struct WrittenAs<DataClass> {
  static constexpr std::array<std::string_view, 3> kNames{"public", "account", "sensitive"};
};
template <>
struct WrittenAs<Origin> {
  static constexpr std::array<std::string_view, 9> kNames{
      "typed", "said", "ticked", "step", "action", "card", "heard", "system", "earlier"};
};
template <>
struct WrittenAs<PassSource> {
  static constexpr std::array<std::string_view, 3> kNames{"compared", "attested", "system"};
};
template <>
struct WrittenAs<LoweredBy> {
  static constexpr std::array<std::string_view, kLoweredByCount> kNames{
      "reconnect", "new_party", "other_customer", "new_request", "transfer"};
};
template <>
struct WrittenAs<Phase> {
  static constexpr std::array<std::string_view, 4> kNames{"none", "live", "after_call", "closed"};
};
template <>
struct WrittenAs<SegmentHow> {
  static constexpr std::array<std::string_view, 5> kNames{"offered", "handoff", "callback",
                                                          "resumed", "taken_over"};
};
template <>
struct WrittenAs<SegmentEnd> {
  static constexpr std::array<std::string_view, 2> kNames{"released", "left"};
};
template <>
struct WrittenAs<Presence> {
  static constexpr std::array<std::string_view, 3> kNames{"monitor", "message", "join"};
};
template <>
struct WrittenAs<HandoffKind> {
  static constexpr std::array<std::string_view, kHandoffKindCount> kNames{"warm", "blind",
                                                                          "outside"};
};
template <>
struct WrittenAs<HandoffState> {
  static constexpr std::array<std::string_view, kHandoffStateCount> kNames{
      "none", "drafted", "offered", "accepted", "returned", "withdrawn", "expired"};
};
template <>
struct WrittenAs<WithdrawnBy> {
  static constexpr std::array<std::string_view, 3> kNames{"sender", "expired", "hung_up"};
};
template <>
struct WrittenAs<CallbackState> {
  static constexpr std::array<std::string_view, kCallbackStateCount> kNames{"none", "due", "trying",
                                                                            "spent", "ended"};
};
template <>
struct WrittenAs<CallbackHow> {
  static constexpr std::array<std::string_view, 2> kNames{"dropped", "scheduled"};
};
template <>
struct WrittenAs<CallbackOutcome> {
  static constexpr std::array<std::string_view, kCallbackOutcomeCount> kNames{
      "reached", "wrong_person", "no_answer", "busy", "voicemail", "bad_number"};
};
template <>
struct WrittenAs<CallbackEnd> {
  static constexpr std::array<std::string_view, kCallbackEndCount> kNames{
      "reached", "spent", "called_in", "withdrawn", "no_number", "no_time"};
};
template <>
struct WrittenAs<ConsultState> {
  static constexpr std::array<std::string_view, kConsultStateCount> kNames{
      "none", "asked", "answered", "withdrawn", "unanswered"};
};
template <>
struct WrittenAs<PromiseChannel> {
  static constexpr std::array<std::string_view, kPromiseChannelCount> kNames{
      "phone", "email", "sms", "letter", "app"};
};
template <>
struct WrittenAs<AsksFor> {
  static constexpr std::array<std::string_view, 4> kNames{"", "hand_over", "callback", "follow_up"};
};
template <>
struct WrittenAs<StageState> {
  static constexpr std::array<std::string_view, 4> kNames{"ahead", "now", "done", "part"};
};
template <>
struct WrittenAs<Strength> {
  static constexpr std::array<std::string_view, 2> kNames{"guide", "gate"};
};
template <>
struct WrittenAs<CheckState> {
  static constexpr std::array<std::string_view, 3> kNames{"open", "met", "not_recorded"};
};
template <>
struct WrittenAs<StepKind> {
  static constexpr std::array<std::string_view, 5> kNames{"question", "instruction", "action",
                                                          "call", "retest"};
};
template <>
struct WrittenAs<StepTo> {
  static constexpr std::array<std::string_view, 2> kNames{"agent", "customer"};
};
template <>
struct WrittenAs<EndResult> {
  static constexpr std::array<std::string_view, 4> kNames{"other", "resolved", "escalated",
                                                          "not_applicable"};
};
template <>
struct WrittenAs<NextAction::Kind> {
  static constexpr std::array<std::string_view, 15> kNames{
      "step",   "gate",    "guide",  "field",   "verify",   "obligation", "cue", "stage",
      "action", "dispose", "finish", "handoff", "callback", "follow_up",  "hold"};
};
template <>
struct WrittenAs<PackageItemView::State> {
  static constexpr std::array<std::string_view, 4> kNames{"missing", "filled", "none", "locked"};
};
template <>
struct WrittenAs<FieldType> {
  static constexpr std::array<std::string_view, 10> kNames{
      "text", "line", "choice", "choices", "number", "money", "date", "time", "phone", "email"};
};
template <>
struct WrittenAs<Normalise> {
  static constexpr std::array<std::string_view, 4> kNames{"text", "digits", "date", "postcode"};
};
template <>
struct WrittenAs<Missing::Kind> {
  static constexpr std::array<std::string_view, 7> kNames{
      "field", "checkpoint", "verification", "action", "stage", "request", "other"};
};

template <class Choice>
concept HasNames = requires {
  WrittenAs<Choice>::kNames;
};

template <HasNames Choice>
[[nodiscard]] constexpr std::string_view name(Choice choice) {
  return WrittenAs<Choice>::kNames[static_cast<std::size_t>(choice)];
}

// The choice of that name, nullopt when there is none.
template <HasNames Choice>
[[nodiscard]] constexpr std::optional<Choice> named(std::string_view text) {
  constexpr const auto& names = WrittenAs<Choice>::kNames;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == text) return static_cast<Choice>(i);
  }
  return std::nullopt;
}

}  // namespace callmap
