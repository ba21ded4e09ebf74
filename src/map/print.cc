#include "map/print.h"

#include <fmt/format.h>

#include <algorithm>

#include "map/words.h"

namespace callmap {
namespace {

const Signal* find_signal(const CallMap& map, SignalBit bit) {
  // compile describes conditions before the names are indexed.
  if (const Signal* signal = map.signal(bit)) return signal;
  const auto found = std::ranges::find(map.signals, bit, &Signal::bit);
  return found == map.signals.end() ? nullptr : &*found;
}

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n') {
      out += "\\n";
    } else {
      out += c;
    }
  }
  return out + "\"";
}

template <class List, class Say>
std::string joined(const List& list, Say say) {
  std::string out;
  for (const auto& each : list) out += (out.empty() ? "" : ", ") + std::string(say(each));
  return out;
}

class Printer {
 public:
  explicit Printer(const CallMap& map) : map_(map) {}

  std::string print() {
    top();
    people();
    verification();
    for (const Field& each : map_.fields) field(each);
    for (const Signal& each : map_.signals) {
      if (each.kind == Signal::Kind::kFact) {
        line(0, "fact {} {} scope={}", each.id, quoted(each.label), scope(each.scope));
      }
    }
    for (const CardRow& each : map_.card) {
      line(0, "card {} {} class={}", each.id, quoted(each.label), data_class(each.data_class));
    }
    for (const Stage& each : map_.stages) stage(each);
    for (const Action& each : map_.actions) action(each);
    for (const Counter& each : map_.counters) {
      line(0, "counter {} {} limit={} scope={}", each.id, quoted(each.text), each.limit,
           scope(each.scope));
    }
    for (const StepOutcome& each : map_.step_outcomes) {
      line(0, "outcome {} {}{}", each.id, quoted(each.label), key(each.key));
      effect(1, each.effect);
    }
    for (const Procedure& each : map_.procedures) procedure(each);
    for (const Cue& each : map_.cues) cue(each);
    for (const Rule& each : map_.rules) rule(each);
    endings();
    line(0, "bits contact={} request={} system={} segment=[{}]", map_.contact_bits,
         map_.request_bits, map_.system_bits,
         joined(map_.segment_bits, [](std::uint16_t bit) { return fmt::format("{}", bit); }));
    return std::move(out_);
  }

 private:
  template <class... Values>
  void line(int depth, fmt::format_string<Values...> format, Values&&... values) {
    out_.append(static_cast<std::size_t>(depth) * 2, ' ');
    fmt::format_to(std::back_inserter(out_), format, std::forward<Values>(values)...);
    out_ += '\n';
  }
  void text_line(int depth, std::string_view name, std::string_view text) {
    if (!text.empty()) line(depth, "{} {}", name, quoted(text));
  }
  void list_line(int depth, std::string_view name, const std::string& list) {
    if (!list.empty()) line(depth, "{} {}", name, list);
  }
  void condition_line(int depth, std::string_view name, const Condition& condition) {
    if (!condition.is_always()) line(depth, "{} {}", name, to_text(map_, condition));
  }

  static std::string_view data_class(DataClass value) { return word_of(kDataClassWords, value); }
  static std::string_view scope(Scope value) { return word_of(kScopeWords, value); }
  static std::string key(const std::string& key) { return key.empty() ? "" : " key=" + key; }
  std::string needs(SkillSet skills) const {
    std::string out;
    for (std::size_t n = 0; n < map_.skills.size(); ++n) {
      if (!skills.has(static_cast<SkillIndex>(n))) continue;
      out += (out.empty() ? " skills=" : ",") + map_.skills[n].id;
    }
    return out;
  }
  static std::string patience(const std::optional<Duration>& length) {
    return length ? to_string(*length) : "always";
  }
  static std::string takes(Duration length) {
    return length == Duration{} ? "" : " takes=" + to_string(length);
  }
  std::string field_names(const std::vector<FieldIndex>& fields) const {
    return joined(fields, [&](FieldIndex each) { return map_.fields[at(each)].id; });
  }
  std::string checkpoint_names(const std::vector<CheckpointIndex>& checkpoints) const {
    return joined(checkpoints, [&](CheckpointIndex each) { return map_.checkpoints[at(each)].id; });
  }
  std::string signal_names(const std::vector<SignalBit>& bits) const {
    return joined(bits, [&](SignalBit bit) { return find_signal(map_, bit)->id; });
  }
  std::string counter_names(const std::vector<CounterIndex>& counters) const {
    return joined(counters, [&](CounterIndex each) { return map_.counters[at(each)].id; });
  }

