#include "desk/customer_book.h"

#include <fmt/core.h>

#include <algorithm>
#include <iterator>

#include "desk/stream_events.h"

namespace callmap {
namespace {

std::string bound_to(const CustomerId& id, std::uint64_t version) {
  return fmt::format("{}|customer/{}|{}", key_name(id), id.text, version);
}

bool counts(const Attempt& attempt, Instant now) {
  return !attempt.passed && !attempt.correction && attempt.at + kAttemptsWindow > now;
}

// Of two lists in order, one in order.
std::vector<CustomerId> either_of(const std::vector<CustomerId>& a,
                                  const std::vector<CustomerId>& b) {
  std::vector<CustomerId> all;
  std::ranges::set_union(a, b, std::back_inserter(all));
  return all;
}
std::vector<CustomerId> both_of(const std::vector<CustomerId>& a,
                                const std::vector<CustomerId>& b) {
  std::vector<CustomerId> both;
  std::ranges::set_intersection(a, b, std::back_inserter(both));
  return both;
}

Attempt* attempt_of(KnownCustomer& customer, std::uint64_t version) {
  const auto found = std::ranges::find(customer.attempts, version, &Attempt::version);
  return found == customer.attempts.end() ? nullptr : &*found;
}

}  // namespace

std::size_t failed_attempts(const KnownCustomer& customer, Instant now) {
  const auto failed = std::ranges::count_if(
      customer.attempts, [now](const Attempt& each) { return counts(each, now); });
  return static_cast<std::size_t>(failed);
}

std::optional<Instant> locked_until(const KnownCustomer& customer, Instant now, std::size_t limit) {
  std::vector<Instant> failed;
  for (const Attempt& each : customer.attempts) {
    if (counts(each, now)) failed.push_back(each.at);
  }
  if (limit == 0 || failed.size() < limit) return std::nullopt;
  std::ranges::sort(failed);
  return failed[failed.size() - limit] + kAttemptsWindow;
}

KeyedHash CustomerBook::hash() const {
  return [keys = keys_](std::string_view purpose, std::string_view text) {
    return keys->keyed_hash(purpose, text);
  };
}

Result<KnownCustomer> CustomerBook::find(const CustomerId& id) {
  {
    const std::lock_guard lock(mutex_);
    if (const KnownCustomer* known = known_.find(id.text)) return *known;
  }
  KnownCustomer read_now = CALLMAP_TRY(read(id));
  const std::lock_guard lock(mutex_);
  const KnownCustomer* known = known_.find(id.text);
  if (known != nullptr && known->version >= read_now.version) return *known;
  known_.put(id.text, read_now);
  return read_now;
}

void CustomerBook::forget(const CustomerId& id) {
  const std::lock_guard lock(mutex_);
  known_.forget(id.text);
}

void CustomerBook::forget_all() {
  const std::lock_guard lock(mutex_);
  known_.clear();
}

Result<KnownCustomer> CustomerBook::read(const CustomerId& id) const {
  const auto records = CALLMAP_TRY(store_->read({StreamKind::kCustomer, id.text}));
  if (records.empty()) return failure(ErrorKind::kNotFound, "there is no such customer");
  KnownCustomer customer;
  for (const LogRecord& record : records) {
    CALLMAP_TRY(fold(customer, id, record));
    customer.version = record.version;
  }
  return customer;
}

Result<> CustomerBook::fold(KnownCustomer& customer, const CustomerId& id,
                            const LogRecord& record) const {
  const KeyedClear keyed = split_key(record.clear);
  const CustomerEvent event = CALLMAP_TRY(parse_customer_event(keyed.clear));
  if (const auto* reserved = std::get_if<AttemptReserved>(&event)) {
    customer.attempts.push_back({record.version, record.at, reserved->correction, false});
  } else if (const auto* passed = std::get_if<AttemptPassed>(&event)) {
    if (Attempt* attempt = attempt_of(customer, passed->attempt)) attempt->passed = true;
  } else if (std::holds_alternative<CustomerErased>(event)) {
    customer.erased = true;
    customer.record = {};
  } else {
    auto opened = keys_->open_sealed(keyed.key, record.sealed, bound_to(id, record.version));
    if (!opened && opened.error().kind == ErrorKind::kErased) {
      customer.erased = true;
      return {};
    }
    const std::string json_of_record = CALLMAP_TRY(std::move(opened));
    customer.record = CALLMAP_TRY(parse_customer(json_of_record));
  }
  return {};
}

Append CustomerBook::reserve(const KnownCustomer& customer, Instant now, const ContactId& contact,
                             std::string_view method, bool correction) {
  const AttemptReserved event{contact, std::string(method), correction};
  return {{StreamKind::kCustomer, customer.record.id.text},
          customer.version,
          {{now, to_json(CustomerEvent(event)), {}}}};
}

Append CustomerBook::settle(const KnownCustomer& customer, Instant now, std::uint64_t attempt) {
  return {{StreamKind::kCustomer, customer.record.id.text},
          customer.version,
          {{now, to_json(CustomerEvent(AttemptPassed{attempt})), {}}}};
}

// Old attempts are dropped here, so that the list stays as short as the window.
void CustomerBook::reserved(const CustomerId& id, std::uint64_t version, Instant now,
                            bool correction) {
  const std::lock_guard lock(mutex_);
  const KnownCustomer* known = known_.find(id.text);
  if (known == nullptr) return;
  if (known->version + 1 != version) {
    known_.forget(id.text);
    return;
  }
  KnownCustomer next = *known;
  std::erase_if(next.attempts,
                [now](const Attempt& each) { return each.at + kAttemptsWindow <= now; });
  next.attempts.push_back({version, now, correction, false});
  next.version = version;
  known_.put(id.text, std::move(next));
}

void CustomerBook::settled(const CustomerId& id, std::uint64_t version, std::uint64_t attempt) {
  const std::lock_guard lock(mutex_);
  const KnownCustomer* known = known_.find(id.text);
  if (known == nullptr) return;
  if (known->version + 1 != version) {
    known_.forget(id.text);
    return;
  }
  KnownCustomer next = *known;
  if (Attempt* made = attempt_of(next, attempt)) made->passed = true;
  next.version = version;
  known_.put(id.text, std::move(next));
}

Result<std::vector<CustomerId>> CustomerBook::ids(std::string_view token) const {
  const auto rows = CALLMAP_TRY(store_->rows(kSearchTable, token));
  std::vector<CustomerId> found;
  found.reserve(rows.size());
  for (const Row& row : rows) found.push_back({row.sub});
  return found;
}

Result<std::vector<CustomerId>> CustomerBook::by_phone(std::string_view e164,
                                                       std::size_t limit) const {
  if (e164.empty()) return std::vector<CustomerId>{};
  auto found = CALLMAP_TRY(ids(phone_token(e164, hash())));
  if (found.size() > limit) found.resize(limit);
  return found;
}

Result<std::vector<CustomerId>> CustomerBook::by_search(std::string_view typed, std::size_t limit) {
  const SearchQuery query = search_query(typed, hash());
  auto found = CALLMAP_TRY(ids(query.account));
  if (found.empty() && !query.words.empty()) found = CALLMAP_TRY(by_words(query));
  if (found.size() > limit) found.resize(limit);
  return found;
}

Result<std::vector<CustomerId>> CustomerBook::by_words(const SearchQuery& query) {
  std::vector<CustomerId> whole, found;  // all words whole; all words whole or starts
  bool look = false, first = true;
  for (const SearchWord& word : query.words) {
    const auto as_word = CALLMAP_TRY(ids(word.whole));
    auto either = as_word;
    if (!word.start.empty()) {
      const auto as_start = CALLMAP_TRY(ids(word.start));
      either = either_of(as_word, as_start);
    }
    whole = first ? as_word : both_of(whole, as_word);
    found = first ? std::move(either) : both_of(found, either);
    look = look || word.look;
    first = false;
  }
  std::erase_if(found, [&](const CustomerId& id) { return std::ranges::binary_search(whole, id); });
  if (look) {
    if (found.size() > kNamesLookedAtMax) found.resize(kNamesLookedAtMax);
    std::erase_if(found, [&](const CustomerId& id) {
      const auto known = find(id);
      return !known || known->erased || !fits(query, known->record.name);
    });
  }
  whole.insert(whole.end(), found.begin(), found.end());
  return whole;
}

Result<NewRecord> CustomerBook::written(const CustomerRecord& record, std::uint64_t version,
                                        Instant now) const {
  const std::string key = key_name(record.id);
  NewRecord made{now, with_key(to_json(CustomerEvent(CustomerWritten{})), key), {}};
  made.sealed = CALLMAP_TRY(keys_->seal(key, to_json(record), bound_to(record.id, version)));
  return made;
}

}  // namespace callmap
