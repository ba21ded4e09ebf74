// Procedures: steps and where they lead, what they call and ask again, and whether everybody who
// enters can leave.
#include <algorithm>

#include "map/compiler.h"

namespace callmap {
namespace {

class ProcedureCompiler {
 public:
  ProcedureCompiler(Compiler& compiler, const ProcedureText& text)
      : compiler_(compiler), text_(text) {}

  // Names first, so that steps may lead forward.
  void declare(std::size_t& items) {
    for (const StepText& step : text_.steps) {
      if (++items == kItemsMax + 1) {
        compiler_.problem(ProblemCode::kTooMany, step.name.span,
                          fmt::format("more than {} checkpoints and steps", kItemsMax));
      }
      if (items > kItemsMax) return;
      targets_.emplace(step.name.value, Target{.step = static_cast<StepIndex>(steps_.size())});
      steps_.push_back(&step);
    }
    for (std::size_t n = 0; n < text_.ends.size(); ++n) {
      const Text& name = text_.ends[n].name;
      const Target end{.is_end = true, .end = static_cast<EndIndex>(n)};
      if (targets_.emplace(name.value, end).second) continue;
      broken_ = true;
      compiler_.problem(ProblemCode::kNameTwice, name.span,
                        fmt::format("the end `{}` has the name of a step", name.value),
                        "an answer could lead to either");
    }
  }

  // `ends` counts those of all procedures.
  Procedure compile(std::size_t& ends) {
    Procedure out{.id = text_.name.value,
                  .title = text_.title.value,
                  .notice = text_.notice.value,
                  .key = text_.key.value,
                  .why = text_.why.value};
    for (const EndText& end : text_.ends) {
      out.ends.push_back(compile_end(end));
      out.ends.back().number = static_cast<std::uint16_t>(ends++);
    }
    out.escalates = text_.escalates.value;
    check_escalation(out);
    for (const StepText* step : steps_) out.steps.push_back(compile_step(*step));
    if (const auto start = find_target(text_.start)) {
      if (start->is_end) {
        compiler_.problem(ProblemCode::kWrongKind, text_.start.span,
                          fmt::format("`{}` is an end, not a step", text_.start.value));
      } else {
        out.start = start->step;
      }
    }
    out.applies = compile_narrowing(compiler_, text_.when, text_.narrowing);
    if (text_.ends.empty() && !text_.steps.empty()) {
      compiler_.problem(ProblemCode::kProcedureWithoutEnd, text_.name.span,
                        fmt::format("the procedure `{}` has no end", text_.name.value),
                        "give it `ends`, for example `ends: { done: back }`");
    } else {
      check_ways(out);
    }
    return out;
  }

 private:
  std::optional<Target> find_target(const Text& name) {
    if (name.value.empty()) return std::nullopt;
    const auto found = targets_.find(name.value);
    if (found != targets_.end()) return found->second;
    std::vector<std::string_view> known;
    for (const auto& [each, target] : targets_) known.push_back(each);
    compiler_.problem(
        ProblemCode::kUnknownName, name.span,
        fmt::format("the procedure `{}` has no step or end `{}`", text_.name.value, name.value),
        suggestion(name.value, known));
    broken_ = true;
    return std::nullopt;
  }

  ProcedureEnd compile_end(const EndText& text) {
    ProcedureEnd end{.id = text.name.value, .text = text.text.value, .goes = text.goes.value};
    if (const auto found = find_name(compiler_, compiler_.stages, text.stage, "stage")) {
      end.stage = static_cast<StageIndex>(*found);
    }
    if (const auto found = find_name(compiler_, compiler_.teams, text.team, "team")) {
      end.team = static_cast<TeamIndex>(*found);
    }
    if (const auto found =
            find_name(compiler_, compiler_.procedures, text.procedure, "procedure")) {
      end.procedure = static_cast<ProcedureIndex>(*found);
    }
    end.result = text.result.value;
    end.tip = text.tip.value;
    check_goes(text);
    end.effect = compile_effect(compiler_, text.effect);
    return end;
  }

