#include "map/condition.h"

#include <algorithm>

namespace callmap {
namespace {

// Bits of all three spaces; which one a mask reads is known at run time only.
struct Spaces {
  const Bits& contact;
  const Bits& request;
  const Bits& system;

  [[nodiscard]] const Bits& of(Space space) const {
    switch (space) {
      case Space::kContact: return contact;
      case Space::kRequest: return request;
      case Space::kSystem: return system;
    }
    return system;
  }
};

}  // namespace

bool holds(const Condition& condition, const Bits& contact, const Bits& request,
           const Bits& system) {
  const Spaces spaces{contact, request, system};
  const auto passes = [&](const Mask& mask) {
    const std::uint64_t word = spaces.of(mask.space).word(mask.word);
    return (word & mask.must) == mask.must && (word & mask.must_not) == 0;
  };
  for (const Clause& clause : condition.clauses) {
    if (std::ranges::all_of(clause.masks, passes)) return true;
  }
  return false;
}

}  // namespace callmap