  void top() {
    line(0, "map {} {}", map_.id, quoted(map_.title));
    line(0, "digest {}", map_.digest);
    const auto itself = [](const std::string& text) { return text; };
    line(0, "language {} of {}", map_.language, joined(map_.languages, itself));
    list_line(0, "channels", joined(map_.channels, itself));
    list_line(0, "products", joined(map_.products, itself));
    for (const LineCalled& each : map_.lines) {
      line(0, "line {} {} {}{}{}", each.id, quoted(each.title), each.number,
           each.team ? " team=" + map_.teams[at(*each.team)].id : "", needs(each.skills));
      if (each.skills_for != map_.skills_for) {
        line(1, "skills_for {}", patience(each.skills_for));
      }
    }
    for (const auto& [name, value] : map_.constants) line(0, "slot {} {}", name, quoted(value));
    if (map_.callback_field) {
      line(0, "callback_number {}", map_.fields[at(*map_.callback_field)].id);
    }
    if (map_.tip_field) line(0, "tip {}", map_.fields[at(*map_.tip_field)].id);
    if (map_.urgency_field) line(0, "urgency {}", map_.fields[at(*map_.urgency_field)].id);
  }

  // Hours, teams, what travels between them, how dropped calls are called back.
  void people() {
    for (const OpenHours& each : map_.hours) open_hours(each);
    for (const Team& each : map_.teams) team(each);
    if (!map_.skills.empty()) line(0, "skills_for {}", patience(map_.skills_for));
    for (const Skill& each : map_.skills) line(0, "skill {} {}", each.id, quoted(each.label));
    for (std::size_t n = 0; n < map_.channels.size(); ++n) {
      if (map_.capacity[n] > 1) line(0, "capacity {} {}", map_.channels[n], map_.capacity[n]);
    }
    if (!map_.handoff.package.empty()) handoff();
    if (map_.callback.attempts > 0) callback();
    if (map_.recording.field) recording();
    if (map_.hold.promise > Duration{}) {
      line(0, "hold promise={}", to_string(map_.hold.promise));
      line(1, "back");
      phrases(2, map_.hold.back);
    }
    if (map_.emergency) line(0, "emergency {}", find_signal(map_, *map_.emergency)->id);
    if (map_.unhurried) line(0, "unhurried {}", find_signal(map_, *map_.unhurried)->id);
  }

  void recording() {
    const Field& field = map_.fields[at(*map_.recording.field)];
    const auto id = [&](ChoiceIndex choice) { return field.choices[at(choice)].id; };
    line(0, "recording {} on={} paused={}", field.id, id(map_.recording.on),
         joined(map_.recording.paused, id));
  }

  void open_hours(const OpenHours& hours) {
    line(0, "hours {} zone={}", hours.id, hours.zone);
    const auto say = [](const OpenHours::Span& span) {
      return fmt::format("{:02}:{:02}-{:02}:{:02}", span.from / 60, span.from % 60, span.to / 60,
                         span.to % 60);
    };
    for (const auto& [word, day] : kDayWords) {
      list_line(1, word, joined(hours.days[static_cast<std::size_t>(day)], say));
    }
    list_line(1, "closed", joined(hours.closed, [](const std::string& date) { return date; }));
  }

  void team(const Team& team) {
    line(0, "team {} {}{}{}{}{}{}", team.id, quoted(team.title),
         team.hours ? " hours=" + map_.hours[at(*team.hours)].id : "", team.blind ? " blind" : "",
         team.outside ? fmt::format(" outside reads={}", data_class(team.reads)) : "",
         team.number.empty() ? "" : " number=" + team.number, needs(team.skills));
    text_line(1, "handles", team.handles);
  }

