#include "desk/contact_view.h"

#include "engine/names.h"
#include "engine/view_json.h"

namespace callmap {
namespace {

void write(JsonWriter& out, std::string_view name, const std::optional<Titled>& thing) {
  if (!thing) return;
  out.key(name).open().field("id", thing->id).field("title", thing->title).close();
}

void write(JsonWriter& out, const std::optional<HolderView>& holder) {
  if (!holder) return;
  out.key("holder").open().field("id", holder->id.text);
  out.field("display_name", holder->display_name).close();
}

void write(JsonWriter& out, const CardLine& line) {
  out.open().field("id", line.id).field("label", line.label);
  out.field("class", name(line.data_class));
  if (line.locked)
    out.field("locked", true);
  else
    out.field("value", line.value);
  out.close();
}

void write(JsonWriter& out, const PastContact& past) {
  out.open().field("reference", past.reference).field("started", to_iso(past.started));
  out.text_if("title", past.title).text_if("disposition", past.disposition).close();
}

void write(JsonWriter& out, const SegmentView& segment) {
  out.open().field("agent", segment.agent).text_if("team", segment.team);
  out.field("how", name(segment.how)).field("from", to_iso(segment.from));
  out.time_if("to", segment.to);
  out.close();
}
void write(JsonWriter& out, const WatcherView& watcher) {
  out.open().field("name", watcher.name).field("how", name(watcher.how)).close();
}
void write(JsonWriter& out, const MessageView& message) {
  out.open().field("from", message.from).field("text", message.text);
  out.field("at", to_iso(message.at)).close();
}

std::string_view name(LinkedView::How how) {
  switch (how) {
    case LinkedView::How::kLinked: return "linked";
    case LinkedView::How::kMergedHere: return "merged_here";
    case LinkedView::How::kMergedAway: return "merged_away";
  }
  return {};
}

void write(JsonWriter& out, const AskView& ask) {
  out.open().field("what", ask.what).field("field", ask.field);
  out.field("since", to_iso(ask.since)).close();
}
void write(JsonWriter& out, const ConsultView& consult) {
  out.open();
  write(out, "team", consult.team);
  out.field("state", name(consult.state)).field("from", consult.by);
  out.field("question", consult.question).field("since", to_iso(consult.since));
  out.text_if("answered_by", consult.answerer).text_if("answer", consult.answer);
  out.time_if("ended", consult.ended);
  out.close();
}
void write(JsonWriter& out, const LinkedView& linked) {
  out.open().field("contact", linked.contact.text).field("reference", linked.reference);
  out.field("how", name(linked.how)).field("told", linked.told);
  out.text_if("stage_title", linked.was.stage_title).text_if("next", linked.was.next);
  if (linked.to_bring > 0) out.field("to_bring", std::uint64_t{linked.to_bring});
  out.field("can_part", linked.can_part);
  out.close();
}
void write(JsonWriter& out, const EarlierView& earlier) {
  out.open().field("contact", earlier.contact.text).field("reference", earlier.reference);
  out.field("found_by", earlier.by_number ? "number" : "customer");
  out.time_if("callback_due", earlier.callback_due);
  write(out, earlier.holder);
  out.text_if("stage_title", earlier.stage_title);
  out.text_if("merge_refused", earlier.merge_refused).close();
}

template <class T>
void list_if(JsonWriter& out, std::string_view member, const std::vector<T>& items) {
  if (items.empty()) return;
  out.key(member).open_list();
  for (const T& item : items) {
    if constexpr (std::is_same_v<T, std::string>)
      out.value(item);
    else
      write(out, item);
  }
  out.close_list();
}

// Who waits for it, held it, looks on.
void write_ownership(JsonWriter& out, const ContactView& view) {
  if (view.waiting) {
    out.key("waiting").open().field("team", view.waiting->team);
    out.text_if("title", view.waiting->title).field("since", to_iso(view.waiting->since));
    out.field("priority", unsigned{view.waiting->priority});
    out.text_if("skills", view.waiting->skills).close();
  }
  list_if(out, "segments", view.segments);
  list_if(out, "watchers", view.watchers);
  list_if(out, "messages", view.messages);
  list_if(out, "consults", view.consults);
  list_if(out, "asks", view.asks);
  list_if(out, "linked", view.linked);
  list_if(out, "earlier", view.earlier);
}

}  // namespace

void write(JsonWriter& out, const CustomerView& view) {
  out.open().field("chosen", view.chosen).text_if("initials", view.initials);
  out.text_if("hint", view.hint).text_if("found_by", view.found_by);
  out.field("candidates", view.candidates);
  if (view.chosen) out.field("open_contact", view.open_contact);
  out.key("card").open_list();
  for (const CardLine& line : view.card) write(out, line);
  out.close_list();
  if (!view.contacts.empty()) {
    out.key("contacts").open_list();
    for (const PastContact& past : view.contacts) write(out, past);
    out.close_list();
  }
  out.time_if("until", view.until);
  out.time_if("locked_until", view.locked_until);
  out.close();
}

void write(JsonWriter& out, const ContactView& view) {
  out.open().field("id", view.id.text).field("reference", view.reference);
  out.key("map").open().field("id", view.map_id).field("title", view.map_title);
  out.field("digest", view.map_digest).close();
  out.field("version", view.version).field("position", view.position);
  out.field("now", to_iso(view.now)).field("channel", view.channel);
  write(out, "line", view.line);
  out.text_if("caller_number_hint", view.caller_number_hint).text_if("language", view.language);
  out.text_if("product", view.product);
  write(out, view.holder);
  out.field("mine", view.mine).field("started", to_iso(view.started));
  out.time_if("connected", view.connected);
  out.time_if("hung_up", view.hung_up);
  out.text_if("hung_up_by", view.hung_up_by);
  out.time_if("held_since", view.held_since);
  out.field("held_ms", view.held.ms);
  out.time_if("dropped_at", view.dropped_at);
  if (view.ended_early) {
    out.key("ended_early").open().field("id", view.ended_early->id);
    out.field("label", view.ended_early->title).close();
  }
  write_ownership(out, view);
  out.key("guidance");
  write(out, view.guidance);
  out.key("notes");
  write(out, view.notes);
  out.key("customer");
  write(out, view.customer);
  out.close();
}

void write(JsonWriter& out, const ContactSummary& summary) {
  out.open().field("id", summary.id.text).field("reference", summary.reference);
  write(out, "map", summary.map);
  write(out, "line", summary.line);
  write(out, "stage", summary.stage);
  out.field("phase", name(summary.phase)).field("line_state", name(summary.line_state));
  write(out, summary.holder);
  out.field("started", to_iso(summary.started)).text_if("initials", summary.initials);
  out.text_if("request", summary.request);
  if (summary.asked) {
    out.key("asked").open();
    write(out, "team", summary.asked->team);
    out.field("since", to_iso(summary.asked->since)).close();
  }
  out.close();
}

void write(JsonWriter& out, const FoundContact& found) {
  out.open().field("id", found.id.text).field("reference", found.reference);
  out.field("open", found.open).field("holder_is_me", found.holder_is_me);
  out.text_if("merged", found.merged).close();
}

void write(JsonWriter& out, const CandidateView& candidate) {
  out.open().field("customer", candidate.customer).field("initials", candidate.initials);
  out.text_if("hint", candidate.hint).field("open_contact", candidate.open_contact).close();
}

void write(JsonWriter& out, const LogLine& line) {
  out.open().field("version", line.version).field("at", to_iso(line.at));
  out.text_if("by", line.by).field("text", line.text).close();
}

void write(JsonWriter& out, const SimulatedCaller& caller) {
  out.open().field("name", caller.name).text_if("number", caller.number);
  out.field("wants", caller.wants).key("answers").open_list();
  for (const auto& answer : caller.answers) {
    out.open().field("id", answer.id).field("label", answer.label);
    out.field("text", answer.text).close();
  }
  out.close_list().close();
}

}  // namespace callmap
