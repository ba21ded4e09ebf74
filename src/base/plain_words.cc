#include "base/plain_words.h"

namespace callmap {

std::string plain_words(std::string_view text) {
  std::string out;
  for (const char sign : text) {
    const auto byte = static_cast<unsigned char>(sign);
    const bool upper = sign >= 'A' && sign <= 'Z';
    const bool kept = upper || (sign >= 'a' && sign <= 'z') || (sign >= '0' && sign <= '9');
    if (upper) {
      out += static_cast<char>(sign - 'A' + 'a');
    } else if (kept || byte >= 0x80) {
      out += sign;
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

}  // namespace callmap
