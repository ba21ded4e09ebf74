// The people and their teams: what they can, who leaves, how a team stands for a contact, and who
// makes calls back.

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "desk/parts.h"
#include "engine/skills.h"
#include "map/open_hours.h"
#include "map/suggest.h"

namespace callmap {

bool Desk::Parts::may_call_back(const Caller& by, const CallMap& map) const {
  if (!map.callback.team || may(by, Deed::kLookOver)) return true;
  const auto theirs = teams_of(by);
  return std::ranges::find(theirs, map.teams[at(*map.callback.team)].id) != theirs.end();
}

// A call back that is due is begun by those who make them alone. Whoever is on the line with the
// customer, or at an attempt, goes on.
std::optional<Refusal> Desk::Parts::not_their_call(const Turn& turn, const Intent& intent) const {
  const bool begins = std::holds_alternative<intent::Take>(intent) ||
                      std::holds_alternative<intent::CallbackResult>(intent);
  const CallMap& map = *turn.stored().map;
  const Control& control = turn.stored().contact.control;
  const bool due = control.callback == CallbackState::kDue && control.line == Line::kDropped;
  if (!begins || !due || may_call_back(turn.ask.by, map)) return std::nullopt;
  return Refusal{RefusalReason::kNotOffered,
                 "callback",
                 fmt::format("{} make the calls back: put it down, they have it on their list",
                             map.teams[at(*map.callback.team)].title),
                 {},
                 {},
                 {}};
}

namespace {

// As it is said to a customer, who waits gladly less than foretold.
std::string spoken_wait(Duration wait) {
  constexpr Duration kHalfMinute = seconds(30);
  if (wait <= kHalfMinute) return "half a minute";
  const std::int64_t whole = (wait.ms + minutes(1).ms - 1) / minutes(1).ms;
  return whole == 1 ? "a minute" : fmt::format("{} minutes", whole);
}

// The team that the contact is handed to: drafted, else chosen in the field for it.
std::optional<TeamIndex> team_ahead(const CallMap& map, const Contact& contact) {
  const HandoffEntry* handoff = contact.handoff();
  if (handoff && is_under_way(contact.control.handoff)) return handoff->team;
  const FieldEntry* chosen = map.handoff.team ? contact.field(map, *map.handoff.team) : nullptr;
  return chosen && !chosen->erased ? map.team(chosen->value) : std::nullopt;
}

}  // namespace

Surroundings Desk::Parts::around(const Caller& viewer, const CallMap& map,
                                 const Contact& contact) const {
  Surroundings around;
  around.may_call_back = may_call_back(viewer, map);
  const auto team = team_ahead(map, contact);
  if (!team || map.teams[at(*team)].outside) return around;
  const TeamNow now = work.look([&](const QueueBook& queues) {
    return queues.team(map.teams[at(*team)].id, ids_of(map, skills_for(map, contact, *team)));
  });
  around.nobody_there = now.signed_in == 0;
  if (now.expected_wait) around.wait = spoken_wait(*now.expected_wait);
  return around;
}

Result<> Desk::Parts::check_skills(std::vector<std::string>& skills) const {
  std::set<std::string_view> known;
  for (const MapInForce& in_force : maps.all()) {
    for (const Skill& skill : in_force.map->skills) known.insert(skill.id);
  }
  for (const std::string& skill : skills) {
    if (known.contains(skill)) continue;
    const std::string hint = suggestion(skill, {known.begin(), known.end()});
    return failure(ErrorKind::kInvalid, fmt::format("there is no skill `{}`: {}", skill,
                                                    known.empty()  ? "no map in force names any"
                                                    : hint.empty() ? "name one of the maps in force"
                                                                   : hint));
  }
  std::ranges::sort(skills);
  const auto twice = std::ranges::unique(skills);
  skills.erase(twice.begin(), twice.end());
  return {};
}

Result<Person> Desk::set_teams(const PersonId& person, NewTeams teams) {
  if (teams.skills) CALLMAP_TRY(parts_->check_skills(*teams.skills));
  Person changed = CALLMAP_TRY(parts_->people->set_teams(person, std::move(teams)));
  parts_->work.set_teams(changed);
  return changed;
}

Result<AddedPerson> Desk::add_person(NewPerson person) {
  CALLMAP_TRY(parts_->check_skills(person.skills));
  AddedPerson added = CALLMAP_TRY(parts_->people->add(person));
  parts_->work.set_teams(added.person);
  return added;
}

// What they hold is told to be held by nobody, and waits on the leads' list.
Result<> Desk::deactivate(const PersonId& id) {
  const auto person = parts_->people->person(id);
  if (!person || !person->active) return failure(ErrorKind::kNotFound, "there is no such person");
  CALLMAP_TRY(parts_->people->deactivate(person->name));
  signed_out(id);
  {
    const std::lock_guard lock(parts_->mutex);
    parts_->leavers[id.text] = parts_->clock.now();
  }
  parts_->release_leavers(parts_->clock.now());
  return {};
}

// Tried again until nothing is held by them: a commit may fail, or the program end in between.
void Desk::Parts::release_leavers(Instant now) {
  constexpr Duration kTriedAgainAfter = seconds(1);
  std::vector<std::pair<PersonId, ContactId>> held;
  {
    const std::lock_guard lock(mutex);
    for (auto each = leavers.begin(); each != leavers.end();) {
      const PersonId id{each->first};
      const auto theirs = open.list(id, kListedMax);
      if (theirs.empty()) {
        each = leavers.erase(each);
        continue;
      }
      if (each->second <= now) {
        each->second = now + kTriedAgainAfter;
        for (const auto& [contact, open_now] : theirs) held.emplace_back(id, contact);
      }
      ++each;
    }
  }
  for (auto& [id, contact] : held) {
    // shared: see TurnRef
    auto turn = std::make_shared<Turn>();
    turn->ask.contact = std::move(contact);
    turn->by_clock = true;
    turn->done = [](const Outcome&) {};
    queue(turn, Deed::kSendObservation, [this, id = id](const TurnRef& taken) {
      judge(taken, {taken->now, {Author::Kind::kClock, {}}, Observation(observation::Left{id})},
            {});
    });
  }
}

std::vector<TeamStanding> Desk::teams(const Caller& viewer, const ContactId& contact) {
  std::vector<TeamStanding> listed;
  const Instant now = parts_->clock.now();
  std::optional<ShelvedContact> asked;
  if (!contact.text.empty()) {
    if (auto visible = parts_->visible(viewer, contact)) asked = std::move(*visible);
  }
  for (const MapInForce& in_force : parts_->maps.all()) {
    for (const Team& team : in_force.map->teams) {
      if (std::ranges::find(listed, team.id, &TeamStanding::id) != listed.end()) continue;
      TeamStanding view{.id = team.id,
                        .title = team.title,
                        .handles = team.handles,
                        .number = team.number,
                        .outside = team.outside,
                        .blind = team.blind,
                        .open = true,
                        .opens = {},
                        .skills = {},
                        .now = {}};
      if (team.hours) {
        const OpenHours& hours = in_force.map->hours[at(*team.hours)];
        const auto opens = next_open(hours, now);
        view.open = opens == now;
        if (!view.open) view.opens = opens;
      }
      if (!team.outside) {
        const auto there = asked ? asked->stored.map->team(team.id) : std::nullopt;
        SkillSet needed;
        if (there) needed = skills_for(*asked->stored.map, asked->stored.contact, *there);
        Skills skills;
        if (!needed.empty()) {
          skills = ids_of(*asked->stored.map, needed);
          view.skills = labels_of(*asked->stored.map, needed);
        }
        view.now =
            parts_->work.look([&](const QueueBook& book) { return book.team(team.id, skills); });
      }
      listed.push_back(std::move(view));
    }
  }
  return listed;
}

std::vector<Colleague> Desk::colleagues() {
  std::vector<Colleague> listed;
  for (const Person& person : parts_->people->people()) {
    if (!person.active || !person.roles.any_of(roles_for(Deed::kActOnContact))) continue;
    listed.push_back({person.id.text, person.display_name, person.team});
  }
  return listed;
}

}  // namespace callmap
