#pragma once
// Puts a Response into bytes for the wire, with the fields that the server itself answers for. Used
// by connection.cc alone; it sends nothing.

#include <string>
#include <string_view>

#include "wire/message.h"

namespace callmap {

struct WireContext {
  std::string_view date;      // `Sun, 06 Nov 1994 08:49:37 GMT`
  std::string_view standing;  // lines of `standing_lines`
  bool keep_alive = true;
  bool http_1_0 = false;  // a client that must be told when the connection stays
  bool head = false;      // the question was HEAD: lengths without a body
};

// Appends status line, header and blank line. A response that cannot be written safely (see
// Response) is replaced by a 500 first, which is why it is not const. Returns the body that must
// follow: it views `response`, and is empty for HEAD, 204 and 304.
[[nodiscard]] std::string_view write_head(std::string& out, Response& response,
                                          const WireContext& context);

// Appends the head of an event stream, which lasts until the connection ends.
void write_stream_head(std::string& out, const ResponseHeaders& headers,
                       const WireContext& context);

// The lines of header fields that go with everything, made once. Fields that cannot be sent are a
// mistake of ours.
[[nodiscard]] std::string standing_lines(const ResponseHeaders& headers);

// The Date field's form of a time in whole seconds since 1970.
[[nodiscard]] std::string http_date(std::int64_t unix_seconds);

}  // namespace callmap
