#include "base/slim_text.h"

#include <cstring>

#include "base/ensure.h"

namespace callmap {

SlimText::SlimText(std::string_view words, Copied) {
  if (words.size() <= kInPlaceMax) {
    if (!words.empty()) std::memcpy(bytes_.data(), words.data(), words.size());
    bytes_[kInPlaceMax] = static_cast<char>(words.size());
    return;
  }
  ENSURE(words.size() <= UINT32_MAX, "{} bytes", words.size());
  char* const block = new char[words.size()];
  const auto length = static_cast<std::uint32_t>(words.size());
  std::memcpy(block, words.data(), words.size());
  std::memcpy(bytes_.data(), &block, sizeof(block));
  std::memcpy(bytes_.data() + sizeof(block), &length, sizeof(length));
  bytes_[kInPlaceMax] = kOutside;
}

std::string_view SlimText::outside() const {
  const char* block = nullptr;
  std::uint32_t length = 0;
  std::memcpy(&block, bytes_.data(), sizeof(block));
  std::memcpy(&length, bytes_.data() + sizeof(block), sizeof(length));
  return {block, length};
}

void SlimText::give_back() {
  delete[] outside().data();
}

}  // namespace callmap
