#include "formats/flowchart_of.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "formats/chart_words.h"

namespace callmap {
namespace {

std::string enumerated(const std::vector<std::string>& names) {
  constexpr std::size_t kListed = 8;
  std::string out;
  for (std::size_t n = 0; n < std::min(names.size(), kListed); ++n) {
    out += fmt::format("{}`{}`", n == 0 ? "" : ", ", names[n]);
  }
  if (names.size() > kListed) out += fmt::format(" and {} more", names.size() - kListed);
  return out;
}

bool does_something(const Effect& effect) {
  return !effect.set.empty() || !effect.clear.empty() || !effect.count.empty() ||
         !effect.reset.empty();
}

class ChartDrawer {
 public:
  ChartDrawer(const CallMap& map, const Procedure& procedure, Findings& findings)
      : map_(map), procedure_(procedure), findings_(findings) {}

  Flowchart draw() {
    chart_.name = procedure_.id;
    chart_.title = procedure_.title;
    place_steps();
    for (const ProcedureEnd& end : procedure_.ends) chart_.nodes.push_back(node_of(end));
    for (std::size_t n = 0; n < procedure_.steps.size(); ++n) {
      if (places_[n]) draw_ways(procedure_.steps[n], *places_[n]);
    }
    list_what_is_missing();
    return std::move(chart_);
  }

 private:
  // The start first, then in the author's order; what nothing reaches is no part of the chart.
  void place_steps() {
    places_.resize(procedure_.steps.size());
    std::vector<bool> reached(procedure_.steps.size());
    std::vector<std::size_t> open = {at(procedure_.start)};
    reached[open[0]] = true;
    while (!open.empty()) {
      const Step& step = procedure_.steps[open.back()];
      open.pop_back();
      for (const Answer& answer : step.answers) {
        if (answer.target.is_end || reached[at(answer.target.step)]) continue;
        reached[at(answer.target.step)] = true;
        open.push_back(at(answer.target.step));
      }
    }
    place(at(procedure_.start));
    std::vector<std::string> unreached;
    for (std::size_t n = 0; n < procedure_.steps.size(); ++n) {
      if (places_[n]) continue;
      if (reached[n]) {
        place(n);
      } else {
        unreached.push_back(procedure_.steps[n].id);
      }
    }
    leave_out(FindingCode::kPartLeftOut, "steps that nothing leads to", unreached);
  }

  void place(std::size_t n) {
    places_[n] = chart_.nodes.size();
    chart_.nodes.push_back(node_of(procedure_.steps[n]));
  }

  FlowNode node_of(const Step& step) {
    FlowNode node{.id = step.id, .label = step.text, .help = step.help, .takes = step.takes};
    switch (step.kind) {
      case StepKind::kQuestion:
      case StepKind::kRetest:
        // Drawn as a question it would be one with an answer missing.
        if (step.answers.size() > 1) node.shape = NodeShape::kDecision;
        break;
      case StepKind::kInstruction: break;
      case StepKind::kAction:
        if (step.action) node.action = map_.actions[at(*step.action)].id;
        break;
      case StepKind::kCall:
        node.shape = NodeShape::kCall;
        if (step.call) node.chart = map_.procedures[at(*step.call)].id;
        break;
    }
    return node;
  }

  FlowNode node_of(const ProcedureEnd& end) {
    FlowNode node{.id = end.id, .label = end.text, .shape = NodeShape::kTerminal};
    if (end.procedure) {
      node.shape = NodeShape::kCall;
      node.chart = map_.procedures[at(*end.procedure)].id;
    }
    return node;
  }

  [[nodiscard]] std::size_t place_of(const Target& target) const {
    const std::size_t steps = chart_.nodes.size() - procedure_.ends.size();
    return target.is_end ? steps + at(target.end) : *places_[at(target.step)];
  }

  void draw_ways(const Step& step, std::size_t from) {
    const bool labelled = step.kind == StepKind::kQuestion || step.kind == StepKind::kCall;
    std::vector<std::string> keys;
    for (const Answer& answer : step.answers) {
      FlowEdge edge{.from = from, .to = place_of(answer.target), .label = ""};
      if (labelled && step.answers.size() > 1) {
        edge.label = answer.label;
        if (std::ranges::find(keys, key_of(edge.label)) != keys.end()) {
          edge.label += fmt::format(" ({})", answer.id);
          same_words_.push_back(step.id);
        }
        keys.push_back(key_of(edge.label));
      } else if (step.kind == StepKind::kQuestion) {
        edge.label = answer.label;
        one_answer_.push_back(step.id);
      }
      chart_.edges.push_back(std::move(edge));
    }
  }

  void leave_out(FindingCode code, std::string_view what, const std::vector<std::string>& names) {
    if (names.empty()) return;
    findings_.add(
        code, {},
        fmt::format("of the procedure `{}`, {}: {}", procedure_.id, what, enumerated(names)));
  }

  template <class Things, class Has>
  void leave_out_where(FindingCode code, std::string_view what, const Things& things, Has has) {
    std::vector<std::string> names;
    for (const auto& each : things) {
      if (has(each)) names.push_back(each.id);
    }
    leave_out(code, what, names);
  }

  void list_what_is_missing() {
    const auto part = FindingCode::kPartLeftOut;
    const auto text = FindingCode::kTextLeftOut;
    const auto& steps = procedure_.steps;
    leave_out_where(text, "what may be said", steps, [](const Step& s) { return !s.say.empty(); });
    leave_out_where(part, "what is written down", steps,
                    [](const Step& s) { return !s.document.empty(); });
    leave_out_where(part, "the checkpoints that are ticked", steps,
                    [](const Step& s) { return !s.covers.empty(); });
    leave_out_where(part, "who may be asked", steps,
                    [](const Step& s) { return !s.consults.empty(); });
    leave_out_where(part, "what it sets, clears and counts", steps, [](const Step& s) {
      return does_something(s.effect) || std::ranges::any_of(s.answers, [](const Answer& each) {
               return does_something(each.effect);
             });
    });
    leave_out_where(part, "what it sets, clears and counts", procedure_.ends,
                    [](const ProcedureEnd& end) { return does_something(end.effect); });
    leave_out_where(part, "where the call goes on", procedure_.ends,
                    [](const ProcedureEnd& end) { return end.goes != EndGoes::kBack; });
    leave_out(part, "questions with one answer, which are drawn as steps", one_answer_);
    leave_out(text, "answers with the same words, to which their names are added", same_words_);
    list_of_procedure();
  }

  void list_of_procedure() {
    std::vector<std::string> parts;
    if (!procedure_.applies.is_always()) parts.emplace_back("when");
    if (!procedure_.notice.empty()) parts.emplace_back("notice");
    if (!procedure_.why.empty()) parts.emplace_back("why");
    if (!procedure_.key.empty()) parts.emplace_back("key");
    if (procedure_.escalates) parts.emplace_back("escalates");
    leave_out(FindingCode::kPartLeftOut, "its keys", parts);
  }

  const CallMap& map_;
  const Procedure& procedure_;
  Findings& findings_;
  Flowchart chart_;
  std::vector<std::optional<std::size_t>> places_;
  std::vector<std::string> one_answer_, same_words_;
};

}  // namespace

Flowchart flowchart_of(const CallMap& map, ProcedureIndex procedure, Findings& findings) {
  return ChartDrawer(map, map.procedures[at(procedure)], findings).draw();
}

}  // namespace callmap
