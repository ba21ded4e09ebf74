#pragma once
// A trace: a call as a list of commands, one JSON object a line, that the terminal, the simulator
// and the checks play alike. Lines are intents (`{"do": "tick", …}`) and observations (`{"saw":
// "held"}`) as in intent_json.h, besides
// `{"verdict": "passed", "method": "pin"}` for what a server would have compared, and `{"after":
// "30s"}` for time that passes and `{"as": "p_tom"}` for another person at the keys from there on
// (`p_you` before). Three kinds of line only look: `{"expect": "gate"}` at the refusal
// that the command before must have met (`nothing`: none), `{"at": "purpose"}` at the stage, and
// `{"next": "confirm"}` at the first thing that the guidance names. Traces are files of authors and
// tests; the API reads none.

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "engine/decide.h"
#include "engine/walk.h"

namespace callmap {

struct TraceWait {
  Duration length;
};
struct TraceExpect {
  std::string reason;
};  // name of a RefusalReason, or `nothing`
struct TraceAs {
  PersonId person;
};
struct TraceAt {
  StageIndex stage{};
};
struct TraceNext {
  std::string id;
};

// Without time and author: who plays it stamps them.
using TraceLine =
    std::variant<Intent, Observation, Verdict, TraceWait, TraceAs, TraceExpect, TraceAt, TraceNext>;

// The message says what is wrong with the line, lower case, no full stop.
[[nodiscard]] std::expected<TraceLine, std::string> parse_trace_line(const CallMap& map,
                                                                     std::string_view line);

// Plays commands on one contact, such as those of walk.h. `at` moves with each wait; the first
// instant is the caller's.
class TracePlayer {
 public:
  TracePlayer(const CallMap& map, Instant at, Contact contact);

  // The refusal when the command was declined. What only waits or looks never is.
  std::optional<Refusal> play(const TraceLine& line);
  // Set by a line that looks and sees something else: what was expected, what came.
  [[nodiscard]] const std::optional<std::string>& unexpected() const { return unexpected_; }

  void forget_unexpected() { unexpected_.reset(); }

  [[nodiscard]] const Contact& contact() const { return contact_; }
  [[nodiscard]] Instant now() const { return at_; }

 private:
  void look_for(std::string_view expected, std::string_view came);
  std::optional<Refusal> send(std::variant<Intent, Observation, Verdict> what);
  const CallMap& map_;
  Instant at_;
  PersonId person_{"p_you"};
  Contact contact_;
  std::optional<Refusal> last_;
  std::optional<std::string> unexpected_;
};

}  // namespace callmap
