// Questions to leads and teams through the whole desk: who is told, who may answer, what each of
// them sees, and that none is lost.

#include <gtest/gtest.h>

#include <algorithm>

#include "desk/open_contacts.h"
#include "desk/test_office.h"

namespace callmap {
namespace {

class Consult : public testing::TestWithParam<StoreMade> {
 protected:
  Consult() : office(GetParam()) {
    const auto map = office.desk->maps().publish({{"map.yaml", office_map()}}, office.clock.now());
    EXPECT_TRUE(map.has_value()) << (map ? "" : map.error().message);
    bea = office.add("bea", {Role::kAgent}, "billing");
    sid = office.add("sid", {Role::kAgent}, "shipping", {"billing"});
    lou = office.add("lou", {Role::kLead}, "leads");
    NewContact contact;
    contact.map = "office";
    contact.offer_to = bea.id;
    const Outcome outcome = office.start(office.phone, contact);
    EXPECT_TRUE(outcome.done()) << outcome.message;
    id = outcome.contact;
    EXPECT_TRUE(office.observe(id, R"({"saw":"connected"})").done());
  }
  Outcome does(const Caller& who, const std::string& json) {
    return office.intend(office.ask(who, id), json);
  }
  Outcome asks(const std::string& team = "shipping") {
    return does(bea, R"({"do":"consult","team":")" + team + R"(","question":"May I resend it?"})");
  }
  Outcome answers(const Caller& who) {
    return does(who, R"({"do":"answer_consult","answer":"Yes, once"})");
  }
  std::size_t questions(const Caller& who) { return office.desk->work(who).questions.size(); }

  Office office;
  Caller bea, sid, lou;
  ContactId id;
};

INSTANTIATE_TEST_SUITE_P(Stores, Consult, testing::Values(StoreMade::kMemory, StoreMade::kSqlite),
                         store_name);

TEST_P(Consult, TheTeamAndTheLeadsSeeTheQuestionAndNothingElse) {
  ASSERT_TRUE(asks().done());
  ASSERT_EQ(questions(sid), 1u);
  const QuestionView shown = office.desk->work(sid).questions.front();
  EXPECT_EQ(shown.question, "May I resend it?");
  EXPECT_EQ(shown.team.title, "Shipping Support");
  EXPECT_EQ(shown.from, "Person bea");
  EXPECT_EQ(questions(lou), 1u);
  EXPECT_EQ(questions(bea), 0u) << "their own is for others";
  EXPECT_EQ(questions(office.ana), 0u);
  EXPECT_FALSE(office.desk->view(sid, id).has_value()) << "the contact is not theirs to see";
  const FloorView floor = office.desk->floor(lou);
  const auto need = std::ranges::find(floor.needs, Need::Kind::kQuestion, &Need::kind);
  ASSERT_NE(need, floor.needs.end());
  EXPECT_EQ(need->text, "May I resend it?");
  const auto listed = office.desk->open_contacts(lou);
  const auto summary = std::ranges::find(listed, id, &ContactSummary::id);
  ASSERT_NE(summary, listed.end());
  ASSERT_TRUE(summary->asked.has_value());
  EXPECT_EQ(summary->asked->team.id, "shipping");
}

TEST_P(Consult, OneOfTheTeamOrALeadAnswersAndNobodyElse) {
  ASSERT_TRUE(asks().done());
  EXPECT_EQ(answers(office.ana).kind, Outcome::Kind::kNotFound);
  EXPECT_EQ(answers(bea).kind, Outcome::Kind::kForbidden) << "they asked it";
  EXPECT_TRUE(answers(sid).done());
  EXPECT_EQ(answers(sid).kind, Outcome::Kind::kNotFound) << "nothing is asked of them any more";
  EXPECT_EQ(answers(lou).kind, Outcome::Kind::kRefused) << "and told so";
  const ContactView view = office.view(bea, id);
  ASSERT_EQ(view.consults.size(), 1u);
  EXPECT_EQ(view.consults[0].state, ConsultState::kAnswered);
  EXPECT_EQ(view.consults[0].answer, "Yes, once");
  EXPECT_EQ(view.consults[0].answerer, "Person sid");
  EXPECT_TRUE(view.mine);
  EXPECT_EQ(questions(sid) + questions(lou), 0u);
}

TEST_P(Consult, IsNotLostWithTheProgram) {
  ASSERT_TRUE(asks("leads").done());
  office.reopen();
  EXPECT_EQ(questions(lou), 1u);
  EXPECT_EQ(questions(sid), 0u);
  EXPECT_TRUE(answers(lou).done());
  office.reopen();
  EXPECT_EQ(questions(lou), 0u);
  EXPECT_EQ(office.view(bea, id).consults.at(0).answer, "Yes, once");
}

TEST_P(Consult, EndsWithTheContact) {
  ASSERT_TRUE(asks().done());
  ASSERT_TRUE(does(bea, R"({"do":"end_early","ending":"hung_up"})").done());
  EXPECT_EQ(questions(sid), 0u);
  EXPECT_FALSE(answers(lou).done());
}

TEST_P(Consult, ItsWordsAreSealed) {
  ASSERT_TRUE(asks().done());
  ASSERT_TRUE(answers(sid).done());
  EXPECT_EQ(office.everything().find("resend"), std::string::npos);
  EXPECT_EQ(office.everything().find("Yes, once"), std::string::npos);
}

TEST_P(Consult, TellsTheTeamAtOnce) {
  std::vector<PersonId> told;
  const auto subscription = office.desk->feed().subscribe([&told](const FeedEvent& event) {
    if (std::ranges::find(event.what, "question") != event.what.end()) told.push_back(event.holder);
  });
  ASSERT_TRUE(asks().done());
  EXPECT_EQ(told, std::vector<PersonId>{sid.id});
  ASSERT_TRUE(does(bea, R"({"do":"withdraw_consult"})").done());
  EXPECT_EQ(told.size(), 2u) << "and when there is none any more";
  office.desk->feed().unsubscribe(subscription);
}

TEST_P(Consult, RowsOfOlderProgramsAreRead) {
  const auto open = office.desk->stored(id);
  ASSERT_TRUE(open.has_value());
  const std::string digest = open->map->digest;
  for (const std::string& row :
       {"1\t" + digest + "\tR\tp\tpurpose\tlive\tconnected\t\t1000\t",
        "2\t" + digest + "\tR\tp\tpurpose\tlive\tconnected\t\t1000\t\tphone\t\t\t\t\t\t\t"}) {
    const auto read = parse_row(row, office.desk->maps());
    ASSERT_TRUE(read.has_value()) << row;
    EXPECT_FALSE(read->asked.has_value());
    OpenContact asked = *read;
    asked.asked = AskedOf{"shipping", {5}};
    const auto again = parse_row(to_row(asked), office.desk->maps());
    ASSERT_TRUE(again.has_value());
    EXPECT_EQ(again->asked, asked.asked);
  }
}

}  // namespace
}  // namespace callmap
