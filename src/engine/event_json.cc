#include "engine/event_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>

#include "base/json.h"
#include "engine/event_shape.h"
#include "engine/map_names.h"
#include "engine/names.h"

namespace callmap {
namespace {

template <class Each>
void each_id(std::string_view joined, Each each) {
  while (!joined.empty()) {
    const std::string_view id = joined.substr(0, joined.find(','));
    each(id);
    joined.remove_prefix(std::min(joined.size(), id.size() + 1));
  }
}

// A value of the map's own words, which says nothing about a person that the author did not write.
bool is_clear(const Field& field) {
  return !field.choices.empty() && field.data_class == DataClass::kPublic;
}

const Choice* choice_of(const Field& field, std::string_view id) {
  const auto found = std::ranges::find(field.choices, id, &Choice::id);
  return found == field.choices.end() ? nullptr : &*found;
}

// The part of an event that writes. Members that are empty are left out.
class Writer {
 public:
  explicit Writer(const CallMap& map) : map_(map) {}

  EncodedEvent write(const Event& event) {
    clear_.open().field("f", kEventFormat).field("k", kind(event.body));
    clear_.field("at", event.at.ms);
    clear_.key("by").open().field("kind", name(event.by.kind));
    clear_.text_if("id", event.by.person.text).close();
    std::visit([&]<class Body>(const Body& body) { EventShape<Body>::members(*this, body); },
               event.body);
    clear_.close();
    if (has_secret_) secret_.close();
    return {clear_.take(), secret_.take()};
  }

  void text(std::string_view member, const std::string& value) { clear_.text_if(member, value); }
  void secret(std::string_view member, const std::string& value) {
    if (!has_secret_) secret_.open();
    has_secret_ = true;
    secret_.field(member, value);
  }
  // A kind of which only some have a secret.
  void secret_if(std::string_view member, const std::string& value) {
    if (!value.empty()) secret(member, value);
  }
  void truth(std::string_view member, bool value) { clear_.field(member, value); }
  void number(std::string_view member, unsigned value) { clear_.field(member, value); }
  void time(std::string_view member, const std::optional<Instant>& value) {
    if (value) clear_.field(member, value->ms);
  }
  void time(std::string_view member, Instant value) { clear_.field(member, value.ms); }
  void maybe_number(std::string_view member, const auto& value) {
    if (value) clear_.field(member, unsigned{*value});
  }
  void one(std::string_view member, auto index) { clear_.field(member, id_of(map_, index)); }
  void maybe(std::string_view member, const auto& index) {
    if (index) one(member, *index);
  }
  void choice(std::string_view member, auto value) { clear_.field(member, name(value)); }
  void maybe_choice(std::string_view member, const auto& value) {
    if (value) choice(member, *value);
  }
  // Written unless it is what it mostly is.
  void choice_but(std::string_view member, auto value, auto usual) {
    if (value != usual) choice(member, value);
  }
  void step(std::string_view member, ProcedureIndex procedure, StepIndex step) {
    clear_.field(member, id_of(map_, procedure, step));
  }
  void answer(std::string_view member, ProcedureIndex procedure, StepIndex step,
              AnswerIndex answer) {
    clear_.field(member, id_of(map_, procedure, step, answer));
  }
  void rules(std::string_view member, const std::vector<RuleIndex>& rules) {
    clear_.key(member).open_list();
    for (const RuleIndex rule : rules) clear_.value(id_of(map_, rule));
    clear_.close_list();
  }
  void skills(std::string_view member, SkillSet skills) {
    clear_.key(member).open_list();
    for (std::size_t n = 0; n < map_.skills.size(); ++n) {
      if (skills.has(static_cast<SkillIndex>(n))) clear_.value(map_.skills[n].id);
    }
    clear_.close_list();
  }
  void maybe_skills(std::string_view member, const std::optional<SkillSet>& skills) {
    if (skills) this->skills(member, *skills);
  }
  // Left out when there are none.
  void rules_if(std::string_view member, const std::vector<RuleIndex>& rules) {
    if (!rules.empty()) this->rules(member, rules);
  }
  void numbers_if(std::string_view member, const std::vector<std::uint16_t>& numbers) {
    if (numbers.empty()) return;
    clear_.key(member).open_list();
    for (const unsigned number : numbers) clear_.value(number);
    clear_.close_list();
  }
  // Choices that a rule reads move Control, so they stay readable when the value's key is gone.
  void value(const event::Filled& filled) {
    const Field& field = map_.fields[at(filled.field)];
    if (is_clear(field)) {
      clear_.field("value", filled.value);
      return;
    }
    std::string read;
    each_id(filled.value, [&](std::string_view id) {
      const Choice* const choice = choice_of(field, id);
      if (choice == nullptr || !choice->bit) return;
      if (!read.empty()) read += ',';
      read += id;
    });
    clear_.text_if("read", read);
    if (!filled.erased) secret("value", filled.value);
  }

