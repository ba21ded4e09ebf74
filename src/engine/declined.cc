#include "engine/declined.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/card_number.h"
#include "engine/command.h"
#include "engine/value.h"

namespace callmap {
namespace {

// 12,345
std::string grouped(std::size_t number) {
  std::string text = std::to_string(number);
  for (std::size_t at = text.size(); at > 3;) text.insert(at -= 3, ",");
  return text;
}

}  // namespace

Refusal refuse(RefusalReason reason, std::string_view subject, std::string sentence) {
  return {reason, std::string(subject), std::move(sentence), {}, {}, {}};
}

Refusal not_offered(std::string_view subject) {
  return refuse(RefusalReason::kNotOffered, subject,
                "this is not offered on this call as it stands");
}

Refusal too_many(std::string_view subject, std::size_t most, std::string_view what) {
  return refuse(RefusalReason::kLimit, subject,
                fmt::format("there can be {} {} at most", most, what));
}

Refusal payment_value(std::string_view subject, std::string_view label) {
  return refuse(RefusalReason::kInvalid, subject,
                fmt::format("{}: this looks like a card number, and payment values are never "
                            "typed or stored here. Take it out",
                            label));
}

Declined too_long(std::string_view subject, std::string_view label, std::string_view text,
                  std::size_t most) {
  if (text.size() <= most) return kYes;  // a character is a byte at least
  const std::size_t length = characters(text);
  if (length <= most) return kYes;
  return refuse(RefusalReason::kInvalid, subject,
                fmt::format("{} has room for {} characters; this is {}", label, grouped(most),
                            grouped(length)));
}

Declined bad_line(std::string_view subject, std::string_view label, std::string_view text) {
  const bool blank =
      std::all_of(text.begin(), text.end(), [](char c) { return c == ' ' || c == '\n'; });
  if (blank) {
    return refuse(RefusalReason::kInvalid, subject,
                  fmt::format("write 1 to {} characters", kLineLengthMax));
  }
  if (auto refusal = too_long(subject, label, text, kLineLengthMax)) return refusal;
  if (has_card_number(text)) return payment_value(subject, label);
  return kYes;
}

}  // namespace callmap
