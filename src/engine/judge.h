#pragma once
// One command on its way through decide: the contact as it stands, the events made so far, and,
// once somebody needs to look beyond them, a Control moved ahead by them. Private to decide's
// files.

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/decide.h"
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

  Moved emit(EventBody body) { return emit_by(command.by, std::move(body)); }
  // What nobody did: the clock, or the rule itself.
  Moved emit_by(Author by, EventBody body) {
    if (events_.empty()) events_.reserve(kEventsUsual);
    events_.push_back({command.at, std::move(by), std::move(body)});
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

}  // namespace callmap
