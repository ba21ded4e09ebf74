#pragma once
// JSON in and out. `parse_json` reads outside bytes with every limit checked and duplicate keys
// refused; `JsonWriter` appends to a string and keeps the commas. Whoever knows the shape reads the
// tree with the typed getters.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/instant.h"
#include "base/result.h"

namespace callmap {

inline constexpr std::size_t kJsonDepthMax = 32;
inline constexpr std::size_t kJsonBytesMax = 8u << 20;

// One JSON value, owned. Members keep the order of the text; numbers that are whole and fit are
// kept exactly.
struct Json {
  enum class Kind : std::uint8_t { kNull, kBool, kInteger, kNumber, kString, kArray, kObject };
  Kind kind = Kind::kNull;
  bool boolean = false;
  std::int64_t integer = 0;
  double number = 0;  // of kInteger too, rounded when it is large
  std::string string;
  std::vector<Json> items;
  std::vector<std::pair<std::string, Json>> members;

  // The member of that name, or nullptr (also when this is no object).
  [[nodiscard]] const Json* find(std::string_view name) const;
  // The member as that type, nullopt when absent, null or of another type.
  [[nodiscard]] std::optional<std::string_view> text(std::string_view name) const;
  [[nodiscard]] std::optional<std::int64_t> whole(std::string_view name) const;
  [[nodiscard]] std::optional<bool> truth(std::string_view name) const;
  [[nodiscard]] bool is_object() const { return kind == Kind::kObject; }
  [[nodiscard]] bool is_array() const { return kind == Kind::kArray; }
  [[nodiscard]] bool is_string() const { return kind == Kind::kString; }
  bool operator==(const Json&) const = default;
};

// kInvalid with the byte offset for anything that is not one well-formed UTF-8 JSON value within
// the limits: a depth of kJsonDepthMax brackets, kJsonBytesMax bytes, no name twice in one object,
// no half of a surrogate pair, no number beyond 64 bits or a finite double. Any thread.
[[nodiscard]] Result<Json> parse_json(std::string_view bytes);

// Appends JSON to a string. Calls must nest properly, 63 deep at most; that is checked by ENSURE.
//   JsonWriter out;
//   out.open().key("a").value(1).key("b").open_list().value("x").close_list().close();
class JsonWriter {
 public:
  JsonWriter& open();        // {
  JsonWriter& close();       // }
  JsonWriter& open_list();   // [
  JsonWriter& close_list();  // ]
  JsonWriter& key(std::string_view name);
  JsonWriter& value(std::string_view text);
  JsonWriter& value(const char* text) { return value(std::string_view(text)); }
  JsonWriter& value(const std::string& text) { return value(std::string_view(text)); }
  JsonWriter& value(bool truth);
  JsonWriter& value(std::int64_t number);
  JsonWriter& value(std::uint64_t number);
  JsonWriter& value(int number) { return value(std::int64_t{number}); }
  JsonWriter& value(unsigned number) { return value(std::uint64_t{number}); }
  JsonWriter& value(double number);  // finite
  JsonWriter& value(const Json& tree);
  JsonWriter& null();
  JsonWriter& raw(std::string_view json);  // one ready value, trusted
  // key(name).value(thing), and only when there is something: an empty text or nullopt writes
  // nothing.
  template <class T>
  JsonWriter& field(std::string_view name, const T& thing) {
    return key(name).value(thing);
  }
  JsonWriter& text_if(std::string_view name, std::string_view text) {
    return text.empty() ? *this : key(name).value(text);
  }

  // RFC 3339, and only when there is one.
  JsonWriter& time_if(std::string_view name, const std::optional<Instant>& at) {
    return at ? key(name).value(to_iso(*at)) : *this;
  }

  [[nodiscard]] const std::string& text() const { return text_; }
  // The finished text; the writer is as new afterwards.
  [[nodiscard]] std::string take();

 private:
  void begin_value();
  void open_bracket(char bracket, bool list);
  void close_bracket(char bracket, bool list);
  std::string text_;
  std::uint64_t lists_ = 0;  // bit n: the bracket at depth n is a list
  bool fresh_ = true;        // nothing written yet inside the current bracket, or just after a key
  int depth_ = 0;
};

}  // namespace callmap
