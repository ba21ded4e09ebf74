#include "desk/stream_events.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <set>
#include <vector>

#include "desk/test_office.h"
#include "directory/customer.h"
#include "directory/people.h"

namespace callmap {
namespace {

struct Example {
  std::string clear, secret;
};

// The fenced blocks of that kind in docs/events.md.
std::vector<Example> examples(const std::string& of) {
  std::ifstream file(CALLMAP_SOURCE_DIR "/docs/events.md");
  const std::string document{std::istreambuf_iterator<char>(file), {}};
  const std::string fence = "```json " + of + "\n";
  std::vector<Example> found;
  for (std::size_t at = document.find(fence); at != std::string::npos;
       at = document.find(fence, at + 1)) {
    const std::size_t from = at + fence.size();
    const std::string block = document.substr(from, document.find("```", from) - from);
    const std::size_t end = block.find('\n');
    Example example{block.substr(0, end), block.substr(end + 1)};
    if (!example.secret.empty()) example.secret.pop_back();
    found.push_back(std::move(example));
  }
  return found;
}

// Reads each and writes it again; every kind of the variant must be among them.
template <class Events, class Parse>
void expect_examples_read(const std::string& of, Parse parse) {
  std::set<std::size_t> shown;
  for (const Example& example : examples(of)) {
    const Result<Events> event = parse(example.clear);
    ASSERT_TRUE(event.has_value()) << example.clear << ": " << event.error().message;
    EXPECT_EQ(to_json(*event), example.clear);
    shown.insert(event->index());
  }
  EXPECT_EQ(shown.size(), std::variant_size_v<Events>) << "a kind of " << of << " has no example";
}

TEST(StreamEvents, EveryExampleOfTheDocumentReadsAndIsWrittenAgain) {
  expect_examples_read<CustomerEvent>("customer", parse_customer_event);
  expect_examples_read<PersonEvent>("person", parse_person_event);
  expect_examples_read<MapEvent>("map", parse_map_event);
  for (const Example& example : examples("customer")) {
    if (example.secret.empty()) continue;
    EXPECT_EQ(to_json(parse_customer(example.secret).value()), example.secret);
  }
  for (const Example& example : examples("person")) {
    if (example.secret.empty()) continue;
    EXPECT_EQ(to_json(parse_person(example.secret).value()), example.secret);
  }
}

TEST(StreamEvents, RefusesWhatItDoesNotKnow) {
  EXPECT_EQ(parse_customer_event(R"({"f":2,"k":"erased"})").error().message,
            "the log of a customer has a newer format");
  EXPECT_EQ(parse_map_event(R"({"f":1,"k":"erased"})").error().message,
            "the log of a map has an unknown kind");
  for (const char* text :
       {R"({"f":1,"k":"erased","more":1})", R"({"f":1,"k":"settled"})",
        R"({"f":1,"k":"settled","attempt":-1})", R"({"f":1,"k":"settled","attempt":"1"})",
        R"({"f":1,"k":"attempt","contact":1,"method":"pin","correction":false})",
        R"({"f":1,"k":"attempt","contact":"c","method":"pin","correction":0})"}) {
    EXPECT_EQ(parse_customer_event(text).error().kind, ErrorKind::kDamaged) << text;
  }
  EXPECT_EQ(
      parse_map_event(R"({"f":1,"k":"published","version":4294967296,"digest":"d"})").error().kind,
      ErrorKind::kDamaged);
  EXPECT_FALSE(parse_person_event("{").has_value());
}

// Everything that a working office leaves in these streams has a place in the document.
TEST(StreamEvents, AreAllThatTheProgramWrites) {
  Office office;
  const ContactId contact = office.verified_call();
  office.view(office.iris, contact);
  office.intend(contact, R"({"do":"end_early","ending":"hung_up"})");
  ASSERT_TRUE(office.desk->erase_customer("NW-100042").has_value());
  std::set<std::string> kinds;
  const auto records = office.store->read_after(0, 10'000).value();
  for (const LogRecord& record : records) {
    const std::string clear = split_key(record.clear).clear;
    switch (record.stream.kind) {
      case StreamKind::kCustomer:
        EXPECT_TRUE(parse_customer_event(clear).has_value()) << clear;
        break;
      case StreamKind::kPerson: EXPECT_TRUE(parse_person_event(clear).has_value()) << clear; break;
      case StreamKind::kMap: EXPECT_TRUE(parse_map_event(clear).has_value()) << clear; break;
      case StreamKind::kContact:
      case StreamKind::kTeam: continue;
    }
    kinds.insert(clear.substr(0, clear.find('"', 12)));
  }
  EXPECT_EQ(kinds.size(), 6u) << "written, attempt, settled, erased, looked, published";
}

}  // namespace
}  // namespace callmap
