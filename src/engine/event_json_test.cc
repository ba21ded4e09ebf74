#include "engine/event_json.h"

#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>

#include "engine/event_shape.h"
#include "engine/test_call.h"

namespace callmap {
namespace {

constexpr Instant kAt{1'772'357'400'000};

// One example of every alternative, all members set. A kind that is added to the variant is missed
// by `EveryKindGoesThereAndBack`.
std::vector<EventBody> one_of_each(const CallMap& map) {
  const auto procedure = *map.procedure("wrong_queue");
  const auto step = *map.step(procedure, "confirm");
  return {
      event::Started{
          {"c_1"}, "d1", "7KQ-4MD-9FX", "phone", "billing", "+4420", "en", "basic", SkillSet{2}},
      event::Queued{TeamIndex{1}, 3},
      event::SegmentBegan{{"p_mara"}, TeamIndex{1}, SegmentHow::kCallback},
      event::SegmentEnded{SegmentEnd::kLeft},
      event::Connected{},
      event::Held{},
      event::Unheld{},
      event::Dropped{},
      event::HungUp{"caller"},
      event::LineClosed{"caller"},
      event::StageEntered{*map.stage("resolution")},
      event::Said{*map.phrase("agree")},
      event::Ticked{*map.checkpoint("agreed")},
      event::Unticked{*map.checkpoint("agreed")},
      event::WhyNotGiven{*map.checkpoint("asked"), "no \"time\"\n"},
      event::Filled{*map.field("issue"), "Größer, 🙂", Origin::kHeard, false},
      event::Cleared{*map.field("issue")},
      event::ActionStarted{*map.action("reset")},
      event::ActionFinished{*map.action("reset")},
      event::StepTried{"restarted it", OutcomeIndex{1}},
      event::StepJudged{3, OutcomeIndex{1}},
      event::ProcedureOpened{procedure},
      event::Answered{procedure, step, AnswerIndex{1}},
      event::AskedAgain{procedure, step},
      event::Revisited{procedure, step},
      event::ProcedureLeft{procedure},
      event::CueNoticed{*map.cue("upset")},
      event::CueDismissed{*map.cue("upset")},
      event::PartySpeaks{Party::kMinor},
      event::CustomerChosen{{"u_1"}, "Europe/London"},
      event::Attempted{*map.method("pin"), "ivr", true, true, PassSource::kAttestedBySystem,
                       Level::kSensitive, Instant{5}},
      event::Lowered{LoweredBy::kTransfer},
      event::ExceptionRecorded{ExceptionIndex{}},
      event::RequestOpened{2},
      event::RequestSwitched{1},
      event::TaskAdded{7, "send it", "Back office", Instant{9}, PromiseChannel::kEmail},
      event::TaskRemoved{7, std::uint8_t{1}},
      event::TaskDone{7, "sent"},
      event::TaskPassed{7, "Tomas"},
      event::Disposed{1, DispositionIndex{1}},
      event::Undisposed{1},
      event::Owed{RuleIndex{1}, Instant{8}},
      event::Paid{RuleIndex{1}},
      event::Overdue{RuleIndex{1}},
      event::Refused{"purpose_agreed"},
      event::HandoffDrafted{TeamIndex{1}, HandoffKind::kBlind},
      event::HandoffOffered{Instant{12}},
      event::HandoffAsked{PackageIndex{1}, "which?"},
      event::HandoffReturned{"not ours"},
      event::HandoffAccepted{"Jo"},
      event::HandoffWithdrawn{WithdrawnBy::kHungUp},
      event::NoneGiven{*map.field("issue"), "none"},
      event::CallbackDue{Instant{13}, 2, CallbackHow::kScheduled},
      event::CallbackTried{CallbackOutcome::kVoicemail},
      event::CallbackEnded{CallbackEnd::kCalledIn},
      event::LeadCame{Presence::kMessage, "well done"},
      event::LeadLeft{},
      event::Linked{{"c_2"}, true, {}},
      event::Unlinked{{"c_2"}, {0}},
      event::RecordingAsked{true},
      event::RecordingSeen{true},
      event::ConsultAsked{TeamIndex{1}, "may I?"},
      event::ConsultAnswered{"you may"},
      event::ConsultWithdrawn{},
      event::ConsultUnanswered{},
      event::SkillsWaived{{3}},
      event::Closed{true, EndingIndex{1}, {RuleIndex{0}, RuleIndex{1}}}};
}

// The map of the other tests, with something for every kind to name.
std::string full_map() {
  return small_map() +
         "teams: { billing: { title: Billing }, shipping: { title: Shipping } }\n"
         "handoff: { package: [$identity, issue, $steps] }\n"
         "skills: { spanish: Spanish, customs: Customs }\nskills_for: 2m\n";
}

Event by_mara(EventBody body) {
  return {kAt, {Author::Kind::kPerson, {"p_mara"}}, std::move(body)};
}

Event decoded(const CallMap& map, const EncodedEvent& written) {
  auto event = decode(map, written.clear, written.secret);
  EXPECT_TRUE(event.has_value()) << written.clear << ": " << event.error().message;
  return event.value_or(Event{});
}

Error fault(const CallMap& map, std::string_view clear, std::string_view secret = {}) {
  auto event = decode(map, clear, secret);
  EXPECT_FALSE(event.has_value()) << clear;
  return event ? Error{} : event.error();
}

TEST(EventJson, EveryKindGoesThereAndBack) {
  const TestCall call(full_map());
  const auto bodies = one_of_each(call.map);
  ASSERT_EQ(bodies.size(), std::variant_size_v<EventBody>);
  std::set<std::string_view> kinds;
  for (std::size_t i = 0; i < bodies.size(); ++i) {
    ASSERT_EQ(bodies[i].index(), i);
    kinds.insert(kind(bodies[i]));
    const EncodedEvent written = encode(call.map, by_mara(bodies[i]));
    EXPECT_TRUE(written.clear.starts_with(R"({"f":1,"k":")")) << written.clear;
    const Event read = decoded(call.map, written);
    EXPECT_EQ(read.at, kAt);
    EXPECT_EQ(read.by, (Author{Author::Kind::kPerson, {"p_mara"}}));
    EXPECT_EQ(read.body.index(), i) << written.clear;
    const EncodedEvent again = encode(call.map, read);
    EXPECT_EQ(again.clear, written.clear);
    EXPECT_EQ(again.secret, written.secret);
  }
  EXPECT_EQ(kinds.size(), bodies.size()) << "two kinds have the same name";
}

TEST(EventJson, ACustomerWithoutAZoneHasNoSecretAndOneWhoWasErasedHasNoZone) {
  const TestCall call;
  const EncodedEvent bare = encode(call.map, by_mara(event::CustomerChosen{{"u_1"}, ""}));
  EXPECT_EQ(bare.secret, "");
  const EncodedEvent whole =
      encode(call.map, by_mara(event::CustomerChosen{{"u_1"}, "Europe/London"}));
  EXPECT_EQ(whole.clear, bare.clear) << "nothing of it stands in the clear";
  EXPECT_EQ(whole.secret, R"({"zone":"Europe/London"})");
  const Event erased = decoded(call.map, {whole.clear, ""});
  EXPECT_EQ(std::get<event::CustomerChosen>(erased.body).zone, "");
  EXPECT_NE(fault(call.map, whole.clear, R"({"zone":7})").message.find("zone"), std::string::npos);
  EXPECT_NE(fault(call.map, whole.clear, R"({"zones":"x"})").message.find("zone"),
            std::string::npos);
}

TEST(EventJson, KeepsEveryMember) {
  const TestCall call;
  const auto read = [&]<class Body>(const Body& body) {
    return std::get<Body>(decoded(call.map, encode(call.map, by_mara(body))).body);
  };
  const auto started = read(event::Started{{"c"}, "d", "r", "phone", "line", "+44", "en", "basic"});
  EXPECT_EQ(started.id.text + started.map_digest + started.reference + started.channel, "cdrphone");
  EXPECT_EQ(started.line_called + started.caller_number + started.language + started.product,
            "line+44enbasic");
  const auto chosen = read(event::CustomerChosen{{"u_1"}, "Europe/London"});
  EXPECT_EQ(chosen.customer.text + chosen.zone, "u_1Europe/London");
  const auto filled = read(event::Filled{*call.map.field("issue"), "x", Origin::kHeard, false});
  EXPECT_EQ(filled.field, *call.map.field("issue"));
  EXPECT_EQ(filled.value, "x");
  EXPECT_EQ(filled.origin, Origin::kHeard);
  EXPECT_FALSE(filled.erased);
  const auto attempted =
      read(event::Attempted{MethodIndex{1}, "", true, true, PassSource::kAttestedByAgent,
                            Level::kSensitive, Instant{77}});
  EXPECT_EQ(attempted.method, MethodIndex{1});
  EXPECT_TRUE(attempted.passed && attempted.correction);
  EXPECT_EQ(attempted.source, PassSource::kAttestedByAgent);
  EXPECT_EQ(attempted.level, Level::kSensitive);
  EXPECT_EQ(attempted.ends, Instant{77});
  EXPECT_EQ(read(event::Lowered{LoweredBy::kNewParty}).why, LoweredBy::kNewParty);
  EXPECT_EQ(read(event::Lowered{}).why, std::nullopt);
  const auto task = read(event::TaskAdded{3, "t", "o", std::nullopt});
  EXPECT_EQ(task.number, 3);
  EXPECT_EQ(task.text + task.owner, "to");
  EXPECT_EQ(task.due, std::nullopt);
  const auto closed = read(event::Closed{false, std::nullopt, {RuleIndex{1}}});
  EXPECT_FALSE(closed.early || closed.ending);
  EXPECT_EQ(closed.unmet, std::vector<RuleIndex>{RuleIndex{1}});
}

TEST(EventJson, KeepsEveryMemberOfWhoHeldItAndWhatWasPromised) {
  const TestCall call(full_map());
  const auto read = [&]<class Body>(const Body& body) {
    return std::get<Body>(decoded(call.map, encode(call.map, by_mara(body))).body);
  };
  const auto queued = read(event::Queued{TeamIndex{1}, 9});
  EXPECT_EQ(queued.team, TeamIndex{1});
  EXPECT_EQ(queued.priority, 9);
  EXPECT_EQ(read(event::SkillsWaived{{2}}).skills, SkillSet{2});
  event::Started started{{"c_1"}, "d", "7KQ", "phone", "", "", "en", "", SkillSet{3}};
  EXPECT_EQ(read(started).skills, SkillSet{3});
  started.skills = SkillSet{};
  EXPECT_EQ(read(started).skills, SkillSet{}) << "none at all, in place of the line's";
  started.skills.reset();
  EXPECT_EQ(read(started).skills, std::nullopt);
  const auto began = read(event::SegmentBegan{{"p"}, TeamIndex{1}, SegmentHow::kTakenOver});
  EXPECT_EQ(began.team, TeamIndex{1});
  EXPECT_EQ(began.how, SegmentHow::kTakenOver);
  const auto plain = read(event::SegmentBegan{{"p"}});
  EXPECT_EQ(plain.team, std::nullopt);
  EXPECT_EQ(plain.how, SegmentHow::kOffered);
  EXPECT_EQ(encode(call.map, by_mara(event::SegmentBegan{{"p"}})).clear.find("how"),
            std::string::npos);
  EXPECT_EQ(read(event::SegmentEnded{SegmentEnd::kLeft}).how, SegmentEnd::kLeft);
  const auto drafted = read(event::HandoffDrafted{TeamIndex{1}, HandoffKind::kOutside});
  EXPECT_EQ(drafted.team, TeamIndex{1});
  EXPECT_EQ(drafted.how, HandoffKind::kOutside);
  EXPECT_EQ(read(event::HandoffOffered{Instant{7}}).until, Instant{7});
  const auto asked = read(event::HandoffAsked{PackageIndex{2}, "q"});
  EXPECT_EQ(asked.item, PackageIndex{2});
  EXPECT_EQ(asked.question, "q");
  EXPECT_EQ(read(event::HandoffReturned{"w"}).why, "w");
  EXPECT_EQ(read(event::HandoffAccepted{"Jo"}).accepted_by, "Jo");
  EXPECT_EQ(read(event::HandoffWithdrawn{WithdrawnBy::kExpired}).why, WithdrawnBy::kExpired);
  const auto none = read(event::NoneGiven{*call.map.field("goal"), "b"});
  EXPECT_EQ(none.field, *call.map.field("goal"));
  EXPECT_EQ(none.because, "b");
  const auto due = read(event::CallbackDue{Instant{8}, 3, CallbackHow::kScheduled});
  EXPECT_EQ(due.due, Instant{8});
  EXPECT_EQ(due.attempt, 3);
  EXPECT_EQ(due.how, CallbackHow::kScheduled);
  EXPECT_EQ(read(event::CallbackTried{CallbackOutcome::kBusy}).outcome, CallbackOutcome::kBusy);
  EXPECT_EQ(read(event::CallbackEnded{CallbackEnd::kNoNumber}).why, CallbackEnd::kNoNumber);
  const auto promised = read(event::TaskAdded{1, "t", "o", Instant{1}, PromiseChannel::kApp});
  EXPECT_EQ(promised.channel, PromiseChannel::kApp);
  EXPECT_EQ(read(event::TaskRemoved{1, std::uint8_t{4}}).unpromised, std::uint8_t{4});
  EXPECT_EQ(read(event::TaskRemoved{1}).unpromised, std::nullopt);
  EXPECT_EQ(read(event::TaskDone{3, "e"}).evidence, "e");
  EXPECT_EQ(read(event::TaskPassed{3, "o"}).owner, "o");
  const auto came = read(event::LeadCame{Presence::kMessage, "m"});
  EXPECT_EQ(came.how, Presence::kMessage);
  EXPECT_EQ(came.text, "m");
  const auto linked = read(event::Linked{{"c_9"}, true});
  EXPECT_EQ(linked.contact.text, "c_9");
  EXPECT_TRUE(linked.merged);
  EXPECT_TRUE(linked.owes.empty());
  EXPECT_EQ(read(event::Linked{{"c_9"}, false, {RuleIndex{1}}}).owes.size(), 1u);
  const auto apart = read(event::Unlinked{{"c_9"}, {0, 2}});
  EXPECT_EQ(apart.contact.text, "c_9");
  EXPECT_EQ(apart.steps, (std::vector<std::uint16_t>{0, 2}));
  EXPECT_TRUE(read(event::Unlinked{{"c_9"}, {}}).steps.empty());
  EXPECT_EQ(read(event::StepTried{"x", {}, Origin::kEarlier}).origin, Origin::kEarlier);
  EXPECT_EQ(read(event::LineClosed{"agent"}).by, "agent");
}

TEST(EventJson, NothingThatWasTypedStandsInTheClearPart) {
  const TestCall call(full_map());
  const std::string canary = "canary-41";
  const std::vector<EventBody> personal{
      event::Started{{"c"}, "d", "r", "phone", "", canary, "en", ""},
      event::WhyNotGiven{*call.map.checkpoint("asked"), canary},
      event::Filled{*call.map.field("issue"), canary},
      event::Filled{*call.map.field("balance"), canary},
      event::StepTried{canary, std::nullopt},
      event::TaskAdded{1, canary, canary, std::nullopt},
      event::TaskDone{1, canary},
      event::TaskPassed{1, canary},
      event::HandoffAsked{PackageIndex{1}, canary},
      event::HandoffReturned{canary},
      event::HandoffAccepted{canary},
      event::NoneGiven{*call.map.field("issue"), canary},
      event::LeadCame{Presence::kMessage, canary}};
  for (const EventBody& body : personal) {
    const EncodedEvent written = encode(call.map, by_mara(body));
    EXPECT_EQ(written.clear.find(canary), std::string::npos) << written.clear;
    EXPECT_NE(written.secret.find(canary), std::string::npos) << written.clear;
  }
}

TEST(EventJson, ChoicesOfPublicFieldsAreClear) {
  const TestCall call;
  const EncodedEvent written =
      encode(call.map, by_mara(event::Filled{*call.map.field("confirmed"), "yes_"}));
  EXPECT_NE(written.clear.find(R"("value":"yes_")"), std::string::npos);
  EXPECT_EQ(written.secret, "");
}

TEST(EventJson, ErasedSecretsReadAsErasedAndControlStaysAsItWas) {
  TestCall call;
  call.started().purpose_agreed().go("verification");
  call.verified();
  call.go("resolution");
  call.fill("balance", "84.20");
  call.fill("confirmed", "yes_");
  call.does(intent::TryStep{"restarted it", OutcomeIndex{1}});
  call.does(intent::AddTask{"send it", "Back office", std::nullopt});
  call.does(intent::WhyNot{*call.map.checkpoint("asked"), "no time"});
  Contact erased;
  for (const Event& event : call.events) {
    const EncodedEvent written = encode(call.map, event);
    erased = apply(std::move(erased), call.map, decoded(call.map, {written.clear, ""}));
  }
  EXPECT_EQ(erased.control, call.contact.control);
  const FieldEntry* const issue = erased.field(call.map, *call.map.field("issue"));
  ASSERT_NE(issue, nullptr);
  EXPECT_TRUE(issue->erased);
  EXPECT_EQ(issue->value, "");
  EXPECT_EQ(erased.field(call.map, *call.map.field("confirmed"))->value, "yes_");
  EXPECT_EQ(erased.record.caller_number, "");
  EXPECT_EQ(erased.record.steps.at(0).text, "");
  EXPECT_EQ(erased.record.steps.at(0).outcome, OutcomeIndex{1});
  EXPECT_EQ(erased.record.tasks.at(0).text + erased.record.tasks.at(0).owner, "");
}

TEST(EventJson, AnUnknownFormatIsRefusedAndSaysWhatToDo) {
  const TestCall call;
  const Error error = fault(call.map, R"({"f":2,"k":"held","at":1,"by":{"kind":"phone"}})");
  EXPECT_EQ(error.kind, ErrorKind::kInvalid);
  EXPECT_EQ(error.message,
            "an event has format 2; this program reads format 1: use the program that wrote it, or "
            "a newer one");
}

TEST(EventJson, AnUnknownKindIsRefusedAndNotSkipped) {
  const TestCall call;
  const Error error = fault(call.map, R"({"f":1,"k":"teleported","at":1,"by":{"kind":"phone"}})");
  EXPECT_EQ(error.kind, ErrorKind::kInvalid);
  EXPECT_EQ(error.message, "an event is of kind `teleported`, which this program does not know");
}

TEST(EventJson, SaysWhatIsDamaged) {
  const TestCall call(full_map());
  const std::string_view secret = R"({"value":"x"})";
  const std::vector<std::array<std::string_view, 3>> cases{
      {"", "", "an event is not JSON"},
      {"[1]", "", "an event is no JSON object"},
      {R"({"k":"held"})", "", "an event has no format number"},
      {R"({"f":"1","k":"held"})", "", "an event has no format number"},
      {R"({"f":1,"at":1})", "", "an event has no kind"},
      {R"({"f":1,"k":"held","by":{"kind":"phone"}})", "", "an event `held`: it has no `at`"},
      {R"({"f":1,"k":"held","at":"x","by":{"kind":"phone"}})", "",
       "an event `held`: `at` is not as it is written"},
      {R"({"f":1,"k":"held","at":1})", "", "an event has no `by`"},
      {R"({"f":1,"k":"held","at":1,"by":{"kind":"ghost"}})", "",
       "`by` of an event is not as it is written"},
      {R"({"f":1,"k":"held","at":1,"by":{"kind":"phone","x":1}})", "",
       "`by` of an event is not as it is written"},
      {R"({"f":1,"k":"held","at":1,"by":{"kind":"phone"},"x":1})", "",
       "an event `held`: it has members too many"},
      {R"({"f":1,"k":"ticked","at":1,"by":{"kind":"phone"}})", "",
       "an event `ticked`: it has no `checkpoint`"},
      {R"({"f":1,"k":"ticked","at":1,"by":{"kind":"phone"},"checkpoint":3})", "",
       "an event `ticked`: `checkpoint` is not as it is written"},
      {R"({"f":1,"k":"ticked","at":1,"by":{"kind":"phone"},"checkpoint":"nobody"})", "",
       "an event `ticked`: `checkpoint` names `nobody`, which the map does not have"},
      {R"({"f":1,"k":"request_opened","at":1,"by":{"kind":"phone"},"request":256})", "",
       "an event `request_opened`: `request` is not as it is written"},
      {R"({"f":1,"k":"party_speaks","at":1,"by":{"kind":"phone"},"party":"cat"})", "",
       "an event `party_speaks`: `party` is not as it is written"},
      {R"({"f":1,"k":"closed","at":1,"by":{"kind":"phone"},"early":1,"unmet":[]})", "",
       "an event `closed`: `early` is not as it is written"},
      {R"({"f":1,"k":"closed","at":1,"by":{"kind":"phone"},"early":true,"unmet":["x"]})", "",
       "an event `closed`: `unmet` names `x`, which the map does not have"},
      {R"({"f":1,"k":"closed","at":1,"by":{"kind":"phone"},"early":true,"unmet":"x"})", "",
       "an event `closed`: `unmet` is not as it is written"},
      {R"({"f":1,"k":"answered","at":1,"by":{"kind":"phone"},)"
       R"("procedure":"wrong_queue","step":"y","answer":"a"})",
       "", "an event `answered`: `step` names `y`, which the map does not have"},
      {R"({"f":1,"k":"filled","at":1,"by":{"kind":"phone"},)"
       R"("field":"confirmed","origin":"typed","value":"x"})",
       "", "an event `filled`: `value` names `x`, which the map does not have"},
      {R"({"f":1,"k":"filled","at":1,"by":{"kind":"phone"},)"
       R"("field":"issue","origin":"typed","value":"x"})",
       secret, "an event `filled`: it has members too many"},
      {R"({"f":1,"k":"filled","at":1,"by":{"kind":"phone"},"field":"issue","origin":"typed"})",
       "{}", "an event `filled`: its secret has no `value`"},
      {R"({"f":1,"k":"filled","at":1,"by":{"kind":"phone"},"field":"issue","origin":"typed"})",
       R"({"value":"x","y":1})", "an event `filled`: its secret has members too many"},
      {R"({"f":1,"k":"filled","at":1,"by":{"kind":"phone"},"field":"issue","origin":"typed"})",
       R"({"value":1})", "an event `filled`: `value` is not as it is written"},
      {R"({"f":1,"k":"filled","at":1,"by":{"kind":"phone"},"field":"issue","origin":"typed"})", "{",
       "an event's secret is not JSON"},
      {R"({"f":1,"k":"queued","at":1,"by":{"kind":"phone"},"team":"x","priority":0})", "",
       "an event `queued`: `team` names `x`, which the map does not have"},
      {R"({"f":1,"k":"skills_waived","at":1,"by":{"kind":"clock"},"skills":["x"]})", "",
       "an event `skills_waived`: `skills` names `x`, which the map does not have"},
      {R"({"f":1,"k":"skills_waived","at":1,"by":{"kind":"clock"},"skills":"x"})", "",
       "an event `skills_waived`: `skills` is not as it is written"},
      {R"({"f":1,"k":"segment_began","at":1,"by":{"kind":"phone"},"agent":"p","how":"offered"})",
       "", "an event `segment_began`: `how` is not as it is written"},
      {R"({"f":1,"k":"handoff_asked","at":1,"by":{"kind":"phone"},"item":"goal"})", "",
       "an event `handoff_asked`: `item` names `goal`, which the map does not have"},
      {R"({"f":1,"k":"handoff_offered","at":1,"by":{"kind":"phone"}})", "",
       "an event `handoff_offered`: it has no `until`"},
      {R"({"f":1,"k":"task_removed","at":1,"by":{"kind":"phone"},"task":1,"unpromised":"x"})", "",
       "an event `task_removed`: `unpromised` is not as it is written"},
      {R"({"f":1,"k":"held","at":1,"by":{"kind":"phone"}})", secret,
       "an event `held`: its secret has members too many"}};
  for (const auto& [clear, sealed, message] : cases) {
    const Error error = fault(call.map, clear, sealed);
    EXPECT_EQ(error.kind, ErrorKind::kDamaged) << clear;
    EXPECT_TRUE(error.message.starts_with(message)) << clear << "\n" << error.message;
  }
}

TEST(EventJson, EveryCutAndEveryFlippedByteIsAnErrorOrAnEvent) {
  const TestCall call(full_map());
  for (const EventBody& body : one_of_each(call.map)) {
    const EncodedEvent written = encode(call.map, by_mara(body));
    for (std::size_t at = 0; at < written.clear.size(); ++at) {
      EXPECT_FALSE(decode(call.map, written.clear.substr(0, at), written.secret).has_value());
      std::string flipped = written.clear;
      flipped[at] = static_cast<char>(flipped[at] ^ 4);
      const auto event = decode(call.map, flipped, written.secret);
      if (event) {
        EXPECT_FALSE(encode(call.map, *event).clear.empty());
      }
    }
  }
}

TEST(EventJson, TheFirstEventNamesTheMap) {
  const TestCall call;
  const auto bodies = one_of_each(call.map);
  EXPECT_EQ(pinned_map(encode(call.map, by_mara(bodies[0])).clear), "d1");
  const auto other = pinned_map(encode(call.map, by_mara(event::Connected{})).clear);
  ASSERT_FALSE(other.has_value());
  EXPECT_EQ(other.error().kind, ErrorKind::kDamaged);
  EXPECT_EQ(other.error().message, "a contact begins with `connected` and names no map");
  EXPECT_EQ(pinned_map(R"({"f":9,"k":"started"})").error().kind, ErrorKind::kInvalid);
  EXPECT_EQ(pinned_map("{").error().kind, ErrorKind::kDamaged);
}

std::string read_file(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

// The bodies of the document's code blocks of that kind.
std::vector<std::string> blocks(std::string_view document, std::string_view info) {
  std::vector<std::string> found;
  const std::string open = "```" + std::string(info) + "\n";
  for (std::size_t at = document.find(open); at != std::string_view::npos;
       at = document.find(open, at)) {
    at += open.size();
    found.emplace_back(document.substr(at, document.find("```", at) - at));
  }
  return found;
}

TEST(EventJson, TheDocumentShowsEveryKindAndItsExamplesAreWrittenTheSame) {
  const std::string document = read_file(CALLMAP_SOURCE_DIR "/docs/events.md");
  const auto maps = blocks(document, "yaml");
  ASSERT_EQ(maps.size(), 1U);
  const TestCall call(maps[0]);
  std::set<std::string> shown;
  for (const std::string& example : blocks(document, "json event")) {
    const std::size_t end = example.find('\n');
    const std::string clear = example.substr(0, end);
    std::string secret = example.substr(end + 1);
    if (!secret.empty()) secret.pop_back();
    const Event event = decoded(call.map, {clear, secret});
    const EncodedEvent again = encode(call.map, event);
    EXPECT_EQ(again.clear, clear);
    EXPECT_EQ(again.secret, secret);
    shown.insert(std::string(kind(event.body)));
  }
  for (const EventBody& body : one_of_each(TestCall(full_map()).map)) {
    EXPECT_TRUE(shown.contains(std::string(kind(body)))) << kind(body) << " has no example";
    EXPECT_NE(document.find("`" + std::string(kind(body)) + "`"), std::string::npos);
  }
}

TEST(EventJson, ChoicesThatARuleReadsSurviveTheErasureOfAnAccountField) {
  const std::string document = read_file(CALLMAP_SOURCE_DIR "/docs/events.md");
  TestCall call(blocks(document, "yaml").at(0));
  call.started();
  call.fill("plan", "gold");
  Contact erased;
  for (const Event& event : call.events) {
    const EncodedEvent written = encode(call.map, event);
    erased = apply(std::move(erased), call.map, decoded(call.map, {written.clear, ""}));
  }
  EXPECT_TRUE(erased.field(call.map, *call.map.field("plan"))->erased);
  EXPECT_EQ(erased.control, call.contact.control);
}

}  // namespace
}  // namespace callmap
