#pragma once
// A text for values of which millions stay in memory: half the size of std::string, up to 15 bytes
// in place, longer ones in a block of exactly their size. It is replaced as a whole and never
// grows. The engine's contacts are made of it. Everywhere else std::string is the better choice.

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace callmap {

class SlimText {
 public:
  static constexpr std::size_t kInPlaceMax = 15;

  SlimText() noexcept = default;
  // Implicit, like std::string's: wherever a text is wanted.
  template <class Words>
    requires std::is_convertible_v<const Words&, std::string_view>
  SlimText(const Words& words) : SlimText(std::string_view(words), Copied{}) {}
  SlimText(const SlimText& other) : SlimText(other.view(), Copied{}) {}
  SlimText(SlimText&& other) noexcept : bytes_(other.bytes_) { other.bytes_ = {}; }
  SlimText& operator=(const SlimText& other) {
    if (this != &other) *this = SlimText(other);
    return *this;
  }
  SlimText& operator=(SlimText&& other) noexcept {
    const auto bytes = bytes_;  // sixteen at once; the swap of an array goes byte by byte
    bytes_ = other.bytes_;
    other.bytes_ = bytes;
    return *this;
  }
  ~SlimText() {
    if (is_outside()) give_back();
  }

  [[nodiscard]] std::string_view view() const {
    return is_outside() ? outside() : std::string_view(bytes_.data(), length_in_place());
  }
  operator std::string_view() const { return view(); }
  operator std::string() const { return std::string(view()); }
  [[nodiscard]] bool empty() const { return view().empty(); }
  [[nodiscard]] std::size_t size() const { return view().size(); }

  friend bool operator==(const SlimText& left, const SlimText& right) {
    return left.view() == right.view();
  }
  friend auto operator<=>(const SlimText& left, const SlimText& right) {
    return left.view() <=> right.view();
  }
  template <class Words>
    requires(std::is_convertible_v<const Words&, std::string_view> &&
             !std::is_same_v<Words, SlimText>)
  friend bool operator==(const SlimText& left, const Words& right) {
    return left.view() == std::string_view(right);
  }

 private:
  struct Copied {};
  static constexpr char kOutside = 127;  // in the last byte, else the length in place

  SlimText(std::string_view words, Copied);
  [[nodiscard]] bool is_outside() const { return bytes_[kInPlaceMax] == kOutside; }
  [[nodiscard]] std::size_t length_in_place() const {
    return static_cast<std::size_t>(bytes_[kInPlaceMax]);
  }
  [[nodiscard]] std::string_view outside() const;
  void give_back();

  // In place: the bytes, and the length last. Outside: a pointer, a length of four bytes, kOutside.
  std::array<char, kInPlaceMax + 1> bytes_{};
};

// An id or none: an empty one is none. Used as std::optional<Id> is.
template <class Id>
class MaybeId {
 public:
  MaybeId() = default;
  MaybeId(const Id& id) : text_(id.text) {}
  operator std::optional<Id>() const { return has_value() ? std::optional(**this) : std::nullopt; }
  [[nodiscard]] bool has_value() const { return !text_.empty(); }
  explicit operator bool() const { return has_value(); }
  [[nodiscard]] Id operator*() const { return Id{text_}; }
  friend bool operator==(const MaybeId&, const MaybeId&) = default;
  friend bool operator==(const MaybeId& left, const Id& right) {
    return left.has_value() && left.text_ == right.text;
  }

 private:
  SlimText text_;
};

}  // namespace callmap
