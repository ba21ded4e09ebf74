#pragma once
// When people took contacts, day by day (UTC): one row a person and date in table `shift`, written
// in the commit that ends a time of taking them. The time that goes on still is known by their
// state. Not for threads: its owner locks.

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "base/time_span.h"
#include "store/store.h"

namespace callmap {

inline constexpr std::string_view kShiftTable = "shift";

class ShiftBook {
 public:
  explicit ShiftBook(Store& store) : store_(&store) {}

  // The rows that a time of taking contacts changes, a date each.
  [[nodiscard]] Result<std::vector<RowChange>> ended(const PersonId& person, TimeSpan taking);
  // Whether a commit reached the disk is not known: rows are read again.
  void forget() { days_.clear(); }
  // By person.
  using Day = std::map<std::string, std::vector<TimeSpan>>;
  [[nodiscard]] Result<const Day*> day(const std::string& date);

 private:
  Store* store_;
  std::map<std::string, Day> days_;  // the latest few
};

}  // namespace callmap
