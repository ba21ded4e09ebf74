#pragma once
// Reads comma-separated values (RFC 4180) as they arrive, in pieces of any size, in bounded memory.
// Another separator may stand for the comma. Quotes may hold commas, doubled quotes and line
// breaks; lines may end in LF or CRLF; a byte order mark is skipped. Blank lines are skipped. A bad
// line is reported with its number and the reading goes on with the next.

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace callmap {

inline constexpr std::size_t kCsvLineBytesMax = 64u << 10;
inline constexpr std::size_t kCsvFieldsMax = 256;

class CsvReader {
 public:
  struct Sink {
    // Line number (from 1, where the record began) and its values.
    std::function<void(std::uint64_t, std::vector<std::string>)> row;
    std::function<void(std::uint64_t, std::string)> error;
  };
  explicit CsvReader(Sink sink, char separator = ',')
      : sink_(std::move(sink)), separator_(separator) {}

  void feed(std::string_view bytes);
  void finish();  // the last line need not end in a line break

  // Where the values of the row that the sink is just given begin: bytes from the first one fed.
  [[nodiscard]] const std::vector<std::uint64_t>& begins() const { return begins_; }

 private:
  enum class State : std::uint8_t { kFieldStart, kBare, kQuoted, kQuoteInQuoted, kBad };
  void take(char c);
  void take_field_start(char c);
  void take_quote_in_quoted(char c);
  void end_field();
  void end_record();
  void bad(std::string why);

  Sink sink_;
  char separator_;
  State state_ = State::kFieldStart;
  std::vector<std::string> fields_;
  std::string field_;
  std::vector<std::uint64_t> begins_;
  std::uint64_t offset_ = 0;       // of the next byte
  std::uint64_t field_begin_ = 0;  // offset
  std::size_t bytes_ = 0;          // of the record so far
  std::uint64_t line_ = 1;         // being read
  std::uint64_t record_line_ = 1;  // where the record began
  std::size_t mark_ = 0;           // bytes of the byte order mark seen; 3 when past it
  bool after_return_ = false;
};

}  // namespace callmap
