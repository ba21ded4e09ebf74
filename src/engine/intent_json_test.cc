#include "engine/intent_json.h"

#include <gtest/gtest.h>

#include <set>

#include "engine/test_call.h"

namespace callmap {
namespace {

std::expected<Intent, Refusal> parse(const CallMap& map, std::string_view text) {
  auto json = parse_json(text);
  EXPECT_TRUE(json.has_value()) << text;
  return parse_intent(map, json.value_or(Json{}));
}

// One of every intent, as it is written.
const std::vector<std::string> kEach{
    R"({"do":"say","phrase":"ask"})",
    R"({"do":"tick","checkpoint":"agreed"})",
    R"({"do":"untick","checkpoint":"agreed"})",
    R"({"do":"why_not","checkpoint":"asked","text":"no time"})",
    R"({"do":"fill","field":"issue","value":"Bill has doubled"})",
    R"({"do":"clear","field":"issue"})",
    R"({"do":"go","stage":"resolution"})",
    R"({"do":"start","action":"reset"})",
    R"({"do":"finish_action","action":"reset"})",
    R"({"do":"try","text":"restarted it","outcome":"helped"})",
    R"({"do":"judge","step":2,"outcome":"helped"})",
    R"({"do":"open","procedure":"wrong_queue"})",
    R"({"do":"answer","procedure":"wrong_queue","step":"confirm","answer":"b"})",
    R"({"do":"switch","procedure":"wrong_queue"})",
    R"({"do":"ask_again","procedure":"wrong_queue","step":"confirm"})",
    R"({"do":"revisit","procedure":"wrong_queue","step":"confirm"})",
    R"({"do":"leave","procedure":"wrong_queue"})",
    R"({"do":"notice","cue":"upset"})",
    R"({"do":"dismiss","cue":"upset"})",
    R"({"do":"speaks","party":"interpreter"})",
    R"({"do":"choose_customer","customer":"u_1"})",
    R"({"do":"exception","exception":"relay"})",
    R"({"do":"open_request"})",
    R"({"do":"switch_request","request":2})",
    R"({"do":"prioritise","request":2,"urgency":"high"})",
    R"({"do":"add_task","text":"send it","owner":"Back office",)"
    R"("due":"2026-03-01T09:30:00.000Z","channel":"email"})",
    R"({"do":"remove_task","task":3})",
    R"({"do":"dispose","request":1,"disposition":"resolved"})",
    R"({"do":"undispose","request":1})",
    R"({"do":"finish"})",
    R"({"do":"end_early","ending":"silent"})",
    R"({"do":"hand_over","team":"shipping","how":"blind"})",
    R"({"do":"none_because","field":"issue","because":"They did not say"})",
    R"({"do":"offer_handoff"})",
    R"({"do":"withdraw_handoff"})",
    R"({"do":"handed_outside","accepted_by":"Jo at the depot"})",
    R"({"do":"accept_handoff"})",
    R"({"do":"return_handoff","why":"It is about a parcel"})",
    R"({"do":"ask_handoff","item":"issue","question":"Which parcel?"})",
    R"({"do":"report_drop"})",
    R"({"do":"schedule_callback","due":"2026-03-01T09:30:00.000Z"})",
    R"({"do":"callback_result","outcome":"no_answer"})",
    R"({"do":"withdraw_callback"})",
    R"({"do":"consult","team":"shipping","question":"May I send it again?"})",
    R"({"do":"answer_consult","answer":"Yes"})",
    R"({"do":"withdraw_consult"})",
    R"({"do":"release"})",
    R"({"do":"take"})",
    R"({"do":"take_over"})",
    R"({"do":"monitor"})",
    R"({"do":"join"})",
    R"({"do":"message","text":"Offer the credit"})",
    R"({"do":"leave_contact"})",
    R"({"do":"task_done","number":3,"evidence":"Sent at noon"})",
    R"({"do":"pass_task","number":3,"owner":"Tomas"})"};

TEST(IntentJson, EveryIntentGoesThereAndBack) {
  const TestCall call(small_map() +
                      "teams: { shipping: { title: Shipping } }\n"
                      "handoff: { package: [issue] }\n");
  ASSERT_EQ(kEach.size(), std::variant_size_v<Intent>);
  std::set<std::size_t> seen;
  for (const std::string& text : kEach) {
    const auto intent = parse(call.map, text);
    ASSERT_TRUE(intent.has_value()) << text << ": " << intent.error().sentence;
    seen.insert(intent->index());
    EXPECT_EQ(to_json(call.map, *intent), text);
  }
  EXPECT_EQ(seen.size(), kEach.size());
}

TEST(IntentJson, LeavesOutWhatIsNotThere) {
  const TestCall call;
  for (const std::string text :
       {R"({"do":"try","text":"restarted it"})", R"({"do":"add_task","text":"send it"})",
        R"({"do":"fill","field":"issue","value":"x","origin":"heard"})"}) {
    const auto intent = parse(call.map, text);
    ASSERT_TRUE(intent.has_value()) << text;
    EXPECT_EQ(to_json(call.map, *intent), text);
  }
}

TEST(IntentJson, SaysWhatIsWrongWithIt) {
  const TestCall call;
  using Reason = RefusalReason;
  struct Case {
    std::string text;
    Reason reason;
    std::string subject, sentence;
  };
  const std::string long_text(kTextLengthMax + 1, 'x');
  const std::vector<Case> cases{
      {"[]", Reason::kInvalid, "do", "an intent is an object"},
      {"{}", Reason::kInvalid, "do", "`do` is missing or no text"},
      {R"({"do":3})", Reason::kInvalid, "do", "`do` is missing or no text"},
      {R"({"do":"fly"})", Reason::kUnknown, "do", "there is no intent `fly`"},
      {R"({"do":"attempted","method":"pin","passed":true})", Reason::kUnknown, "do",
       "there is no intent `attempted`"},
      {R"({"do":"tick"})", Reason::kInvalid, "checkpoint", "`checkpoint` is missing"},
      {R"({"do":"tick","checkpoint":7})", Reason::kInvalid, "checkpoint",
       "`checkpoint` must be a text"},
      {R"({"do":"tick","checkpoint":"x"})", Reason::kUnknown, "checkpoint",
       "there is no checkpoint `x`"},
      {R"({"do":"tick","checkpoint":"agreed","by":"me"})", Reason::kInvalid, "by",
       "`tick` has no member `by`"},
      {R"({"do":"finish","at":1})", Reason::kInvalid, "at", "`finish` has no member `at`"},
      {R"({"do":"answer","procedure":"inner","step":"confirm","answer":"a"})", Reason::kUnknown,
       "step", "there is no step in this procedure `confirm`"},
      {R"({"do":"answer","procedure":"inner","step":"which","answer":"a"})", Reason::kUnknown,
       "answer", "there is no answer at this step `a`"},
      {R"({"do":"judge","step":-1,"outcome":"helped"})", Reason::kInvalid, "step",
       "`step` must be a whole number from 0 to 65535"},
      {R"({"do":"switch_request","request":256})", Reason::kInvalid, "request",
       "`request` must be a whole number from 0 to 255"},
      {R"({"do":"switch_request","request":1.5})", Reason::kInvalid, "request",
       "`request` must be a whole number from 0 to 255"},
      {R"({"do":"speaks","party":"cat"})", Reason::kUnknown, "party", "there is no party `cat`"},
      {R"({"do":"add_task","text":"x","due":"tomorrow"})", Reason::kInvalid, "due",
       "`due` must be a time such as 2026-03-01T09:30:00Z"},
      {R"({"do":"fill","field":"issue","value":"x","origin":"card"})", Reason::kInvalid, "origin",
       "`origin` must be `typed` or `heard`"},
      {R"({"do":"choose_customer","customer":")" + long_text + R"("})", Reason::kInvalid,
       "customer", "`customer` must be at most 64 bytes long"},
      {R"({"do":"fill","field":"issue","value":null})", Reason::kInvalid, "value",
       "`value` must be a text"}};
  for (const Case& one : cases) {
    const auto intent = parse(call.map, one.text);
    ASSERT_FALSE(intent.has_value()) << one.text;
    EXPECT_EQ(intent.error().reason, one.reason) << one.text;
    EXPECT_EQ(intent.error().subject, one.subject);
    EXPECT_EQ(intent.error().sentence, one.sentence);
  }
}

TEST(IntentJson, LeavesTheLengthOfProseToTheEngine) {
  const TestCall call;
  const std::string text(kTextLengthMax + 1, 'x');
  EXPECT_TRUE(parse(call.map, R"({"do":"fill","field":"issue","value":")" + text + R"("})"));
  EXPECT_TRUE(parse(call.map, R"({"do":"add_task","text":"x","owner":")" + text + R"("})"));
}

TEST(IntentJson, DoesNotRepeatALongNameInItsSentence) {
  const TestCall call;
  const auto intent = parse(call.map, R"({"do":"go","stage":")" + std::string(9'000, 'z') + "\"}");
  ASSERT_FALSE(intent.has_value());
  EXPECT_LT(intent.error().sentence.size(), 120U);
}

std::string observed(std::string_view text) {
  const auto seen = parse_observation(parse_json(text).value_or(Json{}));
  if (!seen) return std::string(name(seen.error().reason)) + ": " + seen.error().sentence;
  if (const auto* hung_up = std::get_if<observation::HungUp>(&*seen)) return "by " + hung_up->by;
  return std::to_string(seen->index());
}

TEST(IntentJson, ReadsWhatThePhoneSystemSaw) {
  const auto is = [](const Observation& seen) { return std::to_string(seen.index()); };
  EXPECT_EQ(observed(R"({"saw":"connected"})"), is(observation::Connected{}));
  EXPECT_EQ(observed(R"({"saw":"held"})"), is(observation::Held{}));
  EXPECT_EQ(observed(R"({"saw":"unheld"})"), is(observation::Unheld{}));
  EXPECT_EQ(observed(R"({"saw":"dropped"})"), is(observation::Dropped{}));
  EXPECT_EQ(observed(R"({"saw":"hung_up","by":"caller"})"), "by caller");
  EXPECT_EQ(observed(R"({"saw":"hung_up"})"), "by line");
}

TEST(IntentJson, RefusesObservationsThatNobodyCanMake) {
  EXPECT_EQ(observed("3"), "invalid: an observation is an object");
  EXPECT_EQ(observed("{}"), "invalid: `saw` is missing or no text");
  EXPECT_EQ(observed(R"({"saw":"started"})"), "unknown: there is no observation `started`");
  EXPECT_EQ(observed(R"({"saw":"held","by":"line"})"), "invalid: `held` has no member `by`");
  EXPECT_EQ(observed(R"({"saw":"hung_up","by":"x"})"),
            "invalid: `by` must be `caller`, `agent` or `line`");
  EXPECT_EQ(observed(R"({"saw":"hung_up","by":1})"),
            "invalid: `by` must be `caller`, `agent` or `line`");
}

}  // namespace
}  // namespace callmap
