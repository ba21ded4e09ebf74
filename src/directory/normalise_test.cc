#include "directory/normalise.h"

#include <gtest/gtest.h>

namespace callmap {
namespace {

AnswerItem item(Normalise form, std::uint8_t least = 1, std::uint8_t most = 64) {
  return {"item", "Item", form, least, most};
}

TEST(Fold, ForgetsCaseAccentsAndPunctuation) {
  EXPECT_EQ(fold("  Zoë   MÜLLER-Strauß "), "zoe muller strauss");
  EXPECT_EQ(fold("O'Dowd"), "odowd");
  EXPECT_EQ(fold("O’Dowd"), fold("ODOWD"));
  EXPECT_EQ(fold("Œuvre Łódź Ærø"), "oeuvre lodz aero");
  EXPECT_EQ(fold("Nguyễn"), "nguyen");
}

TEST(Fold, TakesACombiningAccentLikeAComposedOne) {
  EXPECT_EQ(fold("Zoe\xCC\x88"), fold("Zoë"));
}

TEST(Fold, KeepsOtherScriptsInLowerCase) {
  EXPECT_EQ(fold("ИВАН Ёлкин"), "иван ёлкин");
  EXPECT_EQ(fold("ΑΘΗΝΑ"), "αθηνα");
  EXPECT_EQ(fold("田中"), "田中");
}

TEST(Fold, DropsBytesThatAreNoText) {
  EXPECT_EQ(fold("a\xFF"
                 "b\xC3"),
            "ab");
  EXPECT_EQ(fold(""), "");
}

TEST(Normalise, ReadsDatesInTheSpellingsPeopleUse) {
  const std::string birthday = "1980-03-01";
  for (const char* typed :
       {"1980-03-01", "1 March 1980", "1st of March, 1980", "March 1, 1980", "01/03/1980", "1.3.80",
        "1-3-1980", "01 03 80", "010380", "01031980", "19800301", "1 mar 80", "1. März 1980",
        "1980 March 1", "the 1st of march 1980", "1MARCH1980"}) {
    EXPECT_EQ(normalise_date(typed), birthday) << typed;
  }
}

TEST(Normalise, TakesTheMonthFirstOnlyWhenTheDayCannotBe) {
  EXPECT_EQ(normalise_date("12/11/1975"), "1975-11-12");
  EXPECT_EQ(normalise_date("11/25/1975"), "1975-11-25");
  EXPECT_EQ(normalise_date("112575"), "1975-11-25");
}

TEST(Normalise, ReadsTwoDigitsAsTheLatestYearThatIsNotAhead) {
  EXPECT_EQ(normalise_date("1/1/29"), "2029-01-01");
  EXPECT_EQ(normalise_date("1/1/30"), "1930-01-01");
}

TEST(Normalise, DoubtsADateThatCouldBeAnotherOne) {
  for (const char* typed : {"03/02/1980", "3.2.1980", "03021980", "03/02/80", "25/03/80", "030280",
                            "3 February 80", "12-11-1980"}) {
    EXPECT_TRUE(date_in_doubt(typed)) << typed;
  }
  for (const char* typed :
       {"1980-02-03", "1980/2/3", "19800203", "25/03/1980", "03/25/1980", "03/03/1980", "25031980",
        "3 February 1980", "Feb 3, 1980", "1980 Feb 3", "no date", ""}) {
    EXPECT_FALSE(date_in_doubt(typed)) << typed;
  }
}

TEST(Normalise, RefusesWhatIsNoDate) {
  for (const char* typed :
       {"", "tomorrow", "30 February 1980", "29/2/1981", "1980", "1 1980", "32.1.1980", "0.1.1980",
        "1/1/1800", "1/1/2999", "1 march may 1980", "123456789", "1/2/3/4"}) {
    EXPECT_EQ(normalise_date(typed), std::nullopt) << typed;
  }
  EXPECT_EQ(normalise_date("29/2/1980"), "1980-02-29");
}

TEST(Normalise, ReadsDigitsWhateverStandsBetweenThem) {
  const AnswerItem pin = item(Normalise::kDigits, 4, 8);
  EXPECT_EQ(normalise(pin, " 12-34 "), "1234");
  EXPECT_EQ(normalise(pin, "12 34 56 78"), "12345678");
  EXPECT_EQ(normalise(pin, "12a34"), std::nullopt);
}

TEST(Normalise, CallsAnAnswerOfAnotherLengthMalformed) {
  const AnswerItem pin = item(Normalise::kDigits, 4, 8);
  EXPECT_EQ(normalise(pin, "123"), std::nullopt);
  EXPECT_EQ(normalise(pin, "123456789"), std::nullopt);
  EXPECT_EQ(normalise(pin, ""), std::nullopt);
  EXPECT_EQ(normalise(item(Normalise::kText), std::string(kAnswerBytesMax, 'a')), std::nullopt);
  EXPECT_EQ(normalise(item(Normalise::kText, 1, 200), std::string(kAnswerBytesMax + 1, 'a')),
            std::nullopt);
}

TEST(Normalise, ReadsPostcodesAndWords) {
  EXPECT_EQ(normalise(item(Normalise::kPostcode), "sw1a 1aa"), "SW1A1AA");
  EXPECT_EQ(normalise(item(Normalise::kPostcode), "田"), std::nullopt);
  EXPECT_EQ(normalise(item(Normalise::kText), "  Blücher  straße "), "blucher strasse");
  EXPECT_EQ(normalise(item(Normalise::kText), " -- "), std::nullopt);
}

TEST(Normalise, ReadsPhoneNumbersThatNameTheirCountry) {
  EXPECT_EQ(normalise_phone("+44 7700 900-142"), "+447700900142");
  EXPECT_EQ(normalise_phone("0044 (7700) 900142"), "+447700900142");
  EXPECT_EQ(normalise_phone("07700 900142"), std::nullopt);
  EXPECT_EQ(normalise_phone("+44 call me"), std::nullopt);
  EXPECT_EQ(normalise_phone("+123456"), std::nullopt);
  EXPECT_EQ(normalise_phone("+1234567890123456"), std::nullopt);
  EXPECT_EQ(normalise_phone(""), std::nullopt);
}

TEST(Normalise, TellsWhatEveryFormExpects) {
  for (const Normalise form :
       {Normalise::kText, Normalise::kDigits, Normalise::kDate, Normalise::kPostcode}) {
    EXPECT_FALSE(expected_form(form).empty());
  }
}

}  // namespace
}  // namespace callmap