  void handoff() {
    const auto name = [&](const PackageItem& item) -> std::string {
      if (item.source == PackageItem::Source::kField) return map_.fields[at(item.field)].id;
      return std::string(word_of(kPackageWords, item.source));
    };
    const HandoffPolicy& policy = map_.handoff;
    line(0, "handoff timeout={}{}{}", to_string(policy.timeout),
         policy.story ? " story=" + map_.fields[at(*policy.story)].id : "",
         policy.team ? " team=" + map_.fields[at(*policy.team)].id : "");
    list_line(1, "package", joined(policy.package, name));
    if (policy.draft.empty()) return;
    line(1, "draft");
    phrases(2, policy.draft);
  }

  void callback() {
    const CallbackPolicy& policy = map_.callback;
    line(
        0, "callback attempts={} after={}{}{}{}", policy.attempts,
        joined(policy.after, [](Duration each) { return to_string(each); }),
        policy.hours ? " hours=" + map_.hours[at(*policy.hours)].id : "",
        policy.customer_hours ? " customer_hours=" + map_.hours[at(*policy.customer_hours)].id : "",
        policy.team ? " team=" + map_.teams[at(*policy.team)].id : "");
    const std::pair<std::string_view, const std::vector<PhraseIndex>&> parts[] = {
        {"greeting", policy.greeting},
        {"right_party", policy.right_party},
        {"voicemail", policy.voicemail}};
    for (const auto& [title, say] : parts) {
      if (say.empty()) continue;
      line(1, "{}", title);
      phrases(2, say);
    }
  }

  void effect(int depth, const Effect& effect) {
    list_line(depth, "sets", signal_names(effect.set));
    list_line(depth, "clears", signal_names(effect.clear));
    list_line(depth, "counts", counter_names(effect.count));
    list_line(depth, "resets", counter_names(effect.reset));
  }

  void phrases(int depth, const std::vector<PhraseIndex>& say) {
    for (const PhraseIndex index : say) {
      const Phrase& phrase = map_.phrases[at(index)];
      line(depth, "say {} {}{}", phrase.id, quoted(to_text(phrase)),
           phrase.verbatim ? " verbatim" : "");
      list_line(depth + 1, "covers", checkpoint_names(phrase.covers));
      list_line(depth + 1, "asks", field_names(phrase.asks));
      condition_line(depth + 1, "when", phrase.when);
    }
  }

  void verification() {
    const Verification& all = map_.verification;
    if (!all.stage) return;
    line(0, "verification at {} attempts={} a_day={} for={}", map_.stages[at(*all.stage)].id,
         all.attempts, all.attempts_per_day,
         all.valid_for == Duration{} ? "contact" : to_string(all.valid_for));
    std::string lowered;
    for (const auto& [word, value] : kLoweredByWords) {
      if (all.lowered_by[static_cast<std::size_t>(value)]) lowered += " " + std::string(word);
    }
    line(1, "lowered_by{}", lowered);
    std::string parties;
    for (const auto& [word, value] : kPartyWords) {
      if (all.may_verify[static_cast<std::size_t>(value)]) parties += " " + std::string(word);
    }
    line(1, "parties{}", parties);
    for (const Method& each : all.methods) {
      line(1, "method {} {} opens={}{}", each.id, quoted(each.title),
           word_of(kLevelWords, each.opens), each.attested ? " attested" : "");
      text_line(2, "ask", each.ask);
      for (const AnswerItem& item : each.items) {
        line(2, "compares {} {} form={} length={}-{}", item.id, quoted(item.label),
             word_of(kNormaliseWords, item.normalise), item.length_min, item.length_max);
      }
      phrases(2, each.say);
    }
    for (const Choice& each : all.exceptions) {
      line(1, "exception {} {}", each.id, quoted(each.label));
    }
  }

