// Questions to somebody else: asked and taken back by whoever holds the contact, answered by
// somebody who does not.

#include <fmt/format.h>

#include "engine/gates.h"
#include "engine/judge.h"

namespace callmap {
namespace {

Refusal nothing_asked(const Judge& judge) {
  std::string why = "nothing is asked about this contact";
  switch (judge.control().consult) {
    case ConsultState::kNone:
    case ConsultState::kAsked: break;
    case ConsultState::kAnswered: why = "this question was answered already"; break;
    case ConsultState::kWithdrawn: why = "this question was taken back"; break;
    case ConsultState::kUnanswered: why = "the contact came to its end before the answer"; break;
  }
  return refuse(RefusalReason::kNotNow, "consult", std::move(why));
}

}  // namespace

void close_consult(Judge& judge) {
  if (judge.control().consult == ConsultState::kAsked) judge.emit(event::ConsultUnanswered{});
}

Declined judge_part(Judge& judge, const intent::Consult& consult) {
  const Team& team = judge.map.teams[at(consult.team)];
  if (team.outside) {
    return refuse(RefusalReason::kInvalid, team.id,
                  fmt::format("{} is not on this system: nobody there can answer", team.title));
  }
  if (judge.control().phase != Phase::kLive) {
    return refuse(RefusalReason::kNotNow, team.id,
                  "the line is closed: write a task for them instead");
  }
  if (auto refusal = bad_line("question", "Question", consult.question)) return refusal;
  if (!after(judge.control().consult, ConsultMove::kAsk)) {
    return refuse(RefusalReason::kNotNow, "consult",
                  "a question waits for its answer: take it back first to ask another");
  }
  if (judge.record().kept().consults.size() >= kConsultsMax) {
    return too_many("question", kConsultsMax, "questions");
  }
  const std::string title = fmt::format("Asking {}", team.title);
  auto refusal =
      in_the_way(judge.map, judge.control(), {Trigger::Kind::kConsult, 0}, team.id, title);
  if (refusal) return refusal;
  judge.emit(event::ConsultAsked{consult.team, consult.question});
  return kYes;
}

Declined judge_part(Judge& judge, const intent::AnswerConsult& answer) {
  if (!after(judge.control().consult, ConsultMove::kAnswer)) return nothing_asked(judge);
  if (judge.contact.holder() == judge.command.by.person) {
    return refuse(RefusalReason::kNotNow, "consult", "you hold this contact yourself");
  }
  if (auto refusal = bad_line("answer", "Answer", answer.answer)) return refusal;
  judge.emit(event::ConsultAnswered{answer.answer});
  return kYes;
}

Declined judge_part(Judge& judge, const intent::WithdrawConsult&) {
  if (!after(judge.control().consult, ConsultMove::kWithdraw)) return nothing_asked(judge);
  judge.emit(event::ConsultWithdrawn{});
  return kYes;
}

}  // namespace callmap
