#include "engine/notes.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/names.h"
#include "engine/spoken.h"
#include "engine/viewpoint.h"

namespace callmap {
namespace {

constexpr std::string_view kErased = "(erased)";

// Which lines are written: with several requests those of the contact apart from theirs.
enum class Part : std::uint8_t { kAll, kContact, kRequest };

bool concerns_request(const CallMap& map, const NoteLine& line) {
  switch (line.source) {
    case NoteLine::Source::kField: return map.fields[at(line.field)].scope == Scope::kRequest;
    case NoteLine::Source::kSteps:
    case NoteLine::Source::kActions:
    case NoteLine::Source::kProcedures:
    case NoteLine::Source::kDisposition: return true;
    case NoteLine::Source::kVerification:
    case NoteLine::Source::kTasks:
    case NoteLine::Source::kReference:
    case NoteLine::Source::kLine:
    case NoteLine::Source::kEnding: return false;
  }
  return true;
}

bool belongs(const CallMap& map, const NoteLine& line, Part part) {
  return part == Part::kAll || concerns_request(map, line) == (part == Part::kRequest);
}

// What most calls never have: nobody waits for it, so that no dash stands for it.
bool is_rare(const NoteLine& line) {
  return line.source == NoteLine::Source::kLine || line.source == NoteLine::Source::kEnding;
}

// The lines of one section, of one request where they concern one.
class Section {
 public:
  Section(const Viewpoint& view, const RequestEntry& request)
      : view_(view), map_(view.map), record_(view.record()), request_(request) {}

  NotesSection write(const NoteSection& section, Part part) {
    NotesSection written{section.id, section.title, {}};
    lines_ = &written.lines;
    for (std::size_t i = 0; i < section.lines.size(); ++i) {
      if (belongs(map_, section.lines[i], part)) write(section.lines[i], i == 0);
    }
    return written;
  }

 private:
  void write(const NoteLine& line, bool first) {
    switch (line.source) {
      case NoteLine::Source::kField: return write_field(line.field, first);
      case NoteLine::Source::kVerification: return write_verification();
      case NoteLine::Source::kSteps: return write_steps();
      case NoteLine::Source::kActions: return write_actions();
      case NoteLine::Source::kProcedures: return write_procedures();
      case NoteLine::Source::kTasks: return write_tasks();
      case NoteLine::Source::kReference: return add(record_.reference, "system", record_.started);
      case NoteLine::Source::kDisposition: return write_disposition();
      case NoteLine::Source::kLine: return write_line();
      case NoteLine::Source::kEnding: return write_ending();
    }
  }

  void add(std::string text, std::string_view origin, std::optional<Instant> at,
           const PersonId& person = {}) {
    lines_->push_back({std::move(text), std::string(origin), at, false, person.text});
  }

  // The section's title speaks for its first line; the others say what they are.
  void write_field(FieldIndex index, bool first) {
    const Field& field = map_.fields[at(index)];
    const std::uint8_t number = field.scope == Scope::kRequest ? request_.number : std::uint8_t{0};
    const FieldEntry* const entry = view_.contact.field(index, number);
    if (entry == nullptr) return;
    // What stood there from the start and nobody chose is nobody's word.
    const bool first_stands = field.first && entry->value == field.choices[at(*field.first)].id;
    if (first_stands && entry->origin == Origin::kSystem) return;
    if (!view_.may_see(field.data_class)) {
      lines_->push_back(
          {first ? "" : field.label, std::string(name(entry->origin)), entry->at, true, {}});
      return;
    }
    std::string value = entry->erased ? std::string(kErased) : shown_value(field, entry->value);
    if (!first) value = field.label + ": " + value;
    add(std::move(value), name(entry->origin), entry->at);
  }

  // One line an attempt, a lowering and an exception, in the order in which they happened.
  void write_verification() {
    const std::size_t from = lines_->size();
    for (const AttemptEntry& attempt : record_.attempts) {
      add(text_of(attempt), name(attempt.source), attempt.at);
    }
    for (const LoweredEntry& lowered : record_.lowered) {
      add(fmt::format("No longer verified: {}", spoken(lowered.why)), "system", lowered.at);
    }
    for (const auto& [exception, when] : record_.exceptions) {
      add("Exception: " + map_.verification.exceptions[at(exception)].label, "typed", when);
    }
    std::stable_sort(lines_->begin() + static_cast<std::ptrdiff_t>(from), lines_->end(),
                     [](const NotesLine& a, const NotesLine& b) { return a.at < b.at; });
  }
  [[nodiscard]] std::string text_of(const AttemptEntry& attempt) const {
    std::string text = attempt.method ? map_.verification.methods[at(*attempt.method)].title
                                      : std::string(attempt.system);
    text += attempt.passed ? ": passed" : ": no match";
    if (attempt.correction) text += " after a typing correction";
    if (attempt.passed) text += fmt::format(", {}", spoken(attempt.party));
    return text;
  }

