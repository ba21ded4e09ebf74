#pragma once
// What one contact adds to the day's numbers, counted from the contact alone, so that every number
// can be traced to the contacts behind it. The desk sums it by team, agent, reason and half-hour;
// nothing here compares people. Definitions for users stand in docs/metrics.md.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time_span.h"
#include "engine/contact.h"

namespace callmap {

// Answered and over within so long: a short call.
inline constexpr Duration kShortCallMax = seconds(10);

// How a segment came to its end.
enum class SegmentOutcome : std::uint8_t {
  kOpen,         // it lasts
  kHandled,      // the contact came to its end in it
  kTransferred,  // handed over: accepted, put through, or told to people outside
  kReleased,     // put down, to wait for its call back
  kLeft,         // whoever held it left
  kTakenOver,    // a lead took it
  kReassigned    // another took it up
};
inline constexpr std::size_t kSegmentOutcomeCount = 7;

// What happened in one segment. Each thing happens in one segment, or in none while nobody holds
// the contact, so that the segments of a contact never count a thing twice.
struct Happened {
  std::uint16_t warm = 0, blind = 0, outside = 0;  // handoffs sent from here that were accepted
  std::uint16_t returned = 0;                      // sent from here
  std::uint16_t escalated = 0;
  std::uint16_t drops = 0, recovered = 0;  // by the drop, whoever reached the customer again
  bool verified = false;                   // the first pass was here
  bool failed = false;                     // the contact's last attempt was here; none passed
  std::uint16_t exceptions = 0, gates_refused = 0;
  std::uint16_t promised = 0, kept = 0, late = 0;  // by the promise; late: done after its time
  std::vector<Instant> due;                        // of promises that stand
  std::vector<std::string> dispositions;           // ids
  bool operator==(const Happened&) const = default;
};

struct SegmentFigures {
  PersonId agent;
  std::optional<TeamIndex> team;
  SegmentHow how = SegmentHow::kOffered;
  Instant from;
  std::optional<Instant> to;
  Duration talk;  // connected, holds apart
  Duration hold;
  Duration acw;                // work after the call
  std::vector<TimeSpan> busy;  // when: talk, hold and work after the call together, in order
  SegmentOutcome outcome = SegmentOutcome::kOpen;
  Happened happened;
};

struct Figures {
  // Whose contact it is: of the queue it first waited in, else of its line, else of who took it
  // first.
  std::optional<TeamIndex> team;
  std::string reason;  // choice of the first request's reason, may be empty
  Instant started;
  std::optional<Instant> queued;    // first
  std::optional<Instant> answered;  // somebody holds it and the line is connected
  std::optional<Instant> hung_up, closed;
  Duration waited;          // from the queue, or the start, to being answered, given up, or `now`
  bool abandoned = false;   // over before it was answered
  bool short_call = false;  // see kShortCallMax
  bool unhurried = false;   // left out of handle times
  std::vector<SegmentFigures> segments;
  struct {
    std::uint16_t warm = 0, blind = 0, outside = 0;  // accepted
    std::uint16_t returned = 0, expired = 0;
  } transfers;
  std::uint16_t escalated = 0;
  std::uint16_t drops = 0, recovered = 0;
  struct {
    bool passed = false;
    bool failed = false;  // tried, and never passed
    std::uint16_t exceptions = 0;
  } verification;
  std::vector<std::string> dispositions;  // ids, one a request that has one
  std::uint16_t gates_refused = 0;
  std::uint16_t not_recorded = 0;  // guides left open in stages that were left
  struct {
    std::uint16_t made = 0;
    std::uint16_t kept = 0;     // done in time
    std::uint16_t overdue = 0;  // not done when it was due
  } promises;
};

// As the contact stands; times that have not ended are counted up to `now`.
[[nodiscard]] Figures figures(const CallMap& map, const Contact& contact, Instant now);

}  // namespace callmap
