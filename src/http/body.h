#pragma once
// Reading the body of a request with every member known: what is missing, of another type or not
// wanted is collected and answered with its place. Answering functions ask for members, then look
// at `wrong()` once.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/answer.h"

namespace callmap {

class Body {
 public:
  // An empty body reads as an empty object where `optional`.
  explicit Body(std::string_view bytes, bool optional = false);

  [[nodiscard]] std::string text(std::string_view member, std::size_t length_max);  // must be there
  [[nodiscard]] std::string text_or_empty(std::string_view member, std::size_t length_max);
  // A list of so many texts at most; empty when absent.
  [[nodiscard]] std::vector<std::string> texts(std::string_view member, std::size_t most,
                                               std::size_t length_max);
  [[nodiscard]] bool truth_or(std::string_view member, bool otherwise);
  // The member itself, nullptr when absent.
  [[nodiscard]] const Json* member(std::string_view name);
  [[nodiscard]] const Json& whole() const { return json_; }
  void say(std::string_view member, std::string message);

  // The answer when something was wrong, also members that nobody asked for.
  [[nodiscard]] std::optional<Response> wrong();

 private:
  Json json_;
  std::vector<std::string_view> asked_;
  std::vector<BodyProblem> problems_;
};

}  // namespace callmap
