#pragma once
// The world failed: `Error` says what could not be done, in one line for the person who can mend
// it, and `Result<T>` carries it. Not for an author's mistakes (map/problem.h), nor for a command
// the engine declines (engine/refusal.h).

#include <expected>
#include <string>
#include <utility>

namespace callmap {

// What kind of failure it was, for those who must act differently on it. Everything else reads the
// message.
enum class ErrorKind {
  kFailed,    // anything without a kind of its own
  kNotFound,  // the thing named does not exist
  kConflict,  // somebody else wrote first
  kDamaged,   // bytes that we wrote no longer read as we wrote them
  kInvalid,   // outside bytes that do not follow their format
  kBusy,      // a limit is reached or a lock is held; the same call may pass later
  kErased,    // the key of the data was destroyed on purpose
};

struct Error {
  ErrorKind kind = ErrorKind::kFailed;
  std::string message;  // lower case, no full stop, user text in backticks, never a secret
  bool operator==(const Error&) const = default;
};

template <class T = void>
using Result = std::expected<T, Error>;

[[nodiscard]] inline std::unexpected<Error> failure(ErrorKind kind, std::string message) {
  return std::unexpected(Error{kind, std::move(message)});
}
[[nodiscard]] inline std::unexpected<Error> failure(std::string message) {
  return failure(ErrorKind::kFailed, std::move(message));
}

}  // namespace callmap

// Returns the error of `expression` from the enclosing function, or yields its value. Two forms, as
// a whole statement or as an initialiser:   CALLMAP_TRY(store.close());      auto rows =
// CALLMAP_TRY(store.read(id));
#define CALLMAP_TRY(expression)                                                             \
  __extension__({                                                                           \
    auto callmap_try_result = (expression);                                                 \
    if (!callmap_try_result) return std::unexpected(std::move(callmap_try_result).error()); \
    std::move(callmap_try_result).value();                                                  \
  })
