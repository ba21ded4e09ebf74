#include "wire/message.h"

#include <algorithm>

#include "base/json.h"

namespace callmap {
namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char small = lower(c);
  return small >= 'a' && small <= 'f' ? small - 'a' + 10 : -1;
}

// nullopt for a bad escape or a control character. `+` is a space only in a query.
std::optional<std::string> percent_decoded(std::string_view text, bool plus_is_space) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    char c = text[at];
    if (c == '%') {
      if (at + 2 >= text.size()) return std::nullopt;
      const int high = hex_digit(text[at + 1]);
      const int low = hex_digit(text[at + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      c = static_cast<char>(high * 16 + low);
      at += 2;
      // A query may carry a line break in a text; NUL has no honest use.
      if (c == '\0') return std::nullopt;
    } else if (c == '+' && plus_is_space) {
      c = ' ';
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      return std::nullopt;
    }
    out.push_back(c);
  }
  return out;
}

bool has_dot_segment(std::string_view path) {
  for (std::size_t at = 0; at < path.size();) {
    const std::size_t end = std::min(path.find('/', at + 1), path.size());
    const std::string_view segment = path.substr(at + 1, end - at - 1);
    if (segment == "." || segment == "..") return true;
    at = end;
  }
  return false;
}

// Escapes that decode to a separator would let two spellings of a path mean different things to
// the routes and to a proxy in front of us; escaped control characters belong in no path.
bool has_forbidden_escape(std::string_view raw_path) {
  for (std::size_t at = raw_path.find('%'); at != std::string_view::npos;
       at = raw_path.find('%', at + 1)) {
    if (at + 2 >= raw_path.size()) return true;
    const int code = hex_digit(raw_path[at + 1]) * 16 + hex_digit(raw_path[at + 2]);
    if (code == '/' || code == '\\' || code < 0x20 || code == 0x7f) return true;
  }
  return false;
}

Result<std::string> decoded_path(std::string_view raw) {
  if (has_forbidden_escape(raw)) {
    return failure(ErrorKind::kInvalid, "the path has an escape that is not allowed");
  }
  std::optional<std::string> path = percent_decoded(raw, false);
  if (!path) return failure(ErrorKind::kInvalid, "the path has a character that is not allowed");
  if (has_dot_segment(*path)) return failure(ErrorKind::kInvalid, "the path has a dot segment");
  return std::move(*path);
}

}  // namespace

bool same_field_name(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](char x, char y) { return lower(x) == lower(y); });
}

std::optional<std::string_view> RequestHeaders::find(std::string_view wanted) const {
  for (const Field& field : fields_) {
    if (field.name_size == wanted.size() && same_field_name(name(field), wanted)) {
      return value(field);
    }
  }
  return std::nullopt;
}

std::vector<std::string_view> RequestHeaders::all(std::string_view wanted) const {
  std::vector<std::string_view> found;
  for (const Field& field : fields_) {
    if (same_field_name(name(field), wanted)) found.push_back(value(field));
  }
  return found;
}

std::optional<std::string_view> RequestHeaders::cookie(std::string_view wanted) const {
  for (std::string_view rest : all("cookie")) {
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find(';'), rest.size());
      const std::string_view pair = trimmed(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
      const std::size_t equals = pair.find('=');
      if (equals == std::string_view::npos || trimmed(pair.substr(0, equals)) != wanted) continue;
      std::string_view found = trimmed(pair.substr(equals + 1));
      if (found.size() >= 2 && found.front() == '"' && found.back() == '"') {
        found = found.substr(1, found.size() - 2);
      }
      return found;
    }
  }
  return std::nullopt;
}

void RequestHeaders::add(std::string_view name, std::string_view value) {
  const auto at = static_cast<std::uint32_t>(bytes_.size());
  const auto name_size = static_cast<std::uint32_t>(name.size());
  fields_.push_back({at, name_size, at + name_size, static_cast<std::uint32_t>(value.size())});
  bytes_.append(name).append(value);
}

std::optional<std::string_view> Request::parameter(std::string_view name) const {
  for (const auto& [key, value] : query) {
    if (key == name) return value;
  }
  return std::nullopt;
}

std::string_view reason_phrase(int status) {
  switch (status) {
    case 200: return "OK";
    case 201: return "Created";
    case 202: return "Accepted";
    case 204: return "No Content";
    case 206: return "Partial Content";
    case 301: return "Moved Permanently";
    case 302: return "Found";
    case 303: return "See Other";
    case 304: return "Not Modified";
    case 307: return "Temporary Redirect";
    case 308: return "Permanent Redirect";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 406: return "Not Acceptable";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 410: return "Gone";
    case 411: return "Length Required";
    case 412: return "Precondition Failed";
    case 413: return "Content Too Large";
    case 414: return "URI Too Long";
    case 415: return "Unsupported Media Type";
    case 417: return "Expectation Failed";
    case 422: return "Unprocessable Content";
    case 423: return "Locked";
    case 428: return "Precondition Required";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 501: return "Not Implemented";
    case 502: return "Bad Gateway";
    case 503: return "Service Unavailable";
    case 504: return "Gateway Timeout";
    case 505: return "HTTP Version Not Supported";
    case 507: return "Insufficient Storage";
    default: return "Status";
  }
}

Response problem_response(int status, std::string_view detail) {
  JsonWriter body;
  body.open().field("type", "about:blank").field("title", reason_phrase(status));
  body.field("status", status).text_if("detail", detail).close();
  return {.status = status,
          .headers = {{"Content-Type", "application/problem+json"}},
          .body = body.take()};
}

Result<RequestTarget> parse_target(std::string_view text) {
  RequestTarget target;
  if (text == "*") {
    target.path = "*";
    return target;
  }
  for (std::string_view scheme : {"http://", "https://"}) {
    if (!same_field_name(text.substr(0, scheme.size()), scheme)) continue;
    text.remove_prefix(scheme.size());
    text.remove_prefix(std::min(text.find_first_of("/?"), text.size()));
    if (text.empty()) text = "/";
    break;
  }
  text = text.substr(0, text.find('#'));
  if (text.empty() || text.front() != '/') {
    return failure(ErrorKind::kInvalid, "the request target does not begin with a slash");
  }
  const std::size_t question = text.find('?');
  target.path = CALLMAP_TRY(decoded_path(text.substr(0, question)));
  std::string_view rest = question == std::string_view::npos ? "" : text.substr(question + 1);
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('&'), rest.size());
    const std::string_view pair = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (pair.empty()) continue;
    const std::size_t equals = std::min(pair.find('='), pair.size());
    auto key = percent_decoded(pair.substr(0, equals), true);
    auto value = percent_decoded(pair.substr(std::min(equals + 1, pair.size())), true);
    if (!key || !value) return failure(ErrorKind::kInvalid, "the query has a bad escape");
    target.query.emplace_back(std::move(*key), std::move(*value));
  }
  return target;
}

}  // namespace callmap
