// Compiled conditions against a slow and obvious judge: the author's tree, evaluated as it stands.
#include "map/condition.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "map/compile.h"
#include "map/print.h"

namespace callmap {
namespace {

constexpr int kSignals = 6;

// A map whose one phrase has that `when`, over the facts f0 … f5 in three scopes.
std::string map_with(const std::string& when) {
  std::string text = "callmap: 1\nid: m\ntitle: M\nfacts:\n";
  for (int n = 0; n < kSignals; ++n) {
    const char* scope = n % 3 == 0 ? "contact" : n % 3 == 1 ? "segment" : "request";
    text += "  f" + std::to_string(n) + ": { text: F, scope: " + scope + " }\n";
  }
  text += "actions: { act: { text: A, sets: [f0, f1, f2, f3, f4, f5] } }\n";
  return text +
         "stages:\n  s:\n    title: S\n    actions: [act]\n    say: [{ text: T, when: " + when +
         " }]\n";
}

CallMap compiled(const std::string& when) {
  Loaded loaded = load_map({{"map.yaml", map_with(when)}});
  EXPECT_TRUE(loaded.map.has_value()) << render(loaded.problems);
  return loaded.map ? std::move(*loaded.map) : CallMap{};
}

SignalBit bit_of(const CallMap& map, const std::string& id) {
  for (const Signal& signal : map.signals) {
    if (signal.id == id) return signal.bit;
  }
  ADD_FAILURE() << id;
  return {};
}

struct State {
  Bits contact, request, system;
  explicit State(const CallMap& map)
      : contact(map.contact_bits), request(map.request_bits), system(map.system_bits) {}
  void set(SignalBit bit, bool on) {
    (bit.space == Space::kContact   ? contact
     : bit.space == Space::kRequest ? request
                                    : system)
        .set(bit.bit, on);
  }
  [[nodiscard]] bool met(const Condition& condition) const {
    return holds(condition, contact, request, system);
  }
};

struct Tree {
  char kind = 'l';  // literal, a all, o any, n none
  int signal = 0;
  bool positive = true;
  std::vector<Tree> parts;

  [[nodiscard]] std::string text() const {
    if (kind == 'l') return (positive ? "f" : "not f") + std::to_string(signal);
    std::string list;
    for (const Tree& part : parts) list += (list.empty() ? "" : ", ") + part.text();
    if (kind == 'a') return "[" + list + "]";
    return std::string(kind == 'o' ? "{ any: [" : "{ none: [") + list + "] }";
  }
  [[nodiscard]] bool judge(unsigned state) const {
    if (kind == 'l') return (((state >> signal) & 1u) != 0) == positive;
    std::size_t met = 0;
    for (const Tree& part : parts) met += part.judge(state) ? 1 : 0;
    return kind == 'a' ? met == parts.size() : kind == 'o' ? met > 0 : met == 0;
  }
};

Tree random_tree(std::mt19937& dice, int depth) {
  if (depth == 0 || dice() % 3 == 0) {
    return {'l', static_cast<int>(dice() % kSignals), dice() % 2 == 0, {}};
  }
  Tree tree{"aon"[dice() % 3], 0, true, {}};
  const std::size_t parts = 1 + dice() % 3;
  // A list may not name one thing twice; maps in a list may.
  while (tree.parts.size() < parts) {
    Tree part = random_tree(dice, depth - 1);
    const bool again = std::ranges::any_of(
        tree.parts, [&](const Tree& each) { return each.text() == part.text(); });
    if (!again) tree.parts.push_back(std::move(part));
  }
  return tree;
}

TEST(Condition, MeansWhatItsAuthorWroteInEveryState) {
  std::mt19937 dice(20'260'301);  // the seed: the same trees on every run
  int judged = 0;
  for (int n = 0; n < 300; ++n) {
    const Tree tree = random_tree(dice, 3);
    SCOPED_TRACE(tree.text());
    const Loaded loaded = load_map({{"map.yaml", map_with(tree.text())}});
    bool ever = false;
    for (unsigned state = 0; state < (1u << kSignals); ++state) ever = ever || tree.judge(state);
    ASSERT_EQ(loaded.map.has_value(), ever) << render(loaded.problems);
    if (!loaded.map) continue;
    ++judged;
    for (unsigned state = 0; state < (1u << kSignals); ++state) {
      State bits(*loaded.map);
      for (int s = 0; s < kSignals; ++s) {
        bits.set(bit_of(*loaded.map, "f" + std::to_string(s)), ((state >> s) & 1u) != 0);
      }
      const Condition& when = loaded.map->phrases.at(0).when;
      ASSERT_EQ(bits.met(when), tree.judge(state)) << state << " " << to_text(*loaded.map, when);
    }
  }
  EXPECT_GT(judged, 200);
}

TEST(Condition, KeepsTheAuthorsOrderForMessages) {
  const CallMap map = compiled("[f4, not f0, f2]");
  EXPECT_EQ(to_text(map, map.phrases.at(0).when), "f4 and not f0 and f2");
}

TEST(Condition, ThatIsAlwaysHoldsAndThatIsNeverDoesNot) {
  const Bits none;
  EXPECT_TRUE(holds(Condition::always(), none, none, none));
  EXPECT_FALSE(holds(Condition::never(), none, none, none));
}

TEST(Condition, IsRefusedAndNotWorkedOnForEverWhenItExplodes) {
  std::string text = "{ none: [";
  for (int n = 0; n < 100; ++n) {
    text += std::string(n == 0 ? "" : ", ") + "[f" + std::to_string(n % 6) + ", not f" +
            std::to_string((n / 6) % 6) + ", f" + std::to_string((n / 36) % 6) + "]";
  }
  const Loaded loaded = load_map({{"map.yaml", map_with(text + "] }")}});
  for (const Problem& problem : loaded.problems) EXPECT_NE(problem.code, ProblemCode::kSyntax);
}

}  // namespace
}  // namespace callmap
