// The log of a contact as people read it. Names from the map only: never a value, a text or a
// customer.

#include <fmt/core.h>

#include <algorithm>

#include "desk/parts.h"
#include "engine/map_names.h"
#include "engine/names.h"
#include "engine/skills.h"
#include "engine/spoken.h"

namespace callmap {
namespace {

class Teller {
 public:
  explicit Teller(const CallMap& map) : map_(map) {}

  std::string operator()(const event::Started& e) const {
    return fmt::format("contact started, {}", e.channel);
  }
  std::string operator()(const event::Queued& e) const {
    return fmt::format("waits for {}", team(e.team));
  }
  std::string operator()(const event::SkillsWaived& e) const {
    return fmt::format("waited long enough for {}: anybody of the team may take it",
                       labels_of(map_, e.skills));
  }
  std::string operator()(const event::SegmentBegan& e) const {
    switch (e.how) {
      case SegmentHow::kOffered: return "offered to an agent";
      case SegmentHow::kHandoff: return "taken on after a handoff";
      case SegmentHow::kCallback: return "taken to call back";
      case SegmentHow::kResumed: return "taken up again";
      case SegmentHow::kTakenOver: return "taken over";
    }
    return {};
  }
  std::string operator()(const event::SegmentEnded& e) const {
    return e.how == SegmentEnd::kReleased ? "put down" : "whoever held it left";
  }
  std::string operator()(const event::Connected&) const { return "connected"; }
  std::string operator()(const event::Held&) const { return "put on hold"; }
  std::string operator()(const event::Unheld&) const { return "taken off hold"; }
  std::string operator()(const event::Dropped&) const { return "the line dropped"; }
  std::string operator()(const event::HungUp& e) const {
    return e.by.empty() ? "hung up" : fmt::format("hung up by the {}", e.by);
  }
  std::string operator()(const event::LineClosed&) const {
    return "the line was closed until the call back";
  }
  std::string operator()(const event::StageEntered& e) const {
    return fmt::format("moved to {}", map_.stages[at(e.stage)].title);
  }
  std::string operator()(const event::Said& e) const {
    return fmt::format("said `{}`", map_.phrases[at(e.phrase)].id);
  }
  std::string operator()(const event::Ticked& e) const {
    return fmt::format("ticked: {}", map_.checkpoints[at(e.checkpoint)].text);
  }
  std::string operator()(const event::Unticked& e) const {
    return fmt::format("took back: {}", map_.checkpoints[at(e.checkpoint)].text);
  }
  std::string operator()(const event::WhyNotGiven& e) const {
    return fmt::format("said why not: {}", map_.checkpoints[at(e.checkpoint)].text);
  }
  std::string operator()(const event::Filled& e) const {
    return fmt::format("wrote {}", map_.fields[at(e.field)].label);
  }
  std::string operator()(const event::Cleared& e) const {
    return fmt::format("cleared {}", map_.fields[at(e.field)].label);
  }
  std::string operator()(const event::ActionStarted& e) const {
    return fmt::format("began: {}", map_.actions[at(e.action)].text);
  }
  std::string operator()(const event::ActionFinished& e) const {
    return fmt::format("finished: {}", map_.actions[at(e.action)].text);
  }
  std::string operator()(const event::StepTried&) const { return "tried a step"; }
  std::string operator()(const event::StepJudged& e) const {
    return fmt::format("step {}: {}", e.step + 1, map_.step_outcomes[at(e.outcome)].label);
  }
  std::string operator()(const event::ProcedureOpened& e) const {
    return fmt::format("opened: {}", map_.procedures[at(e.procedure)].title);
  }
  std::string operator()(const event::Answered& e) const {
    const Step& step = map_.procedures[at(e.procedure)].steps[at(e.step)];
    return fmt::format("{}: {} — {}", map_.procedures[at(e.procedure)].title, step.text,
                       step.answers[at(e.answer)].label);
  }
  std::string operator()(const event::AskedAgain& e) const {
    return fmt::format("{}: asked again in other words", map_.procedures[at(e.procedure)].title);
  }
  std::string operator()(const event::Revisited& e) const {
    return fmt::format("{}: went back to an earlier step", map_.procedures[at(e.procedure)].title);
  }
  std::string operator()(const event::ProcedureLeft& e) const {
    return fmt::format("left: {}", map_.procedures[at(e.procedure)].title);
  }
  std::string operator()(const event::CueNoticed& e) const {
    return fmt::format("noticed: {}", map_.cues[at(e.cue)].notice);
  }
  std::string operator()(const event::CueDismissed& e) const {
    return fmt::format("no longer: {}", map_.cues[at(e.cue)].notice);
  }
  std::string operator()(const event::PartySpeaks& e) const {
    return fmt::format("speaking: {}", spoken(e.party));
  }
  std::string operator()(const event::CustomerChosen&) const { return "chose a customer"; }
  std::string operator()(const event::Attempted& e) const {
    const std::string how =
        e.method ? map_.verification.methods[at(*e.method)].title : "by " + e.system;
    return fmt::format("verification {}, {}{}", how, e.passed ? "passed" : "failed",
                       e.correction ? " (a correction)" : "");
  }
  std::string operator()(const event::Lowered& e) const {
    return fmt::format("no longer verified: {}", spoken(e.why));
  }
  std::string operator()(const event::ExceptionRecorded& e) const {
    return fmt::format("exception: {}", map_.verification.exceptions[at(e.exception)].label);
  }
  std::string operator()(const event::RequestOpened& e) const {
    return fmt::format("request {} opened", e.number);
  }
  std::string operator()(const event::RequestSwitched& e) const {
    return fmt::format("turned to request {}", e.number);
  }
  std::string operator()(const event::TaskAdded& e) const {
    return fmt::format("task {} added", e.number);
  }
  std::string operator()(const event::TaskRemoved& e) const {
    return fmt::format("task {} removed", e.number);
  }
  std::string operator()(const event::TaskDone& e) const {
    return fmt::format("task {} done", e.number);
  }
  std::string operator()(const event::TaskPassed& e) const {
    return fmt::format("task {} passed on", e.number);
  }
  std::string operator()(const event::Disposed& e) const {
    return fmt::format("request {}: {}", e.request, map_.dispositions[at(e.disposition)].title);
  }
  std::string operator()(const event::Undisposed& e) const {
    return fmt::format("request {}: disposition taken back", e.request);
  }
  std::string operator()(const event::Owed& e) const {
    return fmt::format("owed: {}", map_.rules[at(e.rule)].sentence);
  }
  std::string operator()(const event::Paid& e) const {
    return fmt::format("done: {}", map_.rules[at(e.rule)].sentence);
  }
  std::string operator()(const event::Overdue& e) const {
    return fmt::format("overdue: {}", map_.rules[at(e.rule)].sentence);
  }
  std::string operator()(const event::Refused& e) const {
    const auto rule = std::ranges::find(map_.rules, e.rule, &Rule::id);
    if (rule == map_.rules.end()) return "refused by a rule";
    return fmt::format("refused{}: {}", rule->checkpoint ? ", not met" : "", spoken(map_, *rule));
  }
  std::string operator()(const event::HandoffDrafted& e) const {
    return fmt::format("handoff to {} drafted, {}", team(e.team), name(e.how));
  }
  std::string operator()(const event::HandoffOffered&) const { return "handoff offered"; }
  std::string operator()(const event::HandoffAsked&) const { return "asked about the handoff"; }
  std::string operator()(const event::HandoffReturned&) const { return "handoff returned"; }
  std::string operator()(const event::HandoffAccepted&) const { return "handoff accepted"; }
  std::string operator()(const event::HandoffWithdrawn& e) const {
    switch (e.why) {
      case WithdrawnBy::kSender: return "handoff taken back";
      case WithdrawnBy::kExpired: return "handoff not accepted in time";
      case WithdrawnBy::kHungUp: return "handoff over, the customer hung up";
    }
    return {};
  }
  std::string operator()(const event::NoneGiven& e) const {
    return fmt::format("nothing to hand over in {}", map_.fields[at(e.field)].label);
  }
  std::string operator()(const event::CallbackDue& e) const {
    return fmt::format("{} at {}, attempt {}",
                       e.how == CallbackHow::kScheduled ? "call back agreed" : "call back due",
                       to_iso(e.due), e.attempt);
  }
  std::string operator()(const event::CallbackTried& e) const {
    return fmt::format("called back: {}", spoken(e.outcome));
  }
  std::string operator()(const event::CallbackEnded& e) const {
    return fmt::format("call back over: {}", spoken(e.why));
  }
  std::string operator()(const event::LeadCame& e) const {
    switch (e.how) {
      case Presence::kMonitor: return "a lead monitors";
      case Presence::kMessage: return "a lead sent a message";
      case Presence::kJoin: return "a lead joined";
    }
    return {};
  }
  std::string operator()(const event::LeadLeft&) const { return "the lead left"; }
  std::string operator()(const event::RecordingAsked& e) const {
    return e.on ? "asked the phone to go on recording" : "asked the phone to pause the recording";
  }
  std::string operator()(const event::RecordingSeen& e) const {
    return e.on ? "the phone records" : "the phone has paused the recording";
  }
  std::string operator()(const event::Linked& e) const {
    return e.merged ? "merged into another contact" : "linked with another contact";
  }
  std::string operator()(const event::Unlinked&) const {
    return "taken apart from another contact";
  }
  std::string operator()(const event::ConsultAsked& e) const {
    return fmt::format("asked {} a question", team(e.team));
  }
  std::string operator()(const event::ConsultAnswered&) const { return "answered the question"; }
  std::string operator()(const event::ConsultWithdrawn&) const { return "question taken back"; }
  std::string operator()(const event::ConsultUnanswered&) const {
    return "question not answered before the end";
  }
  std::string operator()(const event::Closed& e) const {
    if (!e.early) return "closed";
    std::string text = "ended early";
    if (e.ending) text += ": " + map_.endings[at(*e.ending)].title;
    if (e.ending && map_.endings[at(*e.ending)].no_conversation) return text;
    for (std::size_t i = 0; i < e.unmet.size(); ++i) {
      text += fmt::format("{}{}", i == 0 ? "; not met: " : ", ",
                          spoken(map_, map_.rules[at(e.unmet[i])]));
    }
    return text;
  }

 private:
  [[nodiscard]] const std::string& team(TeamIndex team) const { return map_.teams[at(team)].title; }

  const CallMap& map_;
};

}  // namespace

std::string in_words(const CallMap& map, const Event& event) {
  return std::visit(Teller(map), event.body);
}

}  // namespace callmap
