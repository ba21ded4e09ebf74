#include "auditor.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "opening_hours.h"

namespace callmap {
namespace {

// tests/maps/office, as a person reads it.
constexpr std::array kPackage = {"reason", "key_details", "urgency", "goal", "balance", "story"};
constexpr int kAttempts = 3;
constexpr std::array<std::int64_t, kAttempts> kAfterMs = {0, 15 * 60'000, 120 * 60'000};
constexpr std::size_t kChatCapacity = 3;

std::string text(const Json& json, std::string_view member) {
  return std::string(json.text(member).value_or(""));
}

}  // namespace

void Auditor::wrong(const std::string& contact, const std::string& what) {
  if (!fault_) fault_ = fmt::format("{}: {}", contact, what);
}

void Auditor::read(Store& store) {
  constexpr std::size_t kAtOnce = 1'000;
  for (;;) {
    const auto records = store.read_after(position_, kAtOnce);
    if (!records) return wrong("the log", records.error().message);
    for (const LogRecord& record : *records) {
      position_ = record.position;
      if (record.stream.kind == StreamKind::kContact) fold(record);
      if (record.stream.kind == StreamKind::kPerson) fold_person(record);
    }
    if (records->size() < kAtOnce) return;
  }
}

void Auditor::fold(const LogRecord& record) {
  const auto json = parse_json(record.clear);
  const std::string& id = record.stream.id;
  if (!json) return wrong(id, "an event does not read");
  const std::string kind = text(*json, "k");
  AuditedContact& contact = contacts_[id];
  at_ = {json->whole("at").value_or(0)};
  if (record.version != ++contact.version) wrong(id, "a version is missing");
  if (contact.closed && kind != "task_done" && kind != "task_passed" && kind != "linked" &&
      kind != "unlinked") {
    wrong(id, "was closed, and then came " + kind);
  }
  // What ends with a call back or because of it may end before it: the line, a handoff, a question.
  const bool between =
      contact.next_must_be && contact.next_must_be != "callback_due" &&
      (kind == "line_closed" || kind == "handoff_withdrawn" || kind == "consult_unanswered");
  if (contact.next_must_be && !between && contact.next_must_be->find(kind) == std::string::npos) {
    wrong(id, fmt::format("{} had to follow, {} did", *contact.next_must_be, kind));
  }
  if (!between) contact.next_must_be.reset();
  pass_time(contact, at_);
  if (kind == "started") {
    contact.started = at_;
    contact.timed_to = at_;
    contact.requests[1];  // every contact has one
    contact.channel = text(*json, "channel");
    open_.insert(id);
  }
  if (kind == "filled" && json->text("field") == "callback") contact.number_known = true;
  fold_line(id, contact, kind);
  fold_segment(id, contact, kind, *json);
  fold_handoff(id, contact, kind, *json);
  fold_callback(id, contact, kind, *json);
  fold_promise(contact, kind, *json);
  fold_parts(contact, kind, *json);
  fold_request(contact, kind, *json);
  fold_skills(id, contact, kind, *json);
  fold_consult(id, contact, kind, record);
  fold_link(id, contact, kind, *json);
  if (kind.starts_with("task_")) note_promises(id, contact);
  if (kind == "closed") {
    check_closing(id, contact);
    contact.closed = true;
    if (!contact.parts.empty()) contact.parts.back().over = true;
    give(id, contact, "");
    contact.waiting = false;
    open_.erase(id);
  }
}

void Auditor::fold_line(const std::string& id, AuditedContact& contact, const std::string& kind) {
  if (kind == "connected") {
    contact.line = "connected";
    contact.connected = true;
    if (!contact.drops.empty()) contact.drops.back().line_back = true;
  }
  if (kind == "held") contact.line = "held";
  if (kind == "unheld") contact.line = "connected";
  if (kind == "line_closed") contact.line = "dropped";
  if (kind == "hung_up") {
    contact.line = "closed";
    contact.hung_up = true;
    contact.hung_up_at = at_;
    contact.waiting = false;
    if (!contact.callback.empty()) wrong(id, "hung up with a call back due");
  }
  if (kind == "dropped") {
    contact.line = "dropped";
    contact.drops.push_back({contact.here(), false, {}});
    if (contact.callback.empty() && contact.number_known) {
      contact.no_time = !attempt_time(contact, at_, 1).has_value();
      contact.next_must_be = contact.no_time ? "callback_ended" : "callback_due";
    }
  }
  note_answer(contact);
}

void Auditor::give(const std::string& id, AuditedContact& contact, const std::string& person) {
  if (!contact.holder.empty()) held_[contact.holder].erase(id);
  contact.holder = person;
  if (!person.empty()) held_[person].insert(id);
}

void Auditor::check_room(const std::string& id, const AuditedContact& contact,
                         const std::string& person) {
  const std::size_t most = contact.channel == "chat" ? kChatCapacity : 1;
  const auto& others = held_[person];
  const bool alike = std::ranges::all_of(others, [&](const std::string& other) {
    return contacts_.at(other).channel == contact.channel;
  });
  if (!alike || others.size() >= most) {
    wrong(id, fmt::format("{} took it and held {} already", person, others.size()));
  }
}

void Auditor::fold_segment(const std::string& id, AuditedContact& contact, const std::string& kind,
                           const Json& json) {
  if (kind == "queued") {
    if (!contact.holder.empty()) wrong(id, "waits in a queue while somebody holds it");
    if (!contact.was_queued) {
      contact.queued_at = at_;
      contact.team = text(json, "team");
    }
    contact.was_queued = contact.waiting = true;
  }
  if (kind == "segment_began") {
    const std::string agent = text(json, "agent");
    const std::string how = text(json, "how");
    if (agent != contact.holder && how != "taken_over") check_room(id, contact, agent);
    if (gone_.contains(agent)) wrong(id, "somebody who left took it");
    give(id, contact, agent);
    if (!contact.parts.empty()) contact.parts.back().over = true;
    contact.parts.push_back({agent});
    contact.held_once = true;
    contact.waiting = false;
    if (contact.callback == "due" && how == "callback") contact.callback = "trying";
  }
  if (kind == "segment_ended") {
    give(id, contact, "");
    contact.parts.back().over = true;
    if (contact.callback == "trying") contact.callback = "due";
  }
  note_answer(contact);
}

void Auditor::fold_handoff(const std::string& id, AuditedContact& contact, const std::string& kind,
                           const Json& json) {
  if (!kind.starts_with("handoff_")) return;
  const std::string before = contact.handoff;
  if (kind != "handoff_asked") contact.handoff = kind.substr(8);
  if (kind == "handoff_drafted") {
    contact.handoff_how = text(json, "how");
    contact.handed_from = contact.here();
  }
  if (kind == "handoff_offered" || kind == "handoff_accepted") {
    const AuditedRequest& request = contact.requests.at(contact.request);
    for (const char* item : kPackage) {
      const bool there = request.filled.contains(item) || request.none.contains(item);
      if (!there) wrong(id, fmt::format("was handed over without {}", item));
    }
  }
  if (kind == "handoff_accepted") {
    const bool warm = contact.handoff_how == "warm";
    if (before != (warm ? "offered" : "drafted")) wrong(id, "accepted what was not offered");
    const Number number = warm                             ? Number::kWarm
                          : contact.handoff_how == "blind" ? Number::kBlind
                                                           : Number::kOutside;
    contact.happened.emplace_back(number, contact.handed_from);
  }
  if (kind == "handoff_returned") {
    contact.happened.emplace_back(Number::kReturned, contact.handed_from);
  }
}

std::optional<Instant> Auditor::attempt_time(const AuditedContact& contact, Instant from,
                                             int attempt) {
  const auto distance = kAfterMs[static_cast<std::size_t>(attempt - 1)];
  return may_call_from({from.ms + distance}, contact.zone);
}

void Auditor::fold_customer(AuditedContact& contact, const Json& json) {
  contact.zone = zones_[text(json, "customer")];
  const bool by_itself = contact.callback_after_drop || contact.attempt > 1;
  if (contact.callback != "due" || !by_itself) return;
  const auto due = attempt_time(contact, contact.callback_from, contact.attempt);
  contact.no_time = !due;
  if (!due) contact.next_must_be = "callback_ended";
  if (due && *due != contact.callback_due) contact.next_must_be = "callback_due";
}

void Auditor::fold_due(const std::string& id, AuditedContact& contact, const Json& json) {
  const int attempt = static_cast<int>(json.whole("attempt").value_or(0));
  const Instant due{json.whole("due").value_or(0)};
  const bool after_drop = text(json, "how") == "dropped";
  const bool by_itself = after_drop || attempt > 1;
  // Of a customer who was chosen meanwhile: the same attempt at another time.
  const bool anew = by_itself && contact.callback == "due" && attempt == contact.attempt;
  if (attempt == 1) contact.callback_after_drop = after_drop;
  // A call agreed for later takes the place of one that a drop owed.
  for (AuditedDrop& drop : contact.drops) {
    if (attempt == 1 && !after_drop && drop.callback == "pending") drop.callback = "replaced";
  }
  if (attempt != 1 && !anew && attempt != contact.attempt + 1)
    wrong(id, fmt::format("attempt {} comes too early", attempt));
  if (attempt > kAttempts) return wrong(id, "more attempts than the policy has");
  if (!office_is_open(due)) wrong(id, "a call back is due while nobody is there");
  if (by_itself && !may_be_called(due, contact.zone)) {
    wrong(id, fmt::format("attempt {} is due in the customer's night", attempt));
  }
  if (!anew) contact.callback_from = at_;
  const auto expected = attempt_time(contact, contact.callback_from, attempt);
  if (by_itself && due != expected) {
    wrong(id, fmt::format("attempt {} is due at {}, not {}", attempt, to_iso(due),
                          expected ? to_iso(*expected) : "at all"));
  }
  contact.callback = "due";
  contact.callback_due = due;
  contact.attempt = attempt;
  if (after_drop && attempt == 1 && !contact.drops.empty()) {
    contact.drops.back().callback = "pending";
  }
}

void Auditor::fold_callback(const std::string& id, AuditedContact& contact, const std::string& kind,
                            const Json& json) {
  if (kind == "customer_chosen") fold_customer(contact, json);
  if (kind == "callback_due") fold_due(id, contact, json);
  if (kind == "callback_tried") {
    const std::string outcome = text(json, "outcome");
    const bool again = contact.attempt < kAttempts && outcome != "bad_number";
    const bool reached = outcome == "reached";
    contact.no_time =
        again && !reached && !attempt_time(contact, at_, contact.attempt + 1).has_value();
    if (reached || !again || contact.no_time) contact.next_must_be = "callback_ended";
  }
  if (kind == "callback_ended") {
    const std::string why = text(json, "why");
    if ((why == "no_time") != contact.no_time) wrong(id, "a call back ended for " + why);
    contact.no_time = false;
    const bool down = contact.line == "dropped" && contact.callback_after_drop;
    if (why == "withdrawn" && down && !contact.callback.empty()) {
      contact.next_must_be = "closed or hung_up";
    }
    for (AuditedDrop& drop : contact.drops) {
      if (drop.callback == "pending") drop.callback = why;
    }
    contact.callback.clear();
    contact.attempt = 0;
  }
}

void Auditor::fold_promise(AuditedContact& contact, const std::string& kind, const Json& json) {
  if (!kind.starts_with("task_")) return;
  const std::int64_t number = json.whole("task").value_or(0);
  if (kind == "task_added") {
    AuditedPromise& promise = contact.promises[number];
    promise.part = contact.here();
    if (const auto due = json.whole("due")) promise.due = Instant{*due};
    promise.to_customer = json.find("channel") != nullptr;
  }
  if (kind == "task_removed") contact.promises.erase(number);
  if (kind == "task_done") contact.promises[number].done = at_;
}

void Auditor::fold_consult(const std::string& id, AuditedContact& contact, const std::string& kind,
                           const LogRecord& record) {
  if (kind == "closed" && contact.asks) wrong(id, "was closed with a question that waits");
  if (!kind.starts_with("consult_")) return;
  const bool asked = kind == "consult_asked";
  if (asked == contact.asks)
    wrong(id, kind + (asked ? " while one waits" : " and nothing was asked"));
  contact.asks = asked;
  const auto json = parse_json(record.clear);
  const Json* by = json ? json->find("by") : nullptr;
  if (kind == "consult_answered" && by != nullptr && text(*by, "id") == contact.holder) {
    wrong(id, "was answered by whoever asked");
  }
}

void Auditor::note_promises(const std::string& id, const AuditedContact& contact) {
  promised_.erase(id);
  for (const auto& [number, promise] : contact.promises) {
    if (!promise.done) promised_[id].insert(number);
  }
}

// One that was over for another is as it was before, once the two are taken apart; what was done
// for its promises since stays done.
void Auditor::fold_link(const std::string& id, AuditedContact& contact, const std::string& kind,
                        const Json& json) {
  if (kind == "linked" && json.truth("merged").value_or(false) && !contact.closed) {
    // shared: contacts are copied for the numbers
    contact.before_merge = std::make_shared<const AuditedContact>(contact);
    contact.next_must_be = "closed callback_ended handoff_withdrawn";
  }
  if (kind != "unlinked" || !contact.closed || !contact.before_merge) return;
  AuditedContact before = *contact.before_merge;
  before.version = contact.version;
  before.timed_to = at_;
  before.promises = std::move(contact.promises);
  contact = std::move(before);
  if (!contact.holder.empty()) held_[contact.holder].insert(id);
  open_.insert(id);
}

void Auditor::check_closing(const std::string& id, const AuditedContact& contact) {
  if (!contact.callback.empty()) wrong(id, "was closed with a call back due");
  for (const AuditedDrop& drop : contact.drops) {
    if (drop.callback == "pending") wrong(id, "was closed with a drop that was not attempted");
  }
}

void Auditor::told_started(const Outcome& outcome, bool number_known) {
  const auto found = contacts_.find(outcome.contact.text);
  if (found == contacts_.end()) return wrong(outcome.contact.text, "acknowledged and not there");
  if (number_known) found->second.number_known = true;
}

void Auditor::told(const Outcome& outcome) {
  const auto found = contacts_.find(outcome.contact.text);
  if (found == contacts_.end()) return;
  AuditedContact& contact = found->second;
  if (outcome.version > contact.version) wrong(found->first, "an acknowledged event is not there");
  const bool gate = outcome.kind == Outcome::Kind::kRefused && !outcome.refusal->rule.empty();
  if (!gate || contact.closed) return;
  contact.happened.emplace_back(Number::kGatesRefused, contact.here());
}

}  // namespace callmap
