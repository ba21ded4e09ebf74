#pragma once
// The day's numbers as the API and its CSV show them. The desk fills them, http writes them; the
// JSON is that of Numbers in src/http/openapi.yaml, the CSV has one line a row under a line of
// names.

#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "desk/contact_view.h"
#include "review/numbers.h"

namespace callmap {

inline constexpr std::size_t kCountedShownMax = 500;

struct NumbersAsked {
  std::string day;  // empty: today
  Wanted wanted;
  GroupedBy by = GroupedBy::kNothing;
  std::string half_hour;  // of the contacts behind a number: a key of those rows; empty: all
};

struct NumbersView {
  std::string day;
  std::string zone;  // by whose midnights it is counted
  Instant until;
  NumbersRow total;
  std::vector<NumbersRow> rows;
};

struct CountedView {
  ContactId contact;
  std::string reference, team, reason, disposition;
  Instant started;
  std::optional<HolderView> agent;  // whose part was last
};

// The contacts behind some counts: the first by time, and how many there are.
struct CountedList {
  std::uint64_t total = 0;
  std::vector<CountedView> contacts;
};

void write(JsonWriter& out, const NumbersView& view);
void write(JsonWriter& out, const CountedList& list);
[[nodiscard]] std::string to_csv(const NumbersView& view);

}  // namespace callmap
