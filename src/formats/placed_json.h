#pragma once
// JSON with the place of every value in its file, and with notes of what of it was read, so that
// the rest can be told. For read_json.cc.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "formats/file_text.h"
#include "formats/recipe.h"

namespace callmap {

inline constexpr std::size_t kFlowJsonValuesMax = 200'000;  // of one file

struct PlacedJson {
  enum class Seen : std::uint8_t { kNot, kOpened, kRead };  // opened: perhaps not all within
  const Json* value = nullptr;
  std::size_t begin = 0, end = 0;  // bytes; of a member with its name
  bool each = false;               // its parts are all of one kind: `*` in paths
  Seen seen = Seen::kNot;
  std::vector<PlacedJson> parts;  // items or members

  [[nodiscard]] bool is_map() const { return value->is_object(); }
  [[nodiscard]] bool is_list() const { return value->is_array(); }
  // Of a part of a map its name, of a list its number from 1.
  [[nodiscard]] std::string key(std::size_t part) const;
  // A text or a whole number as a text on one line; of a list of them all, one sentence after the
  // other. Else nullopt. Notes that it was read.
  [[nodiscard]] std::optional<std::string> read_text();
};

// `json` and `text` belong together: the text was parsed without a fault.
[[nodiscard]] PlacedJson place_values(const Json& json, std::string_view text);

// How many values a text has at most, counted without parsing it.
[[nodiscard]] std::size_t count_values(std::string_view text);

struct FoundJson {
  PlacedJson* node = nullptr;
  std::vector<std::string> keys;  // that `*` stood for
};
// All that the path leads to, in the order of the file.
[[nodiscard]] std::vector<FoundJson> follow(PlacedJson& from, const RecipePath& path);

// What was not read: one line for each kind of place, `*.description`, with how often and where
// first. Nothings and what is `ignored` are not listed.
struct UnreadJson {
  std::string path;
  std::size_t count = 0;
  std::size_t begin = 0, end = 0;
};
[[nodiscard]] std::vector<UnreadJson> unread(const PlacedJson& root, const RecipePaths& ignored);

}  // namespace callmap
