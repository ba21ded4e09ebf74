#include "formats/import.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <tuple>

#include "formats/chart_words.h"
#include "formats/read_flow.h"
#include "formats/recipe.h"
#include "map/words.h"

namespace callmap {
namespace {

constexpr std::array kFormatWords = {
    Word{"dot", FlowFormat::kDot},           Word{"mermaid", FlowFormat::kMermaid},
    Word{"drawio", FlowFormat::kDrawio},     Word{"csv", FlowFormat::kCsv},
    Word{"markdown", FlowFormat::kMarkdown}, Word{"json", FlowFormat::kJson}};
constexpr std::array kExtensions = {
    Word{"dot", FlowFormat::kDot},           Word{"gv", FlowFormat::kDot},
    Word{"mmd", FlowFormat::kMermaid},       Word{"mermaid", FlowFormat::kMermaid},
    Word{"drawio", FlowFormat::kDrawio},     Word{"dio", FlowFormat::kDrawio},
    Word{"xml", FlowFormat::kDrawio},        Word{"csv", FlowFormat::kCsv},
    Word{"tsv", FlowFormat::kCsv},           Word{"md", FlowFormat::kMarkdown},
    Word{"markdown", FlowFormat::kMarkdown}, Word{"json", FlowFormat::kJson}};
constexpr std::size_t kLookedAtMax = 4'096;  // bytes of a text whose format is guessed

std::string_view file_name(std::string_view path) {
  const std::size_t slash = path.find_last_of("/\\");
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

std::string_view stem(std::string_view path) {
  const std::string_view file = file_name(path);
  const std::size_t dot = file.rfind('.');
  return dot == std::string_view::npos || dot == 0 ? file : file.substr(0, dot);
}

std::string small(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return out;
}

// The first line that is neither empty nor a remark, without blanks in front.
std::string_view first_line(std::string_view text) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    const std::size_t from = line.find_first_not_of(" \t\r");
    line = from == std::string_view::npos ? std::string_view() : line.substr(from);
    if (!line.empty() && !line.starts_with("//") && !line.starts_with("%%")) return line;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return {};
}

bool starts_with_word(std::string_view text, std::string_view word) {
  if (!text.starts_with(word)) return false;
  return text.size() == word.size() || text[word.size()] < 'a' || text[word.size()] > 'z';
}

std::optional<FlowFormat> format_of_text(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  text = text.substr(0, kLookedAtMax);
  const std::string line = small(first_line(text));
  if (line.empty()) return std::nullopt;
  if (line[0] == '<') return FlowFormat::kDrawio;
  if (line[0] == '{' || line[0] == '[') return FlowFormat::kJson;
  if (starts_with_word(line, "flowchart")) return FlowFormat::kMermaid;
  if (starts_with_word(line, "digraph") || starts_with_word(line, "strict")) {
    return FlowFormat::kDot;
  }
  if (starts_with_word(line, "graph")) {
    return line.find('{') != std::string::npos || text.find("--") == std::string_view::npos
               ? FlowFormat::kDot
               : FlowFormat::kMermaid;
  }
  if (line.starts_with("/*")) return FlowFormat::kDot;
  if (line.starts_with("---")) return FlowFormat::kMermaid;  // what mermaid has before a chart
  const bool listed = line.size() > 1 && (line[1] == ' ' || line[1] == '.' || line[1] == ')') &&
                      (line[0] == '-' || line[0] == '*' || line[0] == '+' || line[0] == '1');
  if (line[0] == '#' || listed) return FlowFormat::kMarkdown;
  if (line.find_first_of(",;\t") != std::string::npos) return FlowFormat::kCsv;
  return std::nullopt;
}

class Import {
 public:
  Import(const std::vector<SourceFile>& files, const FlowOptions& options)
      : files_(files), options_(options) {
    for (const SourceFile& file : files) paths_.push_back(file.path);
  }

  Imported run() {
    rules_ = options_.rules;
    if (options_.recipe) read_the_recipe(*options_.recipe);
    if (fits()) {
      for (std::size_t n = 0; n < files_.size(); ++n) read_file(n);
    }
    Findings findings(paths_);
    limit_all(findings);
    name_apart();
    out_.flow = procedures_of(out_.charts, rules_, findings);
    keep(findings);
    std::ranges::stable_sort(out_.findings, {}, [](const Finding& each) {
      return std::tuple(each.code != FindingCode::kRecipe, each.span.file, each.span.line,
                        each.span.column);
    });
    return std::move(out_);
  }

 private:
  void keep(Findings& findings) {
    for (Finding& each : findings.take()) out_.findings.push_back(std::move(each));
  }

  bool fits() {
    Findings findings(paths_);
    std::size_t bytes = 0;
    for (const SourceFile& file : files_) bytes += file.text.size();
    if (files_.size() > kFlowFilesMax) {
      findings.add(FindingCode::kFileTooBig, {},
                   fmt::format("{} files are more than {}", files_.size(), kFlowFilesMax),
                   "import them in several turns");
    } else if (bytes > kFlowBytesMax) {
      findings.add(
          FindingCode::kFileTooBig, {},
          fmt::format("the files have {} bytes together, more than {}", bytes, kFlowBytesMax),
          "import them in several turns, or split the file");
    }
    const bool fits = !findings.any_problem();
    keep(findings);
    return fits;
  }

