// The file that customers are imported from, as docs/customers-csv.md has it.

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "desk/test_office.h"

namespace callmap {
namespace {

std::string read_whole(const std::filesystem::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

void publish_standard(Office& office) {
  const std::filesystem::path root = CALLMAP_SOURCE_DIR "/maps/standard";
  std::vector<SourceFile> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
    if (entry.path().extension() != ".yaml") continue;
    files.push_back(
        {std::filesystem::relative(entry.path(), root).string(), read_whole(entry.path())});
  }
  std::ranges::sort(files, {}, &SourceFile::path);
  const auto published = office.desk->maps().publish(files, office.clock.now());
  ASSERT_TRUE(published.has_value()) << published.error().message;
}

TEST(CustomerFile, SaysHowToMendAHeader) {
  Office office;
  const auto said = [&office](const char* header) { return office.import(header).error().message; };
  EXPECT_EQ(said("account;name;phone\n"),
            "the columns are divided by `;`; divide them, and all values, by commas");
  EXPECT_EQ(said("account\tname\n"),
            "the columns are divided by tabs; divide them, and all values, by commas");
  EXPECT_TRUE(said("account,name,card.shoe\n").starts_with("the column `card.shoe` is unknown: "));

  const auto store = open_memory_store();
  const auto keys = KeyRing::open_memory();
  JumpingClock clock;
  const auto desk = Desk::open(*store, *keys, clock, {}).value();
  std::string_view left = "account,name,card.plan\n";
  const auto report = desk->import_customers(
      [&left](char* into, std::size_t size) -> Result<std::size_t> {
        const std::size_t got = left.copy(into, size);
        left.remove_prefix(got);
        return got;
      },
      {});
  EXPECT_EQ(report.error().message,
            "the column `card.plan` belongs to a map, and no map is in force in this data folder "
            "yet; start `callmap serve` on it once, then import");
}

TEST(CustomerFile, RefusesADateThatCouldBeTwo) {
  Office office;
  publish_standard(office);
  std::vector<std::pair<std::uint64_t, std::string>> errors;
  ImportOptions options;
  options.on_error = [&errors](std::uint64_t line, const std::string& message) {
    errors.emplace_back(line, message);
  };
  const ImportReport report = office
                                  .import(
                                      "account,name,answer.birth_date\n"
                                      "A-1,Dora Quill,03/02/1980\n"
                                      "A-2,Egon Quill,25/03/1980\n",
                                      options)
                                  .value();
  EXPECT_EQ(report.added, 1u);
  ASSERT_EQ(errors.size(), 1u);
  EXPECT_EQ(errors[0].first, 2u);
  EXPECT_EQ(errors[0].second,
            "`answer.birth_date` could be two dates; write it as 1980-03-25, the year first and in "
            "four digits");
}

TEST(CustomerFile, RefusesAZoneThatThereIsNotAndSaysNothingOfItsValue) {
  Office office;
  std::vector<std::pair<std::uint64_t, std::string>> errors;
  ImportOptions options;
  options.on_error = [&errors](std::uint64_t line, const std::string& message) {
    errors.emplace_back(line, message);
  };
  const char* const file =
      "account,name,time_zone\n"
      "A-1,Dora Quill,Europe/Lisbon\n"
      "A-2,Egon Quill,Lisbon\n"
      "A-3,Fay Quill,\n";
  EXPECT_EQ(office.import(file, options)->added, 2u);
  ASSERT_EQ(errors.size(), 1u);
  EXPECT_EQ(errors[0].first, 3u);
  EXPECT_EQ(errors[0].second,
            "`time_zone` is no time zone of the IANA list; write a name such as Europe/London, or "
            "leave it empty");
  EXPECT_EQ(office.import(file, options)->unchanged, 2u);
  EXPECT_EQ(office.import("account,name,time_zone\nA-1,Dora Quill,Europe/Paris\n")->changed, 1u);
}

TEST(CustomerFile, TheZoneGoesWithTheCustomerIntoTheContactSealed) {
  Office office;
  ASSERT_TRUE(office
                  .import("account,name,phone,time_zone\n"
                          "A-1,Dora Quill,+447700900501,Asia/Tokyo\n")
                  .has_value());
  const ContactId contact = office.call("+447700900501");
  EXPECT_TRUE(office.choose(contact, "A-1").done());
  EXPECT_EQ(office.desk->stored(contact)->contact.record.customer_zone, "Asia/Tokyo");
  office.reopen();
  EXPECT_EQ(office.desk->stored(contact)->contact.record.customer_zone, "Asia/Tokyo");
  const auto records = office.store->read({StreamKind::kContact, contact.text}, 1).value();
  for (const LogRecord& record : records)
    EXPECT_EQ(record.clear.find("Tokyo"), std::string::npos) << record.clear;
}

TEST(CustomerFile, TakesTheExamplesOfItsDocument) {
  const std::string document = read_whole(CALLMAP_SOURCE_DIR "/docs/customers-csv.md");
  constexpr std::string_view kOpen = "```csv\n";
  std::vector<std::string> examples;
  for (auto at = document.find(kOpen); at != std::string::npos; at = document.find(kOpen, at)) {
    at += kOpen.size();
    examples.push_back(document.substr(at, document.find("```", at) - at));
  }
  ASSERT_EQ(examples.size(), 2u);
  for (const std::string& example : examples) {
    Office office;
    publish_standard(office);
    ImportOptions options;
    options.on_error = [](std::uint64_t line, const std::string& message) {
      ADD_FAILURE() << line << ": " << message;
    };
    const auto lines = static_cast<std::uint64_t>(std::ranges::count(example, '\n')) - 1;
    EXPECT_EQ(office.import(example, options)->added, lines);
    EXPECT_EQ(office.import(example, options)->unchanged, lines);
  }
}

}  // namespace
}  // namespace callmap