 private:
  const CallMap& map_;
  JsonWriter clear_;
  JsonWriter secret_;
  bool has_secret_ = false;
};

std::unexpected<Error> damaged(std::string message) {
  return failure(ErrorKind::kDamaged, std::move(message));
}

// The part that reads. The first thing that is not as we write it is kept in `fault` and the rest
// is skipped.
class Reader {
 public:
  Reader(const CallMap& map, const Json& clear, const Json* secret)
      : map_(map), clear_(clear), secret_(secret) {}

  // Every member of both parts must have been asked for.
  [[nodiscard]] std::string finish() {
    if (fault_.empty() && clear_read_ != clear_.members.size()) fail("it has members too many");
    if (fault_.empty() && secret_ != nullptr && secret_read_ != secret_->members.size()) {
      fail("its secret has members too many");
    }
    return fault_;
  }

  void text(std::string_view member, std::string& value) {
    if (const Json* const found = optional(member)) read_text(member, *found, value);
  }
  void secret(std::string_view member, std::string& value) {
    if (secret_ == nullptr) return;  // erased
    const Json* const found = secret_->find(member);
    if (found == nullptr) return fail(fmt::format("its secret has no `{}`", member));
    ++secret_read_;
    read_text(member, *found, value);
  }
  void secret_if(std::string_view member, std::string& value) { secret(member, value); }
  void truth(std::string_view member, bool& value) {
    const Json* const found = required(member);
    if (found == nullptr) return;
    if (found->kind != Json::Kind::kBool) return wrong(member);
    value = found->boolean;
  }
  template <class Number>
  void number(std::string_view member, Number& value) {
    const Json* const found = required(member);
    if (found == nullptr) return;
    const bool whole = found->kind == Json::Kind::kInteger;
    if (!whole || found->integer < 0 || found->integer > std::numeric_limits<Number>::max()) {
      return wrong(member);
    }
    value = static_cast<Number>(found->integer);
  }
  void time(std::string_view member, std::optional<Instant>& value) {
    const Json* const found = optional(member);
    if (found == nullptr) return;
    if (found->kind != Json::Kind::kInteger) return wrong(member);
    value = Instant{found->integer};
  }
  void time(std::string_view member, Instant& value) {
    std::optional<Instant> read;
    time(member, read);
    if (!read) return fail(fmt::format("it has no `{}`", member));
    value = *read;
  }
  template <class Index>
  void one(std::string_view member, Index& index) {
    find_id(member, [&](std::string_view id) { return find(map_, id, index); });
  }
  template <class Index>
  void maybe(std::string_view member, std::optional<Index>& index) {
    if (clear_.find(member) != nullptr) one(member, index.emplace());
  }
  template <class Choice>
  void choice(std::string_view member, Choice& value) {
    std::string id;
    const Json* const found = required(member);
    if (found == nullptr) return;
    read_text(member, *found, id);
    const auto known = named<Choice>(id);
    if (!known) return wrong(member);
    value = *known;
  }
  template <class Choice>
  void maybe_choice(std::string_view member, std::optional<Choice>& value) {
    if (clear_.find(member) != nullptr) choice(member, value.emplace());
  }
  template <class Choice>
  void choice_but(std::string_view member, Choice& value, Choice usual) {
    value = usual;
    if (clear_.find(member) == nullptr) return;
    choice(member, value);
    if (value == usual) wrong(member);
  }
  template <class Number>
  void maybe_number(std::string_view member, std::optional<Number>& value) {
    if (clear_.find(member) != nullptr) number(member, value.emplace());
  }
  void step(std::string_view member, ProcedureIndex procedure, StepIndex& step) {
    find_id(member, [&](std::string_view id) { return find(map_, procedure, id, step); });
  }
  void answer(std::string_view member, ProcedureIndex procedure, StepIndex step,
              AnswerIndex& answer) {
    find_id(member, [&](std::string_view id) { return find(map_, procedure, step, id, answer); });
  }
  void rules(std::string_view member, std::vector<RuleIndex>& rules) {
    const Json* const found = required(member);
    if (found == nullptr) return;
    if (!found->is_array()) return wrong(member);
    for (const Json& item : found->items) {
      if (!item.is_string() || !find(map_, item.string, rules.emplace_back())) {
        return unknown(member, item.string);
      }
    }
  }
  void skills(std::string_view member, SkillSet& skills) {
    const Json* const found = required(member);
    if (found == nullptr) return;
    if (!found->is_array()) return wrong(member);
    for (const Json& item : found->items) {
      const auto skill = item.is_string() ? map_.skill(item.string) : std::nullopt;
      if (!skill) return unknown(member, item.string);
      skills.add(*skill);
    }
  }
  void maybe_skills(std::string_view member, std::optional<SkillSet>& skills) {
    if (clear_.find(member) != nullptr) this->skills(member, skills.emplace());
  }
  void rules_if(std::string_view member, std::vector<RuleIndex>& rules) {
    if (clear_.find(member) != nullptr) this->rules(member, rules);
  }
  void numbers_if(std::string_view member, std::vector<std::uint16_t>& numbers) {
    const Json* const found = optional(member);
    if (found == nullptr) return;
    if (!found->is_array()) return wrong(member);
    for (const Json& item : found->items) {
      const bool fits =
          item.kind == Json::Kind::kInteger && item.integer >= 0 && item.integer <= 0xFFFF;
      if (!fits) return wrong(member);
      numbers.push_back(static_cast<std::uint16_t>(item.integer));
    }
  }
  void value(event::Filled& filled) {
    if (!fault_.empty()) return;
    const Field& field = map_.fields[at(filled.field)];
    std::string read;
    if (is_clear(field)) {
      const Json* const found = required("value");
      if (found != nullptr) read_text("value", *found, filled.value);
    } else {
      text("read", read);
      filled.erased = secret_ == nullptr;
      if (filled.erased) filled.value = read;
      secret("value", filled.value);
    }
    if (!field.choices.empty()) check_choices(field, filled.value, filled.erased ? "" : read);
  }

