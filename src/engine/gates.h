#pragma once
// What stands in the way of a command, told so that the agent can mend it: which rule, what is
// missing, where it is done. Used by decide for refusals and by guide to show the same thing before
// it is asked for.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/contact.h"
#include "engine/refusal.h"

namespace callmap {

// What is missing for the rule to let its trigger pass now, or for what it owes to be paid; empty
// when nothing is, or when nothing can. Of several ways it tells one that can be gone on this call,
// then the one that is furthest along, then the author's first.
[[nodiscard]] std::vector<Missing> way_through(const CallMap& map, const Control& control,
                                               const Rule& rule);

// The first rule of gate strength that does not let the trigger pass. `subject` and `title` name
// what was asked for.
[[nodiscard]] std::optional<Refusal> in_the_way(const CallMap& map, const Control& control,
                                                Trigger trigger, std::string_view subject,
                                                std::string_view title);

// The same for showing, saying or changing something of that class.
[[nodiscard]] std::optional<Refusal> disclosure_in_the_way(const CallMap& map,
                                                           const Control& control,
                                                           DataClass data_class,
                                                           std::string_view subject,
                                                           std::string_view title);

// The same for moving on to a later stage: every stage left on the way is judged.
[[nodiscard]] std::optional<Refusal> moving_on_in_the_way(const CallMap& map,
                                                          const Control& control, StageIndex to);

// The same for a request in `slot` to end that way, as the contact stands.
[[nodiscard]] std::optional<Refusal> disposition_in_the_way(const CallMap& map,
                                                            const Control& control,
                                                            std::size_t slot,
                                                            DispositionIndex index);

// The gates of that once more when the contact closes: what was taken back since stands in the way.
// A check of the caller that lapsed since does not: it held when it was asked for.
[[nodiscard]] std::optional<Refusal> kept_disposition_in_the_way(const CallMap& map,
                                                                 const Control& control,
                                                                 std::size_t slot,
                                                                 DispositionIndex index);

// Why something waits for that duty to be paid.
[[nodiscard]] Refusal owing(const CallMap& map, const Control& control, const Rule& rule,
                            std::string_view subject, std::string_view title);

// Whether the fact stands that the map calls an emergency.
[[nodiscard]] bool in_emergency(const CallMap& map, const Control& control);
// Whether the fact stands for which nothing is told or counted as too long.
[[nodiscard]] bool is_unhurried(const CallMap& map, const Control& control);

// Gates that are not met as the contact stands, in the map's order: what an early end leaves
// undone.
[[nodiscard]] std::vector<RuleIndex> unmet_gates(const CallMap& map, const Control& control);

}  // namespace callmap
