#pragma once
// The people of the organisation who sign in, and the services that hold keys: names, roles, team,
// and the hash of the password. The desk keeps them; http shows them. Nothing here verifies a
// password or holds one.

#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/result.h"

namespace callmap {

enum class Role : std::uint8_t {
  kAgent,
  kLead,
  kTrainer,
  kTrainee,
  kAuthor,
  kQuality,
  kAuditor,  // reads only, every access is recorded
  kAdmin,    // people and settings, no account data
  kService,  // a program with a key
};
inline constexpr std::size_t kRoleCount = 9;
inline constexpr std::array<Role, kRoleCount> kRoles = {
    Role::kAgent,   Role::kLead,    Role::kTrainer, Role::kTrainee, Role::kAuthor,
    Role::kQuality, Role::kAuditor, Role::kAdmin,   Role::kService};

[[nodiscard]] std::string_view name(Role role);  // `agent`
[[nodiscard]] std::optional<Role> parse_role(std::string_view name);

class Roles {
 public:
  Roles() = default;
  Roles(std::initializer_list<Role> roles) {
    for (const Role role : roles) add(role);
  }
  void add(Role role) { bits_ |= bit(role); }
  [[nodiscard]] bool has(Role role) const { return (bits_ & bit(role)) != 0; }
  [[nodiscard]] bool any_of(Roles others) const { return (bits_ & others.bits_) != 0; }
  [[nodiscard]] bool empty() const { return bits_ == 0; }
  [[nodiscard]] std::vector<Role> list() const;  // in the order of the enum
  bool operator==(const Roles&) const = default;

 private:
  [[nodiscard]] static std::uint16_t bit(Role role) {
    return static_cast<std::uint16_t>(1u << static_cast<unsigned>(role));
  }
  std::uint16_t bits_ = 0;
};

struct Person {
  PersonId id;
  std::string name;  // signs in with it; compared folded
  std::string display_name;
  Roles roles;
  std::string team;                 // their own: whose contacts they take
  std::vector<std::string> also;    // other teams whose contacts they can take
  std::vector<std::string> skills;  // by the maps' ids
  std::string password_hash;        // argon2id, libsodium's text form; empty for services
  bool must_change_password = false;
  std::string service_key_hash;  // keyed hash of a service's key; empty for people
  bool active = true;
  bool operator==(const Person&) const = default;
};

[[nodiscard]] std::string to_json(const Person& person);
[[nodiscard]] Result<Person> parse_person(std::string_view json);

// Why the name or display name cannot stand, nullopt when they can: 1 to 100 bytes, no control
// characters, at least one letter or digit.
[[nodiscard]] std::optional<std::string> wrong_with_name(std::string_view name);

inline constexpr std::size_t kPersonNameMax = 100;
inline constexpr std::size_t kPasswordLengthMin = 12;  // characters counted in bytes
inline constexpr std::size_t kPasswordLengthMax = 200;

}  // namespace callmap
