#include "review/follow.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <compare>
#include <queue>
#include <unordered_map>

#include "base/ensure.h"
#include "base/plain_words.h"

namespace callmap {
namespace {

constexpr std::size_t kReadingsMax = 20'000;
constexpr std::array<std::string_view, kDepartureKindCount> kDepartureNames = {
    "missing", "extra", "moved", "not_verified", "refused"};

struct Item {
  std::string text;          // as it was given
  std::string words;         // what it names
  std::string step, answer;  // of `step=answer`
};

Item read_item(const std::string& text) {
  Item item{.text = text, .words = plain_words(text)};
  const std::size_t sign = text.find('=');
  if (sign == std::string::npos) return item;
  item.step = plain_words(text.substr(0, sign));
  item.answer = plain_words(text.substr(sign + 1));
  return item;
}

struct Cost {
  std::size_t departures = 0, extras = 0, assumed = 0;  // what was recorded counts rather than not
  auto operator<=>(const Cost&) const = default;
};

// One reading of the first items: where the procedure stands after them, and how it came there.
struct Reading {
  Contact contact;
  std::optional<ReachedEnd> end;
  std::size_t item = 0;  // the next one
  bool asked = false;    // the item before named the question that is open
  bool refused = false;  // nothing comes after it
  Cost cost;
  std::size_t from = 0;  // the reading that it goes on from; itself: the first
  std::optional<FollowedStep> step;
  std::optional<Departure> departure;
};

std::string quoted(std::string_view text) {
  return fmt::format("“{}”", text);
}

class Reader {
 public:
  Reader(const CallMap& map, std::span<const std::string> items, const FollowOptions& options)
      : map_(without_call(map)), options_(options) {
    for (const std::string& item : items) items_.push_back(read_item(item));
  }

  Followed read(ProcedureIndex procedure) {
    Reading first;
    first.contact = placed_in(map_, procedure, options_.verified, Instant{});
    add(std::move(first), 0);
    while (!open_.empty()) {
      const std::size_t place = open_.top().second;
      open_.pop();
      if (!is_best(place)) continue;
      if (is_over(readings_[place])) return told(place);
      if (readings_.size() > kReadingsMax) break;
      go_on(place);
    }
    Followed nothing;
    nothing.decided = false;
    return nothing;
  }

 private:
  [[nodiscard]] const Item* item_of(const Reading& reading) const {
    return reading.item < items_.size() ? &items_[reading.item] : nullptr;
  }
  [[nodiscard]] const Step* step_of(const Reading& reading) const {
    if (!reading.contact.control.in_procedure()) return nullptr;
    const StackEntry top = reading.contact.control.top();
    return &map_.procedures[at(top.procedure)].steps[at(top.step)];
  }
  [[nodiscard]] const std::string& open_in(const Reading& reading) const {
    return map_.procedures[at(reading.contact.control.top().procedure)].id;
  }
  [[nodiscard]] std::string words_of(const Step& step) const {
    return step.text.empty() && step.action ? map_.actions[at(*step.action)].text : step.text;
  }
  // As a sentence names it: an action by its id, which is what was recorded.
  [[nodiscard]] std::string named(const Step& step) const {
    return step.action ? fmt::format("`{}`", map_.actions[at(*step.action)].id) : quoted(step.text);
  }
  [[nodiscard]] bool verifies(const Step& step) const {
    return step.action &&
           std::ranges::find(options_.verifying, *step.action) != options_.verifying.end();
  }
  [[nodiscard]] bool names(const Item& item, const Step& step) const {
    const std::string_view words = item.step.empty() ? item.words : item.step;
    if (is_named(step.id, step.text, words)) return true;
    if (!step.action) return false;
    const Action& action = map_.actions[at(*step.action)];
    return is_named(action.id, action.text, words);
  }

  // Everything was read, and what stands open is over or waits for an answer that nobody tells.
  [[nodiscard]] bool is_over(const Reading& reading) const {
    if (reading.refused) return true;
    if (reading.item < items_.size()) return false;
    const Step* const step = step_of(reading);
    return step == nullptr || step->kind == StepKind::kQuestion;
  }

  // What of a reading decides how it can go on.
  [[nodiscard]] static std::string key_of(const Reading& reading) {
    const Control& control = reading.contact.control;
    std::string key = fmt::format("{} {} {} {}", reading.item, reading.asked, reading.refused,
                                  static_cast<int>(control.level));
    for (std::size_t n = 0; n < control.depth; ++n) {
      const StackEntry entry = control.stack[n];
      key += fmt::format(" {}.{}.{}", at(entry.procedure), at(entry.step), entry.loops);
    }
    if (reading.end) key += fmt::format(" {}:{}", at(reading.end->procedure), at(reading.end->end));
    return key;
  }
  [[nodiscard]] bool is_best(std::size_t place) const {
    return best_.at(key_of(readings_[place])) == place;
  }

