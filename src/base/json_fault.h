#pragma once
// Says where bytes that `parse_json` refused go wrong, and how. Slow and obviously right: called
// only for the message of a refusal, and by the fuzzer as the judge of the fast reader.

#include <cstddef>
#include <optional>
#include <string_view>

namespace callmap {

struct JsonFault {
  std::size_t offset = 0;  // in bytes from the beginning
  std::string_view what;   // completes "not JSON at byte 12: "
};

// The first fault in the order of the text, nullopt when the bytes are JSON within the limits of
// json.h, the limit on the number of bytes apart.
[[nodiscard]] std::optional<JsonFault> find_json_fault(std::string_view bytes);

}  // namespace callmap
