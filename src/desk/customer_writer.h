#pragma once
// Writes customers to the store in batches: new ones, changed ones, and nothing for those that are
// as they were. The import and the demo go through it. One thread.

#include <cstdint>
#include <string>
#include <unordered_set>
#include <vector>

#include "base/instant.h"
#include "desk/customer_book.h"
#include "desk/import.h"

namespace callmap {

class CustomerWriter {
 public:
  CustomerWriter(Store& store, CustomerBook& book, const Clock& clock,
                 std::vector<AnswerItem> items, bool dry_run)
      : store_(&store), book_(&book), clock_(&clock), items_(std::move(items)), dry_run_(dry_run) {}

  // kInvalid when the details cannot stand: the caller goes on with the next. Anything else is the
  // store's and ends the import.
  [[nodiscard]] Result<> add(const CustomerDetails& details);
  [[nodiscard]] Result<> finish();

  // Of what was added; final after `finish`.
  [[nodiscard]] const ImportReport& report() const { return report_; }

 private:
  [[nodiscard]] Result<> write(const CustomerRecord& record, std::uint64_t version,
                               const std::string& fingerprint,
                               const std::vector<SearchToken>& before);
  [[nodiscard]] Result<> flush();

  Store* store_;
  CustomerBook* book_;
  const Clock* clock_;
  std::vector<AnswerItem> items_;
  bool dry_run_;
  Commit batch_;
  std::unordered_set<std::string> in_batch_;  // ids
  ImportReport report_;
};

}  // namespace callmap
