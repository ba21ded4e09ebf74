#include "desk/done_rows.h"

#include <fmt/core.h>

#include "base/json.h"

namespace callmap {
namespace {

// Milliseconds since 1970 have 13 digits until the year 2286.
std::string key_of(Instant at) {
  return fmt::format("{:013}", at.ms);
}

bool has_ended(const Row& done, Instant now) {
  const auto json = parse_json(done.value);
  if (!json) return true;
  return Instant{json->whole("at").value_or(0)} + kAnswersKept <= now;
}

}  // namespace

RowChange done_end(std::string_view key, Instant now) {
  return {std::string(kDoneEndTable), key_of(now + kAnswersKept), std::string(key), std::string()};
}

void DonePurge::run(Instant now) {
  if (next_ && now < *next_) return;
  const auto more = purge(now);
  next_ = more && *more ? now : now + kPurgedEvery;
}

Result<bool> DonePurge::purge(Instant now) {
  const auto ends = CALLMAP_TRY(store_->scan(kDoneEndTable, "", kPurgedAtOnce));
  const std::string due = key_of(now);
  Commit commit;
  std::size_t ended = 0;
  for (const Row& end : ends) {
    if (end.key > due || commit.rows.size() > kCommitRowsMax / 2) break;
    ++ended;
    const auto rows = CALLMAP_TRY(store_->rows(kDoneTable, end.sub));
    for (const Row& done : rows) {
      if (!has_ended(done, now)) continue;
      commit.rows.push_back({std::string(kDoneTable), done.key, done.sub, std::nullopt});
    }
    commit.rows.push_back({std::string(kDoneEndTable), end.key, end.sub, std::nullopt});
  }
  if (ended == 0) return false;
  store_->commit(std::move(commit), [](const Result<Committed>&) {});
  return ended >= kPurgedAtOnce;
}

}  // namespace callmap
