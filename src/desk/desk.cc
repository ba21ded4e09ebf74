#include "desk/desk.h"

#include <algorithm>

#include "desk/parts.h"
#include "engine/intent_json.h"

namespace callmap {
namespace {

constexpr std::size_t kFallDueAtOnce = 1'000;  // contacts of one tick

// The follow-up that the intent is about.
std::optional<std::uint16_t> task_of(const Intent& intent) {
  if (const auto* done = std::get_if<intent::TaskDone>(&intent)) return done->number;
  if (const auto* passed = std::get_if<intent::PassTask>(&intent)) return passed->number;
  return std::nullopt;
}

}  // namespace

Desk::Parts::Parts(Store& the_store, KeyRing& the_keys, const Clock& the_clock,
                   DeskOptions the_options)
    : store(the_store),
      keys(the_keys),
      clock(the_clock),
      options(std::move(the_options)),
      maps(the_store),
      log(the_store, the_keys, maps),
      book(the_store, the_keys),
      shelf(
          log,
          [this](const ContactId& id) -> Result<std::vector<AnsweredKey>> {
            std::vector<AnsweredKey> keys_of_rows;
            for (const Row& row : CALLMAP_TRY(store.rows(kDoneTable, id.text))) {
              const std::size_t slash = row.sub.rfind('/');
              if (slash == std::string::npos) continue;
              const std::string_view sub = row.sub;
              keys_of_rows.push_back({fingerprint(sub.substr(0, slash), sub.substr(slash + 1)), 0});
            }
            return keys_of_rows;
          },
          options.contacts_in_memory, kCommandsWaitingMax),
      access(the_store),
      done_purge(the_store),
      work(the_store, [this](FeedEvent event) { feed->publish(std::move(event)); }),
      days(the_store) {}

Desk::Desk(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

Desk::~Desk() {
  parts_->shelf.wait_idle();
  std::unique_lock lock(parts_->mutex);
  parts_->started.wait(lock, [this] { return parts_->starts == 0; });
  lock.unlock();
  parts_->people.reset();  // waits for every commit that calls back
}

Result<std::unique_ptr<Desk>> Desk::open(Store& store, KeyRing& keys, const Clock& clock,
                                         DeskOptions options) {
  auto parts = std::make_unique<Parts>(store, keys, clock, std::move(options));
  CALLMAP_TRY(parts->maps.load());
  parts->people = CALLMAP_TRY(SignIn::open(store, keys, clock, parts->options.sign_in));
  parts->feed = std::make_unique<Feed>(CALLMAP_TRY(store.last_position()));
  const auto unread = CALLMAP_TRY(parts->open.load(store, parts->maps));
  for (const ContactId& id : unread) parts->set_aside(id, "its row of table `live` does not read");
  CALLMAP_TRY(parts->promises.load(store));
  for (const Person& person : parts->people->people()) {
    if (!person.active) parts->leavers[person.id.text] = clock.now();
  }
  CALLMAP_TRY(parts->work.load(parts->people->people(), parts->open, clock.now()));
  return std::unique_ptr<Desk>(new Desk(std::move(parts)));
}

MapsInForce& Desk::maps() {
  return parts_->maps;
}
SignIn& Desk::sign_in() {
  return *parts_->people;
}
Feed& Desk::feed() {
  return *parts_->feed;
}
bool Desk::demo() const {
  return parts_->options.demo;
}

void Desk::offer(Ask ask, PersonId agent, OnOutcome done) {
  const auto person = parts_->people->person(agent);
  if (!person || !person->active || !person->roles.any_of(roles_for(Deed::kSendIntent))) {
    Outcome outcome;
    outcome.kind = Outcome::Kind::kInvalid;
    outcome.message = "nobody who takes calls has that id";
    done(std::move(outcome));
    return;
  }
  parts_->begin(std::move(ask), Deed::kStartContact, "offer " + agent.text, std::move(done),
                [parts = parts_.get(), agent](const TurnRef& turn) {
                  const Command command{turn->now, turn->author(),
                                        Observation(observation::Offered{agent})};
                  parts->judge(turn, command, {});
                });
}

void Desk::intend(Ask ask, Json json, OnOutcome done) {
  JsonWriter written;
  written.value(json);
  std::string mark = "intent " + parts_->keys.keyed_hash("command", written.text());
  parts_->begin(std::move(ask), Deed::kActOnContact, std::move(mark), std::move(done),
                [parts = parts_.get(), json = std::move(json)](const TurnRef& turn) {
                  parts->judge_intent(turn, json);
                });
}

void Desk::Parts::judge_intent(const TurnRef& turn, const Json& json) {
  auto intent = parse_intent(*turn->stored().map, json);
  // What does not read is told to whoever may ask for something here.
  const bool offered = work.is_offered(turn->ask.contact, turn->ask.by.id);
  const Asker otherwise = offered ? Asker::kOffered : Asker::kHolder;
  const Asker asker = intent ? asker_of(*intent) : otherwise;
  if (auto no = not_theirs(*turn, asker, intent ? task_of(*intent) : std::nullopt)) {
    answer(turn, std::move(*no));
    return;
  }
  Outcome outcome;
  if (!intent) {
    outcome.kind = Outcome::Kind::kRefused;
    outcome.refusal = std::move(intent.error());
    answer(turn, std::move(outcome));
    return;
  }
  if (std::holds_alternative<intent::ChooseCustomer>(*intent)) {
    outcome.kind = Outcome::Kind::kInvalid;
    outcome.message = "a customer is chosen among the contact's candidates";
    answer(turn, std::move(outcome));
    return;
  }
  if (std::holds_alternative<intent::AcceptHandoff>(*intent)) return accept(turn);
  if (auto* added = std::get_if<intent::AddTask>(&*intent)) complete(*added, turn->ask.by);
  if (auto* end = std::get_if<intent::EndEarly>(&*intent))
    end->by = owner_name(turn->ask.by.id.text);
  if (auto* finish = std::get_if<intent::Finish>(&*intent))
    finish->by = owner_name(turn->ask.by.id.text);
  if (auto* passed = std::get_if<intent::PassTask>(&*intent)) {
    passed->owner = owner_name(passed->owner);
  }
  if (auto refusal = not_their_call(*turn, *intent)) return refuse(turn, std::move(*refusal));
  const bool taking = std::holds_alternative<intent::Take>(*intent) ||
                      std::holds_alternative<intent::TakeOver>(*intent);
  if (taking && turn->stored().contact.holder() != turn->ask.by.id) {
    if (auto refusal = no_room(*turn)) return refuse(turn, std::move(*refusal));
  }
  judge(turn, {turn->now, turn->author(), std::move(*intent)}, {});
}

void Desk::observe(Ask ask, const Json& json, OnOutcome done) {
  auto seen = parse_observation(json);
  if (!seen) {
    Outcome outcome;
    outcome.kind = Outcome::Kind::kRefused;
    outcome.refusal = std::move(seen.error());
    done(std::move(outcome));
    return;
  }
  const bool of_the_phone = std::holds_alternative<observation::Recording>(*seen);
  if (of_the_phone && !ask.by.roles.has(Role::kService)) {
    Outcome outcome;
    outcome.kind = Outcome::Kind::kForbidden;
    outcome.message = "only the phone system says what it records";
    done(std::move(outcome));
    return;
  }
  JsonWriter written;
  written.value(json);
  std::string mark = "observation " + parts_->keys.keyed_hash("command", written.text());
  parts_->begin(std::move(ask), Deed::kSendObservation, std::move(mark), std::move(done),
                [parts = parts_.get(), seen = std::move(*seen)](const TurnRef& turn) {
                  Author by = turn->author();
                  if (by.kind == Author::Kind::kService) by.kind = Author::Kind::kPhone;
                  parts->judge(turn, {turn->now, by, seen}, {});
                });
}

void Desk::tick() {
  std::vector<ContactId> due;
  const Instant now = parts_->clock.now();
  {
    const std::lock_guard lock(parts_->mutex);
    due = parts_->open.take_due(now, kFallDueAtOnce);
  }
  for (ContactId& id : due) {
    // shared: the callbacks that carry it are copied
    auto turn = std::make_shared<Turn>();  // shared: see TurnRef
    turn->ask.contact = std::move(id);
    turn->by_clock = true;
    turn->done = [](const Outcome&) {};
    parts_->queue(turn, Deed::kSendObservation, [parts = parts_.get()](const TurnRef& taken) {
      const auto rang_out = rings_until(taken->stored().contact);
      if (rang_out && *rang_out <= taken->now) return parts->ring_out(taken);
      const Command command{
          taken->now, {Author::Kind::kClock, {}}, Observation(observation::TimePassed{})};
      parts->judge(taken, command, {});
    });
  }
  parts_->release_leavers(now);
  parts_->work.run(now);
  parts_->people->sweep();
  parts_->done_purge.run(now);
}

std::optional<Instant> Desk::next_due() const {
  const std::lock_guard lock(parts_->mutex);
  return parts_->open.next_due();
}

DeskCounts Desk::counts() const {
  DeskCounts counts;
  {
    const std::lock_guard lock(parts_->mutex);
    counts.open_contacts = parts_->open.size();
  }
  counts.contacts_in_memory = parts_->shelf.size();
  counts.commands = parts_->commands;
  counts.refused = parts_->refused;
  counts.replayed = parts_->replayed;
  counts.commits_failed = parts_->commits_failed;
  counts.set_aside = parts_->aside;
  return counts;
}

bool Desk::healthy() const {
  return parts_->healthy;
}

}  // namespace callmap
