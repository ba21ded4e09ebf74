#pragma once
// Words as they are compared when case and signs do not count.

#include <string>
#include <string_view>

namespace callmap {

// Letters of ASCII in lower case, and one space for whatever is neither letter nor digit; other
// characters stay. "Yes (No Service)": "yes no service".
[[nodiscard]] std::string plain_words(std::string_view text);

}  // namespace callmap
