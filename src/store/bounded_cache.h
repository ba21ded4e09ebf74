#pragma once
// A cache that forgets: at most twice `kGeneration` entries, the older half dropped whole when the
// newer is full, so that both finding and forgetting are cheap. Used for stream heads and unwrapped
// keys. Not for threads: its owner locks.

#include <cstddef>
#include <unordered_map>
#include <utility>

namespace callmap {

template <class Key, class Value, std::size_t kGeneration, class Hash = std::hash<Key>>
class BoundedCache {
 public:
  // The entry, or nullptr. Good until the next call.
  [[nodiscard]] const Value* find(const Key& key) {
    if (const auto found = newer_.find(key); found != newer_.end()) return &found->second;
    const auto found = older_.find(key);
    if (found == older_.end()) return nullptr;
    auto node = older_.extract(found);
    make_room();
    return &newer_.insert(std::move(node)).position->second;
  }
  void put(const Key& key, Value value) {
    older_.erase(key);
    if (!newer_.contains(key)) make_room();
    newer_.insert_or_assign(key, std::move(value));
  }
  void forget(const Key& key) {
    newer_.erase(key);
    older_.erase(key);
  }
  void clear() {
    newer_.clear();
    older_.clear();
  }
  [[nodiscard]] std::size_t size() const { return newer_.size() + older_.size(); }

 private:
  void make_room() {
    if (newer_.size() < kGeneration) return;
    older_ = std::exchange(newer_, {});
  }
  std::unordered_map<Key, Value, Hash> newer_;
  std::unordered_map<Key, Value, Hash> older_;
};

}  // namespace callmap
