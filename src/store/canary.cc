#include "store/canary.h"

#include "store/hex.h"

namespace callmap {
namespace {

constexpr std::string_view kTable = "canary";
constexpr std::string_view kRow = "keys";  // also the name of the key
constexpr std::string_view kText = "this log and its key file belong together";
constexpr std::string_view kBound = "callmap canary 1";

}  // namespace

Result<bool> has_history(Store& store) {
  const auto rows = CALLMAP_TRY(store.rows(kTable, kRow));
  const std::uint64_t position = CALLMAP_TRY(store.last_position());
  return !rows.empty() || position > 0;
}

Result<bool> keys_fit(Store& store, KeyRing& keys) {
  const auto rows = CALLMAP_TRY(store.rows(kTable, kRow));
  if (!rows.empty()) {
    const auto sealed = from_hex(rows.front().value);
    if (!sealed) return false;
    const auto opened = keys.open_sealed(kRow, *sealed, kBound);
    if (opened) return *opened == kText;
    const ErrorKind kind = opened.error().kind;
    if (kind == ErrorKind::kDamaged || kind == ErrorKind::kErased) return false;
    return std::unexpected(opened.error());
  }
  const std::string sealed = CALLMAP_TRY(keys.seal(kRow, kText, kBound));
  CALLMAP_TRY(
      store.commit_now({.rows = {{std::string(kTable), std::string(kRow), "", to_hex(sealed)}}}));
  return true;
}

}  // namespace callmap
