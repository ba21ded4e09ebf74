#pragma once
// Contacts in memory. Each is worked on by one job at a time, in the order of asking, so that a job
// decides on what is durable and nothing else moves it meanwhile; jobs of different contacts go on
// side by side. Contacts are read from the log on first touch, cold ones beyond a number are
// dropped, and one whose commit failed is read again before anything else happens to it.

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "desk/contact_log.h"

namespace callmap {

// A contact on the shelf. The job under way reads it freely; everybody else takes a copy.
struct ShelvedContact {
  ContactId id;
  StoredContact stored;                     // as durable
  std::vector<AnsweredKey> answered;        // idempotency keys, sorted
  std::optional<std::uint32_t> candidates;  // by the caller's number, once somebody asked
  std::optional<std::string> found_by;      // how the customer was found, once asked
  bool fresh = true;                        // read from the log and not yet worked on
};

class ContactShelf {
 public:
  // `contact` is nullptr when it could not be read, and `why` says so; then there is nothing to
  // finish.
  using Job = std::function<void(ShelvedContact* contact, const Error& why)>;
  // Reads the keys whose answers are rows.
  using ReadAnswered = std::function<Result<std::vector<AnsweredKey>>(const ContactId&)>;

  ContactShelf(const ContactLog& log, ReadAnswered read_answered, std::size_t in_memory,
               std::size_t waiting_max);

  // Runs the job when its turn comes: at once on this thread, or later on the thread that finished
  // the one before. Whoever gets a contact calls `finish` exactly once, from any thread. kBusy when
  // too many wait.
  void take(const ContactId& id, Job job);
  void finish(ShelvedContact* contact);

  // What the job under way has made durable.
  void update(ShelvedContact* contact, StoredContact stored);
  void note_answered(ShelvedContact* contact, AnsweredKey key);
  // True the first time after it was read from the log.
  [[nodiscard]] bool take_fresh(ShelvedContact* contact);
  // Its memory can no longer be trusted; read again before the next job.
  void discard(ShelvedContact* contact);

  // A copy as durable.
  [[nodiscard]] Result<ShelvedContact> read(const ContactId& id);
  void remember(const ContactId& id, std::optional<std::uint32_t> candidates,
                const std::optional<std::string>& found_by);
  // Drops everything that nobody works on; what is worked on is read again afterwards.
  void discard_all();

  [[nodiscard]] std::size_t size() const;
  // Returns when no job is under way or waits.
  void wait_idle();

 private:
  struct Place : ShelvedContact {
    bool loaded = false;
    bool busy = false;
    bool starting = false;  // a job's first call is on the stack of some thread
    bool finished = false;  // and it has called finish meanwhile
    std::deque<Job> waiting;
    std::list<Place*>::iterator warmth;
  };
  void run(Place* place, Job job);
  [[nodiscard]] Result<> load(Place* place);
  // The next job, or the place comes to rest.
  [[nodiscard]] std::optional<Job> next(Place* place);
  void rest(Place* place);
  void make_room();

  const ContactLog* log_;
  ReadAnswered read_answered_;
  std::size_t in_memory_;
  std::size_t waiting_max_;
  mutable std::mutex mutex_;
  std::condition_variable idle_;
  std::size_t busy_ = 0;
  std::unordered_map<std::string, std::unique_ptr<Place>> places_;
  std::list<Place*> warm_;  // warmest first
};

}  // namespace callmap