  void add(Reading reading, std::size_t from) {
    reading.from = from;
    const auto [known, fresh] = best_.try_emplace(key_of(reading), readings_.size());
    if (!fresh) {
      if (readings_[known->second].cost <= reading.cost) return;
      known->second = readings_.size();
    }
    open_.emplace(reading.cost, readings_.size());
    readings_.push_back(std::move(reading));
  }

  void go_on(std::size_t place) {
    const Reading now = readings_[place];
    const Item* const item = item_of(now);
    if (const Step* const step = step_of(now)) {
      if (step->kind == StepKind::kQuestion) {
        if (item != nullptr) ask(now, place, *step, *item);
      } else {
        act(now, place, *step, item);
      }
    } else if (item != nullptr && names_end(now, *item)) {
      Reading next = now;
      ++next.item;
      next.step.reset();
      next.departure.reset();
      add(std::move(next), place);
    }
    if (item != nullptr) leave_out(now, place, *item);
  }

  [[nodiscard]] bool names_end(const Reading& reading, const Item& item) const {
    if (!reading.end) return false;
    const ProcedureEnd& end =
        map_.procedures[at(reading.end->procedure)].ends[at(reading.end->end)];
    return is_named(end.id, end.text, item.words);
  }

  // The item is nothing that the procedure knows here.
  void leave_out(const Reading& now, std::size_t place, const Item& item) {
    Reading next = now;
    next.step.reset();
    next.departure = Departure{.kind = DepartureKind::kExtra,
                               .item = now.item,
                               .sentence = fmt::format("{} is no step here", quoted(item.text))};
    ++next.cost.departures;
    ++next.cost.extras;
    ++next.item;
    add(std::move(next), place);
  }

  void ask(const Reading& now, std::size_t place, const Step& step, const Item& item) {
    if (!item.answer.empty() && names(item, step)) {
      if (const auto answer = answer_named(step, item.answer)) take(now, place, *answer, true);
      return;
    }
    if (!now.asked && names(item, step)) {
      Reading next = now;
      next.step.reset();
      next.departure.reset();
      next.asked = true;
      ++next.item;
      add(std::move(next), place);
    }
    if (const auto answer = answer_named(step, item.words)) take(now, place, *answer, true);
    for (std::size_t n = 0; n < step.answers.size(); ++n) {
      take(now, place, static_cast<AnswerIndex>(n), false);
    }
  }

  void act(const Reading& now, std::size_t place, const Step& step, const Item* item) {
    if (item != nullptr && names(*item, step)) take(now, place, AnswerIndex{0}, true);
    take(now, place, AnswerIndex{0}, false);
  }

  // Gives the answer of the step that is open; `told`: the item tells it, else it passes in
  // silence.
  void take(const Reading& now, std::size_t place, AnswerIndex answer, bool told) {
    const StackEntry top = now.contact.control.top();
    const Step& step = *step_of(now);
    Reading next = now;
    next.departure.reset();
    next.asked = false;
    const bool is_question = step.kind == StepKind::kQuestion;
    next.step = FollowedStep{.procedure = map_.procedures[at(top.procedure)].id,
                             .step = step.id,
                             .text = words_of(step)};
    if (is_question) {
      next.step->answer = step.answers[at(answer)].id;
      next.step->label = step.answers[at(answer)].label;
      next.step->assumed = !told;
      next.cost.assumed += told ? 0 : 1;
    }
    if (told || now.asked) next.step->item = told ? now.item : now.item - 1;
    const bool counts = step.kind == StepKind::kAction || (options_.every_step && !now.asked);
    if (!told && counts) {
      next.departure = missing(now, step);
      ++next.cost.departures;
      next.step.reset();
    }
    if (told) ++next.item;
    if (!answer_it(next, now, {top.procedure, top.step, answer}, step)) return;
    if (told && verifies(step)) {
      verify_by_system(next.contact, map_, highest_level(map_), Instant{});
    }
    add(std::move(next), place);
  }

