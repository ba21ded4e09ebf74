#include "desk/floor_view.h"

#include <array>

#include "engine/names.h"

namespace callmap {
namespace {

constexpr std::array<std::string_view, 10> kNeedNames = {
    "handoff_unanswered", "hold_long", "machine_gone", "locked",         "asks_lead",
    "unowned_work",       "overdue",   "question",     "nobody_skilled", "nobody_there"};

void write(JsonWriter& out, const std::optional<HolderView>& agent) {
  if (!agent) return;
  out.key("agent").open().field("id", agent->id.text);
  out.field("display_name", agent->display_name).close();
}

void write(JsonWriter& out, const LiveContact& live) {
  out.open().field("contact", live.contact.text).field("reference", live.reference);
  write(out, live.agent);
  out.field("map", live.map).field("stage", live.stage);
  out.time_if("stage_since", live.stage_since);
  if (live.usual.ms > 0) out.field("usual_ms", live.usual.ms);
  out.field("over_usual", live.over_usual).field("started", to_iso(live.started));
  out.text_if("label", live.label).field("line", name(live.line));
  out.time_if("hold_since", live.hold_since);
  out.field("phase", name(live.phase)).field("owes", std::uint64_t{live.owes});
  out.key("watched").open_list();
  for (const std::string& who : live.watched) out.value(who);
  out.close_list().close();
}

void write(JsonWriter& out, const WaitingContact& waiting) {
  out.open().field("contact", waiting.contact.text).field("reference", waiting.reference);
  out.field("team", waiting.team).field("since", to_iso(waiting.since));
  out.field("priority", unsigned{waiting.priority}).field("handoff", waiting.handoff);
  out.text_if("skills", waiting.skills).close();
}

void write(JsonWriter& out, const Need& need) {
  out.open().field("kind", name(need.kind)).field("contact", need.contact.text);
  out.field("reference", need.reference);
  write(out, need.agent);
  out.field("text", need.text).field("since", to_iso(need.since)).close();
}

void write(JsonWriter& out, const Promised& promised) {
  out.open().field("kind", promised.callback ? "callback" : "follow_up");
  out.field("contact", promised.contact.text).field("reference", promised.reference);
  if (!promised.callback) out.field("number", unsigned{promised.number});
  out.field("due", to_iso(promised.due)).field("text", promised.text);
  out.text_if("owner", promised.owner).field("overdue", promised.overdue).close();
}

void write(JsonWriter& out, const PersonAtWork& person) {
  const AtWork& at_work = person.at_work;
  out.open().field("id", at_work.person.text).field("display_name", person.display_name);
  if (!at_work.teams.empty()) out.field("team", at_work.teams.front());
  if (!person.skills.empty()) {
    out.key("skills").open_list();
    for (const std::string& skill : person.skills) out.value(skill);
    out.close_list();
  }
  out.field("state", name(at_work.state)).text_if("reason", at_work.reason);
  if (at_work.since.ms > 0) out.field("since", to_iso(at_work.since));
  if (person.free) out.field("free_since", to_iso(at_work.free_since));
  out.field("contacts", std::uint64_t{at_work.holds});
  out.field("after_call", std::uint64_t{person.after_call})
      .field("gone", at_work.gone.has_value())
      .close();
}

void write(JsonWriter& out, const FloorCounts& counts) {
  out.open().field("live", std::uint64_t{counts.live});
  out.field("waiting", std::uint64_t{counts.waiting});
  out.time_if("longest_wait_since", counts.longest_since);
  out.field("free", std::uint64_t{counts.free});
  out.field("after_call", std::uint64_t{counts.after_call});
  out.field("away", std::uint64_t{counts.away});
  out.field("last_contact", std::uint64_t{counts.last_contact}).close();
}

void write(JsonWriter& out, const Titled& titled) {
  out.open().field("id", titled.id).field("title", titled.title).close();
}

void write(JsonWriter& out, const FloorBoard& board) {
  out.open().key("map");
  write(out, board.map);
  out.key("stages").open_list();
  for (const Titled& stage : board.stages) write(out, stage);
  out.close_list().close();
}

template <class T>
void list(JsonWriter& out, std::string_view member, const std::vector<T>& items) {
  out.key(member).open_list();
  for (const T& item : items) write(out, item);
  out.close_list();
}

}  // namespace

std::string_view name(Need::Kind kind) {
  return kNeedNames[static_cast<std::size_t>(kind)];
}

void write(JsonWriter& out, const FloorView& floor) {
  out.open().field("now", to_iso(floor.now));
  list(out, "boards", floor.boards);
  list(out, "live", floor.live);
  list(out, "waiting", floor.waiting);
  list(out, "needs", floor.needs);
  list(out, "promised", floor.promised);
  list(out, "people", floor.people);
  out.key("counts");
  write(out, floor.counts);
  out.close();
}

}  // namespace callmap
