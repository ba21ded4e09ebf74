#pragma once
// One HTTP request and one response as plain values, for the routes and API files. The server
// makes requests and writes responses; nothing here knows a socket, and every byte of a Request
// has passed the limits and the framing checks of request_reader.h. Texts are bytes as the client
// sent them, percent-decoded where said: whoever shows or stores them checks them first.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace callmap {

enum class HttpMethod : std::uint8_t {
  kGet,
  kHead,
  kPost,
  kPut,
  kPatch,
  kDelete,
  kOptions,
  kOther,  // anything else; Request::method_text has it
};

// Case is ignored, as everywhere in HTTP field names.
[[nodiscard]] bool same_field_name(std::string_view a, std::string_view b);

// The header fields of a request, in the order sent. One allocation holds all their bytes.
class RequestHeaders {
 public:
  // The first field of that name, nullopt when absent.
  [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const;
  // Every field of that name, in order.
  [[nodiscard]] std::vector<std::string_view> all(std::string_view name) const;
  // The value of that cookie, without surrounding quotes; nullopt when absent. The first wins.
  [[nodiscard]] std::optional<std::string_view> cookie(std::string_view name) const;
  [[nodiscard]] std::size_t count() const { return fields_.size(); }

  void add(std::string_view name, std::string_view value);

 private:
  struct Field {
    std::uint32_t name_at, name_size, value_at, value_size;
  };
  [[nodiscard]] std::string_view name(const Field& field) const {
    return std::string_view(bytes_).substr(field.name_at, field.name_size);
  }
  [[nodiscard]] std::string_view value(const Field& field) const {
    return std::string_view(bytes_).substr(field.value_at, field.value_size);
  }
  std::string bytes_;
  std::vector<Field> fields_;
};

struct Request {
  HttpMethod method = HttpMethod::kGet;
  std::string method_text;  // `GET`
  std::string path;         // percent-decoded, begins with `/`, no `.` or `..` segment, no query
  std::vector<std::pair<std::string, std::string>> query;  // decoded, in order, repeats kept
  RequestHeaders headers;
  std::string body;
  std::string remote_address;  // the client's, by the declared proxy's word when there is one

  // The first query value of that name.
  [[nodiscard]] std::optional<std::string_view> parameter(std::string_view name) const;
};

using ResponseHeaders = std::vector<std::pair<std::string, std::string>>;

// The server adds Date, Content-Length, Connection and X-Content-Type-Options and drops those that
// stand here. A header name or value with a control character makes the answer a 500: no response
// can be split by a value that came from outside.
struct Response {
  int status = 200;  // 200 to 599
  ResponseHeaders headers;
  std::string body;
  std::string_view static_body;  // instead of body: bytes that live as long as the process
  bool close = false;            // end the connection after this answer
};

// `application/problem+json` as RFC 9457 has it, for answers that the server gives by itself and
// for anybody above who has nothing to add. `detail` may be empty.
[[nodiscard]] Response problem_response(int status, std::string_view detail);
// The reason phrase of a status, `Not Found`; `Status` for one without a name.
[[nodiscard]] std::string_view reason_phrase(int status);

struct RequestTarget {
  std::string path;
  std::vector<std::pair<std::string, std::string>> query;
  bool operator==(const RequestTarget&) const = default;
};
// Reads a request target in origin-form or absolute-form, and `*`. kInvalid for a bad escape, an
// escaped slash or NUL, a control character, a dot segment, or any other form.
[[nodiscard]] Result<RequestTarget> parse_target(std::string_view text);

}  // namespace callmap
