#pragma once
// Rows of new customers, kept back until there are very many and then written in order of key. Keys
// are hashes, so that rows written as they come would change a page of the database each; in order
// they share pages, and a million customers cost a tenth of the writing. 32 bytes a row. The
// customer writer is its only caller; one thread.
//
// A customer's own row is written after all search rows, so that one who has it is also found. A
// crash in between leaves customers in the log without rows; the import brings them in line when it
// is done again.

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/ids.h"
#include "store/store.h"

namespace callmap {

inline constexpr std::size_t kLateRowsMax = 1'000'000;

class LateRows {
 public:
  // The hashes are 32 hex digits each.
  void add_customer(const CustomerId& id, std::string_view fingerprint);
  void add_token(std::string_view token, const CustomerId& id);

  // Of a customer whose row waits here.
  [[nodiscard]] std::optional<std::string> fingerprint(const CustomerId& id) const;
  [[nodiscard]] bool full() const { return tokens_.size() + customers_.size() >= kLateRowsMax; }
  [[nodiscard]] bool empty() const { return customers_.empty(); }

  // Writes all of it and waits. After a failure nothing is kept.
  [[nodiscard]] Result<> write(Store& store);

 private:
  using Hash = std::array<unsigned char, 16>;
  struct First {  // a hash is one already
    std::size_t operator()(const Hash& hash) const;
  };

  std::vector<std::pair<Hash, Hash>> tokens_;        // token, customer
  std::unordered_map<Hash, Hash, First> customers_;  // fingerprints
};

}  // namespace callmap
