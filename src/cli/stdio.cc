#include "cli/stdio.h"

#include <fmt/format.h>

#include <istream>
#include <ostream>

#include "base/json.h"
#include "engine/names.h"
#include "engine/view_json.h"

namespace callmap {
namespace {

using Line = std::expected<std::string, std::string>;  // of a trace; or what is wrong with it

// One line of at most kStdioLineMax bytes; of a longer one the rest is passed over and `too_long`
// set. False at the end of the input.
bool read_line(std::istream& in, std::string& line, bool& too_long) {
  line.clear();
  too_long = false;
  int byte = in.get();
  if (byte == std::char_traits<char>::eof()) return false;
  for (; byte != std::char_traits<char>::eof() && byte != '\n'; byte = in.get()) {
    too_long = too_long || line.size() == kStdioLineMax;
    if (!too_long) line += static_cast<char>(byte);
  }
  return true;
}

class Driver {
 public:
  Driver(const CallMap& map, TracePlayer& player, std::optional<ProcedureIndex> procedure,
         std::ostream& out)
      : map_(map), player_(player), procedure_(procedure), out_(out) {}

  void greet() {
    JsonWriter reply;
    begin(reply, true).field("callmap", 1).field("map", map_.id).field("digest", map_.digest);
    end(reply);
  }

  void take(std::string_view text, bool too_long) {
    ++number_;
    if (too_long) {
      return wrong(fmt::format("the line is longer than {} bytes", kStdioLineMax));
    }
    const auto json = parse_json(text);
    if (!json) return wrong(json.error().message);
    if (!json->is_object()) return wrong("a line is one JSON object");
    const Line line = as_trace(*json, text);
    if (!line) return wrong(line.error());
    const auto parsed = parse_trace_line(map_, *line);
    if (!parsed) return wrong(parsed.error());
    if (is_done()) return wrong("it is over: nothing can be answered any more");
    play(*parsed);
  }

 private:
  // The short forms, as lines of a trace: what is open is known here.
  [[nodiscard]] Line as_trace(const Json& json, std::string_view text) const {
    if (const Json* const answer = json.find("answer"); answer != nullptr && !json.find("do")) {
      return answer->is_string() && json.members.size() == 1
                 ? answered(answer->string)
                 : std::unexpected(
                       "`answer` is the id or the label of an answer, and stands alone");
    }
    if (json.truth("unclear") == true) return about_open("ask_again", {});
    if (const auto step = json.text("back")) return about_open("revisit", *step);
    return std::string(text);
  }

  [[nodiscard]] Line about_open(std::string_view deed, std::string_view step) const {
    const auto open = guide(map_, player_.contact(), player_.now()).procedure;
    if (!open) return std::unexpected("no procedure is open");
    JsonWriter line;
    line.open().field("do", deed).field("procedure", open->id);
    line.field("step", step.empty() ? std::string_view(open->step) : step).close();
    return line.take();
  }

  [[nodiscard]] Line answered(std::string_view words) const {
    const Control& control = player_.contact().control;
    if (!control.in_procedure()) return std::unexpected("no procedure is open");
    const Procedure& procedure = map_.procedures[at(control.top().procedure)];
    const Step& step = procedure.steps[at(control.top().step)];
    if (const auto answer = answer_named(step, words)) {
      JsonWriter line;
      line.open().field("do", "answer").field("procedure", procedure.id);
      line.field("step", step.id).field("answer", step.answers[at(*answer)].id).close();
      return line.take();
    }
    std::string known;
    for (const Answer& each : step.answers) {
      known += fmt::format("{}`{}`", known.empty() ? "" : ", ", each.id);
    }
    return std::unexpected(
        fmt::format("the step `{}` has no answer `{}`: it has {}", step.id, words, known));
  }

  void play(const TraceLine& line) {
    const Control before = player_.contact().control;
    const auto refusal = player_.play(line);
    if (const auto end = walked_end(map_, before, player_.contact())) end_ = end;
    if (player_.contact().control.in_procedure()) end_.reset();
    const auto unexpected = player_.unexpected();
    player_.forget_unexpected();
    JsonWriter reply;
    begin(reply, !refusal && !unexpected);
    if (refusal) {
      reply.key("refusal");
      write(reply, *refusal);
    }
    if (unexpected) write_error(reply, "unexpected", *unexpected);
    end(reply);
  }

  [[nodiscard]] bool is_done() const {
    const Contact& contact = player_.contact();
    return procedure_ ? !contact.control.in_procedure() : !contact.open();
  }

  JsonWriter& begin(JsonWriter& reply, bool ok) const {
    return reply.open().field("line", std::uint64_t{number_}).field("ok", ok);
  }

  static void write_error(JsonWriter& reply, std::string_view kind, std::string_view message) {
    reply.key("error").open().field("kind", kind).field("message", message).close();
  }

  void end(JsonWriter& reply) {
    reply.key("state");
    write_state(reply);
    reply.close();
    out_ << reply.text() << '\n' << std::flush;
  }

  void write_state(JsonWriter& reply) const {
    const Guidance guidance = guide(map_, player_.contact(), player_.now());
    reply.open().field("done", is_done()).field("phase", name(guidance.phase));
    reply.field("stage", guidance.stage).field("level", name(guidance.verification.level));
    reply.field("at", to_iso(player_.now()));
    if (guidance.procedure) {
      reply.key("procedure");
      write(reply, *guidance.procedure);
    }
    if (end_) write_end(reply);
    if (!procedure_) {
      reply.key("guidance");
      write(reply, guidance);
    }
    reply.close();
  }

  void write_end(JsonWriter& reply) const {
    const Procedure& procedure = map_.procedures[at(end_->procedure)];
    const ProcedureEnd& end = procedure.ends[at(end_->end)];
    reply.key("ended").open().field("procedure", procedure.id).field("end", end.id);
    reply.field("text", end.text).field("result", name(end.result)).text_if("tip", end.tip).close();
  }

  void wrong(std::string_view message) {
    JsonWriter reply;
    begin(reply, false);
    write_error(reply, "bad_line", message);
    end(reply);
  }

  const CallMap& map_;
  TracePlayer& player_;
  std::optional<ProcedureIndex> procedure_;
  std::ostream& out_;
  std::size_t number_ = 0;
  std::optional<ReachedEnd> end_;
};

}  // namespace

void drive(const CallMap& map, TracePlayer& player, std::optional<ProcedureIndex> procedure,
           std::istream& in, std::ostream& out) {
  Driver driver(map, player, procedure, out);
  driver.greet();
  std::string line;
  bool too_long = false;
  while (read_line(in, line, too_long)) {
    const bool blank = line.find_first_not_of(" \t\r") == std::string::npos;
    if (!blank || too_long) driver.take(line, too_long);
  }
}

}  // namespace callmap
