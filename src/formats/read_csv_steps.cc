// Tables of steps as spreadsheets write them: a row a step, columns by their headings.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "base/csv.h"
#include "formats/file_text.h"
#include "formats/read_flow.h"
#include "formats/step_list.h"
#include "formats/step_table.h"
#include "formats/step_words.h"

namespace callmap {
namespace {

constexpr std::size_t kHeaderRowsMax = 10;  // titles and empty rows that may stand above it
constexpr std::size_t kRowsMax = 50'000;    // that are not empty: a step may have several
constexpr std::size_t kNone = static_cast<std::size_t>(-1);

struct Row {
  std::uint64_t line = 0;
  std::vector<std::string> values;
  std::vector<std::uint64_t> begins;
};

struct Rows {
  std::vector<Row> rows;                                      // that are not empty
  std::uint64_t first_too_many = 0;                           // line; 0: none
  std::vector<std::pair<std::uint64_t, std::string>> errors;  // with lines
};

bool is_blank(const std::vector<std::string>& values) {
  return std::ranges::all_of(values, [](const std::string& each) { return trimmed(each).empty(); });
}

// At most about `most` rows: a table that is far too long is not read to its end.
Rows read_rows(std::string_view text, char separator, std::size_t most) {
  constexpr std::size_t kPieceBytes = 16u << 10;
  Rows out;
  CsvReader* self = nullptr;
  const auto row = [&](std::uint64_t line, std::vector<std::string> values) {
    if (is_blank(values)) return;
    if (out.rows.size() < most) {
      out.rows.push_back({line, std::move(values), self->begins()});
    } else if (out.first_too_many == 0) {
      out.first_too_many = line;
    }
  };
  const auto error = [&](std::uint64_t line, std::string why) {
    out.errors.emplace_back(line, std::move(why));
  };
  CsvReader reader({row, error}, separator);
  self = &reader;
  for (std::size_t at = 0; at < text.size() && out.first_too_many == 0; at += kPieceBytes) {
    reader.feed(text.substr(at, kPieceBytes));
  }
  if (out.first_too_many == 0) reader.finish();
  return out;
}

// How many headings of the row are known; 0 when no column has the steps' words.
std::size_t known_headings(const Row& row) {
  std::size_t known = 0;
  bool has_words = false;
  for (const std::string& each : row.values) {
    const auto column = column_of(each);
    if (!column) continue;
    ++known;
    has_words =
        has_words || column->what == StepColumn::kText || column->what == StepColumn::kQuestion;
  }
  return has_words ? known : 0;
}

class Table {
 public:
  Table(const FlowSource& source, Findings& findings)
      : source_(source), places_(source), findings_(findings) {}

  Flowcharts read() {
    take_lines();
    if (!find_header()) return {};
    name_columns();
    if (!has(StepColumn::kText) && !has(StepColumn::kQuestion)) return {};
    decide_title();
    for (std::size_t n = header_ + 1; n < table_.rows.size(); ++n) {
      read_row(table_.rows[n]);
    }
    report_columns();
    if (lists_.empty() && table_.errors.empty()) {
      findings_.add(FindingCode::kNoChart, place(table_.rows[header_], 0),
                    "there is no step below the headings", "write a row for each step");
    }
    return charts_of(std::move(lists_), UnknownTarget::kNowhere, findings_);
  }

 private:
  struct Column {
    std::optional<TableColumn> is;
    std::size_t unread = 0;  // values of a column that has no use
    bool reported = false;
    std::size_t other = kNone;  // `then 2` of `answer 2`, and the other way
  };

  void take_lines();
  bool find_header();
  void name_columns();
  void decide_title();
  void read_row(const Row& row);
  void read_fields(const Row& row, ListedStep& step);
  void read_takes(const Row& row, FlowNode& node);
  void read_ways(const Row& row, ListedStep& step);
  void read_next(const Row& row, ListedStep& step);
  void read_targets(const std::string& next, const std::vector<std::string>& targets, Span span,
                    ListedStep& step);
  void read_numbered(const Row& row, ListedStep& step);
  void report_columns();
  StepList& list_for(const Row& row);

