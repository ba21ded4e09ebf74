#include "desk/customer_lines.h"

#include <fmt/core.h>

#include <algorithm>

#include "directory/fold.h"
#include "directory/normalise.h"
#include "map/zone.h"

namespace callmap {
namespace {

constexpr std::string_view kCardPrefix = "card.";
constexpr std::string_view kAnswerPrefix = "answer.";

std::string trimmed(const std::string& text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

bool is_text(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const char32_t point = next_point(text, at);
    if (point == kBrokenPoint || point < 0x20 || point == 0x7F) return false;
  }
  return true;
}

Result<std::string> checked(const std::string& name, const std::string& value) {
  std::string text = trimmed(value);
  if (text.size() > kCustomerTextMax) {
    return failure(ErrorKind::kInvalid,
                   fmt::format("`{}` is longer than {} bytes", name, kCustomerTextMax));
  }
  if (!is_text(text)) {
    return failure(ErrorKind::kInvalid, fmt::format("`{}` is not plain UTF-8 text", name));
  }
  return text;
}

}  // namespace

std::optional<CustomerLines::Column> CustomerLines::column_of(const std::string& name) const {
  if (name == "account") return Column{Column::Kind::kAccount, name};
  if (name == "name") return Column{Column::Kind::kName, name};
  if (name == "household") return Column{Column::Kind::kHousehold, name};
  if (name == "time_zone") return Column{Column::Kind::kTimeZone, name};
  if (name == "phone") return Column{Column::Kind::kPhone, name};
  for (std::size_t n = 2; n <= kCustomerPhonesMax; ++n) {
    if (name == fmt::format("phone_{}", n)) return Column{Column::Kind::kPhone, name};
  }
  if (name.starts_with(kCardPrefix)) {
    const std::string id = name.substr(kCardPrefix.size());
    if (std::ranges::find(card_, id, &CardRow::id) != card_.end()) {
      return Column{Column::Kind::kCard, id};
    }
  }
  if (name.starts_with(kAnswerPrefix)) {
    const std::string id = name.substr(kAnswerPrefix.size());
    if (std::ranges::find(items_, id, &AnswerItem::id) != items_.end()) {
      return Column{Column::Kind::kAnswer, id};
    }
  }
  return std::nullopt;
}

std::string CustomerLines::why_unknown(const std::string& name) const {
  if (name.find(';') != std::string::npos || name.find('\t') != std::string::npos) {
    return fmt::format("the columns are divided by {}; divide them, and all values, by commas",
                       name.find(';') != std::string::npos ? "`;`" : "tabs");
  }
  if (!map_in_force_ && (name.starts_with(kCardPrefix) || name.starts_with(kAnswerPrefix))) {
    return fmt::format(
        "the column `{}` belongs to a map, and no map is in force in this data folder yet; start "
        "`callmap serve` on it once, then import",
        name);
  }
  return fmt::format(
      "the column `{}` is unknown: account, name, phone, phone_2 …, "
      "household, time_zone, card.ROW and answer.ITEM of a map in force may stand",
      name);
}

bool CustomerLines::is_date(const std::string& item) const {
  return std::ranges::any_of(items_, [&item](const AnswerItem& each) {
    return each.id == item && each.normalise == Normalise::kDate;
  });
}

Result<> CustomerLines::take_header(const std::vector<std::string>& names) {
  std::vector<Column> columns;
  for (const std::string& each : names) {
    const auto column = column_of(trimmed(each));
    if (!column) return failure(ErrorKind::kInvalid, why_unknown(each));
    const auto same = [&column](const Column& other) {
      return other.kind == column->kind && other.id == column->id;
    };
    if (std::ranges::any_of(columns, same)) {
      return failure(ErrorKind::kInvalid, fmt::format("the column `{}` stands twice", each));
    }
    columns.push_back(*column);
  }
  for (const Column::Kind needed : {Column::Kind::kAccount, Column::Kind::kName}) {
    if (std::ranges::find(columns, needed, &Column::kind) == columns.end()) {
      return failure(ErrorKind::kInvalid,
                     "the first line names the columns; `account` and `name` must be there");
    }
  }
  columns_ = std::move(columns);
  return {};
}

Result<CustomerDetails> CustomerLines::read(const std::vector<std::string>& values) const {
  if (values.size() != columns_.size()) {
    return failure(ErrorKind::kInvalid, fmt::format("{} values stand where there are {} columns",
                                                    values.size(), columns_.size()));
  }
  CustomerDetails details;
  for (std::size_t n = 0; n < values.size(); ++n) {
    const Column& column = columns_[n];
    std::string value = CALLMAP_TRY(checked(column.id, values[n]));
    if (value.empty()) continue;
    switch (column.kind) {
      case Column::Kind::kAccount: details.account = std::move(value); break;
      case Column::Kind::kName: details.name = std::move(value); break;
      case Column::Kind::kHousehold: details.household = std::move(value); break;
      case Column::Kind::kTimeZone:
        if (!is_zone(value)) {
          return failure(ErrorKind::kInvalid,
                         fmt::format("`{}` is no time zone of the IANA list; write a name such as "
                                     "Europe/London, or leave it empty",
                                     column.id));
        }
        details.time_zone = std::move(value);
        break;
      case Column::Kind::kPhone: {
        auto number = normalise_phone(value);
        if (!number) {
          return failure(ErrorKind::kInvalid,
                         fmt::format("`{}` is not a number in the form +441234567", column.id));
        }
        details.phones.push_back(std::move(*number));
        break;
      }
      case Column::Kind::kCard: details.card.emplace_back(column.id, std::move(value)); break;
      case Column::Kind::kAnswer:
        if (is_date(column.id) && date_in_doubt(value)) {
          return failure(ErrorKind::kInvalid,
                         fmt::format("`answer.{}` could be two dates; write it as 1980-03-25, the "
                                     "year first and in four digits",
                                     column.id));
        }
        details.answers.emplace_back(column.id, std::move(value));
        break;
    }
  }
  if (fold(details.account).empty()) {
    return failure(ErrorKind::kInvalid, "`account` is empty");
  }
  if (fold(details.name).empty()) return failure(ErrorKind::kInvalid, "`name` is empty");
  return details;
}

}  // namespace callmap
