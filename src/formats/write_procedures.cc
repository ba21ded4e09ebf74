#include "formats/write_procedures.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "map/reader.h"
#include "map/words.h"

namespace callmap {
namespace {

constexpr std::size_t kColumnsMax = 100;

// One key of the text with what stands behind it.
struct Entry {
  enum class Kind : std::uint8_t { kText, kMap, kList };
  Kind kind = Kind::kText;
  std::string key;  // empty in a list
  std::string text;
  std::vector<Entry> parts;
  bool tall = false;  // each part on a line of its own, also where one line would do

  Entry& put(std::string name, std::string value) {
    parts.push_back({.key = std::move(name), .text = std::move(value)});
    return *this;
  }
  Entry& put_if(std::string name, const std::string& value) {
    return value.empty() ? *this : put(std::move(name), value);
  }
};

Entry map_of(std::string key, bool tall = false) {
  return {.kind = Entry::Kind::kMap, .key = std::move(key), .tall = tall};
}

// As in the bytes, whatever the locale says.
bool is_plain_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         (static_cast<unsigned char>(c) & 0x80) != 0;
}

bool stands_without_quotes(std::string_view text, bool in_brackets) {
  if (text.empty() || text == "null" || text == "Null" || text == "NULL") return false;
  const bool starts =
      is_plain_letter(text[0]) || text[0] == '(' || text[0] == '$' || text[0] == '/';
  if (!starts || text.back() == ' ' || text.back() == ':') return false;
  for (std::size_t n = 0; n < text.size(); ++n) {
    const char c = text[n];
    const char next = n + 1 < text.size() ? text[n + 1] : ' ';
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) return false;
    if (c == ':' && (next == ' ' || in_brackets)) return false;
    if (c == '#' && n > 0 && text[n - 1] == ' ') return false;
    if (in_brackets && (c == ',' || c == '[' || c == ']' || c == '{' || c == '}' || c == '?')) {
      return false;
    }
  }
  return true;
}

std::string in_quotes(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
      out += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    } else {
      out += c;
    }
  }
  return out + "\"";
}

std::string scalar(std::string_view text, bool in_brackets) {
  return stands_without_quotes(text, in_brackets) ? std::string(text) : in_quotes(text);
}

std::string in_one_line(const Entry& entry) {
  const std::string key = entry.key.empty() ? "" : entry.key + ": ";
  if (entry.kind == Entry::Kind::kText) return key + scalar(entry.text, true);
  const bool is_list = entry.kind == Entry::Kind::kList;
  std::string out = key + (is_list ? "[" : "{ ");
  for (std::size_t n = 0; n < entry.parts.size(); ++n) {
    out += (n == 0 ? "" : ", ") + in_one_line(entry.parts[n]);
  }
  return out + (is_list ? "]" : " }");
}

