#pragma once
// How one event moves Control, and nothing else: no texts, no times, no refusals. `apply` calls it,
// and so do decide (to look one event ahead) and the checks, so that there is one transition
// function in the program.

#include <optional>
#include <vector>

#include "engine/event.h"

namespace callmap {

// What an answer led to, for the caller that must go on from there.
struct Moved {
  std::optional<EndIndex> ended;  // the end at which a procedure that nobody called was left
  std::optional<ProcedureIndex> procedure;  // and that procedure
};

// Moves it. An event that could not have happened here leaves it as it is.
Moved move(Control& control, const CallMap& map, const EventBody& body);

// stack.cc: the stack of open procedures, read.
// True when the entry above this one was called by it.
[[nodiscard]] bool calls(const CallMap& map, const StackEntry& below, ProcedureIndex above);
// Where the group that holds the procedure begins and ends on the stack: what the agent opened, and
// what that called.
struct StackGroup {
  std::uint8_t first = 0;
  std::uint8_t last = 0;
};
[[nodiscard]] std::optional<StackGroup> group_of(const Control& control, const CallMap& map,
                                                 ProcedureIndex procedure);

// The height that all open groups reserve; opening one more must keep it within
// kProcedureHeightMax.
[[nodiscard]] std::size_t reserved_height(const Control& control, const CallMap& map);

// Where that answer leads from there, by how often its way was taken in this run.
[[nodiscard]] Target target_of(const StackEntry& entry, const Answer& answer);

// By step: whether one can come there from `from`, or from there to `to`, by answers alone. The
// step itself is one of them.
[[nodiscard]] std::vector<bool> steps_after(const Procedure& procedure, StepIndex from);
[[nodiscard]] std::vector<bool> steps_before(const Procedure& procedure, StepIndex to);

// The ends that the answer reaches, innermost first: of its own procedure, and of those that called
// it where that end is theirs too. Of one that is not the top step's, none.
struct ReachedEnd {
  ProcedureIndex procedure{};
  EndIndex end{};
};
[[nodiscard]] std::vector<ReachedEnd> ends_reached(const Control& control, const CallMap& map,
                                                   ProcedureIndex procedure, StepIndex step,
                                                   AnswerIndex answer);

// Where the call goes on after those ends: nullopt when none was reached, or when what called the
// last one goes on by itself.
[[nodiscard]] std::optional<EndGoes> goes_to(const Control& control, const CallMap& map,
                                             const std::vector<ReachedEnd>& ends);

// True when the duty stands unpaid.
[[nodiscard]] Owed owed(const Control& control, const Rule& rule);

// A duty that stands in the way of finishing until it is paid.
[[nodiscard]] bool owed_before_closing(const Control& control, const Rule& rule);

// The same for a duty that has its time.
[[nodiscard]] Owed owed(const Control& control, const DueEntry& due);

// Which of `control.requests` the next request takes: their number for one more, kOpenRequestsMax
// when there is no room. What a closed one that it takes still owes is gone with it.
[[nodiscard]] std::size_t slot_to_open(const Control& control);

// What stands in the way of finishing, of every request that the contact still knows.
struct OpenDuty {
  RuleIndex rule{};
  std::uint8_t slot = 0;  // of its request; the current one's for what is owed once a contact
};
[[nodiscard]] std::vector<OpenDuty> duties_before_closing(const Control& control,
                                                          const CallMap& map);
// What is owed within a time and does not stand in the way: it outlives the contact.
[[nodiscard]] std::vector<OpenDuty> duties_within(const Control& control, const CallMap& map);

// A duty that stands in the way of handing over until it is paid.
[[nodiscard]] bool owed_before_leaving(const Control& control, const Rule& rule);

// Brings the derived system bits in line with the rest. `move` does so by itself; for those who
// switch requests in a copy.
void refresh_system(Control& control, const CallMap& map);

}  // namespace callmap
