#include "http/answer.h"

#include <fmt/format.h>

#include "base/ensure.h"
#include "engine/view_json.h"

namespace callmap {
namespace {

constexpr std::string_view kProblemType = "application/problem+json";

JsonWriter problem_head(int status, std::string_view detail) {
  JsonWriter out;
  out.open().field("type", "about:blank").field("title", reason_phrase(status));
  out.field("status", status).text_if("detail", detail);
  return out;
}

Response finished(int status, JsonWriter& out) {
  out.close();
  return {.status = status,
          .headers = {{"Content-Type", std::string(kProblemType)}},
          .body = out.take()};
}

int status_of(const Outcome& outcome) {
  using Kind = Outcome::Kind;
  switch (outcome.kind) {
    case Kind::kDone: return 200;
    case Kind::kRefused: {
      const bool known = outcome.refusal && outcome.refusal->reason != RefusalReason::kUnknown &&
                         outcome.refusal->reason != RefusalReason::kInvalid;
      return known ? 409 : 422;
    }
    case Kind::kInvalid: return 422;
    case Kind::kNotFound: return 404;
    case Kind::kForbidden: return 403;
    case Kind::kStale: return 409;
    case Kind::kKeyReused: return 422;
    case Kind::kBusy: return 503;
    case Kind::kErased: return 410;
    case Kind::kFailed: return 500;
  }
  return 500;
}

int status_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::kNotFound: return 404;
    case ErrorKind::kConflict: return 409;
    case ErrorKind::kInvalid: return 422;
    case ErrorKind::kBusy: return 503;
    case ErrorKind::kErased: return 410;
    case ErrorKind::kDamaged:
    case ErrorKind::kFailed: return 500;
  }
  return 500;
}

}  // namespace

Response json_response(int status, std::string body) {
  return {
      .status = status, .headers = {{"Content-Type", "application/json"}}, .body = std::move(body)};
}

Response no_content() {
  return {.status = 204};
}

Response bad_body(const std::vector<BodyProblem>& problems) {
  JsonWriter out = problem_head(400, "the body does not read as this request wants it");
  out.key("problems").open_list();
  for (const BodyProblem& problem : problems) {
    out.open().text_if("member", problem.member).field("message", problem.message).close();
  }
  out.close_list();
  return finished(400, out);
}

Response bad_header(std::string_view detail) {
  return problem_response(400, detail);
}

Response invalid(std::string_view detail) {
  return problem_response(422, detail);
}

Response too_many(Duration retry_after, std::string_view detail) {
  Response response = problem_response(429, detail);
  response.headers.emplace_back("Retry-After", std::to_string((retry_after.ms + 999) / 1000));
  return response;
}

Response error_response(const Error& error) {
  const int status = status_of(error.kind);
  if (status == 500) return problem_response(500, "something failed here; send it again");
  Response response = problem_response(status, error.message);
  if (status == 503) response.headers.emplace_back("Retry-After", "1");
  return response;
}

Response declined(const Outcome& outcome) {
  ENSURE(!outcome.done());
  const int status = status_of(outcome);
  const std::string& detail = outcome.refusal ? outcome.refusal->sentence : outcome.message;
  JsonWriter out = problem_head(status, detail);
  if (outcome.refusal) {
    out.key("refusal");
    write(out, *outcome.refusal);
  }
  if (!outcome.wrong.empty()) {
    out.key("problems").open_list();
    for (const WrongMember& each : outcome.wrong) {
      out.open().field("member", "/" + each.member).field("message", each.message).close();
    }
    out.close_list();
  }
  Response response = finished(status, out);
  if (status == 503) response.headers.emplace_back("Retry-After", "1");
  return response;
}

}  // namespace callmap
