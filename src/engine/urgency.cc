#include "engine/urgency.h"

#include <algorithm>
#include <utility>

namespace callmap {

std::size_t urgency(const CallMap& map, const RequestSlot& request) {
  if (!map.urgency_field) return 0;
  const auto& choices = map.fields[at(*map.urgency_field)].choices;
  for (std::size_t place = choices.size(); place > 0; --place) {
    const auto& bit = choices[place - 1].bit;
    if (bit && request.bits.test(bit->bit)) return place;
  }
  return 0;
}

std::vector<std::size_t> by_urgency(const CallMap& map, const Control& control) {
  std::vector<std::size_t> open;
  for (std::size_t slot = 0; slot < control.requests.size(); ++slot) {
    if (control.requests[slot].open) open.push_back(slot);
  }
  std::ranges::sort(open, {}, [&](std::size_t slot) {
    const RequestSlot& request = control.requests[slot];
    return std::pair(-static_cast<int>(urgency(map, request)), request.number);
  });
  return open;
}

}  // namespace callmap
