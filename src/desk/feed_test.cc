#include "desk/feed.h"

#include "desk/rights.h"
#include "desk/test_office.h"

namespace callmap {
namespace {

FeedEvent event_at(std::uint64_t position) {
  FeedEvent event;
  event.position = position;
  event.contact = {"c_1"};
  event.holder = {"p_ana"};
  return event;
}

TEST(Feed, TellsSubscribersInOrderUntilTheyLeave) {
  Feed feed(10);
  std::vector<std::uint64_t> told;
  const auto subscription =
      feed.subscribe([&told](const FeedEvent& event) { told.push_back(event.position); });
  feed.publish(event_at(11));
  feed.publish(event_at(13));
  feed.unsubscribe(subscription);
  feed.publish(event_at(14));
  EXPECT_EQ(told, (std::vector<std::uint64_t>{11, 13}));
  EXPECT_EQ(feed.position(), 14u);
}

TEST(Feed, GoesOnAfterAnyPositionItStillKnows) {
  Feed feed(10);
  feed.publish(event_at(11));
  feed.publish(event_at(15));
  EXPECT_EQ(feed.since(10)->size(), 2u);
  EXPECT_EQ(feed.since(11)->size(), 1u);
  EXPECT_EQ(feed.since(13)->size(), 1u);
  EXPECT_EQ(feed.since(15)->size(), 0u);
  EXPECT_FALSE(feed.since(9).has_value());
  EXPECT_FALSE(feed.since(16).has_value());
}

TEST(Feed, ResetsAReaderThatIsTooFarBehind) {
  Feed feed(0);
  for (std::uint64_t n = 1; n <= kFeedKept + 5; ++n) feed.publish(event_at(n));
  EXPECT_FALSE(feed.since(4).has_value());
  EXPECT_EQ(feed.since(5)->size(), kFeedKept);
}

TEST(Feed, IsSeenByTheHolderAndThoseWhoMaySeeAll) {
  const FeedEvent event = event_at(1);
  const auto caller = [](const char* id, Roles roles) {
    return Caller{{id}, id, id, roles, "", false};
  };
  EXPECT_TRUE(seen_by(event, caller("p_ana", {Role::kAgent})));
  EXPECT_FALSE(seen_by(event, caller("p_ben", {Role::kAgent})));
  EXPECT_TRUE(seen_by(event, caller("p_lena", {Role::kLead})));
  EXPECT_TRUE(seen_by(event, caller("p_iris", {Role::kAuditor})));
  EXPECT_FALSE(seen_by(event, caller("p_sam", {Role::kAdmin})));
  Caller fresh = caller("p_ana", {Role::kAgent});
  fresh.must_change_password = true;
  EXPECT_FALSE(seen_by(event, fresh));
}

TEST(Feed, CarriesPositionsOfTheLogAndNamesOfWhatChanged) {
  Office office;
  std::vector<FeedEvent> told;
  (void)office.desk->feed().subscribe([&told](const FeedEvent& event) { told.push_back(event); });
  const ContactId contact = office.call();
  office.intend(contact, R"({"do":"fill","field":"issue","value":"CANARY"})");
  ASSERT_EQ(told.size(), 3u);
  EXPECT_EQ(told[0].what.front(), "started");
  EXPECT_EQ(told[2].what, (std::vector<std::string_view>{"filled"}));
  EXPECT_EQ(told[2].position, office.view(office.ana, contact).position);
  EXPECT_EQ(told[2].version, office.view(office.ana, contact).version);
  EXPECT_EQ(told[2].holder, office.ana.id);
}

TEST(Rights, HaveARoleForEveryDeedAndNoneBeforeThePasswordIsChanged) {
  for (std::size_t n = 0; n < kDeedCount; ++n) {
    const auto deed = static_cast<Deed>(n);
    EXPECT_FALSE(roles_for(deed).empty()) << n;
    EXPECT_FALSE(name(deed).empty()) << n;
    Caller caller{{"p"}, "p", "p", roles_for(deed), "", false};
    EXPECT_TRUE(may(caller, deed));
    caller.must_change_password = true;
    EXPECT_FALSE(may(caller, deed));
  }
}

TEST(Rights, LetAnAuditorReadAndNothingElse) {
  const Caller auditor{{"p"}, "p", "p", {Role::kAuditor}, "", false};
  for (const Deed deed :
       {Deed::kSendIntent, Deed::kSendObservation, Deed::kAnswer, Deed::kFindCustomer,
        Deed::kStartContact, Deed::kManagePeople, Deed::kPublishMaps, Deed::kSimulateCall}) {
    EXPECT_FALSE(may(auditor, deed)) << name(deed);
  }
  EXPECT_TRUE(may(auditor, Deed::kSeeAllContacts));
  EXPECT_TRUE(may(auditor, Deed::kSeeLog));
}

TEST(Access, OfAnAuditorIsRecorded) {
  Office office;
  const ContactId contact = office.call();
  (void)office.view(office.iris, contact);
  (void)office.desk->log_in_words(office.iris, contact);
  (void)office.view(office.lena, contact);
  const auto looks = office.store->read({StreamKind::kPerson, office.iris.id.text + ".access"}, 1);
  ASSERT_EQ(looks->size(), 2u);
  EXPECT_NE(looks->at(0).clear.find(contact.text), std::string::npos);
  EXPECT_TRUE(
      office.store->read({StreamKind::kPerson, office.lena.id.text + ".access"}, 1)->empty());
}

TEST(Maps, StayForContactsThatPinThemWhenANewerOneIsPublished) {
  Office office;
  const ContactId before = office.call();
  std::string newer = small_map();
  newer.replace(newer.find("Small call"), 10, "Newer call");
  const auto published = office.desk->maps().publish({{"map.yaml", newer}}, office.clock.now());
  EXPECT_EQ(published->version, 2u);
  EXPECT_EQ(office.desk->maps().publish({{"map.yaml", newer}}, office.clock.now())->version, 2u);
  const ContactId after = office.call();
  office.reopen();
  EXPECT_EQ(office.view(office.ana, before).map_title, "Small call");
  EXPECT_EQ(office.view(office.ana, after).map_title, "Newer call");
  EXPECT_EQ(office.desk->maps().find("small")->version, 2u);
}

TEST(Maps, AreNotPublishedWithAnError) {
  Office office;
  const auto bad = office.desk->maps().publish({{"map.yaml", "callmap: 1\n"}}, office.clock.now());
  ASSERT_FALSE(bad.has_value());
  EXPECT_EQ(bad.error().kind, ErrorKind::kInvalid);
  EXPECT_NE(bad.error().message.find("map.yaml"), std::string::npos);
  EXPECT_EQ(office.desk->maps().all().size(), 1u);
}

TEST(Maps, GoIntoABlobAndBack) {
  const std::vector<SourceFile> files = {{"map.yaml", "a: \"b\"\n"}, {"x/y.yaml", ""}};
  EXPECT_EQ(unpack(pack(files)), files);
  EXPECT_FALSE(unpack("{}").has_value());
}

}  // namespace
}  // namespace callmap
