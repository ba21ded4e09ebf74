// Who is speaking and how sure we are, what was noticed about them, and what they want.

#include <algorithm>

#include "engine/guide_parts.h"
#include "engine/move.h"
#include "engine/urgency.h"

namespace callmap {
namespace {

bool has_bit(std::uint8_t bits, std::size_t place) {
  return (bits >> place & 1U) != 0;
}

VerificationView::MethodView view_method(const Viewpoint& view, std::size_t place) {
  const Method& method = view.map.verification.methods[place];
  const Control& control = view.control();
  VerificationView::MethodView shown{.id = method.id,
                                     .title = method.title,
                                     .ask = method.ask,
                                     .attested = method.attested,
                                     .opens = method.opens};
  for (const AnswerItem& item : method.items) {
    shown.items.push_back({item.id, item.label, item.normalise});
  }
  const bool failed = has_bit(control.methods_failed, place);
  if (failed) shown.last = false;
  const auto passed = std::ranges::any_of(view.record().attempts, [&](const AttemptEntry& entry) {
    return entry.passed && entry.method == static_cast<MethodIndex>(place);
  });
  if (!failed && passed && view.level() != Level::kNone) shown.last = true;
  shown.may_correct = failed && !method.attested && !has_bit(control.methods_corrected, place);
  return shown;
}

void add_dispositions(RequestView& shown, const Viewpoint& view, const Control& control) {
  const bool may_resolve = all_let_pass(view.map, control, {Trigger::Kind::kResolve, 0});
  for (const Disposition& disposition : view.map.dispositions) {
    if (disposition.resolves && !may_resolve) continue;
    if (!holds(disposition.applies, control)) continue;
    shown.dispositions.emplace_back(disposition.id, disposition.title);
  }
}

// What waits and what is gone on with before what has ended.
void sort_by_urgency(std::vector<RequestView>& requests, const Viewpoint& view) {
  std::size_t place = 0;
  for (const std::size_t slot : by_urgency(view.map, view.control())) {
    const std::uint8_t number = view.control().requests[slot].number;
    const auto found = std::ranges::find(requests, number, &RequestView::number);
    const auto to = requests.begin() + static_cast<std::ptrdiff_t>(place++);
    if (found != requests.end() && to <= found) std::rotate(to, found, found + 1);
  }
}

// After the call: the only outcome on offer that depends on what happened. Of several none is
// proposed, and one that always fits never is: the agent chooses.
std::string proposed(const Viewpoint& view, const RequestView& request) {
  const bool open = request.open && request.disposition.empty();
  if (!open || view.control().phase != Phase::kAfterCall) return {};
  std::string only;
  for (const auto& [id, title] : request.dispositions) {
    const Disposition& disposition = view.map.dispositions[at(*view.map.disposition(id))];
    if (disposition.applies.is_always()) continue;
    if (!only.empty()) return {};
    only = id;
  }
  return only;
}

}  // namespace

VerificationView view_verification(const Viewpoint& view) {
  const Verification& policy = view.map.verification;
  const Control& control = view.control();
  VerificationView shown{.level = view.level(), .party = control.party};
  shown.party_may_verify = policy.may_verify[static_cast<std::size_t>(control.party)];
  if (shown.level != Level::kNone) shown.until = view.record().verified_until;
  shown.attempts_left = static_cast<std::uint8_t>(
      policy.attempts - std::min(policy.attempts, control.attempts_failed));
  for (std::size_t i = 0; i < policy.methods.size(); ++i) {
    shown.methods.push_back(view_method(view, i));
  }
  for (const Choice& choice : policy.exceptions) {
    shown.exceptions.emplace_back(choice.id, choice.label);
  }
  for (const auto& [exception, when] : view.record().exceptions) {
    shown.recorded_exceptions.push_back(policy.exceptions[at(exception)].id);
  }
  return shown;
}

std::optional<MethodIndex> next_method(const Viewpoint& view) {
  const auto& methods = view.map.verification.methods;
  if (methods.empty()) return std::nullopt;
  for (std::size_t i = 0; i < methods.size(); ++i) {
    if (!has_bit(view.control().methods_failed, i)) return static_cast<MethodIndex>(i);
  }
  return MethodIndex{};
}

bool is_noticed(const Viewpoint& view, CueIndex index) {
  const bool by_agent = std::ranges::any_of(
      view.record().cues, [&](const auto& entry) { return entry.first == index; });
  return by_agent || holds(view.map.cues[at(index)].raised_by, view.control());
}

bool guides_folded(const Viewpoint& view) {
  for (std::size_t i = 0; i < view.map.cues.size(); ++i) {
    if (view.map.cues[i].folds_guides && is_noticed(view, static_cast<CueIndex>(i))) return true;
  }
  return false;
}

std::vector<CueView> view_cues(const Viewpoint& view) {
  std::vector<CueView> cues;
  cues.reserve(view.map.cues.size());
  for (std::size_t i = 0; i < view.map.cues.size(); ++i) {
    const Cue& cue = view.map.cues[i];
    CueView shown{.id = cue.id, .notice = cue.notice, .then = cue.then, .key = cue.key};
    shown.noticed = is_noticed(view, static_cast<CueIndex>(i));
    shown.by_itself = holds(cue.raised_by, view.control());
    const bool here = std::ranges::find(cue.stages, view.control().stage) != cue.stages.end();
    shown.likely_here = here && cue.by_hand;
    for (const StageIndex stage : cue.stages) {
      shown.stages.push_back(view.map.stages[at(stage)].title);
    }
    shown.say = fill_all(view, cue.say);
    if (cue.opens) shown.opens = view.map.procedures[at(*cue.opens)].id;
    if (cue.goes) shown.goes = view.map.stages[at(*cue.goes)].id;
    cues.push_back(std::move(shown));
  }
  return cues;
}

std::vector<RequestView> view_requests(const Viewpoint& view) {
  const Control& control = view.control();
  std::vector<RequestView> requests;
  for (const RequestEntry& entry : view.record().requests) {
    RequestView shown{.number = entry.number, .title = request_title(view, entry.number)};
    if (entry.disposition) shown.disposition = view.map.dispositions[at(*entry.disposition)].id;
    const auto slot = slot_of(control, entry.number);
    if (slot) {
      shown.open = control.requests[*slot].open;
      shown.current = *slot == control.current;
    }
    if (slot && control.phase != Phase::kClosed) {
      if (shown.current) {
        add_dispositions(shown, view, control);
      } else {
        add_dispositions(shown, view, with_current(view.map, control, *slot));
      }
    }
    shown.proposed = proposed(view, shown);
    if (shown.open && view.map.urgency_field) {
      const FieldEntry* const urgency = view.contact.field(*view.map.urgency_field, entry.number);
      if (urgency != nullptr) shown.urgency = urgency->value;
    }
    requests.push_back(std::move(shown));
  }
  if (requests.size() > 1 && control.phase == Phase::kLive) sort_by_urgency(requests, view);
  return requests;
}

std::vector<LetteredView> view_urgencies(const Viewpoint& view,
                                         const std::vector<RequestView>& requests) {
  std::vector<LetteredView> urgencies;
  const auto open = std::ranges::count(requests, true, &RequestView::open);
  const bool live = view.control().phase == Phase::kLive;
  if (!view.map.urgency_field || !live || open < 2) return urgencies;
  const auto& choices = view.map.fields[at(*view.map.urgency_field)].choices;
  for (auto choice = choices.rbegin(); choice != choices.rend(); ++choice) {
    urgencies.push_back({choice->id, choice->label, {}});
  }
  return urgencies;
}

}  // namespace callmap