  void write_steps() {
    for (const TriedStep& step : record_.steps) {
      if (step.request != request_.number) continue;
      if (step.origin == Origin::kStep && tells_procedures() && is_told(step)) continue;
      std::string text = step.text.empty() ? std::string(kErased) : std::string(step.text);
      if (step.outcome) text += ": " + map_.step_outcomes[at(*step.outcome)].label;
      add(std::move(text), "step", step.at);
    }
  }

  // What an answer judged is told with its procedure. One that was taken back since tells nothing,
  // but what was tried stays tried.
  [[nodiscard]] bool is_told(const TriedStep& step) const {
    return std::ranges::any_of(record_.path, [&](const PathEntry& entry) {
      return entry.request == step.request && entry.answer && !entry.taken_back &&
             entry.at == step.at;
    });
  }

  [[nodiscard]] bool tells_procedures() const {
    return std::ranges::any_of(map_.notes, [](const NoteSection& section) {
      return std::ranges::find(section.lines, NoteLine::Source::kProcedures, &NoteLine::source) !=
             section.lines.end();
    });
  }

  void write_actions() {
    for (const ActionEntry& entry : record_.actions) {
      if (entry.request != request_.number) continue;
      std::string text = map_.actions[at(entry.action)].text;
      if (!entry.finished) text += " (not finished)";
      add(std::move(text), "action", entry.finished ? entry.finished : entry.started);
    }
  }

  void write_procedures() {
    for (const PathEntry& entry : record_.path) {
      if (entry.request != request_.number || !entry.answer || entry.taken_back) continue;
      const Procedure& procedure = map_.procedures[at(entry.procedure)];
      const Step& step = procedure.steps[at(entry.step)];
      std::string text = procedure.title + ": ";
      text += step.text.empty() && step.action ? map_.actions[at(*step.action)].text : step.text;
      if (step.kind == StepKind::kQuestion) {
        const Answer& answer = step.answers[at(*entry.answer)];
        text += " " + answer.label;
        if (answer.outcome) {
          text += fmt::format(" ({})", map_.step_outcomes[at(*answer.outcome)].label);
        }
      }
      if (entry.end) {
        if (text.ends_with('.')) text.pop_back();
        text += ", then: " + procedure.ends[at(*entry.end)].text;
      }
      add(std::move(text), "step", entry.at);
    }
  }

  void write_tasks() {
    for (const TaskEntry& task : record_.tasks) {
      std::string text = task.text.empty() ? std::string(kErased) : task.text;
      if (!task.owner.empty()) text += ", " + task.owner;
      if (task.channel) text += fmt::format(", {}", spoken(*task.channel));
      if (task.due) text += ", due " + minute(*task.due);
      if (task.done) text += ", done " + minute(*task.done);
      if (!task.evidence.empty()) text += fmt::format(": {}", task.evidence.view());
      add(std::move(text), "typed", task.at);
    }
    for (const RemovedEntry& removed : record_.kept().removed) {
      add(fmt::format("Taken away: {}, because {}", removed.text, removed.because), "typed",
          removed.at, removed.by);
    }
  }

  void write_disposition() {
    if (!request_.disposition) return;
    add(map_.dispositions[at(*request_.disposition)].title, "chosen", request_.disposed);
  }

