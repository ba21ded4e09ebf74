// The auditor's own account of who had a contact for how long, and what happened with whom.

#include <algorithm>

#include "auditor.h"

namespace callmap {
namespace {

// What was closed makes way for the oldest one that is open.
void go_on_with_the_oldest(AuditedContact& contact) {
  const auto is_open = [](const auto& each) { return each.second.disposition.empty(); };
  if (contact.requests.at(contact.request).disposition.empty()) return;
  const auto open = std::ranges::find_if(contact.requests, is_open);
  if (open != contact.requests.end()) contact.request = open->first;
}

}  // namespace

void Auditor::pass_time(AuditedContact& contact, Instant until) {
  const AuditedTime passed{contact.timed_to.ms, until.ms};
  contact.timed_to = until;
  if (contact.here() < 0 || contact.closed || passed.from == passed.to) return;
  AuditedPart& part = contact.parts.back();
  std::int64_t* kind = nullptr;
  if (contact.hung_up)
    kind = &part.acw_ms;
  else if (contact.connected && contact.line == "connected")
    kind = &part.talk_ms;
  else if (contact.connected && contact.line == "held")
    kind = &part.hold_ms;
  if (kind == nullptr) return;
  *kind += passed.to - passed.from;
  part.busy.push_back(passed);
}

void Auditor::note_answer(AuditedContact& contact) const {
  const bool now = contact.held_once && contact.connected && !contact.hung_up;
  if (!now || contact.answered) return;
  contact.answered = true;
  contact.answered_at = at_;
  contact.answered_in = static_cast<int>(contact.parts.size()) - 1;
}

void Auditor::fold_parts(AuditedContact& contact, const std::string& kind, const Json& json) {
  const auto is = [&json](const char* member, const char* value) {
    return json.text(member) == value;
  };
  if (kind == "customer_chosen") contact.customer = json.text("customer").value_or("");
  if (kind == "attempted") {
    contact.attempts.emplace_back(json.truth("passed").value_or(false), contact.here());
  }
  // Both ends of it pass the matter on: tests/maps/office.
  if (kind == "answered" && is("procedure", "escalation") && is("step", "how")) {
    contact.happened.emplace_back(Number::kEscalated, contact.here());
  }
  const bool judged = kind == "step_tried" || kind == "step_judged";
  if (judged && is("outcome", "slow")) contact.needs_time = true;
}

void Auditor::fold_request(AuditedContact& contact, const std::string& kind, const Json& json) {
  const std::int64_t number = json.whole("request").value_or(0);
  if (kind == "request_opened") contact.requests[number];
  if (kind == "request_opened" || kind == "request_switched") contact.request = number;
  if (kind == "stage_entered") contact.stages.insert(std::string(json.text("stage").value_or("")));
  if (kind == "ticked") {
    const std::string checkpoint(json.text("checkpoint").value_or(""));
    const bool of_contact = checkpoint == "reference_given";
    (of_contact ? contact.ticked : contact.requests[contact.request].ticked).insert(checkpoint);
  }
  AuditedRequest& current = contact.requests[contact.request];
  const std::string field(json.text("field").value_or(""));
  if (kind == "filled") current.filled.insert(field);
  if (kind == "cleared") current.filled.erase(field);
  if (kind == "none_given") current.none.insert(field);
  const bool reason = field == "reason" && contact.request == 1;
  if (field == "reason") {
    if (kind == "filled") current.reason = json.text("value").value_or("");
    if (kind == "cleared") current.reason.clear();
  }
  if (kind == "filled" && reason) contact.reason = json.text("value").value_or("");
  if (kind == "cleared" && reason) contact.reason.clear();
  if (kind == "disposed") {
    AuditedRequest& request = contact.requests[number];
    request.disposition = json.text("disposition").value_or("");
    request.disposed_in = contact.here();
    go_on_with_the_oldest(contact);
  }
  if (kind == "undisposed") {
    contact.requests[number].disposition.clear();
    contact.request = number;
  }
}

}  // namespace callmap
