#pragma once
// Recorded conversations held against a procedure: did what was done follow it, and where not? The
// sequence is walked on the engine, so that a gate, a class of data or a loop's limit counts as on
// a call; where it leaves the procedure, the reading with the fewest departures is told. Pure.

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/walk.h"

namespace callmap {

// An item of a sequence names a step, an action, an answer, or the end that was come to, by its id
// or its words: case and signs do not count, and the first words of an answer are enough where no
// other answer begins so. `step=answer` names both.
inline constexpr std::size_t kFollowItemsMax = 1'000;

struct FollowOptions {
  // Instructions were recorded like everything else: one that is not named was left out. Otherwise
  // instructions pass in silence, and only actions count.
  bool every_step = false;
  Level verified = Level::kNone;       // before the first item
  std::vector<ActionIndex> verifying;  // once such an action was done, the customer is verified
};

enum class DepartureKind : std::uint8_t {
  kMissing,      // a step that comes next was not taken
  kExtra,        // an item that is no step at this point
  kMoved,        // a step that was taken, elsewhere than in its place
  kNotVerified,  // the step asks for a verified customer, and nobody was
  kRefused       // a rule of the map is against the step: nothing comes after it
};
inline constexpr std::size_t kDepartureKindCount = 5;
[[nodiscard]] std::string_view name(DepartureKind kind);

struct Departure {
  DepartureKind kind = DepartureKind::kMissing;
  std::size_t item = 0;  // from 0; of a step that is missing: the item that stands in its place
  std::string procedure, step;  // ids; empty for kExtra
  bool verifies = false;        // the step is one of `verifying`
  std::string sentence;         // with the words of the step
};

struct FollowedStep {
  std::string procedure, step, text;
  std::string answer, label;        // of a question; empty when it was not answered
  std::optional<std::size_t> item;  // which told of it; none: it passed in silence
  bool assumed = false;  // no item tells the answer: it is the one that fits what comes after
};

struct Followed {
  std::vector<FollowedStep> path;
  std::vector<Departure> departures;  // in the order of the items
  std::optional<ReachedEnd> end;      // none: it stops before an end
  std::string stands_at;              // then: id of the step
  // False: there are too many readings to compare. Everything else is empty then.
  bool decided = true;
  [[nodiscard]] bool follows() const { return decided && departures.empty(); }
};

// Precondition: at most kFollowItemsMax items; all of `options` are of this map.
[[nodiscard]] Followed follow(const CallMap& map, ProcedureIndex procedure,
                              std::span<const std::string> items, const FollowOptions& options);

}  // namespace callmap
