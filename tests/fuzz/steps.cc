// The readers of lists of steps over arbitrary bytes: the first says which of the two reads the
// rest.

#include <cstdint>

#include "flow_judge.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace callmap;
  if (size == 0) return 0;
  const FlowSource source{0, "flow", {reinterpret_cast<const char*>(bytes + 1), size - 1}};
  Findings findings({"flow"});
  const auto read = bytes[0] % 2 == 0 ? read_csv_steps : read_markdown_steps;
  const Flowcharts charts = read(source, findings);
  judge_flow(source, charts, findings);
  return 0;
}
