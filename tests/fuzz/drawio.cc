// The reader of draw.io files over arbitrary bytes.

#include <cstdint>

#include "flow_judge.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace callmap;
  const FlowSource source{0, "flow", {reinterpret_cast<const char*>(bytes), size}};
  Findings findings({"flow.drawio"});
  const Flowcharts charts = read_drawio(source, findings);
  judge_flow(source, charts, findings);
  return 0;
}
