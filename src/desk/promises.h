#pragma once
// What is still owed to customers and colleagues: the open follow-ups of every contact, also of
// closed ones, by due time. One row each in table `promise` (key the contact, sub the number),
// written in the commit that made it; the words stay sealed in the contact. Owners stand here as
// the id of a person or team, empty where what was written names nobody we know. Not for threads:
// its owner locks.

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "engine/contact.h"
#include "store/store.h"

namespace callmap {

inline constexpr std::string_view kPromiseTable = "promise";

struct Promise {
  ContactId contact;
  std::uint16_t number = 0;
  std::string owner;  // id of a person or team, or empty
  std::string channel;
  std::optional<Instant> due;
  bool operator==(const Promise&) const = default;
};

// Whose id a written owner is.
using OwnerOf = std::function<std::string(std::string_view written)>;
[[nodiscard]] std::vector<Promise> open_promises(const ContactId& contact, const Record& record,
                                                 const OwnerOf& owner_of);
// The rows that bring the table from one to the other.
[[nodiscard]] std::vector<RowChange> promise_rows(const std::vector<Promise>& before,
                                                  const std::vector<Promise>& after);

// Whose list of open follow-ups differs between the two: ids, each once, sorted; without owner
// none.
[[nodiscard]] std::vector<std::string> owners_of_changed(const std::vector<Promise>& before,
                                                         const std::vector<Promise>& after);

class Promises {
 public:
  [[nodiscard]] Result<> load(Store& store);
  void put(const ContactId& contact, std::vector<Promise> open);
  // Of one contact.
  [[nodiscard]] std::vector<Promise> of(const ContactId& contact) const;
  // Soonest first, those without a time last; what `wanted` lets through, at most `limit`.
  [[nodiscard]] std::vector<Promise> list(const std::function<bool(const Promise&)>& wanted,
                                          std::size_t limit) const;

 private:
  using Place = std::tuple<Instant, std::string, std::uint16_t>;
  static Place place_of(const Promise& promise);

  std::map<Place, Promise> by_due_;
  std::map<std::string, std::vector<Promise>, std::less<>> by_contact_;
};

}  // namespace callmap