  void field(const Field& field) {
    line(0, "field {} {} type={} class={} scope={}{}", field.id, quoted(field.label),
         word_of(kFieldTypeWords, field.type), data_class(field.data_class), scope(field.scope),
         field.is_reason ? " reason" : "");
    text_line(1, "hint", field.hint);
    for (std::size_t n = 0; n < field.choices.size(); ++n) {
      const bool first = field.first && at(*field.first) == n;
      line(1, "choice {} {}{}{}{}", field.choices[n].id, quoted(field.choices[n].label),
           first ? " first" : "", field.choices[n].bit ? " read" : "",
           field.is_reason ? needs(map_.reason_skills[n]) : "");
    }
    condition_line(1, "applies", field.applies);
  }

  void stage(const Stage& stage) {
    line(0, "stage {} {}{}{}", stage.id, quoted(stage.title),
         stage.usual == Duration{} ? "" : " usual=" + to_string(stage.usual),
         stage.completes_on_offer ? " completes_on_offer" : "");
    text_line(1, "goal", stage.goal);
    phrases(1, stage.say);
    for (const CheckpointIndex index : stage.checkpoints) checkpoint(map_.checkpoints[at(index)]);
    list_line(1, "document", field_names(stage.document));
    list_line(1, "after_call", field_names(stage.document_after_call));
    list_line(1, "actions",
              joined(stage.actions, [&](ActionIndex each) { return map_.actions[at(each)].id; }));
    for (const Link& each : stage.links) line(1, "link {} {}", quoted(each.title), each.url);
  }

  void checkpoint(const Checkpoint& checkpoint) {
    const bool gate = checkpoint.strength == Strength::kGate;
    line(1, "checkpoint {} {} {}{} scope={}{}", checkpoint.id, quoted(checkpoint.text),
         word_of(kStrengthWords, checkpoint.strength),
         gate ? fmt::format(" guards={}", word_of(kGuardWords, checkpoint.guards)) : "",
         scope(checkpoint.scope), checkpoint.ask_why ? " ask_why" : "");
    text_line(2, "prompt", checkpoint.prompt);
    if (!checkpoint.plain) condition_line(2, "met_by", checkpoint.met_by);
    condition_line(2, "applies", checkpoint.applies);
    text_line(2, "because", checkpoint.because);
  }

  void action(const Action& action) {
    line(0, "action {} {} class={}{}", action.id, quoted(action.text),
         data_class(action.data_class), takes(action.takes));
    list_line(1, "shows", joined(action.shows, [](const std::string& each) { return each; }));
    text_line(1, "next_step", action.next_step);
    phrases(1, action.say);
    condition_line(1, "applies", action.applies);
    effect(1, action.effect);
  }

  std::string target(const Procedure& procedure, Target target) const {
    return target.is_end ? "end " + procedure.ends[at(target.end)].id
                         : procedure.steps[at(target.step)].id;
  }

  void procedure(const Procedure& procedure) {
    line(0, "procedure {} {}{} class={} height={} start={}{}", procedure.id,
         quoted(procedure.title), key(procedure.key), data_class(procedure.data_class),
         procedure.height,
         procedure.steps.empty() ? "nothing" : procedure.steps[at(procedure.start)].id,
         procedure.escalates ? " escalates" : "");
    text_line(1, "notice", procedure.notice);
    text_line(1, "why", procedure.why);
    condition_line(1, "applies", procedure.applies);
    for (const Step& each : procedure.steps) step(procedure, each);
    for (const ProcedureEnd& each : procedure.ends) {
      const std::string_view result = word_of(kEndResultWords, each.result);
      line(1, "end {} {} goes={}{}{}", each.id, quoted(each.text), goes(each),
           result.empty() ? "" : " result=", result);
      text_line(2, "tip", each.tip);
      effect(2, each.effect);
    }
  }

