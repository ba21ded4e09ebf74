#pragma once
// Invented customers for the demo organisation and for tests: the same number gives the same
// person on every machine. Names are from lists of our own, numbers from ranges kept for fiction.
// Includes households with two accounts on one number, numbers shared by several, people with
// accents in their names, and accounts without a number.

#include <cstdint>
#include <string>
#include <vector>

#include "directory/customer.h"

namespace callmap {

inline constexpr std::uint32_t kDemoCustomers = 1'000;

// Number n of the organisation, with a value for every card row and an answer to every item, each
// made up by its id and form.
[[nodiscard]] CustomerDetails demo_customer(std::uint32_t n, const std::vector<CardRow>& card,
                                            const std::vector<AnswerItem>& items);

// What that customer calls about, in their own words.
[[nodiscard]] std::string demo_wish(std::uint32_t n);

// One demo person for every role a person signs in with.
struct DemoPerson {
  std::string name;
  std::string display_name;
  std::vector<std::string> roles;
  std::string team;               // of the standard map, where they take contacts
  std::vector<std::string> also;  // teams
};
[[nodiscard]] std::vector<DemoPerson> demo_people();

}  // namespace callmap
