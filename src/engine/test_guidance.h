#pragma once
// What the tests of guidance look at: the guidance of a test's call, and its next actions as a
// line.

#include <string>
#include <string_view>

#include "engine/guide.h"
#include "engine/names.h"
#include "engine/test_call.h"

namespace callmap {

inline Guidance shown(const TestCall& call, Sight sight = Sight::kHolder) {
  return guide(call.map, call.contact, call.now, sight, "Mara");
}

// `kind id` of every next action, in order.
inline std::string next(const TestCall& call) {
  std::string text;
  for (const NextAction& action : shown(call).next) {
    if (!text.empty()) text += ", ";
    text += name(action.kind);
    if (!action.id.empty()) text += " " + action.id;
  }
  return text;
}

}  // namespace callmap
