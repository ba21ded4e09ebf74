#pragma once
// A whole office for tests: a store (memory or SQLite) behind a gate that can fail or hold commits,
// a key ring, a clock that the test moves, a desk, people, two services and a few customers.

#include <gtest/gtest.h>

#include <atomic>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "desk/desk.h"
#include "directory/demo.h"
#include "engine/test_call.h"
#include "store/temporary_folder.h"

namespace callmap {

class JumpingClock final : public Clock {
 public:
  [[nodiscard]] Instant now() const override { return {ms_}; }
  void pass(Duration length) { ms_ += length.ms; }

 private:
  std::atomic<std::int64_t> ms_{1'700'000'000'000};
};

// A store in front of another: fails commits when told to, before or after they became durable, or
// holds them back until released. Everything else it passes on.
class UnreliableStore final : public Store {
 public:
  explicit UnreliableStore(std::unique_ptr<Store> inner) : inner_(std::move(inner)) {}

  enum class Fails { kBefore, kAfter };
  void fail_every(std::uint64_t n, Fails how);
  void hold(bool on);
  [[nodiscard]] std::uint64_t commits() const { return count_; }

  void commit(Commit commit, std::function<void(Result<Committed>)> done) override;
  Result<std::vector<LogRecord>> read(const StreamId& stream, std::uint64_t from) override;
  Result<std::vector<LogRecord>> read_after(std::uint64_t position, std::size_t limit) override;
  Result<std::uint64_t> last_position() override;
  Result<std::vector<Row>> rows(std::string_view table, std::string_view key) override;
  Result<std::vector<Row>> scan(std::string_view table, std::string_view after,
                                std::size_t limit) override;
  Result<std::string> blob(std::string_view digest) override;
  Result<> backup(const std::string& path) override;
  Result<std::uint64_t> verify() override;

 private:
  std::unique_ptr<Store> inner_;
  std::mutex mutex_;
  bool holding_ = false;
  std::deque<std::pair<Commit, std::function<void(Result<Committed>)>>> held_;
  std::atomic<std::uint64_t> every_{0};
  std::atomic<Fails> how_{Fails::kBefore};
  std::atomic<std::uint64_t> count_{0};
};

enum class StoreMade { kMemory, kSqlite };

class Office {
 public:
  explicit Office(StoreMade made = StoreMade::kMemory, bool demo = false);
  ~Office();

  // The program ends and begins again on the same store.
  void reopen();

  Caller add(const std::string& name, Roles roles, const std::string& team = {},
             std::vector<std::string> also = {}, std::vector<std::string> skills = {});
  Result<ImportReport> import(std::string_view text, const ImportOptions& options = {});

  [[nodiscard]] CustomerId id_of_account(const std::string& account) const {
    return customer_id(account, [this](std::string_view purpose, std::string_view text) {
      return keys->keyed_hash(purpose, text);
    });
  }

  std::string fresh_key() { return "key-" + std::to_string(100'000 + ++keys_made_); }
  Ask ask(const Caller& by, const ContactId& contact, std::string key = {});

  // What the desk tells the call that it is given to.
  static Outcome wait(const std::function<void(OnOutcome)>& call);
  Outcome intend(const Ask& ask, const std::string& json);
  Outcome intend(const ContactId& contact, const std::string& json);
  Outcome observe(const ContactId& contact, const std::string& json);
  Outcome answer(const Ask& ask, const std::string& pin, bool correction = false);
  Outcome answer(const ContactId& contact, const std::string& pin, bool correction = false);
  Outcome attest(const ContactId& contact, const std::string& method = "code");
  Outcome choose(const Ask& ask, const std::string& candidate);
  // By the hint that the account ends with.
  Outcome choose(const ContactId& contact, const std::string& search);
  Outcome start(const Caller& by, NewContact contact, std::string key = {});
  // Ada calls; Ana is on the line with her.
  ContactId call(const std::string& number = "+447700900142");
  // The same, with Ada chosen and verified.
  ContactId verified_call();

  ContactView view(const Caller& viewer, const ContactId& contact);
  std::string json(const Caller& viewer, const ContactId& contact);
  std::size_t events(const ContactId& contact);
  // Everything in the store, as one text.
  std::string everything();

  TemporaryFolder folder;
  JumpingClock clock;
  std::unique_ptr<UnreliableStore> store;
  std::unique_ptr<KeyRing> keys;
  std::unique_ptr<Desk> desk;
  std::size_t contacts_in_memory = 1'000;
  std::string time_zone = "UTC";  // from the next opening on
  Caller ana, ben, lena, iris, admin, phone;
  std::map<std::string, std::string> secrets;

 private:
  bool demo_;
  std::atomic<std::uint64_t> keys_made_{0};
};

class OnBothStores : public testing::TestWithParam<StoreMade> {};

std::string store_name(const testing::TestParamInfo<StoreMade>& info);

}  // namespace callmap
