// Observations: what the phone system and the clock saw. Nothing here refuses; what comes late or
// twice says nothing.

#include <algorithm>

#include "engine/judge.h"
#include "engine/merge.h"
#include "engine/recording.h"

namespace callmap {
namespace {

class Observer {
 public:
  explicit Observer(Judge& judge) : judge_(judge), control_(judge.control()) {}

  void operator()(const observation::Started& started) {
    if (judge_.contact.exists()) return;
    judge_.emit(event::Started{started.id, judge_.map.digest, started.reference, started.channel,
                               started.line_called, started.caller_number, started.language,
                               started.product, started.skills});
  }
  void operator()(const observation::Queued& queued) {
    if (!on_the_line() || control_.held) return;
    if (control_.waiting && control_.waits_for == queued.team) return;
    const auto priority = std::min<std::size_t>(queued.priority, kPriorityMax);
    judge_.emit(event::Queued{queued.team, static_cast<std::uint8_t>(priority)});
  }
  void operator()(const observation::Offered& offered) {
    if (!judge_.contact.open() || judge_.contact.holder() == offered.agent) return;
    begin_segment(judge_, {offered.agent, offered.team, offered.how});
  }
  void operator()(const observation::Connected&) {
    if (!on_the_line() || control_.line == Line::kConnected || control_.line == Line::kHeld) return;
    const bool again = control_.line == Line::kDropped;
    const bool due =
        control_.callback == CallbackState::kDue && control_.callback_how == CallbackHow::kDropped;
    const bool tried = control_.callback_tried;
    judge_.emit(event::Connected{});
    if (!again) return;
    if (due) {
      judge_.emit(event::CallbackEnded{tried ? CallbackEnd::kReached : CallbackEnd::kWithdrawn});
    }
    lower(judge_, LoweredBy::kReconnect);
  }
  void operator()(const observation::Held&) {
    if (on_the_line() && control_.line == Line::kConnected) judge_.emit(event::Held{});
  }
  void operator()(const observation::Unheld&) {
    if (on_the_line() && control_.line == Line::kHeld) judge_.emit(event::Unheld{});
  }
  void operator()(const observation::Dropped&) { drop(judge_); }
  void operator()(const observation::HungUp& hung_up) {
    if (on_the_line()) callmap::hang_up(judge_, hung_up.by);
  }
  void operator()(const observation::TimePassed&) {}
  void operator()(const observation::Left& left) {
    if (!judge_.contact.open() || judge_.contact.holder() != left.agent) return;
    judge_.emit(event::SegmentEnded{SegmentEnd::kLeft});
  }
  void operator()(const observation::CalledIn&) { called_in(); }
  void operator()(const observation::Linked& linked) {
    if (!judge_.contact.exists()) return;
    const LinkEntry* const known = link_to(judge_.contact, linked.contact);
    if (known && known->merged >= linked.merged && linked.owes.empty()) return;
    event::Linked link{linked.contact, linked.merged, {}};
    for (const Duty& duty : linked.owes) link.owes.push_back(duty.rule);
    judge_.emit(std::move(link));
    for (const Duty& duty : linked.owes) {
      judge_.emit_by({Author::Kind::kClock, {}}, event::Owed{duty.rule, duty.due});
    }
    const PersonId& by = judge_.command.by.person;
    if (!linked.merged || merging_in_the_way(judge_.contact, by)) return;
    called_in();
    let_go(judge_);
    // One that nobody ever held was over with its line.
    if (judge_.control().phase != Phase::kClosed) {
      judge_.emit(event::Closed{true, std::nullopt, {}});
    }
  }
  void operator()(const observation::Unlinked& unlinked) {
    const LinkEntry* const link = link_to(judge_.contact, unlinked.contact);
    if (link == nullptr) return;
    judge_.emit(event::Unlinked{unlinked.contact, unlinked.steps});
    if (judge_.contact.open()) {
      for (const RuleIndex rule : link->owes) {
        if (owed(judge_.control(), judge_.map.rules[at(rule)]) == Owed::kNone) continue;
        judge_.emit_by({Author::Kind::kClock, {}}, event::Paid{rule});
      }
      return;
    }
    // Whoever held it has gone on with something else; the call back waits for anybody.
    const auto& was = judge_.record().kept().before_merge;
    const bool others = was && was->control.held && was->holder() != judge_.command.by.person;
    if (link->merged && others) judge_.emit(event::SegmentEnded{SegmentEnd::kReleased});
  }
  void operator()(const observation::Recording& recording) { see_recording(judge_, recording.on); }

 private:
  [[nodiscard]] bool on_the_line() const {
    return judge_.contact.open() && control_.phase == Phase::kLive;
  }

  // The customer needs no call back any more. Where only that kept the line's contact alive, the
  // call is over.
  void called_in() {
    if (!judge_.contact.open() || !is_pending(control_.callback)) return;
    judge_.look_ahead();
    judge_.emit(event::CallbackEnded{CallbackEnd::kCalledIn});
    if (judge_.control().line == Line::kDropped) end_call(judge_, "line");
  }

  Judge& judge_;
  const Control& control_;
};

}  // namespace

void judge_observation(Judge& judge, const Observation& observation) {
  std::visit(Observer(judge), observation);
}

}  // namespace callmap
