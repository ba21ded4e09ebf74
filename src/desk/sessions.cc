#include "desk/sessions.h"

#include <fmt/core.h>
#include <sodium.h>

#include <algorithm>
#include <charconv>

namespace callmap {
namespace {

constexpr std::string_view kSessionTable = "session";
constexpr std::size_t kTokenBytes = 32;
constexpr Duration kWrittenEvery = minutes(1);

std::optional<Instant> read_instant(std::string_view text) {
  Instant at;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), at.ms);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return at;
}

}  // namespace

std::string random_text(std::size_t bytes) {
  std::string raw(bytes, '\0');
  randombytes_buf(raw.data(), raw.size());
  constexpr int kVariant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
  std::string text(sodium_base64_encoded_len(bytes, kVariant), '\0');
  sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(raw.data()),
                    raw.size(), kVariant);
  text.pop_back();  // the terminating NUL
  return text;
}

Result<> Sessions::load() {
  constexpr std::size_t kBatch = 5'000;
  std::string after;
  for (;;) {
    const auto rows = CALLMAP_TRY(store_->scan(kSessionTable, after, kBatch));
    if (rows.empty()) return {};
    for (const Row& row : rows) {
      const std::string_view value = row.value;
      const auto person = value.find('\t');
      const auto created = value.find('\t', person + 1);
      const auto used = value.find('\t', created + 1);
      if (value.substr(0, person) != "1" || used == std::string_view::npos) continue;
      const auto made_at = read_instant(value.substr(created + 1, used - created - 1));
      const auto used_at = read_instant(value.substr(used + 1));
      if (!made_at || !used_at) continue;
      const std::lock_guard lock(mutex_);
      kept_[row.key] = {{std::string(value.substr(person + 1, created - person - 1))},
                        *made_at,
                        *used_at,
                        *used_at,
                        {}};
    }
    after = rows.back().key;
  }
}

std::string Sessions::hash(std::string_view token) const {
  return keys_->keyed_hash("session", token);
}

std::string Sessions::csrf(std::string_view token) const {
  return keys_->keyed_hash("csrf", token);
}

Instant Sessions::expires(const Kept& kept) const {
  return std::min(kept.used + idle_, kept.created + longest_);
}

RowChange Sessions::row(const std::string& hash, const Kept& kept) {
  return {std::string(kSessionTable), hash, "",
          fmt::format("1\t{}\t{}\t{}", kept.person.text, kept.created.ms, kept.used.ms)};
}

Sessions::Made Sessions::make(const PersonId& person, Instant now) {
  std::string token = random_text(kTokenBytes);
  const Kept kept{person, now, now, now, {}};
  RowChange change = row(hash(token), kept);
  return {std::move(token), expires(kept), std::move(change)};
}

void Sessions::keep(const Made& made, const PersonId& person, Instant now) {
  const std::lock_guard lock(mutex_);
  kept_[made.row.key] = {person, now, now, now, {}};
}

std::optional<Sessions::Found> Sessions::use(std::string_view token, Instant now) {
  const std::string key = hash(token);
  std::optional<RowChange> change;
  Found found;
  {
    const std::lock_guard lock(mutex_);
    const auto at = kept_.find(key);
    if (at == kept_.end() || expires(at->second) <= now) return std::nullopt;
    Kept& kept = at->second;
    kept.used = std::max(kept.used, now);
    if (kept.used - kept.written >= kWrittenEvery) {
      kept.written = kept.used;
      change = row(key, kept);
    }
    if (kept.csrf.empty()) kept.csrf = csrf(token);
    found = {kept.person, expires(kept), kept.csrf};
  }
  // Losing it costs no more than an earlier end, so nobody waits for it.
  if (change) store_->commit({.rows = {std::move(*change)}}, [](const Result<Committed>&) {});
  return found;
}

std::optional<PersonId> Sessions::person_of(std::string_view token) const {
  const std::string key = hash(token);
  const std::lock_guard lock(mutex_);
  const auto at = kept_.find(key);
  return at == kept_.end() ? std::nullopt : std::optional(at->second.person);
}

std::vector<RowChange> Sessions::end(std::string_view token) {
  const std::string key = hash(token);
  const std::lock_guard lock(mutex_);
  if (kept_.erase(key) == 0) return {};
  return {{std::string(kSessionTable), key, "", std::nullopt}};
}

std::vector<RowChange> Sessions::end_all(const PersonId& person, std::string_view but_token) {
  const std::string but = but_token.empty() ? std::string() : hash(but_token);
  std::vector<RowChange> rows;
  const std::lock_guard lock(mutex_);
  std::erase_if(kept_, [&](const auto& each) {
    if (each.second.person != person || each.first == but) return false;
    rows.push_back({std::string(kSessionTable), each.first, "", std::nullopt});
    return true;
  });
  return rows;
}

void Sessions::sweep(Instant now) {
  std::vector<RowChange> rows;
  {
    const std::lock_guard lock(mutex_);
    // One that is merely idle stays known for a while, so that a renewal can tell whose it was.
    std::erase_if(kept_, [&](const auto& each) {
      if (each.second.created + longest_ + longest_ > now) return false;
      rows.push_back({std::string(kSessionTable), each.first, "", std::nullopt});
      return true;
    });
  }
  if (rows.empty()) return;
  store_->commit({.rows = std::move(rows)}, [](const Result<Committed>&) {});
}

}  // namespace callmap
