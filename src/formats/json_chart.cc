#include "formats/json_chart.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/instant.h"

namespace callmap {
namespace {

constexpr std::size_t kNone = static_cast<std::size_t>(-1);
constexpr std::size_t kKeysListed = 8;  // in a hint

struct Arrow {
  std::string from, to, label;
  Span span;
};

class Chart {
 public:
  Chart(JsonFlow& flow, Flowchart& chart) : flow_(flow), recipe_(flow.recipe), chart_(chart) {}

  void read(PlacedJson& from) {
    const std::vector<FoundJson> lists = follow(from, recipe_.steps);
    if (lists.empty()) {
      misfit(from,
             fmt::format("{} has no `{}`, where the recipe says that the steps are",
                         quoted(chart_.name), recipe_.steps.text()),
             hint_of_keys(from));
    }
    for (const FoundJson& list : lists) read_steps(*list.node);
    if (chart_.nodes.empty() && !misfits_ && !too_many_) {
      flow_.findings.add(FindingCode::kEmptyChart, flow_.span(from),
                         fmt::format("{} has no steps", quoted(chart_.name)),
                         "add its steps, or take it out of the file");
    }
    if (recipe_.arrows) read_arrows(from);
    if (too_many_) return;
    const bool drawn = recipe_.arrows && !arrows_.empty();
    if (recipe_.ordered) follow_order();
    own_outcomes();
    if (drawn) mark_unused();
    add_edges();
    remove_left_out();
  }

 private:
  // What is a problem is not reported a second time as left out.
  void misfit(PlacedJson& at, std::string message, std::string hint) {
    misfits_ = true;
    at.seen = PlacedJson::Seen::kRead;
    flow_.findings.add(FindingCode::kRecipe, flow_.span(at), std::move(message), std::move(hint));
  }
  [[nodiscard]] static std::string hint_of_keys(const PlacedJson& node);

  void read_steps(PlacedJson& list);
  void read_step(PlacedJson& step, std::string id);
  bool read_fields(PlacedJson& step, FlowNode& node);
  void read_action(PlacedJson& step, FlowNode& node);
  void read_takes(PlacedJson& step, FlowNode& node);
  void shape(FlowNode& node, std::string_view kind) const;
  [[nodiscard]] static std::optional<std::string> first(PlacedJson& from, const RecipePaths& paths);
  [[nodiscard]] static std::string all(PlacedJson& from, const RecipePaths& paths);

  void read_arrows(PlacedJson& from);
  void read_arrow(PlacedJson& arrow);
  void read_targets(PlacedJson& to, const std::string& from, const std::string& label);
  void add_arrow(const std::string& from, const std::string& to, std::string label, Span span);
  bool count_arrow(Span span);
  void follow_order();
  std::size_t find_end(const std::string& id, Span span);

  void own_outcomes();
  [[nodiscard]] const std::vector<std::size_t>& open_steps(std::size_t rule);
  [[nodiscard]] std::optional<std::size_t> owner_of(const std::string& outcome);
  void mark_unused();
  void add_edges();
  void remove_left_out();
  [[nodiscard]] std::optional<std::size_t> find(const std::string& id) const;
  bool add_node(FlowNode node);

