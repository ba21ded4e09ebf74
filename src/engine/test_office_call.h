#pragma once
// A call on tests/maps/office, which has teams, a handoff package and a call back policy, for the
// tests of keeping ownership: handoffs, calls back, follow-ups, who holds a contact.

#include <string>
#include <utility>

#include "engine/event_json.h"
#include "engine/test_call.h"

namespace callmap {

inline std::string office_map_with(const std::string& rules) {
  std::string text = office_map();
  const std::string key = "\nrules:\n";
  return text.insert(text.find(key) + key.size(), rules);
}

class OfficeCall : public TestCall {
 public:
  // On a Tuesday morning, when everybody is there. `rules` are further lines of its rules.
  explicit OfficeCall(const std::string& rules = {}) : TestCall(office_map_with(rules)) {
    now = *parse_iso("2026-03-03T10:00:00Z");
  }

  static Author tomas() { return {Author::Kind::kPerson, {"p_tomas"}}; }
  static Author lead() { return {Author::Kind::kPerson, {"p_lead"}}; }
  std::size_t tomas_does(Intent intent) { return send({now, tomas(), std::move(intent)}); }
  std::size_t lead_does(Intent intent) { return send({now, lead(), std::move(intent)}); }

  // A connected call of which is known what a handoff asks for.
  OfficeCall& told() {
    started();
    fill("issue", "The parcel never came");
    fill("goal", "Have it sent again");
    fill("reason", "order");
    fill("key_details", "Sent on Friday");
    none("balance", "It is not about money");
    tick("reference_given");
    tick("expectations_set");
    return *this;
  }
  // The same, in the stage in which it is solved.
  OfficeCall& solving() {
    told().tick("agreed");
    verified();
    go("resolution");
    return *this;
  }
  std::size_t tick(const char* checkpoint) {
    return does(intent::Tick{*map.checkpoint(checkpoint)});
  }
  std::size_t none(const char* field, const char* because) {
    return does(intent::NoneBecause{*map.field(field), because});
  }
  OfficeCall& offered(const char* team = "billing") {
    told().hand_over(team);
    does(intent::OfferHandoff{});
    return *this;
  }
  std::size_t hand_over(const char* team, HandoffKind how = HandoffKind::kWarm) {
    return does(intent::HandOver{*map.team(team), how});
  }
  OfficeCall& dropped() {
    started().fill("callback", "+442079460142");
    sees(observation::Dropped{});
    return *this;
  }
  HandoffState handoff() const { return contact.control.handoff; }
  CallbackState callback() const { return contact.control.callback; }
  std::string holder() const { return contact.holder().text; }
  Line line() const { return contact.control.line; }
  // The kinds of the last events, in their order.
  std::string last(std::size_t count) const {
    std::string kinds;
    for (std::size_t i = events.size() - std::min(count, events.size()); i < events.size(); ++i) {
      if (!kinds.empty()) kinds += ' ';
      kinds += kind(events[i].body);
    }
    return kinds;
  }
};

}  // namespace callmap
