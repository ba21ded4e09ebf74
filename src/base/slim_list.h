#pragma once
// A sequence for values of which millions stay in memory: one pointer wide, nothing allocated while
// it is empty, a copy exactly as large as what it holds, and little room kept in advance. The
// engine's contacts are made of it. Everywhere else std::vector is the better choice.

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <initializer_list>
#include <iterator>
#include <memory>
#include <type_traits>
#include <utility>

#include "base/ensure.h"

namespace callmap {

template <class T>
class SlimList {
 public:
  using value_type = T;
  using size_type = std::size_t;
  using difference_type = std::ptrdiff_t;
  using reference = T&;
  using const_reference = const T&;
  using iterator = T*;
  using const_iterator = const T*;

  SlimList() noexcept = default;
  // `count` values, all zero or empty.
  explicit SlimList(std::size_t count) {
    if (count == 0) return;
    reserve_exactly(count);
    std::uninitialized_value_construct_n(begin(), count);
    head_->size = static_cast<std::uint32_t>(count);
  }
  SlimList(const T* first, const T* last) {
    if (first == last) return;
    reserve_exactly(static_cast<std::size_t>(last - first));
    std::uninitialized_copy(first, last, begin());
    head_->size = static_cast<std::uint32_t>(last - first);
  }
  SlimList(std::initializer_list<T> values) : SlimList(values.begin(), values.end()) {}
  SlimList(const SlimList& other) : SlimList(other.begin(), other.end()) {}
  SlimList(SlimList&& other) noexcept : head_(std::exchange(other.head_, nullptr)) {}
  SlimList& operator=(const SlimList& other) {
    if (this != &other) *this = SlimList(other);
    return *this;
  }
  SlimList& operator=(SlimList&& other) noexcept {
    std::swap(head_, other.head_);
    return *this;
  }
  ~SlimList() {
    if (head_ == nullptr) return;
    std::destroy_n(begin(), size());
    std::free(head_);
  }

  [[nodiscard]] bool empty() const { return size() == 0; }
  [[nodiscard]] std::size_t size() const { return head_ == nullptr ? 0 : head_->size; }
  [[nodiscard]] T* data() { return begin(); }
  [[nodiscard]] const T* data() const { return begin(); }
  [[nodiscard]] T* begin() { return head_ == nullptr ? nullptr : reinterpret_cast<T*>(head_ + 1); }
  [[nodiscard]] const T* begin() const {
    return head_ == nullptr ? nullptr : reinterpret_cast<const T*>(head_ + 1);
  }
  [[nodiscard]] T* end() { return begin() + size(); }
  [[nodiscard]] const T* end() const { return begin() + size(); }
  [[nodiscard]] auto rbegin() { return std::reverse_iterator(end()); }
  [[nodiscard]] auto rbegin() const { return std::reverse_iterator(end()); }
  [[nodiscard]] auto rend() { return std::reverse_iterator(begin()); }
  [[nodiscard]] auto rend() const { return std::reverse_iterator(begin()); }

  // Preconditions: the place is inside.
  [[nodiscard]] T& operator[](std::size_t place) { return begin()[place]; }
  [[nodiscard]] const T& operator[](std::size_t place) const { return begin()[place]; }
  [[nodiscard]] T& at(std::size_t place) {
    ENSURE(place < size(), "{} of {}", place, size());
    return begin()[place];
  }
  [[nodiscard]] const T& at(std::size_t place) const {
    ENSURE(place < size(), "{} of {}", place, size());
    return begin()[place];
  }
  [[nodiscard]] T& front() { return *begin(); }
  [[nodiscard]] const T& front() const { return *begin(); }
  [[nodiscard]] T& back() { return end()[-1]; }
  [[nodiscard]] const T& back() const { return end()[-1]; }

  template <class... Parts>
  T& emplace_back(Parts&&... parts) {
    T made(std::forward<Parts>(parts)...);  // before the room moves: a part may be one of our own
    if (head_ == nullptr || head_->size == head_->room) reserve_exactly(next_room());
    T* const place = std::construct_at(end(), std::move(made));
    ++head_->size;
    return *place;
  }
  void push_back(T value) { emplace_back(std::move(value)); }
  void pop_back() {
    std::destroy_at(end() - 1);
    --head_->size;
  }
  void erase(T* first, T* last) {
    if (first == last) return;
    T* const kept = std::move(last, end(), first);
    std::destroy(kept, end());
    head_->size = static_cast<std::uint32_t>(kept - begin());
  }
  void clear() { erase(begin(), end()); }

  friend bool operator==(const SlimList& left, const SlimList& right) {
    return std::equal(left.begin(), left.end(), right.begin(), right.end());
  }
  template <class Wanted>
  friend void erase_if(SlimList& list, Wanted wanted) {
    list.erase(std::remove_if(list.begin(), list.end(), wanted), list.end());
  }

 private:
  struct Head {
    std::uint32_t size = 0;
    std::uint32_t room = 0;
  };
  static_assert(alignof(T) <= sizeof(Head) && std::is_nothrow_move_constructible_v<T>);

  // A quarter more, at first what 64 bytes hold.
  [[nodiscard]] std::size_t next_room() const {
    constexpr std::size_t kFirst = std::max<std::size_t>(1, (64 - sizeof(Head)) / sizeof(T));
    return head_ == nullptr ? kFirst
                            : std::max<std::size_t>(kFirst, head_->room + head_->room / 4 + 1);
  }
  void reserve_exactly(std::size_t room) {
    Head* const head = static_cast<Head*>(std::malloc(sizeof(Head) + room * sizeof(T)));
    ENSURE(head != nullptr, "no memory for {} values", room);
    std::construct_at(head,
                      Head{static_cast<std::uint32_t>(size()), static_cast<std::uint32_t>(room)});
    if (head_ != nullptr) {
      std::uninitialized_move_n(begin(), size(), reinterpret_cast<T*>(head + 1));
      std::destroy_n(begin(), size());
      std::free(head_);
    }
    head_ = head;
  }

  Head* head_ = nullptr;
};

}  // namespace callmap
