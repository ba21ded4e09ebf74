#include "desk/passwords.h"

#include <sodium.h>

#include <string_view>

namespace callmap {

Result<std::string> hash_password(const std::string& password, PasswordCost cost) {
  std::string hash(crypto_pwhash_STRBYTES, '\0');
  if (crypto_pwhash_str_alg(hash.data(), password.data(), password.size(), cost.passes,
                            cost.memory_bytes, crypto_pwhash_ALG_ARGON2ID13) != 0) {
    return failure(ErrorKind::kBusy, "there is not enough memory to hash a password");
  }
  hash.resize(hash.find('\0'));
  return hash;
}

bool password_fits(const std::string& password, const std::string& hash) {
  if (hash.size() >= crypto_pwhash_STRBYTES) return false;
  return crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

std::string one_time_password() {
  constexpr std::string_view kLetters = "abcdefghjkmnpqrtuvwxyz346789";
  std::string password;
  for (int place = 0; place < 16; ++place) {
    if (place > 0 && place % 4 == 0) password += '-';
    password += kLetters[randombytes_uniform(kLetters.size())];
  }
  return password;
}

}  // namespace callmap
