// The JSON reader over arbitrary bytes: it agrees with the slow scanner about what is JSON, and
// what it accepts is written and read back the same.

#include "base/json.h"

#include <cstdint>

#include "base/ensure.h"
#include "base/json_fault.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace callmap;
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  if (size > kJsonBytesMax) return 0;
  const auto tree = parse_json(text);
  const auto fault = find_json_fault(text);
  ENSURE(tree.has_value() == !fault.has_value(), "{}: {}", text, fault ? fault->what : "no fault");
  if (!tree) return 0;
  JsonWriter out;
  out.value(*tree);
  const auto again = parse_json(out.text());
  ENSURE(again.has_value(), "{}", out.text());
  JsonWriter out_again;
  out_again.value(*again);
  ENSURE(out.text() == out_again.text(), "{} became {}", out.text(), out_again.text());
  return 0;
}
