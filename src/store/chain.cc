#include "store/chain.h"

#include <sodium.h>

namespace callmap {
namespace {

class Hash {
 public:
  Hash() { crypto_generichash_init(&state_, nullptr, 0, sizeof(Digest)); }

  // Every part goes in with its length, so that no two contents give the same bytes.
  void add(std::string_view bytes) {
    add(std::uint64_t{bytes.size()});
    crypto_generichash_update(&state_, reinterpret_cast<const unsigned char*>(bytes.data()),
                              bytes.size());
  }
  void add(std::uint64_t number) {
    std::array<unsigned char, 8> bytes;
    for (unsigned char& byte : bytes) {
      byte = static_cast<unsigned char>(number & 0xff);
      number >>= 8;
    }
    crypto_generichash_update(&state_, bytes.data(), bytes.size());
  }
  [[nodiscard]] Digest finish() {
    Digest digest;
    crypto_generichash_final(&state_, digest.data(), digest.size());
    return digest;
  }

 private:
  crypto_generichash_state state_;
};

}  // namespace

Digest next_digest(const Digest& previous, const ChainLink& link) {
  Hash hash;
  hash.add("callmap log 1");
  hash.add(std::string_view(reinterpret_cast<const char*>(previous.data()), previous.size()));
  hash.add(static_cast<std::uint64_t>(link.stream.kind));
  hash.add(link.stream.id);
  hash.add(link.version);
  hash.add(static_cast<std::uint64_t>(link.at.ms));
  hash.add(link.clear);
  hash.add(link.sealed);
  return hash.finish();
}

}  // namespace callmap
