#pragma once
// One command on its way through decide: the contact as it stands, the events made so far, and,
// once somebody needs to look beyond them, a Control moved ahead by them. Private to decide's
// files.

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/decide.h"
#include "engine/declined.h"
#include "engine/move.h"

namespace callmap {

class Judge {
 public:
  Judge(const CallMap& of_map, const Contact& of_contact, const Command& of_command)
      : map(of_map), contact(of_contact), command(of_command) {}

  const CallMap& map;
  const Contact& contact;
  const Command& command;

  // As it stands after the events so far.
  [[nodiscard]] const Control& control() const { return ahead_ ? *ahead_ : contact.control; }
  [[nodiscard]] const Record& record() const { return contact.record; }

  template <class Body>
  Moved emit(Body body) {
    return emit_by(command.by, std::move(body));
  }
  // What nobody did: the clock, or the rule itself. Made in its place: an event is large to move.
  template <class Body>
  Moved emit_by(const Author& by, Body body) {
    if (events_.empty()) events_.reserve(kEventsUsual);
    events_.emplace_back(command.at, by, std::move(body));
    return ahead_ ? move(*ahead_, map, events_.back().body) : Moved{};
  }

  // From here on control() follows each event; those made before are caught up.
  void look_ahead() {
    if (ahead_) return;
    ahead_ = contact.control;
    for (const Event& event : events_) move(*ahead_, map, event.body);
  }

  [[nodiscard]] std::size_t count() const { return events_.size(); }
  [[nodiscard]] const std::vector<Event>& events() const { return events_; }
  [[nodiscard]] std::vector<Event> take() { return std::move(events_); }

 private:
  static constexpr std::size_t kEventsUsual = 3;  // one allocation for nearly every command

  std::vector<Event> events_;
  std::optional<Control> ahead_;
};

[[nodiscard]] std::optional<Refusal> judge_intent(Judge& judge, const Intent& intent);
void judge_observation(Judge& judge, const Observation& observation);
void judge_verdict(Judge& judge, const Verdict& verdict);

// Lowers the verification when the policy says so for that reason and there is one.
void lower(Judge& judge, LoweredBy why);

// What several kinds of command have in common.
// Somebody is on the line, talking or on hold.
[[nodiscard]] bool is_talking(const Control& control);
// That person holds it from now on; who held it before does not.
void begin_segment(Judge& judge, event::SegmentBegan began);
// A question that nobody answered is over with the contact.
void close_consult(Judge& judge);
// What was under way with others ends before the contact does: a handoff, a call back, a question.
void let_go(Judge& judge);
// The end of the line: of the call, or, while a call back is pending, of this attempt or until
// then.
void hang_up(Judge& judge, const std::string& by);
// The end of the call: after-call work begins, or, where nobody ever held it, the contact is over.
void end_call(Judge& judge, const std::string& by);
void drop(Judge& judge);
// decide_closing.cc: what is owed when a contact closes does not end with it. Each duty becomes a
// follow-up of `owner`, of whoever holds the contact where that is empty: late what had to be done
// before, at its own time what is owed within one.
enum class Owing : std::uint8_t { kWithin, kAll };
void keep_what_is_owed(Judge& judge, std::string owner, Owing what);
// The same for the closed request whose place another one is about to take.
void keep_before_opening(Judge& judge);
// Drafts the handoff that a procedure's end leads to, where the team is known.
void draft_for(Judge& judge, std::optional<TeamIndex> team);
// A number is known at which the customer can be called back.
[[nodiscard]] bool has_number(const CallMap& map, const Contact& contact);
// A call back that is due by itself is due by the clock of the customer who was chosen now.
void set_callback_anew(Judge& judge, std::string_view zone);
// As a refusal names a time.
[[nodiscard]] std::string clock_time(Instant at);
// Why the contact cannot be finished while a call back is pending.
[[nodiscard]] Refusal callback_is_due(const Judge& judge);

// decide_handoff.cc
[[nodiscard]] Declined judge_part(Judge& judge, const intent::HandOver& over);
[[nodiscard]] Declined judge_part(Judge& judge, const intent::NoneBecause& none);
[[nodiscard]] Declined judge_part(Judge& judge, const intent::OfferHandoff& offer);
[[nodiscard]] Declined judge_part(Judge& judge, const intent::WithdrawHandoff& withdraw);
[[nodiscard]] Declined judge_part(Judge& judge, const intent::HandedOutside& handed);
[[nodiscard]] Declined judge_part(Judge& judge, const intent::AcceptHandoff& accept);
[[nodiscard]] Declined judge_part(Judge& judge, const intent::ReturnHandoff& back);
[[nodiscard]] Declined judge_part(Judge& judge, const intent::AskHandoff& ask);
// decide_callback.cc
[[nodiscard]] Declined judge_part(Judge& judge, const intent::ReportDrop& report);
[[nodiscard]] Declined judge_part(Judge& judge, const intent::ScheduleCallback& schedule);
[[nodiscard]] Declined judge_part(Judge& judge, const intent::CallbackResult& result);
[[nodiscard]] Declined judge_part(Judge& judge, const intent::WithdrawCallback& withdraw);
[[nodiscard]] Declined judge_part(Judge& judge, const intent::Release& release);
// decide_people.cc
[[nodiscard]] Declined judge_part(Judge& judge, const intent::Take& take);
[[nodiscard]] Declined judge_part(Judge& judge, const intent::TakeOver& take);
[[nodiscard]] Declined judge_part(Judge& judge, const intent::Monitor& monitor);
[[nodiscard]] Declined judge_part(Judge& judge, const intent::Join& join);
[[nodiscard]] Declined judge_part(Judge& judge, const intent::Message& message);
[[nodiscard]] Declined judge_part(Judge& judge, const intent::LeaveContact& leave);
// decide_consult.cc
[[nodiscard]] Declined judge_part(Judge& judge, const intent::Consult& consult);
[[nodiscard]] Declined judge_part(Judge& judge, const intent::AnswerConsult& answer);
[[nodiscard]] Declined judge_part(Judge& judge, const intent::WithdrawConsult& withdraw);
// decide_tasks.cc
[[nodiscard]] Declined judge_part(Judge& judge, const intent::AddTask& task);
[[nodiscard]] Declined judge_part(Judge& judge, const intent::RemoveTask& remove);
[[nodiscard]] Declined judge_part(Judge& judge, const intent::TaskDone& done);
[[nodiscard]] Declined judge_part(Judge& judge, const intent::PassTask& pass);

}  // namespace callmap
