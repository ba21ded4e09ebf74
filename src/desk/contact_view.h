#pragma once
// A contact as one person may see it at one moment, and the shorter shapes of lists. The desk fills
// them, http and the command line write them; the JSON is that of ContactView and its neighbours in
// src/http/openapi.yaml.

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/json.h"
#include "desk/fence.h"
#include "engine/guide.h"
#include "engine/notes.h"

namespace callmap {

struct Titled {
  std::string id, title;
  bool operator==(const Titled&) const = default;
};
struct HolderView {
  PersonId id;
  std::string display_name;
};

struct PastContact {
  std::string reference;
  Instant started;
  std::string title;        // issue or reason
  std::string disposition;  // title
};

struct CustomerView {
  bool chosen = false;
  std::string initials, hint;
  std::string found_by;          // `number`, `search`, `system`
  std::uint32_t candidates = 0;  // by the caller's number
  bool open_contact = false;     // another open contact of this customer exists
  std::vector<CardLine> card;
  std::vector<PastContact> contacts;  // newest first, once verified
  std::optional<Instant> until;       // when the verification lapses
  std::optional<Instant> locked_until;
};

// One person's part of a contact, for everybody who may see it.
struct SegmentView {
  std::string agent, team;
  SegmentHow how = SegmentHow::kOffered;
  Instant from;
  std::optional<Instant> to;
};
struct WatcherView {
  std::string name;
  Presence how = Presence::kMonitor;
};
struct MessageView {
  std::string from, text;
  Instant at;
};
struct WaitingView {
  std::string team, title;
  Instant since;
  std::uint8_t priority = 0;
  std::string skills;  // labels of those that it needs
};

// Where a contact stood, and what was next in it.
struct WhereWeWere {
  std::string stage_title, next;
};
// Another contact of the same customer. What was said in one that was merged here is told only to
// the holder, and only once the customer is verified.
struct LinkedView {
  enum class How : std::uint8_t { kLinked, kMergedHere, kMergedAway };
  ContactId contact;
  std::string reference;
  How how = How::kLinked;
  bool told = false;
  WhereWeWere was;           // when told
  std::size_t to_bring = 0;  // values and steps that this contact lacks
  bool can_part = false;     // the viewer may take the two apart
};
// An open contact that this one may be about.
struct EarlierView {
  ContactId contact;
  std::string reference;
  bool by_number = false;  // it waits to call this number back; else the customer is the same
  std::optional<Instant> callback_due;
  std::optional<HolderView> holder;
  std::string stage_title;    // once the customer is verified
  std::string merge_refused;  // why the two cannot be merged now
};

// A question to somebody else. Its words are shown to those who see the contact.
struct ConsultView {
  Titled team;
  ConsultState state = ConsultState::kAsked;
  std::string by, question;
  Instant since;
  std::string answerer, answer;  // answered
  std::optional<Instant> ended;
};

// What the phone system is asked to do.
struct AskView {
  std::string what;   // `pause_recording` or `resume_recording`
  std::string field;  // where it was chosen
  Instant since;
};

struct ContactView {
  ContactId id;
  std::string reference;
  std::string map_id, map_title, map_digest;
  std::uint64_t version = 0;
  std::uint64_t position = 0;  // of its last event
  Instant now;
  std::string channel;
  std::optional<Titled> line;
  std::string caller_number_hint;  // `…142`
  std::string language, product;
  std::optional<HolderView> holder;
  bool mine = false;
  Instant started;
  std::optional<Instant> connected, hung_up;
  std::string hung_up_by;
  std::optional<Instant> held_since;
  Duration held;
  std::optional<Instant> dropped_at;
  std::optional<Titled> ended_early;
  std::optional<WaitingView> waiting;
  std::vector<SegmentView> segments;
  std::vector<WatcherView> watchers;
  std::vector<MessageView> messages;
  std::vector<ConsultView> consults;
  std::vector<AskView> asks;
  std::vector<LinkedView> linked;
  std::vector<EarlierView> earlier;  // only for the holder
  Guidance guidance;
  Notes notes;
  CustomerView customer;
};

struct AskedOfTeam {
  Titled team;
  Instant since;
};
struct ContactSummary {
  ContactId id;
  std::string reference;
  Titled map;
  std::optional<Titled> line;
  Titled stage;
  Phase phase = Phase::kNone;
  Line line_state = Line::kRinging;
  std::optional<HolderView> holder;
  Instant started;
  // For whoever holds it, to tell one from another: the customer who was chosen, what it is about.
  std::string initials, request;
  std::optional<AskedOfTeam> asked;  // a question waits for somebody's answer
};

struct FoundContact {
  ContactId id;
  std::string reference;
  bool open = false;
  bool holder_is_me = false;
  std::string merged;  // the reference asked for, when that contact goes on in this one
};

struct CandidateView {
  std::string customer;  // opaque, for this contact only
  std::string initials, hint;
  bool open_contact = false;
};

struct LogLine {
  std::uint64_t version = 0;
  Instant at;
  std::string by;  // display name, or `phone`, `clock`, `service`
  std::string text;
};

// What a simulated caller would say.
struct SimulatedCaller {
  std::string name, number;
  std::string account;  // as it is said in `wants`
  std::string wants;
  struct Answer {
    std::string id, label, text;
  };
  std::vector<Answer> answers;
};

void write(JsonWriter& out, const ContactView& view);
void write(JsonWriter& out, const CustomerView& view);
void write(JsonWriter& out, const ContactSummary& summary);
void write(JsonWriter& out, const FoundContact& found);
void write(JsonWriter& out, const CandidateView& candidate);
void write(JsonWriter& out, const LogLine& line);
void write(JsonWriter& out, const SimulatedCaller& caller);

}  // namespace callmap