  // An end asks for what the map must have.
  void check_goes(const EndText& text) {
    const Document& document = compiler_.document;
    if (text.goes.value == EndGoes::kHandOver && document.teams.empty()) {
      compiler_.problem(
          ProblemCode::kNoTeams, text.goes.span,
          fmt::format("the end `{}` hands over, and the map has no `teams`", text.name.value),
          "name the teams that a contact can be handed to");
    }
    if (text.goes.value == EndGoes::kCallback && !document.callback) {
      compiler_.problem(ProblemCode::kNoCallback, text.goes.span,
                        fmt::format("the end `{}` asks for a call back, and the map has no "
                                    "`callback`",
                                    text.name.value),
                        "say how people are called back: `callback: { attempts: 3, after: [0m, "
                        "15m, 2h] }`");
    }
  }

  void check_escalation(const Procedure& procedure) {
    const auto passes_on = [](const ProcedureEnd& end) {
      return end.goes == EndGoes::kHandOver || end.goes == EndGoes::kFollowUp;
    };
    if (!procedure.escalates || std::ranges::any_of(procedure.ends, passes_on)) return;
    compiler_.problem(ProblemCode::kEscalatesNowhere, text_.escalates.span,
                      fmt::format("the procedure `{}` escalates, but no end of it hands over or "
                                  "promises anything",
                                  procedure.id),
                      "let an end say `goes: hand_over` or `goes: follow_up`");
  }

  Step compile_step(const StepText& text) {
    Step step{.id = text.name.value, .kind = text.kind.value, .text = text.text.value};
    step.help = text.help.value;
    step.say =
        compile_phrases(compiler_, "step", text_.name.value + "." + text.name.value, text.say);
    step.document = find_fields(compiler_, text.document);
    for (const FieldIndex field : step.document) compiler_.fields_asked[at(field)] = true;
    step.covers = find_plain(compiler_, text.covers);
    find_consults(text, step);
    step.to = text.to.value;
    step.takes = text.takes.value;
    step.next_step = text.next_step.value;
    for (const Text& each : text.unclear) step.unclear.push_back(each.value);
    for (const LinkText& link : text.links) {
      check_link(compiler_, link.url);
      step.links.push_back({link.title.value, link.url.value});
    }
    step.effect = compile_effect(compiler_, text.effect);
    broken_ = broken_ || !text.kind.given();
    switch (step.kind) {
      case StepKind::kRetest: find_retest(text, step); [[fallthrough]];
      case StepKind::kQuestion:
        for (const AnswerText& answer : text.answers) step.answers.push_back(way_on(answer));
        break;
      case StepKind::kInstruction: step.answers.push_back(done(text)); break;
      case StepKind::kAction:
        step.answers.push_back(done(text));
        find_action(text, step);
        break;
      case StepKind::kCall: find_call(text, step); break;
    }
    return step;
  }

  Answer way_on(const AnswerText& text) {
    broken_ = broken_ || text.then.value.empty();
    Answer answer{text.name.value, text.label.value, find_target(text.then).value_or(Target{}),
                  compile_effect(compiler_, text.effect)};
    if (text.at_most.given() && text.after_that.given()) answer.loop = limit_of(text);
    answer.outcome = find_outcome(text.outcome);
    return answer;
  }

  LoopLimit limit_of(const AnswerText& text) {
    if (loops_ == kLoopsMax) {
      compiler_.problem(ProblemCode::kTooMany, text.at_most.span,
                        fmt::format("the procedure `{}` has more than {} answers with `at_most`",
                                    text_.name.value, kLoopsMax),
                        "let a procedure of its own do a part, and call it");
      return {};
    }
    return {.place = static_cast<std::uint8_t>(loops_++),
            .most = static_cast<std::uint8_t>(text.at_most.value),
            .after = find_target(text.after_that).value_or(Target{})};
  }

  std::optional<OutcomeIndex> find_outcome(const Text& name) {
    if (name.value.empty()) return std::nullopt;
    const auto& outcomes = compiler_.document.steps;
    std::vector<std::string_view> known;
    for (std::size_t n = 0; n < outcomes.size(); ++n) {
      if (outcomes[n].name.value == name.value) return static_cast<OutcomeIndex>(n);
      known.push_back(outcomes[n].name.value);
    }
    compiler_.problem(ProblemCode::kUnknownName, name.span,
                      fmt::format("there is no outcome `{}` under `steps`", name.value),
                      suggestion(name.value, known));
    return std::nullopt;
  }

