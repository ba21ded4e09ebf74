#include "floor_play.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "desk/work_floor.h"

namespace callmap {
namespace {

constexpr std::size_t kCommandsShown = 40;
constexpr std::uint64_t kLookEvery = 200;
constexpr int kSentAgainMost = 4;  // then the store is mended
constexpr std::size_t kOpenMost = 60;

// Where the customers live; empty: nobody knows. In winter nobody can call Fiji, where our night is
// day.
constexpr std::array kZones = {"Europe/London",
                               "America/New_York",
                               "Asia/Tokyo",
                               "Asia/Kathmandu",
                               "Pacific/Fiji",
                               "Pacific/Honolulu",
                               ""};
constexpr std::size_t kCustomers = 35;
constexpr const char* kPin = "2468";
constexpr std::array kFields = {"reason", "key_details", "goal", "story"};
constexpr std::array kSkills = {"spanish", "customs"};
constexpr std::array kReasons = {"order", "billing", "billing", "tax"};
constexpr std::array kTeams = {"billing", "shipping", "leads"};
constexpr std::array kResults = {"reached", "wrong_person", "no_answer",
                                 "busy",    "voicemail",    "bad_number"};

std::string account_of(std::size_t customer) {
  return fmt::format("SIM-{:06}", customer);
}

}  // namespace

FloorPlay::FloorPlay(std::uint64_t seed, std::size_t contacts) : random_(seed), wanted_(contacts) {
  const auto map = office_.desk->maps().publish({{"map.yaml", office_map()}}, office_.clock.now());
  ENSURE(map.has_value());
  office_.time_zone = "Europe/London";
  office_.reopen();
  std::string customers = "account,name,time_zone,answer.pin\n";
  for (std::size_t n = 0; n < kCustomers; ++n) {
    const char* zone = kZones[n % kZones.size()];
    customers += fmt::format("{},Customer {},{},{}\n", account_of(n), n, zone, kPin);
    auditor_.told_zone(office_.id_of_account(account_of(n)), zone);
  }
  ENSURE(office_.import(customers).has_value());
  for (int n = 0; n < 5; ++n) hire("billing");
  for (int n = 0; n < 4; ++n) hire("shipping");
  for (int n = 0; n < 2; ++n) hire("leads");
  listen();
}

// An offer is heard of as a screen hears of it. The subscription ends with its desk.
void FloorPlay::listen() {
  for (const Caller& who : people_) rung_.insert(who.id.text);
  std::ignore = office_.desk->feed().subscribe([this](const FeedEvent& event) {
    if (event.contact.text.empty()) rung_.insert(event.holder.text);
  });
}

void FloorPlay::hire(const std::string& kind) {
  const std::string name = fmt::format("worker{}", ++hired_);
  const bool lead = kind == "leads";
  const Roles roles = lead ? Roles{Role::kLead} : Roles{Role::kAgent};
  std::vector<std::string> also;
  if (kind == "billing" && chance(2)) also = {"shipping"};
  if (kind == "shipping" && chance(2)) also = {"billing"};
  mend_store();
  const std::vector<std::string> skills = some_skills();
  people_.push_back(office_.add(name, roles, kind, also, skills));
  auditor_.told_skills(people_.back().id, skills);
  auditor_.told_team(people_.back().id, kind);
  if (lead) leads_.push_back(people_.back());
  last_.push_back(fmt::format("{} is hired for {}", people_.back().id.text, kind));
}

std::vector<std::string> FloorPlay::some_skills() {
  std::vector<std::string> skills;
  for (const char* skill : kSkills) {
    if (chance(3)) skills.emplace_back(skill);
  }
  return skills;
}

// What was offered before is judged by what they could then.
void FloorPlay::somebody_learns() {
  const Caller& who = one_of(people_);
  mend_store();
  auditor_.read(*office_.store);
  const std::vector<std::string> skills = some_skills();
  const auto known = office_.desk->sign_in().person(who.id);
  if (!known->active) return;  // signed off, by a commit that was said to have failed
  const auto changed =
      office_.desk->set_teams(who.id, {.team = known->team, .also = known->also, .skills = skills});
  ENSURE(changed.has_value(), "{}", changed ? "" : changed.error().message);
  auditor_.told_skills(who.id, skills);
  last_.push_back(fmt::format("{} has {} skills now", who.name, skills.size()));
}

void FloorPlay::mend_store() {
  office_.store->fail_every(0, UnreliableStore::Fails::kBefore);
  storm_ = 0;
}

void FloorPlay::restart() {
  last_.emplace_back("the program restarts");
  office_.reopen();
  auditor_.told_restart();
  listen();
  ++restarts_;
}

void FloorPlay::restart_for_all() {
  restart();
  for (const Caller& who : people_) shows_screen(who, true);
}

void FloorPlay::shows_screen(const Caller& who, bool there) {
  office_.desk->connected(who.id, there);
  auditor_.told_screen(who.id, there);
}

void FloorPlay::restart_without_some() {
  mend_store();
  restart();
  std::vector<Caller> back;
  for (const Caller& who : people_) {
    const bool stays = who.roles.has(Role::kLead) || auditor_.held_by(who.id.text).empty();
    if (stays || chance(2)) {
      shows_screen(who, true);
      back.push_back(who);
      continue;
    }
    last_.push_back(who.name + " does not come back");
    auditor_.told_missing(who.id);
    missing_.push_back(who);
  }
  people_ = std::move(back);
  office_.desk->tick();
  auditor_.read(*office_.store);
  auditor_.check_missing(*office_.desk, leads_.front(), false);
  office_.clock.pass(kBackWithin);
  office_.desk->tick();
  auditor_.read(*office_.store);
  auditor_.check_missing(*office_.desk, leads_.front(), true);
}

void FloorPlay::somebody_is_back() {
  const auto who = missing_.begin() + static_cast<std::ptrdiff_t>(any(missing_.size()));
  last_.push_back(who->name + " is back");
  shows_screen(*who, true);
  auditor_.told_back(who->id);
  rung_.insert(who->id.text);
  people_.push_back(*who);
  missing_.erase(who);
}

template <class Send>
Outcome FloorPlay::send(const std::string& what, Send send) {
  office_.clock.pass({1});  // no two things in one instant, so that each has one holder
  Outcome outcome;
  for (int times = 0;; ++times) {
    if (times == kSentAgainMost) office_.store->fail_every(0, UnreliableStore::Fails::kBefore);
    outcome = send();
    if (outcome.kind != Outcome::Kind::kFailed && outcome.kind != Outcome::Kind::kBusy) break;
    ++failed_;
    if (times == 2 * kSentAgainMost) break;
    if (chance(100)) restart_for_all();
  }
  ++commands_;
  const std::string why = outcome.refusal ? outcome.refusal->sentence : outcome.message;
  last_.push_back(fmt::format("{} {} -> {}{} {}", to_iso(office_.clock.now()), what,
                              outcome.done() ? "done" : "not done",
                              outcome.replayed ? " (told again)" : "", why));
  while (last_.size() > kCommandsShown) last_.pop_front();
  auditor_.read(*office_.store);
  auditor_.told(outcome);
  return outcome;
}

Outcome FloorPlay::does(const Caller& who, const std::string& contact, const std::string& json) {
  const Ask ask = office_.ask(who, {contact});
  return send(fmt::format("{} {} {}", who.name, contact, json),
              [&] { return office_.intend(ask, json); });
}

Outcome FloorPlay::sees(const std::string& contact, const std::string& json) {
  const Ask ask = office_.ask(office_.phone, {contact});
  return send(fmt::format("phone {} {}", contact, json), [&] {
    return Office::wait([&](OnOutcome done) {
      office_.desk->observe(ask, parse_json(json).value(), std::move(done));
    });
  });
}

void FloorPlay::look() {
  mend_store();
  office_.clock.pass(seconds(2));  // what failed is tried again after a second
  office_.desk->tick();
  auditor_.read(*office_.store);
  auditor_.check_work(*office_.desk, leads_.front(), people_);
  auditor_.check_patience(office_.clock.now());
}

void FloorPlay::contact_comes() {
  if (auditor_.open().size() >= kOpenMost) return;
  NewContact contact;
  contact.map = "office";
  contact.channel = chance(4) ? "chat" : "phone";
  contact.line = chance(6) ? "espanol" : "billing";
  if (chance(15)) contact.skills = some_skills();
  if (chance(3)) contact.team = "shipping";
  if (chance(20)) contact.priority = static_cast<std::uint8_t>(any(10));
  if (!chance(8)) contact.caller_number = "+447700900142";
  const std::string key = office_.fresh_key();
  const Outcome outcome =
      send("a contact comes", [&] { return office_.start(office_.phone, contact, key); });
  if (!outcome.done()) return;
  references_[outcome.contact.text] = outcome.reference;
  auditor_.told_started(outcome, !contact.caller_number.empty());
  if (chance(4)) sees(outcome.contact.text, R"({"saw":"connected"})");
}

void FloorPlay::somebody_changes_state() {
  const Caller& who = one_of(people_);
  if (chance(30)) {
    last_.push_back(who.name + " signs out");
    office_.desk->signed_out(who.id);
    return;
  }
  if (chance(30)) return shows_screen(who, chance(2));
  constexpr std::array kStates = {WorkState::kAvailable, WorkState::kAvailable,
                                  WorkState::kAvailable, WorkState::kAvailable,
                                  WorkState::kAway,      WorkState::kLastContact};
  const WorkState state = one_of(kStates);
  last_.push_back(fmt::format("{} is {}", who.name, name(state)));
  if (state == WorkState::kAvailable) shows_screen(who, true);
  office_.desk->set_state(who, state, "", [](const Result<>&) {});
}

void FloorPlay::somebody_answers() {
  for (const Caller& who : people_) {
    if (!rung_.contains(who.id.text) || !chance(2)) continue;
    const WorkView work = office_.desk->work(who);
    if (work.offers.empty()) {
      rung_.erase(who.id.text);
      continue;
    }
    const std::string contact = work.offers.front().offer.contact.text;
    const bool handoff = work.offers.front().offer.kind == OfferKind::kHandoff;
    const Ask ask = office_.ask(who, {contact});
    if (chance(8)) {
      send(fmt::format("{} declines {}", who.name, contact), [&] {
        return Office::wait(
            [&](OnOutcome done) { office_.desk->decline_offer(ask, "Not ours", std::move(done)); });
      });
    } else if (handoff && chance(6)) {
      does(who, contact, R"({"do":"ask_handoff","item":"goal","question":"Since when?"})");
    } else if (!chance(20)) {
      const Outcome outcome = send(fmt::format("{} accepts {}", who.name, contact), [&] {
        return Office::wait(
            [&](OnOutcome done) { office_.desk->accept_offer(ask, std::move(done)); });
      });
      if (outcome.done() && !handoff && !chance(10)) sees(contact, R"({"saw":"connected"})");
    }
    return;
  }
}

void FloorPlay::somebody_works() {
  const Caller who = one_of(people_);
  const auto& held = auditor_.held_by(who.id.text);
  if (held.empty()) return;
  works_on(who, std::string(one_of(held)));
}

void FloorPlay::works_on(const Caller& who, const std::string& contact) {
  const AuditedContact& now = auditor_.contact(contact);
  if (now.hung_up) return finishes(who, contact);
  if (!now.callback.empty() && now.line == "dropped") {
    if (chance(4))
      finds_customer(who, contact);
    else if (chance(2))
      does(who, contact, R"({"do":"release"})");
    else
      tries(who, contact, false);
    return;
  }
  switch (any(21)) {
    case 0:
    case 1:
    case 2:
      does(who, contact,
           fmt::format(R"({{"do":"fill","field":"{}","value":"{}"}})", kFields[any(4)],
                       one_of(kReasons)));
      break;
    case 3: does(who, contact, R"({"do":"clear","field":"goal"})"); break;
    case 4: does(who, contact, R"({"do":"go","stage":"resolution"})"); break;
    case 5: promises(who, contact); break;
    case 6:
    case 7: hands_over(who, contact); break;
    case 8: does(who, contact, R"({"do":"withdraw_handoff"})"); break;
    case 9: {
      const Instant due = office_.clock.now() + minutes(static_cast<int>(any(2'000)));
      does(who, contact, fmt::format(R"({{"do":"schedule_callback","due":"{}"}})", to_iso(due)));
      break;
    }
    case 10: does(who, contact, R"({"do":"report_drop"})"); break;
    case 11: finds_customer(who, contact); break;
    case 12:
    case 13: verifies(who, contact); break;
    case 14: escalates(who, contact); break;
    case 15: has_several_requests(who, contact); break;
    case 16: does(who, contact, R"({"do":"tick","checkpoint":"agreed"})"); break;
    case 17:
      does(who, contact,
           fmt::format(R"({{"do":"try","text":"Read it out","outcome":"{}"}})",
                       chance(4) ? "slow" : "helped"));
      break;
    case 18: merges(who, contact); break;
    case 19: consults(who, contact); break;
    default: finishes(who, contact);
  }
}

void FloorPlay::consults(const Caller& who, const std::string& contact) {
  if (chance(4)) {
    does(who, contact, R"({"do":"withdraw_consult"})");
    return;
  }
  constexpr std::array kAsked = {"leads", "shipping", "billing"};
  does(who, contact,
       fmt::format(R"({{"do":"consult","team":"{}","question":"May I?"}})", one_of(kAsked)));
}

void FloorPlay::merges(const Caller& who, const std::string& contact) {
  const std::set<std::string> open = auditor_.open();
  for (const std::string& other : open) {
    const AuditedContact& there = auditor_.contact(other);
    const bool waits = there.callback == "due" && there.line == "dropped" && there.holder.empty();
    if (other == contact || !waits || !references_.contains(other) || !chance(3)) continue;
    const Ask ask = office_.ask(who, {contact});
    const std::string what = fmt::format("{} merges {} into {}", who.name, other, contact);
    const Outcome outcome = send(what, [&] {
      return Office::wait([&](OnOutcome done) {
        office_.desk->link(ask, references_.at(other), true, std::move(done));
      });
    });
    if (outcome.done()) merged_.emplace_back(contact, other);
    return;
  }
}

void FloorPlay::takes_apart() {
  if (merged_.empty()) return;
  const auto pair = merged_.begin() + static_cast<std::ptrdiff_t>(any(merged_.size()));
  const Ask ask = office_.ask(one_of(leads_), {pair->first});
  send(fmt::format("{} is taken out of {}", pair->second, pair->first), [&] {
    return Office::wait(
        [&](OnOutcome done) { office_.desk->unlink(ask, {pair->second}, std::move(done)); });
  });
  merged_.erase(pair);
}

void FloorPlay::finds_customer(const Caller& who, const std::string& contact) {
  const std::string account = account_of(any(kCustomers));
  const auto found = office_.desk->candidates(who, {contact}, account);
  if (!found || found->empty()) return;  // the store fails just now
  const Ask ask = office_.ask(who, {contact});
  send(fmt::format("{} chooses {} on {}", who.name, account, contact),
       [&] { return office_.choose(ask, found->front().customer); });
}

void FloorPlay::prepares(const Caller& who, const std::string& contact) {
  for (const char* field : kFields) {
    does(who, contact, fmt::format(R"({{"do":"fill","field":"{}","value":"billing"}})", field));
  }
  does(who, contact, R"({"do":"none_because","field":"balance","because":"Not looked at"})");
  does(who, contact, R"({"do":"tick","checkpoint":"reference_given"})");
  does(who, contact, R"({"do":"tick","checkpoint":"expectations_set"})");
}

void FloorPlay::hands_over(const Caller& who, const std::string& contact) {
  if (!chance(4)) prepares(who, contact);
  const std::uint64_t kind = any(6);
  const char* how = kind == 0 ? "blind" : kind == 1 ? "outside" : "warm";
  const std::string team = kind == 0 ? "shipping" : kind == 1 ? "carrier" : kTeams[any(3)];
  does(who, contact, fmt::format(R"({{"do":"hand_over","team":"{}","how":"{}"}})", team, how));
  if (kind == 1)
    does(who, contact, R"({"do":"handed_outside","accepted_by":"Jo"})");
  else
    does(who, contact, R"({"do":"offer_handoff"})");
}

void FloorPlay::promises(const Caller& who, const std::string& contact) {
  const Instant due = office_.clock.now() + minutes(1 + static_cast<int>(any(600)));
  const Caller& owner = one_of(people_);
  const std::array owners = {owner.display_name, std::string("Billing"), std::string("Somebody"),
                             std::string()};
  does(who, contact,
       fmt::format(
           R"({{"do":"add_task","text":"Send it","owner":"{}","channel":"email","due":"{}"}})",
           one_of(owners), to_iso(due)));
}

void FloorPlay::verifies(const Caller& who, const std::string& contact) {
  if (auditor_.contact(contact).customer.empty()) finds_customer(who, contact);
  const Ask ask = office_.ask(who, {contact});
  const std::string pin = chance(3) ? "1357" : kPin;
  send(fmt::format("{} compares {} on {}", who.name, pin, contact),
       [&] { return office_.answer(ask, pin); });
}

void FloorPlay::escalates(const Caller& who, const std::string& contact) {
  does(who, contact, R"({"do":"open","procedure":"escalation"})");
  if (chance(2)) {
    does(who, contact, R"({"do":"fill","field":"why_escalated","value":"Policy"})");
    does(who, contact, R"({"do":"fill","field":"timeframe","value":"Two days"})");
  }
  does(who, contact, R"({"do":"answer","procedure":"escalation","step":"reason","answer":"done"})");
  does(who, contact,
       fmt::format(R"({{"do":"answer","procedure":"escalation","step":"how","answer":"{}"}})",
                   chance(2) ? "now" : "later"));
}

void FloorPlay::has_several_requests(const Caller& who, const std::string& contact) {
  const std::size_t requests = auditor_.contact(contact).requests.size();
  if (requests < 2 || chance(4)) {
    does(who, contact, R"({"do":"open_request"})");
    return;
  }
  does(who, contact, fmt::format(R"({{"do":"switch_request","number":{}}})", 1 + any(requests)));
}

void FloorPlay::disposes(const Caller& who, const std::string& contact) {
  const std::size_t requests = auditor_.contact(contact).requests.size();
  for (std::size_t n = 1; n <= requests; ++n) {
    does(who, contact,
         fmt::format(R"({{"do":"dispose","request":{},"disposition":"{}"}})", n,
                     chance(5) ? "open_" : "solved"));
  }
}

void FloorPlay::finishes(const Caller& who, const std::string& contact) {
  if (!auditor_.contact(contact).hung_up) sees(contact, R"({"saw":"hung_up","by":"agent"})");
  if (auditor_.contact(contact).closed || auditor_.contact(contact).holder != who.id.text) return;
  disposes(who, contact);
  const Outcome outcome = does(who, contact, R"({"do":"finish"})");
  if (!outcome.done() && chance(2)) {
    does(who, contact, R"({"do":"end_early","ending":"hung_up"})");
  }
}

void FloorPlay::line_moves() {
  if (auditor_.open().empty()) return;
  const std::string contact = one_of(auditor_.open());
  constexpr std::array kSeen = {R"({"saw":"dropped"})",   R"({"saw":"dropped"})",
                                R"({"saw":"connected"})", R"({"saw":"held"})",
                                R"({"saw":"unheld"})",    R"({"saw":"hung_up","by":"caller"})"};
  sees(contact, one_of(kSeen));
}

void FloorPlay::tries(const Caller& who, const std::string& contact, bool at_the_end) {
  if (at_the_end || chance(2)) does(who, contact, R"({"do":"take"})");
  if (auditor_.contact(contact).holder != who.id.text) return;
  if (chance(12)) {
    does(who, contact, R"({"do":"withdraw_callback"})");
    return;
  }
  does(who, contact, fmt::format(R"({{"do":"callback_result","outcome":"{}"}})", kResults[any(6)]));
}

void FloorPlay::somebody_calls_back() {
  const Caller& who = one_of(people_);
  for (const CallbackDue& each : office_.desk->callbacks(who)) {
    if (each.holder || (each.plan.due > office_.clock.now() && !chance(20))) continue;
    return tries(who, each.contact.text, true);
  }
}

void FloorPlay::somebody_keeps_a_promise(bool at_the_end) {
  if (auditor_.promised().empty()) return;
  const auto& [contact, numbers] = one_of(auditor_.promised());
  const std::string id = contact;
  const std::int64_t number = *numbers.begin();
  const Caller& who = one_of(leads_);
  if (!at_the_end && chance(4)) {
    does(who, id,
         fmt::format(R"({{"do":"pass_task","number":{},"owner":"{}"}})", number,
                     one_of(people_).display_name));
    return;
  }
  does(who, id, fmt::format(R"({{"do":"task_done","number":{},"evidence":"Sent"}})", number));
}

void FloorPlay::lead_steps_in() {
  if (auditor_.open().empty()) return;
  const Caller& lead = one_of(leads_);
  const std::string contact = one_of(auditor_.open());
  constexpr std::array kDeeds = {R"({"do":"take_over"})",
                                 R"({"do":"monitor"})",
                                 R"({"do":"join"})",
                                 R"({"do":"message","text":"Well done"})",
                                 R"({"do":"answer_consult","answer":"Yes, once"})",
                                 R"({"do":"leave_contact"})"};
  does(lead, contact, one_of(kDeeds));
}

void FloorPlay::somebody_leaves() {
  const std::size_t place = any(people_.size());
  const Caller who = people_[place];
  if (who.roles.has(Role::kLead)) return;
  const auto left = office_.desk->deactivate(who.id);
  last_.push_back(fmt::format("{} leaves for good: {}", who.name, left ? "done" : "not done"));
  if (!left) return;
  people_.erase(people_.begin() + static_cast<std::ptrdiff_t>(place));
  office_.desk->tick();
  auditor_.read(*office_.store);
  auditor_.told_gone(who.id);
  hire(who.team);
}

void FloorPlay::world_moves() {
  office_.clock.pass({static_cast<std::int64_t>(1 + any(2'000))});
  if (chance(150)) office_.clock.pass(minutes(static_cast<int>(1 + any(60))));
  if (chance(1'500)) office_.clock.pass(hours(static_cast<int>(1 + any(24))));
  if (chance(10'000)) office_.clock.pass(hours(static_cast<int>(24 * (1 + any(4)))));
  if (chance(5'000)) restart_for_all();
  if (chance(5'000)) restart_without_some();
  if (!missing_.empty() && chance(500)) somebody_is_back();
  if (storm_ == 0 && chance(250)) {
    storm_ = 1 + any(20);
    office_.store->fail_every(
        1 + any(3), chance(2) ? UnreliableStore::Fails::kBefore : UnreliableStore::Fails::kAfter);
  } else if (storm_ > 0 && --storm_ == 0) {
    office_.store->fail_every(0, UnreliableStore::Fails::kBefore);
  }
  office_.desk->tick();
  auditor_.read(*office_.store);
}

void FloorPlay::step() {
  const std::uint64_t what = any(100);
  if (what < 12) return contact_comes();
  if (what < 22) return somebody_changes_state();
  if (what < 45) return somebody_answers();
  if (what < 80) return somebody_works();
  if (what < 88) return line_moves();
  if (what < 93) return somebody_calls_back();
  if (what < 96) return somebody_keeps_a_promise(false);
  if (what < 98) return lead_steps_in();
  if (chance(8)) return takes_apart();
  if (chance(40)) somebody_leaves();
  if (chance(10)) somebody_learns();
}

bool FloorPlay::play() {
  for (std::uint64_t n = 1; auditor_.started() < wanted_ && !auditor_.fault(); ++n) {
    step();
    world_moves();
    if (n % kLookEvery == 0) look();
    if (n % (kLookEvery * 50) == 0) {
      const Instant now = office_.clock.now();
      auditor_.check_numbers(*office_.desk, leads_.front(), now, {now.ms - hours(72).ms});
    }
  }
  if (!auditor_.fault()) end_of_day();
  if (!auditor_.fault()) auditor_.check_end(*office_.desk, leads_.front(), people_);
  if (!auditor_.fault()) {
    auditor_.check_numbers(*office_.desk, leads_.front(), office_.clock.now());
    restart_for_all();
    auditor_.check_end(*office_.desk, leads_.front(), people_);
    auditor_.check_numbers(*office_.desk, leads_.front(), office_.clock.now());
  }
  return !auditor_.fault();
}

}  // namespace callmap
