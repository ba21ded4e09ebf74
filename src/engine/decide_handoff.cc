// Handoffs: drafted, offered, answered. Until somebody accepts, nothing is taken from the sender.

#include <fmt/format.h>

#include <algorithm>

#include "engine/gates.h"
#include "engine/handoff_story.h"
#include "engine/judge.h"
#include "engine/move.h"
#include "map/open_hours.h"

namespace callmap {
namespace {

const Team& team_of(const Judge& judge) {
  return judge.map.teams[at(judge.control().handoff_team)];
}

Declined nobody_on_the_line(const Judge& judge) {
  if (is_talking(judge.control())) return kYes;
  const bool dropped = judge.control().line == Line::kDropped;
  return refuse(RefusalReason::kNotNow, "handoff",
                dropped ? "the line is gone: call back first, or put the contact down"
                        : "nobody is on the line who could be handed over");
}

// What became of the handoff, for whoever came too late.
std::string what_happened(const Judge& judge) {
  const HandoffEntry* const handoff = judge.contact.handoff();
  switch (judge.control().handoff) {
    case HandoffState::kNone:
    case HandoffState::kDrafted: break;
    case HandoffState::kOffered: return "this handoff is offered: wait, or take it back first";
    case HandoffState::kAccepted: return "this handoff was accepted already";
    case HandoffState::kReturned: return "this handoff was returned";
    case HandoffState::kExpired: return "nobody accepted this handoff in time";
    case HandoffState::kWithdrawn:
      return handoff != nullptr && handoff->withdrawn_by == WithdrawnBy::kHungUp
                 ? "the customer hung up before this handoff was accepted"
                 : "the sender took this handoff back";
  }
  return "no handoff is offered";
}

Refusal too_late(const Judge& judge) {
  return refuse(RefusalReason::kNotNow, "handoff", what_happened(judge));
}

Refusal nothing_drafted(const Judge& judge) {
  if (judge.control().handoff == HandoffState::kOffered) return too_late(judge);
  return refuse(RefusalReason::kNotNow, "handoff", "no handoff is drafted: choose the team first");
}

// Writes the story from what is known, unless somebody wrote one.
void draft_story(Judge& judge) {
  const auto& field = judge.map.handoff.story;
  if (!field) return;
  const FieldEntry* const standing = judge.contact.field(judge.map, *field);
  if (standing != nullptr && standing->origin != Origin::kSystem) return;
  std::string story = handoff_story(judge.map, judge.contact);
  if (story.empty() || (standing != nullptr && standing->value == story)) return;
  judge.look_ahead();
  judge.emit(event::Filled{*field, std::move(story), Origin::kSystem, false});
}

// What stands before handing over, as things are: gates, and what is owed before one leaves.
Declined gates_in_the_way(const Judge& judge) {
  const Team& team = team_of(judge);
  const bool emergency = in_emergency(judge.map, judge.control());
  const auto& hours = team.hours;
  if (!emergency && hours && !is_open(judge.map.hours[at(*hours)], judge.command.at)) {
    return refuse(RefusalReason::kNotNow, team.id,
                  fmt::format("{} is closed now: call back, or promise an answer", team.title));
  }
  const std::string title = fmt::format("Handing over to {}", team.title);
  const Trigger trigger{Trigger::Kind::kHandOver, 0};
  if (auto refusal = in_the_way(judge.map, judge.control(), trigger, team.id, title)) {
    return refusal;
  }
  const Trigger to{Trigger::Kind::kHandOverTo,
                   static_cast<std::uint16_t>(judge.control().handoff_team)};
  if (auto refusal = in_the_way(judge.map, judge.control(), to, team.id, title)) return refusal;
  if (emergency) return kYes;
  for (const Rule& rule : judge.map.rules) {
    if (!owed_before_leaving(judge.control(), rule)) continue;
    return owing(judge.map, judge.control(), rule, team.id, title);
  }
  return kYes;
}

// What a decision point came to is the handoff itself, and an emergency is told anew. Any other
// procedure is still open: whoever comes next goes on at its step.
void leave_to_receiver(Judge& judge) {
  if (judge.control().depth == 0) return;
  judge.look_ahead();
  const bool emergency = in_emergency(judge.map, judge.control());
  while (judge.control().depth > 0) {
    const Control& control = judge.control();
    const ProcedureIndex top = control.top().procedure;
    const StackEntry base = control.stack[group_of(control, judge.map, top)->first];
    if (!emergency && !judge.map.procedures[at(base.procedure)].is_decision_point()) return;
    judge.emit(event::ProcedureLeft{top});
  }
}

// From here on nobody holds it: it waits for the team.
void put_through(Judge& judge) {
  const TeamIndex team = judge.control().handoff_team;
  judge.emit(event::HandoffAccepted{});
  judge.emit(event::SegmentEnded{SegmentEnd::kReleased});
  lower(judge, LoweredBy::kTransfer);
  leave_to_receiver(judge);
  judge.emit(event::Queued{team, 0});
}

void draft(Judge& judge, TeamIndex team, HandoffKind how) {
  judge.emit(event::HandoffDrafted{team, how});
  draft_story(judge);
}

}  // namespace

void draft_for(Judge& judge, std::optional<TeamIndex> team) {
  const auto& chosen = judge.map.handoff.team;
  if (!team && chosen) {
    const FieldEntry* const entry = judge.contact.field(judge.map, *chosen);
    if (entry != nullptr && !entry->erased) team = judge.map.team(entry->value);
  }
  const bool full = judge.record().kept().handoffs.size() >= kHandoffsMax;
  if (!team || full || !after(judge.control().handoff, HandoffMove::kDraft)) return;
  const bool outside = judge.map.teams[at(*team)].outside;
  draft(judge, *team, outside ? HandoffKind::kOutside : HandoffKind::kWarm);
}

Declined judge_part(Judge& judge, const intent::HandOver& over) {
  const Team& team = judge.map.teams[at(over.team)];
  const Control& control = judge.control();
  if (team.outside && over.how != HandoffKind::kOutside) {
    return refuse(RefusalReason::kInvalid, "how",
                  fmt::format("{} is not on this system: hand over outside", team.title));
  }
  if (!team.outside && over.how == HandoffKind::kOutside) {
    return refuse(RefusalReason::kInvalid, "how",
                  fmt::format("{} is on this system: offer it to them", team.title));
  }
  if (auto refusal = nobody_on_the_line(judge)) return refusal;
  if (!after(control.handoff, HandoffMove::kDraft)) return too_late(judge);
  if (over.how == HandoffKind::kBlind && !team.blind) {
    return refuse(RefusalReason::kNotOffered, team.id,
                  fmt::format("{} takes no one unannounced: offer it to them", team.title));
  }
  const bool same = control.handoff == HandoffState::kDrafted &&
                    control.handoff_team == over.team && control.handoff_kind == over.how;
  if (same) return kYes;
  if (judge.record().kept().handoffs.size() >= kHandoffsMax) {
    return too_many("handoff", kHandoffsMax, "handoffs");
  }
  draft(judge, over.team, over.how);
  return kYes;
}

Declined judge_part(Judge& judge, const intent::NoneBecause& none) {
  const Field& field = judge.map.fields[at(none.field)];
  const auto& package = judge.map.handoff.package;
  const bool travels = std::ranges::any_of(package, [&](const PackageItem& item) {
    return item.source == PackageItem::Source::kField && item.field == none.field;
  });
  if (!travels) {
    return refuse(RefusalReason::kNotOffered, field.id,
                  fmt::format("{} does not travel with a handoff", field.label));
  }
  if (auto refusal = bad_line(field.id, "Why there is none", none.because)) return refusal;
  if (judge.contact.field(judge.map, none.field) != nullptr) {
    return refuse(RefusalReason::kNotNow, field.id,
                  fmt::format("{} is written down: clear it first", field.label));
  }
  const NoneEntry* const standing = judge.contact.none(none.field);
  if (standing == nullptr || standing->because != none.because) {
    judge.emit(event::NoneGiven{none.field, none.because});
  }
  return kYes;
}

Declined judge_part(Judge& judge, const intent::OfferHandoff&) {
  const Control& control = judge.control();
  if (control.handoff != HandoffState::kDrafted) return nothing_drafted(judge);
  if (auto refusal = nobody_on_the_line(judge)) return refusal;
  if (control.handoff_kind == HandoffKind::kOutside) {
    return refuse(RefusalReason::kNotNow, team_of(judge).id,
                  fmt::format("ring {} and say who there accepted", team_of(judge).title));
  }
  draft_story(judge);
  if (auto refusal = gates_in_the_way(judge)) return refusal;
  if (judge.control().handoff_kind == HandoffKind::kBlind) {
    put_through(judge);
  } else {
    judge.emit(event::HandoffOffered{judge.command.at + judge.map.handoff.timeout});
  }
  return kYes;
}

Declined judge_part(Judge& judge, const intent::WithdrawHandoff&) {
  if (!is_under_way(judge.control().handoff)) return too_late(judge);
  judge.emit(event::HandoffWithdrawn{WithdrawnBy::kSender});
  return kYes;
}

Declined judge_part(Judge& judge, const intent::HandedOutside& handed) {
  const Control& control = judge.control();
  if (control.handoff != HandoffState::kDrafted) return nothing_drafted(judge);
  if (control.handoff_kind != HandoffKind::kOutside) {
    return refuse(RefusalReason::kNotNow, team_of(judge).id,
                  fmt::format("{} is on this system: offer it to them", team_of(judge).title));
  }
  if (auto refusal = nobody_on_the_line(judge)) return refusal;
  if (auto refusal = bad_line("accepted_by", "Who accepted", handed.accepted_by)) return refusal;
  draft_story(judge);
  if (auto refusal = gates_in_the_way(judge)) return refusal;
  judge.look_ahead();
  judge.emit(event::HandoffAccepted{handed.accepted_by});
  hang_up(judge, "agent");
  return kYes;
}

Declined judge_part(Judge& judge, const intent::AcceptHandoff&) {
  if (judge.control().handoff != HandoffState::kOffered) return too_late(judge);
  const PersonId& receiver = judge.command.by.person;
  if (judge.contact.holder() == receiver) {
    return refuse(RefusalReason::kNotNow, "handoff", "you hold this contact yourself");
  }
  // The sender may have taken something back since it was offered.
  const Trigger trigger{Trigger::Kind::kHandOver, 0};
  const Trigger to{Trigger::Kind::kHandOverTo,
                   static_cast<std::uint16_t>(judge.control().handoff_team)};
  for (const Trigger& each : {trigger, to}) {
    auto refusal = in_the_way(judge.map, judge.control(), each, "handoff", "Accepting it");
    if (refusal) return refusal;
  }
  judge.emit(event::HandoffAccepted{});
  judge.emit(event::SegmentBegan{receiver, judge.control().handoff_team, SegmentHow::kHandoff});
  lower(judge, LoweredBy::kTransfer);
  leave_to_receiver(judge);
  return kYes;
}

Declined judge_part(Judge& judge, const intent::ReturnHandoff& back) {
  if (judge.control().handoff != HandoffState::kOffered) return too_late(judge);
  if (auto refusal = bad_line("why", "Why", back.why)) return refusal;
  judge.emit(event::HandoffReturned{back.why});
  return kYes;
}

Declined judge_part(Judge& judge, const intent::AskHandoff& ask) {
  if (judge.control().handoff != HandoffState::kOffered) return too_late(judge);
  if (auto refusal = bad_line("question", "Question", ask.question)) return refusal;
  const HandoffEntry* const handoff = judge.contact.handoff();
  if (handoff != nullptr && handoff->asked.size() >= kQuestionsMax) {
    return too_many("question", kQuestionsMax, "questions");
  }
  judge.emit(event::HandoffAsked{ask.item, ask.question});
  return kYes;
}

}  // namespace callmap
