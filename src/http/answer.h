#pragma once
// The responses of the API as values: JSON bodies, problem details as RFC 9457 has them, and the
// one place that turns what the desk says into a status. Nothing here reads a request.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "desk/outcome.h"
#include "wire/message.h"

namespace callmap {

[[nodiscard]] Response json_response(int status, std::string body);
[[nodiscard]] Response no_content();
// 200 with what `write(JsonWriter&, thing)` makes of it, or of each.
template <class T>
[[nodiscard]] Response one_response(const T& thing) {
  JsonWriter out;
  write(out, thing);
  return json_response(200, out.take());
}
template <class T>
[[nodiscard]] Response list_response(const std::vector<T>& things) {
  JsonWriter out;
  out.open_list();
  for (const T& thing : things) write(out, thing);
  out.close_list();
  return json_response(200, out.take());
}

// What is wrong with one member of a body; `member` is a JSON pointer, empty for the whole.
struct BodyProblem {
  std::string member;
  std::string message;
};
[[nodiscard]] Response bad_body(const std::vector<BodyProblem>& problems);
// 400 for a header that is missing or not as it should be; `detail` names it.
[[nodiscard]] Response bad_header(std::string_view detail);
// 422 with `refusal` left out.
[[nodiscard]] Response invalid(std::string_view detail);
[[nodiscard]] Response too_many(Duration retry_after, std::string_view detail);

// For an Error of the desk: 404, 422, 503 and the rest. Messages of our own failures stay inside;
// `detail` says only what the person can do.
[[nodiscard]] Response error_response(const Error& error);
// For every outcome but kDone.
[[nodiscard]] Response declined(const Outcome& outcome);

}  // namespace callmap
