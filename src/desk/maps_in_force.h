#pragma once
// The maps that new contacts start on, and every older one that a contact still pins. Publishing
// keeps the source bytes in the store under their digest, so that a contact folds for ever. Maps
// are compiled once and stay in memory until the desk is closed; references to them stay good.

#include <cstdint>
#include <memory>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/instant.h"
#include "map/call_map.h"
#include "map/source.h"
#include "store/store.h"

namespace callmap {

struct MapInForce {
  const CallMap* map = nullptr;
  std::uint32_t version = 0;  // 1, 2, 3 … of that map's id
};

class MapsInForce {
 public:
  explicit MapsInForce(Store& store) : store_(&store) {}

  // Loads what is in force. kDamaged when a source no longer reads.
  [[nodiscard]] Result<> load();

  // Puts the map in force; one already in force with the same digest changes nothing. kInvalid
  // with the rendered problems when it has an error. Returns its version.
  [[nodiscard]] Result<MapInForce> publish(const std::vector<SourceFile>& files, Instant now);

  [[nodiscard]] std::vector<MapInForce> all() const;  // by id
  [[nodiscard]] std::optional<MapInForce> find(std::string_view id) const;
  // Those that have the line, with its id there: by the number called, else by its id. By map id.
  [[nodiscard]] std::vector<std::pair<MapInForce, std::string>> by_line(
      std::string_view called) const;
  // Any digest ever published, read from the store on first use.
  [[nodiscard]] Result<const CallMap*> by_digest(std::string_view digest);

  // The items of all maps in force, each (id, form) once: what an import makes hashes of. Lengths
  // are those of the first map that names it.
  [[nodiscard]] std::vector<AnswerItem> answer_items() const;
  [[nodiscard]] std::vector<CardRow> card_rows() const;

 private:
  [[nodiscard]] Result<const CallMap*> keep(CallMap map);

  Store* store_;
  mutable std::shared_mutex mutex_;
  std::unordered_map<std::string, std::unique_ptr<const CallMap>> by_digest_;
  std::vector<MapInForce> in_force_;
};

// The source files as one blob and back.
[[nodiscard]] std::string pack(const std::vector<SourceFile>& files);
[[nodiscard]] Result<std::vector<SourceFile>> unpack(std::string_view blob);

}  // namespace callmap
