#pragma once
// The words that a map's author writes for the closed choices of the format, in one place: the
// reader turns them into values, print and messages turn values back into words.

#include <array>
#include <string_view>
#include <vector>

#include "map/call_map.h"

namespace callmap {

template <class T>
struct Word {
  std::string_view word;
  T value;
};

inline constexpr std::array kDataClassWords = {Word{"public", DataClass::kPublic},
                                               Word{"account", DataClass::kAccount},
                                               Word{"sensitive", DataClass::kSensitive}};
inline constexpr std::array kStrengthWords = {Word{"guide", Strength::kGuide},
                                              Word{"gate", Strength::kGate}};
inline constexpr std::array kScopeWords = {Word{"contact", Scope::kContact},
                                           Word{"segment", Scope::kSegment},
                                           Word{"request", Scope::kRequest}};
inline constexpr std::array kPartyWords = {
    Word{"holder", Party::kHolder}, Word{"authorised", Party::kAuthorised},
    Word{"other", Party::kOther}, Word{"minor", Party::kMinor},
    Word{"interpreter", Party::kInterpreter}};
inline constexpr std::array kLineWords = {
    Word{"ringing", Line::kRinging}, Word{"connected", Line::kConnected}, Word{"held", Line::kHeld},
    Word{"dropped", Line::kDropped}, Word{"ended", Line::kEnded}};
inline constexpr std::array kLevelWords = {Word{"account", Level::kAccount},
                                           Word{"sensitive", Level::kSensitive}};
inline constexpr std::array kGuardWords = {
    Word{"move_on", Guard::kMoveOn}, Word{"disclose", Guard::kDisclose},
    Word{"resolve", Guard::kResolve}, Word{"dispose", Guard::kDispose},
    Word{"finish", Guard::kFinish}};
inline constexpr std::array kFieldTypeWords = {
    Word{"text", FieldType::kText},     Word{"line", FieldType::kLine},
    Word{"choice", FieldType::kChoice}, Word{"choices", FieldType::kChoices},
    Word{"number", FieldType::kNumber}, Word{"money", FieldType::kMoney},
    Word{"date", FieldType::kDate},     Word{"time", FieldType::kTime},
    Word{"phone", FieldType::kPhone},   Word{"email", FieldType::kEmail}};
inline constexpr std::array kNormaliseWords = {
    Word{"text", Normalise::kText}, Word{"digits", Normalise::kDigits},
    Word{"date", Normalise::kDate}, Word{"postcode", Normalise::kPostcode}};
inline constexpr std::array kLoweredByWords = {
    Word{"reconnect", LoweredBy::kReconnect}, Word{"new_party", LoweredBy::kNewParty},
    Word{"other_customer", LoweredBy::kOtherCustomer}, Word{"new_request", LoweredBy::kNewRequest},
    Word{"transfer", LoweredBy::kTransfer}};
inline constexpr std::array kBeforeWords = {Word{"leaving", OwedBefore::kLeaving},
                                            Word{"closing", OwedBefore::kClosing}};
inline constexpr std::array kEndGoesWords = {
    Word{"back", EndGoes::kBack}, Word{"finish", EndGoes::kFinish},
    Word{"hand_over", EndGoes::kHandOver}, Word{"callback", EndGoes::kCallback},
    Word{"follow_up", EndGoes::kFollowUp}};
inline constexpr std::array kEndResultWords = {Word{"resolved", EndResult::kResolved},
                                               Word{"escalated", EndResult::kEscalated},
                                               Word{"not_applicable", EndResult::kNotApplicable}};
inline constexpr std::array kStepToWords = {Word{"agent", StepTo::kAgent},
                                            Word{"customer", StepTo::kCustomer}};
inline constexpr std::array kDayWords = {
    Word{"monday", 0}, Word{"tuesday", 1},  Word{"wednesday", 2}, Word{"thursday", 3},
    Word{"friday", 4}, Word{"saturday", 5}, Word{"sunday", 6}};
inline constexpr std::array kPromiseChannelWords = {
    Word{"phone", PromiseChannel::kPhone}, Word{"email", PromiseChannel::kEmail},
    Word{"sms", PromiseChannel::kSms}, Word{"letter", PromiseChannel::kLetter},
    Word{"app", PromiseChannel::kApp}};
inline constexpr std::array kReadsWords = {Word{"public", DataClass::kPublic},
                                           Word{"account", DataClass::kAccount}};
inline constexpr std::array kPackageWords = {Word{"$identity", PackageItem::Source::kIdentity},
                                             Word{"$steps", PackageItem::Source::kSteps}};
inline constexpr std::array kStepKindWords = {
    Word{"ask", StepKind::kQuestion}, Word{"tell", StepKind::kInstruction},
    Word{"do", StepKind::kAction}, Word{"call", StepKind::kCall},
    Word{"retest", StepKind::kRetest}};
inline constexpr std::array kNoteWords = {Word{"$verification", NoteLine::Source::kVerification},
                                          Word{"$steps", NoteLine::Source::kSteps},
                                          Word{"$actions", NoteLine::Source::kActions},
                                          Word{"$procedures", NoteLine::Source::kProcedures},
                                          Word{"$tasks", NoteLine::Source::kTasks},
                                          Word{"$reference", NoteLine::Source::kReference},
                                          Word{"$disposition", NoteLine::Source::kDisposition},
                                          Word{"$line", NoteLine::Source::kLine},
                                          Word{"$ending", NoteLine::Source::kEnding}};
// What a rule can be about when it is no action.
inline constexpr std::array kTriggerWords = {
    Word{"action", Trigger::Kind::kAction},    Word{"procedure", Trigger::Kind::kProcedure},
    Word{"leave", Trigger::Kind::kLeaveStage}, Word{"disclose", Trigger::Kind::kDisclose},
    Word{"tick", Trigger::Kind::kTick},        Word{"fill", Trigger::Kind::kFill},
    Word{"goes", Trigger::Kind::kGoes},        Word{"hand_over", Trigger::Kind::kHandOverTo}};
inline constexpr std::array kMomentWords = {
    Word{"resolve", Trigger::Kind::kResolve},     Word{"dispose", Trigger::Kind::kDispose},
    Word{"finish", Trigger::Kind::kFinish},       Word{"hand_over", Trigger::Kind::kHandOver},
    Word{"drop", Trigger::Kind::kDrop},           Word{"segment", Trigger::Kind::kSegment},
    Word{"unreached", Trigger::Kind::kUnreached}, Word{"consult", Trigger::Kind::kConsult}};

template <class T, std::size_t N>
[[nodiscard]] constexpr const T* value_of(const std::array<Word<T>, N>& words,
                                          std::string_view word) {
  for (const Word<T>& each : words) {
    if (each.word == word) return &each.value;
  }
  return nullptr;
}

// Empty for a value that has no word of its own.
template <class T, std::size_t N>
[[nodiscard]] constexpr std::string_view word_of(const std::array<Word<T>, N>& words, T value) {
  for (const Word<T>& each : words) {
    if (each.value == value) return each.word;
  }
  return {};
}

template <class T, std::size_t N>
[[nodiscard]] std::vector<std::string_view> all_words(const std::array<Word<T>, N>& words) {
  std::vector<std::string_view> out;
  for (const Word<T>& each : words) out.push_back(each.word);
  return out;
}

}  // namespace callmap
