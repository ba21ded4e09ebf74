#pragma once
// How decide's files say no: the sentences that they share, each with what is wrong and how to mend
// it. Never shows what was typed.

#include <optional>
#include <string>
#include <string_view>

#include "engine/refusal.h"

namespace callmap {

using Declined = std::optional<Refusal>;
inline constexpr std::nullopt_t kYes = std::nullopt;

[[nodiscard]] Refusal refuse(RefusalReason reason, std::string_view subject, std::string sentence);
[[nodiscard]] Refusal not_offered(std::string_view subject);
[[nodiscard]] Refusal too_many(std::string_view subject, std::size_t most, std::string_view what);
// Says where a card number stands, never which.
[[nodiscard]] Refusal payment_value(std::string_view subject, std::string_view label);
[[nodiscard]] Declined too_long(std::string_view subject, std::string_view label,
                                std::string_view text, std::size_t most);
// A line that somebody must type: not blank, not too long, no card number.
[[nodiscard]] Declined bad_line(std::string_view subject, std::string_view label,
                                std::string_view text);

}  // namespace callmap