  JsonFlow& flow_;
  const Recipe& recipe_;
  Flowchart& chart_;
  std::vector<Arrow> arrows_;
  std::map<std::string, std::size_t, std::less<>> by_id_;
  std::set<std::string, std::less<>> comes_from_, leads_to_;    // ids at the ends of arrows
  std::set<std::string, std::less<>> outcomes_;                 // ids that are answers
  std::map<std::size_t, std::size_t> owners_;                   // of answers, both as nodes
  std::map<std::size_t, std::vector<std::size_t>> open_steps_;  // by the rule in the recipe
  std::set<std::size_t> left_out_;
  std::size_t number_ = 0;  // of the last step that has no id
  bool too_many_ = false, misfits_ = false;
};

bool is_any(const std::vector<std::string>& patterns, std::string_view text) {
  return !text.empty() && std::ranges::any_of(patterns, [&](const std::string& each) {
    return fits_pattern(each, text);
  });
}

std::string Chart::hint_of_keys(const PlacedJson& node) {
  if (!node.is_map()) return "mend the path in the recipe: nothing in here has a name";
  std::string keys;
  for (std::size_t n = 0; n < std::min(node.parts.size(), kKeysListed); ++n) {
    keys += (n == 0 ? "" : ", ") + quoted(node.key(n));
  }
  return keys.empty() ? "mend the path in the recipe: there is nothing in here"
                      : fmt::format("mend the path in the recipe; there is {}", keys);
}

std::optional<std::string> Chart::first(PlacedJson& from, const RecipePaths& paths) {
  for (const RecipePath& path : paths) {
    for (const FoundJson& found : follow(from, path)) {
      if (auto text = found.node->read_text()) return text;
    }
  }
  return std::nullopt;
}

std::string Chart::all(PlacedJson& from, const RecipePaths& paths) {
  std::string out;
  for (const RecipePath& path : paths) {
    for (const FoundJson& found : follow(from, path)) {
      join_sentence(out, found.node->read_text().value_or(""));
    }
  }
  return out;
}

std::optional<std::size_t> Chart::find(const std::string& id) const {
  const auto found = by_id_.find(id);
  return found == by_id_.end() ? std::nullopt : std::optional(found->second);
}

bool Chart::add_node(FlowNode node) {
  if (flow_.nodes == kFlowNodesMax) {
    if (!too_many_) {
      flow_.findings.add(FindingCode::kTooManyNodes, node.span,
                         fmt::format("there are more than {} steps", kFlowNodesMax),
                         "split the file and import the parts one by one");
    }
    too_many_ = true;
    return false;
  }
  const auto [place, is_new] = by_id_.try_emplace(node.id, chart_.nodes.size());
  if (!is_new) {
    flow_.findings.add(
        FindingCode::kIdTwice, node.span,
        fmt::format("two steps of {} have the id {}", quoted(chart_.name), quoted(node.id)),
        "give one of them another id");
    return false;
  }
  ++flow_.nodes;
  chart_.nodes.push_back(std::move(node));
  return true;
}

void Chart::read_steps(PlacedJson& list) {
  if (!list.is_map() && !list.is_list()) {
    misfit(list, fmt::format("the steps of {} are neither a list nor a map", quoted(chart_.name)),
           "mend `steps` in the recipe");
    return;
  }
  list.seen = PlacedJson::Seen::kOpened;
  list.each = true;
  for (std::size_t n = 0; n < list.parts.size() && !too_many_; ++n) {
    read_step(list.parts[n], list.is_map() ? one_line(list.key(n)) : fmt::format("{}", ++number_));
  }
}

void Chart::read_step(PlacedJson& step, std::string id) {
  FlowNode node{.id = std::move(id), .span = flow_.span(step)};
  if (step.is_map()) {
    if (!read_fields(step, node)) return;
  } else if (const auto text = step.read_text()) {
    node.label = *text;
    shape(node, "");
  } else {
    misfit(step,
           fmt::format("step {} of {} is neither a text nor a map", quoted(node.id),
                       quoted(chart_.name)),
           "mend `steps` in the recipe");
    return;
  }
  if (node.id.empty()) node.id = fmt::format("step {}", chart_.nodes.size() + 1);
  const std::string from = node.id;
  if (!add_node(std::move(node))) return;
  for (const RecipePath& path : recipe_.step.next) {
    for (const FoundJson& found : follow(step, path)) read_targets(*found.node, from, "");
  }
}

bool Chart::read_fields(PlacedJson& step, FlowNode& node) {
  const RecipeStep& fields = recipe_.step;
  if (step.seen == PlacedJson::Seen::kNot) step.seen = PlacedJson::Seen::kOpened;
  if (const auto id = first(step, fields.id); id && !id->empty()) node.id = *id;
  node.label = all(step, fields.text);
  node.help = all(step, fields.help);
  read_action(step, node);
  read_takes(step, node);
  if (const auto link = first(step, fields.link); link && !link->empty()) {
    if (is_https(*link)) {
      node.link = *link;
    } else {
      flow_.findings.add(FindingCode::kLinkLeftOut, node.span,
                         fmt::format("the link {} is not kept", quoted(*link)),
                         "links begin with https://");
    }
  }
  node.chart = first(step, fields.chart).value_or("");
  if (!node.chart.empty()) node.shape = NodeShape::kCall;
  shape(node, first(step, fields.kind).value_or(""));
  if (!node.label.empty() || !node.action.empty() || !node.chart.empty()) return true;
  const bool is_end = node.shape == NodeShape::kTerminal;
  if (!is_end) {
    misfit(step,
           fmt::format("step {} of {} has no `{}`", quoted(node.id), quoted(chart_.name),
                       fields.text.front().text()),
           hint_of_keys(step));
  }
  return is_end;
}

void Chart::read_action(PlacedJson& step, FlowNode& node) {
  const std::string action = first(step, recipe_.step.action).value_or("");
  const bool none = std::ranges::any_of(recipe_.no_action, [&](const std::string& each) {
    return lower_case(one_line(each)) == lower_case(action);
  });
  if (none) return;
  const auto alias =
      std::ranges::find(recipe_.aliases, action, [](const auto& each) { return each.first; });
  node.action = alias == recipe_.aliases.end() ? action : one_line(alias->second);
}

void Chart::read_takes(PlacedJson& step, FlowNode& node) {
  const std::string text = first(step, recipe_.step.takes).value_or("");
  if (text.empty()) return;
  const bool bare = text.find_first_not_of("0123456789") == std::string::npos;
  if (const auto length = parse_duration(bare ? text + "s" : text)) {
    node.takes = *length;
    return;
  }
  flow_.findings.add(FindingCode::kTextLeftOut, node.span,
                     fmt::format("{} is no length of time", quoted(text)),
                     "seconds, or a length such as 30s or 5m");
}

void Chart::shape(FlowNode& node, std::string_view kind) const {
  const auto is = [&](const std::vector<std::string>& patterns) {
    return is_any(patterns, node.id) || is_any(patterns, kind);
  };
  if (is(recipe_.questions)) node.shape = NodeShape::kDecision;
  if (is(recipe_.ends)) node.shape = NodeShape::kTerminal;
  if (is(recipe_.calls)) node.shape = NodeShape::kCall;
  if (node.shape == NodeShape::kCall && node.chart.empty()) node.chart = node.label;
}

void Chart::read_arrows(PlacedJson& from) {
  const std::vector<FoundJson> lists = follow(from, *recipe_.arrows);
  if (lists.empty()) {
    misfit(from,
           fmt::format("{} has no `{}`, where the recipe says that the arrows are",
                       quoted(chart_.name), recipe_.arrows->text()),
           hint_of_keys(from));
  }
  for (const FoundJson& found : lists) {
    PlacedJson& list = *found.node;
    if (!list.is_map() && !list.is_list()) {
      misfit(list,
             fmt::format("the arrows of {} are neither a list nor a map", quoted(chart_.name)),
             "mend `arrows` in the recipe");
      continue;
    }
    list.seen = PlacedJson::Seen::kOpened;
    list.each = true;
    for (std::size_t n = 0; n < list.parts.size() && !too_many_; ++n) {
      if (list.is_map()) {
        read_targets(list.parts[n], one_line(list.key(n)), "");
      } else {
        read_arrow(list.parts[n]);
      }
    }
  }
}

void Chart::read_arrow(PlacedJson& arrow) {
  const auto from = first(arrow, recipe_.arrow.from);
  const auto to = first(arrow, recipe_.arrow.to);
  const std::string label = all(arrow, recipe_.arrow.label);
  if (from && to && !from->empty() && !to->empty()) {
    add_arrow(*from, *to, label, flow_.span(arrow));
    return;
  }
  arrow.seen = PlacedJson::Seen::kRead;
  flow_.findings.add(
      FindingCode::kEdgeNowhere, flow_.span(arrow),
      fmt::format("an arrow of {} has no `{}`", quoted(chart_.name),
                  (from && !from->empty() ? recipe_.arrow.to : recipe_.arrow.from).front().text()),
      hint_of_keys(arrow));
}

// A step's id; a list of such; a map of answers to such; or maps with the keys of an arrow.
void Chart::read_targets(PlacedJson& to, const std::string& from, const std::string& label) {
  if (to.is_list()) {
    to.seen = PlacedJson::Seen::kOpened;
    for (PlacedJson& each : to.parts) read_targets(each, from, label);
    return;
  }
  if (to.is_map()) {
    const auto target = first(to, recipe_.arrow.to);
    if (target && !target->empty()) {
      add_arrow(from, *target, all(to, recipe_.arrow.label), flow_.span(to));
      return;
    }
    to.seen = PlacedJson::Seen::kOpened;
    to.each = true;
    for (std::size_t n = 0; n < to.parts.size(); ++n) {
      read_targets(to.parts[n], from, one_line(to.key(n)));
    }
    return;
  }
  if (to.value->kind == Json::Kind::kNull) return;  // nothing follows
  const auto target = to.read_text();
  if (target && target->empty()) return;
  if (target) {
    add_arrow(from, *target, label, flow_.span(to));
  } else {
    misfit(to, fmt::format("the way on from {} is no id of a step", quoted(from)),
           "mend `arrows` or `next` in the recipe");
  }
}

bool Chart::count_arrow(Span span) {
  if (flow_.edges < kFlowEdgesMax) {
    ++flow_.edges;
    return true;
  }
  if (!too_many_) {
    flow_.findings.add(FindingCode::kTooManyNodes, span,
                       fmt::format("there are more than {} arrows", kFlowEdgesMax),
                       "split the file and import the parts one by one");
  }
  too_many_ = true;
  return false;
}

void Chart::add_arrow(const std::string& from, const std::string& to, std::string label,
                      Span span) {
  if (!count_arrow(span)) return;
  comes_from_.insert(from);
  leads_to_.insert(to);
  arrows_.push_back({from, to, std::move(label), span});
}

// Steps without a way on lead to the one below; below the last is an end.
void Chart::follow_order() {
  const std::size_t count = chart_.nodes.size();
  for (std::size_t n = 0; n < count && !too_many_; ++n) {
    const FlowNode& node = chart_.nodes[n];
    if (node.shape == NodeShape::kTerminal || comes_from_.contains(node.id)) continue;
    const Span span = node.span;
    if (n + 1 < count) {
      add_arrow(node.id, chart_.nodes[n + 1].id, "", span);
      continue;
    }
    std::string end = "done";
    while (by_id_.contains(end)) end += "_";
    const std::string last = node.id;
    if (add_node({.id = end, .label = "Done", .shape = NodeShape::kTerminal, .span = span})) {
      add_arrow(last, end, "", span);
    }
  }
}

// Those that an arrow leads to and none from, and whose id the rule of the recipe has in mind.
const std::vector<std::size_t>& Chart::open_steps(std::size_t rule) {
  const auto [place, is_new] = open_steps_.try_emplace(rule);
  if (!is_new) return place->second;
  for (std::size_t n = 0; n < chart_.nodes.size(); ++n) {
    const std::string& id = chart_.nodes[n].id;
    const bool open =
        leads_to_.contains(id) && !comes_from_.contains(id) && !outcomes_.contains(id);
    if (open && fits_pattern(recipe_.outcomes[rule].first, id)) place->second.push_back(n);
  }
  return place->second;
}

// Which step an answer belongs to: that which an arrow leads from, or the first in the recipe that
// is in the chart and has no arrow of its own.
std::optional<std::size_t> Chart::owner_of(const std::string& outcome) {
  std::vector<std::size_t> owners;
  for (std::size_t rule = 0; rule < recipe_.outcomes.size() && owners.empty(); ++rule) {
    const std::vector<std::string>& ids = recipe_.outcomes[rule].second;
    if (std::ranges::find(ids, outcome) != ids.end()) owners = open_steps(rule);
  }
  if (owners.size() == 1) return owners.front();
  const Span span = chart_.nodes[by_id_.at(outcome)].span;
  if (owners.empty()) {
    flow_.findings.add(
        FindingCode::kRecipe, span,
        fmt::format("{} is an answer by the recipe, and {} has no step for it that has "
                    "no arrow of its own",
                    quoted(outcome), quoted(chart_.name)),
        "name its step under `outcomes`");
  } else {
    flow_.findings.add(
        FindingCode::kRecipe, span,
        fmt::format("{} is an answer of {} or of {}", quoted(outcome),
                    quoted(chart_.nodes[owners[0]].id), quoted(chart_.nodes[owners[1]].id)),
        "name its step under `outcomes`, above the pattern that fits both");
  }
  return std::nullopt;
}

void Chart::own_outcomes() {
  for (const auto& [pattern, ids] : recipe_.outcomes) {
    for (const std::string& id : ids) {
      if (by_id_.contains(id) && comes_from_.contains(id)) outcomes_.insert(id);
    }
  }
  for (const std::string& outcome : outcomes_) {
    if (leads_to_.contains(outcome)) continue;  // `add_edges` goes through it
    const auto owner = owner_of(outcome);
    if (owner) owners_.emplace(by_id_.at(outcome), *owner);
  }
}

void Chart::mark_unused() {
  for (std::size_t n = 0; n < chart_.nodes.size(); ++n) {
    const FlowNode& node = chart_.nodes[n];
    if (comes_from_.contains(node.id) || leads_to_.contains(node.id)) continue;
    left_out_.insert(n);
    flow_.findings.add(FindingCode::kTextLeftOut, node.span,
                       fmt::format("the step {} of {} is in no arrow and not read", quoted(node.id),
                                   quoted(chart_.name)));
  }
}

std::size_t Chart::find_end(const std::string& id, Span span) {
  if (const auto node = find(id)) return *node;
  if (is_any(recipe_.ends, id) &&
      add_node({.id = id, .label = id, .shape = NodeShape::kTerminal, .span = span})) {
    return chart_.nodes.size() - 1;
  }
  return kNone;
}

void Chart::add_edges() {
  // Answers through which arrows pass: each of their own arrows begins at whoever leads to them.
  std::multimap<std::string, std::size_t, std::less<>> through;
  for (const Arrow& arrow : arrows_) {
    if (!outcomes_.contains(arrow.to)) continue;
    if (const auto from = find(arrow.from); from && !outcomes_.contains(arrow.from)) {
      through.emplace(arrow.to, *from);
    }
  }
  for (const auto& [outcome, owner] : owners_) through.emplace(chart_.nodes[outcome].id, owner);
  for (const Arrow& arrow : arrows_) {
    const auto from = find(arrow.from);
    if (outcomes_.contains(arrow.to)) {
      if (outcomes_.contains(arrow.from)) {
        flow_.findings.add(FindingCode::kRecipe, arrow.span,
                           fmt::format("the answer {} leads to the answer {}", quoted(arrow.from),
                                       quoted(arrow.to)),
                           "an answer leads to a step: take one of them out of `outcomes`");
      }
      continue;
    }
    const std::size_t to = find_end(arrow.to, arrow.span);
    if (!from || to == kNone) {
      flow_.findings.add(
          FindingCode::kEdgeNowhere, arrow.span,
          from ? fmt::format("an arrow leads from {} to {}, which is no step of {}",
                             quoted(arrow.from), quoted(arrow.to), quoted(chart_.name))
               : fmt::format("an arrow begins at {}, which is no step of {}", quoted(arrow.from),
                             quoted(chart_.name)),
          "mend the id, or add the step");
      continue;
    }
    const auto [begin, end] = through.equal_range(arrow.from);
    if (begin == end) {
      chart_.edges.push_back({*from, to, arrow.label, arrow.span});
      continue;
    }
    const std::string label = chart_.nodes[*from].label;
    left_out_.insert(*from);
    for (auto each = begin; each != end; ++each) {
      if (!count_arrow(arrow.span)) return;
      FlowNode& owner = chart_.nodes[each->second];
      if (owner.shape == NodeShape::kPlain) owner.shape = NodeShape::kDecision;
      chart_.edges.push_back({each->second, to, label, arrow.span});
    }
  }
}

void Chart::remove_left_out() {
  if (left_out_.empty()) return;
  std::vector<std::size_t> places(chart_.nodes.size(), kNone);
  std::vector<FlowNode> kept;
  for (std::size_t n = 0; n < chart_.nodes.size(); ++n) {
    if (left_out_.contains(n)) continue;
    places[n] = kept.size();
    kept.push_back(std::move(chart_.nodes[n]));
  }
  chart_.nodes = std::move(kept);
  std::erase_if(chart_.edges, [&](FlowEdge& edge) {
    edge.from = places[edge.from];
    edge.to = places[edge.to];
    return edge.from == kNone || edge.to == kNone;
  });
}

}  // namespace

void read_json_chart(PlacedJson& from, JsonFlow& flow, Flowchart& chart) {
  Chart(flow, chart).read(from);
}

}  // namespace callmap
