#pragma once
// From the lines of a customer file to details: reads the first line as columns, checks every
// value, and says what is wrong with a line without repeating any of its values.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "directory/customer.h"

namespace callmap {

class CustomerLines {
 public:
  CustomerLines(std::vector<CardRow> card, std::vector<AnswerItem> items, bool map_in_force)
      : card_(std::move(card)), items_(std::move(items)), map_in_force_(map_in_force) {}

  // The columns; kInvalid, naming the column, when they cannot stand.
  [[nodiscard]] Result<> take_header(const std::vector<std::string>& names);
  [[nodiscard]] bool has_header() const { return !columns_.empty(); }
  [[nodiscard]] Result<CustomerDetails> read(const std::vector<std::string>& values) const;

 private:
  struct Column {
    enum class Kind : std::uint8_t {
      kAccount,
      kName,
      kPhone,
      kHousehold,
      kTimeZone,
      kCard,
      kAnswer
    };
    Kind kind = Kind::kAccount;
    std::string id;  // of the card row or the answer
  };
  [[nodiscard]] std::optional<Column> column_of(const std::string& name) const;
  [[nodiscard]] std::string why_unknown(const std::string& name) const;
  [[nodiscard]] bool is_date(const std::string& item) const;

  std::vector<CardRow> card_;
  std::vector<AnswerItem> items_;
  bool map_in_force_;
  std::vector<Column> columns_;
};

}  // namespace callmap
