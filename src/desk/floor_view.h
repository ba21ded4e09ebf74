#pragma once
// The floor as a lead sees it: every live contact, what waits, who is here, what needs a person and
// what is promised. No account data, and of what was typed only the words of a promise or a
// question. The desk fills it, http writes it; the JSON is that of Floor in src/http/openapi.yaml.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "desk/contact_view.h"
#include "queue/queue_book.h"

namespace callmap {

// When somebody should look, where the map promises nothing.
inline constexpr Duration kLongHold = minutes(3);
inline constexpr Duration kAnswerWithin = seconds(30);
inline constexpr std::size_t kLiveShownMax = 1'000;
inline constexpr std::size_t kPromisedShownMax = 50;

struct LiveContact {
  ContactId contact;
  std::string reference, map, stage, label;
  std::optional<HolderView> agent;
  std::optional<Instant> stage_since, hold_since;
  Duration usual;
  bool over_usual = false;
  Instant started;
  Line line = Line::kRinging;
  Phase phase = Phase::kNone;
  std::size_t owes = 0;
  std::vector<std::string> watched;  // names
};

struct WaitingContact {
  ContactId contact;
  std::string reference, team;
  Instant since;
  std::uint8_t priority = 0;
  bool handoff = false;
  std::string skills;  // labels of those that it needs
};

struct Need {
  enum class Kind : std::uint8_t {
    kHandoffUnanswered,
    kHoldLong,
    kMachineGone,
    kLocked,
    kAsksLead,
    kUnownedWork,
    kOverdue,
    kQuestion,  // the agent asked somebody; `text` is the question
    kNobodySkilled,
    kNobodyThere
  };
  Kind kind = Kind::kHoldLong;
  ContactId contact;
  std::string reference, text;
  std::optional<HolderView> agent;
  Instant since;
};
[[nodiscard]] std::string_view name(Need::Kind kind);

struct Promised {
  bool callback = false;
  ContactId contact;
  std::string reference, text, owner;
  std::uint16_t number = 0;  // of a follow-up
  Instant due;
  bool overdue = false;
};

struct PersonAtWork {
  AtWork at_work;
  std::string display_name;
  std::vector<std::string> skills;  // labels
  std::size_t after_call = 0;       // of the contacts that they hold
  bool free = false;                // could be offered something now
};

struct FloorCounts {
  std::size_t live = 0, waiting = 0, free = 0, after_call = 0, away = 0, last_contact = 0;
  std::optional<Instant> longest_since;
};

// The stages of one map, in order.
struct FloorBoard {
  Titled map;
  std::vector<Titled> stages;
};

struct FloorView {
  Instant now;
  std::vector<FloorBoard> boards;  // one a map in force
  std::vector<LiveContact> live;
  std::vector<WaitingContact> waiting;
  std::vector<Need> needs;  // longest first
  std::vector<Promised> promised;
  std::vector<PersonAtWork> people;
  FloorCounts counts;
};

void write(JsonWriter& out, const FloorView& floor);

}  // namespace callmap
