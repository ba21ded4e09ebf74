#pragma once
// What came of a command, handed to its callback once it is durable or declined. The same
// idempotency key gets the same outcome again (`replayed`), without a second event.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/ids.h"
#include "base/instant.h"
#include "engine/refusal.h"

namespace callmap {

// What is wrong with a member of what was sent, without repeating its value.
struct WrongMember {
  std::string member;
  std::string message;
  bool operator==(const WrongMember&) const = default;
};

// What the server said to verification answers. Never the answers.
struct Compared {
  enum class Result : std::uint8_t { kPassed, kFailed, kMalformed };
  Result result = Result::kFailed;
  std::vector<std::pair<std::string, std::string>> malformed;  // item id, what is expected
  std::uint8_t attempts_left = 0;       // the fewer of the contact's and the customer's
  std::optional<Instant> locked_until;  // the customer is locked, across contacts
  bool operator==(const Compared&) const = default;
};

struct Outcome {
  enum class Kind : std::uint8_t {
    kDone,       // 200: durable, or nothing to change
    kRefused,    // 409, or 422 for kUnknown and kInvalid: `refusal`
    kInvalid,    // 422: `message`
    kNotFound,   // 404: none, or not this person's to see
    kForbidden,  // 403: not the holder, or not this role
    kStale,      // 409: `expected_version` is not the contact's
    kKeyReused,  // 422: this key went with another command
    kBusy,       // 503: too much waiting; nothing happened, send it again
    kErased,     // 410
    kFailed,     // 500: nothing happened, or it is not known; send it again with the same key
  };
  Kind kind = Kind::kDone;
  ContactId contact;
  std::string reference;       // of a started contact
  std::uint64_t position = 0;  // of the last event; 0 when the command changed nothing
  std::uint64_t version = 0;   // of the contact afterwards
  bool replayed = false;
  std::optional<Refusal> refusal;
  std::string message;              // one line for the person, without personal data
  std::vector<WrongMember> wrong;   // all of it, of a start that is kInvalid
  std::optional<std::string> pass;  // of a start with a system's pass: what became of it
  std::optional<Compared> compared;

  [[nodiscard]] bool done() const { return kind == Kind::kDone; }
};

// Called exactly once, on the caller's thread or on the store's committing thread; must not block.
using OnOutcome = std::function<void(Outcome)>;

}  // namespace callmap
