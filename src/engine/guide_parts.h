#pragma once
// The parts `guide` is put together from, one file each. Used inside the engine only.

#include <vector>

#include "engine/viewpoint.h"

namespace callmap {

// guide_stage.cc: what the stage at hand holds.
[[nodiscard]] std::vector<StageView> view_stages(const Viewpoint& view);
[[nodiscard]] std::vector<CheckpointView> view_checkpoints(const Viewpoint& view);
[[nodiscard]] std::vector<FieldView> view_fields(const Viewpoint& view,
                                                 const std::vector<UnmetGate>& unmet);
[[nodiscard]] std::vector<FieldView> view_fields(const Viewpoint& view,
                                                 const std::vector<FieldIndex>& fields);
[[nodiscard]] WayOut view_way_out(const Viewpoint& view);
[[nodiscard]] GateView view_gate(const Viewpoint& view, const Rule& rule);
[[nodiscard]] bool is_met(const Viewpoint& view, const Checkpoint& checkpoint);

// guide_procedure.cc: actions, the open procedure and the roads on offer.
[[nodiscard]] ActionView view_action(const Viewpoint& view, ActionIndex action);
[[nodiscard]] std::vector<ActionView> view_actions(const Viewpoint& view);
[[nodiscard]] std::optional<ProcedureView> view_procedure(const Viewpoint& view);
[[nodiscard]] std::vector<RoadView> view_roads(const Viewpoint& view);
// When an action under way will be slow; nullopt when it will not, or the line is held.
[[nodiscard]] std::optional<Instant> slow_from(const Viewpoint& view, const ActionEntry& entry);
// The same for what the open step asks somebody to do.
[[nodiscard]] std::optional<Instant> step_slow_from(const Viewpoint& view);
// When whoever is on hold was promised that somebody comes back; nullopt off hold, or where the map
// promises nothing.
[[nodiscard]] std::optional<Instant> back_at(const Viewpoint& view);
// The map's words for a hold that is over are shown from then, until then; nullopt where there is
// nothing to say.
struct HoldWords {
  Instant from;
  std::optional<Instant> until;  // none: while the hold lasts
  [[nodiscard]] bool due(Instant now) const { return from <= now && (!until || now < *until); }
};
[[nodiscard]] std::optional<HoldWords> hold_words(const Viewpoint& view);

// guide_people.cc: verification, cues and requests.
[[nodiscard]] VerificationView view_verification(const Viewpoint& view);
[[nodiscard]] std::vector<CueView> view_cues(const Viewpoint& view);
[[nodiscard]] std::vector<RequestView> view_requests(const Viewpoint& view);
[[nodiscard]] std::vector<LetteredView> view_urgencies(const Viewpoint& view,
                                                       const std::vector<RequestView>& requests);
// Marked by the agent, or raised by itself now.
[[nodiscard]] bool is_noticed(const Viewpoint& view, CueIndex cue);
[[nodiscard]] bool guides_folded(const Viewpoint& view);
// The method to try next: the first that has not just failed, else the first.
[[nodiscard]] std::optional<MethodIndex> next_method(const Viewpoint& view);

// guide_handoff.cc and guide_callback.cc: how the contact is passed on and kept.
[[nodiscard]] std::optional<HandoffView> view_handoff(const Viewpoint& view);
// `next` are the next actions, whose first that is of the call itself is told to whoever calls.
[[nodiscard]] std::optional<CallbackView> view_callback(const Viewpoint& view,
                                                        const std::vector<NextAction>& next);
[[nodiscard]] CustomerClock customer_clock(const Viewpoint& view);
[[nodiscard]] std::vector<TeamView> view_teams(const CallMap& map);
// What was done for the current request: steps tried, actions, answers.
[[nodiscard]] std::vector<std::string> steps_done(const Viewpoint& view);

// guide_next.cc: the next best actions in their fixed order, and the phrase that serves the first.
[[nodiscard]] std::vector<NextAction> next_actions(const Viewpoint& view,
                                                   const std::vector<UnmetGate>& unmet);
void mark_best(const Viewpoint& view, Guidance& guidance);

}  // namespace callmap
