#include "desk/late_rows.h"

#include <sodium.h>

#include <algorithm>
#include <cstring>

#include "base/ensure.h"
#include "desk/customer_book.h"

namespace callmap {
namespace {

using Hash = std::array<unsigned char, 16>;

Hash from_hex(std::string_view hex) {
  Hash hash;
  std::size_t length = 0;
  const int failed =
      sodium_hex2bin(hash.data(), hash.size(), hex.data(), hex.size(), nullptr, &length, nullptr);
  ENSURE(failed == 0 && length == hash.size() && hex.size() == 2 * hash.size());
  return hash;
}

std::string to_hex(const Hash& hash) {
  std::string hex(2 * sizeof(Hash) + 1, '\0');
  sodium_bin2hex(hex.data(), hex.size(), hash.data(), hash.size());
  hex.pop_back();
  return hex;
}

// Sorts, and writes as many rows a commit as it takes.
Result<> write_in_order(Store& store, std::vector<std::pair<Hash, Hash>> rows,
                        RowChange (*row_of)(const std::pair<Hash, Hash>&)) {
  constexpr std::size_t kRowsAtOnce = 20'000;
  std::ranges::sort(rows);
  for (std::size_t begin = 0; begin < rows.size(); begin += kRowsAtOnce) {
    const std::size_t end = std::min(rows.size(), begin + kRowsAtOnce);
    Commit commit;
    commit.rows.reserve(end - begin);
    for (std::size_t n = begin; n < end; ++n) commit.rows.push_back(row_of(rows[n]));
    CALLMAP_TRY(store.commit_now(std::move(commit)));
  }
  return {};
}

}  // namespace

std::size_t LateRows::First::operator()(const Hash& hash) const {
  std::size_t first = 0;
  std::memcpy(&first, hash.data(), sizeof first);
  return first;
}

void LateRows::add_customer(const CustomerId& id, std::string_view fingerprint) {
  customers_.insert_or_assign(from_hex(id.text), from_hex(fingerprint));
}

void LateRows::add_token(std::string_view token, const CustomerId& id) {
  tokens_.emplace_back(from_hex(token), from_hex(id.text));
}

std::optional<std::string> LateRows::fingerprint(const CustomerId& id) const {
  const auto found = customers_.find(from_hex(id.text));
  if (found == customers_.end()) return std::nullopt;
  return to_hex(found->second);
}

Result<> LateRows::write(Store& store) {
  std::vector<std::pair<Hash, Hash>> customers(customers_.begin(), customers_.end());
  customers_.clear();
  CALLMAP_TRY(write_in_order(store, std::exchange(tokens_, {}), [](const auto& row) {
    return RowChange{std::string(kSearchTable), to_hex(row.first), to_hex(row.second), ""};
  }));
  return write_in_order(store, std::move(customers), [](const auto& row) {
    return RowChange{std::string(kCustomerTable), to_hex(row.first), "", to_hex(row.second)};
  });
}

}  // namespace callmap
