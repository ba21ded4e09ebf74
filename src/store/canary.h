#pragma once
// Ties a log to the key file that seals it: a known text, sealed, stands in the log's table
// `canary`. Whoever opens both (cli/) asks before anything is sealed or read, so that a key file
// that was lost, made anew, or belongs to another log is an error and never a log that nobody can
// read.

#include "store/keys.h"
#include "store/store.h"

namespace callmap {

// True when something was written to the log before: then its key file must exist already.
[[nodiscard]] Result<bool> has_history(Store& store);

// False when these keys are not those that the log is sealed with. Puts the canary into a log that
// has none yet, and waits for it.
[[nodiscard]] Result<bool> keys_fit(Store& store, KeyRing& keys);

}  // namespace callmap
