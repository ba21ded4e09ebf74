#pragma once
// What every closed contact adds to the numbers of the day on which it started: one row each in
// table `day` (key the UTC date, sub the contact), written in the commit that closed it and again
// when a promise of it is kept later. Dates that were asked for stay in memory, a few at a time.
// Days of the organisation are put together from these dates (local_day.h).
// Open contacts have no row; who counts adds them. Not for threads: its owner locks.

#include <functional>
#include <list>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "review/numbers.h"
#include "store/store.h"

namespace callmap {

inline constexpr std::string_view kDayTable = "day";
inline constexpr std::size_t kDaysKept = 20;

// `2026-03-01`, the UTC date; and the beginning of that date, nullopt for what is none.
[[nodiscard]] std::string date_of(Instant at);
[[nodiscard]] std::optional<Instant> start_of(std::string_view date);

class DayBook {
 public:
  explicit DayBook(Store& store) : store_(&store) {}

  [[nodiscard]] static RowChange row(const Counted& contact);
  // It has become durable.
  void put(Counted contact);
  // Its row is gone: it is open again.
  void remove(const Counted& contact);
  // Its row stands and says the same.
  [[nodiscard]] Result<bool> has(const Counted& contact);
  // Looks at each of the closed contacts that started on that date where it is, by id: of weeks of
  // them little is asked.
  [[nodiscard]] Result<> each_closed(const std::string& date,
                                     const std::function<void(const Counted&)>& look);

 private:
  using Day = std::map<std::string, Counted>;
  [[nodiscard]] Result<Day*> day(const std::string& date);

  Store* store_;
  std::map<std::string, Day> days_;
  std::list<std::string> asked_;  // latest first
};

}  // namespace callmap
