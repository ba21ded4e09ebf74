// What a contact still owes when it closes, and what a request owes whose place is needed: it goes
// on as follow-ups, which outlive both.

#include <algorithm>

#include "engine/judge.h"

namespace callmap {
namespace {

// When it was to be done; now where it had to be done before.
Instant due_of(const Judge& judge, const OpenDuty& duty) {
  const Rule& rule = judge.map.rules[at(duty.rule)];
  const std::uint8_t number = judge.control().requests[duty.slot].number;
  const std::uint8_t request = rule.per_request ? number : std::uint8_t{0};
  for (const DueEntry& due : judge.record().due) {
    if (due.slot == rule.obligation && due.request == request) return due.at;
  }
  return judge.command.at;
}

// What one deed pays is one thing to do.
bool is_told(const CallMap& map, const std::vector<OpenDuty>& duties, const OpenDuty& duty) {
  const auto here = std::ranges::find_if(duties, [&duty](const OpenDuty& each) {
    return each.rule == duty.rule && each.slot == duty.slot;
  });
  return std::any_of(duties.begin(), here, [&](const OpenDuty& earlier) {
    return earlier.slot == duty.slot &&
           map.rules[at(earlier.rule)].condition == map.rules[at(duty.rule)].condition;
  });
}

// Of all requests, or of that slot alone. What had to be done before comes first.
std::vector<OpenDuty> owing(const Judge& judge, Owing what, std::optional<std::size_t> slot) {
  std::vector<OpenDuty> duties;
  if (what == Owing::kAll) duties = duties_before_closing(judge.control(), judge.map);
  std::erase_if(duties, [&](const OpenDuty& duty) {
    return judge.map.rules[at(duty.rule)].before != OwedBefore::kClosing;
  });
  const auto within = duties_within(judge.control(), judge.map);
  duties.insert(duties.end(), within.begin(), within.end());
  if (!slot) return duties;
  std::erase_if(duties, [&](const OpenDuty& duty) {
    return duty.slot != *slot || !judge.map.rules[at(duty.rule)].per_request;
  });
  return duties;
}

void keep(Judge& judge, const std::string& owner, const std::vector<OpenDuty>& duties,
          bool closing) {
  auto number = judge.record().tasks_made;
  for (const OpenDuty& duty : duties) {
    if (is_told(judge.map, duties, duty)) continue;
    const Rule& rule = judge.map.rules[at(duty.rule)];
    // While the contact goes on a promise pays what the current request owes: another's may not.
    const auto channel = closing ? rule.channel : std::nullopt;
    judge.emit(event::TaskAdded{++number, rule.sentence, owner, due_of(judge, duty), channel});
  }
}

}  // namespace

void keep_what_is_owed(Judge& judge, std::string owner, Owing what) {
  if (owner.empty()) owner = judge.contact.holder().text;
  keep(judge, owner, owing(judge, what, std::nullopt), true);
}

void keep_before_opening(Judge& judge) {
  const std::size_t slot = slot_to_open(judge.control());
  const auto& requests = judge.control().requests;
  if (slot >= requests.size() || !requests[slot].owed.any()) return;
  keep(judge, judge.contact.holder().text, owing(judge, Owing::kAll, slot), false);
}

}  // namespace callmap
