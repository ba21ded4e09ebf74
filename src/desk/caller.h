#pragma once
// Who asks something of the desk. http makes one from a session or a service's key
// (sign_in.h); nobody else can name the person a command is recorded for.

#include <string>

#include "base/ids.h"
#include "directory/people.h"

namespace callmap {

struct Caller {
  PersonId id;
  std::string name;
  std::string display_name;
  Roles roles;
  std::string team;
  bool must_change_password = false;  // may do nothing but that
};

}  // namespace callmap
