#pragma once
// The places of things in the tables of a compiled map, a type each, and the small closed choices
// that its parts share. Values only.

#include <cstddef>
#include <cstdint>

namespace callmap {

// Places in the tables of CallMap. A type each, so that a stage cannot be passed for a step.
enum class StageIndex : std::uint16_t {};
enum class CheckpointIndex : std::uint16_t {};
enum class PhraseIndex : std::uint16_t {};
enum class FieldIndex : std::uint16_t {};
enum class ChoiceIndex : std::uint16_t {};  // within its field
enum class ActionIndex : std::uint16_t {};
enum class ProcedureIndex : std::uint16_t {};
enum class StepIndex : std::uint16_t {};   // within its procedure
enum class AnswerIndex : std::uint8_t {};  // within its step
enum class EndIndex : std::uint8_t {};     // within its procedure
enum class MethodIndex : std::uint8_t {};
enum class CueIndex : std::uint16_t {};
enum class RuleIndex : std::uint16_t {};
enum class CounterIndex : std::uint8_t {};
enum class DispositionIndex : std::uint8_t {};
enum class EndingIndex : std::uint8_t {};
enum class SignalIndex : std::uint16_t {};
enum class ExceptionIndex : std::uint8_t {};
enum class OutcomeIndex : std::uint8_t {};  // of a tried step
enum class TeamIndex : std::uint8_t {};
enum class HoursIndex : std::uint8_t {};
enum class SkillIndex : std::uint8_t {};

template <class Index>
[[nodiscard]] constexpr std::size_t at(Index index) {
  return static_cast<std::size_t>(index);
}

enum class DataClass : std::uint8_t { kPublic, kAccount, kSensitive };
enum class Strength : std::uint8_t { kGuide, kGate };
enum class Scope : std::uint8_t { kContact, kSegment, kRequest };
enum class Party : std::uint8_t { kHolder, kAuthorised, kOther, kMinor, kInterpreter };
enum class Line : std::uint8_t { kRinging, kConnected, kHeld, kDropped, kEnded };
// What a verification opens. Ordered: a level opens every data class up to its own number.
enum class Level : std::uint8_t { kNone, kAccount, kSensitive };

inline constexpr std::size_t kPartyCount = 5;
inline constexpr std::size_t kLineCount = 5;

}  // namespace callmap