  // The question that is asked again lends its words; what each answer means is said anew, because
  // it leads somewhere else by now.
  void find_retest(const StepText& text, Step& step) {
    step.kind = StepKind::kQuestion;
    const auto asked = std::ranges::find(text_.steps, text.text.value,
                                         [](const StepText& each) { return each.name.value; });
    if (asked == text_.steps.end() || asked->kind.value != StepKind::kQuestion) {
      broken_ = true;
      std::vector<std::string_view> known;
      for (const StepText& each : text_.steps) {
        if (each.kind.value == StepKind::kQuestion) known.push_back(each.name.value);
      }
      compiler_.problem(ProblemCode::kUnknownName, text.text.span,
                        fmt::format("the procedure `{}` asks no question `{}`", text_.name.value,
                                    text.text.value),
                        suggestion(text.text.value, known));
      return;
    }
    step.retests = static_cast<StepIndex>(asked - text_.steps.begin());
    step.text = asked->text.value;
    if (step.help.empty()) step.help = asked->help.value;
    if (step.unclear.empty()) {
      for (const Text& each : asked->unclear) step.unclear.push_back(each.value);
    }
    check_same_answers(text, *asked);
  }

  void check_same_answers(const StepText& text, const StepText& asked) {
    const auto has = [](const StepText& step, std::string_view name) {
      return std::ranges::any_of(step.answers,
                                 [&](const AnswerText& each) { return each.name.value == name; });
    };
    std::vector<std::string_view> known;
    for (const AnswerText& each : asked.answers) known.push_back(each.name.value);
    for (const AnswerText& each : text.answers) {
      if (has(asked, each.name.value)) continue;
      compiler_.problem(
          ProblemCode::kUnknownName, each.name.span,
          fmt::format("the question `{}` has no answer `{}`", asked.name.value, each.name.value),
          suggestion(each.name.value, known));
    }
    for (const AnswerText& each : asked.answers) {
      if (has(text, each.name.value)) continue;
      compiler_.problem(ProblemCode::kEndNotMapped, text.name.span,
                        fmt::format("the step `{}` does not say what comes after the answer `{}` "
                                    "of `{}`",
                                    text.name.value, each.name.value, asked.name.value),
                        fmt::format("add `{}: …` to its `answers`", each.name.value));
    }
  }

  // What an instruction or action leads to once it is done.
  Answer done(const StepText& text) {
    broken_ = broken_ || text.then.value.empty();
    return {"done", "Done", find_target(text.then).value_or(Target{}), {}};
  }

  void find_action(const StepText& text, Step& step) {
    const auto found = find_shared(compiler_, text.text, Signal::Kind::kAction);
    if (!found) return;
    step.action = static_cast<ActionIndex>(*found);
    step.text = compiler_.map.actions[*found].text;
    if (step.takes == Duration{}) step.takes = compiler_.map.actions[*found].takes;
    compiler_.actions_offered[*found] = true;
  }

  // Teams on this system: whoever answers does so here.
  void find_consults(const StepText& text, Step& step) {
    for (const Text& name : text.consults) {
      const auto found = find_name(compiler_, compiler_.teams, name, "team");
      if (!found) continue;
      if (!compiler_.map.teams[*found].outside) {
        step.consults.push_back(static_cast<TeamIndex>(*found));
        continue;
      }
      compiler_.problem(ProblemCode::kTeamOutside, name.span,
                        fmt::format("the team `{}` is not on this system", name.value),
                        "nobody there could answer: name a team of people who sign in here");
    }
  }

  // The ends of what is called, in its order, each with the author's way on.
  void find_call(const StepText& text, Step& step) {
    const auto found = find_name(compiler_, compiler_.procedures, text.text, "procedure");
    broken_ = broken_ || !found;
    if (!found) return;
    step.call = static_cast<ProcedureIndex>(*found);
    const ProcedureText& callee = compiler_.document.procedures[*found];
    step.text = callee.title.value;
    const auto named = [](std::string_view name) {
      return [name](const auto& each) { return each.name.value == name; };
    };
    for (const EndText& end : callee.ends) {
      const auto mapped = std::ranges::find_if(text.answers, named(end.name.value));
      if (mapped == text.answers.end()) {
        compiler_.problem(ProblemCode::kEndNotMapped, text.name.span,
                          fmt::format("the step `{}` does not say what comes after the end `{}` "
                                      "of `{}`",
                                      text.name.value, end.name.value, callee.name.value),
                          fmt::format("add `{}: …` to its `ends`", end.name.value));
        broken_ = true;
        continue;
      }
      Answer answer = way_on(*mapped);
      answer.label = end.text.value;
      step.answers.push_back(std::move(answer));
    }
    for (const AnswerText& answer : text.answers) {
      if (std::ranges::any_of(callee.ends, named(answer.name.value))) continue;
      std::vector<std::string_view> known;
      for (const EndText& end : callee.ends) known.push_back(end.name.value);
      compiler_.problem(
          ProblemCode::kUnknownName, answer.name.span,
          fmt::format("the procedure `{}` has no end `{}`", callee.name.value, answer.name.value),
          suggestion(answer.name.value, known));
    }
  }

