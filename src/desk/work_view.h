#pragma once
// What a person sees of their own work, of the teams and of what is promised: the shapes of the
// `work` routes. The desk fills them, http writes them; the JSON is that of Work and its neighbours
// in src/http/openapi.yaml.

#include <optional>
#include <string>
#include <vector>

#include "desk/contact_view.h"
#include "desk/open_contacts.h"
#include "queue/queue_book.h"

namespace callmap {

// Texts as the person to whom it is offered may see them: no account data before it is taken.
struct OfferView {
  Offer offer;
  std::string reference, team_title, from, channel, line, stage_title, initials;
  Level verified = Level::kNone;
  bool lowered = false;   // by the handoff: whoever takes it checks anew
  std::string emergency;  // what stands that lifts the gates, in the map's words
  std::optional<HandoffView> handoff;
};

// A question about a contact that somebody else holds, as whoever may answer it reads it: nothing
// of the contact but what was asked.
struct QuestionView {
  ContactId contact;
  std::string reference;
  Titled team;
  std::string from, question;
  Instant since;
};
inline constexpr std::size_t kQuestionsShownMax = 50;

struct WorkView {
  WorkState state = WorkState::kOff;
  std::string reason, team;
  std::optional<Instant> since;
  std::vector<ContactSummary> contacts;
  std::vector<OfferView> offers;
  std::vector<QuestionView> questions;  // for a lead all, else those of the person's teams
  std::size_t callbacks_due = 0, follow_ups_due = 0, follow_ups_overdue = 0;
  std::optional<Instant> follow_up_next;  // when the next of mine is due
};

struct TeamStanding {
  std::string id, title, handles, number;
  bool outside = false, blind = false, open = true;
  std::optional<Instant> opens;
  std::string skills;  // labels of those that the contact asked about needs there
  TeamNow now;         // as it finds the team
};

struct Colleague {
  std::string id, display_name, team;
};

struct CallbackDue {
  ContactId contact;
  std::string reference, stage_title;
  CallbackPlan plan;
  std::uint8_t attempts = 0;
  bool overdue = false, mine = false;
  std::optional<HolderView> holder, last_holder;
};

struct FollowUpView {
  ContactId contact;
  std::string reference, text, channel, owner, owner_name;
  std::uint16_t number = 0;
  std::optional<Instant> due;
  bool overdue = false, mine = false;
  struct Done {
    Instant at;
    std::string evidence;
  };
  std::optional<Done> done;
};

void write(JsonWriter& out, const OfferView& offer);
void write(JsonWriter& out, const QuestionView& question);
void write(JsonWriter& out, const WorkView& work);
void write(JsonWriter& out, const TeamStanding& team);
void write(JsonWriter& out, const Colleague& colleague);
void write(JsonWriter& out, const CallbackDue& callback);
void write(JsonWriter& out, const FollowUpView& follow_up);

}  // namespace callmap
