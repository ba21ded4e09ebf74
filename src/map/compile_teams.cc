// Hours, teams, capacity, the handoff package, the callback policy, and what an emergency lifts.
#include <algorithm>

#include "map/compiler.h"
#include "map/open_hours.h"

namespace callmap {
namespace {

std::optional<HoursIndex> find_hours(Compiler& compiler, const Text& name) {
  const auto found = find_name(compiler, compiler.hours, name, "hours set");
  if (!found) return std::nullopt;
  return static_cast<HoursIndex>(*found);
}

void check_zone(Compiler& compiler, const Text& zone) {
  if (zone.value.empty() || is_zone(zone.value)) return;
  compiler.problem(ProblemCode::kUnknownZone, zone.span,
                   fmt::format("there is no time zone `{}`", zone.value), zone_hint(zone.value));
}

// The spans of one day in order, each after the one before.
std::vector<OpenHours::Span> compile_day(Compiler& compiler,
                                         std::vector<Given<OpenHours::Span>> written) {
  std::ranges::stable_sort(written, {}, [](const auto& each) { return each.value.from; });
  std::vector<OpenHours::Span> out;
  for (const auto& each : written) {
    if (!out.empty() && each.value.from < out.back().to) {
      compiler.problem(ProblemCode::kHoursOverlap, each.span, "two of these hours overlap",
                       "write them as one");
      continue;
    }
    out.push_back(each.value);
  }
  return out;
}

void compile_hours(Compiler& compiler, const HoursText& text) {
  OpenHours hours{.id = text.name.value, .zone = text.zone.value};
  check_zone(compiler, text.zone);
  for (std::size_t n = 0; n < text.days.size(); ++n) {
    hours.days[n] = compile_day(compiler, text.days[n]);
  }
  if (!text.has_days) {
    compiler.problem(ProblemCode::kNeverOpen, text.name.span,
                     fmt::format("the hours `{}` are never open", text.name.value),
                     "give at least one day its hours: `monday: \"09:00-17:00\"`");
  }
  if (text.closed.size() > kClosedDaysMax) {
    compiler.problem(ProblemCode::kTooMany, text.closed[kClosedDaysMax].span,
                     fmt::format("more than {} closed days", kClosedDaysMax));
  }
  for (const Text& date : text.closed) {
    if (!is_date(date.value)) {
      compiler.problem(ProblemCode::kBadDate, date.span, fmt::format("`{}` is no date", date.value),
                       "write year, month and day: `2026-12-25`");
    }
    hours.closed.push_back(date.value);
  }
  compiler.map.hours.push_back(std::move(hours));
}

// A team whose people are on this system.
std::optional<TeamIndex> find_own_team(Compiler& compiler, const Text& name,
                                       std::string_view to_do) {
  const auto found = find_name(compiler, compiler.teams, name, "team");
  if (!found) return std::nullopt;
  if (compiler.map.teams[*found].outside) {
    compiler.problem(ProblemCode::kTeamOutside, name.span,
                     fmt::format("`{}`, which is outside, cannot {}", name.value, to_do),
                     "name a team of your own");
  }
  return static_cast<TeamIndex>(*found);
}

SkillSet find_skills(Compiler& compiler, const Texts& names) {
  SkillSet out;
  for (const Text& name : names) {
    const auto found = find_name(compiler, compiler.skills, name, "skill");
    if (found) out.add(static_cast<SkillIndex>(*found));
  }
  return out;
}

// How long skills are waited for is never left to be guessed.
void compile_skills(Compiler& compiler) {
  const Document& document = compiler.document;
  for (const NamedText& text : document.skills) {
    compiler.map.skills.push_back({text.name.value, text.label.value});
  }
  if (!document.skills.empty() && !document.skills_for.given()) {
    compiler.problem(ProblemCode::kMissingKey, document.skills.front().name.span,
                     "there are `skills` and no `skills_for`",
                     "say after how long anybody of the team may take a contact: `skills_for: "
                     "2m`, or `always`");
  }
  if (document.skills.empty() && document.skills_for.given()) {
    compiler.problem(ProblemCode::kKeyNotHere, document.skills_for.span,
                     "there is a `skills_for` and no `skills`");
  }
  const SkillsForText& text = document.skills_for;
  if (text.given() && !text.always) compiler.map.skills_for = text.time;
  for (const ReasonText& reason : document.reasons) {
    compiler.map.reason_skills.push_back(find_skills(compiler, reason.skills));
  }
}

void compile_lines(Compiler& compiler) {
  for (std::size_t n = 0; n < compiler.document.lines.size(); ++n) {
    const LineText& text = compiler.document.lines[n];
    LineCalled& line = compiler.map.lines[n];
    line.skills = find_skills(compiler, text.skills);
    line.skills_for = compiler.map.skills_for;
    if (text.skills_for.given()) {
      line.skills_for = text.skills_for.always ? std::nullopt : std::optional(text.skills_for.time);
    }
    const Text& name = text.team;
    const auto found = find_name(compiler, compiler.teams, name, "team");
    if (!found) continue;
    line.team = static_cast<TeamIndex>(*found);
    if (!compiler.map.teams[*found].outside) continue;
    compiler.problem(ProblemCode::kTeamOutside, name.span,
                     fmt::format("contacts cannot wait for `{}`, which is outside", name.value),
                     "name a team of your own: it hands over to them");
  }
}

void compile_capacity(Compiler& compiler) {
  compiler.map.capacity.assign(compiler.map.channels.size(), 1);
  for (const CapacityText& text : compiler.document.capacity) {
    const auto found = find_name(compiler, compiler.channels, text.channel, "channel");
    if (found) compiler.map.capacity[*found] = static_cast<std::uint8_t>(text.most.value);
  }
}

void compile_package(Compiler& compiler, const HandoffText& text) {
  CallMap& map = compiler.map;
  if (text.package.size() > kPackageMax) {
    compiler.problem(ProblemCode::kTooMany, text.package[kPackageMax].span,
                     fmt::format("more than {} things travel with a handoff", kPackageMax));
  }
  for (const Text& name : text.package) {
    if (name.value.starts_with('$')) {
      if (const auto* source = value_of(kPackageWords, name.value)) {
        map.handoff.package.push_back({.source = *source});
      } else {
        compiler.problem(ProblemCode::kUnknownName, name.span,
                         fmt::format("`{}` is nothing that can travel", name.value),
                         suggestion(name.value, all_words(kPackageWords)));
      }
      continue;
    }
    for (const FieldIndex field : find_fields(compiler, {name})) {
      compiler.fields_asked[at(field)] = true;  // the handoff asks for it
      const Field& packed = map.fields[at(field)];
      const SignalBit none = new_bit(map, Space::kRequest);
      map.signals.push_back({Signal::Kind::kNoneGiven, none, packed.id + " none",
                             packed.label + ": none, because …", static_cast<std::uint16_t>(field),
                             Scope::kRequest});
      map.handoff.package.push_back({.field = field, .none = none});
    }
  }
}

void compile_story(Compiler& compiler, const Text& name) {
  const auto found = find_shared(compiler, name, Signal::Kind::kField);
  if (!found) return;
  const Field& field = compiler.map.fields[*found];
  compiler.map.handoff.story = static_cast<FieldIndex>(*found);
  if (field.type != FieldType::kText && field.type != FieldType::kLine) {
    compiler.problem(ProblemCode::kWrongKind, name.span,
                     fmt::format("the field `{}` holds no sentences", field.id),
                     "give it `type: text`");
  }
  const auto packed = [&](const PackageItem& item) {
    return item.source == PackageItem::Source::kField && at(item.field) == *found;
  };
  if (std::ranges::any_of(compiler.map.handoff.package, packed)) return;
  compiler.problem(ProblemCode::kStoryNotPacked, name.span,
                   fmt::format("the story `{}` does not travel", field.id),
                   "name it under `package`");
}

// The choice field whose values are teams.
void compile_team_field(Compiler& compiler, const Text& name) {
  const auto found = find_shared(compiler, name, Signal::Kind::kField);
  if (!found) return;
  const Field& field = compiler.map.fields[*found];
  compiler.map.handoff.team = static_cast<FieldIndex>(*found);
  if (field.type != FieldType::kChoice) {
    compiler.problem(ProblemCode::kWrongKind, name.span,
                     fmt::format("the field `{}` names no team", field.id),
                     "give it `type: choice`, its choices named as the teams");
    return;
  }
  std::vector<std::string_view> known;
  for (const auto& [each, index] : compiler.teams) known.push_back(each);
  for (const Choice& choice : field.choices) {
    if (compiler.teams.contains(choice.id)) continue;
    compiler.problem(
        ProblemCode::kUnknownName, name.span,
        fmt::format("the choice `{}` of the field `{}` is no team", choice.id, field.id),
        suggestion(choice.id, known));
  }
}

void check_length(Compiler& compiler, std::string_view key, const Given<Duration>& length,
                  Duration least, Duration most, std::string hint) {
  if (length.value >= least && length.value <= most) return;
  compiler.problem(ProblemCode::kOutOfRange, length.span,
                   fmt::format("`{}` must be between {} and {}, not {}", key, to_string(least),
                               to_string(most), to_string(length.value)),
                   std::move(hint));
}

// Phrases that say nothing of the account, for whoever hears or reads them may be anybody.
std::vector<PhraseIndex> compile_public_phrases(Compiler& compiler, std::string_view of,
                                                const std::string& part,
                                                const std::vector<PhraseText>& texts,
                                                const std::string& why) {
  std::vector<PhraseIndex> out =
      compile_phrases(compiler, "phrase", fmt::format("{}.{}", of, part), texts);
  for (std::size_t n = 0; n < out.size(); ++n) {
    for (const PhrasePart& slot : compiler.map.phrases[at(out[n])].parts) {
      if (slot.data_class == DataClass::kPublic) continue;
      compiler.problem(ProblemCode::kClassTooLow, texts[n].text.span,
                       fmt::format("a phrase of `{}` has `{{{}}}`, which is {} data", part,
                                   slot.text, word_of(kDataClassWords, slot.data_class)),
                       why + ": use public fields alone");
    }
  }
  return out;
}

void compile_draft(Compiler& compiler, const HandoffText& text) {
  compiler.map.handoff.draft =
      compile_public_phrases(compiler, "handoff", "draft", text.draft,
                             "the story has no sight of its own, whoever reads it");
  if (text.draft.empty() || !text.story.value.empty()) return;
  compiler.problem(ProblemCode::kStoryNotPacked, text.span,
                   "`draft` says what the story is made of, and there is no `story`",
                   "name the field that holds it: `story: handoff_story`");
}

// A fact that lasts for the contact.
std::optional<SignalBit> find_lasting(Compiler& compiler, const Text& name, std::string_view why) {
  const auto found = find_shared(compiler, name, Signal::Kind::kFact);
  if (!found) return std::nullopt;
  if (compiler.document.facts[*found].scope.value == Scope::kContact) {
    return compiler.shared.find(name.value)->second.bit;
  }
  compiler.problem(ProblemCode::kWrongScope, name.span,
                   fmt::format("the fact `{}` does not last for the contact", name.value),
                   fmt::format("{}: give it `scope: contact`", why));
  return std::nullopt;
}

std::optional<ChoiceIndex> find_choice(Compiler& compiler, const Field& field, const Text& name) {
  if (name.value.empty()) return std::nullopt;  // reported before
  std::vector<std::string_view> known;
  for (std::size_t n = 0; n < field.choices.size(); ++n) {
    if (field.choices[n].id == name.value) return static_cast<ChoiceIndex>(n);
    known.push_back(field.choices[n].id);
  }
  compiler.problem(ProblemCode::kUnknownName, name.span,
                   fmt::format("the field `{}` has no choice `{}`", field.id, name.value),
                   suggestion(name.value, known));
  return std::nullopt;
}

// The days of a week, whatever is closed for a holiday.
bool has_spans(const OpenHours& hours) {
  return std::ranges::any_of(hours.days, [](const auto& day) { return !day.empty(); });
}

// In winter and in summer: the customer's clock may be that of the hours, and then a map whose two
// sets of hours never meet would never call anybody back.
void check_both_open(Compiler& compiler, const CallbackPolicy& policy, Span place) {
  if (!policy.hours || !policy.customer_hours) return;
  OpenHours ours = compiler.map.hours[at(*policy.hours)];
  OpenHours theirs = compiler.map.hours[at(*policy.customer_hours)];
  const bool sound =
      is_zone(ours.zone) && is_zone(theirs.zone) && has_spans(ours) && has_spans(theirs);
  if (!sound) return;  // reported before
  ours.closed.clear();
  theirs.closed.clear();
  constexpr Instant kWinter{1'767'571'200'000}, kSummer{1'783'296'000'000};  // of 2026, Mondays
  for (const Instant from : {kWinter, kSummer}) {
    if (next_both_open(ours, theirs, theirs.zone, from)) continue;
    compiler.problem(
        ProblemCode::kNeverOpen, place,
        fmt::format("the hours `{}` and `{}` are never open at the same time", ours.id, theirs.id),
        "nobody would ever be called back: let the two meet for a while each week");
    return;
  }
}

void lift(Rule& rule, SignalBit emergency) {
  using Kind = Trigger::Kind;
  const Kind kind = rule.trigger.kind;
  const bool way = kind == Kind::kLeaveStage || kind == Kind::kHandOver ||
                   kind == Kind::kHandOverTo || kind == Kind::kConsult || kind == Kind::kEnd;
  if (!way || rule.strength != Strength::kGate || rule.kind == RuleKind::kOwes) return;
  rule.applies = without(rule.applies, emergency);
}

}  // namespace

void compile_teams(Compiler& compiler) {
  for (const HoursText& text : compiler.document.hours) compile_hours(compiler, text);
  for (const TeamText& text : compiler.document.teams) {
    compiler.map.teams.push_back({.id = text.name.value,
                                  .title = text.title.value,
                                  .handles = text.handles.value,
                                  .outside = text.outside.value,
                                  .number = text.number.value,
                                  .blind = text.blind.value,
                                  .reads = text.reads.value,
                                  .hours = find_hours(compiler, text.hours),
                                  .skills = find_skills(compiler, text.skills)});
  }
  compile_skills(compiler);
  compile_lines(compiler);
  compile_capacity(compiler);
}

void compile_handoff(Compiler& compiler) {
  if (!compiler.document.handoff) return;
  const HandoffText& text = *compiler.document.handoff;
  if (compiler.document.teams.empty()) {
    compiler.problem(ProblemCode::kNoTeams, text.span, "there is a `handoff` and no `teams`",
                     "name the teams that a contact can be handed to");
  }
  compile_package(compiler, text);
  compile_story(compiler, text.story);
  compile_draft(compiler, text);
  compile_team_field(compiler, text.team);
  if (!text.timeout.given()) return;
  compiler.map.handoff.timeout = text.timeout.value;
  check_length(compiler, "timeout", text.timeout, kHandoffTimeoutMin, kHandoffTimeoutMax,
               "an offer that nobody takes goes back to whoever made it");
}

void compile_callback(Compiler& compiler) {
  if (!compiler.document.callback) return;
  const CallbackText& text = *compiler.document.callback;
  CallbackPolicy& policy = compiler.map.callback;
  policy.attempts = static_cast<std::uint8_t>(text.attempts.value);
  for (const Given<Duration>& each : text.after) policy.after.push_back(each.value);
  if (!policy.after.empty() && policy.after.size() != policy.attempts) {
    compiler.problem(ProblemCode::kCallbackShape, text.attempts.span,
                     fmt::format("`attempts` is {} and `after` has {} distances", policy.attempts,
                                 policy.after.size()),
                     "give each attempt its distance: the first from the drop, each further one "
                     "from the attempt before");
  }
  policy.hours = find_hours(compiler, text.hours);
  policy.customer_hours = find_hours(compiler, text.customer_hours);
  check_both_open(compiler, policy, text.customer_hours.span);
  policy.team = find_own_team(compiler, text.team, "make calls back");
  const auto phrases = [&](const std::string& part, const std::vector<PhraseText>& texts) {
    return compile_public_phrases(compiler, "callback", part, texts,
                                  "anybody may answer or hear it later");
  };
  auto greeting = phrases("greeting", text.greeting);
  auto right_party = phrases("right_party", text.right_party);
  auto voicemail = phrases("voicemail", text.voicemail);
  policy.greeting = std::move(greeting);
  policy.right_party = std::move(right_party);
  policy.voicemail = std::move(voicemail);
}

void compile_recording(Compiler& compiler) {
  if (!compiler.document.recording) return;
  const RecordingText& text = *compiler.document.recording;
  const auto found = find_shared(compiler, text.field, Signal::Kind::kField);
  if (!found) return;
  const Field& field = compiler.map.fields[*found];
  if (field.type != FieldType::kChoice) {
    compiler.problem(ProblemCode::kWrongKind, text.field.span,
                     fmt::format("the field `{}` is no choice", field.id),
                     "give it `type: choice`, with a choice for on and one for paused");
    return;
  }
  if (field.scope != Scope::kContact) {
    compiler.problem(ProblemCode::kWrongScope, text.field.span,
                     fmt::format("the field `{}` does not last for the contact", field.id),
                     "a recording stays paused when somebody else goes on: give it `scope: "
                     "contact`");
  }
  RecordingPolicy policy{.field = static_cast<FieldIndex>(*found)};
  if (const auto on = find_choice(compiler, field, text.on)) policy.on = *on;
  for (const Text& each : text.paused) {
    const auto paused = find_choice(compiler, field, each);
    if (!paused) continue;
    policy.paused.push_back(*paused);
    if (each.value != text.on.value) continue;
    compiler.problem(ProblemCode::kNameTwice, each.span,
                     fmt::format("the choice `{}` is both `on` and `paused`", each.value),
                     "name the choice with which nothing is recorded");
  }
  if (!policy.paused.empty()) compiler.map.recording = std::move(policy);
}

void compile_hold(Compiler& compiler) {
  if (!compiler.document.hold) return;
  const HoldText& text = *compiler.document.hold;
  compiler.map.hold = {.promise = text.promise.value,
                       .back = compile_phrases(compiler, "phrase", "hold.back", text.back)};
  if (!text.promise.given()) return;
  check_length(compiler, "promise", text.promise, kHoldPromiseMin, kHoldPromiseMax,
               "a customer on hold is told after how long you come back to them");
}

void compile_emergency(Compiler& compiler) {
  compiler.map.unhurried =
      find_lasting(compiler, compiler.document.unhurried, "what is said of a person stays true");
  compiler.map.emergency =
      find_lasting(compiler, compiler.document.emergency, "an emergency does not end by itself");
  if (!compiler.map.emergency) return;
  for (Rule& rule : compiler.map.rules) lift(rule, *compiler.map.emergency);
}

}  // namespace callmap
