#pragma once
// An optional value that takes one pointer while there is none. It copies and compares by value,
// like std::optional; for parts of a contact that most calls never have.

#include <memory>
#include <optional>
#include <utility>

namespace callmap {

template <class T>
class Boxed {
 public:
  Boxed() noexcept = default;
  Boxed(std::nullopt_t) noexcept {}
  Boxed(T value) : value_(std::make_unique<T>(std::move(value))) {}
  Boxed(const Boxed& other) : value_(other ? std::make_unique<T>(*other) : nullptr) {}
  Boxed(Boxed&&) noexcept = default;
  Boxed& operator=(const Boxed& other) {
    if (this != &other) value_ = other ? std::make_unique<T>(*other) : nullptr;
    return *this;
  }
  Boxed& operator=(Boxed&&) noexcept = default;
  ~Boxed() = default;

  [[nodiscard]] bool has_value() const { return value_ != nullptr; }
  explicit operator bool() const { return has_value(); }
  // Preconditions: there is one.
  [[nodiscard]] T& operator*() { return *value_; }
  [[nodiscard]] const T& operator*() const { return *value_; }
  [[nodiscard]] T* operator->() { return value_.get(); }
  [[nodiscard]] const T* operator->() const { return value_.get(); }
  // The value, made empty first when there is none.
  [[nodiscard]] T& make() {
    if (!value_) value_ = std::make_unique<T>();
    return *value_;
  }
  void reset() { value_.reset(); }

  friend bool operator==(const Boxed& left, const Boxed& right) {
    return left.has_value() == right.has_value() && (!left || *left == *right);
  }
  friend bool operator==(const Boxed& left, const T& right) { return left && *left == right; }

 private:
  std::unique_ptr<T> value_;
};

}  // namespace callmap
