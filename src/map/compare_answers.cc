// Questions that a procedure asks more than once, in the same words: flowcharts test again and
// again whether something works by now. The same answer should mean the same everywhere. Where it
// does not, customers whose matter is settled may be escalated, or those whom a step further on
// would have helped.
#include <algorithm>
#include <map>

#include "base/plain_words.h"
#include "map/compiler.h"

namespace callmap {
namespace {

// "Yes (Service Restored)" says "Yes".
std::string_view said(const Answer& answer) {
  std::string_view words(answer.label);
  words = words.substr(0, words.find_first_of("(,;:\n"));
  while (!words.empty() && words.back() == ' ') words.remove_suffix(1);
  return words;
}

struct Way {  // an answer of a question
  std::size_t step = 0, answer = 0;
};

class Comparison {
 public:
  Comparison(Compiler& compiler, const Procedure& procedure, const ProcedureText& text)
      : compiler_(compiler), procedure_(procedure), text_(text) {}

  void run() {
    std::map<std::pair<std::string, std::string>, std::vector<Way>> same;
    for (std::size_t n = 0; n < procedure_.steps.size(); ++n) {
      const Step& step = procedure_.steps[n];
      if (step.kind != StepKind::kQuestion) continue;
      for (std::size_t answer = 0; answer < step.answers.size(); ++answer) {
        same[{plain_words(step.text), plain_words(said(step.answers[answer]))}].push_back(
            {n, answer});
      }
    }
    for (const auto& [words, ways] : same) {
      for (const Way& way : ways) compare(way, ways);
    }
  }

 private:
  [[nodiscard]] const Answer& answer_of(Way way) const {
    return procedure_.steps[way.step].answers[way.answer];
  }

  // The end that comes with nothing more asked.
  [[nodiscard]] const ProcedureEnd* end_at_once(Way way) const {
    Target target = answer_of(way).target;
    for (std::size_t n = 0; n <= procedure_.steps.size(); ++n) {
      if (target.is_end) return &procedure_.ends[at(target.end)];
      const Step& step = procedure_.steps[at(target.step)];
      if (step.answers.size() != 1 || step.kind == StepKind::kQuestion) return nullptr;
      target = step.answers.front().target;
    }
    return nullptr;
  }
  [[nodiscard]] bool ends_as(Way way, EndResult result) const {
    const ProcedureEnd* const end = end_at_once(way);
    return end != nullptr && end->result == result;
  }

  void compare(Way way, const std::vector<Way>& ways) {
    if (end_at_once(way) == nullptr) return goes_on(way, ways);
    if (ends_as(way, EndResult::kEscalated)) gives_up(way, ways);
  }

  void goes_on(Way way, const std::vector<Way>& ways) {
    const auto settled =
        std::ranges::find_if(ways, [&](Way other) { return ends_as(other, EndResult::kResolved); });
    if (settled == ways.end()) return;
    const auto call = shortest_call(way);
    if (!call) return;
    compiler_.problem(
        ProblemCode::kAnswerGoesOn, span_of(way),
        fmt::format("`{}` to `{}` ends as resolved at the step `{}`, but here it goes on and may "
                    "be escalated",
                    answer_of(way).label, procedure_.steps[way.step].text,
                    procedure_.steps[settled->step].id),
        "the shortest such call: " + *call);
  }

  void gives_up(Way way, const std::vector<Way>& ways) {
    for (const Way& other : ways) {
      if (end_at_once(other) != nullptr) continue;
      const Step* const untried = untried_step(way, other);
      if (untried == nullptr) continue;
      compiler_.problem(
          ProblemCode::kGivesUpEarly, span_of(way),
          fmt::format("`{}` to `{}` escalates here, but after the step `{}` it goes on to what "
                      "nobody has tried yet here, such as `{}`",
                      answer_of(way).label, procedure_.steps[way.step].text,
                      procedure_.steps[other.step].id, untried->id),
          "the shortest such call: " + shortest_call(way).value_or(""));
      return;
    }
  }

