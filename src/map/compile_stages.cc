// Stages, fields, actions, cues, verification and the small tables: bodies of what was declared.
#include <algorithm>
#include <tuple>

#include "map/compiler.h"

namespace callmap {
namespace {

void check_choices(Compiler& compiler, const FieldText& text, Field& field) {
  const bool chooses = field.type == FieldType::kChoice || field.type == FieldType::kChoices;
  if (chooses && field.choices.empty()) {
    compiler.problem(ProblemCode::kChoicesMissing, text.name.span,
                     fmt::format("the field `{}` has nothing to choose from", field.id),
                     "give it `choices`");
  }
  if (!chooses && !field.choices.empty()) {
    compiler.problem(ProblemCode::kChoicesNotHere, text.choices[0].name.span,
                     fmt::format("the field `{}` has choices but another type", field.id),
                     "write `type: choice`, or `choices` for several at once");
    return;
  }
  if (text.first.value.empty()) return;
  const auto found = std::ranges::find(field.choices, text.first.value, &Choice::id);
  if (found != field.choices.end()) {
    field.first = static_cast<ChoiceIndex>(found - field.choices.begin());
    return;
  }
  std::vector<std::string_view> known;
  for (const Choice& choice : field.choices) known.push_back(choice.id);
  compiler.problem(ProblemCode::kUnknownName, text.first.span,
                   fmt::format("`{}` is no choice of the field `{}`", text.first.value, field.id),
                   suggestion(text.first.value, known));
}

void compile_checkpoint(Compiler& compiler, std::size_t index) {
  const CheckpointText& text = *compiler.checkpoints[index].text;
  (void)settle_checkpoint(compiler, index);
  Checkpoint& checkpoint = compiler.map.checkpoints[index];
  checkpoint.applies = compile_narrowing(compiler, text.when, text.narrowing);
  if (text.guards.given() && checkpoint.strength == Strength::kGuide) {
    compiler.problem(ProblemCode::kGuardsWithoutGate, text.guards.span,
                     fmt::format("the guide `{}` guards something", checkpoint.id),
                     "only a gate does: write `strength: gate`, or remove `guards`");
  }
}

void compile_stage(Compiler& compiler, std::size_t index) {
  const StageText& text = *compiler.stage_texts[index];
  std::vector<PhraseIndex> say = compile_phrases(compiler, "stage", text.name.value, text.say);
  Stage& stage = compiler.map.stages[index];
  stage.goal = text.goal.value;
  stage.usual = text.usual.value;
  stage.completes_on_offer = text.completes.value == "on_offer";
  stage.say = std::move(say);
  stage.document = find_fields(compiler, text.document);
  stage.document_after_call = find_fields(compiler, text.after_call);
  for (const auto* list : {&stage.document, &stage.document_after_call}) {
    for (const FieldIndex field : *list) compiler.fields_asked[at(field)] = true;
  }
  for (const Text& name : text.actions) {
    const auto found = find_shared(compiler, name, Signal::Kind::kAction);
    if (!found) continue;
    stage.actions.push_back(static_cast<ActionIndex>(*found));
    compiler.actions_offered[*found] = true;
  }
  for (const LinkText& link : text.links) {
    check_link(compiler, link.url);
    stage.links.push_back({link.title.value, link.url.value});
  }
  if (stage.completes_on_offer && index > 0) {
    compiler.problem(
        ProblemCode::kOnOfferLate, text.completes.span,
        fmt::format("the stage `{}` completes on offer but is not the first", stage.id),
        "when a call is offered, nothing has happened yet");
  }
}

std::optional<StageIndex> find_stage(Compiler& compiler, const Text& name) {
  const auto found = find_name(compiler, compiler.stages, name, "stage");
  if (!found) return std::nullopt;
  return static_cast<StageIndex>(*found);
}

// The class of what an action shows; public when there is nothing of that name, with a problem.
DataClass class_of_shown(Compiler& compiler, const Text& name) {
  const auto field = compiler.shared.find(name.value);
  if (field != compiler.shared.end() && field->second.kind == Signal::Kind::kField) {
    return compiler.map.fields[field->second.index].data_class;
  }
  const auto row = std::ranges::find(compiler.map.card, name.value, &CardRow::id);
  if (row != compiler.map.card.end()) return row->data_class;
  std::vector<std::string_view> known;
  for (const CardRow& each : compiler.map.card) known.push_back(each.id);
  for (const Field& each : compiler.map.fields) known.push_back(each.id);
  compiler.problem(ProblemCode::kUnknownName, name.span,
                   fmt::format("there is no card row or field `{}`", name.value),
                   suggestion(name.value, known));
  return DataClass::kPublic;
}

void compile_methods(Compiler& compiler, const VerificationText& text) {
  const auto item = [&](const Text& name) -> std::optional<AnswerItem> {
    const auto found = std::ranges::find_if(
        text.answers, [&](const AnswerItemText& each) { return each.name.value == name.value; });
    if (found != text.answers.end()) {
      return AnswerItem{found->name.value, found->label.value, found->form.value,
                        found->length.value.first, found->length.value.second};
    }
    std::vector<std::string_view> known;
    for (const AnswerItemText& each : text.answers) known.push_back(each.name.value);
    compiler.problem(ProblemCode::kUnknownName, name.span,
                     fmt::format("there is no verification answer `{}`", name.value),
                     suggestion(name.value, known));
    return std::nullopt;
  };
  for (const MethodText& each : text.methods) {
    Method method{.id = each.name.value,
                  .title = each.title.value,
                  .ask = each.ask.value,
                  .attested = each.attested.value,
                  .opens = each.opens.value};
    for (const Text& name : each.compares) {
      if (auto found = item(name)) method.items.push_back(std::move(*found));
    }
    if (each.compares.empty() != method.attested) {
      compiler.problem(
          ProblemCode::kMethodShape, each.name.span,
          method.attested
              ? fmt::format("the method `{}` is attested and compares answers", method.id)
              : fmt::format("the method `{}` neither compares nor is attested", method.id),
          "give it `compares: [answer, …]` or `attested: true`");
    }
    method.say = compile_phrases(compiler, "method", each.name.value, each.say);
    compiler.map.verification.methods.push_back(std::move(method));
  }
}

void find_verification_stage(Compiler& compiler, const VerificationText& text) {
  const Text name = text.stage.value.empty() ? Text{"verification", text.span} : text.stage;
  const auto found = compiler.stages.find(name.value);
  if (found != compiler.stages.end()) {
    compiler.map.verification.stage = static_cast<StageIndex>(found->second);
    return;
  }
  std::vector<std::string_view> known;
  for (const auto& [each, index] : compiler.stages) known.push_back(each);
  const std::string near = suggestion(name.value, known);
  compiler.problem(ProblemCode::kUnknownName, name.span,
                   fmt::format("there is no stage `{}` to verify at", name.value),
                   text.stage.given() ? near : "name the stage with `stage:`");
}

// The field that fills {number}.
void compile_callback_number(Compiler& compiler) {
  const Text& callback = compiler.document.callback_number;
  const auto found = find_shared(compiler, callback, Signal::Kind::kField);
  if (!found) return;
  if (compiler.map.fields[*found].type == FieldType::kPhone) {
    compiler.map.callback_field = static_cast<FieldIndex>(*found);
    return;
  }
  compiler.problem(ProblemCode::kWrongKind, callback.span,
                   fmt::format("the field `{}` is no phone number", callback.value),
                   "give it `type: phone`");
}

// The field that takes what an end says the customer can do themselves next time.
void compile_tip(Compiler& compiler) {
  const Text& tip = compiler.document.tip;
  const auto found = find_shared(compiler, tip, Signal::Kind::kField);
  if (!found) return;
  const Field& field = compiler.map.fields[*found];
  const bool fits = (field.type == FieldType::kText || field.type == FieldType::kLine) &&
                    field.scope == Scope::kRequest && field.data_class == DataClass::kPublic;
  if (fits) {
    compiler.map.tip_field = static_cast<FieldIndex>(*found);
    return;
  }
  compiler.problem(ProblemCode::kWrongKind, tip.span,
                   fmt::format("the field `{}` cannot take a tip", tip.value),
                   "a public `text` or `line` of scope `request`");
}

// The field that orders requests. Each of its choices has a bit: which request comes next depends
// on them.
void compile_urgency(Compiler& compiler) {
  const Text& urgency = compiler.document.urgency;
  const auto found = find_shared(compiler, urgency, Signal::Kind::kField);
  if (!found) return;
  const auto index = static_cast<FieldIndex>(*found);
  const Field& field = compiler.map.fields[*found];
  const bool fits = field.type == FieldType::kChoice && field.scope == Scope::kRequest &&
                    field.data_class == DataClass::kPublic;
  if (!fits) {
    compiler.problem(ProblemCode::kWrongKind, urgency.span,
                     fmt::format("the field `{}` cannot order requests", urgency.value),
                     "a public `choice` of scope `request`, from what can wait to what cannot");
    return;
  }
  compiler.map.urgency_field = index;
  for (std::size_t n = 0; n < compiler.map.fields[at(index)].choices.size(); ++n) {
    std::ignore = choice_bit(compiler, index, static_cast<ChoiceIndex>(n));
  }
}

}  // namespace

void compile_fields(Compiler& compiler) {
  const std::size_t made = compiler.map.reason_field ? 1 : 0;  // `reason` is the first
  for (std::size_t n = 0; n < compiler.document.fields.size(); ++n) {
    const FieldText& text = compiler.document.fields[n];
    check_choices(compiler, text, compiler.map.fields[n + made]);
    Condition applies = compile_narrowing(compiler, text.when, text.narrowing);
    compiler.map.fields[n + made].applies = std::move(applies);
  }
  for (const CardText& text : compiler.document.card) {
    compiler.map.card.push_back({text.name.value, text.label.value, text.data_class.value});
  }
  compile_callback_number(compiler);
  compile_tip(compiler);
  compile_urgency(compiler);
}

void compile_stages(Compiler& compiler) {
  for (std::size_t n = 0; n < compiler.map.checkpoints.size(); ++n) {
    compile_checkpoint(compiler, n);
    const StageIndex stage = compiler.map.checkpoints[n].stage;
    compiler.map.stages[at(stage)].checkpoints.push_back(static_cast<CheckpointIndex>(n));
  }
  for (std::size_t n = 0; n < compiler.map.stages.size(); ++n) compile_stage(compiler, n);
}

void compile_actions(Compiler& compiler) {
  for (std::size_t n = 0; n < compiler.document.actions.size(); ++n) {
    const ActionText& text = compiler.document.actions[n];
    Action action = std::move(compiler.map.actions[n]);
    action.data_class = text.data_class.value;
    action.takes = text.takes.value;
    action.next_step = text.next_step.value;
    action.applies = compile_narrowing(compiler, text.when, text.narrowing);
    action.effect = compile_effect(compiler, text.effect);
    action.say = compile_phrases(compiler, "action", action.id, text.say);
    for (const Text& name : text.shows) {
      action.shows.push_back(name.value);
      const DataClass shown = class_of_shown(compiler, name);
      if (shown <= action.data_class) continue;
      compiler.problem(ProblemCode::kClassTooLow, name.span,
                       fmt::format("the {} action `{}` shows `{}`, which is {} data",
                                   word_of(kDataClassWords, action.data_class), action.id,
                                   name.value, word_of(kDataClassWords, shown)),
                       fmt::format("write `class: {}`", word_of(kDataClassWords, shown)));
    }
    compiler.map.actions[n] = std::move(action);
  }
}

void compile_cues(Compiler& compiler) {
  for (std::size_t n = 0; n < compiler.document.cues.size(); ++n) {
    const CueText& text = compiler.document.cues[n];
    Cue cue = std::move(compiler.map.cues[n]);
    cue.then = text.then.value;
    cue.key = text.key.value;
    cue.folds_guides = text.folds_guides.value;
    cue.by_hand = text.by_hand.value;
    for (const Text& name : text.stages) {
      if (const auto stage = find_stage(compiler, name)) cue.stages.push_back(*stage);
    }
    cue.goes = find_stage(compiler, text.goes);
    if (const auto found = find_name(compiler, compiler.procedures, text.opens, "procedure")) {
      cue.opens = static_cast<ProcedureIndex>(*found);
    }
    if (text.raised_by) cue.raised_by = compile_condition(compiler, *text.raised_by);
    if (!cue.by_hand && !text.raised_by) {
      compiler.problem(ProblemCode::kCueNeverRaised, text.name.span,
                       fmt::format("nothing ever raises the cue `{}`", cue.id),
                       "give it `raised_by`, or let the agent mark it");
    }
    cue.say = compile_phrases(compiler, "cue", cue.id, text.say);
    for (const Text& words : text.heard) cue.heard.push_back(words.value);
    compiler.map.cues[n] = std::move(cue);
  }
}

void compile_verification(Compiler& compiler) {
  if (!compiler.document.verification) return;
  const VerificationText& text = *compiler.document.verification;
  Verification& out = compiler.map.verification;
  find_verification_stage(compiler, text);
  compile_methods(compiler, text);
  out.attempts = static_cast<std::uint8_t>(text.attempts.value);
  out.attempts_per_day = static_cast<std::uint8_t>(text.attempts_per_day.value);
  out.valid_for = text.valid_for.value;
  if (text.lowered_by) {
    for (const auto& why : *text.lowered_by) out.lowered_by[static_cast<int>(why.value)] = true;
  } else {  // the careful default: all but a new request
    out.lowered_by.fill(true);
    out.lowered_by[static_cast<int>(LoweredBy::kNewRequest)] = false;
  }
  out.lowered_by[static_cast<int>(LoweredBy::kOtherCustomer)] = true;  // by no policy off
  if (text.parties) {
    for (const auto& party : *text.parties) out.may_verify[static_cast<int>(party.value)] = true;
  } else {
    out.may_verify[static_cast<int>(Party::kHolder)] = true;
    out.may_verify[static_cast<int>(Party::kAuthorised)] = true;
  }
  for (const NamedText& exception : text.exceptions) {
    out.exceptions.push_back({exception.name.value, exception.label.value, std::nullopt});
  }
}

namespace {

// A contact can always be ended, whatever happened in it.
void check_endings(Compiler& compiler) {
  const auto& endings = compiler.document.endings;
  const auto narrowed = [](const EndingText& each) { return each.when || each.narrowing.given(); };
  if (endings.empty() || !std::ranges::all_of(endings, narrowed)) return;
  compiler.problem(ProblemCode::kNoWayOut, endings[0].name.span,
                   "every ending is offered on some contacts only",
                   "a contact can always be ended: let one ending have no `when` and no `for`");
}

}  // namespace

void compile_outcomes(Compiler& compiler) {
  for (const OutcomeText& text : compiler.document.steps) {
    compiler.map.step_outcomes.push_back(
        {text.name.value, text.label.value, text.key.value, compile_effect(compiler, text.effect)});
  }
  for (const DispositionText& text : compiler.document.dispositions) {
    compiler.map.dispositions.push_back({text.name.value, text.title.value, text.resolves.value,
                                         compile_narrowing(compiler, text.when, text.narrowing)});
  }
  for (const EndingText& text : compiler.document.endings) {
    compiler.map.endings.push_back({text.name.value, text.title.value, text.key.value,
                                    text.no_conversation.value,
                                    compile_narrowing(compiler, text.when, text.narrowing)});
  }
  check_endings(compiler);
  for (const NoteText& text : compiler.document.notes) {
    NoteSection section{.id = text.name.value, .title = text.title.value};
    for (const Text& line : text.lines) {
      if (!line.value.starts_with('$')) {
        for (const FieldIndex field : find_fields(compiler, {line})) {
          section.lines.push_back({.field = field});
        }
      } else if (const auto* source = value_of(kNoteWords, line.value)) {
        section.lines.push_back({.source = *source});
      } else {
        compiler.problem(ProblemCode::kUnknownName, line.span,
                         fmt::format("`{}` is nothing that notes can show", line.value),
                         suggestion(line.value, all_words(kNoteWords)));
      }
    }
    compiler.map.notes.push_back(std::move(section));
  }
}

}  // namespace callmap
