#pragma once
// A day on the floor, played from a seed: customers who call and hang up, agents and leads who work
// with more or less care, people who leave, a clock that jumps, a store that fails, a program that
// restarts. The simulation plays it step by step, the auditor looks on.

#include <deque>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "auditor.h"
#include "desk/test_office.h"

namespace callmap {

class FloorPlay {
 public:
  FloorPlay(std::uint64_t seed, std::size_t contacts);
  // Until all contacts have come and gone. False when the auditor found something wrong.
  [[nodiscard]] bool play();

  [[nodiscard]] const Auditor& auditor() const { return auditor_; }
  [[nodiscard]] const std::deque<std::string>& last_commands() const { return last_; }
  [[nodiscard]] std::uint64_t commands() const { return commands_; }
  [[nodiscard]] std::uint64_t restarts() const { return restarts_; }
  [[nodiscard]] std::uint64_t commits_failed() const { return failed_; }

 private:
  std::uint64_t any(std::uint64_t below) { return random_() % below; }
  bool chance(std::uint64_t in) { return any(in) == 0; }
  template <class List>
  const auto& one_of(const List& list) {
    auto place = list.begin();
    std::advance(place, static_cast<std::ptrdiff_t>(any(list.size())));
    return *place;
  }

  // Sends until it is known what became of it, as every client does.
  template <class Send>
  Outcome send(const std::string& what, Send send);
  Outcome does(const Caller& who, const std::string& contact, const std::string& json);
  Outcome sees(const std::string& contact, const std::string& json);
  void look();
  void mend_store();
  void listen();
  void restart();
  // The program starts anew, and everybody's screen with it.
  void restart_for_all();
  void shows_screen(const Caller& who, bool there);
  // Some of those who hold contacts do not come back, for long or for good.
  void restart_without_some();
  void somebody_is_back();
  void hire(const std::string& kind);
  // Some of the skills of the map, given to somebody and told to the auditor.
  std::vector<std::string> some_skills();
  void somebody_learns();

  void step();
  void contact_comes();
  void somebody_changes_state();
  void somebody_answers();
  void somebody_works();
  void works_on(const Caller& who, const std::string& contact);
  void hands_over(const Caller& who, const std::string& contact);
  void prepares(const Caller& who, const std::string& contact);
  void finds_customer(const Caller& who, const std::string& contact);
  void promises(const Caller& who, const std::string& contact);
  void verifies(const Caller& who, const std::string& contact);
  void escalates(const Caller& who, const std::string& contact);
  void has_several_requests(const Caller& who, const std::string& contact);
  // Another contact that waits for its call back turns out to be the same matter, or not.
  void merges(const Caller& who, const std::string& contact);
  void takes_apart();
  void consults(const Caller& who, const std::string& contact);
  void disposes(const Caller& who, const std::string& contact);
  void finishes(const Caller& who, const std::string& contact);
  void line_moves();
  void somebody_calls_back();
  void tries(const Caller& who, const std::string& contact, bool at_the_end);
  void somebody_keeps_a_promise(bool at_the_end);
  void lead_steps_in();
  void somebody_leaves();
  void world_moves();
  void end_of_day();
  [[nodiscard]] std::optional<Instant> nothing_until() const;
  void work_off(const std::string& contact);

  std::mt19937_64 random_;
  std::size_t wanted_;
  Office office_;
  Auditor auditor_;
  std::vector<Caller> people_;  // agents and leads at work here
  std::vector<Caller> leads_;
  std::vector<Caller> missing_;                    // since a restart
  std::set<std::string> rung_;                     // people who may have an offer to answer
  std::map<std::string, std::string> references_;  // by contact
  std::vector<std::pair<std::string, std::string>> merged_;  // the one that goes on, the other
  std::deque<std::string> last_;
  std::uint64_t commands_ = 0, restarts_ = 0, failed_ = 0, hired_ = 0;
  std::uint64_t storm_ = 0;  // steps for which the store goes on failing
};

}  // namespace callmap
