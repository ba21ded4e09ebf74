// The HTTP request reader over arbitrary bytes of one connection: it reads the same requests when
// the bytes come at once and when they come in pieces, keeps its limits, and what it hands on has
// passed them. The first byte says how large the pieces are. Bodies of the API are fuzz_api's.

#include <cstdint>
#include <optional>

#include "base/ensure.h"
#include "wire/request_reader.h"

namespace callmap {
namespace {

// Small, so that every limit is reached.
ServerLimits small_limits() {
  ServerLimits limits;
  limits.header_bytes = 512;
  limits.header_fields = 12;
  limits.body_bytes = 256;
  limits.larger_bodies = {{"/large/", 1024}};
  return limits;
}
const ServerLimits kLimits = small_limits();

struct Connection {
  std::vector<Request> requests;
  std::optional<RequestReader::Refused> refused;
};

void check(const Request& request) {
  ENSURE(request.headers.count() <= kLimits.header_fields, "{}", request.headers.count());
  ENSURE(request.body.size() <= 1024, "{}", request.body.size());
  ENSURE(request.path == "*" || request.path.starts_with('/'), "{}", request.path);
  ENSURE(request.path.find('\0') == std::string::npos);
  ENSURE(!request.path.ends_with("/..") && request.path.find("/../") == std::string::npos, "{}",
         request.path);
  (void)request.headers.cookie("callmap_session");
  (void)request.headers.all("X-Forwarded-For");
  (void)request.parameter("search");
}

// Reads as connection.cc does: what was not used is shown again with what comes next.
Connection read(std::string_view bytes, std::size_t piece) {
  Connection connection;
  RequestReader reader(kLimits);
  std::string unread;
  while (true) {
    std::size_t used = 0;
    const RequestReader::Step step = reader.read(unread, used);
    ENSURE(used <= unread.size(), "{} of {}", used, unread.size());
    unread.erase(0, used);
    if (step == RequestReader::Step::kRefused) {
      connection.refused = reader.refused();
      ENSURE(connection.refused->status >= 400 && connection.refused->status <= 505, "{}",
             connection.refused->status);
      return connection;
    }
    if (step == RequestReader::Step::kDone) {
      (void)reader.keep_alive();
      (void)reader.expects_continue();
      connection.requests.push_back(reader.take());
      check(connection.requests.back());
    }
    if (step != RequestReader::Step::kMore) continue;
    ENSURE(unread.size() < kLimits.header_bytes, "{} bytes are kept unread", unread.size());
    if (bytes.empty()) return connection;
    unread += bytes.substr(0, piece);
    bytes.remove_prefix(std::min(piece, bytes.size()));
  }
}

bool same(const Request& a, const Request& b) {
  return a.method_text == b.method_text && a.path == b.path && a.query == b.query &&
         a.body == b.body && a.headers.count() == b.headers.count();
}

// A fault in a header that is not whole yet may be seen at once or later, and a line that is too
// long is noticed while it is incomplete: both depend on how the bytes come. Which requests are
// handed on does not, length apart.
bool is_length(const RequestReader::Refused& refused) {
  return refused.detail.ends_with("too long");
}

}  // namespace
}  // namespace callmap

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace callmap;
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(bytes) + 1, size - 1);
  const Connection whole = read(text, text.size() + 1);
  const Connection pieces = read(text, std::size_t{1} + bytes[0] % 64U);
  const std::size_t both = std::min(whole.requests.size(), pieces.requests.size());
  for (std::size_t i = 0; i < both; ++i) {
    ENSURE(same(whole.requests[i], pieces.requests[i]), "request {} of `{}`", i, text);
  }
  const bool by_length = (whole.refused && is_length(*whole.refused)) ||
                         (pieces.refused && is_length(*pieces.refused));
  if (by_length) return 0;
  ENSURE(whole.requests.size() == pieces.requests.size(), "`{}`", text);
  return 0;
}
