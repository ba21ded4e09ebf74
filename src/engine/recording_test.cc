// Pausing and resuming the recording, asked of the phone system and owed across lines and people.

#include "engine/recording.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "engine/guide.h"
#include "engine/intent_json.h"
#include "engine/merge.h"
#include "engine/move.h"
#include "engine/test_office_call.h"

namespace callmap {
namespace {

// The office map with a recording: paused for payments, and owed again afterwards.
std::string recorded_map() {
  std::string text = office_map_with(
      "  - { id: recording_resumed, after: { fill: recording }, owes: { any: [recording is "
      "recorded, recording is refused, after call] }, before: closing }\n");
  text += "recording: { field: recording, on: recorded, paused: [paused, refused] }\n";
  const std::string field = "  issue: { label: Stated issue, type: text }\n";
  text.insert(text.find(field),
              "  recording: { label: Recording, type: choice, scope: contact, choices: [recorded, "
              "paused, refused], first: recorded }\n");
  const std::string documented = "document: [reason, issue, ";
  return text.insert(text.find(documented) + documented.size(), "recording, ");
}

class RecordedCall : public TestCall {
 public:
  RecordedCall() : TestCall(recorded_map()) { now = *parse_iso("2026-03-03T10:00:00Z"); }
  void chooses(const char* value) { fill("recording", value); }
  std::size_t phone_says(bool on) {
    return send({now, {Author::Kind::kPhone, {}}, Observation(observation::Recording{on})});
  }
  [[nodiscard]] std::string asked() const {
    const RecordingEntry* entry = recording_asked(contact);
    if (entry == nullptr) return "nothing";
    return entry->on ? "go on" : "pause";
  }
  [[nodiscard]] bool owes_it() const {
    for (const Rule& rule : map.rules) {
      if (rule.id == "recording_resumed") return owed(contact.control, rule) != Owed::kNone;
    }
    return false;
  }
  [[nodiscard]] std::string recording() const { return value("recording"); }
};

TEST(Recording, IsAskedOfThePhoneSystemWhichSaysThatItDid) {
  RecordedCall call;
  call.started();
  EXPECT_EQ(call.asked(), "nothing");
  call.chooses("paused");
  EXPECT_EQ(call.asked(), "pause");
  EXPECT_EQ(call.phone_says(false), 1U);
  EXPECT_EQ(call.asked(), "nothing");
  EXPECT_EQ(call.recording(), "paused");
  EXPECT_EQ(call.phone_says(false), 0U) << "twice changes nothing";
  call.chooses("recorded");
  EXPECT_EQ(call.asked(), "go on");
}

TEST(Recording, KeepsTheAgentsWordWhereNoPhoneSystemAnswers) {
  RecordedCall call;
  call.started();
  call.chooses("paused");
  EXPECT_EQ(call.phone_says(true), 0U) << "what it was before it was asked is old news";
  EXPECT_EQ(call.recording(), "paused");
  EXPECT_EQ(call.asked(), "pause");
  call.chooses("refused");
  EXPECT_EQ(call.asked(), "pause") << "not recorded either way";
  call.chooses("recorded");
  EXPECT_EQ(call.asked(), "go on");
}

TEST(Recording, WritesDownWhatThePhoneSystemDidByItself) {
  RecordedCall call;
  call.started();
  EXPECT_EQ(call.phone_says(true), 0U) << "it records, as it stands there";
  call.phone_says(false);
  EXPECT_EQ(call.recording(), "paused");
  EXPECT_EQ(call.asked(), "nothing");
  EXPECT_TRUE(call.owes_it());
  call.phone_says(true);
  EXPECT_EQ(call.recording(), "recorded");
  EXPECT_FALSE(call.owes_it());
}

TEST(Recording, ALineThatDropsWhilePausedLeavesItOwedToWhoeverGoesOn) {
  RecordedCall call;
  call.started();
  call.fill("callback", "+442079460142");
  call.chooses("paused");
  call.phone_says(false);
  call.sees(observation::Dropped{});
  call.does(intent::Release{});
  EXPECT_TRUE(call.owes_it());
  call.send({call.now, OfficeCall::tomas(), Intent(intent::Take{})});
  EXPECT_EQ(call.contact.holder().text, "p_tomas");
  EXPECT_EQ(call.recording(), "paused") << "a new line records only when it is told to";
  EXPECT_TRUE(call.owes_it());
  call.send({call.now, OfficeCall::tomas(), Intent(intent::CallbackResult{})});
  EXPECT_TRUE(call.owes_it());
  call.send({call.now, OfficeCall::tomas(),
             Intent(intent::Fill{*call.map.field("recording"), "recorded", Origin::kTyped})});
  EXPECT_EQ(call.asked(), "go on");
  EXPECT_FALSE(call.owes_it());
}

TEST(Recording, AHandoffTakesItAlong) {
  RecordedCall call;
  call.started();
  call.chooses("paused");
  call.sees(observation::Offered{{"p_tomas"}, {}, SegmentHow::kHandoff});
  EXPECT_EQ(call.recording(), "paused");
  EXPECT_EQ(call.asked(), "pause");
  EXPECT_TRUE(call.owes_it());
}

TEST(Recording, StandsWhereTheCallIsWhileItIsOwed) {
  RecordedCall call;
  call.started();
  call.does(intent::Go{*call.map.stage("preparation")});
  const auto shown = [&] {
    const Guidance guidance = guide(call.map, call.contact, call.now, Sight::kHolder, "Mara");
    return std::ranges::any_of(guidance.fields,
                               [](const FieldView& field) { return field.id == "recording"; });
  };
  EXPECT_FALSE(shown()) << "another stage documents it";
  call.chooses("paused");
  EXPECT_TRUE(shown());
  call.chooses("recorded");
  EXPECT_FALSE(shown());
}

TEST(Recording, TheEndOfTheCallEndsIt) {
  RecordedCall call;
  call.started();
  call.chooses("paused");
  call.sees(observation::HungUp{"caller"});
  EXPECT_FALSE(call.owes_it());
  EXPECT_EQ(call.asked(), "nothing");
  EXPECT_EQ(call.phone_says(true), 0U);
  call.chooses("recorded");
  EXPECT_EQ(call.asked(), "nothing") << "there is nothing to record any more";
}

TEST(Recording, AMapThatSaysNothingOfItAsksNothing) {
  OfficeCall call;
  call.started();
  EXPECT_EQ(call.sees(observation::Recording{false}), 0U);
}

TEST(Recording, OfTwoCallsThatAreMergedEachHasItsOwn) {
  RecordedCall earlier;
  earlier.started();
  earlier.chooses("paused");
  earlier.sees(observation::Dropped{});
  ASSERT_TRUE(earlier.owes_it());
  RecordedCall later;
  later.started();
  for (const Intent& intent :
       carried_over(earlier.map, earlier.contact, later.map, later.contact)) {
    EXPECT_FALSE(std::holds_alternative<intent::Fill>(intent));
  }
  for (const Duty& duty : still_owed(earlier.map, earlier.contact, later.map, later.contact)) {
    EXPECT_NE(later.map.rules[at(duty.rule)].id, "recording_resumed")
        << "this call is recorded already";
  }
}

TEST(Recording, IsReadFromThePhoneSystemsWords) {
  const auto seen = parse_observation(*parse_json(R"({"saw":"recording","is":"paused"})"));
  ASSERT_TRUE(seen.has_value());
  EXPECT_FALSE(std::get<observation::Recording>(*seen).on);
  for (const char* wrong :
       {R"({"saw":"recording"})", R"({"saw":"recording","is":"off"})",
        R"({"saw":"recording","is":"on","by":"line"})", R"({"saw":"held","is":"on"})"}) {
    EXPECT_FALSE(parse_observation(*parse_json(wrong)).has_value()) << wrong;
  }
}

}  // namespace
}  // namespace callmap