 private:
  void fail(std::string fault) {
    if (fault_.empty()) fault_ = std::move(fault);
  }
  void wrong(std::string_view member) { fail(fmt::format("`{}` is not as it is written", member)); }
  void unknown(std::string_view member, std::string_view id) {
    fail(fmt::format("`{}` names `{}`, which the map does not have", member,
                     id.substr(0, kNameLengthMax)));
  }
  const Json* optional(std::string_view member) {
    if (!fault_.empty()) return nullptr;
    const Json* const found = clear_.find(member);
    if (found != nullptr) ++clear_read_;
    return found;
  }
  const Json* required(std::string_view member) {
    const Json* const found = optional(member);
    if (found == nullptr) fail(fmt::format("it has no `{}`", member));
    return found;
  }
  void read_text(std::string_view member, const Json& found, std::string& value) {
    if (!found.is_string()) return wrong(member);
    value = found.string;
  }
  template <class Find>
  void find_id(std::string_view member, Find find) {
    const Json* const found = required(member);
    if (found == nullptr) return;
    if (!found->is_string()) return wrong(member);
    if (!find(found->string)) unknown(member, found->string);
  }
  void check_choices(const Field& field, std::string_view value, std::string_view read) {
    each_id(value, [&](std::string_view id) {
      if (choice_of(field, id) == nullptr) unknown("value", id);
    });
    each_id(read, [&](std::string_view id) {
      bool stands = false;
      each_id(value, [&](std::string_view other) { stands = stands || other == id; });
      if (!stands) wrong("read");
    });
  }

