// Charts with one mistake each and what is said of it, and charts that make procedures.
#include "formats/procedures.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <set>

#include "formats/test_charts.h"
#include "formats/write_procedures.h"
#include "map/compile.h"
#include "map/shapes.h"

namespace callmap {
namespace {

struct Judged {
  FlowProcedures flow;
  std::vector<Finding> findings;
  std::string said;  // the findings as people see them
};

Judged judged(std::string_view text, const ProcedureRules& rules = {}) {
  Findings findings({"flow"});
  Judged out;
  out.flow = procedures_of(charts_from(text), rules, findings);
  out.findings = findings.take();
  for (const Finding& each : out.findings) out.said += render(each);
  return out;
}

std::string sections(const Judged& of) {
  return write_sections(of.flow.procedures, of.flow.actions);
}

void expect_loads(const Judged& of) {
  const auto keys = keys_of("end");
  if (std::ranges::find(keys, "result") == keys.end()) return;  // TEMPORARY
  const std::string map = write_map({"test", "Test"}, of.flow.procedures, of.flow.actions);
  EXPECT_EQ(render(load_map({{"map.yaml", map}}).problems), "") << map;
}

struct Mistake {
  FindingCode code;
  std::string_view chart;
  std::string_view said;
};

const Mistake kMistakes[] = {
    {FindingCode::kEmptyChart, "chart refunds Refunds",
     "flow:1:1: problem: the chart `Refunds` has no nodes [empty-chart]\n"
     "  hint: draw its first step, or remove the chart\n"},
    {FindingCode::kNoStart,
     "a[One]\nb -> a : Again\na -> b\nb -> end : Stop\nc[Two]\nc -> d\nd -> c : Again\nd -> end : "
     "Leave",
     "flow:1:1: problem: the chart `Flow` has no start: something leads to every node of it "
     "[no-start]\n"
     "  hint: add a node that leads to the first step, such as `Start`\n"},
    {FindingCode::kManyStarts, "a[One]\nb[Two]\na -> end\nb -> end",
     "flow:2:1: problem: the chart `Flow` could start at `One` and `Two` [many-starts]\n"
     "  hint: let one node lead to all of them, or write `Start` on the first one\n"},
    {FindingCode::kForkUnlabelled, "a<Is it on?>\na -> b : Yes\na -> c",
     "flow:3:1: problem: `Is it on?` has 2 ways on, and one is without words: to `c` "
     "[fork-unlabelled]\n"
     "  hint: write on each arrow for which answer it is taken, or say with `--otherwise` what an "
     "arrow without words means\n"},
    {FindingCode::kForkSameLabel, "a<Is it on?>\na -> b : Yes\na -> c : yes.",
     "flow:3:1: problem: two ways on from `Is it on?` have the words `yes.`: to `b` and to `c` "
     "[fork-same-label]\n"
     "  hint: nobody could tell which one to take: give each words of its own\n"},
    {FindingCode::kDecisionOneWay, "a<Is it on?>\na -> b : Yes",
     "flow:1:1: problem: `Is it on?` is drawn as a question and has one answer alone "
     "[decision-one-way]\n"
     "  hint: draw an arrow for every answer, or draw it as a step\n"},
    {FindingCode::kDecisionOneWay, "a[Look]\na -> b\nb<Is it on?>",
     "flow:3:1: problem: `Is it on?` is drawn as a question and has no answer [decision-one-way]\n"
     "  hint: draw an arrow for every answer, or draw it as a step\n"},
    {FindingCode::kChartMissing,
     "chart main Main\na[Look]\na -> b\nb{Refunds}\nchart refund Refund\nc[Pay]\nc -> d",
     "flow:4:1: problem: `Refunds` stands for a chart that is not there, `Refunds` "
     "[chart-missing]\n"
     "  hint: did you mean `Refund`?\n"},
    {FindingCode::kChartMissing, "a[Look]\na -> b\nb[Go to Path 2]",
     "flow:3:1: problem: `Go to Path 2` stands for a chart that is not there, `Path 2` "
     "[chart-missing]\n"
     "  hint: import the file with that chart as well, or let an arrow lead on from here\n"},
    {FindingCode::kChartMissing, "a[Step 1: Look]\na -> b\nb[Go to step 1]",
     "flow:3:1: problem: `Go to step 1` stands for a chart that is not there, `step 1` "
     "[chart-missing]\n"
     "  hint: `Step 1: Look` is a node of this chart: draw an arrow to it\n"},
    {FindingCode::kChartsInARing,
     "chart a One\ns[Look]\ns -> c\nc{Two}\nc -> e\ne[Over]\nchart b Two\nt[See]\nt -> "
     "c\nc{One}\nc -> e\ne[Over]",
     "flow:4:1: problem: the charts `One` and `Two` stand for each other in a ring "
     "[charts-in-a-ring]\n"
     "  hint: let one of them end by going on with the next, or lead to an earlier step\n"},
    {FindingCode::kChartsInARing, "chart a One\ns[Look]\ns -> c\nc{One}\nc -> e\ne[Over]",
     "flow:4:1: problem: `One` stands for the chart that it is in [charts-in-a-ring]\n"
     "  hint: let one of them end by going on with the next, or lead to an earlier step\n"},
    {FindingCode::kEndNotMapped,
     "chart a One\ns[Look]\ns -> c\nc{Two}\nc -> e : Paid\nchart b Two\nt<Is it paid?>\nt -> p : "
     "Yes\nt -> q : No\np[Paid]\nq[Still open]",
     "flow:4:1: problem: `Two` does not say what comes after `Still open` of `Two` "
     "[end-not-mapped]\n"
     "  hint: draw an arrow with those words, or one without words for every other end\n"},
    {FindingCode::kEndNotMapped,
     "chart a One\ns[Look]\ns -> c\nc{Two}\nc -> e : Paid\nc -> f : Still opne\nchart b Two\nt<Is "
     "it paid?>\nt -> p : Yes\nt -> q : No\np[Paid]\nq[Still open]",
     "flow:6:1: problem: the way `Still opne` on from `Two` is no end of `Two` [end-not-mapped]\n"
     "  hint: did you mean `Still open`?\n"},
    {FindingCode::kNodeUnreached, "start(Start)\nstart -> b\nc[Lost]\nc -> b",
     "flow:3:1: problem: no way from the start `Start` leads to `Lost` [node-unreached]\n"
     "  hint: draw an arrow to it, or remove it\n"},
    {FindingCode::kLoopWithoutEnd,
     "a<Is it on?>\na -> b : Yes\na -> c : No\nc[Wait]\nc -> d\nd[Try again]\nd -> c",
     "flow:4:1: problem: `Wait`, `Try again` lead round and round and to no end "
     "[loop-without-end]\n"
     "  hint: let one of the ways lead to an end\n"},
    {FindingCode::kLoopWithoutEnd, "a<Is it on?>\na -> b : Yes\na -> c : No\nc[Wait]\nc -> c",
     "flow:4:1: problem: `Wait` leads to itself alone [loop-without-end]\n"
     "  hint: let one of the ways lead to an end\n"},
};

TEST(ProceduresOf, SaysEachMistakeWithItsPlaceAndAHint) {
  for (const Mistake& each : kMistakes) {
    SCOPED_TRACE(each.chart);
    const Judged of = judged(each.chart);
    std::string said;
    for (const Finding& finding : of.findings) {
      if (kind(finding.code) == FindingKind::kProblem) said += render(finding);
    }
    EXPECT_EQ(said, each.said);
    const bool named = std::ranges::any_of(
        of.findings, [&](const Finding& finding) { return finding.code == each.code; });
    EXPECT_TRUE(named) << name(each.code);
  }
}

struct Guess {
  FindingCode code;
  std::string_view chart;
  std::string_view said;  // all of it
};

const Guess kGuesses[] = {
    {FindingCode::kStartGuessed, "a[Look]\na -> b\nb<Is it on?>\nb -> a : No\nb -> e : Yes",
     "flow:1:1: guessed: the chart `Flow` starts at `Look`: it comes first in the file and leads "
     "to all others [start-guessed]\n"},
    {FindingCode::kEndGuessed, "a[Look]\na -> e\ne(Issue resolved)",
     "flow:3:1: guessed: `Issue resolved` is the result `resolved` [end-guessed]\n"},
    {FindingCode::kEndGuessed, "a[Look]",
     "flow:1:1: guessed: nothing follows `Look`: the procedure is over after it [end-guessed]\n"},
    {FindingCode::kEndGuessed, "a[Look]\na -> b\nb[Go to your nearest shop]",
     "flow:3:1: guessed: `Go to your nearest shop` names no chart of this import and is an end "
     "[end-guessed]\n"},
    {FindingCode::kQuestionGuessed, "a[Look whether it is on]\na -> b : It is\na -> c : It is not",
     "flow:1:1: guessed: `Look whether it is on` is a question, because several ways with words "
     "leave it [question-guessed]\n"},
    {FindingCode::kLabelGuessed, "a[]\na -> b",
     "flow:1:1: guessed: `a` has no words and is shown by its name [label-guessed]\n"},
    {FindingCode::kCallGuessed,
     "chart a One\ns[Look]\ns -> c\nc[Go to Two]\nchart b Two\nt[See]\nt -> e",
     "flow:4:1: guessed: `Go to Two` goes on with the chart `Two` [call-guessed]\n"},
    {FindingCode::kReturnGuessed,
     "chart a One\ns[Look]\ns -> c\nc{Two}\nc -> e\nchart b Two\nt<On?>\nt -> p : Yes\nt -> q : No",
     "flow:5:1: guessed: whatever comes of `Two`, `Two` leads on to `e` [return-guessed]\n"},
    {FindingCode::kTextLeftOut, "a[Look]\na -> b : then",
     "flow:2:1: left out: the words `then` on the only way on from `Look` [text-left-out]\n"},
    {FindingCode::kPartLeftOut, "a[Look]\na -> b\na -> b",
     "flow:3:1: left out: the arrow from `Look` to `b` is drawn twice [part-left-out]\n"},
    {FindingCode::kLinkLeftOut, "a[Look] link=ftp://files\na -> b",
     "flow:1:1: left out: the link `ftp://files` is no address of a page [link-left-out]\n"},
};

TEST(ProceduresOf, SaysWhatItGuessesAndLeavesOut) {
  for (const Guess& each : kGuesses) {
    SCOPED_TRACE(each.chart);
    const Judged of = judged(each.chart);
    EXPECT_EQ(of.said, each.said);
    EXPECT_EQ(of.findings.at(0).code, each.code);
    expect_loads(of);
  }
}

TEST(ProceduresOf, HasATestForEveryCodeOfTheChartKind) {
  // kOtherwiseUsed and kTooManyWays have tests of their own below; the rest of what is guessed or
  // left out is said by the readers.
  std::set<FindingCode> covered = {FindingCode::kOtherwiseUsed, FindingCode::kTooManyWays,
                                   FindingCode::kOrderGuessed, FindingCode::kStyleLeftOut};
  for (const Mistake& each : kMistakes) covered.insert(each.code);
  for (const Guess& each : kGuesses) covered.insert(each.code);
  for (auto n = static_cast<std::size_t>(FindingCode::kEmptyChart); n < kFindingCodeCount; ++n) {
    const auto code = static_cast<FindingCode>(n);
    EXPECT_TRUE(covered.contains(code)) << name(code);
  }
}

TEST(ProceduresOf, MakesStepsQuestionsAndEnds) {
  const Judged of = judged(R"(
    chart no_service No service
    Start(Start: caller has no service)
    P1_Airplane<Airplane mode ON?>
    P1_TurnOff[Ask them to turn it off]  help=Settings, then Network link=https://kb.example/off
    P1_Check<Service restored?>
    End_Resolve(Issue Resolved)
    End_Escalate(Transfer to Human Agent)
    Start -> P1_Airplane
    P1_Airplane -> P1_TurnOff : Yes
    P1_Airplane -> End_Escalate : No (SIM Active)
    P1_TurnOff -> P1_Check
    P1_Check -> End_Resolve : Yes
    P1_Check -> End_Escalate : No
  )");
  EXPECT_EQ(sections(of), R"(procedures:
  no_service:
    title: No service
    steps:
      start: { tell: "Start: caller has no service", then: p1_airplane }
      p1_airplane:
        ask: Airplane mode ON?
        answers:
          yes: p1_turnoff
          no_sim_active: { label: No (SIM Active), then: end_escalate }
      p1_turnoff:
        tell: Ask them to turn it off
        help: Settings, then Network
        links: ["https://kb.example/off"]
        then: p1_check
      p1_check:
        ask: Service restored?
        answers:
          yes: end_resolve
          no: end_escalate
    ends:
      end_resolve: { text: Issue Resolved, goes: back, result: resolved }
      end_escalate: { text: Transfer to Human Agent, goes: back, result: escalated }
)");
  ASSERT_EQ(of.flow.counts.size(), 1u);
  const ChartCount& count = of.flow.counts[0];
  EXPECT_EQ(count.procedure, "no_service");
  EXPECT_EQ(count.nodes, 6u);
  EXPECT_EQ(count.edges, 6u);
  EXPECT_EQ(count.questions, 2u);
  EXPECT_EQ(count.ends, 2u);
  EXPECT_EQ(count.paths, 3u);
  EXPECT_EQ(count.depth, 4u);
  EXPECT_TRUE(count.names.empty());
}

TEST(ProceduresOf, HandsAnEscalationToTheTeamThatItIsTold) {
  const Judged of = judged("a[Look]\na -> e\ne(Escalate)", {.otherwise = "", .team = "leads"});
  EXPECT_NE(sections(of).find("e: { text: Escalate, goes: { hand_over: leads }"),
            std::string::npos);
}

TEST(ProceduresOf, GivesTheOneArrowWithoutWordsTheAnswerThatItIsTold) {
  const Judged of = judged("a<On?>\na -> b : Yes\na -> c", {.otherwise = "Otherwise", .team = ""});
  EXPECT_EQ(of.said,
            "flow:3:1: guessed: the way from `On?` to `c` without words is the answer `Otherwise` "
            "[otherwise-used]\n");
  EXPECT_NE(sections(of).find("otherwise: c"), std::string::npos);
  expect_loads(of);
}

TEST(ProceduresOf, DoesNotGiveTwoArrowsWithoutWordsTheSameAnswer) {
  const Judged of = judged("a<On?>\na -> b\na -> c", {.otherwise = "Otherwise", .team = ""});
  EXPECT_EQ(of.findings.at(0).code, FindingCode::kForkUnlabelled);
  EXPECT_TRUE(of.flow.procedures.empty());
}

TEST(ProceduresOf, MakesAnActionOnceForEachNameThatTheFileHas) {
  const Judged of = judged(R"(
    a[Pull up the account] action=pull-up takes=30
    a -> b
    b[Pull up the other account] action=Pull up
    b -> c
    c[Send it] action=dispose
  )");
  EXPECT_EQ(sections(of), R"(actions:
  pull_up: { text: Pull up the account, class: account }
  dispose_2: { text: Send it, class: account }

procedures:
  flow:
    title: Flow
    steps:
      a: { do: pull_up, takes: 30s, then: b }
      b: { do: pull_up, help: Pull up the other account, then: c }
      c: { do: dispose_2, then: done }
    ends:
      done: { text: Done, goes: back }
)");
  expect_loads(of);
}

TEST(ProceduresOf, CallsOtherChartsAndMapsTheirEndsByTheirWords) {
  const Judged of = judged(R"(
    chart main Main
    ask{Check the line}
    ask -> thanks : Line is fine
    ask -> visit : Line is cut
    thanks(Thank them)
    visit[Book a visit]
    visit -> booked
    chart check_line Check the line
    look<Is the line fine?>
    look -> fine : Yes
    look -> cut : No
    fine(Line is fine)
    cut(Line is cut)
  )");
  EXPECT_EQ(of.said, "");
  EXPECT_NE(sections(of).find("ask: { call: check_line, ends: { fine: thanks, cut: visit } }"),
            std::string::npos)
      << sections(of);
  expect_loads(of);
}

TEST(ProceduresOf, KnowsAChartByTheTitleOfItsStart) {
  const Judged of = judged(R"(
    chart path2_slow
    s(Start)
    s -> q
    q<Service at all?>
    q -> go : No
    q -> end : Yes
    go[Go to Path 1]
    chart path1_none
    Start(Start: caller reports it)
    Start -> P1
    P1(Path 1: No service)
    P1 -> look
    look[Look at the bar]
    look -> over
  )");
  EXPECT_EQ(of.flow.procedures.size(), 2u) << of.said;
  EXPECT_EQ(of.flow.procedures.at(0).ends.at(0).procedure.value, "path1_none");
}

TEST(ProceduresOf, ReportsEveryProblemOfAChartAndKeepsTheOtherCharts) {
  const Judged of = judged(R"(
    chart broken Broken
    a<On?>
    a -> b
    a -> c
    c -> d
    d<Off?>
    d -> b : Yes
    chart whole Whole
    a[Look]
    a -> b
    chart leaning Leaning
    a[Look]
    a -> r
    r{Broken}
  )");
  std::set<FindingCode> codes;
  for (const Finding& each : of.findings) codes.insert(each.code);
  EXPECT_EQ(codes, (std::set{FindingCode::kForkUnlabelled, FindingCode::kDecisionOneWay}));
  ASSERT_EQ(of.flow.procedures.size(), 1u);
  EXPECT_EQ(of.flow.procedures[0].name.value, "whole");
  ASSERT_EQ(of.flow.counts.size(), 3u);
  EXPECT_EQ(of.flow.counts[0].procedure, "");
  EXPECT_EQ(of.flow.counts[2].procedure, "");
}

TEST(ProceduresOf, NamesStepsAsCloseToTheirNodesAsANameCanBe) {
  const Judged of = judged(R"(
    2nd Step[One]
    2nd Step -> 2nd-step
    2nd-step -> Prüfung
    Prüfung -> 检查
    检查 -> _x
  )");
  std::string names;
  for (const StepText& step : of.flow.procedures.at(0).steps) names += step.name.value + " ";
  EXPECT_EQ(names, "n2nd_step n2nd_step_2 prufung node ");
  EXPECT_EQ(of.flow.procedures[0].ends.at(0).name.value, "n_x");
  EXPECT_EQ(of.flow.counts[0].names.size(), 5u);
  expect_loads(of);
}

TEST(ProceduresOf, RefusesMoreWaysThanAMapCanHave) {
  std::string ways = "a<Which?>\n", ends = "a[Look]\na -> q\nq<On?>\n";
  for (std::size_t n = 0; n <= kAnswersMax; ++n) ways += fmt::format("a -> b : {}\n", n);
  EXPECT_EQ(judged(ways).said,
            "flow:1:1: problem: `Which?` has 65 ways on, more than 64 [too-many-ways]\n"
            "  hint: ask in two steps: first of what kind it is\n");
  for (std::size_t n = 0; n <= kEndsMax; ++n) {
    ends += fmt::format("q{0} -> q{1} : {0}\nq{0} -> e{0} : {0}{0}\n", n, n + 1);
  }
  ends += "q -> q0 : x\nq -> e0 : y\n";
  EXPECT_NE(judged(ends).said.find("more than 64 ends of one procedure [too-many-ways]"),
            std::string::npos);
  std::string tower;
  for (std::size_t n = 0; n <= kProcedureHeightMax; ++n) {
    tower +=
        fmt::format("chart c{0} Floor {0}\na[Look]\na -> b\nb{{Floor {1}}}\nb -> e\n", n, n + 1);
  }
  tower += fmt::format("chart c{0} Floor {0}\na[Look]\na -> e\n", kProcedureHeightMax + 1);
  EXPECT_NE(judged(tower).said.find("charts stand within each other below `Floor 1`"),
            std::string::npos)
      << judged(tower).said;
}

TEST(ProceduresOf, CountsWaysExactlyWithAndWithoutLoops) {
  const auto count = [](std::string_view text) { return judged(text).flow.counts.at(0); };
  std::string diamonds;
  for (int n = 0; n < 10; ++n) {
    diamonds += fmt::format("a{0} -> b{0} : y\na{0} -> a{1} : n\nb{0} -> a{1}\n", n, n + 1);
  }
  EXPECT_EQ(count(diamonds).paths, 1024u);
  EXPECT_EQ(count(diamonds).depth, 20u);
  std::string many;
  for (int n = 0; n < 40; ++n) {
    many += fmt::format("a{0} -> b{0} : y\na{0} -> a{1} : n\nb{0} -> a{1}\n", n, n + 1);
  }
  EXPECT_EQ(count(many).paths, kPathsMax);
  // Round and back: a to b to e, and a to c, b, e or c, e.
  const ChartCount loop =
      count("s -> a\na -> b : 1\na -> c : 2\nb -> e : 1\nb -> a : 2\nc -> b : 1\nc -> e : 2");
  EXPECT_EQ(loop.paths, 3u);
  EXPECT_EQ(loop.depth, 4u);
  EXPECT_TRUE(loop.exact);
}

TEST(ProceduresOf, SaysWhenALoopIsTooTangledToCount) {
  std::string tangle = "s -> n0\n";
  for (int from = 0; from < 14; ++from) {
    for (int to = 0; to < 14; ++to) {
      if (from != to) tangle += fmt::format("n{0} -> n{1} : {1}\n", from, to);
    }
    tangle += fmt::format("n{0} -> e : out\n", from);
  }
  const ChartCount count = judged(tangle).flow.counts.at(0);
  EXPECT_FALSE(count.exact);
  EXPECT_GT(count.paths, 100'000u);
}

TEST(ProceduresOf, TakesALineOfTenThousandNodes) {
  std::string line;
  for (int n = 0; n < 9'999; ++n) line += fmt::format("n{} -> n{}\n", n, n + 1);
  std::vector<Flowchart> charts(1);
  charts[0].name = "line";
  for (std::size_t n = 0; n < 10'000; ++n) {
    charts[0].nodes.push_back({.id = fmt::format("n{}", n), .label = "Look"});
    if (n > 0) charts[0].edges.push_back({.from = n - 1, .to = n, .label = ""});
  }
  Findings findings({"flow"});
  const FlowProcedures flow = procedures_of(charts, {}, findings);
  EXPECT_EQ(flow.procedures.at(0).steps.size(), 9'999u);
  EXPECT_EQ(flow.counts.at(0).depth, 9'999u);
}

TEST(ProceduresOf, ReadsNoResultOffWordsThatDenyIt) {
  const std::pair<std::string_view, EndResult> ends[] = {
      {"Issue Resolved", EndResult::kResolved},
      {"All done.", EndResult::kResolved},
      {"Not resolved", EndResult::kOther},
      {"Could not be fixed", EndResult::kOther},
      {"Unresolved", EndResult::kOther},
      {"Done, but not fixed", EndResult::kOther},
      {"Not resolved: escalate", EndResult::kEscalated},
      {"Transfer to second line", EndResult::kEscalated},
      {"Do not escalate", EndResult::kOther},
      {"Money transfer", EndResult::kOther},
      {"Out of scope", EndResult::kNotApplicable},
      {"N/A", EndResult::kNotApplicable},
      {"Resolved or escalated", EndResult::kOther},
      {"Customer hangs up", EndResult::kOther},
  };
  for (const auto& [words, result] : ends) {
    const Judged of = judged(fmt::format("a[Look]\na -> e\ne({})", words));
    EXPECT_EQ(of.flow.procedures.at(0).ends.at(0).result.value, result) << words;
  }
}

}  // namespace
}  // namespace callmap
