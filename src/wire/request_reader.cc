#include "wire/request_reader.h"

#include <algorithm>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <functional>
#include <optional>

#include "base/ensure.h"

namespace callmap {
namespace {

namespace beast = boost::beast;
using beast::error_code;
using BeastView = beast::string_view;

std::string_view to_std(BeastView text) {
  return {text.data(), text.size()};
}

HttpMethod method_of(beast::http::verb verb) {
  switch (verb) {
    case beast::http::verb::get: return HttpMethod::kGet;
    case beast::http::verb::head: return HttpMethod::kHead;
    case beast::http::verb::post: return HttpMethod::kPost;
    case beast::http::verb::put: return HttpMethod::kPut;
    case beast::http::verb::patch: return HttpMethod::kPatch;
    case beast::http::verb::delete_: return HttpMethod::kDelete;
    case beast::http::verb::options: return HttpMethod::kOptions;
    default: return HttpMethod::kOther;
  }
}

// The least that a body in chunks ends with.
constexpr std::string_view kLastChunk = "0\r\n\r\n";

bool all_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

// Beast accepts more than we do: it unfolds lines, takes `5, 5` for a length, reads a body of
// length none under a transfer coding it does not know, and merges trailers into the header. Each
// is refused here or, for trailers, dropped, in the callback where it shows.
class RequestReader::Parser : public beast::http::basic_parser<true> {
 public:
  explicit Parser(const ServerLimits& limits) : limits_(limits) {
    header_limit(static_cast<std::uint32_t>(limits.header_bytes));
  }

  std::string_view input;  // what `put` is being shown
  Request request;
  bool http_1_0 = false;
  bool expects_continue = false;
  std::optional<Refused> refused;  // by us; Beast's own refusals are error codes

 private:
  void stop(int status, std::string detail, error_code& ec) {
    refused = {status, std::move(detail)};
    ec = beast::http::make_error_code(beast::http::error::bad_value);
  }

  std::size_t body_limit_of(std::string_view target) const {
    const std::string_view path = target.substr(0, target.find('?'));
    std::size_t bytes = limits_.body_bytes;
    for (const BodyLimit& larger : limits_.larger_bodies) {
      const bool below = larger.path.ends_with('/') && path.starts_with(larger.path);
      if (below || path == larger.path) bytes = std::max(bytes, larger.bytes);
    }
    return bytes;
  }

  void on_request_impl(beast::http::verb verb, BeastView method, BeastView target, int version,
                       error_code& ec) override {
    http_1_0 = version == 10;
    request.method = method_of(verb);
    request.method_text = to_std(method);
    Result<RequestTarget> parsed = callmap::parse_target(to_std(target));
    if (!parsed) return stop(400, parsed.error().message, ec);
    request.path = std::move(parsed->path);
    request.query = std::move(parsed->query);
    body_limit(body_limit_of(to_std(target)));
  }

  void on_field_impl(beast::http::field known, BeastView name, BeastView value,
                     error_code& ec) override {
    if (header_done_) {
      if (++trailers_ > limits_.header_fields) stop(431, "there are too many trailers", ec);
      return;  // a trailer must not pass for a header
    }
    if (request.headers.count() == limits_.header_fields) {
      return stop(431, "there are too many header fields", ec);
    }
    if (is_folded(name, value)) return stop(400, "a header field is folded over lines", ec);
    check_framing(known, to_std(value), ec);
    if (!ec) request.headers.add(to_std(name), to_std(value));
  }

  // A folded value was joined in a buffer of Beast's, or starts on a later line than its name.
  [[nodiscard]] bool is_folded(BeastView name, BeastView value) const {
    const char* after_name = name.data() + name.size();
    const char* input_end = input.data() + input.size();
    const std::less<const char*> before;  // the pointers may be unrelated
    if (before(value.data(), after_name) || before(input_end, value.data())) return true;
    const auto between = static_cast<std::size_t>(value.data() - after_name);
    return std::string_view(after_name, between).find('\n') != std::string_view::npos;
  }