// How wide a text is on a page: characters, not bytes.
std::size_t columns(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

// Words can be put together again as they were: no two blanks in a row, none at the ends.
bool can_be_folded(std::string_view text) {
  if (text.front() == ' ' || text.back() == ' ' || text.front() == '\n' || text.back() == '\n') {
    return false;
  }
  for (std::size_t n = 0; n < text.size(); ++n) {
    const auto byte = static_cast<unsigned char>(text[n]);
    const bool blank = text[n] == ' ' || text[n] == '\n';
    if ((byte < 0x20 && text[n] != '\n') || byte == 0x7F) return false;
    if (blank && (text[n + 1] == ' ' || text[n + 1] == '\n')) return false;
  }
  return true;
}

class YamlPage {
 public:
  void line(std::size_t depth, std::string_view text) {
    out_ += std::string(depth * 2, ' ') + std::string(text) + "\n";
  }
  void blank() { out_ += "\n"; }

  void put(const Entry& entry, std::size_t depth) {
    if (entry.kind == Entry::Kind::kText) {
      put_text(entry, depth);
      return;
    }
    if (!entry.tall) {
      const std::string short_form = in_one_line(entry);
      if (depth * 2 + columns(short_form) <= kColumnsMax) {
        line(depth, short_form);
        return;
      }
    }
    line(depth, entry.key + ":");
    for (const Entry& part : entry.parts) {
      if (entry.kind == Entry::Kind::kList) {
        line(depth + 1, "- " + in_one_line(part));
      } else {
        put(part, depth + 1);
      }
    }
  }

  [[nodiscard]] std::string take() { return std::move(out_); }

 private:
  void put_text(const Entry& entry, std::size_t depth) {
    const std::string whole = entry.key + ": " + scalar(entry.text, false);
    const bool many_lines = entry.text.find('\n') != std::string::npos;
    if ((!many_lines && depth * 2 + columns(whole) <= kColumnsMax) || entry.text.empty() ||
        !can_be_folded(entry.text)) {
      line(depth, whole);
      return;
    }
    line(depth, entry.key + ": >-");
    std::string_view rest = entry.text;
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find('\n'), rest.size());
      fold(rest.substr(0, end), depth + 1);
      rest.remove_prefix(std::min(end + 1, rest.size()));
      if (!rest.empty()) blank();  // one blank line is one line break
    }
  }

  void fold(std::string_view text, std::size_t depth) {
    const std::size_t width = kColumnsMax - depth * 2;
    while (!text.empty()) {
      std::size_t cut = text.size(), wide = 0;
      for (std::size_t n = 0; n < text.size(); ++n) {
        if ((static_cast<unsigned char>(text[n]) & 0xC0) != 0x80) ++wide;
        if (text[n] == ' ' && (wide <= width || cut == text.size())) cut = n;
        if (wide > width && cut != text.size()) break;
      }
      if (wide <= width) cut = text.size();
      line(depth, text.substr(0, cut));
      text.remove_prefix(std::min(cut + 1, text.size()));
    }
  }

  std::string out_;
};

std::string in_words(Duration length) {
  const std::int64_t whole = length.ms / 1000;
  if (whole % 3600 == 0) return fmt::format("{}h", whole / 3600);
  if (whole % 60 == 0) return fmt::format("{}m", whole / 60);
  return fmt::format("{}s", whole);
}

// Short where the label is the one that a map would give it.
Entry answer_entry(const AnswerText& answer) {
  const std::string& label = answer.label.value;
  if (label.empty() || label == humanise(answer.name.value)) {
    return {.key = answer.name.value, .text = answer.then.value};
  }
  Entry out = map_of(answer.name.value);
  return out.put("label", label).put("then", answer.then.value);
}

// What every step may have.
void put_beside(Entry& out, const StepText& step) {
  out.put_if("help", step.help.value);
  if (!step.links.empty()) {
    Entry links{.kind = Entry::Kind::kList, .key = "links"};
    for (const LinkText& link : step.links) {
      if (link.title.value == link.url.value) {
        links.parts.push_back({.text = link.url.value});
        continue;
      }
      Entry each = map_of("");
      each.put("title", link.title.value).put("url", link.url.value);
      links.parts.push_back(std::move(each));
    }
    out.parts.push_back(std::move(links));
  }
  if (step.takes.value.ms >= 1000) out.put("takes", in_words(step.takes.value));
}

Entry step_entry(const StepText& step) {
  Entry out = map_of(step.name.value);
  out.put(std::string(word_of(kStepKindWords, step.kind.value)), step.text.value);
  put_beside(out, step);
  const bool asks = step.kind.value == StepKind::kQuestion;
  if (!asks && step.kind.value != StepKind::kCall) return out.put("then", step.then.value);
  Entry ways = map_of(asks ? "answers" : "ends", asks);
  for (const AnswerText& answer : step.answers) {
    if (asks) {
      ways.parts.push_back(answer_entry(answer));
    } else {
      ways.put(answer.name.value, answer.then.value);
    }
  }
  out.tall = asks;
  out.parts.push_back(std::move(ways));
  return out;
}

Entry end_entry(const EndText& end) {
  Entry out = map_of(end.name.value);
  out.put("text", end.text.value);
  Entry goes = map_of("goes");
  if (!end.procedure.value.empty()) {
    goes.put("procedure", end.procedure.value);
  } else if (!end.team.value.empty()) {
    goes.put("hand_over", end.team.value);
  } else if (!end.stage.value.empty()) {
    goes.put("stage", end.stage.value);
  } else {
    goes = {.key = "goes", .text = std::string(word_of(kEndGoesWords, end.goes.value))};
  }
  out.parts.push_back(std::move(goes));
  static constexpr std::array kResults = {Word{"resolved", EndResult::kResolved},
                                          Word{"escalated", EndResult::kEscalated},
                                          Word{"not_applicable", EndResult::kNotApplicable}};
  out.put_if("result", std::string(word_of(kResults, end.result.value)));
  return out.put_if("tip", end.tip.value);
}

