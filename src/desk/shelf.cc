#include "desk/shelf.h"

#include <algorithm>
#include <utility>

#include "base/ensure.h"

namespace callmap {

ContactShelf::ContactShelf(const ContactLog& log, ReadAnswered read_answered, std::size_t in_memory,
                           std::size_t waiting_max)
    : log_(&log),
      read_answered_(std::move(read_answered)),
      in_memory_(in_memory),
      waiting_max_(waiting_max) {}

void ContactShelf::take(const ContactId& id, Job job) {
  Place* place = nullptr;
  bool full = false;
  {
    const std::lock_guard lock(mutex_);
    std::unique_ptr<Place>& kept = places_[id.text];
    if (kept == nullptr) {
      kept = std::make_unique<Place>();
      kept->id = id;
      kept->warmth = warm_.insert(warm_.begin(), kept.get());
    }
    place = kept.get();
    if (place->busy) {
      full = place->waiting.size() >= waiting_max_;
      if (!full) {
        place->waiting.push_back(std::move(job));
        return;
      }
    } else {
      place->busy = true;
      ++busy_;
    }
  }
  if (full) {
    job(nullptr, {ErrorKind::kBusy, "too many commands of this contact are waiting"});
    return;
  }
  run(place, std::move(job));
}

// A job that finishes before it returns (the memory store) is followed by the next one here, in a
// loop, so that the stack does not grow with the queue.
void ContactShelf::run(Place* place, Job job) {
  for (;;) {
    const Result<> loaded = load(place);
    {
      const std::lock_guard lock(mutex_);
      place->starting = loaded.has_value();
      place->finished = false;
    }
    if (loaded)
      job(place, {});
    else
      job(nullptr, loaded.error());
    const std::lock_guard lock(mutex_);
    place->starting = false;
    if (loaded && !place->finished) return;
    auto following = next(place);
    if (!following) return;
    job = std::move(*following);
  }
}

void ContactShelf::finish(ShelvedContact* contact) {
  Place* place = static_cast<Place*>(contact);
  Job job;
  {
    const std::lock_guard lock(mutex_);
    ENSURE(place->busy && !place->finished);
    if (place->starting) {
      place->finished = true;
      return;
    }
    auto following = next(place);
    if (!following) return;
    job = std::move(*following);
  }
  run(place, std::move(job));
}

std::optional<ContactShelf::Job> ContactShelf::next(Place* place) {
  if (place->waiting.empty()) {
    rest(place);
    return std::nullopt;
  }
  Job job = std::move(place->waiting.front());
  place->waiting.pop_front();
  return job;
}

void ContactShelf::rest(Place* place) {
  place->busy = false;
  --busy_;
  warm_.splice(warm_.begin(), warm_, place->warmth);
  if (!place->loaded) {
    warm_.erase(place->warmth);
    places_.erase(std::string(place->id.text));
  }
  make_room();
  if (busy_ == 0) idle_.notify_all();
}

void ContactShelf::make_room() {
  auto at = warm_.end();
  while (places_.size() > in_memory_ && at != warm_.begin()) {
    Place* coldest = *--at;
    if (coldest->busy) continue;
    at = warm_.erase(at);
    places_.erase(std::string(coldest->id.text));
  }
}

Result<> ContactShelf::load(Place* place) {
  {
    const std::lock_guard lock(mutex_);
    if (place->loaded) return {};
  }
  auto [stored, answered] = CALLMAP_TRY(log_->load(place->id));
  const auto rows = CALLMAP_TRY(read_answered_(place->id));
  answered.insert(answered.end(), rows.begin(), rows.end());
  std::ranges::sort(answered);
  const std::lock_guard lock(mutex_);
  place->stored = std::move(stored);
  place->answered = std::move(answered);
  place->candidates.reset();
  place->found_by.reset();
  place->fresh = true;
  place->loaded = true;
  return {};
}

void ContactShelf::update(ShelvedContact* contact, StoredContact stored) {
  const std::lock_guard lock(mutex_);
  if (contact->stored.contact.record.customer != stored.contact.record.customer) {
    contact->found_by.reset();
  }
  contact->stored = std::move(stored);
}

void ContactShelf::note_answered(ShelvedContact* contact, AnsweredKey key) {
  const std::lock_guard lock(mutex_);
  auto& answered = contact->answered;
  answered.insert(std::ranges::upper_bound(answered, key), key);
}

bool ContactShelf::take_fresh(ShelvedContact* contact) {
  const std::lock_guard lock(mutex_);
  return std::exchange(contact->fresh, false);
}

void ContactShelf::discard(ShelvedContact* contact) {
  const std::lock_guard lock(mutex_);
  static_cast<Place*>(contact)->loaded = false;
}

void ContactShelf::discard_all() {
  const std::lock_guard lock(mutex_);
  for (auto at = places_.begin(); at != places_.end();) {
    if (at->second->busy) {
      at->second->loaded = false;
      ++at;
    } else {
      warm_.erase(at->second->warmth);
      at = places_.erase(at);
    }
  }
}

// When somebody works on it before it is in memory, the log is read without keeping what it says.
Result<ShelvedContact> ContactShelf::read(const ContactId& id) {
  Place* place = nullptr;
  {
    const std::lock_guard lock(mutex_);
    std::unique_ptr<Place>& kept = places_[id.text];
    if (kept != nullptr && kept->loaded) return *kept;
    if (kept == nullptr) {
      kept = std::make_unique<Place>();
      kept->id = id;
      kept->warmth = warm_.insert(warm_.begin(), kept.get());
      kept->busy = true;
      ++busy_;
      place = kept.get();
    }
  }
  if (place == nullptr) {
    LoadedContact loaded = CALLMAP_TRY(log_->load(id));
    return ShelvedContact{id, std::move(loaded.stored), {}, {}, {}, true};
  }
  Result<ShelvedContact> copy = failure("not read");
  run(place, [&](ShelvedContact* contact, const Error& why) {
    if (contact == nullptr) {
      copy = std::unexpected(why);
      return;
    }
    copy = *contact;
    finish(contact);
  });
  return copy;
}

void ContactShelf::remember(const ContactId& id, std::optional<std::uint32_t> candidates,
                            const std::optional<std::string>& found_by) {
  const std::lock_guard lock(mutex_);
  const auto found = places_.find(id.text);
  if (found == places_.end() || !found->second->loaded) return;
  found->second->candidates = candidates;
  found->second->found_by = found_by;
}

std::size_t ContactShelf::size() const {
  const std::lock_guard lock(mutex_);
  return places_.size();
}

void ContactShelf::wait_idle() {
  std::unique_lock lock(mutex_);
  idle_.wait(lock, [this] { return busy_ == 0; });
}

}  // namespace callmap
