// Procedures: steps, answers, ends.
#include <algorithm>

#include "map/read_sections.h"

namespace callmap {
namespace {

// `at_most` and `after_that` go together: a way that closes leaves another one.
void read_loop(Reader& reader, const Thing& thing, AnswerText& answer) {
  answer.at_most = reader.whole(thing, "at_most", 1, std::int64_t{kLoopTimesMax}, 1);
  answer.after_that = reader.name(thing, "after_that");
  if (answer.at_most.given() && !answer.after_that.given()) reader.missing(thing, "after_that");
  if (answer.after_that.given() && !answer.at_most.given()) reader.missing(thing, "at_most");
}

AnswerText read_answer(Reader& reader, const Text& name, const Node& value) {
  AnswerText answer{.name = name, .label = {humanise(name.value), name.span}};
  auto [text, thing] =
      reader.short_or_thing(value, "answer", fmt::format("the answer `{}`", name.value), name.span);
  answer.then = std::move(text);
  if (!thing) return answer;
  const Text label = reader.text(*thing, "label");
  if (!label.value.empty()) answer.label = label;
  answer.then = reader.needed_text(*thing, "then");
  answer.outcome = reader.name(*thing, "outcome");
  answer.effect = reader.effect(*thing);
  read_loop(reader, *thing, answer);
  return answer;
}

// Where a key belongs, or what the kind of step has in its place.
std::string_view place_of(std::string_view key, std::string_view kind) {
  if (key == "to") return "`to` says who does what a `tell` asks for";
  if (key == "unclear") return "`unclear` has other words for what an `ask` asks";
  if (kind == "ask" || kind == "retest") {
    return "an `ask` or a `retest` has `answers`, each with its `then`";
  }
  if (kind == "call") return "a `call` has `ends`: a way on for each end of what it calls";
  return "a `tell` or `do` has one `then`";
}

// A key that belongs to another kind of step.
void refuse(Reader& reader, const Thing& step, std::string_view key, std::string_view kind) {
  for (const Node& written : step.node->keys) {
    if (written.text != key) continue;
    reader.problem(
        ProblemCode::kKeyNotHere, written.span,
        fmt::format("{} has `{}`, which a step with `{}` does not have", step.what, key, kind),
        place_of(key, kind));
  }
}

void read_ways_on(Reader& reader, const Thing& thing, StepText& step) {
  const std::string_view word = word_of(kStepKindWords, step.kind.value);
  const auto each = [&](const Text& name, const Node& value) {
    step.answers.push_back(read_answer(reader, name, value));
  };
  switch (step.kind.value) {
    case StepKind::kQuestion:
    case StepKind::kRetest:
      reader.each_named(thing, "answers", "answer", kAnswersMax, each);
      if (step.answers.empty()) reader.missing(thing, "answers");
      refuse(reader, thing, "then", word);
      refuse(reader, thing, "ends", word);
      break;
    case StepKind::kCall:
      reader.each_named(thing, "ends", "end", kAnswersMax, each);
      if (step.answers.empty()) reader.missing(thing, "ends");
      refuse(reader, thing, "then", word);
      refuse(reader, thing, "answers", word);
      break;
    case StepKind::kInstruction:
    case StepKind::kAction:
      step.then = reader.needed_text(thing, "then");
      refuse(reader, thing, "answers", word);
      refuse(reader, thing, "ends", word);
      break;
  }
}

// What only some kinds of steps have.
void read_doing(Reader& reader, const Thing& thing, StepText& step) {
  const std::string_view word = word_of(kStepKindWords, step.kind.value);
  step.to = reader.choice(thing, "to", kStepToWords, StepTo::kAgent);
  step.takes = reader.length(thing, "takes");
  step.next_step = reader.text(thing, "next_step");
  step.unclear = reader.texts(thing, "unclear");
  step.links = read_links(reader, thing);
  if (!step.kind.given()) return;
  if (step.kind.value != StepKind::kInstruction) refuse(reader, thing, "to", word);
  const bool asks = step.kind.value == StepKind::kQuestion || step.kind.value == StepKind::kRetest;
  if (!asks) refuse(reader, thing, "unclear", word);
  if (step.unclear.size() <= kUnclearMax) return;
  reader.problem(ProblemCode::kTooMany, step.unclear[kUnclearMax].span,
                 fmt::format("{} has more than {} other wordings", thing.what, kUnclearMax));
}

StepText read_step(Reader& reader, const Text& name, const Node& value) {
  StepText step{.name = name};
  const auto thing =
      reader.thing(value, "step", fmt::format("the step `{}`", name.value), name.span);
  if (!thing) return step;
  std::size_t kinds = 0;
  for (const auto& [word, kind] : kStepKindWords) {
    const Text text = reader.text(*thing, word);
    if (!text.given()) continue;
    if (++kinds == 1) {
      step.kind = {kind, text.span};
      step.text = text;
    }
  }
  if (kinds == 1) {
    read_ways_on(reader, *thing, step);
  } else {
    reader.problem(ProblemCode::kStepShape, name.span,
                   fmt::format("the step `{}` has {}", name.value,
                               kinds == 0 ? "nothing to do" : "more than one thing to do"),
                   "give it one of `ask`, `tell`, `do`, `call`, `retest`");
  }
  step.help = reader.text(*thing, "help");
  read_doing(reader, *thing, step);
  step.say = reader.phrases(*thing);
  step.document = reader.texts(*thing, "document");
  step.covers = reader.texts(*thing, "covers");
  step.consults = reader.texts(*thing, "consults");
  step.effect = reader.effect(*thing);
  return step;
}

// One word, `{ stage: NAME }`, `{ hand_over: TEAM }` or `{ procedure: NAME }`.
void read_goes(Reader& reader, const Node& node, EndText& end) {
  auto [text, thing] = reader.short_or_thing(
      node, "goes", fmt::format("`goes` of the end `{}`", end.name.value), node.span);
  if (!thing) {
    end.goes = reader.pick(text, kEndGoesWords, EndGoes::kBack, "goes");
    return;
  }
  end.team = reader.name(*thing, "hand_over");
  end.procedure = reader.name(*thing, "procedure");
  end.goes = {end.team.given()        ? EndGoes::kHandOver
              : end.procedure.given() ? EndGoes::kProcedure
                                      : EndGoes::kStage,
              node.span};
  if (!end.team.given() && !end.procedure.given()) {
    end.stage = reader.needed_text(*thing, "stage");
  } else if (thing->node->keys.size() > 1) {
    reader.problem(ProblemCode::kKeyNotHere, thing->node->keys[1].span,
                   fmt::format("{} leads to two places", thing->what),
                   "name a `stage`, a team to `hand_over` to, or a `procedure`");
  }
}

EndText read_end(Reader& reader, const Text& name, const Node& value) {
  EndText end{.name = name, .text = {humanise(name.value), name.span}};
  if (value.kind == Node::Kind::kText) {
    read_goes(reader, value, end);
    return end;
  }
  const auto thing = reader.thing(value, "end", fmt::format("the end `{}`", name.value), name.span);
  if (!thing) return end;
  const Text text = reader.text(*thing, "text");
  if (!text.value.empty()) end.text = text;
  end.result = reader.choice(*thing, "result", kEndResultWords, EndResult::kOther);
  end.tip = reader.text(*thing, "tip");
  if (const Node* goes = thing->node->find("goes")) read_goes(reader, *goes, end);
  end.effect = reader.effect(*thing);
  return end;
}

ProcedureText read_procedure(Reader& reader, const Text& name, const Node& value) {
  ProcedureText procedure{.name = name};
  const auto thing =
      reader.thing(value, "procedure", fmt::format("the procedure `{}`", name.value), name.span);
  if (!thing) return procedure;
  procedure.title = reader.needed_text(*thing, "title");
  procedure.notice = reader.text(*thing, "notice");
  procedure.key = reader.key_letter(*thing, true);
  procedure.why = reader.text(*thing, "why");
  procedure.escalates = reader.truth(*thing, "escalates");
  procedure.start = reader.name(*thing, "start");
  procedure.when = reader.condition(*thing, "when");
  procedure.narrowing = reader.narrowing(*thing);
  reader.each_named(*thing, "steps", "step", kItemsMax, [&](const Text& step, const Node& node) {
    procedure.steps.push_back(read_step(reader, step, node));
  });
  if (procedure.steps.empty()) reader.missing(*thing, "steps");
  reader.each_named(*thing, "ends", "end", kEndsMax, [&](const Text& end, const Node& node) {
    procedure.ends.push_back(read_end(reader, end, node));
  });
  return procedure;
}

}  // namespace

std::vector<ProcedureText> read_procedures(Reader& reader, const SectionNodes& nodes) {
  std::vector<ProcedureText> out;
  reader.each_named(nodes, "procedure", kProceduresMax, [&](const Text& name, const Node& value) {
    out.push_back(read_procedure(reader, name, value));
  });
  return out;
}

}  // namespace callmap
