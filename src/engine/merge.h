#pragma once
// Two contacts of one customer that become one: whether one of them can be over because the other
// goes on, and what it takes along, so that nothing is asked again. Pure; the desk says who may
// and writes both in one commit. Knows nothing of customers: that both are of the same one is
// looked at before.

#include <optional>
#include <vector>

#include "engine/command.h"
#include "engine/contact.h"
#include "engine/event.h"
#include "engine/refusal.h"
#include "map/call_map.h"

namespace callmap {

// Why `earlier` cannot be over for the sake of another contact, as said to the person who asks for
// it: it is closed, somebody is on its line, or somebody else writes it up. nullopt when nothing is
// in the way; a call back that is due or being made is not.
[[nodiscard]] std::optional<Refusal> merging_in_the_way(const Contact& earlier, const PersonId& by);

// The link of one contact with another; nullptr when there is none.
[[nodiscard]] const LinkEntry* link_to(const Contact& contact, const ContactId& other);

// Whether the earlier contact goes on in that one.
[[nodiscard]] bool is_merged_into(const Contact& earlier, const ContactId& later);

// What `later` takes over from `earlier`, as intents that its engine judges like any other: of the
// current request, in the order of the earlier map's fields, then its steps, values of class public
// where `later` has none; then each further open request that `later` does not have yet, as one
// that waits. Where both have a reason and the reasons differ it is another matter, and of the
// current request only what belongs to the whole contact comes along. Things are matched by their
// ids: the two may stand on different maps.
[[nodiscard]] std::vector<Intent> carried_over(const CallMap& earlier_map, const Contact& earlier,
                                               const CallMap& later_map, const Contact& later);

// What is owed in `earlier`, by any request, and would be let go with it: what `later` has a rule
// of that name for and has not done.
[[nodiscard]] std::vector<Duty> still_owed(const CallMap& earlier_map, const Contact& earlier,
                                           const CallMap& later_map, const Contact& later);

// Why the two cannot be taken apart again, as said to the person who asks for it.
[[nodiscard]] std::optional<Refusal> parting_in_the_way(const Contact& earlier,
                                                        const Contact& later);

// What `later` gives back when the two are taken apart: what came along and still stands as it
// came, as intents, and the places of the steps that came. A request that came along stays, empty.
struct GivenBack {
  std::vector<Intent> cleared;
  std::vector<std::uint16_t> steps;
};
[[nodiscard]] GivenBack given_back(const CallMap& earlier_map, const Contact& earlier,
                                   const CallMap& later_map, const Contact& later);

// What that event makes of either contact. The one that was over is as it was before it was merged;
// what has been done for a promise since stays done.
void take_apart(Contact& contact, const event::Unlinked& apart);

}  // namespace callmap