  void step(const Procedure& procedure, const Step& step) {
    const std::string subject = step.action ? " " + map_.actions[at(*step.action)].id
                                : step.call ? " " + map_.procedures[at(*step.call)].id
                                            : "";
    const std::string again =
        step.retests ? " retests " + procedure.steps[at(*step.retests)].id : std::string();
    line(1, "step {} {}{}{} {}{}{}", step.id, word_of(kStepKindWords, step.kind), subject, again,
         quoted(step.text), takes(step.takes), step.to == StepTo::kCustomer ? " to=customer" : "");
    text_line(2, "help", step.help);
    text_line(2, "next_step", step.next_step);
    for (const std::string& each : step.unclear) line(2, "unclear {}", quoted(each));
    for (const Link& each : step.links) line(2, "link {} {}", quoted(each.title), each.url);
    phrases(2, step.say);
    list_line(2, "document", field_names(step.document));
    list_line(2, "covers", checkpoint_names(step.covers));
    list_line(2, "consults",
              joined(step.consults, [&](TeamIndex team) { return map_.teams[at(team)].id; }));
    effect(2, step.effect);
    for (const Answer& each : step.answers) {
      const std::string loop = each.loop ? fmt::format(", {} times, then {}", each.loop->most,
                                                       target(procedure, each.loop->after))
                                         : std::string();
      line(2, "answer {} {} -> {}{}{}", each.id, quoted(each.label), target(procedure, each.target),
           loop,
           each.outcome ? " outcome=" + map_.step_outcomes[at(*each.outcome)].id : std::string());
      effect(3, each.effect);
    }
  }

  void cue(const Cue& cue) {
    line(0, "cue {} {}{}{}{}", cue.id, quoted(cue.notice), key(cue.key),
         cue.folds_guides ? " folds_guides" : "", cue.by_hand ? " by_hand" : "");
    list_line(1, "stages",
              joined(cue.stages, [&](StageIndex each) { return map_.stages[at(each)].id; }));
    text_line(1, "then", cue.then);
    phrases(1, cue.say);
    if (cue.opens) line(1, "opens {}", map_.procedures[at(*cue.opens)].id);
    if (cue.goes) line(1, "goes {}", map_.stages[at(*cue.goes)].id);
    if (cue.raised_by != Condition::never()) {
      line(1, "raised_by {}", to_text(map_, cue.raised_by));
    }
    list_line(1, "heard", joined(cue.heard, quoted));
  }

  std::string end_name(std::uint16_t number) const {
    for (const Procedure& each : map_.procedures) {
      const auto end = std::ranges::find(each.ends, number, &ProcedureEnd::number);
      if (end != each.ends.end()) return each.id + "." + end->id;
    }
    return {};
  }

  std::string goes(const ProcedureEnd& end) const {
    if (end.goes == EndGoes::kStage) return "stage " + map_.stages[at(end.stage)].id;
    if (end.procedure) return "procedure " + map_.procedures[at(*end.procedure)].id;
    const std::string team = end.team ? " " + map_.teams[at(*end.team)].id : "";
    return std::string(word_of(kEndGoesWords, end.goes)) + team;
  }

  std::string trigger(Trigger trigger) const {
    const std::size_t n = trigger.index;
    switch (trigger.kind) {
      case Trigger::Kind::kLeaveStage: return "leave " + map_.stages[n].id;
      case Trigger::Kind::kAction: return "action " + map_.actions[n].id;
      case Trigger::Kind::kDisclose:
        return fmt::format("disclose {}", word_of(kLevelWords, static_cast<Level>(n)));
      case Trigger::Kind::kProcedure: return "procedure " + map_.procedures[n].id;
      case Trigger::Kind::kTick: return "tick " + map_.checkpoints[n].id;
      case Trigger::Kind::kFill: return "fill " + map_.fields[n].id;
      case Trigger::Kind::kEnd: return "end " + end_name(trigger.index);
      case Trigger::Kind::kGoes:
        return fmt::format("goes {}", word_of(kEndGoesWords, static_cast<EndGoes>(n)));
      case Trigger::Kind::kHandOverTo: return "hand_over " + map_.teams[n].id;
      case Trigger::Kind::kHandOver:
      case Trigger::Kind::kConsult:
      case Trigger::Kind::kDrop:
      case Trigger::Kind::kUnreached:
      case Trigger::Kind::kSegment:
      case Trigger::Kind::kResolve:
      case Trigger::Kind::kDispose:
      case Trigger::Kind::kFinish: return std::string(word_of(kMomentWords, trigger.kind));
    }
    return {};
  }

