// What somebody reads of a contact that is offered to them, before they take it.

#include <gtest/gtest.h>

#include "desk/test_office.h"

namespace callmap {
namespace {

class Offering : public testing::Test {
 protected:
  Offering() {
    const auto map = office.desk->maps().publish({{"map.yaml", office_map()}}, office.clock.now());
    EXPECT_TRUE(map.has_value()) << (map ? "" : map.error().message);
    bea = office.add("bea", {Role::kAgent}, "billing");
    mia = office.add("mia", {Role::kAgent, Role::kLead}, "leads");
    takes_contacts(bea);
    NewContact call;
    call.map = "office";
    call.line = "billing";
    contact = office.start(office.phone, call).contact;
    office.desk->tick();
    EXPECT_TRUE(accepts(bea));
    EXPECT_TRUE(office.observe(contact, R"({"saw":"connected"})").done());
    takes_contacts(mia);
  }

  void takes_contacts(const Caller& who) {
    office.desk->set_state(who, WorkState::kAvailable, "",
                           [](const Result<>& kept) { EXPECT_TRUE(kept); });
    office.desk->tick();
  }
  bool accepts(const Caller& who) {
    return Office::wait([&](OnOutcome done) {
             office.desk->accept_offer(office.ask(who, contact), std::move(done));
           })
        .done();
  }
  void does(const std::string& json) {
    const Outcome outcome = office.intend(office.ask(bea, contact), json);
    EXPECT_TRUE(outcome.done()) << json;
    office.desk->tick();
  }
  // A danger is handed to the leads with nothing written down.
  OfferView danger() {
    does(R"({"do":"open","procedure":"danger"})");
    does(R"({"do":"answer","procedure":"danger","step":"help","answer":"done"})");
    does(R"({"do":"offer_handoff"})");
    const auto offer = office.desk->offer(mia, contact);
    EXPECT_TRUE(offer.has_value());
    return offer.value_or(OfferView{});
  }

  Office office;
  Caller bea, mia;
  ContactId contact;
};

TEST_F(Offering, ADangerIsNamed) {
  const OfferView offer = danger();
  EXPECT_EQ(offer.emergency, "Somebody is in danger");
  EXPECT_EQ(offer.handoff->story, "") << "nobody said anything that would be one";
  JsonWriter out;
  write(out, offer);
  EXPECT_NE(out.take().find(R"("emergency":"Somebody is in danger")"), std::string::npos);
}

TEST_F(Offering, APassThatAHandoffLowersIsToldAsOneToBeGivenAnew) {
  const auto found = office.desk->candidates(bea, contact, "NW-100042").value();
  EXPECT_TRUE(office.choose(office.ask(bea, contact), found.at(0).customer).done());
  EXPECT_TRUE(office.answer(office.ask(bea, contact), "1234").done());
  const OfferView offer = danger();
  EXPECT_EQ(offer.verified, Level::kAccount);
  EXPECT_TRUE(offer.lowered);
  ASSERT_TRUE(accepts(mia));
  EXPECT_EQ(office.desk->stored(contact)->contact.control.level, Level::kNone);
}

}  // namespace
}  // namespace callmap
