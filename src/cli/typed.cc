#include "cli/typed.h"

#include <fmt/format.h>

#include <charconv>

#include "base/json.h"

namespace callmap {
namespace {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

std::optional<std::size_t> number(std::string_view text) {
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value == 0) return std::nullopt;
  return value - 1;
}

// {"do": deed, member: value, …}
std::string line(
    std::string_view key, std::string_view deed,
    std::initializer_list<std::pair<std::string_view, std::string_view>> members = {}) {
  JsonWriter out;
  out.open().field(key, deed);
  for (const auto& [name, value] : members) out.field(name, value);
  out.close();
  return out.take();
}

std::expected<std::string, std::string> phrase(const Guidance& guidance, std::size_t place) {
  if (place >= guidance.phrases.size()) return std::unexpected("there is no such phrase here");
  return line("do", "say", {{"phrase", guidance.phrases[place].id}});
}

std::expected<std::string, std::string> answer(const Guidance& guidance, std::size_t place) {
  if (!guidance.procedure) return std::unexpected("no procedure is open");
  const ProcedureView& open = *guidance.procedure;
  if (place >= open.answers.size()) return std::unexpected("there is no such answer here");
  return line("do", "answer",
              {{"procedure", open.id}, {"step", open.step}, {"answer", open.answers[place].id}});
}

std::expected<std::string, std::string> ask_again(const Guidance& guidance) {
  if (!guidance.procedure) return std::unexpected("no procedure is open");
  return line("do", "ask_again",
              {{"procedure", guidance.procedure->id}, {"step", guidance.procedure->step}});
}

std::expected<std::string, std::string> back_to(const Guidance& guidance, std::string_view step) {
  if (!guidance.procedure) return std::unexpected("no procedure is open");
  return line("do", "revisit", {{"procedure", guidance.procedure->id}, {"step", step}});
}

// The answer with that id or label.
std::optional<std::size_t> answer_in_words(const Guidance& guidance, std::string_view words) {
  if (!guidance.procedure) return std::nullopt;
  const auto& answers = guidance.procedure->answers;
  for (std::size_t n = 0; n < answers.size(); ++n) {
    if (answers[n].id == words || answers[n].label == words) return n;
  }
  return std::nullopt;
}

std::expected<std::string, std::string> next_stage(const Guidance& guidance) {
  if (guidance.phase == Phase::kAfterCall) return line("do", "finish");
  if (!guidance.out.next_stage)
    return std::unexpected("this is the last stage; `hangup` ends the call");
  return line("do", "go", {{"stage", *guidance.out.next_stage}});
}

std::expected<std::string, std::string> previous_stage(const Guidance& guidance) {
  for (std::size_t i = 1; i < guidance.stages.size(); ++i) {
    if (guidance.stages[i].state == StageState::kNow) {
      return line("do", "go", {{"stage", guidance.stages[i - 1].id}});
    }
  }
  return std::unexpected("this is the first stage");
}

std::expected<std::string, std::string> dispose(std::string_view rest) {
  const std::size_t gap = rest.find(' ');
  const auto place = number(rest.substr(0, gap));
  if (!place || gap == std::string_view::npos) return std::unexpected("write `dispose 1 resolved`");
  JsonWriter out;
  out.open().field("do", "dispose").field("request", static_cast<std::int64_t>(*place + 1));
  out.field("disposition", trimmed(rest.substr(gap))).close();
  return out.take();
}

std::expected<std::string, std::string> tried(std::string_view rest) {
  const std::size_t gap = rest.rfind(" : ");
  if (gap == std::string_view::npos) return line("do", "try", {{"text", rest}});
  return line("do", "try",
              {{"text", trimmed(rest.substr(0, gap))}, {"outcome", trimmed(rest.substr(gap + 3))}});
}

// Words that take one name after them: what they do, and the member it stands in.
struct Word {
  std::string_view word, key, deed, member;
};
constexpr Word kWords[] = {
    {"tick", "do", "tick", "checkpoint"},
    {"untick", "do", "untick", "checkpoint"},
    {"go", "do", "go", "stage"},
    {"clear", "do", "clear", "field"},
    {"do", "do", "start", "action"},
    {"done", "do", "finish_action", "action"},
    {"open", "do", "open", "procedure"},
    {"switch", "do", "switch", "procedure"},
    {"leave", "do", "leave", "procedure"},
    {"notice", "do", "notice", "cue"},
    {"dismiss", "do", "dismiss", "cue"},
    {"speaks", "do", "speaks", "party"},
    {"exception", "do", "exception", "exception"},
    {"customer", "do", "choose_customer", "customer"},
    {"end", "do", "end_early", "ending"},
    {"pass", "verdict", "passed", "method"},
    {"fail", "verdict", "failed", "method"},
};

std::expected<std::string, std::string> worded(const Guidance& guidance, std::string_view text) {
  const std::string_view word = text.substr(0, text.find(' '));
  const std::string_view rest = trimmed(text.substr(word.size()));
  if (const auto place = answer_in_words(guidance, text)) return answer(guidance, *place);
  if (text == "n") return next_stage(guidance);
  if (text == "unclear") return ask_again(guidance);
  if (word == "back" && !rest.empty()) return back_to(guidance, rest);
  if (text == "b") return previous_stage(guidance);
  if (text == "hold") return line("saw", "held");
  if (text == "unhold") return line("saw", "unheld");
  if (text == "drop") return line("saw", "dropped");
  if (text == "reconnect") return line("saw", "connected");
  if (text == "hangup") return line("saw", "hung_up", {{"by", "caller"}});
  if (text == "request") return line("do", "open_request");
  if (text == "finish") return line("do", "finish");
  if (word == "wait") return line("after", rest);
  if (word == "try" && !rest.empty()) return tried(rest);
  if (word == "dispose") return dispose(rest);
  if (word == "task" && !rest.empty())
    return line("do", "add_task", {{"text", rest}, {"owner", "You"}});
  for (const Word& known : kWords) {
    if (known.word == word && !rest.empty())
      return line(known.key, known.deed, {{known.member, rest}});
  }
  return std::unexpected(fmt::format("`{}` is nothing here; `?` lists what can be typed", text));
}

std::expected<std::string, std::string> as_json(const CallMap& map, const Guidance& guidance,
                                                std::string_view text) {
  if (text.empty()) {
    const bool one_way = guidance.procedure && guidance.procedure->answers.size() == 1;
    return one_way ? answer(guidance, 0) : std::unexpected("`?` lists what can be typed");
  }
  if (text.front() == '{') return std::string(text);
  if (const auto place = number(text)) return phrase(guidance, *place);
  if (text.front() == 'a') {
    if (const auto place = number(text.substr(1))) return answer(guidance, *place);
  }
  if (const std::size_t sign = text.find('='); sign != std::string_view::npos) {
    const std::string_view field = trimmed(text.substr(0, sign));
    if (!map.field(field)) return std::unexpected(fmt::format("the map has no field `{}`", field));
    return line("do", "fill", {{"field", field}, {"value", trimmed(text.substr(sign + 1))}});
  }
  return worded(guidance, text);
}

}  // namespace

std::expected<Typed, std::string> read_typed(const CallMap& map, const Guidance& guidance,
                                             std::string_view text) {
  auto json = as_json(map, guidance, trimmed(text));
  if (!json) return std::unexpected(json.error());
  auto parsed = parse_trace_line(map, *json);
  if (!parsed) return std::unexpected(parsed.error());
  return Typed{std::move(*parsed), std::move(*json)};
}

std::string_view typed_help() {
  return R"(  1, 2 …             say that phrase            a1, a2 …         give that answer
  n, b               next stage, back           FIELD = VALUE    write it down
  tick ID            untick ID                  go STAGE         clear FIELD
  open PROCEDURE     switch PROCEDURE           leave PROCEDURE
  unclear            back STEP                  yes, done …       an answer in its own words
  do ACTION          done ACTION
  customer ID        pass METHOD, fail METHOD   speaks PARTY     exception ID
  notice CUE         dismiss CUE                try STEP : OUTCOME
  hold, unhold       drop, reconnect, hangup    wait 30s
  request            dispose 1 ID               task TEXT        finish
  end ENDING         notes                      quit             {"do": …} as in a trace
)";
}

}  // namespace callmap
