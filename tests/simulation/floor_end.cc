// The end of the day: nobody new comes, and everybody works off what is there.

#include <algorithm>

#include "floor_play.h"

namespace callmap {
namespace {

// Three weeks: where a customer can be called only once the clocks have changed, a call back is due
// up to two weeks later, and there may be three.
constexpr int kRoundsOfTheEnd = 4'000;

}  // namespace

void FloorPlay::work_off(const std::string& contact) {
  const AuditedContact& now = auditor_.contact(contact);
  const auto holder = std::ranges::find(people_, PersonId{now.holder}, &Caller::id);
  if (holder == people_.end() && !now.holder.empty()) {  // who does not come back
    does(one_of(leads_), contact, R"({"do":"take_over"})");
    return;
  }
  if (!now.callback.empty() && now.line == "dropped") {
    const Caller& who = holder == people_.end() ? one_of(people_) : *holder;
    if (office_.clock.now() >= now.callback_due) tries(who, contact, true);
    return;
  }
  if (holder == people_.end()) {
    if (!now.waiting) does(one_of(leads_), contact, R"({"do":"take_over"})");
    return;
  }
  const Caller who = *holder;
  if (!now.hung_up) sees(contact, R"({"saw":"hung_up","by":"caller"})");
  if (auditor_.contact(contact).hung_up && !auditor_.contact(contact).closed) {
    does(who, contact, R"({"do":"end_early","ending":"hung_up"})");
  }
}

// The next call back, when all that is left waits for one: nobody sits through the night for it.
std::optional<Instant> FloorPlay::nothing_until() const {
  std::optional<Instant> next;
  if (!auditor_.promised().empty()) return next;
  for (const std::string& id : auditor_.open()) {
    const AuditedContact& contact = auditor_.contact(id);
    const bool idle = contact.holder.empty() && !contact.waits() && contact.callback == "due" &&
                      contact.line == "dropped" && contact.callback_due > office_.clock.now();
    if (!idle) return std::nullopt;
    if (!next || contact.callback_due < *next) next = contact.callback_due;
  }
  return next;
}

// Nobody new comes; everybody works off what is there.
void FloorPlay::end_of_day() {
  mend_store();
  for (int round = 0; round < kRoundsOfTheEnd && !auditor_.fault(); ++round) {
    if (auditor_.open().empty() && auditor_.promised().empty()) break;
    for (const Caller& who : people_) {
      shows_screen(who, true);
      office_.desk->set_state(who, WorkState::kAvailable, "", [](const Result<>&) {});
    }
    office_.desk->tick();
    for (int n = 0; n < 10; ++n) somebody_answers();
    const std::set<std::string> open = auditor_.open();
    for (const std::string& contact : open) {
      if (auditor_.open().contains(contact)) work_off(contact);
    }
    for (int n = 0; n < 20; ++n) somebody_keeps_a_promise(true);
    if (const auto due = nothing_until())
      office_.clock.pass(*due - office_.clock.now());
    else
      office_.clock.pass(round % 5 == 4 ? minutes(40) : seconds(10));
    office_.desk->tick();
    auditor_.read(*office_.store);
  }
}

}  // namespace callmap