  [[nodiscard]] std::size_t column(StepColumn what) const {
    const auto found = std::ranges::find_if(
        columns_, [&](const Column& each) { return each.is && each.is->what == what; });
    return found == columns_.end() ? kNone : static_cast<std::size_t>(found - columns_.begin());
  }
  // That of the answer which `next` goes with; `answer 2` is another.
  [[nodiscard]] std::size_t answer_column() const {
    const auto found = std::ranges::find_if(columns_, [](const Column& each) {
      return each.is && each.is->what == StepColumn::kAnswer && each.is->number == 0;
    });
    return found == columns_.end() ? kNone : static_cast<std::size_t>(found - columns_.begin());
  }
  [[nodiscard]] bool has(StepColumn what) const { return column(what) != kNone; }
  [[nodiscard]] static std::string value(const Row& row, std::size_t at) {
    return at < row.values.size() ? one_line(row.values[at]) : std::string();
  }
  [[nodiscard]] std::string value(const Row& row, StepColumn what) const {
    return value(row, column(what));
  }
  [[nodiscard]] Span place(const Row& row, std::size_t at) const {
    if (at >= row.begins.size()) at = 0;
    const std::size_t begin = row.begins[at];
    return places_.span(begin, begin + row.values[at].size());
  }
  [[nodiscard]] Span place(const Row& row, StepColumn what) const {
    return place(row, column(what));
  }

