// Somebody's JSON as charts, by a recipe that says where in it they are.
#include <fmt/format.h>

#include <map>
#include <set>
#include <utility>

#include "base/json_fault.h"
#include "formats/file_text.h"
#include "formats/json_chart.h"
#include "formats/placed_json.h"
#include "formats/recipe.h"

namespace callmap {
namespace {

class JsonFile {
 public:
  JsonFile(const FlowSource& source, const Recipe& recipe, Findings& findings)
      : source_(source), recipe_(recipe), places_(source), findings_(findings) {}

  Flowcharts read() {
    const std::string_view text = source_.text.substr(byte_order_mark(source_.text));
    if (count_values(text) > kFlowJsonValuesMax) {
      findings_.add(FindingCode::kTooManyNodes, places_.span(0, 1),
                    fmt::format("the file has more than {} values", kFlowJsonValuesMax),
                    "split it and import the parts one by one");
      return {};
    }
    const auto json = parse_json(text);
    if (!json) {
      report_fault(text);
      return {};
    }
    PlacedJson root = place_values(*json, source_.text);
    std::vector<FoundJson> found = follow(root, recipe_.charts);
    if (found.empty()) {
      findings_.add(
          FindingCode::kRecipe, places_.span(root.begin, root.begin + 1),
          fmt::format("there is no `{}` in the file, where the recipe says that the charts are",
                      recipe_.charts.text()),
          "mend `charts` in the recipe");
      return {};
    }
    Flowcharts charts = read_charts(found);
    report_unread(root);
    return charts;
  }

 private:
  void report_fault(std::string_view text) {
    const auto fault = find_json_fault(text);
    const std::size_t at = (fault ? fault->offset : 0) + byte_order_mark(source_.text);
    const std::string_view what = fault ? fault->what : "not JSON";
    const bool deep = what == "nested too deeply";
    findings_.add(deep ? FindingCode::kFileTooDeep : FindingCode::kFileSyntax,
                  places_.span(at, at + 1),
                  fmt::format("the file is no JSON that can be read: {}", what),
                  deep ? fmt::format("{} brackets within each other are the most", kJsonDepthMax)
                       : "mend it here; a JSON checker shows such places too");
  }

  Flowcharts read_charts(std::vector<FoundJson>& found) {
    Flowcharts charts;
    JsonFlow flow{recipe_, places_, findings_};
    const std::vector<std::string> names = names_of(found);
    for (std::size_t n = 0; n < found.size(); ++n) {
      PlacedJson& node = *found[n].node;
      if (charts.size() == kFlowChartsMax) {
        findings_.add(FindingCode::kTooManyNodes, flow.span(node),
                      fmt::format("there are more than {} charts", kFlowChartsMax),
                      "split the file and import the parts one by one");
        break;
      }
      Flowchart chart{.name = names[n], .span = flow.span(node)};
      chart.title = text_at(node, recipe_.title);
      read_json_chart(node, flow, chart);
      if (!chart.nodes.empty()) charts.push_back(std::move(chart));
    }
    return charts;
  }

  static std::string text_at(PlacedJson& from, const RecipePaths& paths) {
    for (const RecipePath& path : paths) {
      for (const FoundJson& found : follow(from, path)) {
        if (auto text = found.node->read_text()) return *text;
      }
    }
    return {};
  }

  // An item of a list has its number.
  [[nodiscard]] std::string name_of_key(const FoundJson& found) const {
    const std::string key = found.keys.empty() ? std::string() : one_line(found.keys.back());
    const std::string file = source_.name.empty() ? "chart" : source_.name;
    if (key.empty()) return file;
    const bool number = key.find_first_not_of("0123456789") == std::string::npos;
    return number ? fmt::format("{} {}", file, key) : key;
  }

  // What the recipe says, else the last key that a `*` stood for; where that is not enough to tell
  // two charts apart, all of them.
  std::vector<std::string> names_of(std::vector<FoundJson>& found) {
    std::vector<std::string> names;
    std::map<std::string, std::size_t> count;
    for (FoundJson& each : found) {
      std::string name = text_at(*each.node, recipe_.name);
      if (name.empty()) name = name_of_key(each);
      ++count[name];
      names.push_back(std::move(name));
    }
    std::set<std::string> taken;
    for (std::size_t n = 0; n < found.size(); ++n) {
      if (count[names[n]] > 1 && found[n].keys.size() > 1) {
        names[n] = one_line(fmt::format("{}", fmt::join(found[n].keys, " > ")));
      }
      if (taken.insert(names[n]).second) continue;
      std::string other = fmt::format("{} ({})", names[n], n + 1);
      while (!taken.insert(other).second) other += "'";
      findings_.add(FindingCode::kLabelGuessed,
                    places_.span(found[n].node->begin, found[n].node->end),
                    fmt::format("a chart before has the name {} as well; this one is called {}",
                                quoted(names[n]), quoted(other)),
                    "say under `name` in the recipe what tells them apart");
      names[n] = other;
    }
    return names;
  }

  void report_unread(const PlacedJson& root) {
    for (const UnreadJson& each : unread(root, recipe_.ignore)) {
      std::string message = fmt::format("{} is not read", quoted(each.path));
      if (each.count == 2) message += ", here and once more";
      if (each.count > 2) message += fmt::format(", here and {} times more", each.count - 1);
      findings_.add(FindingCode::kTextLeftOut, places_.span(each.begin, each.end),
                    std::move(message), "name it in the recipe, or list it under `ignore`");
    }
  }

  const FlowSource& source_;
  const Recipe& recipe_;
  Places places_;
  Findings& findings_;
};

}  // namespace

Flowcharts read_json(const FlowSource& source, const Recipe& recipe, Findings& findings) {
  if (!is_plain_text(source, findings)) return {};
  return JsonFile(source, recipe, findings).read();
}

}  // namespace callmap
