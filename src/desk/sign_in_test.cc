#include "desk/sign_in.h"

#include <future>

#include "desk/test_office.h"

namespace callmap {
namespace {

Result<Session> sign_in(Office& office, const std::string& name, const std::string& password) {
  std::promise<Result<Session>> told;
  office.desk->sign_in().sign_in(
      name, password, [&told](Result<Session> session) { told.set_value(std::move(session)); });
  return told.get_future().get();
}

Result<Session> renew(Office& office, const std::string& token, const std::string& name,
                      const std::string& password) {
  std::promise<Result<Session>> told;
  office.desk->sign_in().renew(token, name, password, [&told](Result<Session> session) {
    told.set_value(std::move(session));
  });
  return told.get_future().get();
}

Result<> change(Office& office, const std::string& token, const std::string& old_password,
                const std::string& new_password) {
  std::promise<Result<>> told;
  office.desk->sign_in().change_password(token, old_password, new_password,
                                         [&told](Result<> done) { told.set_value(done); });
  return told.get_future().get();
}

constexpr const char* kPassword = "correct horse battery";

TEST(SignIn, LetsAPersonInWithTheRightPasswordAlone) {
  Office office;
  const auto session = sign_in(office, "ANA", office.secrets["ana"]);
  ASSERT_TRUE(session.has_value());
  EXPECT_EQ(session->caller.id, office.ana.id);
  EXPECT_TRUE(session->caller.must_change_password);
  const auto wrong = sign_in(office, "ana", "wrong");
  const auto nobody = sign_in(office, "nobody", "wrong");
  EXPECT_EQ(wrong.error(), nobody.error());
  EXPECT_EQ(wrong.error().kind, ErrorKind::kNotFound);
  EXPECT_FALSE(sign_in(office, "phone", "").has_value());
}

TEST(SignIn, AsksForANewPasswordAtFirstAndEndsOtherSessions) {
  Office office;
  const auto first = sign_in(office, "ana", office.secrets["ana"]).value();
  const auto second = sign_in(office, "ana", office.secrets["ana"]).value();
  EXPECT_EQ(change(office, first.token, office.secrets["ana"], "short").error().kind,
            ErrorKind::kInvalid);
  EXPECT_EQ(change(office, first.token, office.secrets["ana"], office.secrets["ana"]).error().kind,
            ErrorKind::kInvalid);
  EXPECT_EQ(
      change(office, first.token, office.secrets["ana"], std::string(kPasswordLengthMax + 1, 'x'))
          .error()
          .kind,
      ErrorKind::kInvalid);
  EXPECT_EQ(change(office, first.token, "not the old one", kPassword).error().kind,
            ErrorKind::kNotFound);
  EXPECT_TRUE(change(office, first.token, office.secrets["ana"], kPassword).has_value());
  EXPECT_FALSE(office.desk->sign_in().session(first.token)->caller.must_change_password);
  EXPECT_FALSE(office.desk->sign_in().session(second.token).has_value());
  EXPECT_FALSE(sign_in(office, "ana", office.secrets["ana"]).has_value());
  EXPECT_TRUE(sign_in(office, "ana", kPassword).has_value());
}

TEST(SignIn, KeepsSessionsOverARestart) {
  Office office(StoreMade::kSqlite);
  const auto session = sign_in(office, "ana", office.secrets["ana"]).value();
  office.reopen();
  const auto again = office.desk->sign_in().session(session.token);
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(again->csrf, session.csrf);
  EXPECT_EQ(again->caller.id, office.ana.id);
  EXPECT_FALSE(office.desk->sign_in().session("made up").has_value());
}

TEST(SignIn, EndsASessionThatNobodyUses) {
  Office office;
  const auto session = sign_in(office, "ana", office.secrets["ana"]).value();
  for (int n = 0; n < 3; ++n) {
    office.clock.pass(minutes(50));
    EXPECT_TRUE(office.desk->sign_in().session(session.token).has_value());
  }
  office.clock.pass(minutes(60));
  EXPECT_FALSE(office.desk->sign_in().session(session.token).has_value());
}

TEST(SignIn, EndsASessionAfterADaysWorkHoweverItIsUsed) {
  Office office;
  const auto session = sign_in(office, "ana", office.secrets["ana"]).value();
  for (int n = 0; n < 27; ++n) {
    office.clock.pass(minutes(30));
    EXPECT_TRUE(office.desk->sign_in().session(session.token).has_value()) << n;
  }
  office.clock.pass(minutes(30));
  EXPECT_FALSE(office.desk->sign_in().session(session.token).has_value());
  office.clock.pass(hours(14));
  office.desk->tick();
  EXPECT_TRUE(office.store->scan("session", "", 9)->empty());
}

TEST(SignIn, RenewsAnExpiredSessionForTheSamePerson) {
  Office office;
  const auto session = sign_in(office, "ana", office.secrets["ana"]).value();
  office.clock.pass(hours(2));
  EXPECT_EQ(renew(office, session.token, "ben", office.secrets["ben"]).error().kind,
            ErrorKind::kInvalid);
  EXPECT_EQ(renew(office, session.token, "ana", "wrong").error().kind, ErrorKind::kNotFound);
  const auto renewed = renew(office, session.token, "ana", office.secrets["ana"]);
  ASSERT_TRUE(renewed.has_value());
  EXPECT_NE(renewed->token, session.token);
}

TEST(SignIn, SignsOut) {
  Office office;
  const auto session = sign_in(office, "ana", office.secrets["ana"]).value();
  for (int n = 0; n < 2; ++n) {
    std::promise<Result<>> told;
    office.desk->sign_in().sign_out(session.token,
                                    [&told](Result<> done) { told.set_value(done); });
    EXPECT_TRUE(told.get_future().get().has_value());
  }
  EXPECT_FALSE(office.desk->sign_in().session(session.token).has_value());
}

TEST(SignIn, EndsTheSessionsOfSomebodyWhoLeavesOrIsReset) {
  Office office;
  const auto session = sign_in(office, "ana", office.secrets["ana"]).value();
  const auto secret = office.desk->sign_in().reset_password("ana").value();
  EXPECT_FALSE(office.desk->sign_in().session(session.token).has_value());
  const auto again = sign_in(office, "ana", secret).value();
  EXPECT_TRUE(office.desk->sign_in().deactivate("ana").has_value());
  EXPECT_FALSE(office.desk->sign_in().session(again.token).has_value());
  EXPECT_FALSE(sign_in(office, "ana", secret).has_value());
  EXPECT_EQ(office.desk->sign_in().reset_password("nobody").error().kind, ErrorKind::kNotFound);
  EXPECT_EQ(office.desk->sign_in().deactivate("nobody").error().kind, ErrorKind::kNotFound);
}

TEST(SignIn, KnowsServicesByTheirKeys) {
  Office office;
  EXPECT_EQ(office.desk->sign_in().service(office.secrets["phone"])->id, office.phone.id);
  office.reopen();
  EXPECT_EQ(office.desk->sign_in().service(office.secrets["phone"])->id, office.phone.id);
  EXPECT_FALSE(office.desk->sign_in().service("cms_made_up").has_value());
  ASSERT_TRUE(office.desk->sign_in().deactivate("phone").has_value());
  EXPECT_FALSE(office.desk->sign_in().service(office.secrets["phone"]).has_value());
}

TEST(SignIn, RefusesNamesThatAreTakenOrCannotStand) {
  Office office;
  const auto add = [&](const std::string& name, Roles roles) {
    return office.desk->sign_in().add({name, "Somebody", roles, ""});
  };
  EXPECT_EQ(add("Ana", {Role::kAgent}).error().kind, ErrorKind::kInvalid);
  EXPECT_EQ(add("", {Role::kAgent}).error().kind, ErrorKind::kInvalid);
  EXPECT_EQ(add("zed", {}).error().kind, ErrorKind::kInvalid);
  EXPECT_EQ(add("zed", {Role::kAgent, Role::kService}).error().kind, ErrorKind::kInvalid);
  EXPECT_TRUE(add("zed", {Role::kAgent}).has_value());
}

TEST(SignIn, ListsPeopleWithoutTheirHashes) {
  Office office;
  const auto people = office.desk->sign_in().people();
  ASSERT_EQ(people.size(), 6u);
  EXPECT_EQ(people.front().name, "ana");
  for (const Person& person : people) {
    EXPECT_TRUE(person.password_hash.empty());
    EXPECT_TRUE(person.service_key_hash.empty());
  }
  EXPECT_EQ(office.desk->sign_in().display_name(office.ana.id), "Person ana");
  EXPECT_EQ(office.desk->sign_in().display_name({"p_gone"}), "p_gone");
}

TEST(SignIn, KeepsNoPasswordNameOrTokenInTheClear) {
  Office office(StoreMade::kSqlite);
  const auto session = sign_in(office, "ana", office.secrets["ana"]).value();
  const std::string all = office.everything();
  EXPECT_EQ(all.find(session.token), std::string::npos);
  EXPECT_EQ(all.find(office.secrets["ana"]), std::string::npos);
  EXPECT_EQ(all.find("argon2"), std::string::npos);
  EXPECT_EQ(all.find("Person ana"), std::string::npos);
}

TEST(SignIn, SaysThatItIsBusyWhenTooManyWait) {
  Office office;
  std::atomic<int> busy = 0, answered = 0;
  constexpr int kMany = 400;
  for (int n = 0; n < kMany; ++n) {
    office.desk->sign_in().sign_in("ana", "wrong", [&](const Result<Session>& session) {
      if (session.error().kind == ErrorKind::kBusy) ++busy;
      ++answered;
    });
  }
  office.desk.reset();
  EXPECT_EQ(answered, kMany);
  EXPECT_GT(busy, 0);
}

}  // namespace
}  // namespace callmap