Entry procedure_entry(const ProcedureText& procedure) {
  Entry out = map_of(procedure.name.value, true);
  out.put("title", procedure.title.value);
  const bool is_first =
      procedure.steps.empty() || procedure.start.value == procedure.steps[0].name.value;
  if (!is_first) out.put_if("start", procedure.start.value);
  Entry steps = map_of("steps", true);
  for (const StepText& step : procedure.steps) steps.parts.push_back(step_entry(step));
  Entry ends = map_of("ends", true);
  for (const EndText& end : procedure.ends) ends.parts.push_back(end_entry(end));
  out.parts.push_back(std::move(steps));
  out.parts.push_back(std::move(ends));
  return out;
}

Entry action_entry(const ActionText& action) {
  Entry out = map_of(action.name.value);
  out.put("text", action.text.value);
  return out.put("class", std::string(word_of(kDataClassWords, action.data_class.value)));
}

void put_sections(YamlPage& page, const std::vector<ProcedureText>& procedures,
                  const std::vector<ActionText>& actions) {
  if (!actions.empty()) {
    Entry section = map_of("actions", true);
    for (const ActionText& action : actions) section.parts.push_back(action_entry(action));
    page.put(section, 0);
    page.blank();
  }
  page.line(0, "procedures:");
  for (std::size_t n = 0; n < procedures.size(); ++n) {
    if (n > 0) page.blank();
    page.put(procedure_entry(procedures[n]), 1);
  }
}

void put_teams(YamlPage& page, const std::vector<ProcedureText>& procedures) {
  std::set<std::string> teams;
  for (const ProcedureText& procedure : procedures) {
    for (const EndText& end : procedure.ends) {
      if (!end.team.value.empty()) teams.insert(end.team.value);
    }
  }
  if (teams.empty()) return;
  Entry section = map_of("teams", true);
  for (const std::string& team : teams) section.put(team, humanise(team));
  page.put(section, 0);
  page.blank();
}

// What an action may show or change is opened by a check of the caller, and a map must say by
// which.
void put_stages(YamlPage& page, const std::vector<ActionText>& actions) {
  DataClass highest = DataClass::kPublic;
  for (const ActionText& action : actions) {
    highest = std::max(highest, action.data_class.value);
  }
  const bool verifies = highest != DataClass::kPublic;
  page.line(0, "stages:");
  if (verifies) page.line(1, "verification: { title: Verification, goal: Know who is calling. }");
  page.line(1, "call: { title: Call, goal: Know what they need and go through it with them. }");
  page.blank();
  if (!verifies) return;
  page.line(0, "verification:");
  page.line(1, "methods:");
  page.line(2, fmt::format("checked: {{ title: Checked as usual, ask: \"Who is calling?\", "
                           "attested: true, opens: {} }}",
                           word_of(kDataClassWords, highest)));
  page.blank();
}

}  // namespace

std::string write_sections(const std::vector<ProcedureText>& procedures,
                           const std::vector<ActionText>& actions) {
  YamlPage page;
  put_sections(page, procedures, actions);
  return page.take();
}

std::string write_map(const MapHead& head, const std::vector<ProcedureText>& procedures,
                      const std::vector<ActionText>& actions) {
  YamlPage page;
  page.line(0, "callmap: 1");
  page.put({.key = "id", .text = head.id}, 0);
  page.put({.key = "title", .text = head.title}, 0);
  page.blank();
  put_stages(page, actions);
  put_sections(page, procedures, actions);
  page.blank();
  put_teams(page, procedures);
  page.line(0, "dispositions:");
  page.line(1, "resolved: { title: Resolved, resolves: true }");
  page.line(1, "open: Still open");
  page.line(0, "endings:");
  page.line(1, "hung_up: { title: Caller hung up, key: h }");
  page.line(0, "notes:");
  page.line(1, "steps: { title: Steps taken, lines: [$procedures, $actions] }");
  page.line(1, "outcome: { title: Outcome, lines: [$disposition, $ending, $reference] }");
  return page.take();
}

}  // namespace callmap
