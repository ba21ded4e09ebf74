#include "desk/stream_events.h"

#include <fmt/core.h>

#include <limits>

#include "base/json.h"

namespace callmap {
namespace {

constexpr int kFormat = 1;

// The written shape of every event, once for both directions (engine/event_shape.h does the same).
template <class Event>
struct StreamShape;

template <>
struct StreamShape<CustomerWritten> {
  static constexpr std::string_view kKind = "written";
  static void members(auto&, auto&) {}
};
template <>
struct StreamShape<AttemptReserved> {
  static constexpr std::string_view kKind = "attempt";
  static void members(auto& part, auto& event) {
    part.text("contact", event.contact.text);
    part.text("method", event.method);
    part.truth("correction", event.correction);
  }
};
template <>
struct StreamShape<AttemptPassed> {
  static constexpr std::string_view kKind = "settled";
  static void members(auto& part, auto& event) { part.number("attempt", event.attempt); }
};
template <>
struct StreamShape<CustomerErased> {
  static constexpr std::string_view kKind = "erased";
  static void members(auto&, auto&) {}
};
template <>
struct StreamShape<PersonWritten> {
  static constexpr std::string_view kKind = "written";
  static void members(auto&, auto&) {}
};
template <>
struct StreamShape<AuditorLooked> {
  static constexpr std::string_view kKind = "looked";
  static void members(auto& part, auto& event) {
    part.text("what", event.what);
    part.maybe_text("contact", event.contact.text);
  }
};
template <>
struct StreamShape<WorkStateSet> {
  static constexpr std::string_view kKind = "state";
  static void members(auto& part, auto& event) {
    part.text("state", event.state);
    part.maybe_text("reason", event.reason);
  }
};
template <>
struct StreamShape<OfferMade> {
  static constexpr std::string_view kKind = "offered";
  static void members(auto& part, auto& event) {
    part.text("contact", event.contact.text);
    part.text("team", event.team);
    part.truth("handoff", event.handoff);
    part.number("until", event.until);
  }
};
template <>
struct StreamShape<OfferEnded> {
  static constexpr std::string_view kKind = "offer_ended";
  static void members(auto& part, auto& event) {
    part.text("contact", event.contact.text);
    part.text("how", event.how);
  }
};
template <>
struct StreamShape<MapPublished> {
  static constexpr std::string_view kKind = "published";
  static void members(auto& part, auto& event) {
    part.number("version", event.version);
    part.text("digest", event.digest);
  }
};

class Writer {
 public:
  template <class Event>
  std::string write(const Event& event) {
    out_.open().field("f", kFormat).field("k", StreamShape<Event>::kKind);
    StreamShape<Event>::members(*this, event);
    return out_.close().take();
  }
  void text(std::string_view member, const std::string& value) { out_.field(member, value); }
  void maybe_text(std::string_view member, const std::string& value) {
    out_.text_if(member, value);
  }
  void truth(std::string_view member, bool value) { out_.field(member, value); }
  void number(std::string_view member, std::uint64_t value) { out_.field(member, value); }

 private:
  JsonWriter out_;
};

class Reader {
 public:
  explicit Reader(const Json& json) : json_(json) {}

  void text(std::string_view member, std::string& value) {
    if (const auto found = json_.text(member)) {
      value = *found;
      ++read_;
    } else {
      fits_ = false;
    }
  }
  void maybe_text(std::string_view member, std::string& value) {
    if (json_.find(member) != nullptr) text(member, value);
  }
  void truth(std::string_view member, bool& value) {
    const auto found = json_.truth(member);
    if (found) ++read_;
    value = found.value_or(false);
    fits_ = fits_ && found.has_value();
  }
  template <class Number>
  void number(std::string_view member, Number& value) {
    const auto found = json_.whole(member);
    const bool fits = found && *found >= 0 &&
                      static_cast<std::uint64_t>(*found) <= std::numeric_limits<Number>::max();
    if (fits) value = static_cast<Number>(*found);
    if (fits) ++read_;
    fits_ = fits_ && fits;
  }
  // Format and kind were read by whoever chose the shape; nothing else may stand there.
  [[nodiscard]] bool fits() const { return fits_ && json_.members.size() == read_ + 2; }

 private:
  const Json& json_;
  std::size_t read_ = 0;
  bool fits_ = true;
};

template <class Events, std::size_t Place>
bool read_body(std::string_view kind, Events& event, Reader& reader) {
  using Body = std::variant_alternative_t<Place, Events>;
  if (StreamShape<Body>::kKind != kind) return false;
  StreamShape<Body>::members(reader, event.template emplace<Place>());
  return true;
}

template <class Events>
Result<Events> parse(std::string_view clear, std::string_view stream) {
  const Json json = CALLMAP_TRY(parse_json(clear));
  if (json.whole("f") != kFormat) {
    return failure(ErrorKind::kInvalid, fmt::format("the log of {} has a newer format", stream));
  }
  const std::string kind(json.text("k").value_or(""));
  Events event;
  Reader reader(json);
  const bool known = [&]<std::size_t... Places>(std::index_sequence<Places...>) {
    return (read_body<Events, Places>(kind, event, reader) || ...);
  }(std::make_index_sequence<std::variant_size_v<Events>>());
  if (!known) {
    return failure(ErrorKind::kInvalid, fmt::format("the log of {} has an unknown kind", stream));
  }
  if (reader.fits()) return event;
  return failure(ErrorKind::kDamaged,
                 fmt::format("an event `{}` in the log of {} is damaged", kind, stream));
}

template <class Events>
std::string write(const Events& event) {
  return std::visit([](const auto& body) { return Writer().write(body); }, event);
}

}  // namespace

std::string to_json(const CustomerEvent& event) {
  return write(event);
}
std::string to_json(const PersonEvent& event) {
  return write(event);
}
std::string to_json(const MapEvent& event) {
  return write(event);
}

Result<CustomerEvent> parse_customer_event(std::string_view clear) {
  return parse<CustomerEvent>(clear, "a customer");
}
Result<PersonEvent> parse_person_event(std::string_view clear) {
  return parse<PersonEvent>(clear, "a person");
}
Result<MapEvent> parse_map_event(std::string_view clear) {
  return parse<MapEvent>(clear, "a map");
}

}  // namespace callmap
