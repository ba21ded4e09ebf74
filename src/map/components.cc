#include "map/components.h"

#include <algorithm>

namespace callmap {
namespace {

constexpr std::size_t kUnseen = static_cast<std::size_t>(-1);

class Search {
 public:
  explicit Search(const Edges& edges)
      : edges_(edges),
        order_(edges.size(), kUnseen),
        low_(edges.size()),
        open_(edges.size()),
        next_(edges.size()) {
    out_.of.resize(edges.size());
  }

  Components run() {
    for (std::size_t node = 0; node < edges_.size(); ++node) {
      if (order_[node] == kUnseen) visit(node);
    }
    return std::move(out_);
  }

 private:
  void visit(std::size_t root) {
    enter(root);
    while (!way_.empty()) {
      const std::size_t node = way_.back();
      if (next_[node] < edges_[node].size()) {
        step(node, edges_[node][next_[node]++]);
        continue;
      }
      way_.pop_back();
      if (!way_.empty()) low_[way_.back()] = std::min(low_[way_.back()], low_[node]);
      if (low_[node] == order_[node]) close(node);
    }
  }
  void enter(std::size_t node) {
    order_[node] = low_[node] = count_++;
    open_[node] = true;
    stack_.push_back(node);
    way_.push_back(node);
  }
  void step(std::size_t from, std::size_t to) {
    if (order_[to] == kUnseen) {
      enter(to);
    } else if (open_[to]) {
      low_[from] = std::min(low_[from], order_[to]);
    }
  }
  void close(std::size_t root) {
    auto& members = out_.members.emplace_back();
    std::size_t node = kUnseen;
    while (node != root) {
      node = stack_.back();
      stack_.pop_back();
      open_[node] = false;
      out_.of[node] = out_.members.size() - 1;
      members.push_back(node);
    }
    std::ranges::sort(members);
  }

  const Edges& edges_;
  std::vector<std::size_t> order_, low_;
  std::vector<bool> open_;
  std::vector<std::size_t> next_, way_, stack_;
  std::size_t count_ = 0;
  Components out_;
};

}  // namespace

Components components(const Edges& edges) {
  return Search(edges).run();
}

}  // namespace callmap
