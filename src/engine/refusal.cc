#include "engine/refusal.h"

#include <array>

namespace callmap {

std::string_view name(RefusalReason reason) {
  static constexpr std::array<std::string_view, kRefusalReasonCount> kNames = {
      "no-contact",           "closed",       "unknown", "invalid",     "not-now",
      "not-offered",          "stale",        "limit",   "not-by-hand", "attempts-spent",
      "party-may-not-verify", "not-verified", "gate",    "rule"};
  return kNames[static_cast<std::size_t>(reason)];
}

}  // namespace callmap