  // Each hold and each time that the line was gone, each handoff, call back and question to others,
  // at the moment at which it began or was tried.
  void write_line() {
    const std::size_t from = lines_->size();
    write_away();
    for (const HandoffEntry& handoff : record_.kept().handoffs) write_handoff(handoff);
    for (const CallbackEntry& callback : record_.kept().callbacks) write_callback(callback);
    for (const ConsultEntry& consult : record_.kept().consults) write_consult(consult);
    for (const SegmentEntry& segment : record_.segments) {
      if (segment.how != SegmentHow::kTakenOver) continue;
      add("Taken over", "system", segment.from, segment.agent);
    }
    std::stable_sort(lines_->begin() + static_cast<std::ptrdiff_t>(from), lines_->end(),
                     [](const NotesLine& a, const NotesLine& b) { return a.at < b.at; });
  }
  void write_away() {
    const bool over = record_.hung_up || record_.closed;
    for (const AwayEntry& away : record_.away) {
      if (away.what == Away::kClosed) continue;
      const bool dropped = away.what == Away::kDropped;
      std::string text = dropped ? "Line dropped" : "On hold";
      if (away.to) {
        text += dropped ? ", back after " : " for ";
        text += to_clock(*away.to - away.from);
      } else if (dropped && over) {
        text += ", not back";
      }
      add(std::move(text), "system", away.from);
    }
  }
  void write_handoff(const HandoffEntry& handoff) {
    const std::string& team = map_.teams[at(handoff.team)].title;
    switch (handoff.state) {
      case HandoffState::kAccepted:
        if (handoff.how == HandoffKind::kOutside) {
          const std::string who =
              handoff.accepted_by.empty() ? std::string(kErased) : std::string(handoff.accepted_by);
          return add(fmt::format("Handed over to {}, accepted by {}", team, who), "typed",
                     handoff.ended);
        }
        if (handoff.how == HandoffKind::kBlind) {
          return add(fmt::format("Put through to {}, unannounced", team), "system", handoff.ended);
        }
        return add(fmt::format("Handed over to {}", team), "system", handoff.ended,
                   handoff.answerer);
      case HandoffState::kReturned: {
        const std::string why =
            handoff.why.empty() ? std::string(kErased) : std::string(handoff.why);
        return add(fmt::format("Returned by {}: {}", team, why), "typed", handoff.ended,
                   handoff.answerer);
      }
      case HandoffState::kExpired:
        return add(fmt::format("Offered to {}, not accepted in time", team), "system",
                   handoff.ended);
      case HandoffState::kNone:
      case HandoffState::kDrafted:
      case HandoffState::kOffered:
      case HandoffState::kWithdrawn: return;
    }
  }
  void write_callback(const CallbackEntry& callback) {
    if (callback.how == CallbackHow::kScheduled) {
      add("Call back agreed for " + minute(callback.due), "typed", callback.at);
    }
    for (const TryEntry& tried : callback.tries) {
      add(fmt::format("Called back, attempt {}: {}", tried.attempt, spoken(tried.outcome)), "typed",
          tried.at, tried.by);
    }
    if (!callback.end || callback.end == CallbackEnd::kReached) return;
    add(fmt::format("No call back any more: {}", spoken(*callback.end)), "system", callback.ended);
  }
  void write_consult(const ConsultEntry& consult) {
    const auto words = [](const SlimText& text) {
      return text.empty() ? std::string(kErased) : std::string(text);
    };
    const std::string& team = map_.teams[at(consult.team)].title;
    std::string asked = fmt::format("Asked {}: {}", team, words(consult.question));
    if (consult.state == ConsultState::kWithdrawn) asked += " (taken back)";
    if (consult.state == ConsultState::kUnanswered) asked += " (not answered)";
    add(std::move(asked), "typed", consult.at, consult.by);
    if (consult.state != ConsultState::kAnswered) return;
    add("Answer: " + words(consult.answer), "typed", consult.ended, consult.answerer);
  }
  static std::string minute(Instant when) { return to_iso(when).substr(0, 16) + "Z"; }

  // Why it ended early, and what had been asked for and was not there. Where nobody spoke nothing
  // had been asked for.
  void write_ending() {
    if (!record_.closed || !record_.closed->early) return;
    const Closed& closed = *record_.closed;
    const Ending* const ending = closed.ending ? &map_.endings[at(*closed.ending)] : nullptr;
    if (record_.hung_up && record_.hung_up_by == "caller") {
      add("The caller hung up", "system", record_.hung_up);
    }
    add(ending ? "Ended early: " + ending->title : "Ended early", "chosen", closed.at);
    if (ending && ending->no_conversation) return;
    for (const RuleIndex unmet : closed.unmet) {
      add(fmt::format("Not met: {}", spoken(map_, map_.rules[at(unmet)])), "system", closed.at);
    }
  }

