#pragma once
// The table of routes: method, path, who may come, and what answers. The one list of what the
// server offers; api.cc looks a request up in it, and a test holds it against the OpenAPI document.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "desk/rights.h"
#include "http/api.h"

namespace callmap {

using AnswerFunction = void (*)(Api&, Exchange);

struct Route {
  HttpMethod method = HttpMethod::kGet;
  std::string_view pattern;  // `/api/v1/contacts/{contact}`
  Access access = Access::kCaller;
  std::optional<Deed> deed;  // kCaller: what the caller's roles must allow; none: any role
  AnswerFunction answer = nullptr;
};

[[nodiscard]] std::span<const Route> routes();

struct Matched {
  const Route* route = nullptr;  // none: no such path
  std::string allowed;           // the methods of the path when it exists, with none of this
  std::vector<std::string> arguments;
};
[[nodiscard]] Matched match(HttpMethod method, std::string_view path);

}  // namespace callmap
