// callmap replay --map MAP --procedure P ITEM …: recorded sequences held against procedures.

#include "review/follow.h"

#include <fmt/core.h>

#include <iostream>
#include <iterator>

#include "base/json.h"
#include "cli/commands.h"
#include "cli/map_files.h"
#include "cli/procedure_named.h"
#include "cli/terminal.h"
#include "engine/names.h"

namespace callmap {
namespace {

constexpr std::size_t kSequencesBytesMax = 64U << 20U;

struct Sequence {
  std::string id, procedure;
  std::vector<std::string> items;
};

// ["item", …], or {"id", "procedure", "items"}.
Result<Sequence> read_sequence(std::string_view line, const std::string& procedure) {
  const Json json = CALLMAP_TRY(parse_json(line));
  Sequence sequence{.procedure = procedure};
  const Json* const items = json.is_array() ? &json : json.find("items");
  if (json.is_object()) {
    sequence.id = json.text("id").value_or("");
    sequence.procedure = json.text("procedure").value_or(procedure);
  }
  if (items == nullptr || !items->is_array()) {
    return failure(ErrorKind::kInvalid,
                   "a line is a list of items, or an object with such a list as `items`");
  }
  if (items->items.size() > kFollowItemsMax) {
    return failure(ErrorKind::kInvalid,
                   fmt::format("a sequence has at most {} items", kFollowItemsMax));
  }
  for (const Json& item : items->items) {
    if (!item.is_string()) return failure(ErrorKind::kInvalid, "an item is a text");
    sequence.items.push_back(item.string);
  }
  if (sequence.procedure.empty()) {
    return failure(ErrorKind::kInvalid,
                   "name a procedure: in the line, or for all with --procedure");
  }
  return sequence;
}

void write_path(JsonWriter& out, const std::vector<FollowedStep>& path) {
  out.key("path").open_list();
  for (const FollowedStep& step : path) {
    out.open().field("procedure", step.procedure).field("step", step.step);
    out.field("text", step.text).text_if("answer", step.answer).text_if("label", step.label);
    if (step.item) out.field("item", std::uint64_t{*step.item});
    if (step.assumed) out.field("assumed", true);
    out.close();
  }
  out.close_list();
}

void write_departures(JsonWriter& out, const std::vector<Departure>& departures) {
  out.key("leaves").open_list();
  for (const Departure& departure : departures) {
    out.open().field("kind", name(departure.kind));
    out.field("item", std::uint64_t{departure.item}).text_if("step", departure.step);
    if (departure.verifies) out.field("verifies", true);
    out.field("sentence", departure.sentence).close();
  }
  out.close_list();
}

void print_json(const CallMap& map, const Sequence& sequence, const Followed& followed) {
  JsonWriter out;
  out.open().text_if("id", sequence.id).field("procedure", sequence.procedure);
  out.field("decided", followed.decided).field("follows", followed.follows());
  write_path(out, followed.path);
  write_departures(out, followed.departures);
  if (followed.end) {
    const Procedure& procedure = map.procedures[at(followed.end->procedure)];
    const ProcedureEnd& end = procedure.ends[at(followed.end->end)];
    out.key("end").open().field("procedure", procedure.id).field("end", end.id);
    out.field("text", end.text).field("result", name(end.result)).close();
  }
  out.text_if("stands_at", followed.stands_at).close();
  fmt::print("{}\n", out.text());
}

void print_text(const CallMap& map, const Sequence& sequence, const Followed& followed) {
  if (!sequence.id.empty()) fmt::print("{}\n", inked(Ink::kRoute, sequence.id));
  for (const FollowedStep& step : followed.path) {
    fmt::print("  {}{}{}\n", inked(Ink::kPlain, step.text),
               step.label.empty() ? "" : inked(Ink::kStrong, "  " + step.label),
               step.assumed ? inked(Ink::kQuiet, "  nobody tells; assumed") : "");
  }
  if (followed.end) {
    const Procedure& procedure = map.procedures[at(followed.end->procedure)];
    const ProcedureEnd& end = procedure.ends[at(followed.end->end)];
    fmt::print("  {}\n", inked(Ink::kStrong, "ends: " + (end.text.empty() ? end.id : end.text)));
  }
  if (!followed.stands_at.empty()) {
    fmt::print("  {}\n", inked(Ink::kQuiet, "stops at the step " + followed.stands_at));
  }
  for (const Departure& departure : followed.departures) {
    fmt::print("  {}\n",
               inked(Ink::kWarn, fmt::format("{}: {}", name(departure.kind), departure.sentence)));
  }
  const char* const verdict = !followed.decided    ? "not decided: too many ways to read it"
                              : followed.follows() ? "follows the procedure"
                                                   : "leaves the procedure";
  fmt::print("{}\n", inked(Ink::kStrong, verdict));
}

Result<FollowOptions> options_of(const CallMap& map, const FollowCommandOptions& options) {
  FollowOptions out{.every_step = options.every_step};
  for (const std::string& name : options.verifying) {
    const auto action = map.action(name);
    if (!action) {
      return failure(ErrorKind::kInvalid, fmt::format("the map has no action `{}`", name));
    }
    out.verifying.push_back(*action);
  }
  out.verified =
      level_named(options.verified, options.verifying.empty() ? highest_level(map) : Level::kNone);
  return out;
}

class Replay {
 public:
  Replay(const CallMap& map, const FollowCommandOptions& options, FollowOptions follow)
      : map_(map), options_(options), follow_(std::move(follow)) {}

