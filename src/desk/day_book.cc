#include "desk/day_book.h"

#include <fmt/core.h>

namespace callmap {

std::string date_of(Instant at) {
  constexpr std::size_t kDateLength = 10;
  return to_iso(at).substr(0, kDateLength);
}

std::optional<Instant> start_of(std::string_view date) {
  const auto start = parse_iso(fmt::format("{}T00:00:00.000Z", date));
  if (!start || date_of(*start) != date) return std::nullopt;
  return start;
}

RowChange DayBook::row(const Counted& contact) {
  return {std::string(kDayTable), date_of(contact.figures.started), contact.contact.text,
          contact.reference + "\t" + to_json(contact.figures)};
}

void DayBook::put(Counted contact) {
  const auto kept = days_.find(date_of(contact.figures.started));
  if (kept != days_.end()) kept->second[contact.contact.text] = std::move(contact);
}

void DayBook::remove(const Counted& contact) {
  const auto kept = days_.find(date_of(contact.figures.started));
  if (kept != days_.end()) kept->second.erase(contact.contact.text);
}

Result<DayBook::Day*> DayBook::day(const std::string& date) {
  if (const auto kept = days_.find(date); kept != days_.end()) {
    asked_.remove(date);
    asked_.push_front(date);
    return &kept->second;
  }
  Day read;
  for (const Row& row : CALLMAP_TRY(store_->rows(kDayTable, date))) {
    const std::size_t tab = row.value.find('\t');
    if (tab == std::string::npos) return failure(ErrorKind::kDamaged, "a row of `day` is damaged");
    Counted contact{{row.sub}, row.value.substr(0, tab), {}, false, false};
    contact.figures = CALLMAP_TRY(parse_day_entry(std::string_view(row.value).substr(tab + 1)));
    read.emplace(row.sub, std::move(contact));
  }
  if (asked_.size() >= kDaysKept) {
    days_.erase(asked_.back());
    asked_.pop_back();
  }
  asked_.push_front(date);
  return &days_.emplace(date, std::move(read)).first->second;
}

Result<bool> DayBook::has(const Counted& contact) {
  const Day* found = CALLMAP_TRY(day(date_of(contact.figures.started)));
  const auto kept = found->find(contact.contact.text);
  return kept != found->end() && kept->second.reference == contact.reference &&
         kept->second.figures == contact.figures;
}

Result<> DayBook::each_closed(const std::string& date,
                              const std::function<void(const Counted&)>& look) {
  const Day* found = CALLMAP_TRY(day(date));
  for (const auto& [id, contact] : *found) look(contact);
  return {};
}

}  // namespace callmap
