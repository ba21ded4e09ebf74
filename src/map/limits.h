#pragma once
// How much of everything a map may have at most, in one place: the compiler refuses more, whatever
// is fixed in size is as large as this. docs/map-format.md lists them for authors.

#include <cstddef>

#include "base/instant.h"

namespace callmap {

// Named limits (design, "what makes checking possible").
inline constexpr std::size_t kStagesMax = 32;
inline constexpr std::size_t kItemsMax = 10'000;       // checkpoints and steps of a map together
inline constexpr std::size_t kMapBytesMax = 4u << 20;  // all files of a map
inline constexpr std::size_t kFieldsMax = 512;
inline constexpr std::size_t kChoicesMax = 64;  // of one field
inline constexpr std::size_t kMethodsMax = 8;
inline constexpr std::size_t kObligationsMax = 32;
inline constexpr std::size_t kCountersMax = 8;
inline constexpr std::size_t kCounterLimitMax = 7;
inline constexpr std::size_t kOpenRequestsMax = 4;
inline constexpr std::size_t kProcedureHeightMax = 8;
inline constexpr std::size_t kPhrasesMax = 10'000;
inline constexpr std::size_t kActionsMax = 1'000;
inline constexpr std::size_t kFactsMax = 1'000;
inline constexpr std::size_t kProceduresMax = 2'000;
inline constexpr std::size_t kAnswersMax = 64;  // of one step
inline constexpr std::size_t kEndsMax = 64;     // of one procedure
inline constexpr std::size_t kEndsAllMax = 10'000;
inline constexpr std::size_t kLoopsMax = 4;  // answers of one procedure with `at_most`
inline constexpr std::size_t kLoopTimesMax = 15;
inline constexpr std::size_t kUnclearMax = 4;  // other wordings of one question
inline constexpr std::size_t kCuesMax = 500;
inline constexpr std::size_t kRulesMax = 1'000;
inline constexpr std::size_t kDispositionsMax = 200;
inline constexpr std::size_t kEndingsMax = 64;
inline constexpr std::size_t kExceptionsMax = 64;
inline constexpr std::size_t kOutcomesMax = 16;
inline constexpr std::size_t kWaysMax = 64;  // channels, languages and products, each
inline constexpr std::size_t kLinesMax = 1'000;
inline constexpr std::size_t kConstantsMax = 500;
inline constexpr std::size_t kCardRowsMax = 200;
inline constexpr std::size_t kNoteSectionsMax = 64;
inline constexpr std::size_t kTeamsMax = 200;
inline constexpr std::size_t kHoursMax = 64;
inline constexpr std::size_t kSkillsMax = 64;
inline constexpr Duration kSkillsForMin = seconds(10), kSkillsForMax = hours(24);
inline constexpr std::size_t kClosedDaysMax = 400;  // of one set of hours
inline constexpr std::size_t kPackageMax = 16;
inline constexpr std::size_t kCallbackAttemptsMax = 7;
inline constexpr Duration kHoldPromiseMin = seconds(10), kHoldPromiseMax = minutes(30);
inline constexpr Duration kHandoffTimeoutMin = seconds(10), kHandoffTimeoutMax = minutes(30);
inline constexpr std::size_t kCapacityMax = 20;

}  // namespace callmap
