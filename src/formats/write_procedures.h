#pragma once
// Procedures and their actions as the text of a map, for people to read and go on writing: as
// sections that a map includes, or as a whole map that can be checked, printed and taken at once.
// Writes the keys that `procedures_of` gives to steps, answers and ends, and no others. Whatever
// text a chart has, the map reads back the same.

#include <string>
#include <vector>

#include "map/document.h"

namespace callmap {

// `actions:`, where there are any, and `procedures:`.
[[nodiscard]] std::string write_sections(const std::vector<ProcedureText>& procedures,
                                         const std::vector<ActionText>& actions);

struct MapHead {
  std::string id;     // a name, `-` allowed
  std::string title;  // one line
};

// The same with one stage, two dispositions and an ending; teams that an end hands over to are
// declared by their name.
[[nodiscard]] std::string write_map(const MapHead& head,
                                    const std::vector<ProcedureText>& procedures,
                                    const std::vector<ActionText>& actions);

}  // namespace callmap
