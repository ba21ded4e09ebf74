#pragma once
// Conditions over the signals of a call: what rules, gates, narrowings and phrases ask. A condition
// is compiled to a disjunction of clauses, each a few (word, must, must_not) masks over three bit
// spaces, so that judging one is a handful of instructions and can be read by a checker. Signals
// are booleans only: never values, remaining times, history, or another request's facts.

#include <cstdint>
#include <string>
#include <vector>

#include "base/slim_list.h"

namespace callmap {

// Where a signal's bit lives. Contact bits last for the contact, request bits stand once for each
// open request and are read for the current one, system bits are derived from stage, line, party,
// verification and the like.
enum class Space : std::uint8_t { kContact, kRequest, kSystem };

struct SignalBit {
  Space space = Space::kContact;
  std::uint16_t bit = 0;
  auto operator<=>(const SignalBit&) const = default;
};

// One word of one space: all `must` bits set and no `must_not` bit set.
struct Mask {
  Space space = Space::kContact;
  std::uint16_t word = 0;
  std::uint64_t must = 0;
  std::uint64_t must_not = 0;
  bool operator==(const Mask&) const = default;
};

struct Literal {
  SignalBit signal;
  bool positive = true;
  auto operator<=>(const Literal&) const = default;
};

// A conjunction. `literals` says the same as `masks`, in the author's order, for messages and for
// the checker.
struct Clause {
  std::vector<Mask> masks;
  std::vector<Literal> literals;
  bool operator==(const Clause&) const = default;
};

// A disjunction of clauses. No clause at all is false; one empty clause is true.
struct Condition {
  std::vector<Clause> clauses;
  bool operator==(const Condition&) const = default;

  [[nodiscard]] static Condition always() { return {{Clause{}}}; }
  [[nodiscard]] static Condition never() { return {}; }
  [[nodiscard]] bool is_always() const {
    return clauses.size() == 1 && clauses[0].literals.empty();
  }
};

inline constexpr std::size_t kConditionClausesMax = 64;
inline constexpr std::size_t kConditionSignalsMax = 32;

// Bits of one space. Fixed in size by the map; all false at first. The first 64, which are all that
// most maps have, stand in place.
class Bits {
 public:
  Bits() = default;
  explicit Bits(std::size_t bits) : more_(bits <= kWord ? 0 : (bits - 1) / kWord) {}
  [[nodiscard]] bool test(std::uint16_t bit) const {
    return ((word(bit / kWord) >> (bit % kWord)) & 1u) != 0;
  }
  void set(std::uint16_t bit, bool on = true) {
    const std::uint64_t mask = std::uint64_t{1} << (bit % kWord);
    std::uint64_t& word = bit < kWord ? first_ : more_[bit / kWord - 1];
    word = on ? word | mask : word & ~mask;
  }
  [[nodiscard]] std::uint64_t word(std::size_t index) const {
    if (index == 0) return first_;
    return index <= more_.size() ? more_[index - 1] : 0;
  }
  // Of the bits in `all`, those are set which one of the others has; the rest stays.
  void replace(const Bits& all, const Bits& a, const Bits& b, const Bits& c) {
    first_ = (first_ & ~all.first_) | a.first_ | b.first_ | c.first_;
    for (std::size_t n = 0; n < more_.size(); ++n) {
      more_[n] = (more_[n] & ~all.word(n + 1)) | a.word(n + 1) | b.word(n + 1) | c.word(n + 1);
    }
  }
  bool operator==(const Bits&) const = default;

 private:
  static constexpr std::size_t kWord = 64;
  std::uint64_t first_ = 0;
  SlimList<std::uint64_t> more_;
};

// True when the condition holds over these three spaces. In the header: each command asks it often.
[[nodiscard]] inline bool holds(const Condition& condition, const Bits& contact,
                                const Bits& request, const Bits& system) {
  const Bits* const spaces[] = {&contact, &request, &system};  // as Space counts them
  for (const Clause& clause : condition.clauses) {
    bool all = true;
    for (const Mask& mask : clause.masks) {
      const std::uint64_t word = spaces[static_cast<std::size_t>(mask.space)]->word(mask.word);
      all = (word & mask.must) == mask.must && (word & mask.must_not) == 0;
      if (!all) break;
    }
    if (all) return true;
  }
  return false;
}

}  // namespace callmap
