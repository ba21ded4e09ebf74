// A person's own work: their state, what is offered to them and how they take it or let it go, and
// who may ask what of a contact that they do not hold.

#include <algorithm>

#include "desk/parts.h"
#include "directory/normalise.h"
#include "engine/gates.h"

namespace callmap {
namespace {

Refusal not_now(std::string subject, std::string sentence) {
  return {RefusalReason::kNotNow, std::move(subject), std::move(sentence), {}, {}, {}};
}

Outcome of_kind(Outcome::Kind kind, std::string message) {
  Outcome outcome;
  outcome.kind = kind;
  outcome.message = std::move(message);
  return outcome;
}

bool is_in(const std::vector<std::string>& teams, std::string_view team) {
  return !team.empty() && std::ranges::find(teams, team) != teams.end();
}

const Team* team_of(const CallMap& map, std::string_view id) {
  const auto index = map.team(id);
  return index ? &map.teams[at(*index)] : nullptr;
}

}  // namespace

// Everybody's teams: what a follow-up given to a team is found by.
std::vector<std::string> Desk::Parts::teams_of(const Caller& caller) const {
  const auto person = people->person(caller.id);
  std::vector<std::string> teams;
  if (!person) return teams;
  if (!person->team.empty()) teams.push_back(person->team);
  for (const std::string& team : person->also) teams.push_back(team);
  return teams;
}

// The person or team that a written owner names: by id, name or title.
std::string Desk::Parts::owner_id(std::string_view written) const {
  const std::string wanted = fold(written);
  if (wanted.empty()) return {};
  for (const Person& person : people->people()) {
    const bool named = person.id.text == written || fold(person.display_name) == wanted ||
                       fold(person.name) == wanted;
    if (named && person.active) return person.id.text;
  }
  for (const MapInForce& in_force : maps.all()) {
    for (const Team& team : in_force.map->teams) {
      if (team.id == written || fold(team.title) == wanted) return team.id;
    }
  }
  return {};
}

std::set<std::string> Desk::Parts::people_who_left() const {
  std::set<std::string> left;
  for (const Person& each : people->people()) {
    if (!each.active) left.insert(each.id.text);
  }
  return left;
}

// What people read of an owner: the name of the person or team whose id it is, else as written.
std::string Desk::Parts::owner_name(const std::string& written) const {
  if (people->person({written})) return people->display_name({written});
  for (const MapInForce& in_force : maps.all()) {
    if (const auto team = in_force.map->team(written)) return in_force.map->teams[at(*team)].title;
  }
  return written;
}

void Desk::Parts::complete(intent::AddTask& task, const Caller& by) const {
  task.owner = owner_name(task.owner.empty() ? by.id.text : task.owner);
  const std::string id = owner_id(task.owner);
  const auto person = people->person({id});
  task.team = person ? person->team : id;
}

// Who may ask for that of this contact, beyond what their role allows at all.
std::optional<Outcome> Desk::Parts::not_theirs(const Turn& turn, Asker asker,
                                               const std::optional<std::uint16_t>& task) const {
  const Caller& by = turn.ask.by;
  const Contact& contact = turn.stored().contact;
  const ContactId& id = turn.ask.contact;
  const bool seen = may(by, Deed::kSeeAllContacts) || was_held_by(contact, by.id);
  const auto no = [&](std::string why) {
    return seen ? of_kind(Outcome::Kind::kForbidden, std::move(why))
                : of_kind(Outcome::Kind::kNotFound, "there is no such contact");
  };
  switch (asker) {
    case Asker::kHolder:
      if (last_holder(contact) == by.id) return std::nullopt;
      return no("somebody else holds this contact");
    case Asker::kOffered:
      if (work.is_offered(id, by.id)) return std::nullopt;
      return no("it is not offered to you");
    case Asker::kAnyone: return std::nullopt;
    case Asker::kLead:
      if (may(by, Deed::kLookOver)) return std::nullopt;
      return no("your role does not let you look over others' contacts");
    case Asker::kAsked: {
      if (may(by, Deed::kLookOver)) return std::nullopt;
      const ConsultEntry* const consult = contact.consult();
      const auto teams = teams_of(by);
      const CallMap& map = *turn.stored().map;
      if (consult && is_in(teams, map.teams[at(consult->team)].id)) return std::nullopt;
      return no("it was not asked of you");
    }
    case Asker::kFollowUp: {
      if (may(by, Deed::kLookOver) || was_held_by(contact, by.id)) return std::nullopt;
      const auto teams = teams_of(by);
      const std::lock_guard lock(mutex);
      for (const Promise& each : promises.of(id)) {
        const bool theirs = each.owner == by.id.text || is_in(teams, each.owner);
        if (theirs && (!task || each.number == *task)) return std::nullopt;
      }
      return no("it is somebody else's to do");
    }
  }
  return no("it is not yours");
}

// What the person would say when asked for the room: they hold something else that takes them
// whole.
std::optional<Refusal> Desk::Parts::no_room(const Turn& turn) const {
  const auto open_now = open_contact(*turn.stored().map, turn.stored().contact);
  if (!open_now) return std::nullopt;
  const Waiting as_if{.contact = turn.ask.contact,
                      .team = {},
                      .priority = 0,
                      .since = turn.now,
                      .channel = open_now->channel,
                      .capacity = capacity_of(*open_now),
                      .kind = OfferKind::kInbound,
                      .from = {}};
  const bool room =
      work.look([&](const QueueBook& queues) { return queues.has_room(turn.ask.by.id, as_if); });
  if (room) return std::nullopt;
  return not_now("contact", "you hold another contact; finish it or hand it over first");
}

// Takes what is offered: the handoff is accepted, or the contact's first segment begins.
void Desk::Parts::accept(const TurnRef& turn) {
  const ContactId& id = turn->ask.contact;
  const PersonId& by = turn->ask.by.id;
  const std::string team = work.look([&](const QueueBook& queues) {
    const Offer* offer = queues.offer_of(id);
    return offer ? offer->team : std::string();
  });
  // They may have taken a call back while it was offered.
  if (auto full = no_room(*turn)) {
    refuse(turn, std::move(*full));
    return;
  }
  if (!work.claim(id, by)) {
    refuse(turn, not_now("offer", "it is not offered to you any more"));
    return;
  }
  turn->done = [this, id, done = std::move(turn->done)](Outcome outcome) {
    if (!outcome.done()) work.unclaim(id);
    done(std::move(outcome));
  };
  StoredContact next = turn->stored();
  Change change;
  const CallMap& map = *next.map;
  const bool offered = next.contact.control.handoff == HandoffState::kOffered;
  Command command{turn->now, turn->author(), Intent(intent::AcceptHandoff{})};
  if (!offered) {
    command.what = Observation(observation::Offered{by, map.team(team), SegmentHow::kOffered});
  }
  auto refusal = step(next, change.events, command);
  if (refusal) {
    refuse(turn, std::move(*refusal));
    return;
  }
  // In the demo nobody else tells that the line is up.
  const auto simulated = store.rows(kDemoTable, id.text);
  if (!offered && options.demo && simulated && !simulated->empty()) {
    command.what = Observation(observation::Connected{});
    std::ignore = step(next, change.events, command);
  }
  commit(turn, std::move(change));
}

// Given to one person outright, who did not answer: it waits for the team of the line called, else
// for whoever takes it from the leads' list. A made-up caller puts the phone down.
void Desk::Parts::ring_out(const TurnRef& turn) {
  StoredContact next = turn->stored();
  Change change;
  Command command{turn->now, {Author::Kind::kClock, {}}, {}};
  const auto simulated = store.rows(kDemoTable, turn->ask.contact.text);
  if (options.demo && simulated && !simulated->empty()) {
    command.what = Observation(observation::HungUp{"caller"});
    judge(turn, std::move(command), {});
    return;
  }
  command.what = Observation(observation::Left{next.contact.holder()});
  std::ignore = step(next, change.events, command);
  const auto& lines = next.map->lines;
  const std::string called = next.contact.record.line_called;
  const auto line = std::ranges::find(lines, called, &LineCalled::id);
  if (line != lines.end() && line->team) {
    command.what = Observation(observation::Queued{*line->team, 0});
    std::ignore = step(next, change.events, command);
  }
  commit(turn, std::move(change));
}

void Desk::accept_offer(Ask ask, OnOutcome done) {
  parts_->begin(std::move(ask), Deed::kActOnContact, "accept", std::move(done),
                [parts = parts_.get()](const TurnRef& turn) {
                  if (auto no = parts->not_theirs(*turn, Asker::kOffered, {})) {
                    parts->answer(turn, std::move(*no));
                    return;
                  }
                  parts->accept(turn);
                });
}

void Desk::decline_offer(Ask ask, std::string why, OnOutcome done) {
  std::string mark = "decline " + parts_->keys.keyed_hash("command", why);
  parts_->begin(
      std::move(ask), Deed::kActOnContact, std::move(mark), std::move(done),
      [parts = parts_.get(), why = std::move(why)](const TurnRef& turn) {
        if (auto no = parts->not_theirs(*turn, Asker::kOffered, {})) {
          parts->answer(turn, std::move(*no));
          return;
        }
        if (turn->stored().contact.control.handoff == HandoffState::kOffered) {
          parts->judge(turn, {turn->now, turn->author(), Intent(intent::ReturnHandoff{why})}, {});
          return;
        }
        if (parts->work.decline(turn->ask.contact, turn->ask.by.id, turn->now))
          parts->answer(turn, {});
        else
          parts->refuse(turn, not_now("offer", "it is not offered to you any more"));
      });
}

void Desk::ask_about_offer(Ask ask, std::string item, std::string question, OnOutcome done) {
  JsonWriter out;
  out.open().field("do", "ask_handoff").field("item", item).field("question", question).close();
  auto json = parse_json(out.take());
  if (!json) {
    done(of_kind(Outcome::Kind::kInvalid, "the question does not read"));
    return;
  }
  intend(std::move(ask), std::move(*json), std::move(done));
}

void Desk::set_state(const Caller& by, WorkState state, const std::string& reason,
                     const std::function<void(Result<>)>& done) {
  if (!may(by, Deed::kActOnContact) || state == WorkState::kOff) {
    done(failure(ErrorKind::kInvalid, "your role does not take contacts"));
    return;
  }
  parts_->work.set_state(by.id, state, reason, parts_->clock.now(), done);
}

void Desk::signed_out(const PersonId& person) {
  const bool off = parts_->work.look([&](const QueueBook& book) {
    const AtWork* known = book.person(person);
    return !known || known->state == WorkState::kOff;
  });
  if (off) return;
  parts_->work.set_state(person, WorkState::kOff, "", parts_->clock.now(), [](const Result<>&) {});
}

void Desk::connected(const PersonId& person, bool connected) {
  parts_->work.connected(person, connected, parts_->clock.now());
}

Result<OfferView> Desk::offer(const Caller& viewer, const ContactId& id) {
  const auto standing = parts_->work.look([&](const QueueBook& book) {
    const Offer* offer = book.offer_of(id);
    return offer && offer->person == viewer.id ? std::optional(*offer) : std::nullopt;
  });
  if (!standing || standing->state != OfferState::kStanding) {
    return failure(ErrorKind::kNotFound, "it is not offered to you any more");
  }
  const ShelvedContact shelved = CALLMAP_TRY(parts_->shelf.read(id));
  const CallMap& map = *shelved.stored.map;
  const Contact& contact = shelved.stored.contact;
  OfferView view;
  view.offer = *standing;
  view.reference = contact.record.reference;
  const Team* team = team_of(map, standing->team);
  view.team_title = team ? team->title : standing->team;
  const auto open_now = open_contact(map, contact);
  if (open_now) {
    view.channel = open_now->channel;
    const auto line = std::ranges::find(map.lines, open_now->line_called, &LineCalled::id);
    if (line != map.lines.end()) view.line = line->title;
  }
  view.stage_title = map.stages[at(contact.control.stage)].title;
  view.verified = contact.control.level;
  const PersonId from = held_last(contact);
  if (!from.text.empty()) view.from = parts_->people->display_name(from);
  if (contact.record.customer) {
    const auto known = parts_->book.find(*contact.record.customer);
    if (known && !known->erased) view.initials = initials(known->record.name);
  }
  if (in_emergency(map, contact.control)) view.emergency = map.signal(*map.emergency)->label;
  if (standing->kind == OfferKind::kInbound) return view;
  const auto transfer = static_cast<std::size_t>(LoweredBy::kTransfer);
  view.lowered = view.verified != Level::kNone && map.verification.lowered_by[transfer];
  view.handoff = handoff_for(map, contact, parts_->now_for(contact), Sight::kOther);
  return view;
}

// What the viewer may answer: their own contacts' questions are for others.
std::vector<QuestionView> Desk::Parts::questions(const Caller& viewer) {
  std::vector<std::pair<ContactId, OpenContact>> asked;
  {
    const std::lock_guard lock(mutex);
    asked = open.asked(kListedMax);
  }
  std::vector<QuestionView> listed;
  if (asked.empty()) return listed;
  const auto teams = teams_of(viewer);
  const bool all = may(viewer, Deed::kLookOver);
  for (const auto& [id, each] : asked) {
    if (listed.size() == kQuestionsShownMax) break;
    if (each.holder == viewer.id || (!all && !is_in(teams, each.asked->team))) continue;
    const auto shelved = shelf.read(id);
    const ConsultEntry* const consult = shelved ? shelved->stored.contact.consult() : nullptr;
    if (consult == nullptr) continue;
    const Team& team = shelved->stored.map->teams[at(consult->team)];
    listed.push_back({id,
                      each.reference,
                      {team.id, team.title},
                      people->display_name(consult->by),
                      std::string(consult->question),
                      consult->at});
  }
  return listed;
}

WorkView Desk::work(const Caller& viewer) {
  parts_->work.seen(viewer.id);
  WorkView view;
  const Instant now = parts_->clock.now();
  std::optional<ContactId> offered;
  const auto at_work = parts_->work.look([&](const QueueBook& book) {
    const AtWork* known = book.person(viewer.id);
    return known ? *known : AtWork{};
  });
  view.state = at_work.state;
  view.reason = at_work.reason;
  if (at_work.since.ms > 0) view.since = at_work.since;
  if (at_work.offer) offered = at_work.offer->contact;
  const auto teams = parts_->teams_of(viewer);
  if (!teams.empty()) view.team = teams.front();
  if (offered) {
    if (auto standing = offer(viewer, *offered)) view.offers.push_back(std::move(*standing));
  }
  view.contacts = parts_->summaries(viewer.id);
  view.questions = parts_->questions(viewer);
  const Instant tomorrow = now + hours(24);
  const std::lock_guard lock(parts_->mutex);
  for (const auto& [id, open] : parts_->open.callbacks(kListedMax)) {
    const bool free = open.holder.text.empty() || open.holder == viewer.id;
    if (!parts_->may_call_back(viewer, *open.map)) continue;
    if (free && open.callback->due <= now) ++view.callbacks_due;
  }
  const auto ours = [&](const Promise& promise) {
    return promise.owner == viewer.id.text || is_in(teams, promise.owner);
  };
  for (const Promise& each : parts_->promises.list(ours, kListedMax)) {
    if (each.due && *each.due <= tomorrow) ++view.follow_ups_due;
    if (each.due && *each.due <= now) ++view.follow_ups_overdue;
    const bool ahead = each.due && *each.due > now;
    if (ahead && (!view.follow_up_next || *each.due < *view.follow_up_next)) {
      view.follow_up_next = each.due;
    }
  }
  return view;
}

std::vector<CallbackDue> Desk::callbacks(const Caller& viewer) {
  std::vector<std::pair<ContactId, OpenContact>> found;
  {
    const std::lock_guard lock(parts_->mutex);
    found = parts_->open.callbacks(kListedMax);
  }
  const Instant now = parts_->clock.now();
  std::vector<CallbackDue> listed;
  for (auto& [id, open] : found) {
    if (open.holder != viewer.id && !parts_->may_call_back(viewer, *open.map)) continue;
    CallbackDue due;
    due.contact = id;
    due.reference = open.reference;
    due.stage_title = open.map->stages[at(open.stage)].title;
    due.plan = *open.callback;
    due.attempts = open.map->callback.attempts;
    due.overdue = open.callback->due < now;
    due.mine = open.holder == viewer.id;
    if (!open.holder.text.empty()) {
      due.holder = HolderView{open.holder, parts_->people->display_name(open.holder)};
    }
    const auto shelved = parts_->shelf.read(id);
    const PersonId last = shelved ? held_last(shelved->stored.contact) : PersonId{};
    if (!last.text.empty()) due.last_holder = HolderView{last, parts_->people->display_name(last)};
    listed.push_back(std::move(due));
  }
  return listed;
}

std::vector<FollowUpView> Desk::follow_ups(const Caller& viewer, Whose whose) {
  const auto teams = parts_->teams_of(viewer);
  const Instant now = parts_->clock.now();
  const bool looks_over = may(viewer, Deed::kLookOver);
  const auto left = looks_over ? parts_->people_who_left() : std::set<std::string>{};
  std::vector<Promise> found;
  {
    const std::lock_guard lock(parts_->mutex);
    found = parts_->promises.list(
        [&](const Promise& promise) {
          const bool mine = promise.owner == viewer.id.text;
          if (whose == Whose::kMine || mine) return mine;
          const bool needs_lead =
              (promise.due && *promise.due < now) || left.contains(promise.owner);
          return whose == Whose::kAll || is_in(teams, promise.owner) || (looks_over && needs_lead);
        },
        kFollowUpsListed);
  }
  std::vector<FollowUpView> listed;
  for (const Promise& promise : found) {
    const auto shelved = parts_->shelf.read(promise.contact);
    if (!shelved) continue;
    const Record& record = shelved->stored.contact.record;
    const auto& tasks = record.tasks;
    const auto task = std::ranges::find(tasks, promise.number, &TaskEntry::number);
    if (task == tasks.end()) continue;
    FollowUpView view;
    view.contact = promise.contact;
    view.reference = record.reference;
    view.number = promise.number;
    view.text = task->text;
    view.channel = promise.channel;
    view.owner = promise.owner;
    view.owner_name = parts_->owner_name(task->owner);
    view.due = promise.due;
    view.overdue = promise.due && *promise.due < now;
    view.mine = promise.owner == viewer.id.text;
    listed.push_back(std::move(view));
  }
  return listed;
}

}  // namespace callmap
