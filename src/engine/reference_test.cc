#include "engine/reference.h"

#include <gtest/gtest.h>

#include <random>
#include <set>

namespace callmap {
namespace {

std::vector<std::string> many_references() {
  std::mt19937_64 random(20260301);
  std::vector<std::string> references{make_reference(0), make_reference(~std::uint64_t{0})};
  while (references.size() < 2'000) references.push_back(make_reference(random()));
  return references;
}

TEST(Reference, IsNineCharactersInThreeGroups) {
  for (const std::string& reference : many_references()) {
    ASSERT_EQ(reference.size(), 11U) << reference;
    for (std::size_t at = 0; at < reference.size(); ++at) {
      const bool dash = at == 3 || at == 7;
      EXPECT_EQ(reference[at] == '-', dash) << reference;
      EXPECT_EQ(kReferenceAlphabet.find(reference[at]) == std::string_view::npos, dash);
    }
    EXPECT_EQ(parse_reference(reference), reference);
  }
}

TEST(Reference, IsTheSameForTheSameChanceAndAnotherForAnother) {
  EXPECT_EQ(make_reference(815'730'720), make_reference(815'730'720));
  std::set<std::string> all;
  for (std::uint64_t random = 0; random < 100'000; ++random) all.insert(make_reference(random));
  EXPECT_EQ(all.size(), 100'000U);
}

TEST(Reference, CatchesEverySingleWrongCharacter) {
  for (const std::string& reference : many_references()) {
    for (std::size_t at = 0; at < reference.size(); ++at) {
      if (reference[at] == '-') continue;
      for (const char wrong : kReferenceAlphabet) {
        if (wrong == reference[at]) continue;
        std::string heard = reference;
        heard[at] = wrong;
        ASSERT_EQ(parse_reference(heard), std::nullopt) << reference << " heard as " << heard;
      }
    }
  }
}

TEST(Reference, CatchesEverySwapOfTwoDifferentCharacters) {
  for (const std::string& reference : many_references()) {
    for (std::size_t a = 0; a < reference.size(); ++a) {
      for (std::size_t b = a + 1; b < reference.size(); ++b) {
        if (reference[a] == '-' || reference[b] == '-' || reference[a] == reference[b]) continue;
        std::string heard = reference;
        std::swap(heard[a], heard[b]);
        ASSERT_EQ(parse_reference(heard), std::nullopt) << reference << " heard as " << heard;
      }
    }
  }
}

TEST(Reference, IsFoundHoweverItIsTyped) {
  const std::string reference = make_reference(123'456'789);
  std::string bare;
  std::string spaced;
  std::string small;
  for (const char c : reference) {
    if (c == '-') continue;
    bare += c;
    spaced += c;
    spaced += ' ';
    small += static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  }
  std::string dashes = bare;
  dashes.insert(6, "\xE2\x80\x93").insert(3, "\xE2\x80\x91");
  for (const std::string& typed :
       {bare, spaced, small, dashes, "  " + small + ".", "\xC2\xA0" + bare, bare + "\n"}) {
    EXPECT_EQ(parse_reference(typed), reference) << typed;
  }
}

TEST(Reference, RefusesWhatCannotBeOne) {
  const std::string reference = make_reference(42);
  const std::vector<std::string> wrong{
      "",       "7KQ",          reference + "4", reference.substr(1),  "O00-000-000", "***",
      "-- -- ", "\xE2\x80\x93", "\xE2\x80",      std::string(65, ' '), "🙂🙂🙂"};
  for (const std::string& typed : wrong) EXPECT_EQ(parse_reference(typed), std::nullopt) << typed;
}

}  // namespace
}  // namespace callmap
