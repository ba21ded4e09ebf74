#include "formats/unpack.h"

#define ZLIB_CONST
#include <zlib.h>

#include <array>
#include <optional>

#include "base/ensure.h"
#include "base/utf8.h"

namespace callmap {
namespace {

constexpr std::size_t kPieceBytes = 32u << 10;

std::optional<unsigned> base64_digit(char c) {
  if (c >= 'A' && c <= 'Z') return static_cast<unsigned>(c - 'A');
  if (c >= 'a' && c <= 'z') return static_cast<unsigned>(c - 'a') + 26;
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0') + 52;
  if (c == '+' || c == '-') return 62;
  if (c == '/' || c == '_') return 63;
  return std::nullopt;
}

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

std::optional<std::string> decode_base64(std::string_view text) {
  std::string out;
  out.reserve(text.size() / 4 * 3);
  unsigned bits = 0, count = 0, digits = 0;
  bool padded = false;
  for (const char c : text) {
    if (is_blank(c)) continue;
    if (c == '=') {
      padded = true;
      continue;
    }
    const auto digit = base64_digit(c);
    if (!digit || padded) return std::nullopt;
    ++digits;
    bits = (bits << 6 | *digit) & 0xFFFFu;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    out += static_cast<char>(bits >> count & 0xFFu);
  }
  if (digits % 4 == 1) return std::nullopt;  // six bits are no byte
  return out;
}

// Percent-encoding piece by piece: `%` and its digits may stand in different pieces.
class PercentDecoder {
 public:
  explicit PercentDecoder(std::size_t most) : most_(most) {}

  std::optional<UnpackFault> take(std::string_view piece) {
    for (const char c : piece) {
      if (digits_wanted_ > 0) {
        const auto digit = hex_digit(c);
        if (!digit) return UnpackFault::kNotPercentEncoded;
        byte_ = byte_ << 4 | *digit;
        if (--digits_wanted_ > 0) continue;
      } else if (c == '%') {
        digits_wanted_ = 2;
        byte_ = 0;
        continue;
      } else {
        byte_ = static_cast<unsigned char>(c);
      }
      if (out.size() == most_) return UnpackFault::kTooLarge;
      out += static_cast<char>(byte_ & 0xFFu);
    }
    return std::nullopt;
  }
  [[nodiscard]] bool between_characters() const { return digits_wanted_ == 0; }

  std::string out;

 private:
  static std::optional<unsigned> hex_digit(char c) {
    if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
    if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a') + 10;
    if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A') + 10;
    return std::nullopt;
  }
  std::size_t most_;
  unsigned byte_ = 0;
  int digits_wanted_ = 0;
};

class Inflater {
 public:
  Inflater() { ENSURE(inflateInit2(&stream_, -MAX_WBITS) == Z_OK); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;
  ~Inflater() { inflateEnd(&stream_); }

  std::optional<UnpackFault> run(std::string_view packed, PercentDecoder& to) {
    stream_.next_in = reinterpret_cast<const Bytef*>(packed.data());
    stream_.avail_in = static_cast<uInt>(packed.size());
    std::array<char, kPieceBytes> piece;
    for (;;) {
      stream_.next_out = reinterpret_cast<Bytef*>(piece.data());
      stream_.avail_out = kPieceBytes;
      const int state = inflate(&stream_, Z_NO_FLUSH);
      if (state != Z_OK && state != Z_STREAM_END) return UnpackFault::kNotDeflate;
      const std::size_t made = kPieceBytes - stream_.avail_out;
      if (const auto fault = to.take({piece.data(), made})) return fault;
      if (state == Z_STREAM_END) return std::nullopt;
      if (made == 0 && stream_.avail_in == 0) return UnpackFault::kNotDeflate;  // cut off
    }
  }

 private:
  z_stream stream_{};
};

}  // namespace

std::expected<std::string, UnpackFault> unpack(std::string_view packed, std::size_t most) {
  const auto bytes = decode_base64(packed);
  if (!bytes) return std::unexpected(UnpackFault::kNotBase64);
  PercentDecoder decoder(most);
  if (const auto fault = Inflater().run(*bytes, decoder)) return std::unexpected(*fault);
  if (!decoder.between_characters()) return std::unexpected(UnpackFault::kNotPercentEncoded);
  if (decoder.out.contains('\0') || find_not_utf8(decoder.out) != std::string::npos) {
    return std::unexpected(UnpackFault::kNotUtf8);
  }
  return std::move(decoder.out);
}

std::string_view in_words(UnpackFault fault) {
  switch (fault) {
    case UnpackFault::kTooLarge: return "it unpacks to more than a file may have";
    case UnpackFault::kNotBase64: return "its compressed text is no base64";
    case UnpackFault::kNotDeflate: return "its compressed text is cut off or damaged";
    case UnpackFault::kNotPercentEncoded: return "its unpacked text has a `%` without two digits";
    case UnpackFault::kNotUtf8: return "its unpacked text is not UTF-8";
  }
  return "";
}

}  // namespace callmap
