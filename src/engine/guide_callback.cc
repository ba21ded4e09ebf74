// The call back as whoever makes it needs it: when, how often it was tried, where the call stood,
// what to say.

#include <algorithm>

#include "engine/guide_parts.h"
#include "map/open_hours.h"

namespace callmap {
namespace {

// The first moment at which the customer may be called again, where they may not be now. What they
// wished for counts from its time on.
std::optional<Instant> call_from(const Viewpoint& view, const CallbackEntry& callback) {
  const auto& hours = view.map.callback.customer_hours;
  const Control& control = view.control();
  if (!hours || !is_pending(control.callback)) return std::nullopt;
  const bool wished =
      control.callback_how == CallbackHow::kScheduled && control.callback_attempt <= 1;
  if (wished && view.now >= callback.due) return std::nullopt;
  const OpenHours& theirs = view.map.hours[at(*hours)];
  const std::string_view zone = view.record().customer_zone;
  const Instant open =
      next_open(theirs, is_zone(zone) ? zone : std::string_view(theirs.zone), view.now);
  const Instant from = wished ? std::min(open, callback.due) : open;
  return from > view.now ? std::optional(from) : std::nullopt;
}

}  // namespace

std::optional<CallbackView> view_callback(const Viewpoint& view,
                                          const std::vector<NextAction>& next) {
  using Kind = NextAction::Kind;
  const Control& control = view.control();
  const CallbackEntry* const callback = view.contact.callback();
  if (callback == nullptr || control.callback == CallbackState::kNone) return std::nullopt;
  CallbackView shown{.state = control.callback,
                     .due = std::nullopt,
                     .call_from = call_from(view, *callback),
                     .attempt = control.callback_attempt,
                     .attempts = view.map.callback.attempts,
                     .how = callback->how};
  if (is_pending(control.callback)) shown.due = callback->due;
  for (const TryEntry& tried : callback->tries) {
    shown.tries.push_back({tried.outcome, tried.at, tried.by.text});
  }
  shown.stage_title = view.map.stages[at(control.stage)].title;
  const auto of_the_call = std::ranges::find_if(next, [](const NextAction& action) {
    return action.kind != Kind::kCallback && action.kind != Kind::kHandoff &&
           action.kind != Kind::kFollowUp && action.kind != Kind::kObligation;
  });
  if (of_the_call != next.end()) shown.next = of_the_call->text;
  if (view.map.callback.team) {
    shown.team_title = view.map.teams[at(*view.map.callback.team)].title;
    shown.for_others = !view.around.may_call_back;
  }
  shown.greeting = fill_all(view, view.map.callback.greeting);
  shown.right_party = fill_all(view, view.map.callback.right_party);
  shown.voicemail = fill_all(view, view.map.callback.voicemail);
  return shown;
}

// Of the zone nothing is told but what its clock shows, and that only to whoever may call.
CustomerClock customer_clock(const Viewpoint& view) {
  const std::string_view zone = view.record().customer_zone;
  const bool may_call =
      view.sight == Sight::kHolder && view.contact.open() && view.map.callback.attempts > 0;
  if (!may_call || !is_zone(zone)) return {};
  return clocks_in(zone, view.now, view.now + kCustomerClockAhead);
}

}  // namespace callmap
