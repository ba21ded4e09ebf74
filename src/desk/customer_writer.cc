#include "desk/customer_writer.h"

#include <algorithm>

#include "desk/sessions.h"

namespace callmap {
namespace {

constexpr std::size_t kBatchCustomers = 500;
constexpr std::size_t kSaltBytes = 16;

}  // namespace

Result<> CustomerWriter::add(const CustomerDetails& details) {
  const KeyedHash hash = book_->hash();
  const CustomerId id = customer_id(details.account, hash);
  if (in_batch_.contains(id.text)) CALLMAP_TRY(flush());

  const auto rows = CALLMAP_TRY(store_->rows(kCustomerTable, id.text));
  const std::string print = fingerprint(details, items_, hash);
  if (!rows.empty() && rows.front().value == print) {
    ++report_.lines;
    ++report_.unchanged;
    return {};
  }
  if (!rows.empty() && rows.front().value == kErasedRow) {
    return failure(ErrorKind::kInvalid, "this customer's data was erased and is not taken again");
  }
  const CustomerRecord record =
      CALLMAP_TRY(make_record(details, items_, random_text(kSaltBytes), hash));
  std::uint64_t version = 0;
  std::vector<SearchToken> before;
  if (!rows.empty()) {
    book_->forget(id);
    const KnownCustomer known = CALLMAP_TRY(book_->find(id));
    version = known.version;
    before = search_tokens(known.record, hash);
  }
  ++report_.lines;
  ++(rows.empty() ? report_.added : report_.changed);
  if (dry_run_) return {};
  return write(record, version, print, before);
}

Result<> CustomerWriter::write(const CustomerRecord& record, std::uint64_t version,
                               const std::string& print, const std::vector<SearchToken>& before) {
  const std::string& id = record.id.text;
  auto written = CALLMAP_TRY(book_->written(record, version + 1, clock_->now()));
  batch_.appends.push_back({{StreamKind::kCustomer, id}, version, {std::move(written)}});
  batch_.rows.push_back({std::string(kCustomerTable), id, "", print});
  const auto after = search_tokens(record, book_->hash());
  for (const SearchToken& token : before) {
    if (std::ranges::find(after, token.hash, &SearchToken::hash) == after.end()) {
      batch_.rows.push_back({std::string(kSearchTable), token.hash, id, std::nullopt});
    }
  }
  for (const SearchToken& token : after) {
    batch_.rows.push_back({std::string(kSearchTable), token.hash, id, std::string()});
  }
  in_batch_.insert(id);
  return in_batch_.size() >= kBatchCustomers ? flush() : Result<>{};
}

Result<> CustomerWriter::flush() {
  if (!batch_.appends.empty()) CALLMAP_TRY(store_->commit_now(std::move(batch_)));
  for (const std::string& id : in_batch_) book_->forget({id});
  batch_ = {};
  in_batch_.clear();
  return {};
}

Result<> CustomerWriter::finish() {
  return flush();
}

}  // namespace callmap