  void read_the_recipe(const SourceFile& file) {
    Problems problems({file.path});
    recipe_ = read_recipe(0, file.text, problems);
    for (const Problem& each : problems.take()) {
      if (each.severity != Severity::kError) continue;
      std::string hint = each.hint.empty() ? "mend the recipe" : each.hint;
      out_.findings.push_back(
          {FindingCode::kRecipe, each.file, each.span, each.message, std::move(hint)});
    }
    if (recipe_) rules_.action_classes = recipe_->classes;
  }

  void read_file(std::size_t n) {
    const SourceFile& file = files_[n];
    Findings findings(paths_);
    const FlowSource source{static_cast<std::uint16_t>(n), std::string(stem(file.path)), file.text};
    std::optional<FlowFormat> format = options_.format;
    if (!format) format = flow_format_of(file.path, file.text);
    Flowcharts charts;
    if (format) {
      charts = read_as(*format, source, findings);
    } else {
      findings.add(FindingCode::kUnknownFormat, {source.number, 1, 1, 1, 2},
                   "neither the name of the file nor its text says what it is",
                   "name its format with `--format`: dot, mermaid, drawio, csv, markdown or json");
    }
    for (Flowchart& chart : charts) {
      chart.damaged = findings.any_problem();
      out_.charts.push_back(std::move(chart));
    }
    keep(findings);
  }

  Flowcharts read_as(FlowFormat format, const FlowSource& source, Findings& findings) {
    switch (format) {
      case FlowFormat::kDot: return read_dot(source, findings);
      case FlowFormat::kMermaid: return read_mermaid(source, findings);
      case FlowFormat::kDrawio: return read_drawio(source, findings);
      case FlowFormat::kCsv: return read_csv_steps(source, findings);
      case FlowFormat::kMarkdown: return read_markdown_steps(source, findings);
      case FlowFormat::kJson: break;
    }
    if (recipe_) return read_json(source, *recipe_, findings);
    if (!options_.recipe) {
      findings.add(FindingCode::kRecipe, {source.number, 1, 1, 1, 2},
                   "JSON can mean anything, and there is no recipe that says what this means",
                   "write one and name it with `--recipe`; docs/import.md shows how");
    }
    return {};
  }

  // Each reader keeps to the limits; together they must as well.
  void limit_all(Findings& findings) {
    std::size_t nodes = 0, edges = 0;
    for (std::size_t n = 0; n < out_.charts.size(); ++n) {
      Flowchart& chart = out_.charts[n];
      nodes += chart.nodes.size();
      edges += chart.edges.size();
      if (n < kFlowChartsMax && nodes <= kFlowNodesMax && edges <= kFlowEdgesMax) continue;
      findings.add(FindingCode::kTooManyNodes, chart.span,
                   fmt::format("with this chart there are more than {} charts, {} nodes or {} "
                               "arrows",
                               kFlowChartsMax, kFlowNodesMax, kFlowEdgesMax),
                   "import the files in several turns");
      out_.charts.resize(n);
      return;
    }
  }

  // Many files call their only chart the same: then the file's name is the better one.
  void name_apart() {
    std::vector<std::string> keys;
    for (const Flowchart& chart : out_.charts) keys.push_back(key_of(chart.name));
    const auto is_alone = [&](const std::string& key) { return std::ranges::count(keys, key) < 2; };
    std::vector<std::size_t> same;
    for (std::size_t n = 0; n < keys.size(); ++n) {
      if (!is_alone(keys[n])) same.push_back(n);
    }
    for (const std::size_t n : same) {
      Flowchart& chart = out_.charts[n];
      const std::uint16_t file = chart.span.file;
      const auto of_file = std::ranges::count_if(
          out_.charts, [&](const Flowchart& each) { return each.span.file == file; });
      if (of_file > 1 || file >= files_.size()) continue;
      chart.name = stem(files_[file].path);
      keys[n] = key_of(chart.name);
    }
    NamesTaken taken;
    for (Flowchart& chart : out_.charts) chart.name = taken.take(chart.name, "chart");
  }

  const std::vector<SourceFile>& files_;
  const FlowOptions& options_;
  std::vector<std::string> paths_;
  ProcedureRules rules_;
  std::optional<Recipe> recipe_;
  Imported out_;
};

}  // namespace

std::string_view name(FlowFormat format) {
  return word_of(kFormatWords, format);
}
std::vector<std::string_view> flow_format_names() {
  return all_words(kFormatWords);
}
std::optional<FlowFormat> flow_format_named(std::string_view name) {
  const FlowFormat* found = value_of(kFormatWords, name);
  return found == nullptr ? std::nullopt : std::optional(*found);
}

std::optional<FlowFormat> flow_format_of(std::string_view path, std::string_view text) {
  const std::string_view file = file_name(path);
  const std::size_t dot = file.rfind('.');
  if (dot != std::string_view::npos) {
    if (const auto* found = value_of(kExtensions, small(file.substr(dot + 1)))) return *found;
  }
  return format_of_text(text);
}

bool Imported::has_problem() const {
  return count(FindingKind::kProblem) > 0;
}

std::size_t Imported::count(FindingKind of) const {
  return static_cast<std::size_t>(
      std::ranges::count_if(findings, [of](const Finding& each) { return kind(each.code) == of; }));
}

Imported import_flows(const std::vector<SourceFile>& files, const FlowOptions& options) {
  return Import(files, options).run();
}

}  // namespace callmap
