#include "map/suggest.h"

#include <fmt/format.h>

#include <algorithm>

namespace callmap {
namespace {

constexpr std::size_t kComparedMax = 80;  // bytes; longer words are no slips of the finger
constexpr std::size_t kListedMax = 8;     // candidates named in a hint

}  // namespace

std::size_t edit_distance(std::string_view from, std::string_view to) {
  std::vector<std::size_t> before(to.size() + 1), above(to.size() + 1), row(to.size() + 1);
  for (std::size_t j = 0; j <= to.size(); ++j) above[j] = j;
  for (std::size_t i = 1; i <= from.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= to.size(); ++j) {
      const std::size_t replaced = above[j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, replaced});
      const bool swapped = i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1];
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    std::swap(before, above);
    std::swap(above, row);
  }
  return above[to.size()];
}

std::string_view nearest(std::string_view wrong, const std::vector<std::string_view>& candidates) {
  std::string_view best;
  if (wrong.size() > kComparedMax) return best;
  std::size_t best_distance = std::max<std::size_t>(1, wrong.size() / 3) + 1;
  for (const std::string_view candidate : candidates) {
    if (candidate.size() > kComparedMax) continue;
    const std::size_t distance = edit_distance(wrong, candidate);
    if (distance < best_distance) {
      best = candidate;
      best_distance = distance;
    }
  }
  return best;
}

std::string suggestion(std::string_view wrong, const std::vector<std::string_view>& candidates) {
  const std::string_view near = nearest(wrong, candidates);
  if (!near.empty()) return fmt::format("did you mean `{}`?", near);
  if (candidates.empty() || candidates.size() > kListedMax) return {};
  std::string out = candidates.size() == 1 ? "it can be " : "one of ";
  for (std::size_t n = 0; n < candidates.size(); ++n) {
    out += fmt::format("{}`{}`", n == 0 ? "" : ", ", candidates[n]);
  }
  return out;
}

}  // namespace callmap
