// Observations: what the phone system and the clock saw. Nothing here refuses; what comes late or
// twice says nothing.

#include "engine/judge.h"

namespace callmap {
namespace {

class Observer {
 public:
  explicit Observer(Judge& judge) : judge_(judge), control_(judge.control()) {}

  void operator()(const observation::Started& started) {
    if (judge_.contact.exists()) return;
    judge_.emit(event::Started{started.id, judge_.map.digest, started.reference, started.channel,
                               started.line_called, started.caller_number, started.language,
                               started.product});
  }
  void operator()(const observation::Offered& offered) {
    if (!judge_.contact.open() || judge_.contact.holder() == offered.agent) return;
    judge_.emit(event::SegmentBegan{offered.agent});
    const Stage& stage = judge_.map.stages[at(control_.stage)];
    const auto next = static_cast<StageIndex>(at(control_.stage) + 1);
    if (stage.completes_on_offer && at(next) < judge_.map.stages.size()) {
      judge_.emit(event::StageEntered{next});
    }
  }
  void operator()(const observation::Connected&) {
    if (!on_the_line() || control_.line == Line::kConnected || control_.line == Line::kHeld) return;
    const bool again = control_.line == Line::kDropped;
    judge_.emit(event::Connected{});
    if (again) lower(judge_, LoweredBy::kReconnect);
  }
  void operator()(const observation::Held&) {
    if (on_the_line() && control_.line == Line::kConnected) judge_.emit(event::Held{});
  }
  void operator()(const observation::Unheld&) {
    if (on_the_line() && control_.line == Line::kHeld) judge_.emit(event::Unheld{});
  }
  void operator()(const observation::Dropped&) {
    const bool talking = control_.line == Line::kConnected || control_.line == Line::kHeld;
    if (on_the_line() && talking) judge_.emit(event::Dropped{});
  }
  void operator()(const observation::HungUp& hung_up) {
    if (!on_the_line()) return;
    judge_.emit(event::HungUp{hung_up.by});
    for (std::size_t i = 0; i < judge_.map.rules.size(); ++i) {
      const Rule& rule = judge_.map.rules[i];
      if (rule.kind != RuleKind::kOwes || rule.before != OwedBefore::kLeaving) continue;
      if (owed(control_, rule) == Owed::kOwed) {
        judge_.emit(event::Overdue{static_cast<RuleIndex>(i)});
      }
    }
  }
  void operator()(const observation::TimePassed&) {}

 private:
  [[nodiscard]] bool on_the_line() const {
    return judge_.contact.open() && control_.phase == Phase::kLive;
  }

  Judge& judge_;
  const Control& control_;
};

}  // namespace

void judge_observation(Judge& judge, const Observation& observation) {
  std::visit(Observer(judge), observation);
}

}  // namespace callmap
