#include "desk/shift_book.h"

#include <algorithm>

#include "base/json.h"
#include "desk/day_book.h"

namespace callmap {
namespace {

constexpr std::size_t kShiftDaysKept = 20;

std::string to_json(const std::vector<TimeSpan>& spans) {
  JsonWriter out;
  out.open_list();
  for (const TimeSpan& each : spans) out.value(each.from.ms).value(each.to.ms);
  return out.close_list().take();
}

Result<std::vector<TimeSpan>> parse_spans(const std::string& text) {
  const Json json = CALLMAP_TRY(parse_json(text));
  std::vector<TimeSpan> spans;
  for (std::size_t n = 0; n + 1 < json.items.size(); n += 2) {
    spans.push_back({{json.items[n].integer}, {json.items[n + 1].integer}});
  }
  const bool sound = json.is_array() && json.items.size() % 2 == 0;
  if (!sound) return failure(ErrorKind::kDamaged, "a row of table `shift` is damaged");
  return spans;
}

}  // namespace

Result<std::vector<RowChange>> ShiftBook::ended(const PersonId& person, TimeSpan taking) {
  std::vector<RowChange> rows;
  while (taking.from < taking.to) {
    const std::string date = date_of(taking.from);
    const Instant midnight = *start_of(date) + hours(24);
    CALLMAP_TRY(day(date));
    auto& spans = days_.at(date)[person.text];
    spans.push_back({taking.from, std::min(taking.to, midnight)});
    rows.push_back({std::string(kShiftTable), date, person.text, to_json(spans)});
    taking.from = midnight;
  }
  return rows;
}

Result<const ShiftBook::Day*> ShiftBook::day(const std::string& date) {
  if (const auto kept = days_.find(date); kept != days_.end()) return &kept->second;
  Day read;
  for (const Row& row : CALLMAP_TRY(store_->rows(kShiftTable, date))) {
    read[row.sub] = CALLMAP_TRY(parse_spans(row.value));
  }
  if (days_.size() >= kShiftDaysKept) days_.erase(days_.begin());
  return &days_.insert_or_assign(date, std::move(read)).first->second;
}

}  // namespace callmap
