#pragma once
// Reading customers from a file of any length. The shapes only; `Desk::import_customers` does it.
// The format is docs/customers-csv.md.

#include <cstdint>
#include <functional>
#include <string>

#include "base/result.h"

namespace callmap {

// Fills up to `size` bytes and returns how many; 0 at the end.
using ReadBytes = std::function<Result<std::size_t>(char* into, std::size_t size)>;

// An account that stands on two lines counts once: the first line that can stand is taken, every
// later one is an error, so that the same file again changes nothing. 40 bytes an account; beyond
// so many a later line replaces an earlier one.
inline constexpr std::size_t kAccountsRememberedMax = 1'000'000;

struct ImportOptions {
  bool dry_run = false;
  std::size_t accounts_remembered_max = kAccountsRememberedMax;
  // Called for each bad line, in order; nothing of the line's values is in the message.
  std::function<void(std::uint64_t line, const std::string& message)> on_error;
  // Called now and then with the number of lines read.
  std::function<void(std::uint64_t lines)> on_progress;
};

struct ImportReport {
  std::uint64_t lines = 0;  // of customers
  std::uint64_t added = 0;
  std::uint64_t changed = 0;
  std::uint64_t unchanged = 0;
  std::uint64_t errors = 0;        // lines left out
  std::uint64_t unremembered = 0;  // customers beyond `accounts_remembered_max`
};

}  // namespace callmap
