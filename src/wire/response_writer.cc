#include "wire/response_writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <ctime>
#include <iterator>

#include "base/ensure.h"

namespace callmap {
namespace {

bool is_safe(std::string_view text) {
  return std::ranges::all_of(
      text, [](char c) { return static_cast<unsigned char>(c) >= 0x20 ? c != 0x7f : c == '\t'; });
}

bool is_field_name(std::string_view text) {
  return !text.empty() && is_safe(text) && text.find_first_of(" \t:") == std::string_view::npos;
}

// The fields that say how the message is framed and sent: ours alone.
bool is_servers_own(std::string_view name) {
  static constexpr std::array<std::string_view, 5> kOwn = {
      "content-length", "connection", "transfer-encoding", "date", "x-content-type-options"};
  return std::ranges::any_of(kOwn, [&](std::string_view own) {
    return own.size() == name.size() && same_field_name(own, name);
  });
}

bool is_writable(const ResponseHeaders& headers) {
  return std::ranges::all_of(headers, [](const auto& field) {
    return is_field_name(field.first) && is_safe(field.second);
  });
}

void write_field(std::string& out, std::string_view name, std::string_view value) {
  out.append(name).append(": ").append(value).append("\r\n");
}

void write_status_line(std::string& out, int status) {
  if (status == 200) {
    out.append("HTTP/1.1 200 OK\r\n");
    return;
  }
  fmt::format_to(std::back_inserter(out), "HTTP/1.1 {} {}\r\n", status, reason_phrase(status));
}

void write_number_field(std::string& out, std::string_view name, std::size_t number) {
  std::array<char, 20> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  write_field(out, name, {digits.data(), static_cast<std::size_t>(end - digits.data())});
}

}  // namespace

std::string_view write_head(std::string& out, Response& response, const WireContext& context) {
  ENSURE(response.status >= 200 && response.status <= 599, "status {}", response.status);
  if (!is_writable(response.headers)) {
    response = problem_response(500, "the answer had a header that cannot be sent");
  }
  const std::string_view body =
      response.static_body.empty() ? std::string_view(response.body) : response.static_body;
  const bool bodiless = response.status == 204 || response.status == 304;
  write_status_line(out, response.status);
  write_field(out, "Date", context.date);
  if (!bodiless) write_number_field(out, "Content-Length", body.size());
  if (!context.keep_alive) {
    write_field(out, "Connection", "close");
  } else if (context.http_1_0) {
    write_field(out, "Connection", "keep-alive");
  }
  write_field(out, "X-Content-Type-Options", "nosniff");
  out.append(context.standing);
  for (const auto& [name, value] : response.headers) {
    if (!is_servers_own(name)) write_field(out, name, value);
  }
  out.append("\r\n");
  return bodiless || context.head ? std::string_view() : body;
}

std::string standing_lines(const ResponseHeaders& headers) {
  ENSURE(is_writable(headers));
  std::string lines;
  for (const auto& [name, value] : headers) write_field(lines, name, value);
  return lines;
}

void write_stream_head(std::string& out, const ResponseHeaders& headers,
                       const WireContext& context) {
  write_status_line(out, 200);
  write_field(out, "Date", context.date);
  write_field(out, "Connection", "close");
  write_field(out, "X-Content-Type-Options", "nosniff");
  write_field(out, "Content-Type", "text/event-stream");
  write_field(out, "Cache-Control", "no-store");
  write_field(out, "X-Accel-Buffering", "no");  // nginx would hold events back
  out.append(context.standing);
  for (const auto& [name, value] : headers) {
    const bool ours = is_servers_own(name) || same_field_name(name, "content-type") ||
                      same_field_name(name, "cache-control");
    if (!ours && is_field_name(name) && is_safe(value)) write_field(out, name, value);
  }
  out.append("\r\n");
}

std::string http_date(std::int64_t unix_seconds) {
  static constexpr std::array<std::string_view, 7> kDays = {"Sun", "Mon", "Tue", "Wed",
                                                            "Thu", "Fri", "Sat"};
  static constexpr std::array<std::string_view, 12> kMonths = {
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::time_t time = unix_seconds;
  std::tm utc{};
  gmtime_r(&time, &utc);
  return fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} GMT",
                     kDays.at(static_cast<std::size_t>(utc.tm_wday)), utc.tm_mday,
                     kMonths.at(static_cast<std::size_t>(utc.tm_mon)), utc.tm_year + 1900,
                     utc.tm_hour, utc.tm_min, utc.tm_sec);
}

}  // namespace callmap