  void rule(const Rule& rule) {
    static constexpr std::array kKinds = {
        Word{"needs", RuleKind::kNeeds}, Word{"owes", RuleKind::kOwes},
        Word{"never while", RuleKind::kNever}, Word{"at most", RuleKind::kAtMost}};
    std::string asked = to_text(map_, rule.condition);
    if (rule.kind == RuleKind::kAtMost) {
      asked = fmt::format("{} of {}", rule.at_most,
                          rule.counter ? map_.counters[at(*rule.counter)].id : "nothing");
    }
    if (rule.kind == RuleKind::kOwes) {
      asked += rule.before == OwedBefore::kWithin
                   ? " within " + to_string(rule.within)
                   : fmt::format(" before {}", word_of(kBeforeWords, rule.before));
      if (rule.channel) asked += fmt::format(" {}", word_of(kPromiseChannelWords, *rule.channel));
    }
    line(0, "rule {} {}: {} {} {}{}", rule.id, word_of(kStrengthWords, rule.strength),
         trigger(rule.trigger), word_of(kKinds, rule.kind), asked,
         rule.checkpoint ? " (checkpoint)"
         : rule.lead     ? " (lead)"
                         : "");
    text_line(1, "says", rule.sentence);
    text_line(1, "because", rule.because);
    condition_line(1, "applies", rule.applies);
  }

  void endings() {
    for (const Disposition& each : map_.dispositions) {
      line(0, "disposition {} {}{}", each.id, quoted(each.title), each.resolves ? " resolves" : "");
      condition_line(1, "when", each.applies);
    }
    for (const Ending& each : map_.endings) {
      line(0, "ending {} {}{}{}", each.id, quoted(each.title), key(each.key),
           each.no_conversation ? " no_conversation" : "");
      condition_line(1, "when", each.applies);
    }
    for (const NoteSection& each : map_.notes) {
      const auto name = [&](const NoteLine& note) -> std::string {
        if (note.source == NoteLine::Source::kField) return map_.fields[at(note.field)].id;
        return std::string(word_of(kNoteWords, note.source));
      };
      line(0, "note {} {}: {}", each.id, quoted(each.title), joined(each.lines, name));
    }
  }

  const CallMap& map_;
  std::string out_;
};

}  // namespace

std::string print(const CallMap& map) {
  return Printer(map).print();
}

std::string to_text(const CallMap& map, const Condition& condition) {
  if (condition.clauses.empty()) return "never";
  if (condition.is_always()) return "always";
  std::string out;
  for (const Clause& clause : condition.clauses) {
    std::string all;
    for (const Literal& literal : clause.literals) {
      const Signal* signal = find_signal(map, literal.signal);
      all += fmt::format("{}{}{}", all.empty() ? "" : " and ", literal.positive ? "" : "not ",
                         signal == nullptr ? "?" : signal->id);
    }
    const bool brackets = condition.clauses.size() > 1 && clause.literals.size() > 1;
    out += fmt::format("{}{}", out.empty() ? "" : " or ", brackets ? "(" + all + ")" : all);
  }
  return out;
}

std::string describe(const CallMap& map, const Condition& condition) {
  if (condition.clauses.empty()) return "nothing can";
  std::string out;
  for (const Clause& clause : condition.clauses) {
    std::string all;
    for (const Literal& literal : clause.literals) {
      const Signal* signal = find_signal(map, literal.signal);
      all += fmt::format("{}{}{}", all.empty() ? "" : ", ", literal.positive ? "" : "not ",
                         signal == nullptr ? "?" : signal->label);
    }
    out += (out.empty() ? "" : ", or: ") + all;
  }
  return out;
}

std::string to_text(const Phrase& phrase) {
  std::string out;
  for (const PhrasePart& part : phrase.parts) {
    if (part.kind == PhrasePart::Kind::kWords) {
      for (const char c : part.text) {
        out += c;
        if (c == '{' || c == '}') out += c;
      }
    } else {
      out += fmt::format("{{{}{}{}}}", part.text, part.fallback.empty() ? "" : "|", part.fallback);
    }
  }
  return out;
}

}  // namespace callmap
