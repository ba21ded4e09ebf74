#include "http/body.h"

#include <fmt/format.h>

#include <algorithm>

namespace callmap {

Body::Body(std::string_view bytes, bool optional) {
  json_.kind = Json::Kind::kObject;
  if (bytes.empty() && optional) return;
  auto json = parse_json(bytes);
  if (!json) {
    problems_.push_back({{}, json.error().message});
  } else if (!json->is_object()) {
    problems_.push_back({{}, "a JSON object is wanted"});
  } else {
    json_ = std::move(*json);
  }
}

const Json* Body::member(std::string_view name) {
  asked_.push_back(name);
  return json_.find(name);
}

void Body::say(std::string_view member, std::string message) {
  problems_.push_back({fmt::format("/{}", member), std::move(message)});
}

std::string Body::text(std::string_view name, std::size_t length_max) {
  const Json* found = member(name);
  if (!found) {
    if (problems_.empty() || !problems_.front().member.empty()) say(name, "is missing");
    return {};
  }
  if (!found->is_string()) {
    say(name, "a text is wanted");
  } else if (found->string.empty() || found->string.size() > length_max) {
    say(name, fmt::format("1 to {} bytes are wanted", length_max));
  }
  return found->string;
}

std::string Body::text_or_empty(std::string_view name, std::size_t length_max) {
  return json_.find(name) ? text(name, length_max) : (asked_.push_back(name), std::string());
}

std::vector<std::string> Body::texts(std::string_view name, std::size_t most,
                                     std::size_t length_max) {
  std::vector<std::string> texts;
  const Json* found = member(name);
  if (!found) return texts;
  if (!found->is_array() || found->items.size() > most) {
    say(name, fmt::format("a list of up to {} texts is wanted", most));
    return texts;
  }
  for (const Json& each : found->items) {
    if (each.is_string() && !each.string.empty() && each.string.size() <= length_max)
      texts.push_back(each.string);
    else
      say(name, fmt::format("each is a text of 1 to {} bytes", length_max));
  }
  return texts;
}

bool Body::truth_or(std::string_view name, bool otherwise) {
  const Json* found = member(name);
  if (!found) return otherwise;
  if (found->kind != Json::Kind::kBool) say(name, "true or false is wanted");
  return found->boolean;
}

std::optional<Response> Body::wrong() {
  for (const auto& [name, value] : json_.members) {
    if (std::find(asked_.begin(), asked_.end(), name) == asked_.end()) {
      say(name, "is not a member of this request");
    }
  }
  if (problems_.empty()) return std::nullopt;
  return bad_body(problems_);
}

}  // namespace callmap
