// Ordered lists under headings, as people write their guidelines: a heading a procedure, a numbered
// item a step, what stands below it its answers or its help.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "formats/file_text.h"
#include "formats/markdown_lines.h"
#include "formats/read_flow.h"
#include "formats/step_list.h"
#include "formats/step_words.h"

namespace callmap {
namespace {

using Kind = MarkdownLine::Kind;

constexpr std::size_t kAnswerWordsMax = 60;  // bytes before `: go to 4`

// `If yes: go to 4`, `No -> Escalate`, `Yes: step 5`.
struct WrittenAnswer {
  std::string label, to;
};

std::string without_if(std::string_view text) {
  const std::string lower = lower_case(text);
  for (const std::string_view word : {"if ", "when "}) {
    if (lower.starts_with(word)) text.remove_prefix(word.size());
  }
  text = trimmed(text);
  if (text.ends_with(',')) text.remove_suffix(1);
  return std::string(trimmed(text));
}

// An arrow always leads somewhere; behind a colon or a comma the words must say so.
std::optional<WrittenAnswer> answer_in(std::string_view text) {
  for (const std::string_view sign : {"->", "=>", "\xE2\x86\x92", ":", ","}) {
    const std::size_t place = text.find(sign);
    if (place == std::string_view::npos || place == 0 || place > kAnswerWordsMax) continue;
    const std::string_view behind = trimmed(text.substr(place + sign.size()));
    const bool is_arrow = sign.back() != ':' && sign.back() != ',';
    const bool leads = leads_somewhere(behind) || end_in(behind) || is_step_number(behind);
    if (behind.empty() || !(is_arrow || leads)) continue;
    return WrittenAnswer{without_if(text.substr(0, place)), std::string(behind)};
  }
  return std::nullopt;
}

class Guideline {
 public:
  Guideline(const FlowSource& source, Findings& findings)
      : source_(source), places_(source), findings_(findings) {}

  Flowcharts read() {
    if (!is_plain_text(source_, findings_)) return {};
    lines_ = markdown_lines(source_.text);
    for (const MarkdownLine& line : lines_) read_line(line);
    std::erase_if(lists_, [](const StepList& list) { return list.steps.empty(); });
    if (lists_.empty()) {
      findings_.add(FindingCode::kNoChart, {}, "the file has no ordered list",
                    "number the steps: `1. Ask for the order number`");
      return {};
    }
    return charts_of(std::move(lists_), UnknownTarget::kChart, findings_);
  }

 private:
  [[nodiscard]] Span place(const MarkdownLine& line) const {
    return places_.span(line.begin, line.end);
  }

  void read_line(const MarkdownLine& line) {
    switch (line.kind) {
      case Kind::kHeading: return begin_list(line);
      case Kind::kNumbered:
      case Kind::kTask: return is_within(line) ? read_below(line) : begin_step(line);
      case Kind::kBullet:
      case Kind::kText:
      case Kind::kQuote: return read_below(line);
      case Kind::kFence:
        return leave_out(line, "a block of code",
                         line.text == "mermaid" ? "import it with `--format mermaid`" : "");
      case Kind::kCode:
      case Kind::kMatter:
      case Kind::kRule: return;
    }
  }

  void begin_list(const MarkdownLine& line) {
    const std::string title = markdown_words(line.text).text;
    std::string name = title.empty() ? source_.name : title;
    for (std::size_t n = 2; !names_.insert(lower_case(name)).second; ++n) {
      name = fmt::format("{} {}", title, n);
    }
    lists_.push_back({.name = name, .title = title, .span = place(line)});
    had_step_ = false;
  }

  StepList& list(const MarkdownLine& line) {
    if (lists_.empty()) {
      const std::string name = source_.name.empty() ? "steps" : source_.name;
      names_.insert(lower_case(name));
      lists_.push_back({.name = name, .title = {}, .span = place(line)});
    }
    return lists_.back();
  }

  // Deeper than the step above it.
  [[nodiscard]] bool is_within(const MarkdownLine& line) const {
    return had_step_ && line.indent > indent_;
  }

  void begin_step(const MarkdownLine& line) {
    StepList& into = list(line);
    const MarkdownWords words = markdown_words(line.text);
    const std::size_t number = into.steps.size() + 1;
    const bool is_numbered = line.kind == Kind::kNumbered && line.number > 0;
    ListedStep step;
    step.node.id = std::to_string(number);
    step.node.label = words.text;
    if (!words.button.empty()) {
      step.node.label = words.text.empty() ? words.button : words.button + ": " + words.text;
    }
    step.node.link = is_https(words.link) ? words.link : std::string();
    step.node.span = place(line);
    if (words.text.ends_with('?')) step.node.shape = NodeShape::kDecision;
    if (is_numbered && line.number != number && line.number != 1) {
      findings_.add(
          FindingCode::kOrderGuessed, place(line),
          fmt::format("the step is numbered {} and is the {}. of its list", line.number, number),
          "references count steps as they stand: number them from 1");
    }
    report_lost(line, words);
    into.steps.push_back(std::move(step));
    had_step_ = true;
    indent_ = line.indent;
  }

  void report_lost(const MarkdownLine& line, const MarkdownWords& words) {
    if (!words.link.empty() && !is_https(words.link)) {
      findings_.add(FindingCode::kLinkLeftOut, place(line),
                    fmt::format("the link {} is not https", quoted(words.link)));
    }
    if (words.more_links) {
      findings_.add(FindingCode::kLinkLeftOut, place(line), "a step keeps its first link alone");
    }
    if (words.picture) {
      findings_.add(FindingCode::kPartLeftOut, place(line), "a picture is left out");
    }
  }

  // What stands below a step: an answer where it says where it leads, else help.
  void read_below(const MarkdownLine& line) {
    if (!had_step_ || (!is_within(line) && line.after_blank)) {
      return leave_out(line, quoted(markdown_words(line.text).text), "");
    }
    ListedStep& step = lists_.back().steps.back();
    const MarkdownWords words = markdown_words(line.text);
    report_lost(line, words);
    if (step.node.link.empty() && is_https(words.link)) step.node.link = words.link;
    const std::string text =
        words.button.empty() ? words.text : "[" + words.button + "] " + words.text;
    const bool is_item = line.kind != Kind::kText && line.kind != Kind::kQuote;
    if (const auto answer = is_item ? answer_in(text) : std::nullopt) {
      step.ways.push_back({answer->label, answer->to, place(line)});
    } else if (is_item && leads_somewhere(text) && step.ways.empty()) {
      step.ways.push_back({{}, text, place(line)});
    } else {
      join_sentence(step.node.help, text);
    }
  }

  void leave_out(const MarkdownLine& line, std::string_view what, std::string_view hint) {
    if (line.text.empty() && line.kind != Kind::kFence) return;
    findings_.add(FindingCode::kTextLeftOut, place(line),
                  fmt::format("{} belongs to no step", what), std::string(hint));
  }

  const FlowSource& source_;
  Places places_;
  Findings& findings_;
  std::vector<MarkdownLine> lines_;
  std::vector<StepList> lists_;
  std::set<std::string> names_;
  bool had_step_ = false;
  std::uint32_t indent_ = 0;  // of the last step
};

}  // namespace

Flowcharts read_markdown_steps(const FlowSource& source, Findings& findings) {
  return Guideline(source, findings).read();
}

}  // namespace callmap
