#pragma once
// The two functions that move a contact. `decide` judges a command against the map and says what
// happens; `apply` makes it so. Both are pure: same arguments, same answer, on every machine.
// decide never changes anything, apply never refuses. Acceptance and the next Control depend on
// Control and the classified command alone.
//
//   auto events = decide(map, contact, command);
//   if (events) for (const Event& event : *events) contact = apply(std::move(contact), map, event);

#include <expected>
#include <optional>
#include <vector>

#include "engine/event.h"
#include "engine/refusal.h"

namespace callmap {

// The events in the order in which they happen, what fell due first; empty when the command changes
// nothing. Intents may be refused. Observations and verdicts never are: late and duplicate ones
// yield no event. Precondition: command.at is not before contact.record.last.
[[nodiscard]] std::expected<std::vector<Event>, Refusal> decide(const CallMap& map,
                                                                const Contact& contact,
                                                                const Command& command);

// Total: every event that decide made for this map folds. An event that could not have happened is
// ignored.
[[nodiscard]] Contact apply(Contact contact, const CallMap& map, const Event& event);
// The same in place, for who folds many: moving a contact out and in costs more than most events.
void fold(Contact& contact, const CallMap& map, const Event& event);

// Why no verification attempt by that method (none: a system's word) would count now, or nullopt
// when it would. The desk asks before it compares anything; decide asks again, so that a verdict
// that came too late changes nothing.
[[nodiscard]] std::optional<Refusal> may_not_attempt(const CallMap& map, const Contact& contact,
                                                     std::optional<MethodIndex> method,
                                                     bool correction);

// Whether that rule would let its trigger pass now. Shared by decide and guide.
[[nodiscard]] bool lets_pass(const Rule& rule, const Control& control);

}  // namespace callmap