  // Steps that nothing leads to, and steps from which no end can be reached. Not looked for while
  // some way on is unknown: what is missing would be reported again, as something else.
  void check_ways(const Procedure& procedure) {
    if (broken_ || procedure.steps.empty()) return;
    const std::size_t count = procedure.steps.size();
    std::vector<std::vector<std::size_t>> back(count);
    std::vector<std::size_t> to_end;
    for (std::size_t n = 0; n < count; ++n) {
      each_target(procedure.steps[n], [&](const Target& target) {
        if (target.is_end) {
          to_end.push_back(n);
        } else {
          back[at(target.step)].push_back(n);
        }
      });
    }
    const auto forward = [&](std::size_t n) {
      std::vector<std::size_t> out;
      each_target(procedure.steps[n], [&](const Target& target) {
        if (!target.is_end) out.push_back(at(target.step));
      });
      return out;
    };
    const auto leaves = spread(count, to_end, [&](std::size_t n) { return back[n]; });
    const auto reached = spread(count, {at(procedure.start)}, forward);
    for (std::size_t n = 0; n < count; ++n) report(*steps_[n], reached[n], leaves[n]);
    std::vector<bool> ended(procedure.ends.size());
    for (const Step& step : procedure.steps) {
      each_target(step, [&](const Target& target) {
        if (target.is_end) ended[at(target.end)] = true;
      });
    }
    for (std::size_t n = 0; n < ended.size(); ++n) {
      if (ended[n]) continue;
      compiler_.problem(ProblemCode::kUnreachable, text_.ends[n].name.span,
                        fmt::format("nothing leads to the end `{}`", procedure.ends[n].id));
    }
  }

  template <class Next>
  static std::vector<bool> spread(std::size_t count, std::vector<std::size_t> open, Next next) {
    std::vector<bool> seen(count);
    for (const std::size_t n : open) seen[n] = true;
    while (!open.empty()) {
      const std::size_t n = open.back();
      open.pop_back();
      for (const std::size_t each : next(n)) {
        if (seen[each]) continue;
        seen[each] = true;
        open.push_back(each);
      }
    }
    return seen;
  }

  void report(const StepText& step, bool reached, bool leaves) {
    if (!reached) {
      compiler_.problem(
          ProblemCode::kUnreachable, step.name.span,
          fmt::format("nothing leads to the step `{}`", step.name.value),
          fmt::format("the procedure starts at `{}`; let an answer lead here, or "
                      "remove the step",
                      text_.start.value.empty() ? text_.steps[0].name.value : text_.start.value));
    } else if (!leaves) {
      compiler_.problem(ProblemCode::kNoWayOut, step.name.span,
                        fmt::format("from the step `{}` no end can be reached", step.name.value),
                        "the steps lead round and round: let one answer lead to an end");
    }
  }

  Compiler& compiler_;
  const ProcedureText& text_;
  std::map<std::string, Target, std::less<>> targets_;
  std::vector<const StepText*> steps_;
  std::size_t loops_ = 0;
  bool broken_ = false;
};

}  // namespace

void compile_procedures(Compiler& compiler) {
  std::size_t items = compiler.map.checkpoints.size();
  std::size_t ends = 0;
  bool had_too_many = false;
  for (const ProcedureText& text : compiler.document.procedures) {
    ProcedureCompiler procedure(compiler, text);
    procedure.declare(items);
    compiler.map.procedures.push_back(procedure.compile(ends));
    if (ends <= kEndsAllMax || had_too_many) continue;
    had_too_many = true;
    compiler.problem(ProblemCode::kTooMany, text.name.span,
                     fmt::format("more than {} ends of procedures", kEndsAllMax));
  }
  measure_procedures(compiler);
}

}  // namespace callmap
