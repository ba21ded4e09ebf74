#include "directory/people.h"

#include <gtest/gtest.h>

namespace callmap {
namespace {

TEST(People, SpellEveryRoleAndReadItBack) {
  for (const Role role : kRoles) EXPECT_EQ(parse_role(name(role)), role);
  EXPECT_EQ(parse_role("boss"), std::nullopt);
}

TEST(People, KeepASetOfRoles) {
  Roles roles{Role::kLead, Role::kAgent};
  EXPECT_TRUE(roles.has(Role::kAgent));
  EXPECT_FALSE(roles.has(Role::kAdmin));
  EXPECT_EQ(roles.list(), (std::vector<Role>{Role::kAgent, Role::kLead}));
  EXPECT_TRUE(roles.any_of({Role::kAdmin, Role::kLead}));
  EXPECT_TRUE(Roles().empty());
}

TEST(People, ComeBackFromJsonAsTheyWere) {
  const Person person{.id = {"p_1"},
                      .name = "ana",
                      .display_name = "Ana \"F\"",
                      .roles = {Role::kAgent},
                      .team = "Front",
                      .password_hash = "$argon2id$x",
                      .must_change_password = true,
                      .service_key_hash = {},
                      .active = false};
  EXPECT_EQ(parse_person(to_json(person)), person);
}

TEST(People, RefuseARecordWithoutNameOrWithAnUnknownRole) {
  EXPECT_EQ(parse_person("{}").error().kind, ErrorKind::kDamaged);
  EXPECT_EQ(parse_person(R"({"id":"p","name":"x","roles":["boss"]})").error().kind,
            ErrorKind::kDamaged);
  EXPECT_FALSE(parse_person("no json").has_value());
}

TEST(People, SayWhatIsWrongWithAName) {
  EXPECT_EQ(wrong_with_name("ana"), std::nullopt);
  EXPECT_TRUE(wrong_with_name(""));
  EXPECT_TRUE(wrong_with_name("---"));
  EXPECT_TRUE(wrong_with_name("a\nb"));
  EXPECT_EQ(wrong_with_name(std::string(kPersonNameMax, 'a')), std::nullopt);
  EXPECT_TRUE(wrong_with_name(std::string(kPersonNameMax + 1, 'a')));
}

}  // namespace
}  // namespace callmap