  [[nodiscard]] Departure missing(const Reading& now, const Step& step) const {
    const Item* const item = item_of(now);
    return {.kind = DepartureKind::kMissing,
            .item = now.item,
            .procedure = open_in(now),
            .step = step.id,
            .verifies = verifies(step),
            .sentence = item == nullptr ? fmt::format("{} is missing at the end", named(step))
                                        : fmt::format("{} is missing before {}", named(step),
                                                      quoted(item->text))};
  }

  // The engine says whether that can be. Whoever is not verified counts as verified from here on: a
  // second step that asks for it would tell nothing new. A step that nobody took only has to let
  // the walk pass. False: it does not, which is no reading at all.
  bool answer_it(Reading& next, const Reading& now, const intent::Answer& answer,
                 const Step& step) {
    const bool taken = !next.departure;
    auto events = decided(next.contact, answer);
    const bool closed = !events && events.error().reason == RefusalReason::kNotVerified;
    if (closed) {
      if (taken) {
        depart(next, now, DepartureKind::kNotVerified, step,
               fmt::format("{} comes before the customer is verified", named(step)));
      }
      verify_by_system(next.contact, map_, highest_level(map_), Instant{});
      events = decided(next.contact, answer);
    }
    if (events) {
      for (const Event& event : *events) fold(next.contact, map_, event);
      next.end = walked_end(map_, now.contact.control, next.contact);
      if (closed && !taken) lapse_by_system(next.contact, map_, Instant{});
      return true;
    }
    if (!taken) return false;
    depart(next, now, DepartureKind::kRefused, step,
           fmt::format("{}: {}", named(step), events.error().sentence));
    next.cost.departures += items_.size() - std::min(next.item, items_.size());
    next.refused = true;
    return true;
  }

  void depart(Reading& next, const Reading& now, DepartureKind kind, const Step& step,
              std::string sentence) {
    next.departure =
        Departure{.kind = kind, .item = now.item, .step = step.id, .sentence = std::move(sentence)};
    ++next.cost.departures;
  }

  [[nodiscard]] std::expected<std::vector<Event>, Refusal> decided(
      const Contact& contact, const intent::Answer& answer) const {
    return decide(map_, contact,
                  {contact.record.last, {Author::Kind::kPerson, contact.holder()}, Intent{answer}});
  }

  [[nodiscard]] Followed told(std::size_t place) const {
    Followed followed;
    const Reading& last = readings_[place];
    followed.end = last.end;
    if (const Step* const step = step_of(last)) followed.stands_at = step->id;
    for (std::size_t n = place;; n = readings_[n].from) {
      const Reading& reading = readings_[n];
      if (reading.step) followed.path.push_back(*reading.step);
      if (reading.departure) followed.departures.push_back(*reading.departure);
      if (n == reading.from) break;
    }
    std::ranges::reverse(followed.path);
    std::ranges::reverse(followed.departures);
    join_moved(followed.departures);
    return followed;
  }

  // A step that is missing in its place and stands elsewhere as an extra item was moved.
  void join_moved(std::vector<Departure>& departures) const {
    for (Departure& missing : departures) {
      if (missing.kind != DepartureKind::kMissing) continue;
      const auto extra = std::ranges::find_if(departures, [&](const Departure& each) {
        return each.kind == DepartureKind::kExtra && stands_for(each, missing);
      });
      if (extra == departures.end()) continue;
      const bool early = extra->item < missing.item;
      missing.kind = DepartureKind::kMoved;
      missing.sentence = fmt::format("{} comes too {}", quoted(items_[extra->item].text),
                                     early ? "early" : "late");
      missing.item = extra->item;
      departures.erase(extra);
      return join_moved(departures);
    }
  }
  [[nodiscard]] bool stands_for(const Departure& extra, const Departure& missing) const {
    const ProcedureIndex procedure = *map_.procedure(missing.procedure);
    const Step& step =
        map_.procedures[at(procedure)].steps[at(*map_.step(procedure, missing.step))];
    return names(items_[extra.item], step);
  }

  const CallMap map_;
  const FollowOptions& options_;
  std::vector<Item> items_;
  std::vector<Reading> readings_;
  std::unordered_map<std::string, std::size_t> best_;
  using Open = std::pair<Cost, std::size_t>;
  std::priority_queue<Open, std::vector<Open>, std::greater<>> open_;
};

}  // namespace

std::string_view name(DepartureKind kind) {
  return kDepartureNames[static_cast<std::size_t>(kind)];
}

Followed follow(const CallMap& map, ProcedureIndex procedure, std::span<const std::string> items,
                const FollowOptions& options) {
  ENSURE(items.size() <= kFollowItemsMax);
  return Reader(map, items, options).read(procedure);
}

}  // namespace callmap