  void check_framing(beast::http::field known, std::string_view value, error_code& ec) {
    switch (known) {
      case beast::http::field::content_length:
        if (has_length_ || !all_digits(value)) stop(400, "the content length is ambiguous", ec);
        has_length_ = true;
        return;
      case beast::http::field::transfer_encoding:
        if (http_1_0) return stop(400, "HTTP/1.0 has no transfer coding", ec);
        if (!same_field_name(value, "chunked")) {
          stop(501, "the only transfer coding understood is chunked", ec);
        }
        return;
      case beast::http::field::host:
        if (has_host_) stop(400, "there is more than one Host", ec);
        has_host_ = true;
        return;
      case beast::http::field::expect:
        if (!same_field_name(value, "100-continue")) {
          stop(417, "the only expectation understood is 100-continue", ec);
        }
        expects_continue = !http_1_0;
        return;
      default: return;
    }
  }

  void on_header_impl(error_code& ec) override {
    header_done_ = true;
    if (!has_host_ && !http_1_0) stop(400, "there is no Host", ec);
  }

  void on_body_init_impl(const boost::optional<std::uint64_t>& length, error_code&) override {
    // Not more at once than a client has shown that it means to send.
    constexpr std::uint64_t kReserveMax = 64u << 10;
    if (length) request.body.reserve(std::min(*length, kReserveMax));
  }
  std::size_t on_body_impl(BeastView body, error_code&) override {
    request.body.append(body.data(), body.size());
    return body.size();
  }
  void on_chunk_header_impl(std::uint64_t, BeastView, error_code&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, BeastView body, error_code&) override {
    request.body.append(body.data(), body.size());
    return body.size();
  }
  void on_finish_impl(error_code&) override {}
  void on_response_impl(int, BeastView, int, error_code&) override {}

  const ServerLimits& limits_;
  std::size_t trailers_ = 0;
  bool header_done_ = false;
  bool has_length_ = false;
  bool has_host_ = false;
};

RequestReader::RequestReader(const ServerLimits& limits)
    : limits_(limits), parser_(std::make_unique<Parser>(limits)) {}
RequestReader::~RequestReader() = default;

bool RequestReader::keep_alive() const {
  return parser_->keep_alive();
}
bool RequestReader::http_1_0() const {
  return parser_->http_1_0;
}
bool RequestReader::expects_continue() const {
  return parser_->expects_continue;
}
bool RequestReader::started() const {
  return parser_->got_some();
}

Request RequestReader::take() {
  ENSURE(parser_->is_done());
  Request request = std::move(parser_->request);
  parser_ = std::make_unique<Parser>(limits_);
  return request;
}

RequestReader::Step RequestReader::refuse(int status, std::string detail) {
  refused_ = {status, std::move(detail)};
  return Step::kRefused;
}

RequestReader::Step RequestReader::read(std::string_view bytes, std::size_t& used) {
  used = 0;
  // Blank lines before a request are left over from careless clients and are to be skipped.
  while (!parser_->got_some() && bytes.substr(used).starts_with("\r\n")) used += 2;
  if (!parser_->got_some() && bytes.substr(used) == "\r") return Step::kMore;
  while (used < bytes.size()) {
    // Beast takes it for granted that the last chunk, of which it saw the first line, has its least
    // length when it is shown again. Whatever a body in chunks still lacks ends with that much.
    const bool in_chunks = parser_->is_header_done() && parser_->chunked();
    if (in_chunks && bytes.size() - used < kLastChunk.size()) return Step::kMore;
    const bool had_header = parser_->is_header_done();
    error_code ec;
    parser_->input = bytes.substr(used);
    used += parser_->put({parser_->input.data(), parser_->input.size()}, ec);
    if (parser_->refused) return refuse(parser_->refused->status, parser_->refused->detail);
    if (ec == beast::http::error::need_more) {
      // Beast bounds the header; the line that begins a chunk, and trailers, are bounded here.
      if (bytes.size() - used < limits_.header_bytes) return Step::kMore;
      return refuse(had_header ? 400 : 431, "a line or the header is too long");
    }
    if (ec == beast::http::error::header_limit) return refuse(431, "the header is too long");
    if (ec == beast::http::error::body_limit) {
      return refuse(413, "the body is larger than is accepted here");
    }
    if (ec == beast::http::error::bad_version) return refuse(505, "only HTTP/1.1 is spoken here");
    if (ec) return refuse(400, "the request is malformed: " + ec.message());
    if (parser_->is_done()) return Step::kDone;
    if (!had_header && parser_->is_header_done()) return Step::kHeader;
  }
  return Step::kMore;
}

}  // namespace callmap
