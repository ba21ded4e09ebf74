#include "base/csv.h"

#include <utility>

namespace callmap {

void CsvReader::feed(std::string_view bytes) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  while (mark_ < kByteOrderMark.size() && !bytes.empty()) {
    if (bytes[0] != kByteOrderMark[mark_]) {
      const std::string_view begun = kByteOrderMark.substr(0, mark_);
      mark_ = kByteOrderMark.size();
      offset_ = field_begin_ = 0;
      for (const char c : begun) take(c);
      break;
    }
    ++mark_;
    field_begin_ = ++offset_;
    bytes.remove_prefix(1);
  }
  for (const char c : bytes) take(c);
}

void CsvReader::finish() {
  mark_ = 3;
  if (state_ == State::kQuoted) bad("a quote is opened and never closed");
  if (state_ != State::kFieldStart || !fields_.empty() || !field_.empty()) end_record();
}

// A bare carriage return counts as data, unless a line feed follows it.
void CsvReader::take(char c) {
  ++offset_;
  if (++bytes_ > kCsvLineBytesMax && state_ != State::kBad) bad("the line is too long");
  const bool quoted = state_ == State::kQuoted;
  if (std::exchange(after_return_, false)) {
    if (c != '\n') field_ += '\r';
  }
  if (c == '\r' && !quoted) {
    after_return_ = true;
    return;
  }
  if (c == '\n' && !quoted) {
    end_record();
    return;
  }
  if (c == '\n') ++line_;
  switch (state_) {
    case State::kFieldStart: take_field_start(c); break;
    case State::kBare:
      if (c == separator_)
        end_field();
      else
        field_ += c;
      break;
    case State::kQuoted:
      if (c == '"')
        state_ = State::kQuoteInQuoted;
      else
        field_ += c;
      break;
    case State::kQuoteInQuoted: take_quote_in_quoted(c); break;
    case State::kBad: break;
  }
}

void CsvReader::take_field_start(char c) {
  if (c == separator_) {
    end_field();
  } else if (c == '"' && field_.empty()) {
    state_ = State::kQuoted;
  } else {
    state_ = State::kBare;
    field_ += c;
  }
}

void CsvReader::take_quote_in_quoted(char c) {
  if (c == '"') {
    field_ += '"';
    state_ = State::kQuoted;
  } else if (c == separator_) {
    end_field();
  } else {
    bad("text follows a closed quote");
  }
}

void CsvReader::end_field() {
  if (fields_.size() == kCsvFieldsMax) {
    bad("the line has too many values");
    return;
  }
  fields_.push_back(std::exchange(field_, {}));
  begins_.push_back(std::exchange(field_begin_, offset_));
  state_ = State::kFieldStart;
}

void CsvReader::end_record() {
  if (state_ != State::kBad) {
    const bool blank = fields_.empty() && field_.empty() && state_ == State::kFieldStart;
    if (!blank) end_field();
    if (!blank && state_ != State::kBad) sink_.row(record_line_, std::exchange(fields_, {}));
  }
  fields_.clear();
  field_.clear();
  begins_.clear();
  field_begin_ = offset_;
  bytes_ = 0;
  state_ = State::kFieldStart;
  record_line_ = ++line_;
}

// Says so once and drops the rest of the line.
void CsvReader::bad(std::string why) {
  if (state_ == State::kBad) return;
  sink_.error(record_line_, std::move(why));
  fields_.clear();
  field_.clear();
  state_ = State::kBad;
}

}  // namespace callmap
