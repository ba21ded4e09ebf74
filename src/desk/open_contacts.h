#pragma once
// The contacts that are open, without folding any: one short row each in the store's table `live`,
// written in the same commit as what changed it, and read whole at start (100,000 in well under a
// second). Knows who holds what and what falls due when. Not for threads: its owner locks.
//
// A row: key the contact; value, separated by tabs: 4 (the format), map digest, reference, holder,
// stage, phase, line state, line called, started and due in milliseconds (due empty for none),
// channel, the team whose queue it waits in, since when, priority, whether as a handoff (1 or 0),
// when a call back is due, which attempt, whether it was agreed rather than after a drop (1 or 0),
// the team that is asked a question, since when, the skills that it needs, parted by commas. What
// does not apply is empty. Rows of format 1 end at `due`, of format 2 before the question, of
// format 3 before the skills.

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "desk/maps_in_force.h"
#include "engine/contact.h"
#include "store/store.h"

namespace callmap {

inline constexpr std::string_view kLiveTable = "live";

// A contact that was given to one person outright rings so long; then it is no longer theirs.
inline constexpr Duration kRingsFor = minutes(2);

struct QueuedFor {
  std::string team;
  Instant since;
  std::uint8_t priority = 0;
  bool handoff = false;
  std::vector<std::string> skills = {};  // sorted; none once they were waived
  bool operator==(const QueuedFor&) const = default;
};
struct CallbackPlan {
  Instant due;
  std::uint8_t attempt = 1;
  bool scheduled = false;
  bool operator==(const CallbackPlan&) const = default;
};

struct AskedOf {  // a question waits for an answer
  std::string team;
  Instant since;
  bool operator==(const AskedOf&) const = default;
};

struct OpenContact {
  const CallMap* map = nullptr;
  std::string reference;
  PersonId holder;
  StageIndex stage{};
  Phase phase = Phase::kNone;
  Line line = Line::kRinging;
  std::string line_called;
  Instant started;
  std::optional<Instant> due;
  std::string channel;
  std::optional<QueuedFor> queued;
  std::optional<CallbackPlan> callback;
  std::optional<AskedOf> asked;
  bool operator==(const OpenContact&) const = default;
};

// nullopt when the contact is not open.
[[nodiscard]] std::optional<OpenContact> open_contact(const CallMap& map, const Contact& contact);
[[nodiscard]] std::optional<QueuedFor> queued_for(const CallMap& map, const Contact& contact);
// Contacts on its channel that one person may hold at once.
[[nodiscard]] std::uint8_t capacity_of(const OpenContact& open);
// Until when it rings for one person who does not answer; nullopt when it does not ring for
// anybody.
[[nodiscard]] std::optional<Instant> rings_until(const Contact& contact);
// When something falls due in it by itself: a duty, a verification that lapses, a call not
// answered, skills that are waited for no longer.
[[nodiscard]] std::optional<Instant> next_due(const CallMap& map, const Contact& contact);

[[nodiscard]] std::string to_row(const OpenContact& open);
[[nodiscard]] Result<OpenContact> parse_row(std::string_view value, MapsInForce& maps);
// The change that brings the row in line, nullopt when it is already.
[[nodiscard]] std::optional<RowChange> row_change(const ContactId& id,
                                                  const std::optional<OpenContact>& before,
                                                  const std::optional<OpenContact>& after);

class OpenContacts {
 public:
  // Reads every row; those that do not read are returned by id, and left out.
  [[nodiscard]] Result<std::vector<ContactId>> load(Store& store, MapsInForce& maps);

  void put(const ContactId& id, OpenContact open);
  void remove(const ContactId& id);
  [[nodiscard]] const OpenContact* find(const ContactId& id) const;
  [[nodiscard]] std::size_t size() const { return open_.size(); }
  // Those with a call back to make, soonest first, at most `limit`.
  [[nodiscard]] std::vector<std::pair<ContactId, OpenContact>> callbacks(std::size_t limit) const;
  // Those in which a question waits for an answer, longest first, at most `limit`.
  [[nodiscard]] std::vector<std::pair<ContactId, OpenContact>> asked(std::size_t limit) const;
  void each(const std::function<void(const ContactId&, const OpenContact&)>& look) const;

  // Oldest first, at most `limit`; of one person, or all.
  [[nodiscard]] std::vector<std::pair<ContactId, OpenContact>> list(
      const std::optional<PersonId>& holder, std::size_t limit) const;

  // Takes off the wheel what is due, at most `limit`; it comes back by `put`.
  [[nodiscard]] std::vector<ContactId> take_due(Instant now, std::size_t limit);
  [[nodiscard]] std::optional<Instant> next_due() const;
  // Puts one that could not be dealt with back on the wheel; also one that is not open as far as is
  // known here.
  void again(const ContactId& id, Instant due);

 private:
  struct Kept {
    OpenContact open;
    std::optional<Instant> wheel;  // its place on the wheel
  };
  void off_wheel(const std::string& id, Kept& kept);

  std::unordered_map<std::string, Kept> open_;
  std::unordered_map<std::string, std::set<std::string>> by_holder_;
  std::set<std::pair<Instant, std::string>> wheel_;
  std::set<std::pair<Instant, std::string>> callbacks_, asked_;
};

}  // namespace callmap