  const Viewpoint& view_;
  const CallMap& map_;
  const Record& record_;
  const RequestEntry& request_;
  std::vector<NotesLine>* lines_ = nullptr;
};

bool nobody_spoke(const Viewpoint& view) {
  const auto& closed = view.record().closed;
  return closed && closed->early && closed->ending &&
         view.map.endings[at(*closed->ending)].no_conversation;
}

// The map's sections that have lines of that part. An empty one says that something is still to
// come, and is left out where nothing is.
std::vector<NotesSection> sections(const Viewpoint& view, const RequestEntry& request, Part part) {
  std::vector<NotesSection> written;
  for (const NoteSection& section : view.map.notes) {
    const bool any = std::ranges::any_of(
        section.lines, [&](const NoteLine& line) { return belongs(view.map, line, part); });
    if (!any) continue;
    const bool awaited = std::ranges::any_of(section.lines, [&](const NoteLine& line) {
      return belongs(view.map, line, part) && !is_rare(line);
    });
    NotesSection lines = Section(view, request).write(section, part);
    if (lines.lines.empty() && (!awaited || nobody_spoke(view))) continue;
    written.push_back(std::move(lines));
  }
  return written;
}

// Every request that is still open could be given its disposition; the others have theirs.
bool is_complete(const Viewpoint& view) {
  const Control& control = view.control();
  if (!view.contact.exists()) return false;
  for (std::size_t slot = 0; slot < control.requests.size(); ++slot) {
    if (!control.requests[slot].open) continue;
    const Trigger dispose{Trigger::Kind::kDispose, 0};
    const bool complete =
        slot == control.current
            ? all_let_pass(view.map, control, dispose)
            : all_let_pass(view.map, with_current(view.map, control, slot), dispose);
    if (!complete) return false;
  }
  return true;
}

void write_line(std::string& out, const Notes& notes, const NotesLine& line,
                std::string_view indent) {
  std::string text = line.text;
  if (line.locked) text += text.empty() ? "(locked)" : ": (locked)";
  if (!line.person.empty()) text += ", " + line.person;
  for (const char c : text) {
    out += c;
    if (c == '\n') out.append(indent).append("  ");
  }
  out += fmt::format(" ({}", line.origin);
  if (line.at) out += " " + to_clock(*line.at - notes.started);
  out += ")\n";
}

void write_section(std::string& out, const Notes& notes, const NotesSection& section) {
  out += section.title + ":";
  if (section.lines.empty()) {
    out += " -\n";
  } else if (section.lines.size() == 1) {
    out += ' ';
    write_line(out, notes, section.lines.front(), "");
  } else {
    out += '\n';
    for (const NotesLine& line : section.lines) {
      out += "  ";
      write_line(out, notes, line, "  ");
    }
  }
}

}  // namespace

Notes notes(const CallMap& map, const Contact& contact, Sight sight) {
  const Viewpoint view{map, contact, contact.record.last, sight, {}};
  const Record& record = contact.record;
  Notes notes{.reference = record.reference,
              .channel = record.channel,
              .line = record.line_called,
              .map_title = map.title,
              .agents = {},
              .started = record.started,
              .contact = {},
              .requests = {},
              .complete = is_complete(view)};
  const auto line = std::ranges::find(map.lines, record.line_called.view(), &LineCalled::id);
  if (line != map.lines.end()) notes.line = line->title;
  for (const SegmentEntry& segment : record.segments) {
    const std::string& agent = segment.agent.text;
    const bool known = std::ranges::find(notes.agents, agent) != notes.agents.end();
    if (!known) notes.agents.push_back(agent);
  }
  const bool several = record.requests.size() > 1;
  if (several) notes.contact = sections(view, record.requests.front(), Part::kContact);
  for (const RequestEntry& request : record.requests) {
    notes.requests.push_back({request.number, request_title(view, request.number),
                              sections(view, request, several ? Part::kRequest : Part::kAll)});
  }
  return notes;
}

std::string to_text(const Notes& notes) {
  const std::string started = to_iso(notes.started);
  std::string out = fmt::format("{}\n{}, {}", notes.reference, notes.map_title, notes.channel);
  if (!notes.line.empty()) out += ", " + notes.line;
  out += fmt::format("\nStarted {} {} UTC", started.substr(0, 10), started.substr(11, 5));
  for (std::size_t i = 0; i < notes.agents.size(); ++i) {
    out += (i == 0 ? ", " : ", then ") + notes.agents[i];
  }
  out += '\n';
  if (!notes.contact.empty()) out += '\n';
  for (const NotesSection& section : notes.contact) write_section(out, notes, section);
  for (const RequestNotes& request : notes.requests) {
    out += '\n';
    if (notes.requests.size() > 1) {
      out += fmt::format("{}. {}\n", request.number,
                         request.title.empty() ? "Request" : request.title);
    }
    for (const NotesSection& section : request.sections) write_section(out, notes, section);
  }
  return out;
}

}  // namespace callmap
