#include "desk/contact_log.h"

#include <fmt/core.h>

#include "base/ensure.h"
#include "engine/event_json.h"

namespace callmap {
namespace {

constexpr std::string_view kMember = ",\"sealed\":\"";
constexpr std::string_view kAskedMember = ",\"asked\":{\"key\":\"";
constexpr std::string_view kMarkMember = "\",\"mark\":\"";
constexpr std::string_view kAskedEnd = "\"}}";

std::string bound_to(std::string_view key, const StreamId& stream, std::uint64_t version) {
  return fmt::format("{}|contact/{}|{}", key, stream.id, version);
}

}  // namespace

std::string key_name(const ContactId& contact) {
  return "contact/" + contact.text;
}
std::string key_name(const CustomerId& customer) {
  return "customer/" + customer.text;
}

std::string with_key(std::string_view clear, std::string_view key) {
  ENSURE(clear.ends_with('}'));
  std::string keyed(clear.substr(0, clear.size() - 1));
  return keyed.append(kMember).append(key).append("\"}");
}

KeyedClear split_key(std::string_view keyed) {
  const std::size_t at = keyed.rfind(kMember);
  if (at == std::string_view::npos || !keyed.ends_with("\"}")) return {std::string(keyed), {}};
  const std::size_t from = at + kMember.size();
  std::string key(keyed.substr(from, keyed.size() - 2 - from));
  if (key.find('"') != std::string::npos) return {std::string(keyed), {}};
  return {std::string(keyed.substr(0, at)) + "}", std::move(key)};
}

std::string with_asked(std::string_view clear, const Asked& asked) {
  ENSURE(clear.ends_with('}') && asked.key.find('"') == std::string::npos &&
         asked.mark.find('"') == std::string::npos);
  std::string made;
  made.reserve(clear.size() + kAskedMember.size() + asked.key.size() + kMarkMember.size() +
               asked.mark.size() + kAskedEnd.size());
  made.append(clear.substr(0, clear.size() - 1)).append(kAskedMember).append(asked.key);
  return made.append(kMarkMember).append(asked.mark).append(kAskedEnd);
}

AskedClear split_asked(std::string_view clear) {
  const std::size_t at = clear.rfind(kAskedMember);
  if (at == std::string_view::npos || !clear.ends_with(kAskedEnd)) return {std::string(clear), {}};
  const std::size_t from = at + kAskedMember.size();
  const std::size_t mark = clear.find(kMarkMember, from);
  if (mark == std::string_view::npos) return {std::string(clear), {}};
  const std::size_t mark_from = mark + kMarkMember.size();
  Asked asked{std::string(clear.substr(from, mark - from)),
              std::string(clear.substr(mark_from, clear.size() - kAskedEnd.size() - mark_from))};
  return {std::string(clear.substr(0, at)) + "}", std::move(asked)};
}

std::uint64_t fingerprint(std::string_view person, std::string_view key) {
  constexpr std::uint64_t kOdd = 0x9e37'79b9'7f4a'7c15u;
  const std::hash<std::string_view> hash;
  return hash(person) * kOdd + hash(key);
}

Result<std::vector<NewRecord>> ContactLog::seal(const StoredContact& after, const ContactId& id,
                                                const std::vector<Event>& events,
                                                const Asked& asked) const {
  std::vector<NewRecord> records;
  records.reserve(events.size());
  std::optional<CustomerId> customer = after.contact.record.customer;
  for (const Event& event : events) {
    if (const auto* chosen = std::get_if<event::CustomerChosen>(&event.body)) {
      customer = chosen->customer;
    }
    EncodedEvent encoded = encode(*after.map, event);
    NewRecord record{event.at, std::move(encoded.clear), {}};
    const bool last = records.size() + 1 == events.size();
    if (last && !asked.key.empty()) record.clear = with_asked(record.clear, asked);
    if (!encoded.secret.empty()) {
      const std::string key = customer ? key_name(*customer) : key_name(id);
      const std::uint64_t version = after.version + records.size() + 1;
      record.clear = with_key(record.clear, key);
      record.sealed = CALLMAP_TRY(keys_->seal(
          key, encoded.secret, bound_to(key, {StreamKind::kContact, id.text}, version)));
    }
    records.push_back(std::move(record));
  }
  return records;
}

Result<Event> ContactLog::open(const CallMap& map, const LogRecord& record, Asked* asked) const {
  const KeyedClear keyed = split_key(record.clear);
  AskedClear bare = split_asked(keyed.clear);
  if (asked != nullptr) *asked = std::move(bare.asked);
  std::string secret;
  if (!keyed.key.empty()) {
    auto opened = keys_->open_sealed(keyed.key, record.sealed,
                                     bound_to(keyed.key, record.stream, record.version));
    if (opened) {
      secret = std::move(*opened);
    } else if (opened.error().kind != ErrorKind::kErased) {
      return std::unexpected(std::move(opened.error()));
    }
  }
  return decode(map, bare.clear, secret);
}

Result<const CallMap*> ContactLog::map_of(const std::vector<LogRecord>& records) const {
  if (records.empty()) return failure(ErrorKind::kNotFound, "there is no such contact");
  const KeyedClear first = split_key(records.front().clear);
  return maps_->by_digest(CALLMAP_TRY(pinned_map(split_asked(first.clear).clear)));
}

Result<LoadedContact> ContactLog::load(const ContactId& id) const {
  const auto records = CALLMAP_TRY(store_->read({StreamKind::kContact, id.text}));
  LoadedContact loaded;
  StoredContact& stored = loaded.stored;
  stored.map = CALLMAP_TRY(map_of(records));
  for (const LogRecord& record : records) {
    Asked asked;
    const Event event = CALLMAP_TRY(open(*stored.map, record, &asked));
    if (!asked.key.empty()) {
      loaded.answered.push_back({fingerprint(event.by.person.text, asked.key), record.version});
    }
    fold(stored.contact, *stored.map, event);
    stored.version = record.version;
    stored.position = record.position;
  }
  if (!stored.contact.exists()) {
    return failure(ErrorKind::kDamaged, "the contact's log does not begin with its start");
  }
  return loaded;
}

Result<std::vector<Event>> ContactLog::events(const ContactId& id) const {
  const auto records = CALLMAP_TRY(store_->read({StreamKind::kContact, id.text}));
  const CallMap* map = CALLMAP_TRY(map_of(records));
  std::vector<Event> events;
  events.reserve(records.size());
  for (const LogRecord& record : records) events.push_back(CALLMAP_TRY(open(*map, record)));
  return events;
}

}  // namespace callmap
