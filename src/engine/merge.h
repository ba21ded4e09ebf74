#pragma once
// Two contacts of one customer that become one: whether one of them can be over because the other
// goes on, and what it takes along, so that nothing is asked again. Pure; the desk says who may
// and writes both in one commit. Knows nothing of customers: that both are of the same one is
// looked at before.

#include <optional>
#include <vector>

#include "engine/command.h"
#include "engine/contact.h"
#include "engine/refusal.h"
#include "map/call_map.h"

namespace callmap {

// Why `earlier` cannot be over for the sake of another contact, as said to the person who asks for
// it: it is closed, somebody is on its line, or somebody else writes it up. nullopt when nothing is
// in the way; a call back that is due or being made is not.
[[nodiscard]] std::optional<Refusal> merging_in_the_way(const Contact& earlier, const PersonId& by);

// What `later` takes over from the current request of `earlier`, in the order of the earlier map's
// fields, then its steps: values of class public where `later` has none, as intents that its engine
// judges like any other. Where both have a reason and the reasons differ it is another matter, and
// only what belongs to the whole contact comes along. Things are matched by their ids: the two may
// stand on different maps.
[[nodiscard]] std::vector<Intent> carried_over(const CallMap& earlier_map, const Contact& earlier,
                                               const CallMap& later_map, const Contact& later);

}  // namespace callmap
