#pragma once
// One procedure without the call around it, for whoever tries it: an author in the terminal,
// another program, a recorded conversation that is held against it. It is walked by `decide` and
// `apply` as on a call, on a contact that was put at its start.

#include "engine/decide.h"
#include "engine/move.h"

namespace callmap {

// The same map, but that every end which goes on to another stage, hands over or finishes leads
// back to where its procedure was opened: there is no call that could go on. Ends that go on with
// another procedure still do.
[[nodiscard]] CallMap without_call(CallMap map);

// A contact as a trace begins: offered to `p_you`, connected, at the first stage after preparation.
[[nodiscard]] Contact connected_contact(const CallMap& map, Instant at,
                                        std::string line_called = {});

// Such a contact, verified to that level by the word of a system, that stands
// at the start of the procedure whatever would have to come first on a call.
[[nodiscard]] Contact placed_in(const CallMap& map, ProcedureIndex procedure, Level verified,
                                Instant at);

// That contact, verified to that level from then on by the word of a system.
void verify_by_system(Contact& contact, const CallMap& map, Level level, Instant at);
// That contact, verified no more.
void lapse_by_system(Contact& contact, const CallMap& map, Instant at);

// The highest level that any method of the map opens, none where it has no verification.
[[nodiscard]] Level highest_level(const CallMap& map);

// The end that the last answer came to, of the procedure that everything else was called from. None
// while a procedure is open, and when the last one was left. `before`: as it stood then.
[[nodiscard]] std::optional<ReachedEnd> walked_end(const CallMap& map, const Control& before,
                                                   const Contact& after);

// The thing with that id and text is the one that the words name, which are plain ones
// (base/plain_words.h).
[[nodiscard]] bool is_named(std::string_view id, std::string_view text, std::string_view words);
// The answer of the step that is named: by id, by label, or by the first words of one label alone.
[[nodiscard]] std::optional<AnswerIndex> answer_named(const Step& step, std::string_view words);

}  // namespace callmap
