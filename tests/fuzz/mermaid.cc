// The reader of Mermaid files over arbitrary bytes.

#include <cstdint>

#include "flow_judge.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace callmap;
  const FlowSource source{0, "flow", {reinterpret_cast<const char*>(bytes), size}};
  Findings findings({"flow.mmd"});
  const Flowcharts charts = read_mermaid(source, findings);
  judge_flow(source, charts, findings);
  return 0;
}
