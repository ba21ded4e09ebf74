// What procedures are together: how high they stack, the highest data class of what they do,
// whether one leads back to itself by calls; and of each step how far it is from there to an end.
#include <algorithm>
#include <limits>

#include "map/compiler.h"
#include "map/components.h"

namespace callmap {
namespace {

// Heights count calls: whoever is called stands on its caller. One that goes on with another gives
// up its place, so such procedures may lead round, and all of a ring are as high as the highest.
class CallTree {
 public:
  explicit CallTree(Compiler& compiler)
      : compiler_(compiler), procedures_(compiler.map.procedures) {
    for (const Procedure& procedure : procedures_) {
      auto& to = edges_.emplace_back();
      for (const Step& step : procedure.steps) {
        if (step.call) to.push_back(at(*step.call));
      }
      for (const ProcedureEnd& end : procedure.ends) {
        if (end.procedure) to.push_back(at(*end.procedure));
      }
    }
    parts_ = components(edges_);
  }

  void measure() {
    std::vector<std::size_t> heights(parts_.members.size(), 1);
    for (std::size_t part = 0; part < heights.size(); ++part) {
      for (const std::size_t n : parts_.members[part]) {
        heights[part] = std::max(heights[part], height_of(n, heights));
      }
      for (const std::size_t n : parts_.members[part]) {
        if (heights[part] > kProcedureHeightMax) report_height(n, heights[part]);
        procedures_[n].height =
            static_cast<std::uint8_t>(std::min(heights[part], kProcedureHeightMax));
        raise_class(procedures_[n]);
      }
    }
    report_recursion();
  }

 private:
  [[nodiscard]] bool same(std::size_t one, std::size_t other) const {
    return parts_.of[one] == parts_.of[other];
  }

  [[nodiscard]] std::size_t height_of(std::size_t n,
                                      const std::vector<std::size_t>& heights) const {
    std::size_t height = 1;
    for (const Step& step : procedures_[n].steps) {
      if (!step.call || same(n, at(*step.call))) continue;
      height = std::max(height, heights[parts_.of[at(*step.call)]] + 1);
    }
    for (const ProcedureEnd& end : procedures_[n].ends) {
      if (end.procedure) height = std::max(height, heights[parts_.of[at(*end.procedure)]]);
    }
    return height;
  }

  // By calls alone: what it goes on with is opened for its own sake.
  void raise_class(Procedure& procedure) {
    for (const Step& step : procedure.steps) {
      DataClass of_step = DataClass::kPublic;
      if (step.action) of_step = compiler_.map.actions[at(*step.action)].data_class;
      if (step.call) of_step = procedures_[at(*step.call)].data_class;
      procedure.data_class = std::max(procedure.data_class, of_step);
    }
  }

  void report_height(std::size_t n, std::size_t height) {
    if (reported_) return;
    reported_ = true;  // all that call it are too high as well
    compiler_.problem(ProblemCode::kTooHigh, compiler_.document.procedures[n].name.span,
                      fmt::format("the procedure `{}` opens {} procedures within each other",
                                  procedures_[n].id, height),
                      fmt::format("at most {} can be open at once", kProcedureHeightMax));
  }

  // A call among procedures that lead to each other comes back to the one that calls. One report a
  // ring, at its last such call: that is the one that closes it.
  void report_recursion() {
    for (const auto& members : parts_.members) {
      const Text* place = nullptr;
      const Procedure* callee = nullptr;
      for (const std::size_t n : members) {
        for (std::size_t s = 0; s < procedures_[n].steps.size(); ++s) {
          const auto& call = procedures_[n].steps[s].call;
          if (!call || !same(n, at(*call))) continue;
          place = &compiler_.document.procedures[n].steps[s].text;
          callee = &procedures_[at(*call)];
        }
      }
      if (place == nullptr) continue;
      compiler_.problem(
          ProblemCode::kRecursion, place->span,
          fmt::format("calling `{}` here leads back to `{}` itself", callee->id, callee->id),
          "use an answer that leads to an earlier step instead");
    }
  }

  Compiler& compiler_;
  std::vector<Procedure>& procedures_;
  Edges edges_;
  Components parts_;
  bool reported_ = false;
};

std::uint16_t shortened(std::size_t steps) {
  return static_cast<std::uint16_t>(
      std::min<std::size_t>(steps, std::numeric_limits<std::uint16_t>::max()));
}

// How many more steps there are to an end, the step itself not counted. On the longest way each
// step of a ring comes once: how often people go round is not known before.
void measure_ways(Procedure& procedure) {
  const std::size_t count = procedure.steps.size();
  Edges edges(count), back(count);
  std::vector<bool> ends(count);
  for (std::size_t n = 0; n < count; ++n) {
    each_target(procedure.steps[n], [&](const Target& target) {
      if (target.is_end) {
        ends[n] = true;
      } else {
        edges[n].push_back(at(target.step));
        back[at(target.step)].push_back(n);
      }
    });
  }
  std::vector<std::size_t> nearest(count, count), open;
  for (std::size_t n = 0; n < count; ++n) {
    if (ends[n]) open.push_back(n), nearest[n] = 0;
  }
  for (std::size_t next = 0; next < open.size(); ++next) {
    for (const std::size_t before : back[open[next]]) {
      if (nearest[before] != count) continue;
      nearest[before] = nearest[open[next]] + 1;
      open.push_back(before);
    }
  }
  const Components parts = components(edges);
  std::vector<std::size_t> longest(parts.members.size());  // steps from entering a part
  for (std::size_t part = 0; part < longest.size(); ++part) {
    std::size_t beyond = 0;
    for (const std::size_t n : parts.members[part]) {
      for (const std::size_t to : edges[n]) {
        if (parts.of[to] != part) beyond = std::max(beyond, longest[parts.of[to]]);
      }
    }
    longest[part] = parts.members[part].size() + beyond;
  }
  for (std::size_t n = 0; n < count; ++n) {
    procedure.steps[n].left_least = shortened(nearest[n]);
    procedure.steps[n].left_most = shortened(longest[parts.of[n]] - 1);
  }
}

}  // namespace

void measure_procedures(Compiler& compiler) {
  CallTree(compiler).measure();
  for (Procedure& procedure : compiler.map.procedures) measure_ways(procedure);
}

}  // namespace callmap
