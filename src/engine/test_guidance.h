#pragma once
// What the tests of guidance look at: the guidance of a test's call, and its next actions as a
// line.

#include <array>
#include <string>
#include <string_view>

#include "engine/guide.h"
#include "engine/test_call.h"

namespace callmap {

inline Guidance shown(const TestCall& call, Sight sight = Sight::kHolder) {
  return guide(call.map, call.contact, call.now, sight, "Mara");
}

// `kind id` of every next action, in order.
inline std::string next(const TestCall& call) {
  static constexpr std::array<std::string_view, 11> kKinds{"step",   "gate",       "guide", "field",
                                                           "verify", "obligation", "cue",   "stage",
                                                           "action", "dispose",    "finish"};
  std::string text;
  for (const NextAction& action : shown(call).next) {
    if (!text.empty()) text += ", ";
    text += kKinds[static_cast<std::size_t>(action.kind)];
    if (!action.id.empty()) text += " " + action.id;
  }
  return text;
}

}  // namespace callmap
