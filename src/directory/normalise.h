#pragma once
// Makes what a caller says and what is on file comparable: digits, dates in many spellings,
// postcodes and words, without regard to case, accents or spacing. The desk calls it before it
// compares hashes, the import before it makes them, so that both sides agree. Pure; knows no
// locale and no library of its own.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "map/call_map.h"

namespace callmap {

// Lower case, Latin accents stripped (`É` is `e`, `ß` is `ss`), apostrophes dropped, everything
// else that is neither letter nor digit one space, none at the ends. Letters of other scripts stay
// as they are, Greek and Cyrillic in lower case. Broken UTF-8 bytes are dropped.
[[nodiscard]] std::string fold(std::string_view text);
// The words of `fold`, in order.
[[nodiscard]] std::vector<std::string> folded_words(std::string_view text);

// The comparable form, or nullopt when the text is malformed: empty, not of the form, or outside
// the item's lengths. A malformed answer is no attempt.
//   text      words of `fold`, joined by one space; length counts bytes
//   digits    the digits; only spaces, dashes, dots, slashes, brackets and `#` may stand between
//   date      `yyyy-mm-dd`; lengths do not apply. Read as year first, else day first, and as month
//             first only where day first is impossible; month names in English and German; a year
//             of two digits is the latest such year that is not after `kLatestYear`
//   postcode  letters and digits, upper case, no spaces
[[nodiscard]] std::optional<std::string> normalise(const AnswerItem& item, std::string_view typed);

inline constexpr std::size_t kAnswerBytesMax = 200;  // as typed; longer is malformed
inline constexpr int kLatestYear = 2029;             // two-digit years end here: `30` is 1930

// `yyyy-mm-dd` of a date in any of the spellings above, nullopt when it is none.
[[nodiscard]] std::optional<std::string> normalise_date(std::string_view typed);
// Whether a date that reads could be another one too: the day and the month could change places, or
// its year has two digits. For files, whose authors nobody can ask.
[[nodiscard]] bool date_in_doubt(std::string_view typed);
// E.164 of a telephone number as people type it: `+`, digits, separators, `00` for `+`. A number
// without a country code is nullopt: nobody guesses a country.
[[nodiscard]] std::optional<std::string> normalise_phone(std::string_view typed);

// What to tell the agent about a malformed answer, by form: `a date, such as 1 March 1980`.
[[nodiscard]] std::string_view expected_form(Normalise form);

}  // namespace callmap