  const CallMap& map_;
  const Json& clear_;
  const Json* secret_;
  std::size_t clear_read_ = 3;  // the envelope apart from `at`: `f`, `k` and `by`
  std::size_t secret_read_ = 0;
  std::string fault_;
};

// Reads the body when it is of that kind.
template <std::size_t Place>
bool read_body(std::string_view kind, EventBody& body, Reader& reader) {
  using Body = std::variant_alternative_t<Place, EventBody>;
  if (EventShape<Body>::kKind != kind) return false;
  EventShape<Body>::members(reader, body.emplace<Place>());
  return true;
}

template <std::size_t... Places>
bool read_any(std::string_view kind, EventBody& body, Reader& reader,
              std::index_sequence<Places...>) {
  return (read_body<Places>(kind, body, reader) || ...);
}

Result<Author> read_author(const Json& clear) {
  const Json* const by = clear.find("by");
  if (by == nullptr || !by->is_object()) return damaged("an event has no `by`");
  const auto kind = named<Author::Kind>(by->text("kind").value_or(""));
  const Json* const id = by->find("id");
  const bool well =
      kind && (id == nullptr || id->is_string()) && by->members.size() == (id == nullptr ? 1U : 2U);
  if (!well) return damaged("`by` of an event is not as it is written");
  return Author{*kind, PersonId{id == nullptr ? std::string() : id->string}};
}

// The kind's name, once the format is one that this program reads.
Result<std::string> read_kind(const Json& clear) {
  const auto format = clear.whole("f");
  const auto kind = clear.text("k");
  if (!clear.is_object() || !format) return damaged("an event has no format number");
  if (*format != kEventFormat) {
    return failure(ErrorKind::kInvalid,
                   fmt::format("an event has format {}; this program reads format {}: use the "
                               "program that wrote it, or a newer one",
                               *format, kEventFormat));
  }
  if (!kind) return damaged("an event has no kind");
  return std::string(*kind);
}

Result<Json> parse_part(std::string_view bytes, std::string_view what) {
  auto json = parse_json(bytes);
  if (!json) return damaged(fmt::format("{} is {}", what, json.error().message));
  if (!json->is_object()) return damaged(fmt::format("{} is no JSON object", what));
  return json;
}

}  // namespace

std::string_view kind(const EventBody& body) {
  return std::visit([]<class Body>(const Body&) { return EventShape<Body>::kKind; }, body);
}

EncodedEvent encode(const CallMap& map, const Event& event) {
  return Writer(map).write(event);
}

Result<Event> decode(const CallMap& map, std::string_view clear, std::string_view secret) {
  const Json tree = CALLMAP_TRY(parse_part(clear, "an event"));
  const std::string kind = CALLMAP_TRY(read_kind(tree));
  Json secret_tree;
  if (!secret.empty()) secret_tree = CALLMAP_TRY(parse_part(secret, "an event's secret"));
  Event event;
  Reader reader(map, tree, secret.empty() ? nullptr : &secret_tree);
  reader.time("at", event.at);
  event.by = CALLMAP_TRY(read_author(tree));
  constexpr auto kPlaces = std::make_index_sequence<std::variant_size_v<EventBody>>();
  if (!read_any(kind, event.body, reader, kPlaces)) {
    return failure(ErrorKind::kInvalid,
                   fmt::format("an event is of kind `{}`, which this program does not know",
                               kind.substr(0, kNameLengthMax)));
  }
  const std::string fault = reader.finish();
  if (!fault.empty()) return damaged(fmt::format("an event `{}`: {}", kind, fault));
  return event;
}

Result<std::string> pinned_map(std::string_view first_clear) {
  const Json tree = CALLMAP_TRY(parse_part(first_clear, "an event"));
  const std::string kind = CALLMAP_TRY(read_kind(tree));
  const auto digest = tree.text("map");
  if (kind != EventShape<event::Started>::kKind || !digest || digest->empty()) {
    return damaged(fmt::format("a contact begins with `{}` and names no map", kind));
  }
  return std::string(*digest);
}

}  // namespace callmap
