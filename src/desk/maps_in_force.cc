#include "desk/maps_in_force.h"

#include <algorithm>
#include <mutex>

#include "base/json.h"
#include "desk/stream_events.h"
#include "map/compile.h"

namespace callmap {
namespace {

constexpr std::string_view kMapTable = "map";  // by map id: what is in force
constexpr std::size_t kMapsMax = 1'000;

struct MapRow {
  std::uint32_t version = 0;
  std::string digest;
};

Result<MapRow> parse_row(std::string_view value) {
  const Json json = CALLMAP_TRY(parse_json(value));
  const auto version = json.whole("version");
  const auto digest = json.text("digest");
  if (!version || !digest) return failure(ErrorKind::kDamaged, "a row of a map is damaged");
  return MapRow{static_cast<std::uint32_t>(*version), std::string(*digest)};
}

std::string to_json(const MapRow& row) {
  JsonWriter out;
  return out.open().field("version", row.version).field("digest", row.digest).close().take();
}

void sort_by_id(std::vector<MapInForce>& maps) {
  std::ranges::sort(maps, {}, [](const MapInForce& each) { return each.map->id; });
}

}  // namespace

std::string pack(const std::vector<SourceFile>& files) {
  JsonWriter out;
  out.open().key("files").open_list();
  for (const SourceFile& file : files) {
    out.open().field("path", file.path).field("text", file.text).close();
  }
  return out.close_list().close().take();
}

Result<std::vector<SourceFile>> unpack(std::string_view blob) {
  const Json json = CALLMAP_TRY(parse_json(blob));
  const Json* files = json.find("files");
  if (files == nullptr || !files->is_array()) {
    return failure(ErrorKind::kDamaged, "the source of a map has no files");
  }
  std::vector<SourceFile> sources;
  for (const Json& file : files->items) {
    sources.push_back(
        {std::string(file.text("path").value_or("")), std::string(file.text("text").value_or(""))});
  }
  return sources;
}

Result<> MapsInForce::load() {
  const auto rows = CALLMAP_TRY(store_->scan(kMapTable, "", kMapsMax));
  for (const Row& each : rows) {
    const MapRow row = CALLMAP_TRY(parse_row(each.value));
    const CallMap* map = CALLMAP_TRY(by_digest(row.digest));
    const std::unique_lock lock(mutex_);
    in_force_.push_back({map, row.version});
  }
  const std::unique_lock lock(mutex_);
  sort_by_id(in_force_);
  return {};
}

Result<const CallMap*> MapsInForce::keep(CallMap map) {
  const std::unique_lock lock(mutex_);
  std::string digest = map.digest;
  const auto at = by_digest_.try_emplace(std::move(digest)).first;
  if (at->second == nullptr) at->second = std::make_unique<const CallMap>(std::move(map));
  return at->second.get();
}

Result<const CallMap*> MapsInForce::by_digest(std::string_view digest) {
  {
    const std::shared_lock lock(mutex_);
    const auto found = by_digest_.find(std::string(digest));
    if (found != by_digest_.end()) return found->second.get();
  }
  const std::string blob = CALLMAP_TRY(store_->blob(digest));
  Loaded loaded = load_map(CALLMAP_TRY(unpack(blob)));
  if (!loaded.map || loaded.map->digest != digest) {
    return failure(ErrorKind::kDamaged,
                   "the source of map `" + std::string(digest) + "` no longer reads");
  }
  return keep(std::move(*loaded.map));
}

Result<MapInForce> MapsInForce::publish(const std::vector<SourceFile>& files, Instant now) {
  Loaded loaded = load_map(files);
  if (!loaded.map) return failure(ErrorKind::kInvalid, render(loaded.problems));
  const std::string id = loaded.map->id;
  const auto standing = find(id);
  if (standing && standing->map->digest == loaded.map->digest) return *standing;

  const MapRow row{standing ? standing->version + 1 : 1, loaded.map->digest};
  Commit commit;
  commit.appends.push_back(
      {{StreamKind::kMap, id},
       row.version - 1,
       {{now, callmap::to_json(MapEvent(MapPublished{row.version, row.digest})), {}}}});
  commit.rows.push_back({std::string(kMapTable), id, "", to_json(row)});
  commit.blobs.push_back({row.digest, pack(files)});
  CALLMAP_TRY(store_->commit_now(std::move(commit)));

  const MapInForce made{CALLMAP_TRY(keep(std::move(*loaded.map))), row.version};
  const std::unique_lock lock(mutex_);
  std::erase_if(in_force_, [&id](const MapInForce& each) { return each.map->id == id; });
  in_force_.push_back(made);
  sort_by_id(in_force_);
  return made;
}

std::vector<MapInForce> MapsInForce::all() const {
  const std::shared_lock lock(mutex_);
  return in_force_;
}

std::optional<MapInForce> MapsInForce::find(std::string_view id) const {
  const std::shared_lock lock(mutex_);
  for (const MapInForce& each : in_force_) {
    if (each.map->id == id) return each;
  }
  return std::nullopt;
}

std::vector<std::pair<MapInForce, std::string>> MapsInForce::by_line(
    std::string_view called) const {
  std::vector<std::pair<MapInForce, std::string>> by_number;
  std::vector<std::pair<MapInForce, std::string>> by_id;
  const std::shared_lock lock(mutex_);
  for (const MapInForce& each : in_force_) {
    for (const LineCalled& line : each.map->lines) {
      if (!line.number.empty() && line.number == called) by_number.emplace_back(each, line.id);
      if (line.id == called) by_id.emplace_back(each, line.id);
    }
  }
  return by_number.empty() ? by_id : by_number;
}

std::vector<AnswerItem> MapsInForce::answer_items() const {
  std::vector<AnswerItem> items;
  for (const MapInForce& each : all()) {
    for (const Method& method : each.map->verification.methods) {
      for (const AnswerItem& item : method.items) {
        const auto same = [&item](const AnswerItem& other) {
          return other.id == item.id && other.normalise == item.normalise;
        };
        if (std::ranges::none_of(items, same)) items.push_back(item);
      }
    }
  }
  return items;
}

std::vector<CardRow> MapsInForce::card_rows() const {
  std::vector<CardRow> rows;
  for (const MapInForce& each : all()) {
    for (const CardRow& row : each.map->card) {
      const auto same = [&row](const CardRow& other) { return other.id == row.id; };
      if (std::ranges::none_of(rows, same)) rows.push_back(row);
    }
  }
  return rows;
}

}  // namespace callmap
