#include "http/live.h"

#include <algorithm>

#include "desk/rights.h"

namespace callmap {
namespace {

std::string contact_json(const FeedEvent& event, Instant now) {
  JsonWriter out;
  out.open().field("contact", event.contact.text).field("position", event.position);
  out.field("version", event.version).field("at", now.ms).key("what").open_list();
  for (const std::string_view what : event.what) out.value(what);
  out.close_list().close();
  return out.take();
}

std::string position_json(std::uint64_t position) {
  JsonWriter out;
  out.open().field("position", position).close();
  return out.take();
}

// What concerns a person's work and no contact.
std::string work_json(const FeedEvent& event, Instant now) {
  JsonWriter out;
  out.open().field("position", event.position).field("at", now.ms).key("what").open_list();
  for (const std::string_view what : event.what) out.value(what);
  out.close_list().close();
  return out.take();
}

StreamBytes encoded(const FeedEvent& event, Instant now) {
  if (event.contact.text.empty()) {
    return encode_event(std::to_string(event.position), "work", work_json(event, now));
  }
  return encode_event(std::to_string(event.position), "contact", contact_json(event, now));
}

}  // namespace

struct Live::Watcher {
  Caller caller;
  std::string token;
  Instant opened;
  EventStream stream;
  bool caught_up = false;
  std::vector<FeedEvent> waiting;  // came while the past was being told
};

Live::Live(Desk& desk, const Clock& clock) : desk_(desk), clock_(clock) {
  subscription_ = desk_.feed().subscribe([this](const FeedEvent& event) { tell(event); });
}

Live::~Live() {
  desk_.feed().unsubscribe(subscription_);
  close();
}

void Live::open(Exchange exchange, std::optional<std::uint64_t> position, Instant now) {
  auto watcher = std::make_unique<Watcher>();
  watcher->caller = exchange.caller();
  watcher->token = exchange.session.token;
  watcher->opened = now;
  const std::string person = watcher->caller.id.text;
  std::uint64_t number = 0;
  {
    const std::lock_guard lock(mutex_);
    auto& mine = by_person_[person];
    if (mine.size() >= kStreamsOfOnePersonMax) {
      return exchange.send(too_many(seconds(5), "too many streams of this person are open"));
    }
    number = next_++;
    mine.push_back(number);
    if (mine.size() == 1) desk_.connected(watcher->caller.id, true);
    if (may(watcher->caller, Deed::kSeeAllContacts)) of_all_.push_back(number);
    watchers_.emplace(number, std::move(watcher));
  }
  EventStream stream = exchange.open_stream([this, number] { drop(number); });
  // Between here and the lock below, later events wait in the watcher.
  const std::uint64_t from = desk_.feed().position();
  auto past = position ? desk_.feed().since(*position) : std::optional<std::vector<FeedEvent>>();
  const std::lock_guard lock(mutex_);
  const auto found = watchers_.find(number);
  if (found == watchers_.end() || !stream.open()) return;
  Watcher& opened = *found->second;
  opened.stream = std::move(stream);
  std::uint64_t told = position.value_or(from);
  opened.stream.send(std::to_string(told), "hello", position_json(told));
  if (position && !past) {
    opened.stream.send(std::to_string(from), "reset", position_json(from));
    told = from;
  }
  if (past) opened.waiting.insert(opened.waiting.begin(), past->begin(), past->end());
  std::stable_sort(opened.waiting.begin(), opened.waiting.end(),
                   [](const FeedEvent& a, const FeedEvent& b) { return a.position < b.position; });
  for (const FeedEvent& event : opened.waiting) {
    if (event.position <= told) continue;
    told = event.position;
    if (seen_by(event, opened.caller)) opened.stream.send(encoded(event, now));
  }
  opened.waiting.clear();
  opened.caught_up = true;
}

void Live::tell(const FeedEvent& event) {
  StreamBytes bytes;
  const std::lock_guard lock(mutex_);
  const auto tell_one = [&](std::uint64_t number) {
    const auto found = watchers_.find(number);
    if (found == watchers_.end() || !seen_by(event, found->second->caller)) return;
    Watcher& watcher = *found->second;
    if (!watcher.caught_up) return watcher.waiting.push_back(event);
    if (!bytes) bytes = encoded(event, clock_.now());
    watcher.stream.send(bytes);
  };
  for (const std::uint64_t number : of_all_) tell_one(number);
  const auto tell_person = [&](const PersonId& person) {
    const auto mine = by_person_.find(person.text);
    if (mine == by_person_.end()) return;
    for (const std::uint64_t number : mine->second) {
      if (std::find(of_all_.begin(), of_all_.end(), number) == of_all_.end()) tell_one(number);
    }
  };
  if (!event.holder.text.empty()) tell_person(event.holder);
  if (!event.holder_before.text.empty() && event.holder_before != event.holder) {
    tell_person(event.holder_before);
  }
}

void Live::drop(std::uint64_t number) {
  const std::lock_guard lock(mutex_);
  const auto found = watchers_.find(number);
  if (found == watchers_.end()) return;
  auto& mine = by_person_[found->second->caller.id.text];
  std::erase(mine, number);
  if (mine.empty()) {
    desk_.connected(found->second->caller.id, false);
    by_person_.erase(found->second->caller.id.text);
  }
  std::erase(of_all_, number);
  watchers_.erase(found);
}

void Live::end_session(std::string_view token) {
  const std::lock_guard lock(mutex_);
  for (auto& [number, watcher] : watchers_) {
    if (watcher->token == token) watcher->stream.close();
  }
}

void Live::end_other_sessions(const PersonId& person, std::string_view token) {
  const std::lock_guard lock(mutex_);
  for (auto& [number, watcher] : watchers_) {
    if (watcher->caller.id == person && watcher->token != token) watcher->stream.close();
  }
}

void Live::sweep(Instant now) {
  const std::lock_guard lock(mutex_);
  for (auto& [number, watcher] : watchers_) {
    if (now - watcher->opened > kStreamLongest) watcher->stream.close();
  }
}

void Live::close() {
  const std::lock_guard lock(mutex_);
  for (auto& [number, watcher] : watchers_) watcher->stream.close();
}

std::size_t Live::streams() const {
  const std::lock_guard lock(mutex_);
  return watchers_.size();
}

}  // namespace callmap
