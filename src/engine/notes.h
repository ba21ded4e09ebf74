#pragma once
// The notes that write themselves: the map's sections for every request, what concerns the contact
// only once, each line with its origin, compiled from the contact while the call runs. The screen,
// the API and the command line show the same value.

#include <string>
#include <vector>

#include "engine/guide.h"

namespace callmap {

struct NotesLine {
  std::string text;
  std::string origin;  // `typed`, `said`, `compared`, `step` …
  std::optional<Instant> at;
  bool locked = false;  // a value above what the reader may see: text is what it is called, empty
                        // where the section's title says so
  std::string person;   // who: an id; who reads puts names (`put_names`). Empty: the text says it
};
struct NotesSection {
  std::string id, title;
  std::vector<NotesLine> lines;  // empty: not yet
};
struct RequestNotes {
  std::uint8_t number = 0;
  std::string title;
  std::vector<NotesSection> sections;
};
struct Notes {
  std::string reference, channel, line, map_title;
  std::vector<std::string> agents;  // person ids; who reads puts names
  Instant started;
  // With several requests: what concerns the whole contact, said once. Else empty, and the request
  // has every section.
  std::vector<NotesSection> contact;
  std::vector<RequestNotes> requests;
  bool complete = false;  // every gate before the disposition is met for every request
};

[[nodiscard]] Notes notes(const CallMap& map, const Contact& contact, Sight sight = Sight::kHolder);
// Puts people's names where the engine has their ids. `name` gives the name for an id's text.
void put_names(Notes& notes, auto name) {
  const auto in = [&](std::vector<NotesSection>& sections) {
    for (NotesSection& section : sections) {
      for (NotesLine& line : section.lines) {
        if (!line.person.empty()) line.person = name(line.person);
      }
    }
  };
  for (std::string& agent : notes.agents) agent = name(agent);
  in(notes.contact);
  for (RequestNotes& request : notes.requests) in(request.sections);
}
// Plain text for a CRM field: header, then sections; UTC times as offsets into the call.
[[nodiscard]] std::string to_text(const Notes& notes);

}  // namespace callmap
