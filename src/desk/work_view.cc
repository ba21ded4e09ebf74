#include "desk/work_view.h"

#include "engine/names.h"
#include "engine/view_json.h"

namespace callmap {
namespace {

void holder_if(JsonWriter& out, std::string_view member, const std::optional<HolderView>& holder) {
  if (!holder) return;
  out.key(member).open().field("id", holder->id.text);
  out.field("display_name", holder->display_name).close();
}

}  // namespace

void write(JsonWriter& out, const OfferView& view) {
  const Offer& offer = view.offer;
  out.open().field("contact", offer.contact.text).field("reference", view.reference);
  out.field("kind", offer.kind == OfferKind::kHandoff ? "handoff" : "inbound");
  out.field("team", offer.team).field("team_title", view.team_title).text_if("from", view.from);
  out.field("channel", view.channel).text_if("line", view.line);
  out.field("offered", to_iso(offer.at)).field("until", to_iso(offer.until));
  if (view.handoff) {
    out.key("handoff");
    write(out, *view.handoff);
  }
  out.text_if("stage_title", view.stage_title).text_if("initials", view.initials);
  out.field("verified", name(view.verified));
  if (view.lowered) out.field("lowered", true);
  out.text_if("emergency", view.emergency).key("steps").open_list();
  if (view.handoff) {
    for (const std::string& step : view.handoff->steps) out.value(step);
  }
  out.close_list().close();
}

void write(JsonWriter& out, const QuestionView& view) {
  out.open().field("contact", view.contact.text).field("reference", view.reference);
  out.key("team").open().field("id", view.team.id).field("title", view.team.title).close();
  out.field("from", view.from).field("question", view.question);
  out.field("since", to_iso(view.since)).close();
}

void write(JsonWriter& out, const WorkView& work) {
  out.open().field("state", name(work.state)).text_if("reason", work.reason);
  out.time_if("since", work.since);
  out.text_if("team", work.team).key("contacts").open_list();
  for (const ContactSummary& contact : work.contacts) write(out, contact);
  out.close_list().key("offers").open_list();
  for (const OfferView& offer : work.offers) write(out, offer);
  out.close_list();
  if (!work.questions.empty()) {
    out.key("questions").open_list();
    for (const QuestionView& question : work.questions) write(out, question);
    out.close_list();
  }
  out.field("callbacks_due", std::uint64_t{work.callbacks_due});
  out.field("follow_ups_due", std::uint64_t{work.follow_ups_due});
  out.field("follow_ups_overdue", std::uint64_t{work.follow_ups_overdue});
  out.time_if("follow_up_next", work.follow_up_next);
  out.close();
}

void write(JsonWriter& out, const TeamStanding& team) {
  out.open().field("id", team.id).field("title", team.title).text_if("handles", team.handles);
  out.field("outside", team.outside).field("blind", team.blind).field("open", team.open);
  out.time_if("opens", team.opens);
  out.text_if("number", team.number).text_if("skills", team.skills);
  out.field("signed_in", std::uint64_t{team.now.signed_in});
  out.field("free", std::uint64_t{team.now.free});
  out.field("waiting", std::uint64_t{team.now.waiting});
  out.time_if("longest_wait_since", team.now.longest_since);
  if (team.now.expected_wait) out.field("expected_wait_ms", team.now.expected_wait->ms);
  out.close();
}

void write(JsonWriter& out, const Colleague& colleague) {
  out.open().field("id", colleague.id).field("display_name", colleague.display_name);
  out.text_if("team", colleague.team).close();
}

void write(JsonWriter& out, const CallbackDue& callback) {
  out.open().field("contact", callback.contact.text).field("reference", callback.reference);
  out.field("due", to_iso(callback.plan.due)).field("attempt", unsigned{callback.plan.attempt});
  out.field("attempts", unsigned{callback.attempts});
  out.field("how", callback.plan.scheduled ? "scheduled" : "dropped");
  out.field("overdue", callback.overdue).field("stage_title", callback.stage_title);
  holder_if(out, "last_holder", callback.last_holder);
  holder_if(out, "holder", callback.holder);
  out.field("mine", callback.mine).close();
}

void write(JsonWriter& out, const FollowUpView& view) {
  out.open().field("contact", view.contact.text).field("reference", view.reference);
  out.field("number", unsigned{view.number}).field("text", view.text);
  out.text_if("channel", view.channel).text_if("owner", view.owner);
  out.text_if("owner_name", view.owner_name);
  out.time_if("due", view.due);
  out.field("overdue", view.overdue);
  if (view.done) {
    out.key("done").open().field("at", to_iso(view.done->at));
    out.text_if("evidence", view.done->evidence).close();
  }
  out.field("mine", view.mine).close();
}

}  // namespace callmap
