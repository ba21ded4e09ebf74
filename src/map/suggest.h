#pragma once
// "Did you mean": the known name nearest to one that is not known. Used by messages alone.

#include <string>
#include <string_view>
#include <vector>

namespace callmap {

// How many letters must be put in, taken out, replaced or swapped with their neighbour.
[[nodiscard]] std::size_t edit_distance(std::string_view from, std::string_view to);

// The nearest candidate when it is near enough to be meant, else empty. Ties: the first.
[[nodiscard]] std::string_view nearest(std::string_view wrong,
                                       const std::vector<std::string_view>& candidates);

// "did you mean `issue`?" or, with few candidates and none near, "one of `a`, `b`, `c`"; else
// empty.
[[nodiscard]] std::string suggestion(std::string_view wrong,
                                     const std::vector<std::string_view>& candidates);

}  // namespace callmap
