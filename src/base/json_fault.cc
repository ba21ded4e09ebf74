#include "base/json_fault.h"

#include <charconv>
#include <cstdint>
#include <limits>
#include <set>
#include <string>

#include "base/json.h"
#include "base/utf8.h"

namespace callmap {
namespace {

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Follows RFC 8259 from the front; the first thing that is not there is the fault.
class Scan {
 public:
  explicit Scan(std::string_view bytes) : bytes_(bytes) {}

  std::optional<JsonFault> whole() {
    if (value(0)) {
      skip_space();
      if (at_ < bytes_.size()) fail("unexpected bytes after the value");
    }
    return fault_;
  }

 private:
  bool fail(std::string_view what) { return fail_at(at_, what); }
  bool fail_at(std::size_t offset, std::string_view what) {
    if (!fault_) fault_ = JsonFault{offset, what};
    return false;
  }
  // The byte at the front, 0 at the end (a NUL byte is nowhere allowed either).
  [[nodiscard]] char front() const { return at_ < bytes_.size() ? bytes_[at_] : '\0'; }
  bool take(char c) {
    if (at_ >= bytes_.size() || bytes_[at_] != c) return false;
    ++at_;
    return true;
  }
  void skip_space() { at_ = std::min(bytes_.find_first_not_of(" \t\r\n", at_), bytes_.size()); }
  std::size_t skip_digits() {
    const std::size_t start = at_;
    while (is_digit(front())) ++at_;
    return at_ - start;
  }

  bool value(std::size_t depth) {
    skip_space();
    std::string ignored;
    switch (front()) {
      case '{': return object(depth + 1);
      case '[': return list(depth + 1);
      case '"': return string(ignored);
      case 't': return literal("true");
      case 'f': return literal("false");
      case 'n': return literal("null");
      default: break;
    }
    if (front() == '-' || is_digit(front())) return number();
    return fail("expected a value");
  }

  bool literal(std::string_view word) {
    if (!bytes_.substr(at_).starts_with(word)) return fail("expected a value");
    at_ += word.size();
    return true;
  }

  bool object(std::size_t depth) {
    if (depth > kJsonDepthMax) return fail("nested too deeply");
    ++at_;
    skip_space();
    if (take('}')) return true;
    std::set<std::string> names;
    do {
      skip_space();
      const std::size_t start = at_;
      std::string name;
      if (front() != '"') return fail("expected a name in quotes");
      if (!string(name)) return false;
      if (!names.insert(std::move(name)).second) return fail_at(start, "name used twice");
      skip_space();
      if (!take(':')) return fail("expected `:`");
      if (!value(depth)) return false;
      skip_space();
    } while (take(','));
    return take('}') || fail("expected `,` or `}`");
  }

  bool list(std::size_t depth) {
    if (depth > kJsonDepthMax) return fail("nested too deeply");
    ++at_;
    skip_space();
    if (take(']')) return true;
    do {
      if (!value(depth)) return false;
      skip_space();
    } while (take(','));
    return take(']') || fail("expected `,` or `]`");
  }

  bool string(std::string& text) {
    ++at_;
    while (at_ < bytes_.size()) {
      const char c = bytes_[at_];
      if (c == '"') return take('"');
      if (c == '\\') {
        if (!escape(text)) return false;
        continue;
      }
      if (static_cast<unsigned char>(c) < 0x20) return fail("control character in a text");
      const std::size_t length = utf8_length(bytes_.substr(at_));
      if (length == 0) return fail("not UTF-8");
      text += bytes_.substr(at_, length);
      at_ += length;
    }
    return fail("text without an end");
  }

  bool escape(std::string& text) {
    constexpr std::string_view kLetters = "\"\\/bfnrt";
    constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
    const std::size_t start = at_++;
    if (front() != 'u') {
      const std::size_t which = kLetters.find(front());
      if (which == std::string_view::npos) return fail_at(start, "unknown escape");
      text += kMeanings[which];
      ++at_;
      return true;
    }
    std::uint32_t code = hex(start);
    if (code >= 0xD800 && code <= 0xDBFF && bytes_.substr(at_).starts_with("\\u")) {
      const std::size_t second = at_++;
      const std::uint32_t low = hex(second);
      if (low < 0xDC00 || low > 0xDFFF) return fail_at(start, "half of a surrogate pair");
      code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
    }
    if (fault_) return false;
    if (code >= 0xD800 && code <= 0xDFFF) return fail_at(start, "half of a surrogate pair");
    append_utf8(text, code);
    return true;
  }

  // `uXXXX` at the front; 0 and a fault at `start` when it is not there.
  std::uint32_t hex(std::size_t start) {
    const std::string_view digits = bytes_.substr(std::min(at_ + 1, bytes_.size()), 4);
    std::uint32_t code = 0;
    const auto [stop, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), code, 16);
    if (digits.size() != 4 || stop != digits.data() + 4) {
      fail_at(start, "expected four hexadecimal digits");
      return 0;
    }
    at_ += 5;
    return code;
  }

  bool number() {
    const std::size_t start = at_;
    const bool negative = take('-');
    const std::size_t integer_start = at_;
    if (!take('0') && skip_digits() == 0) return fail("expected a digit");
    const std::size_t integer_end = at_;
    bool whole = true;
    if (take('.')) {
      whole = false;
      if (skip_digits() == 0) return fail("expected a digit");
    }
    if (front() == 'e' || front() == 'E') {
      whole = false;
      ++at_;
      if (front() == '+' || front() == '-') ++at_;
      if (skip_digits() == 0) return fail("expected a digit");
    }
    const std::string_view integer = bytes_.substr(integer_start, integer_end - integer_start);
    const bool fits =
        whole ? whole_fits(integer, negative) : finite(bytes_.substr(start, at_ - start));
    return fits || fail_at(start, "number out of range");
  }

  static bool whole_fits(std::string_view digits, bool negative) {
    std::uint64_t size = 0;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), size);
    if (read.ec != std::errc{}) return false;
    return !negative || size <= std::uint64_t{1} << 63;
  }

  // Out of range means too large or too near zero; only the first is a fault. The decimal place of
  // the first digit that is not zero tells which.
  static bool finite(std::string_view token) {
    double ignored = 0;
    const auto read = std::from_chars(token.data(), token.data() + token.size(), ignored);
    if (read.ec != std::errc::result_out_of_range) return true;
    const std::size_t mark = std::min(token.find_first_of("eE"), token.size());
    const std::string_view digits = token.substr(0, mark);
    const std::size_t point = std::min(digits.find('.'), digits.size());
    const std::size_t first = digits.find_first_of("123456789");
    const auto place = static_cast<std::int64_t>(point) - static_cast<std::int64_t>(first);
    return place + exponent(token.substr(mark)) < 0;
  }

  // Of `e+5`, `E-5`, `e5` or nothing; saturates.
  static std::int64_t exponent(std::string_view text) {
    if (text.empty()) return 0;
    text.remove_prefix(1);
    const bool negative = text.front() == '-';
    if (negative || text.front() == '+') text.remove_prefix(1);
    std::int64_t size = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), size);
    if (read.ec != std::errc{}) size = std::numeric_limits<std::int32_t>::max();
    return negative ? -size : size;
  }

  std::string_view bytes_;
  std::size_t at_ = 0;
  std::optional<JsonFault> fault_;
};

}  // namespace

std::optional<JsonFault> find_json_fault(std::string_view bytes) {
  return Scan(bytes).whole();
}

}  // namespace callmap
