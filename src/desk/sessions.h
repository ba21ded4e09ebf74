#pragma once
// Sessions of people who signed in. A token is 32 random bytes that only the browser keeps; here
// stands its keyed hash. Rows of table `session` (key the hash; value, separated by tabs: 1,
// person, created and last used in milliseconds) survive a restart; the time of last use is written
// at most once a minute. Any thread.

#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/ids.h"
#include "base/instant.h"
#include "store/keys.h"
#include "store/store.h"

namespace callmap {

class Sessions {
 public:
  Sessions(Store& store, KeyRing& keys, Duration idle, Duration longest)
      : store_(&store), keys_(&keys), idle_(idle), longest_(longest) {}

  [[nodiscard]] Result<> load();

  struct Made {
    std::string token;
    Instant expires;
    RowChange row;  // to be committed before the token is told to anybody
  };
  [[nodiscard]] Made make(const PersonId& person, Instant now);
  // The session counts from here on.
  void keep(const Made& made, const PersonId& person, Instant now);

  struct Found {
    PersonId person;
    Instant expires;
    std::string csrf;
  };
  // Prolongs it; nullopt when there is none or it has run out.
  [[nodiscard]] std::optional<Found> use(std::string_view token, Instant now);
  // Whose session that was, run out or not.
  [[nodiscard]] std::optional<PersonId> person_of(std::string_view token) const;

  // Ends it, or all of a person but one; the rows to commit.
  [[nodiscard]] std::vector<RowChange> end(std::string_view token);
  [[nodiscard]] std::vector<RowChange> end_all(const PersonId& person, std::string_view but_token);
  void sweep(Instant now);

  [[nodiscard]] std::string csrf(std::string_view token) const;

 private:
  struct Kept {
    PersonId person;
    Instant created, used, written;
    std::string csrf;  // of its token, once somebody used it
  };
  [[nodiscard]] std::string hash(std::string_view token) const;
  [[nodiscard]] Instant expires(const Kept& kept) const;
  [[nodiscard]] static RowChange row(const std::string& hash, const Kept& kept);

  Store* store_;
  KeyRing* keys_;
  Duration idle_, longest_;
  mutable std::mutex mutex_;
  std::unordered_map<std::string, Kept> kept_;  // by hash
};

// `bytes` random bytes as URL-safe base64 without padding.
[[nodiscard]] std::string random_text(std::size_t bytes);

}  // namespace callmap