  [[nodiscard]] Span span_of(Way way) const {
    return text_.steps[way.step].answers[way.answer].name.span;
  }

  // Something to do that follows the other answer and cannot come before this question.
  [[nodiscard]] const Step* untried_step(Way way, Way other) const {
    const std::vector<bool> after = reached_from(answer_of(other).target);
    for (std::size_t n = 0; n < procedure_.steps.size(); ++n) {
      const Step& step = procedure_.steps[n];
      if (!after[n] || step.kind == StepKind::kQuestion) continue;
      if (!reached_from({.is_end = false, .step = static_cast<StepIndex>(n)})[way.step]) {
        return &step;
      }
    }
    return nullptr;
  }

  [[nodiscard]] std::vector<bool> reached_from(const Target& from) const {
    std::vector<bool> seen(procedure_.steps.size());
    std::vector<Target> open = {from};
    while (!open.empty()) {
      const Target target = open.back();
      open.pop_back();
      if (target.is_end || seen[at(target.step)]) continue;
      seen[at(target.step)] = true;
      each_target(procedure_.steps[at(target.step)],
                  [&](const Target& next) { open.push_back(next); });
    }
    return seen;
  }

  // From the start to that answer, and on to an end that escalates: what is asked and answered.
  [[nodiscard]] std::optional<std::string> shortest_call(Way way) const {
    const auto before = ways_to(
        {.is_end = false, .step = procedure_.start},
        [&](const Target& target) { return !target.is_end && at(target.step) == way.step; });
    if (!before) return std::nullopt;
    const auto after = ways_to(answer_of(way).target, [&](const Target& target) {
      return target.is_end && procedure_.ends[at(target.end)].result == EndResult::kEscalated;
    });
    if (!after) return std::nullopt;
    std::vector<Way> all = *before;
    all.push_back(way);
    all.insert(all.end(), after->begin(), after->end());
    std::string call;
    for (const Way& each : all) {
      const Step& step = procedure_.steps[each.step];
      if (step.kind != StepKind::kQuestion) continue;
      call += fmt::format("{}{} {}", call.empty() ? "" : " > ", step.text, said(answer_of(each)));
    }
    return call;
  }

  template <class IsThere>
  [[nodiscard]] std::optional<std::vector<Way>> ways_to(const Target& from,
                                                        IsThere is_there) const {
    struct Come {
      Target target;
      std::size_t from;
      Way by;
    };
    std::vector<Come> come = {{from, 0, {}}};
    std::vector<bool> seen(procedure_.steps.size());
    for (std::size_t n = 0; n < come.size(); ++n) {
      const Target target = come[n].target;
      if (is_there(target)) {
        std::vector<Way> ways;
        for (std::size_t each = n; each != 0; each = come[each].from) ways.push_back(come[each].by);
        std::ranges::reverse(ways);
        return ways;
      }
      if (target.is_end || seen[at(target.step)]) continue;
      seen[at(target.step)] = true;
      const Step& step = procedure_.steps[at(target.step)];
      for (std::size_t answer = 0; answer < step.answers.size(); ++answer) {
        come.push_back({step.answers[answer].target, n, {at(target.step), answer}});
      }
    }
    return std::nullopt;
  }

  Compiler& compiler_;
  const Procedure& procedure_;
  const ProcedureText& text_;
};

}  // namespace

void compare_answers(Compiler& compiler) {
  for (std::size_t n = 0; n < compiler.map.procedures.size(); ++n) {
    const ProcedureText& text = compiler.document.procedures[n];
    const Procedure& procedure = compiler.map.procedures[n];
    if (procedure.steps.size() != text.steps.size() || procedure.steps.empty()) continue;
    Comparison(compiler, procedure, text).run();
  }
}

}  // namespace callmap
