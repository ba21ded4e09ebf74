#pragma once
// Between events in memory and records in the store: encodes, seals under the right key, and folds
// a contact again. The key is that of the customer once one is known, else the contact's; its name
// stands in the clear JSON as the last member `sealed`, and is bound to the sealed bytes together
// with the contact and the version, so that no part can be put in another's place. The last record
// of a command carries the idempotency key that it was asked with, as the member `asked`.

#include <string>
#include <string_view>
#include <vector>

#include "desk/maps_in_force.h"
#include "engine/decide.h"
#include "store/keys.h"
#include "store/store.h"

namespace callmap {

// A contact as its log says: for the desk, and for those who run the machine.
struct StoredContact {
  const CallMap* map = nullptr;
  Contact contact;
  std::uint64_t version = 0;
  std::uint64_t position = 0;  // of its last event
};

// The idempotency key of a command, and what tells commands under one key apart.
struct Asked {
  std::string key;
  std::string mark;
};

// A key that was answered: a fingerprint of who asked and the key, and the version of the record
// that carries it; 0 when the command left no record and its answer is a row.
struct AnsweredKey {
  std::uint64_t fingerprint = 0;
  std::uint64_t version = 0;
  auto operator<=>(const AnsweredKey&) const = default;
};
[[nodiscard]] std::uint64_t fingerprint(std::string_view person, std::string_view key);

struct LoadedContact {
  StoredContact stored;
  std::vector<AnsweredKey> answered;  // in the order of the log
};

class ContactLog {
 public:
  ContactLog(Store& store, KeyRing& keys, MapsInForce& maps)
      : store_(&store), keys_(&keys), maps_(&maps) {}

  // The records of events that follow version `after`; the last of them carries `asked` unless its
  // key is empty. kErased when the key was destroyed.
  [[nodiscard]] Result<std::vector<NewRecord>> seal(const StoredContact& after, const ContactId& id,
                                                    const std::vector<Event>& events,
                                                    const Asked& asked = {}) const;
  // kNotFound when the contact never started; kDamaged or kInvalid when it does not fold.
  [[nodiscard]] Result<LoadedContact> load(const ContactId& id) const;
  // The events themselves, for the log in words; in order from version 1.
  [[nodiscard]] Result<std::vector<Event>> events(const ContactId& id) const;

 private:
  [[nodiscard]] Result<Event> open(const CallMap& map, const LogRecord& record,
                                   Asked* asked = nullptr) const;
  [[nodiscard]] Result<const CallMap*> map_of(const std::vector<LogRecord>& records) const;

  Store* store_;
  KeyRing* keys_;
  MapsInForce* maps_;
};

// `contact/ID` and `customer/ID`: names of keys.
[[nodiscard]] std::string key_name(const ContactId& contact);
[[nodiscard]] std::string key_name(const CustomerId& customer);

// The clear JSON with the key's name as its last member, and back.
[[nodiscard]] std::string with_key(std::string_view clear, std::string_view key);
struct KeyedClear {
  std::string clear;
  std::string key;  // empty when nothing is sealed
};
[[nodiscard]] KeyedClear split_key(std::string_view keyed);

// The clear JSON with the member `asked` as its last, and back. Neither part holds a quote.
[[nodiscard]] std::string with_asked(std::string_view clear, const Asked& asked);
struct AskedClear {
  std::string clear;
  Asked asked;  // with an empty key when nobody asked with one
};
[[nodiscard]] AskedClear split_asked(std::string_view clear);

}  // namespace callmap
