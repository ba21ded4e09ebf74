#pragma once
// What people write where one step leads to another: `go to step 4`, `-> 4`, `End: refunded`. For
// the readers of lists of steps. Only a few set words of English are known; whatever else stands
// there is a name.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace callmap {

// The name or number that is meant: `4` for `Go to step 4.`; the text itself when nothing leads in.
[[nodiscard]] std::string reference_in(std::string_view text);

// What may be meant, in the order of trying: the text itself, what `reference_in` says of it, and
// that without `step` before it.
[[nodiscard]] std::vector<std::string> references_in(std::string_view text);

// What an end is called, when the words mean one: `Done` for `end`, `refunded` for `End: refunded`.
[[nodiscard]] std::optional<std::string> end_in(std::string_view text);

// Whether the words say of themselves that they lead somewhere: `go to billing`, `-> 4`, `step 5`.
[[nodiscard]] bool leads_somewhere(std::string_view text);

// `4`, `12a`, `2.1`, `P300`: digits, with a few letters before or behind.
[[nodiscard]] bool is_step_number(std::string_view text);

}  // namespace callmap
