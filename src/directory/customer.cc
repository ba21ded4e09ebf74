#include "directory/customer.h"

#include <sodium.h>

#include <algorithm>
#include <set>
#include <tuple>

#include "directory/fold.h"
#include "directory/normalise.h"

namespace callmap {
namespace {

std::string_view form_name(Normalise form) {
  switch (form) {
    case Normalise::kText: return "text";
    case Normalise::kDigits: return "digits";
    case Normalise::kDate: return "date";
    case Normalise::kPostcode: return "postcode";
  }
  return {};
}

std::optional<Normalise> parse_form(std::string_view name) {
  for (const Normalise form :
       {Normalise::kText, Normalise::kDigits, Normalise::kDate, Normalise::kPostcode}) {
    if (form_name(form) == name) return form;
  }
  return std::nullopt;
}

std::string answer_hash(const KeyedHash& hash, std::string_view salt, const GivenAnswer& answer) {
  std::string purpose = "answer/";
  purpose.append(form_name(answer.form)).append("/").append(answer.item);
  std::string text(salt);
  text.append("\n").append(answer.normalised);
  return hash(purpose, text);
}

bool same_bytes(const std::string& a, const std::string& b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string folded_account(std::string_view account) {
  std::string folded = fold(account);
  std::erase(folded, ' ');
  return folded;
}

void write_pairs(JsonWriter& out, std::string_view name,
                 const std::vector<std::pair<std::string, std::string>>& pairs) {
  out.key(name).open_list();
  for (const auto& [id, value] : pairs) out.open_list().value(id).value(value).close_list();
  out.close_list();
}

std::vector<std::pair<std::string, std::string>> read_pairs(const Json* list) {
  std::vector<std::pair<std::string, std::string>> pairs;
  if (list == nullptr) return pairs;
  for (const Json& each : list->items) {
    if (each.items.size() == 2) pairs.emplace_back(each.items[0].string, each.items[1].string);
  }
  return pairs;
}

}  // namespace

std::string CustomerRecord::value(std::string_view card_row) const {
  const auto row = std::ranges::find(card, card_row, &std::pair<std::string, std::string>::first);
  if (row != card.end()) return row->second;
  if (card_row == "name") return name;
  if (card_row == "account") return account;
  if (card_row == "phone" && !phones.empty()) return phones.front();
  return {};
}

CustomerId customer_id(std::string_view account, const KeyedHash& hash) {
  return {hash("customer id", folded_account(account))};
}

Result<CustomerRecord> make_record(const CustomerDetails& details,
                                   const std::vector<AnswerItem>& items, std::string salt,
                                   const KeyedHash& hash) {
  CustomerRecord record{.id = customer_id(details.account, hash),
                        .account = details.account,
                        .name = details.name,
                        .phones = details.phones,
                        .household = details.household,
                        .time_zone = details.time_zone,
                        .card = details.card,
                        .salt = std::move(salt),
                        .answers = {}};
  for (const auto& [id, answer] : details.answers) {
    bool listed = false;
    bool formed = false;
    for (const AnswerItem& item : items) {
      if (item.id != id) continue;
      listed = true;
      const auto normalised = normalise(item, answer);
      if (!normalised) continue;
      formed = true;
      const GivenAnswer given{id, item.normalise, *normalised};
      record.answers.push_back({id, item.normalise, answer_hash(hash, record.salt, given)});
    }
    if (listed && !formed) {
      return failure(ErrorKind::kInvalid, "the answer `" + id + "` is not of its form or length");
    }
  }
  return record;
}

std::string fingerprint(const CustomerDetails& details, const std::vector<AnswerItem>& items,
                        const KeyedHash& hash) {
  JsonWriter out;
  out.open().field("account", details.account).field("name", details.name);
  out.field("household", details.household).key("phones").open_list();
  for (const std::string& phone : details.phones) out.value(phone);
  out.close_list();
  out.text_if("time_zone", details.time_zone);
  write_pairs(out, "card", details.card);
  write_pairs(out, "answers", details.answers);
  out.key("items").open_list();
  for (const AnswerItem& item : items) out.value(item.id).value(form_name(item.normalise));
  return hash("customer import 2", out.close_list().close().take());
}

bool answers_match(const CustomerRecord& record, const std::vector<GivenAnswer>& given,
                   const KeyedHash& hash) {
  bool match = !given.empty();
  for (const GivenAnswer& answer : given) {
    const std::string made = answer_hash(hash, record.salt, answer);
    std::string kept(made.size(), '\0');
    for (const AnswerHash& each : record.answers) {
      if (each.item == answer.item && each.form == answer.form) kept = each.hash;
    }
    const bool same = same_bytes(made, kept);
    match = match && same;
  }
  return match;
}

std::string to_json(const CustomerRecord& record) {
  JsonWriter out;
  out.open().field("id", record.id.text).field("account", record.account);
  out.field("name", record.name).key("phones").open_list();
  for (const std::string& phone : record.phones) out.value(phone);
  out.close_list().text_if("household", record.household);
  out.text_if("time_zone", record.time_zone);
  write_pairs(out, "card", record.card);
  out.field("salt", record.salt).key("answers").open_list();
  for (const AnswerHash& each : record.answers) {
    out.open_list().value(each.item).value(form_name(each.form)).value(each.hash).close_list();
  }
  return out.close_list().close().take();
}

Result<CustomerRecord> parse_customer(std::string_view json) {
  const Json tree = CALLMAP_TRY(parse_json(json));
  const auto text = [&tree](std::string_view name) {
    return std::string(tree.text(name).value_or(""));
  };
  CustomerRecord record{.id = {text("id")},
                        .account = text("account"),
                        .name = text("name"),
                        .phones = {},
                        .household = text("household"),
                        .time_zone = text("time_zone"),
                        .card = read_pairs(tree.find("card")),
                        .salt = text("salt"),
                        .answers = {}};
  if (const Json* phones = tree.find("phones")) {
    for (const Json& phone : phones->items) record.phones.push_back(phone.string);
  }
  if (const Json* answers = tree.find("answers")) {
    for (const Json& each : answers->items) {
      if (each.items.size() != 3) return failure(ErrorKind::kDamaged, "a customer's answer is cut");
      const auto form = parse_form(each.items[1].string);
      if (!form) return failure(ErrorKind::kDamaged, "a customer's answer has an unknown form");
      record.answers.push_back({each.items[0].string, *form, each.items[2].string});
    }
  }
  if (record.id.text.empty() || record.account.empty()) {
    return failure(ErrorKind::kDamaged, "a customer's record lacks its id or account");
  }
  return record;
}

std::string initials(std::string_view name) {
  std::vector<std::string> letters;
  bool inside = false;
  for (std::size_t at = 0; at < name.size();) {
    const char32_t point = next_point(name, at);
    const bool space = point == ' ' || point == '\t' || point == '-' || point == 0xA0;
    if (!space && !inside && point != kBrokenPoint) {
      letters.emplace_back();
      append_point(letters.back(), point);
    }
    inside = !space;
  }
  if (letters.size() > 3) letters.erase(letters.begin() + 2, letters.end() - 1);
  std::string text;
  for (const std::string& letter : letters) {
    if (!text.empty()) text += ' ';
    text.append(letter).append(".");
  }
  return text;
}

std::string account_hint(std::string_view account) {
  constexpr std::size_t kShown = 2;
  constexpr std::size_t kLengthMin = 6;  // of a shorter one, two characters would say too much
  if (account.size() < kLengthMin) return {};
  return "…" + std::string(account.substr(account.size() - kShown));
}

namespace {

// The first so many letters of a word that has more; empty when it has not.
std::string_view start_of(std::string_view word, std::size_t letters) {
  std::size_t at = 0;
  for (std::size_t n = 0; n < letters && at < word.size(); ++n) std::ignore = next_point(word, at);
  return at < word.size() ? word.substr(0, at) : std::string_view();
}

std::size_t letters_of(std::string_view word) {
  std::size_t letters = 0;
  for (std::size_t at = 0; at < word.size(); ++letters) std::ignore = next_point(word, at);
  return letters;
}

}  // namespace

std::vector<SearchToken> search_tokens(const CustomerRecord& record, const KeyedHash& hash) {
  std::vector<SearchToken> tokens;
  std::vector<std::string> words = folded_words(record.name);
  if (words.size() > kSearchWordsMax) words.resize(kSearchWordsMax);
  std::ranges::sort(words);
  words.erase(std::ranges::unique(words).begin(), words.end());
  std::set<std::string_view> starts;  // Marta and Marten start alike
  for (const std::string& word : words) {
    tokens.push_back({SearchToken::Kind::kWord, hash("search word", word)});
    for (const std::size_t letters : kSearchStarts) {
      const std::string_view start = start_of(word, letters);
      if (start.empty() || !starts.insert(start).second) continue;
      tokens.push_back({SearchToken::Kind::kStart, hash("search start", start)});
    }
  }
  tokens.push_back(
      {SearchToken::Kind::kAccount, hash("search account", folded_account(record.account))});
  for (const std::string& phone : record.phones) {
    tokens.push_back({SearchToken::Kind::kPhone, phone_token(phone, hash)});
  }
  return tokens;
}

SearchQuery search_query(std::string_view typed, const KeyedHash& hash) {
  SearchQuery query;
  query.account = hash("search account", folded_account(typed));
  for (const std::string& text : folded_words(typed)) {
    SearchWord word{text, hash("search word", text), {}, false};
    const std::size_t letters = letters_of(text);
    for (const std::size_t kept : kSearchStarts) {
      if (letters < kept) break;
      const std::string_view start = letters == kept ? text : start_of(text, kept);
      word.start = hash("search start", start);
      word.look = letters != kept;
    }
    query.words.push_back(std::move(word));
  }
  return query;
}

bool fits(const SearchQuery& query, std::string_view name) {
  const std::vector<std::string> words = folded_words(name);
  return std::ranges::all_of(query.words, [&words](const SearchWord& asked) {
    return std::ranges::any_of(
        words, [&asked](const std::string& word) { return word.starts_with(asked.folded); });
  });
}

std::string phone_token(std::string_view e164, const KeyedHash& hash) {
  return hash("search phone", e164);
}

}  // namespace callmap
