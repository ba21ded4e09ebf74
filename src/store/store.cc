#include "store/store.h"

#include <fmt/core.h>

#include <future>

#include "store/commit_check.h"

namespace callmap {
namespace {

std::string_view name_of(StreamKind kind) {
  switch (kind) {
    case StreamKind::kContact: return "contact";
    case StreamKind::kPerson: return "person";
    case StreamKind::kTeam: return "team";
    case StreamKind::kCustomer: return "customer";
    case StreamKind::kMap: return "map";
  }
  return "stream";
}

Result<> over_limit(std::string_view what, std::size_t limit) {
  return failure(ErrorKind::kInvalid, fmt::format("{}, the limit is {}", what, limit));
}

Result<> check_append(const Append& append) {
  if (append.stream.id.empty()) return failure(ErrorKind::kInvalid, "a stream has no id");
  if (append.stream.id.size() > kNameBytesMax) {
    return over_limit("the id of a stream is too long", kNameBytesMax);
  }
  for (const NewRecord& record : append.records) {
    if (record.clear.size() + record.sealed.size() > kRecordBytesMax) {
      return over_limit(fmt::format("a record for {} is too large", describe(append.stream)),
                        kRecordBytesMax);
    }
  }
  return {};
}

Result<> check_row(const RowChange& change) {
  if (change.table.empty() || change.key.empty()) {
    return failure(ErrorKind::kInvalid, "a row has no table or no key");
  }
  if (std::max({change.table.size(), change.key.size(), change.sub.size()}) > kNameBytesMax) {
    return over_limit(fmt::format("a key of table `{}` is too long", change.table), kNameBytesMax);
  }
  if (change.value && change.value->size() > kRowBytesMax) {
    return over_limit(fmt::format("a row of table `{}` is too large", change.table), kRowBytesMax);
  }
  return {};
}

}  // namespace

std::string describe(const StreamId& stream) {
  return fmt::format("{} `{}`", name_of(stream.kind), stream.id);
}

Result<> check_limits(const Commit& commit) {
  std::size_t records = 0;
  for (const Append& append : commit.appends) {
    records += append.records.size();
    CALLMAP_TRY(check_append(append));
  }
  if (records > kCommitRecordsMax) {
    return over_limit("too many records in one commit", kCommitRecordsMax);
  }
  if (commit.rows.size() > kCommitRowsMax) {
    return over_limit("too many rows in one commit", kCommitRowsMax);
  }
  for (const RowChange& change : commit.rows) CALLMAP_TRY(check_row(change));
  for (const Blob& blob : commit.blobs) {
    if (blob.digest.empty() || blob.digest.size() > kNameBytesMax) {
      return failure(ErrorKind::kInvalid, "a blob has no digest or one that is too long");
    }
    if (blob.bytes.size() > kBlobBytesMax) return over_limit("a blob is too large", kBlobBytesMax);
  }
  return {};
}

Error version_conflict(const Append& append, std::uint64_t actual_version) {
  return {ErrorKind::kConflict,
          fmt::format("{} is at version {} and not {}: somebody else wrote first",
                      describe(append.stream), actual_version, append.expected_version)};
}

Error broken_record(const StreamId& stream, std::uint64_t version) {
  return {ErrorKind::kDamaged,
          fmt::format("the record of {} at version {} is not as it was written: restore a backup",
                      describe(stream), version)};
}

Error lost_head(const StreamId& stream, std::uint64_t version) {
  return {ErrorKind::kDamaged,
          fmt::format("the record of {} at version {} is lost: restore a backup", describe(stream),
                      version)};
}

Result<Committed> Store::commit_now(Commit change) {
  std::promise<Result<Committed>> outcome;
  commit(std::move(change),
         [&outcome](Result<Committed> result) { outcome.set_value(std::move(result)); });
  return outcome.get_future().get();
}

}  // namespace callmap
