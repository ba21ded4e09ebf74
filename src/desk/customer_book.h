#pragma once
// Customers as the desk needs them while calls run: their records, how many tries at verification
// failed in the last day, and who is found by a number, a name or an account. Reads the customer
// streams on first touch and keeps the warm ones.

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "desk/contact_log.h"
#include "directory/customer.h"
#include "store/bounded_cache.h"
#include "store/keys.h"
#include "store/store.h"

namespace callmap {

struct Attempt {
  std::uint64_t version = 0;
  Instant at;
  bool correction = false;
  bool passed = false;
};

struct KnownCustomer {
  std::uint64_t version = 0;  // of the stream
  bool erased = false;
  CustomerRecord record;  // empty when erased
  std::vector<Attempt> attempts;
};

inline constexpr std::size_t kNamesLookedAtMax = 200;
inline constexpr Duration kAttemptsWindow = hours(24);

// Failed tries (corrections apart) within the window before `now`.
[[nodiscard]] std::size_t failed_attempts(const KnownCustomer& customer, Instant now);
// When the oldest of the last `limit` failed tries leaves the window; nullopt when fewer failed.
[[nodiscard]] std::optional<Instant> locked_until(const KnownCustomer& customer, Instant now,
                                                  std::size_t limit);

class CustomerBook {
 public:
  CustomerBook(Store& store, KeyRing& keys) : store_(&store), keys_(&keys) {}

  // kNotFound when there is none.
  [[nodiscard]] Result<KnownCustomer> find(const CustomerId& id);
  // Somebody else wrote, or the customer was erased.
  void forget(const CustomerId& id);
  void forget_all();

  // The append that reserves an attempt at the customer's known version; when it is durable,
  // `reserved` brings the book in line. `settle` marks it passed.
  [[nodiscard]] static Append reserve(const KnownCustomer& customer, Instant now,
                                      const ContactId& contact, std::string_view method,
                                      bool correction);
  [[nodiscard]] static Append settle(const KnownCustomer& customer, Instant now,
                                     std::uint64_t attempt);
  void reserved(const CustomerId& id, std::uint64_t version, Instant now, bool correction);
  void settled(const CustomerId& id, std::uint64_t version, std::uint64_t attempt);

  // At most `limit` ids, in order.
  [[nodiscard]] Result<std::vector<CustomerId>> by_phone(std::string_view e164,
                                                         std::size_t limit) const;
  // By an account number, or by words of a name or how they start; those whose words are all whole
  // come first. Looks at kNamesLookedAtMax names at most: who is not among them is found by typing
  // more.
  [[nodiscard]] Result<std::vector<CustomerId>> by_search(std::string_view typed,
                                                          std::size_t limit);

  [[nodiscard]] KeyedHash hash() const;
  [[nodiscard]] CustomerId id_of_account(std::string_view account) const {
    return customer_id(account, hash());
  }
  // The written record of a customer, sealed.
  [[nodiscard]] Result<NewRecord> written(const CustomerRecord& record, std::uint64_t version,
                                          Instant now) const;

 private:
  [[nodiscard]] Result<KnownCustomer> read(const CustomerId& id) const;
  [[nodiscard]] Result<> fold(KnownCustomer& customer, const CustomerId& id,
                              const LogRecord& record) const;
  [[nodiscard]] Result<std::vector<CustomerId>> ids(std::string_view token) const;
  [[nodiscard]] Result<std::vector<CustomerId>> by_words(const SearchQuery& query);

  static constexpr std::size_t kGeneration = 10'000;
  Store* store_;
  KeyRing* keys_;
  std::mutex mutex_;
  BoundedCache<std::string, KnownCustomer, kGeneration> known_;
};

// The table of search tokens: key the token, sub the customer.
inline constexpr std::string_view kSearchTable = "search";
// One row a customer: key the id, value the fingerprint of what was imported, or `erased`.
inline constexpr std::string_view kCustomerTable = "customer";
inline constexpr std::string_view kErasedRow = "erased";

}  // namespace callmap
