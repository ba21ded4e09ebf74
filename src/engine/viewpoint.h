#pragma once
// Who looks at which contact, and when: what every part of the guidance and the notes is made from.
// Decides what that person may see; everything that leaves the engine as a value passes `may_see`.

#include <string>
#include <string_view>
#include <vector>

#include "engine/gates.h"
#include "engine/guide.h"

namespace callmap {

struct Viewpoint {
  const CallMap& map;
  const Contact& contact;
  Instant now;
  Sight sight = Sight::kHolder;
  std::string_view agent_name;
  Surroundings around = {};

  [[nodiscard]] const Control& control() const { return contact.control; }
  [[nodiscard]] const Record& record() const { return contact.record; }
  [[nodiscard]] bool holds(const Condition& condition) const {
    return condition.is_always() || callmap::holds(condition, contact.control);
  }
  // The level open at `now`: a pass whose time is up opens nothing, even before the event that says
  // so has been written.
  [[nodiscard]] Level level() const;
  [[nodiscard]] bool may_see(DataClass data_class) const;
};

// The value as people read it: labels for choices, the rest as it is stored.
[[nodiscard]] std::string shown_value(const Field& field, std::string_view stored);

// What a request is called: the first free text of the notes, which is the customer's issue, else
// the reason, else nothing. One line.
[[nodiscard]] std::string request_title(const Viewpoint& view, std::uint8_t request);

// What {takes} and {next_step} speak of.
struct Wait {
  Duration takes;
  std::string_view next_step;
};
[[nodiscard]] Wait wait_of(const Action& action);
[[nodiscard]] Wait wait_of(const CallMap& map, const Step& step);
// The phrase filled as this person may see it. Without `about`, {takes} and {next_step} speak of
// the action under way, or else of the open step.
[[nodiscard]] PhraseView fill(const Viewpoint& view, PhraseIndex phrase,
                              const Wait* about = nullptr);
// Those of them that are for this contact, in their order.
[[nodiscard]] std::vector<PhraseView> fill_all(const Viewpoint& view,
                                               const std::vector<PhraseIndex>& phrases,
                                               const Wait* about = nullptr);
// The link with its `{slots}` percent-encoded; values above public never go into an address.
[[nodiscard]] Link fill(const Viewpoint& view, const Link& link);

// Where the request stands among the open ones and those just ended.
[[nodiscard]] std::optional<std::size_t> slot_of(const Control& control, std::uint8_t request);
// The same contact as if that request were the current one.
[[nodiscard]] Control with_current(const CallMap& map, const Control& control, std::size_t slot);

// A gate that does not let pass, with the way through it (gates.h).
struct UnmetGate {
  const Rule* rule = nullptr;
  std::vector<Missing> missing;
};
// Those that stand between here and what comes next, in the map's order: before the next stage and
// those written in this one; after the call, those before the disposition and before finishing.
[[nodiscard]] std::vector<UnmetGate> gates_ahead(const Viewpoint& view);
// What is owed now, each with what would pay it.
[[nodiscard]] std::vector<UnmetGate> duties_now(const Viewpoint& view);
// Whether every gate of the trigger lets pass.
[[nodiscard]] bool all_let_pass(const CallMap& map, const Control& control, Trigger trigger);
// Whether something of that class may be shown, said or changed at this moment.
[[nodiscard]] bool may_disclose(const Viewpoint& view, DataClass data_class);

}  // namespace callmap
