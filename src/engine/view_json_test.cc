#include "engine/view_json.h"

#include <gtest/gtest.h>

#include <set>

#include "engine/test_call.h"

namespace callmap {
namespace {

template <class Thing>
Json written(const Thing& thing) {
  JsonWriter out;
  write(out, thing);
  auto json = parse_json(out.text());
  EXPECT_TRUE(json.has_value()) << out.text();
  return json.value_or(Json{});
}

std::set<std::string> members(const Json& json) {
  std::set<std::string> names;
  for (const auto& [name, value] : json.members) names.insert(name);
  return names;
}

using Names = std::set<std::string>;

TEST(ViewJson, GuidanceHasTheMembersThatTheApiNames) {
  TestCall call;
  call.started();
  const Json json = written(guide(call.map, call.contact, call.now));
  EXPECT_EQ(members(json),
            (Names{"phase",        "line",    "stage",       "stage_title",  "goal",     "stages",
                   "next",         "phrases", "checkpoints", "fields",       "actions",  "roads",
                   "verification", "cues",    "requests",    "tried",        "outcomes", "links",
                   "tasks",        "out",     "endings",     "guides_folded"}));
  EXPECT_EQ(json.text("phase"), "live");
  EXPECT_EQ(json.text("line"), "connected");
  EXPECT_EQ(json.find("stages")->items.at(1).text("state"), "now");
  EXPECT_EQ(json.find("stages")->items.at(1).text("entered"), to_iso(call.now));
  const Json& gate = json.find("stages")->items.at(1).find("gates")->items.at(0);
  EXPECT_EQ(members(gate), (Names{"rule", "text", "met", "because", "missing"}));
  EXPECT_EQ(members(gate.find("missing")->items.at(0)), (Names{"kind", "id", "label", "stage"}));
  EXPECT_EQ(json.find("next")->items.at(0).text("kind"), "field");
  const Json& field = json.find("fields")->items.at(1);
  EXPECT_EQ(members(field), (Names{"id", "label", "type", "class", "choices", "locked", "needed"}));
  EXPECT_EQ(field.text("class"), "public");
  EXPECT_EQ(json.find("fields")->items.at(0).find("choices")->items.at(0).text("label"),
            "Billing question");
  EXPECT_EQ(json.find("verification")
                ->find("methods")
                ->items.at(0)
                .find("items")
                ->items.at(0)
                .text("form"),
            "digits");
  EXPECT_EQ(json.find("out")->text("next_stage"), "verification");
  EXPECT_EQ(json.find("endings")->items.at(0).text("id"), "hung_up");
}

TEST(ViewJson, WritesOptionalMembersOnceThereIsSomethingInThem) {
  TestCall call;
  call.started().purpose_agreed().go("verification");
  call.verified();
  call.go("resolution");
  call.fill("balance", "84.20");
  call.does(intent::StartAction{*call.map.action("read_balance")});
  call.does(intent::TryStep{"Restarted it", OutcomeIndex{0}});
  call.does(intent::AddTask{"See to it", "Back office", call.now});
  call.open("tells");
  const Json json = written(guide(call.map, call.contact, call.now));
  EXPECT_EQ(json.text("lapses"), to_iso(call.now + minutes(10)));
  EXPECT_TRUE(json.text("changes_at").has_value());
  EXPECT_EQ(json.find("procedure")->text("kind"), "action");
  EXPECT_EQ(json.find("procedure")->find("action")->whole("takes_ms"), 10'000);
  EXPECT_EQ(json.find("verification")->text("level"), "account");
  EXPECT_EQ(json.find("verification")->find("methods")->items.at(0).truth("last"), true);
  EXPECT_EQ(json.find("tried")->items.at(0).text("outcome"), "helped");
  EXPECT_EQ(members(json.find("tasks")->items.at(0)),
            (Names{"number", "text", "owner", "due", "at"}));
  const Json& part = json.find("phrases")->items.at(0).find("parts")->items.at(1);
  EXPECT_EQ(part.text("text"), "84.20");
  EXPECT_EQ(part.truth("slot"), true);
  EXPECT_EQ(part.truth("empty"), std::nullopt);
}

TEST(ViewJson, WritesNotes) {
  TestCall call;
  call.started();
  call.fill("issue", "Bill has doubled");
  const Json json = written(notes(call.map, call.contact));
  EXPECT_EQ(members(json), (Names{"reference", "channel", "map_title", "agents", "started",
                                  "contact", "requests", "complete"}));
  EXPECT_TRUE(json.find("contact")->items.empty()) << "one request has every section";
  const Json& request = json.find("requests")->items.at(0);
  EXPECT_EQ(request.text("title"), "Bill has doubled");
  const Json& line = request.find("sections")->items.at(0).find("lines")->items.at(0);
  EXPECT_EQ(members(line), (Names{"text", "origin", "at"}));
}

TEST(ViewJson, WritesWhatConcernsTheWholeContactOnce) {
  TestCall call;
  call.started().verified();
  call.does(intent::OpenRequest{});
  const Json json = written(notes(call.map, call.contact));
  ASSERT_EQ(json.find("contact")->items.size(), 1U);
  EXPECT_EQ(json.find("contact")->items[0].text("id"), "verification");
  for (const Json& request : json.find("requests")->items) {
    ASSERT_EQ(request.find("sections")->items.size(), 1U);
    EXPECT_EQ(request.find("sections")->items[0].text("id"), "issue");
  }
}

TEST(ViewJson, ALockedLineOfTheNotesHasNoText) {
  Notes notes;
  notes.requests = {{1, "", {{"a", "A", {{"", "typed", {}, true}}}}}};
  const Json json = written(notes);
  const Json& section = json.find("requests")->items.at(0).find("sections")->items.at(0);
  EXPECT_EQ(members(section.find("lines")->items.at(0)), (Names{"origin", "locked"}));
}

TEST(ViewJson, WritesRefusals) {
  TestCall call;
  call.started().go("verification");
  ASSERT_TRUE(call.refused.has_value());
  const Json json = written(*call.refused);
  EXPECT_EQ(json.text("reason"), "gate");
  EXPECT_EQ(json.text("rule"), call.refused->rule);
  EXPECT_EQ(json.find("missing")->items.size(), 3U);
  EXPECT_EQ(json.find("missing")->items.at(0).text("kind"), "field");
}

}  // namespace
}  // namespace callmap
