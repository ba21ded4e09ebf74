#include "desk/customer_writer.h"

#include <algorithm>

#include "desk/sessions.h"

namespace callmap {
namespace {

constexpr std::size_t kBatchCustomers = 4'000;
constexpr std::size_t kBatchRows = 40'000;  // one customer has some forty at most
static_assert(kBatchCustomers <= kCommitRecordsMax && kBatchRows + 100 <= kCommitRowsMax);
constexpr std::size_t kSaltBytes = 16;

Error erased() {
  return {ErrorKind::kInvalid, "this customer's data was erased and is not taken again"};
}

}  // namespace

Result<> CustomerWriter::add(const CustomerDetails& details) {
  const KeyedHash hash = book_->hash();
  const CustomerId id = customer_id(details.account, hash);
  const std::string print = fingerprint(details, items_, hash);
  CALLMAP_TRY(keep_apart(id, print));

  const auto rows = CALLMAP_TRY(store_->rows(kCustomerTable, id.text));
  const std::string known = !rows.empty() ? rows.front().value : late_.fingerprint(id).value_or("");
  if (known == print) {
    ++report_.lines;
    ++report_.unchanged;
    return {};
  }
  if (known == kErasedRow) return std::unexpected(erased());
  const CustomerRecord record =
      CALLMAP_TRY(make_record(details, items_, random_text(kSaltBytes), hash));
  const Before before = CALLMAP_TRY(this->before(id, !rows.empty()));
  ++report_.lines;
  ++(rows.empty() ? report_.added : report_.changed);
  return dry_run_ ? Result<>() : write(record, before, print);
}

// A second line for a customer who is still being written finds what the first one left.
Result<> CustomerWriter::keep_apart(const CustomerId& id, const std::string& print) {
  if (const auto late = late_.fingerprint(id)) return *late == print ? Result<>() : finish();
  return in_batch_.contains(id.text) ? write_batch() : Result<>();
}

// The log is asked also for one without a row: an import that was cut short leaves such.
Result<CustomerWriter::Before> CustomerWriter::before(const CustomerId& id, bool has_row) {
  book_->forget(id);
  const auto known = book_->find(id);
  if (!known && known.error().kind == ErrorKind::kNotFound) return Before{.has_row = has_row};
  if (!known) return std::unexpected(known.error());
  if (known->erased) return std::unexpected(erased());
  return Before{known->version, has_row, search_tokens(known->record, book_->hash())};
}

Result<> CustomerWriter::write(const CustomerRecord& record, const Before& before,
                               const std::string& print) {
  const std::string& id = record.id.text;
  auto written = CALLMAP_TRY(book_->written(record, before.version + 1, clock_->now()));
  batch_.appends.push_back({{StreamKind::kCustomer, id}, before.version, {std::move(written)}});
  const auto after = search_tokens(record, book_->hash());
  for (const SearchToken& token : before.tokens) {
    if (std::ranges::find(after, token.hash, &SearchToken::hash) == after.end()) {
      batch_.rows.push_back({std::string(kSearchTable), token.hash, id, std::nullopt});
    }
  }
  if (before.has_row) {
    batch_.rows.push_back({std::string(kCustomerTable), id, "", print});
    for (const SearchToken& token : after) {
      batch_.rows.push_back({std::string(kSearchTable), token.hash, id, std::string()});
    }
  } else {
    late_.add_customer(record.id, print);
    for (const SearchToken& token : after) late_.add_token(token.hash, record.id);
  }
  in_batch_.insert(id);
  if (late_.full()) return finish();
  const bool whole = in_batch_.size() >= kBatchCustomers || batch_.rows.size() >= kBatchRows;
  return whole ? write_batch() : Result<>();
}

Result<> CustomerWriter::write_batch() {
  if (!batch_.appends.empty()) {
    CALLMAP_TRY(store_->commit_now(std::exchange(batch_, {})));
  }
  for (const std::string& id : in_batch_) book_->forget({id});
  in_batch_.clear();
  return {};
}

Result<> CustomerWriter::finish() {
  CALLMAP_TRY(write_batch());
  return late_.write(*store_);
}

}  // namespace callmap