  const FlowSource& source_;
  Places places_;
  Findings& findings_;
  Rows table_;
  std::size_t header_ = 0;
  std::vector<Column> columns_;
  std::vector<StepList> lists_;
  std::map<std::string, std::size_t> list_of_;  // by the procedure's name
  std::string procedure_;                       // of the row above
};

// Whatever separator makes the best headings is the one. Excel may name it in a line of its own.
void Table::take_lines() {
  constexpr std::string_view kExcel = "sep=";
  std::string copy;
  std::string_view text = source_.text;
  if (!text.contains('\n') && text.contains('\r')) {  // as old spreadsheets end lines
    copy = std::string(text);
    std::ranges::replace(copy, '\r', '\n');
    text = copy;
  }
  const std::string_view first = text.substr(byte_order_mark(text));
  if (lower_case(first.substr(0, kExcel.size())) == kExcel && first.size() > kExcel.size()) {
    table_ = read_rows(text, first[kExcel.size()], kRowsMax);
    if (!table_.rows.empty()) table_.rows.erase(table_.rows.begin());
    return;
  }
  std::size_t best = 0;
  char best_separator = ',';
  for (const char separator : {',', ';', '\t'}) {
    for (const Row& row : read_rows(text, separator, kHeaderRowsMax).rows) {
      const std::size_t known = known_headings(row);
      if (known <= best) continue;
      best = known;
      best_separator = separator;
    }
  }
  table_ = read_rows(text, best_separator, kRowsMax);
}

bool Table::find_header() {
  for (const auto& [line, why] : table_.errors) {
    const auto at = static_cast<std::uint32_t>(line);
    findings_.add(FindingCode::kFileSyntax, {source_.number, at, 1, at, 1},
                  fmt::format("this row cannot be read: {}", why),
                  "mend the row, or save the table anew as CSV");
  }
  if (table_.first_too_many > 0) {
    const auto at = static_cast<std::uint32_t>(table_.first_too_many);
    findings_.add(FindingCode::kTooManyNodes, {source_.number, at, 1, at, 1},
                  fmt::format("there are more than {} rows", kRowsMax),
                  "split the table and import the parts one by one");
    return false;
  }
  std::size_t best = 0;
  for (std::size_t n = 0; n < std::min(table_.rows.size(), kHeaderRowsMax); ++n) {
    const std::size_t known = known_headings(table_.rows[n]);
    if (known <= best) continue;
    best = known;
    header_ = n;
  }
  if (best > 0) return true;
  if (!table_.errors.empty()) return false;  // one of them may be the row of headings
  if (table_.rows.empty()) {
    findings_.add(FindingCode::kNoChart, {source_.number, 1, 1, 1, 1}, "the table is empty",
                  "write a row of headings and a row for each step");
    return false;
  }
  constexpr std::size_t kListed = 12;
  std::string there;
  const Row& row = table_.rows.front();
  for (std::size_t n = 0; n < std::min(row.values.size(), kListed); ++n) {
    there += fmt::format("{}{}", n == 0 ? "" : ", ", quoted(row.values[n]));
  }
  findings_.add(
      FindingCode::kColumnMissing, place(row, 0),
      fmt::format("no column has the steps' words; there are {}", there),
      "give one the heading `text`, `instruction`, `action`, `description` or `question`");
  return false;
}

void Table::name_columns() {
  const Row& header = table_.rows[header_];
  for (std::size_t n = 0; n < header_; ++n) {
    const Row& row = table_.rows[n];
    findings_.add(FindingCode::kTextLeftOut, place(row, 0),
                  fmt::format("{} stands above the headings and is not read",
                              quoted(fmt::format("{}", fmt::join(row.values, " ")))));
  }
  const bool has_yes = std::ranges::any_of(header.values, [](const std::string& each) {
    const auto column = column_of(each);
    return column && column->answer == "Yes";
  });
  std::map<std::tuple<StepColumn, std::size_t, std::string>, std::size_t> taken;
  for (std::size_t n = 0; n < header.values.size(); ++n) {
    std::optional<TableColumn> is = column_of(header.values[n]);
    if (is && is->answer == "No" && !has_yes) is = TableColumn{StepColumn::kStep, 0, {}};
    columns_.push_back({});
    if (!is) continue;
    const auto [first, is_new] = taken.try_emplace({is->what, is->number, is->answer}, n);
    if (is_new) {
      columns_.back().is = std::move(is);
      continue;
    }
    columns_.back().reported = true;
    findings_.add(
        FindingCode::kTextLeftOut, place(header, n),
        fmt::format("the column {} is not read: {} has {} already", quoted(header.values[n]),
                    quoted(header.values[first->second]), in_words(is->what)),
        "put both into one column, or name this one `help`");
  }
  for (std::size_t n = 0; n < columns_.size(); ++n) {
    const auto& is = columns_[n].is;
    if (!is || is->number == 0) continue;
    const auto other = is->what == StepColumn::kAnswer ? StepColumn::kThen : StepColumn::kAnswer;
    const auto found = taken.find({other, is->number, is->answer});
    if (found != taken.end()) columns_[n].other = found->second;
  }
}

// `title` is that of the procedure. Where every row has another one it is that of the step.
void Table::decide_title() {
  const std::size_t title = column(StepColumn::kTitle);
  if (title == kNone) return;
  std::set<std::string> titles;
  std::size_t rows = 0;
  for (std::size_t n = header_ + 1; n < table_.rows.size(); ++n) {
    ++rows;
    titles.insert(value(table_.rows[n], title));
  }
  const bool of_step = rows > 1 && titles.size() == rows && !titles.contains("");
  if (!of_step) {
    if (!has(StepColumn::kProcedure)) columns_[title].is->what = StepColumn::kProcedure;
    return;
  }
  const std::size_t text = column(StepColumn::kText);
  columns_[title].is->what = StepColumn::kText;
  if (text != kNone) columns_[text].is->what = StepColumn::kHelp;
  findings_.add(FindingCode::kLabelGuessed, place(table_.rows[header_], title),
                "every row has a title of its own: it is read as the step's words, and what else "
                "describes the step as its help",
                "name the column `procedure` if it names procedures");
}

StepList& Table::list_for(const Row& row) {
  // An empty cell means the one above, as in tables whose cells were joined.
  if (std::string name = value(row, StepColumn::kProcedure); !name.empty())
    procedure_ = std::move(name);
  const std::string name = !procedure_.empty()    ? procedure_
                           : source_.name.empty() ? "steps"
                                                  : source_.name;
  const auto [found, is_new] = list_of_.try_emplace(lower_case(name), lists_.size());
  if (is_new) lists_.push_back({.name = name, .span = place(row, StepColumn::kProcedure)});
  StepList& list = lists_[found->second];
  if (list.title.empty()) list.title = value(row, StepColumn::kTitle);
  return list;
}

void Table::read_row(const Row& row) {
  StepList& list = list_for(row);
  for (std::size_t n = 0; n < row.values.size(); ++n) {
    if (trimmed(row.values[n]).empty()) continue;
    if (n >= columns_.size()) {
      findings_.add(FindingCode::kTextLeftOut, place(row, n),
                    fmt::format("{} stands in no column that has a heading", quoted(row.values[n])),
                    "give the column a heading; a text with a separator in it needs quotes");
    } else if (!columns_[n].is && !columns_[n].reported) {
      ++columns_[n].unread;
    }
  }
  ListedStep step;
  read_fields(row, step);
  read_ways(row, step);
  const std::string number = value(row, StepColumn::kStep);
  const bool above = !list.steps.empty();
  const bool again =
      above && !number.empty() && lower_case(number) == lower_case(list.steps.back().node.id);
  const bool same =
      again && (step.node.label.empty() || step.node.label == list.steps.back().node.label);
  if (above && (same || (number.empty() && step.node.label.empty()))) {
    ListedStep& to = list.steps.back();  // one more row of the step above
    join_sentence(to.node.help, step.node.help);
    std::ranges::move(step.ways, std::back_inserter(to.ways));
    if (!to.ways.empty()) to.follows_by_guess = false;
    if (step.node.shape != NodeShape::kPlain) to.node.shape = step.node.shape;
    return;
  }
  step.node.id = !number.empty() ? number : fmt::format("{}", list.steps.size() + 1);
  list.steps.push_back(std::move(step));
}

void Table::read_fields(const Row& row, ListedStep& step) {
  FlowNode& node = step.node;
  node.label = value(row, StepColumn::kText);
  node.span = place(row, has(StepColumn::kText) ? StepColumn::kText : StepColumn::kQuestion);
  const std::string question = value(row, StepColumn::kQuestion);
  const std::string flag = lower_case(question);
  const bool is_flag = flag == "yes" || flag == "y" || flag == "x" || flag == "true" || flag == "1";
  const bool is_none =
      flag.empty() || flag == "no" || flag == "n" || flag == "false" || flag == "0";
  if (!is_none) node.shape = NodeShape::kDecision;
  if (!is_none && !is_flag) join_sentence(node.label, question);
  for (std::size_t n = 0; n < columns_.size(); ++n) {
    if (columns_[n].is && columns_[n].is->what == StepColumn::kHelp)
      join_sentence(node.help, value(row, n));
  }
  node.action = value(row, StepColumn::kAction);
  if (const std::string link = value(row, StepColumn::kLink); is_https(link)) {
    node.link = link;
  } else if (!link.empty()) {
    findings_.add(FindingCode::kLinkLeftOut, place(row, StepColumn::kLink),
                  fmt::format("the link {} is not kept", quoted(link)),
                  "links begin with https://");
  }
  read_takes(row, node);
  const std::string kind = lower_case(value(row, StepColumn::kKind));
  if (kind == "decision" || kind == "question") node.shape = NodeShape::kDecision;
  if (kind == "end" || kind == "start" || kind == "terminator") node.shape = NodeShape::kTerminal;
  step.is_over = kind == "end";
  if (kind == "subprocess" || kind == "call" || kind == "external reference") {
    node.shape = NodeShape::kCall;
    node.chart = node.label;
  }
}

// `30s`, `2 min`; a number alone could be either.
void Table::read_takes(const Row& row, FlowNode& node) {
  const std::string text = lower_case(value(row, StepColumn::kTakes));
  if (text.empty()) return;
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  std::string_view unit = trimmed(std::string_view(text).substr(digits));
  if (unit == "sec" || unit == "secs" || unit == "second" || unit == "seconds") unit = "s";
  if (unit == "min" || unit == "mins" || unit == "minute" || unit == "minutes") unit = "m";
  if (const auto length = parse_duration(fmt::format("{}{}", text.substr(0, digits), unit))) {
    node.takes = *length;
    return;
  }
  findings_.add(FindingCode::kTextLeftOut, place(row, StepColumn::kTakes),
                fmt::format("{} is no length of time", quoted(text)),
                "write a number with its unit, such as 30s or 2 min");
}

void Table::read_ways(const Row& row, ListedStep& step) {
  for (std::size_t n = 0; n < columns_.size(); ++n) {
    if (!columns_[n].is || columns_[n].is->what != StepColumn::kNamedAnswer) continue;
    if (const std::string to = value(row, n); !to.empty()) {
      step.ways.push_back({columns_[n].is->answer, to, place(row, n)});
    }
  }
  read_numbered(row, step);
  if (!step.ways.empty() && step.node.shape == NodeShape::kPlain)
    step.node.shape = NodeShape::kDecision;
  read_next(row, step);
  const bool could_say = has(StepColumn::kNext) && step.node.shape != NodeShape::kDecision;
  step.follows_by_guess = could_say && step.ways.empty() && !step.is_over;
}

// `answer 2` and `then 2`.
void Table::read_numbered(const Row& row, ListedStep& step) {
  for (std::size_t n = 0; n < columns_.size(); ++n) {
    const auto& is = columns_[n].is;
    if (!is || is->number == 0) continue;
    const bool is_answer = is->what == StepColumn::kAnswer;
    const std::string there = value(row, columns_[n].other);
    const std::string here = value(row, n);
    if (here.empty()) continue;
    if (!is_answer) {
      if (there.empty()) step.ways.push_back({"", here, place(row, n)});
    } else if (!there.empty()) {
      step.ways.push_back({here, there, place(row, n)});
    } else {
      step.node.shape = NodeShape::kDecision;
      findings_.add(FindingCode::kEdgeNowhere, place(row, n),
                    fmt::format("the answer {} leads nowhere", quoted(here)),
                    fmt::format("write the number of a step into `then {}`", is->number));
    }
  }
}

std::vector<std::string> split(std::string_view text, std::string_view marks) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(marks), text.size());
    if (std::string part = one_line(text.substr(0, end)); !part.empty())
      out.push_back(std::move(part));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

// `4`; `4, 5` beside the answers `Yes, No`; or `Yes: 4; No: 5`.
void Table::read_next(const Row& row, ListedStep& step) {
  constexpr std::string_view kMarks = ",;|\n";
  const std::size_t next_at = column(StepColumn::kNext), answer_at = answer_column();
  const std::string next = value(row, next_at), answer = value(row, answer_at);
  if (next.empty()) {
    if (!answer.empty()) {
      findings_.add(FindingCode::kEdgeNowhere, place(row, answer_at),
                    fmt::format("the answer {} leads nowhere", quoted(answer)),
                    "write the number of a step into `next`");
    }
    return;
  }
  const Span span = place(row, next_at);
  const std::vector<std::string> targets = split(row.values[next_at], kMarks);
  const std::vector<std::string> labels =
      answer.empty() ? std::vector<std::string>() : split(row.values[answer_at], kMarks);
  if (targets.size() > 1 && targets.size() == labels.size()) {
    for (std::size_t n = 0; n < targets.size(); ++n) {
      step.ways.push_back({labels[n], targets[n], span});
    }
  } else if (!answer.empty()) {
    step.ways.push_back({answer, next, span});
  } else {
    read_targets(next, targets, span, step);
  }
  const bool labelled =
      std::ranges::any_of(step.ways, [](const StepWay& each) { return !each.label.empty(); });
  if (labelled && step.node.shape == NodeShape::kPlain) step.node.shape = NodeShape::kDecision;
}

// A name may have commas and colons in it; numbers have none.
void Table::read_targets(const std::string& next, const std::vector<std::string>& targets,
                         Span span, ListedStep& step) {
  std::vector<StepWay> ways;
  for (const std::string& each : targets) {
    const std::size_t colon = end_in(each) ? std::string::npos : each.find(": ");
    const bool bare = colon == std::string::npos;
    ways.push_back({bare ? "" : one_line(each.substr(0, colon)),
                    bare ? each : one_line(each.substr(colon + 1)), span});
  }
  const bool known = std::ranges::all_of(ways, [](const StepWay& each) {
    return !each.label.empty() || is_step_number(reference_in(each.to));
  });
  if (targets.size() == 1 || known) {
    std::ranges::move(ways, std::back_inserter(step.ways));
  } else {
    step.ways.push_back({"", next, span});
  }
}

void Table::report_columns() {
  const Row& header = table_.rows[header_];
  for (std::size_t n = 0; n < columns_.size(); ++n) {
    if (columns_[n].unread == 0) continue;
    const std::string heading = trimmed(header.values[n]).empty()
                                    ? fmt::format("column {} without a heading", n + 1)
                                    : fmt::format("the column {}", quoted(header.values[n]));
    findings_.add(FindingCode::kTextLeftOut, place(header, n),
                  fmt::format("{} is not read, {} value{}", heading, columns_[n].unread,
                              columns_[n].unread == 1 ? "" : "s"),
                  "docs/import.md lists the headings that are known; `help` takes any text");
  }
}

}  // namespace

Flowcharts read_csv_steps(const FlowSource& source, Findings& findings) {
  if (!is_plain_text(source, findings)) return {};
  return Table(source, findings).read();
}

}  // namespace callmap
