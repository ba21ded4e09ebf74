#include "engine/view_json.h"

#include "engine/names.h"

namespace callmap {
namespace {

using Named = std::pair<std::string, std::string>;

// Declared before `write_list`, which calls them by name.
void write(JsonWriter& out, const Named& thing);
void write(JsonWriter& out, const Missing& thing);
void write(JsonWriter& out, const GateView& thing);
void write(JsonWriter& out, const PhraseView& thing);
void write(JsonWriter& out, const CheckpointView& thing);
void write(JsonWriter& out, const FieldView& thing);
void write(JsonWriter& out, const StageView& thing);
void write(JsonWriter& out, const NextAction& thing);
void write(JsonWriter& out, const ActionView& thing);
void write(JsonWriter& out, const RoadView& thing);
void write(JsonWriter& out, const ProcedureView::Past& thing);
void write(JsonWriter& out, const VerificationView::Item& thing);
void write(JsonWriter& out, const VerificationView::MethodView& thing);
void write(JsonWriter& out, const VerificationView& thing);
void write(JsonWriter& out, const CueView& thing);
void write(JsonWriter& out, const LetteredView& thing);
void write(JsonWriter& out, const RequestView& thing);
void write(JsonWriter& out, const TriedView& thing);
void write(JsonWriter& out, const Link& thing);
void write(JsonWriter& out, const ProcedureView::Answer& answer);
void write(JsonWriter& out, const TaskEntry& thing);
void write(JsonWriter& out, const TeamView& thing);
void write(JsonWriter& out, const PackageItemView& thing);
void write(JsonWriter& out, const HandoffView::Asked& thing);
void write(JsonWriter& out, const CallbackView::Try& thing);
void write(JsonWriter& out, const ClockSpan& span);
void write(JsonWriter& out, const WayOut& thing);
void write(JsonWriter& out, const NotesLine& thing);
void write(JsonWriter& out, const NotesSection& thing);
void write(JsonWriter& out, const RequestNotes& thing);

template <class Thing>
void write_list(JsonWriter& out, std::string_view member, const std::vector<Thing>& things) {
  out.key(member).open_list();
  for (const Thing& thing : things) write(out, thing);
  out.close_list();
}

void write_texts(JsonWriter& out, std::string_view member, const std::vector<std::string>& texts) {
  out.key(member).open_list();
  for (const std::string& text : texts) out.value(text);
  out.close_list();
}

// Marks that are mostly absent: written only when they stand.
void write_mark(JsonWriter& out, std::string_view member, bool stands) {
  if (stands) out.field(member, true);
}

void write(JsonWriter& out, const Named& named) {
  out.open().field("id", named.first).field("label", named.second).close();
}

void write(JsonWriter& out, const Missing& missing) {
  out.open().field("kind", name(missing.kind)).text_if("id", missing.id);
  out.field("label", missing.label).text_if("stage", missing.stage).close();
}

void write(JsonWriter& out, const GateView& gate) {
  out.open().field("rule", gate.rule).field("text", gate.text).field("met", gate.met);
  out.text_if("because", gate.because);
  write_list(out, "missing", gate.missing);
  out.close();
}

void write(JsonWriter& out, const PhraseView& phrase) {
  out.open().field("id", phrase.id).key("parts").open_list();
  for (const PhraseView::Part& part : phrase.parts) {
    out.open().field("text", part.text);
    write_mark(out, "slot", part.slot);
    write_mark(out, "empty", part.empty);
    out.close();
  }
  out.close_list();
  write_texts(out, "asks", phrase.asks);
  out.field("verbatim", phrase.verbatim).field("best", phrase.best);
  out.time_if("said", phrase.said);
  out.close();
}

void write(JsonWriter& out, const CheckpointView& checkpoint) {
  out.open().field("id", checkpoint.id).field("text", checkpoint.text);
  out.field("strength", name(checkpoint.strength)).field("plain", checkpoint.plain);
  out.field("state", name(checkpoint.state));
  out.time_if("at", checkpoint.at);
  if (checkpoint.state == CheckState::kMet) out.field("origin", name(checkpoint.origin));
  out.field("ask_why", checkpoint.ask_why).text_if("why_not", checkpoint.why_not).close();
}

void write(JsonWriter& out, const FieldView& field) {
  out.open().field("id", field.id).field("label", field.label).text_if("hint", field.hint);
  out.field("type", name(field.type)).field("class", name(field.data_class));
  write_list(out, "choices", field.choices);
  out.text_if("value", field.value).field("locked", field.locked).field("needed", field.needed);
  out.time_if("at", field.at);
  if (field.at) out.field("origin", name(field.origin));
  out.close();
}

void write(JsonWriter& out, const StageView& stage) {
  out.open().field("id", stage.id).field("title", stage.title);
  out.field("state", name(stage.state)).field("spent_ms", stage.spent.ms);
  out.time_if("entered", stage.entered);
  if (stage.usual.ms > 0) out.field("usual_ms", stage.usual.ms);
  write_list(out, "gates", stage.gates);
  out.close();
}

void write(JsonWriter& out, const NextAction& action) {
  out.open().field("kind", name(action.kind)).text_if("id", action.id);
  out.field("text", action.text).text_if("why", action.why).close();
}

void write(JsonWriter& out, const ActionView& action) {
  out.open().field("id", action.id).field("text", action.text);
  out.field("class", name(action.data_class));
  if (action.takes.ms > 0) out.field("takes_ms", action.takes.ms);
  out.field("allowed", action.allowed);
  out.time_if("started", action.started);
  out.time_if("finished", action.finished);
  out.field("slow", action.slow);
  write_list(out, "say", action.say);
  out.close();
}

void write(JsonWriter& out, const RoadView& road) {
  out.open().field("id", road.id).field("title", road.title).text_if("notice", road.notice);
  out.text_if("key", road.key).text_if("why", road.why);
  out.field("decision_point", road.decision_point).field("open", road.open);
  if (!road.ended.empty()) out.field("ended", road.ended).field("result", name(road.result));
  out.close();
}

void write(JsonWriter& out, const ProcedureView::Past& past) {
  out.open().field("step", past.step).field("text", past.text).text_if("answer", past.answer);
  out.field("at", to_iso(past.at)).field("taken_back", past.taken_back);
  write_mark(out, "asked_again", past.asked_again);
  out.field("can_revisit", past.can_revisit).close();
}

void write(JsonWriter& out, const ProcedureView::Answer& answer) {
  out.open().field("id", answer.id).field("label", answer.label);
  if (answer.left) out.field("left", unsigned{*answer.left});
  out.close();
}

}  // namespace

void write(JsonWriter& out, const ProcedureView& procedure) {
  out.open().field("id", procedure.id).field("title", procedure.title);
  out.field("step", procedure.step).field("kind", name(procedure.kind));
  out.field("text", procedure.text).text_if("help", procedure.help);
  if (procedure.kind == StepKind::kInstruction) out.field("to", name(procedure.to));
  write_list(out, "answers", procedure.answers);
  out.field("has_unclear", procedure.has_unclear).text_if("unclear", procedure.unclear);
  out.text_if("before", procedure.before);
  write_list(out, "links", procedure.links);
  if (procedure.takes.ms > 0) out.field("takes_ms", procedure.takes.ms);
  out.time_if("since", procedure.since);
  out.field("slow", procedure.slow).field("done", unsigned{procedure.done});
  out.field("left_least", unsigned{procedure.left_least});
  out.field("left_most", unsigned{procedure.left_most});
  write_list(out, "say", procedure.say);
  write_list(out, "document", procedure.document);
  if (procedure.action) {
    out.key("action");
    write(out, *procedure.action);
  }
  write_list(out, "past", procedure.past);
  if (!procedure.consults.empty()) write_list(out, "consults", procedure.consults);
  out.field("depth", unsigned{procedure.depth}).close();
}

namespace {

void write(JsonWriter& out, const VerificationView::Item& item) {
  out.open().field("id", item.id).field("label", item.label);
  out.field("form", name(item.form)).close();
}

void write(JsonWriter& out, const VerificationView::MethodView& method) {
  out.open().field("id", method.id).field("title", method.title).text_if("ask", method.ask);
  out.field("attested", method.attested).field("opens", name(method.opens));
  write_list(out, "items", method.items);
  if (method.last) out.field("last", *method.last);
  out.field("may_correct", method.may_correct).close();
}

void write(JsonWriter& out, const VerificationView& verification) {
  out.open().field("level", name(verification.level)).field("party", name(verification.party));
  out.field("party_may_verify", verification.party_may_verify);
  out.time_if("until", verification.until);
  out.field("attempts_left", unsigned{verification.attempts_left});
  write_list(out, "methods", verification.methods);
  write_list(out, "exceptions", verification.exceptions);
  write_texts(out, "recorded_exceptions", verification.recorded_exceptions);
  out.close();
}

void write(JsonWriter& out, const CueView& cue) {
  out.open().field("id", cue.id).field("notice", cue.notice).text_if("then", cue.then);
  out.text_if("key", cue.key).field("noticed", cue.noticed);
  write_mark(out, "by_itself", cue.by_itself);
  out.field("likely_here", cue.likely_here);
  write_texts(out, "stages", cue.stages);
  write_list(out, "say", cue.say);
  out.text_if("opens", cue.opens).text_if("goes", cue.goes).close();
}

void write(JsonWriter& out, const LetteredView& choice) {
  out.open().field("id", choice.id).field("label", choice.label);
  out.text_if("key", choice.key).close();
}

void write(JsonWriter& out, const RequestView& request) {
  out.open().field("number", unsigned{request.number}).text_if("title", request.title);
  out.field("current", request.current).field("open", request.open);
  out.text_if("urgency", request.urgency);
  out.text_if("disposition", request.disposition);
  write_list(out, "dispositions", request.dispositions);
  out.text_if("proposed", request.proposed);
  out.close();
}

void write(JsonWriter& out, const TriedView& tried) {
  out.open().field("step", unsigned{tried.step}).field("text", tried.text);
  out.text_if("outcome", tried.outcome).field("at", to_iso(tried.at)).close();
}

void write(JsonWriter& out, const Link& link) {
  out.open().field("title", link.title).field("url", link.url).close();
}

void write(JsonWriter& out, const TaskEntry& task) {
  out.open().field("number", unsigned{task.number}).field("text", task.text);
  out.text_if("owner", task.owner);
  if (task.channel) out.field("channel", name(*task.channel));
  out.time_if("due", task.due);
  out.field("at", to_iso(task.at));
  if (task.done) {
    out.key("done").open().field("at", to_iso(*task.done));
    out.text_if("evidence", task.evidence).close();
  }
  out.close();
}

void write(JsonWriter& out, const TeamView& team) {
  out.open().field("id", team.id).field("title", team.title).text_if("handles", team.handles);
  out.field("outside", team.outside).field("blind", team.blind).close();
}

void write(JsonWriter& out, const PackageItemView& item) {
  out.open().field("id", item.id).field("label", item.label).text_if("text", item.text);
  out.field("state", name(item.state)).text_if("because", item.because);
  if (item.field) {
    out.key("field");
    write(out, *item.field);
  }
  out.close();
}

void write(JsonWriter& out, const HandoffView::Asked& asked) {
  out.open().field("item", asked.item).field("question", asked.question);
  out.field("at", to_iso(asked.at)).close();
}

void write(JsonWriter& out, const CallbackView::Try& tried) {
  out.open().field("outcome", name(tried.outcome)).field("at", to_iso(tried.at));
  out.text_if("by", tried.by).close();
}

void write(JsonWriter& out, const ClockSpan& span) {
  out.open().field("ahead_minutes", std::int64_t{span.ahead_minutes});
  out.time_if("until", span.until).close();
}
void write(JsonWriter& out, const CallbackView& callback) {
  out.open().field("state", name(callback.state));
  out.time_if("due", callback.due).time_if("call_from", callback.call_from);
  out.field("attempt", unsigned{callback.attempt}).field("attempts", unsigned{callback.attempts});
  out.field("how", name(callback.how));
  write_list(out, "tries", callback.tries);
  out.text_if("stage_title", callback.stage_title).text_if("next", callback.next);
  out.text_if("team_title", callback.team_title);
  write_mark(out, "for_others", callback.for_others);
  write_list(out, "greeting", callback.greeting);
  write_list(out, "right_party", callback.right_party);
  write_list(out, "voicemail", callback.voicemail);
  out.close();
}

void write(JsonWriter& out, const WayOut& way) {
  out.open().text_if("next_stage", way.next_stage.value_or(""));
  out.text_if("next_title", way.next_title).field("open", way.open);
  write_list(out, "gates", way.gates);
  out.close();
}

void write(JsonWriter& out, const NotesLine& line) {
  const std::string who = line.person.empty() ? std::string() : ", " + line.person;
  out.open().text_if("text", line.text + who).field("origin", line.origin);
  out.time_if("at", line.at);
  write_mark(out, "locked", line.locked);
  out.close();
}

void write(JsonWriter& out, const NotesSection& section) {
  out.open().field("id", section.id).field("title", section.title);
  write_list(out, "lines", section.lines);
  out.close();
}

void write(JsonWriter& out, const RequestNotes& request) {
  out.open().field("number", unsigned{request.number}).text_if("title", request.title);
  write_list(out, "sections", request.sections);
  out.close();
}

}  // namespace

void write(JsonWriter& out, const HandoffView& handoff) {
  out.open().field("team", handoff.team).field("title", handoff.title);
  out.field("how", name(handoff.how)).field("state", name(handoff.state));
  out.field("since", to_iso(handoff.since));
  out.time_if("until", handoff.until);
  out.field("complete", handoff.complete);
  write_list(out, "items", handoff.items);
  out.text_if("story", handoff.story);
  write_list(out, "needs", handoff.needs);
  if (!handoff.asks.empty()) write_list(out, "asks", handoff.asks);
  write_list(out, "questions", handoff.questions);
  out.text_if("returned", handoff.returned).text_if("accepted_by", handoff.accepted_by).close();
}

void write(JsonWriter& out, const Guidance& guidance) {
  out.open().field("phase", name(guidance.phase)).field("line", name(guidance.line));
  out.field("stage", guidance.stage).field("stage_title", guidance.stage_title);
  out.text_if("goal", guidance.goal);
  write_list(out, "stages", guidance.stages);
  write_list(out, "next", guidance.next);
  write_list(out, "phrases", guidance.phrases);
  write_list(out, "checkpoints", guidance.checkpoints);
  write_list(out, "fields", guidance.fields);
  write_list(out, "actions", guidance.actions);
  write_list(out, "roads", guidance.roads);
  if (guidance.procedure) {
    out.key("procedure");
    write(out, *guidance.procedure);
  }
  out.key("verification");
  write(out, guidance.verification);
  write_list(out, "cues", guidance.cues);
  write_list(out, "requests", guidance.requests);
  if (!guidance.urgencies.empty()) write_list(out, "urgencies", guidance.urgencies);
  write_list(out, "tried", guidance.tried);
  write_list(out, "outcomes", guidance.outcomes);
  write_list(out, "links", guidance.links);
  write_list(out, "tasks", guidance.tasks);
  if (!guidance.teams.empty()) write_list(out, "teams", guidance.teams);
  if (guidance.handoff) {
    out.key("handoff");
    write(out, *guidance.handoff);
  }
  if (guidance.callback) {
    out.key("callback");
    write(out, *guidance.callback);
  }
  if (guidance.callback_number) {
    out.key("callback_number");
    write(out, *guidance.callback_number);
  }
  if (!guidance.customer_clock.empty()) write_list(out, "customer_clock", guidance.customer_clock);
  write_mark(out, "emergency", guidance.emergency);
  out.text_if("asks_for", name(guidance.asks_for));
  out.key("out");
  write(out, guidance.out);
  write_list(out, "endings", guidance.endings);
  out.field("guides_folded", guidance.guides_folded);
  out.time_if("lapses", guidance.lapses);
  out.time_if("back_at", guidance.back_at);
  out.time_if("changes_at", guidance.changes_at);
  out.close();
}

void write(JsonWriter& out, const Notes& notes) {
  out.open().field("reference", notes.reference).field("channel", notes.channel);
  out.text_if("line", notes.line).field("map_title", notes.map_title);
  write_texts(out, "agents", notes.agents);
  out.field("started", to_iso(notes.started));
  write_list(out, "contact", notes.contact);
  write_list(out, "requests", notes.requests);
  out.field("complete", notes.complete).close();
}

void write(JsonWriter& out, const Refusal& refusal) {
  out.open().field("reason", name(refusal.reason)).text_if("subject", refusal.subject);
  out.field("sentence", refusal.sentence).text_if("rule", refusal.rule);
  out.text_if("because", refusal.because);
  write_list(out, "missing", refusal.missing);
  out.close();
}

}  // namespace callmap
