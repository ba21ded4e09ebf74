#include "engine/notes.h"

#include <gtest/gtest.h>

#include "engine/test_call.h"

namespace callmap {
namespace {

// The small map with every kind of line in its notes.
std::string with_all_lines() {
  std::string text = small_map();
  const std::string plain = "  verification: { title: Verification, lines: [$verification] }\n";
  const std::size_t at = text.find(plain);
  text.replace(at, plain.size(),
               "  verification: { title: Verification, lines: [$verification] }\n"
               "  work: { title: Steps, lines: [$steps, $actions, $procedures] }\n"
               "  told: { title: Told, lines: [balance] }\n"
               "  after: { title: Next steps, lines: [callback, $tasks] }\n"
               "  closing: { title: Reference, lines: [$reference, $disposition, confirmed] }\n"
               "  course: { title: Course, lines: [$line, $ending] }\n");
  return text;
}

std::string section(const Notes& notes, const char* id, std::size_t request = 0) {
  std::string text;
  for (const NotesSection& one : notes.requests.at(request).sections) {
    if (one.id != id) continue;
    for (const NotesLine& line : one.lines) {
      text += (line.locked ? line.text + "locked" : line.text) + " <" + line.origin + ">\n";
    }
  }
  return text;
}

TEST(Notes, AreWrittenWhileTheCallRuns) {
  TestCall call(with_all_lines());
  call.started();
  EXPECT_EQ(section(notes(call.map, call.contact), "issue"), "");
  call.fill("issue", "Bill has doubled");
  call.fill("reason", "billing");
  EXPECT_EQ(section(notes(call.map, call.contact), "issue"),
            "Bill has doubled <typed>\nReason: Billing question <typed>\n");
  EXPECT_EQ(notes(call.map, call.contact).requests[0].title, "Bill has doubled");
}

TEST(Notes, TellHowTheCallerWasVerifiedAndWhenThatEnded) {
  TestCall call(with_all_lines());
  call.started().does(intent::ChooseCustomer{{"u_1"}});
  call.pass(seconds(1));
  call.attempt("pin", false);
  call.pass(seconds(1));
  call.attempt("pin", true, true);
  call.pass(seconds(1));
  call.does(intent::RecordException{ExceptionIndex{}});
  call.pass(seconds(1));
  call.does(intent::Speaks{Party::kAuthorised});
  EXPECT_EQ(section(notes(call.map, call.contact), "verification"),
            "Phone PIN: no match <compared>\n"
            "Phone PIN: passed after a typing correction, account holder <compared>\n"
            "Exception: Hearing relay <typed>\n"
            "No longer verified: somebody else speaks <system>\n");
}

TEST(Notes, HoldStepsActionsAndAnswersButNotThoseTakenBack) {
  TestCall call(with_all_lines());
  call.started();
  call.does(intent::TryStep{"Restarted the app", OutcomeIndex{1}});
  call.does(intent::StartAction{*call.map.action("reset")});
  call.open("wrong_queue");
  call.answer("wrong_queue", "confirm", 1);
  const auto procedure = *call.map.procedure("wrong_queue");
  call.does(intent::Revisit{procedure, *call.map.step(procedure, "confirm")});
  call.answer("wrong_queue", "confirm", 0);
  EXPECT_EQ(section(notes(call.map, call.contact), "work"),
            "Restarted the app: No change <step>\n"
            "Send a reset link <action>\n"
            "For another team: Is it A or B? A, then: Stays here <step>\n");
}

TEST(Notes, AnActionThatWasNotFinishedSaysSo) {
  TestCall call(with_all_lines());
  call.started().purpose_agreed().verified();
  call.does(intent::StartAction{*call.map.action("read_balance")});
  ASSERT_FALSE(call.refused);
  EXPECT_EQ(section(notes(call.map, call.contact), "work"),
            "Tell the balance (not finished) <action>\n");
}

TEST(Notes, LockWhatTheReaderMayNotSee) {
  TestCall call(with_all_lines());
  call.started().verified();
  call.fill("balance", "84.20");
  EXPECT_EQ(section(notes(call.map, call.contact), "told"), "84.20 <typed>\n");
  EXPECT_EQ(section(notes(call.map, call.contact, Sight::kOther), "told"), "locked <typed>\n");
  call.does(intent::Speaks{Party::kOther});
  EXPECT_EQ(section(notes(call.map, call.contact), "told"), "locked <typed>\n");
  EXPECT_EQ(to_text(notes(call.map, call.contact)).find("84.20"), std::string::npos);
}

TEST(Notes, SayWhatIsLocked) {
  std::string text = with_all_lines();
  const std::string told = "title: Told, lines: [balance]";
  text.replace(text.find(told), told.size(), "title: Told, lines: [$actions, balance]");
  TestCall call(text);
  call.started().verified();
  call.fill("balance", "84.20");
  const std::string written = to_text(notes(call.map, call.contact, Sight::kOther));
  EXPECT_NE(written.find("Told: Balance told: (locked) (typed 0:00)"), std::string::npos)
      << written;
}

TEST(Notes, LeaveOutAFirstValueUntilSomebodyChoosesIt) {
  std::string text = with_all_lines();
  const std::string course = "lines: [$line, $ending]";
  text.replace(text.find(course), course.size(), "lines: [$line, recording]");
  TestCall call(text);
  call.started();
  EXPECT_EQ(call.value("recording"), "on_") << "conditions read it all the same";
  EXPECT_EQ(section(notes(call.map, call.contact), "course"), "");
  EXPECT_EQ(call.fill("recording", "on_"), 1U) << "the same value, but now said by somebody";
  EXPECT_EQ(call.fill("recording", "on_"), 0U);
  EXPECT_EQ(section(notes(call.map, call.contact), "course"), "Recording: On  <typed>\n");
  call.fill("recording", "paused");
  EXPECT_EQ(section(notes(call.map, call.contact), "course"), "Recording: Paused <typed>\n");
}

TEST(Notes, KeepTheRequestsApart) {
  TestCall call(with_all_lines());
  call.started();
  call.fill("issue", "Bill has doubled");
  call.does(intent::TryStep{"Compared two bills", std::nullopt});
  call.does(intent::OpenRequest{});
  call.fill("issue", "New address");
  const Notes both = notes(call.map, call.contact);
  ASSERT_EQ(both.requests.size(), 2U);
  EXPECT_EQ(both.requests[0].title, "Bill has doubled");
  EXPECT_EQ(both.requests[1].title, "New address");
  EXPECT_EQ(section(both, "work", 0), "Compared two bills <step>\n");
  EXPECT_EQ(section(both, "work", 1), "");
}

TEST(Notes, AreCompleteOnceEveryOpenRequestCouldBeClosed) {
  TestCall call(with_all_lines());
  EXPECT_FALSE(notes(call.map, call.contact).complete);
  call.started();
  EXPECT_FALSE(notes(call.map, call.contact).complete);
  call.fill("issue", "Bill has doubled");
  EXPECT_TRUE(notes(call.map, call.contact).complete);
  call.does(intent::OpenRequest{});
  EXPECT_FALSE(notes(call.map, call.contact).complete);
  call.does(intent::SwitchRequest{1});
  EXPECT_FALSE(notes(call.map, call.contact).complete) << "the other request counts too";
  call.does(intent::SwitchRequest{2});
  call.fill("issue", "New address");
  EXPECT_TRUE(notes(call.map, call.contact).complete);
}

TEST(Notes, ReadAsPlainTextWithOffsetsIntoTheCall) {
  TestCall call(with_all_lines());
  call.started();
  call.pass(seconds(38));
  call.fill("issue", "Bill has doubled\nsince June");
  call.pass(seconds(30));
  call.fill("callback", "+442079460111");
  call.does(intent::AddTask{"See to the credit", "Back office", Instant{1'700'003'600'000}});
  call.does(intent::Dispose{1, DispositionIndex{1}});
  call.pass(seconds(3600));
  EXPECT_EQ(to_text(notes(call.map, call.contact)),
            "7KQ-4MD-9FX\n"
            "Small call, phone\n"
            "Started 2023-11-14 22:13 UTC, p_mara\n"
            "\n"
            "Issue: Bill has doubled\n  since June (typed 0:38)\n"
            "Verification: -\n"
            "Steps: -\n"
            "Told: -\n"
            "Next steps:\n"
            "  +442079460111 (typed 1:08)\n"
            "  See to the credit, Back office, due 2023-11-14T23:13Z (typed 1:08)\n"
            "Reference:\n"
            "  7KQ-4MD-9FX (system 0:00)\n"
            "  Still open (chosen 1:08)\n");
}

TEST(Notes, NumberTheRequestsWhenThereAreSeveral) {
  TestCall call;
  call.started();
  call.fill("issue", "Bill has doubled");
  call.does(intent::OpenRequest{});
  const std::string text = to_text(notes(call.map, call.contact));
  EXPECT_NE(text.find("\n1. Bill has doubled\nIssue: "), std::string::npos) << text;
  EXPECT_NE(text.find("\n2. Request\nIssue: -\n"), std::string::npos) << text;
}

TEST(Notes, SayWhatConcernsTheWholeContactOnce) {
  TestCall call(with_all_lines());
  call.started();
  call.fill("issue", "Bill has doubled");
  EXPECT_TRUE(notes(call.map, call.contact).contact.empty()) << "one request has every section";
  call.does(intent::OpenRequest{});
  call.fill("issue", "New address");
  call.fill("callback", "+442079460111");
  call.verified();
  call.does(intent::AddTask{"See to the credit", "", std::nullopt});
  call.does(intent::Dispose{1, DispositionIndex{1}});
  EXPECT_EQ(to_text(notes(call.map, call.contact)),
            "7KQ-4MD-9FX\n"
            "Small call, phone\n"
            "Started 2023-11-14 22:13 UTC, p_mara\n"
            "\n"
            "Verification: Phone PIN: passed, account holder (compared 0:00)\n"
            "Next steps:\n"
            "  +442079460111 (typed 0:00)\n"
            "  See to the credit, p_mara (typed 0:00)\n"
            "Reference: 7KQ-4MD-9FX (system 0:00)\n"
            "\n"
            "1. Bill has doubled\n"
            "Issue: Bill has doubled (typed 0:00)\n"
            "Steps: -\n"
            "Told: -\n"
            "Reference: Still open (chosen 0:00)\n"
            "\n"
            "2. New address\n"
            "Issue: New address (typed 0:00)\n"
            "Steps: -\n"
            "Told: -\n"
            "Reference: -\n");
}

TEST(Notes, TellOfHoldsAndOfALineThatDroppedAndWasBack) {
  TestCall call(with_all_lines());
  call.started();
  EXPECT_EQ(to_text(notes(call.map, call.contact)).find("Course"), std::string::npos)
      << "most calls have none";
  call.pass(seconds(60));
  call.sees(observation::Held{});
  EXPECT_EQ(section(notes(call.map, call.contact), "course"), "On hold <system>\n");
  call.pass(seconds(90));
  call.sees(observation::Unheld{});
  call.sees(observation::Dropped{});
  EXPECT_EQ(section(notes(call.map, call.contact), "course"),
            "On hold for 1:30 <system>\nLine dropped <system>\n");
  call.pass(seconds(42));
  call.sees(observation::Connected{});
  call.sees(observation::Held{});
  call.pass(seconds(5));
  call.sees(observation::Dropped{});
  call.pass(seconds(5));
  call.sees(observation::HungUp{"line"});
  const std::string text = to_text(notes(call.map, call.contact));
  EXPECT_NE(text.find("Course:\n"
                      "  On hold for 1:30 (system 1:00)\n"
                      "  Line dropped, back after 0:42 (system 2:30)\n"
                      "  On hold for 0:05 (system 3:12)\n"
                      "  Line dropped, not back (system 3:17)\n"),
            std::string::npos)
      << text;
}

TEST(Notes, SayWhyACallEndedEarlyAndWhatWasNotMet) {
  TestCall call(with_all_lines());
  call.started();
  call.pass(seconds(20));
  call.sees(observation::HungUp{"caller"});
  call.pass(seconds(10));
  call.does(intent::EndEarly{*call.map.ending("hung_up")});
  const Notes written = notes(call.map, call.contact);
  EXPECT_EQ(section(written, "course"),
            "The caller hung up <system>\n"
            "Ended early: Caller hung up <chosen>\n"
            "Not met: Issue and goal agreed <system>\n"
            "Not met: Caller verified <system>\n"
            "Not met: Test confirmed <system>\n"
            "Not met: Outcome known <system>\n"
            "Not met: Notes complete <system>\n");
  EXPECT_NE(to_text(written).find("Verification: -\n"), std::string::npos)
      << "somebody spoke: what is not there is worth a dash";
}

TEST(Notes, LeaveOutWhatIsEmptyWhenNobodySpoke) {
  TestCall call(with_all_lines());
  call.started();
  call.pass(seconds(9));
  call.does(intent::EndEarly{*call.map.ending("silent")});
  EXPECT_EQ(to_text(notes(call.map, call.contact)),
            "7KQ-4MD-9FX\n"
            "Small call, phone\n"
            "Started 2023-11-14 22:13 UTC, p_mara\n"
            "\n"
            "Reference: 7KQ-4MD-9FX (system 0:00)\n"
            "Course: Ended early: Nobody spoke (chosen 0:09)\n");
}

TEST(Notes, OfBothShippedMapsTellOfTheLineAndOfAnEarlyEnd) {
  for (const char* name : {"standard", "clinic"}) {
    TestCall call;
    call.map = shipped_map(name);
    call.started();
    call.pass(seconds(30));
    call.sees(observation::Dropped{});
    call.does(intent::EndEarly{EndingIndex{}});
    const std::string text = to_text(notes(call.map, call.contact));
    EXPECT_NE(text.find("Line dropped, not back (system 0:30)"), std::string::npos) << text;
    EXPECT_NE(text.find("Ended early: " + call.map.endings.front().title), std::string::npos)
        << text;
  }
}

TEST(Notes, SayWhereAValueWasErased) {
  TestCall call(with_all_lines());
  call.started();
  const event::Filled erased{*call.map.field("issue"), "", Origin::kTyped, true};
  call.contact = apply(std::move(call.contact), call.map, {call.now, TestCall::agent(), erased});
  EXPECT_EQ(section(notes(call.map, call.contact), "issue"), "(erased) <typed>\n");
}

}  // namespace
}  // namespace callmap
