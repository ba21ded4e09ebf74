#pragma once
// Keys that seal personal data inside the log, one for each customer, and for each contact until
// its customer is known. All are worked out from a few seeds that stand wrapped in a file beside
// the log, under a master key that is in neither (key_tree.h has how), so that a new key costs no
// disk and no crash can lose one. Destroying a key erases a person for good while the log still
// verifies. Also makes the keyed hashes by which people are found and answers compared. The desk
// calls it, from any thread; errors never hold a secret, nor what was sealed.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace callmap {

// Whether a key file that is not there is a first start or a loss (canary.h knows).
enum class KeyFile : std::uint8_t { kMadeWhenAbsent, kMustExist };

class KeyRing {
 public:
  // Reads the master key (64 hex digits) from `master_path`, made with mode 0600 when absent and
  // only while `keys_path` does not exist yet, and opens or makes the key file. Owns its lock until
  // destroyed. Errors name the file and what to do: kBusy another process has it, kInvalid the
  // wrong, missing or exposed master key, a missing key file that must exist, another program's
  // file or a newer format, kDamaged.
  [[nodiscard]] static Result<std::unique_ptr<KeyRing>> open(
      const std::string& master_path, const std::string& keys_path,
      KeyFile key_file = KeyFile::kMadeWhenAbsent);
  // In memory, for tests and practice.
  [[nodiscard]] static std::unique_ptr<KeyRing> open_memory();
  ~KeyRing();

  // Seals under the key of that name, with XChaCha20-Poly1305; 41 bytes longer than `plain`.
  // `bound` is authenticated, not kept: give it the place, so that sealed bytes cannot be moved to
  // another. Touches no disk when the key is among those remembered. kErased when the key was
  // destroyed, kInvalid for an empty name.
  [[nodiscard]] Result<std::string> seal(std::string_view key_name, std::string_view plain,
                                         std::string_view bound);
  // kErased when the key was destroyed, kDamaged when bytes or `bound` do not fit.
  [[nodiscard]] Result<std::string> open_sealed(std::string_view key_name, std::string_view sealed,
                                                std::string_view bound);
  // For imports: learns of a destroyed name (kErased) before anything is sealed. Nothing is stored.
  [[nodiscard]] Result<> make_keys(const std::vector<std::string>& key_names);
  // Destroys the key for good: durable, and overwritten in the file and its journal, when this
  // returns. A key of that name is never made again, also when it was never used. Doing it again is
  // no change, and finishes one that failed half-way. Copies made by `backup` still hold what they
  // held.
  [[nodiscard]] Result<> destroy(std::string_view key_name);

  // 32 hex digits, keyed by the master key and `purpose`: the same text gives the same hash only
  // within one purpose.
  [[nodiscard]] std::string keyed_hash(std::string_view purpose, std::string_view text) const;

  // A whole copy of the key file (never of the master key) in a new file. kInvalid where one
  // stands. It opens what was sealed before and after it alike.
  [[nodiscard]] Result<> backup(const std::string& path);

 private:
  KeyRing();
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace callmap
