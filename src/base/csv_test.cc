#include "base/csv.h"

#include <gtest/gtest.h>

namespace callmap {
namespace {

struct Lines {
  std::vector<std::pair<std::uint64_t, std::vector<std::string>>> rows;
  std::vector<std::pair<std::uint64_t, std::string>> errors;

  CsvReader reader() {
    return CsvReader({[this](std::uint64_t line, std::vector<std::string> values) {
                        rows.emplace_back(line, std::move(values));
                      },
                      [this](std::uint64_t line, std::string why) {
                        errors.emplace_back(line, std::move(why));
                      }});
  }
  // In pieces of that many bytes.
  static Lines read(std::string_view text, std::size_t piece = 1'000) {
    Lines lines;
    CsvReader reader = lines.reader();
    for (std::size_t at = 0; at < text.size(); at += piece) reader.feed(text.substr(at, piece));
    reader.finish();
    return lines;
  }
};

using Values = std::vector<std::string>;

TEST(Csv, ReadsQuotesCommasAndLineBreaksInPiecesOfAnySize) {
  const std::string_view text =
      "\xEF\xBB\xBFname,note\r\n\"Ada, \"\"Countess\"\"\",\"two\r\nlines\"\nBen,\n";
  for (const std::size_t piece : {1u, 2u, 3u, 7u, 100u}) {
    const Lines lines = Lines::read(text, piece);
    ASSERT_EQ(lines.rows.size(), 3u);
    EXPECT_EQ(lines.rows[0].second, (Values{"name", "note"}));
    EXPECT_EQ(lines.rows[1].second, (Values{"Ada, \"Countess\"", "two\r\nlines"}));
    EXPECT_EQ(lines.rows[2].second, (Values{"Ben", ""}));
    EXPECT_EQ(lines.rows[2].first, 4u);
    EXPECT_TRUE(lines.errors.empty());
  }
}

TEST(Csv, NeedsNoLineBreakAtTheEndAndSkipsBlankLines) {
  const Lines lines = Lines::read("a,b\n\n\r\nc,d");
  ASSERT_EQ(lines.rows.size(), 2u);
  EXPECT_EQ(lines.rows[1].second, (Values{"c", "d"}));
  EXPECT_EQ(lines.rows[1].first, 4u);
}

TEST(Csv, ReportsABadLineAndGoesOn) {
  const Lines lines = Lines::read("a,b\n\"x\"y,z\nc,d\n");
  ASSERT_EQ(lines.rows.size(), 2u);
  EXPECT_EQ(lines.rows[1].second, (Values{"c", "d"}));
  ASSERT_EQ(lines.errors.size(), 1u);
  EXPECT_EQ(lines.errors[0].first, 2u);
  EXPECT_EQ(lines.errors[0].second, "text follows a closed quote");
}

TEST(Csv, ReportsAQuoteThatIsNeverClosed) {
  const Lines lines = Lines::read("a,b\n\"open,\n");
  EXPECT_EQ(lines.rows.size(), 1u);
  ASSERT_EQ(lines.errors.size(), 1u);
  EXPECT_EQ(lines.errors[0].second, "a quote is opened and never closed");
}

TEST(Csv, RefusesALineBeyondItsLimits) {
  std::string wide(kCsvFieldsMax + 1, ',');
  const Lines many = Lines::read(wide + "\nok\n");
  ASSERT_EQ(many.errors.size(), 1u);
  EXPECT_EQ(many.errors[0].second, "the line has too many values");
  ASSERT_EQ(many.rows.size(), 1u);
  EXPECT_EQ(many.rows[0].second, Values{"ok"});

  const Lines edge = Lines::read(std::string(kCsvLineBytesMax - 1, 'x') + "\n");
  EXPECT_TRUE(edge.errors.empty());
  const Lines longer = Lines::read(std::string(kCsvLineBytesMax + 1, 'x') + "\nok\n");
  ASSERT_EQ(longer.errors.size(), 1u);
  EXPECT_EQ(longer.errors[0].second, "the line is too long");
  EXPECT_EQ(longer.rows.size(), 1u);
}

TEST(Csv, SaysNothingOfAnEmptyFile) {
  const Lines lines = Lines::read("");
  EXPECT_TRUE(lines.rows.empty());
  EXPECT_TRUE(lines.errors.empty());
}

TEST(Csv, TellsWhereValuesBeginAndTakesOtherSeparators) {
  const std::string_view text =
      "\xEF\xBB\xBF"
      "a;\"b;c\"\r\n\r\n;d,e\n";
  for (const std::size_t piece : {1u, 2u, 5u, 100u}) {
    std::vector<Values> rows;
    std::vector<std::vector<std::uint64_t>> begins;
    CsvReader* self = nullptr;
    CsvReader reader({[&](std::uint64_t, Values values) {
                        rows.push_back(std::move(values));
                        begins.push_back(self->begins());
                      },
                      [](std::uint64_t, std::string) { FAIL(); }},
                     ';');
    self = &reader;
    for (std::size_t at = 0; at < text.size(); at += piece) reader.feed(text.substr(at, piece));
    reader.finish();
    EXPECT_EQ(rows, (std::vector<Values>{{"a", "b;c"}, {"", "d,e"}}));
    EXPECT_EQ(begins, (std::vector<std::vector<std::uint64_t>>{{3, 5}, {14, 15}}));
  }
}

}  // namespace
}  // namespace callmap