  Result<> one(const Sequence& sequence) {
    const ProcedureIndex procedure = CALLMAP_TRY(procedure_named(map_, sequence.procedure));
    const Followed followed = follow(map_, procedure, sequence.items, follow_);
    all_follow_ = all_follow_ && followed.follows();
    if (options_.json) {
      print_json(map_, sequence, followed);
    } else {
      print_text(map_, sequence, followed);
    }
    return {};
  }

  // A line that cannot be read is told, and the next one is taken.
  void lines(std::string_view text, const std::string& file) {
    int number = 0;
    while (!text.empty()) {
      const std::string_view line = text.substr(0, text.find('\n'));
      text.remove_prefix(std::min(line.size() + 1, text.size()));
      ++number;
      if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
      auto sequence = read_sequence(line, options_.procedure);
      const Result<> done = sequence ? one(*sequence) : Result<>(std::unexpected(sequence.error()));
      if (done) continue;
      all_follow_ = false;
      fmt::print(stderr, "{}:{}: {}\n", file, number, done.error().message);
    }
  }

  [[nodiscard]] bool all_follow() const { return all_follow_; }

 private:
  const CallMap& map_;
  const FollowCommandOptions& options_;
  FollowOptions follow_;
  bool all_follow_ = true;
};

Result<std::string> text_from(const std::string& path) {
  if (path != "-") return read_file(path, kSequencesBytesMax);
  std::string text{std::istreambuf_iterator<char>(std::cin), {}};
  if (text.size() > kSequencesBytesMax) {
    return failure(ErrorKind::kInvalid, fmt::format("more than {} bytes came", kSequencesBytesMax));
  }
  return text;
}

Result<bool> replay_all(const FollowCommandOptions& options) {
  const CallMap map = CALLMAP_TRY(load_map_or_say(options.map));
  Replay replay(map, options, CALLMAP_TRY(options_of(map, options)));
  if (options.from.empty()) {
    if (options.items.size() > kFollowItemsMax) {
      return failure(ErrorKind::kInvalid,
                     fmt::format("a sequence has at most {} items", kFollowItemsMax));
    }
    CALLMAP_TRY(replay.one({.procedure = options.procedure, .items = options.items}));
  } else {
    replay.lines(CALLMAP_TRY(text_from(options.from)), options.from);
  }
  return replay.all_follow();
}

}  // namespace

int replay_procedure(const FollowCommandOptions& options) {
  const bool named = !options.procedure.empty() || !options.from.empty();
  if (options.map.empty() || !named || (!options.from.empty() && !options.items.empty())) {
    fmt::print(stderr,
               "callmap: name --map and --procedure, and the items or --from a file of them\n");
    return kExitUsage;
  }
  const auto all_follow = replay_all(options);
  if (!all_follow) return say_error(all_follow.error());
  return *all_follow ? kExitDone : kExitNo;
}

}  // namespace callmap
