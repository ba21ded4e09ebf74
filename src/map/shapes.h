#pragma once
// The keys of everything that a map can have, by the name of the thing. The reader refuses other
// keys, a test holds docs/map.schema.json against this table.

#include <array>
#include <string_view>
#include <vector>

namespace callmap {

struct Shape {
  std::string_view name;
  std::string_view keys;  // parted by one space
};

inline constexpr std::array kShapes = {
    Shape{
        "map",
        "callmap id title language channels lines languages products slots reasons "
        "callback_number urgency tip facts card verification fields stages actions steps counters "
        "procedures "
        "cues rules dispositions endings notes hours teams skills skills_for capacity handoff "
        "callback recording "
        "hold emergency unhurried include"},
    Shape{"line", "title number team skills skills_for"},
    Shape{"reason", "label skills"},
    Shape{"fact", "text scope"},
    Shape{"card_row", "label class"},
    Shape{"verification",
          "place stage answers methods attempts attempts_per_day valid parties exceptions"},
    Shape{"place", "after"},
    Shape{"answer_item", "label form length"},
    Shape{"method", "title ask compares attested opens say"},
    Shape{"valid", "for lowered_by"},
    Shape{"field", "label type hint choices first scope class when for"},
    Shape{"stage", "title goal usual completes say checkpoints document after_call actions links"},
    Shape{"phrase", "id text covers asks when for verbatim"},
    Shape{"checkpoint", "text prompt strength guards met_by because scope when for ask_why"},
    Shape{"link", "title url"},
    Shape{"action",
          "text class scope shows takes next_step say when for sets clears counts resets"},
    Shape{"outcome", "label key sets clears counts resets"},
    Shape{"counter", "text limit scope"},
    Shape{"procedure", "title notice key why escalates when for start steps ends"},
    Shape{"step",
          "ask tell do call retest answers then ends say document covers consults help unclear "
          "links to "
          "takes next_step sets clears counts resets"},
    Shape{"answer", "label then at_most after_that outcome sets clears counts resets"},
    Shape{"end", "text goes result tip sets clears counts resets"},
    Shape{"goes", "stage hand_over procedure"},
    Shape{"cue", "notice then key stages say opens goes folds_guides by_hand raised_by heard"},
    Shape{"rule",
          "id text do after needs never_while at_most counter owes before within channel lead "
          "strength because when for"},
    Shape{"trigger", "action procedure leave disclose tick fill goes hand_over"},
    Shape{"disposition", "title resolves when for"},
    Shape{"ending", "title key no_conversation when for"},
    Shape{"note", "title lines"},
    Shape{"hours", "zone monday tuesday wednesday thursday friday saturday sunday closed"},
    Shape{"team", "title handles hours blind outside number reads skills"},
    Shape{"handoff", "package story draft team timeout"},
    Shape{"callback", "attempts after hours customer_hours team greeting right_party voicemail"},
    Shape{"recording", "field on paused"},
    Shape{"hold", "promise back"},
    Shape{"condition", "all any none"},
    Shape{"narrowing", "channel line product reason language"},
};

// Precondition: the table has a shape of that name.
[[nodiscard]] std::vector<std::string_view> keys_of(std::string_view shape);

}  // namespace callmap
