#pragma once
// One customer as the organisation knows them: an account number, a name, what the card shows, the
// numbers they call from, and their verification answers, which are kept as keyed hashes only. The
// import and the demo generator make `CustomerDetails` (what came from outside); the desk turns
// them into a `CustomerRecord` and seals its JSON. Never holds an answer in the clear once made.

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/ids.h"
#include "base/json.h"
#include "map/call_map.h"

namespace callmap {

// A hash of a text under a key that is not in the database; the same text gives the same hash only
// within one purpose (store/keys.h makes it).
using KeyedHash = std::function<std::string(std::string_view purpose, std::string_view text)>;

struct CustomerDetails {
  std::string account;
  std::string name;
  std::vector<std::string> phones;  // E.164
  std::string household;            // equal for those who live together, may be empty
  std::vector<std::pair<std::string, std::string>> card;     // row id, value
  std::vector<std::pair<std::string, std::string>> answers;  // item id, as written
  std::string time_zone = {};                                // of the IANA list, may be empty
  bool operator==(const CustomerDetails&) const = default;
};

struct AnswerHash {
  std::string item;
  Normalise form = Normalise::kText;
  std::string hash;
  bool operator==(const AnswerHash&) const = default;
};

struct CustomerRecord {
  CustomerId id;
  std::string account;
  std::string name;
  std::vector<std::string> phones;
  std::string household;
  std::string time_zone = {};  // may be empty
  std::vector<std::pair<std::string, std::string>> card;
  std::string salt;  // of this customer's hashes, drawn by whoever made the record
  std::vector<AnswerHash> answers;
  bool operator==(const CustomerRecord&) const = default;

  // The card row's value: the row of that id, else `name`, `account`, `phone` from above; empty
  // when there is none.
  [[nodiscard]] std::string value(std::string_view card_row) const;
};

// The same account gives the same id for ever under the same key, and the id tells nothing of it.
[[nodiscard]] CustomerId customer_id(std::string_view account, const KeyedHash& hash);

// Answers to items that are not listed are left out. kInvalid, naming the item and never the
// answer, for an answer that is malformed.
[[nodiscard]] Result<CustomerRecord> make_record(const CustomerDetails& details,
                                                 const std::vector<AnswerItem>& items,
                                                 std::string salt, const KeyedHash& hash);

// What the same details come to, for telling whether an import changes anything.
[[nodiscard]] std::string fingerprint(const CustomerDetails& details,
                                      const std::vector<AnswerItem>& items, const KeyedHash& hash);

// Compares normalised answers with the record, in constant time for a given method: every item is
// hashed and compared whatever the others were. False when the record lacks an item.
struct GivenAnswer {
  std::string item;
  Normalise form = Normalise::kText;
  std::string normalised;
};
[[nodiscard]] bool answers_match(const CustomerRecord& record,
                                 const std::vector<GivenAnswer>& given, const KeyedHash& hash);

[[nodiscard]] std::string to_json(const CustomerRecord& record);
[[nodiscard]] Result<CustomerRecord> parse_customer(std::string_view json);

// `A. B.` for a person of two names or more; at most three letters.
[[nodiscard]] std::string initials(std::string_view name);
// `…42`, the end of the account number: tells household members apart, tells nobody who they are.
[[nodiscard]] std::string account_hint(std::string_view account);

// Hashes under which the customer is found: each word of the name and how it starts, the account
// number, the numbers. Kept instead of the words. Of a longer word's starts only those of
// kSearchStarts letters are kept; whoever searches by more letters looks at the names themselves.
inline constexpr std::array<std::size_t, 2> kSearchStarts = {3, 5};
struct SearchToken {
  enum class Kind : std::uint8_t { kWord, kStart, kAccount, kPhone };
  Kind kind = Kind::kWord;
  std::string hash;
};
[[nodiscard]] std::vector<SearchToken> search_tokens(const CustomerRecord& record,
                                                     const KeyedHash& hash);
// What a search asks for: the whole text as an account number, and its words, each of which must
// be a word of a name or start one. Empty `words` when the text has none.
struct SearchWord {
  std::string folded;
  std::string whole;  // hash
  std::string start;  // hash; empty when it is too short to be a start
  bool look = false;  // `start` finds more than it should: the names must be looked at
};
struct SearchQuery {
  std::string account;
  std::vector<SearchWord> words;
};
[[nodiscard]] SearchQuery search_query(std::string_view typed, const KeyedHash& hash);
// Whether each word is one of the name's words, or starts one.
[[nodiscard]] bool fits(const SearchQuery& query, std::string_view name);
[[nodiscard]] std::string phone_token(std::string_view e164, const KeyedHash& hash);

inline constexpr std::size_t kSearchLengthMin = 3;
inline constexpr std::size_t kSearchWordsMax = 10;    // of one name
inline constexpr std::size_t kCustomerTextMax = 200;  // bytes of one value of a customer
inline constexpr std::size_t kCustomerPhonesMax = 8;

}  // namespace callmap
