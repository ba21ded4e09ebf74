#include "desk/test_office.h"

#include <algorithm>
#include <future>
#include <utility>

namespace callmap {

void UnreliableStore::fail_every(std::uint64_t n, Fails how) {
  every_ = n;
  how_ = how;
}

void UnreliableStore::hold(bool on) {
  std::deque<std::pair<Commit, std::function<void(Result<Committed>)>>> released;
  {
    const std::lock_guard lock(mutex_);
    holding_ = on;
    if (!on) released.swap(held_);
  }
  for (auto& [commit, done] : released) inner_->commit(std::move(commit), std::move(done));
}

void UnreliableStore::commit(Commit commit, std::function<void(Result<Committed>)> done) {
  {
    const std::lock_guard lock(mutex_);
    if (holding_) {
      held_.emplace_back(std::move(commit), std::move(done));
      return;
    }
  }
  const std::uint64_t number = ++count_;
  if (every_ == 0 || number % every_ != 0) {
    inner_->commit(std::move(commit), std::move(done));
  } else if (how_ == Fails::kBefore) {
    done(failure("the disk is full"));
  } else {
    inner_->commit(std::move(commit), [done = std::move(done)](const Result<Committed>&) {
      done(failure("the disk did not answer"));
    });
  }
}

Result<std::vector<LogRecord>> UnreliableStore::read(const StreamId& stream, std::uint64_t from) {
  return inner_->read(stream, from);
}

Result<std::vector<LogRecord>> UnreliableStore::read_after(std::uint64_t position,
                                                           std::size_t limit) {
  return inner_->read_after(position, limit);
}

Result<std::uint64_t> UnreliableStore::last_position() {
  return inner_->last_position();
}

Result<std::vector<Row>> UnreliableStore::rows(std::string_view table, std::string_view key) {
  return inner_->rows(table, key);
}

Result<std::vector<Row>> UnreliableStore::scan(std::string_view table, std::string_view after,
                                               std::size_t limit) {
  return inner_->scan(table, after, limit);
}

Result<std::string> UnreliableStore::blob(std::string_view digest) {
  return inner_->blob(digest);
}

Result<> UnreliableStore::backup(const std::string& path) {
  return inner_->backup(path);
}

Result<std::uint64_t> UnreliableStore::verify() {
  return inner_->verify();
}

Office::Office(StoreMade made, bool demo) : demo_(demo) {
  auto inner = made == StoreMade::kMemory ? open_memory_store()
                                          : open_sqlite_store(folder / "log.db").value();
  store = std::make_unique<UnreliableStore>(std::move(inner));
  keys = KeyRing::open_memory();
  reopen();
  EXPECT_TRUE(desk->maps().publish({{"map.yaml", small_map()}}, clock.now()).has_value());
  ana = add("ana", {Role::kAgent});
  ben = add("ben", {Role::kAgent});
  lena = add("lena", {Role::kLead});
  iris = add("iris", {Role::kAuditor});
  admin = add("sam", {Role::kAdmin});
  phone = add("phone", {Role::kService});
  import(
      "account,name,phone,phone_2,household,card.name,answer.pin\n"
      "NW-100042,Ada Lovelock,+447700900142,,home,CANARY-ADA,1234\n"
      "NW-100043,Bea Lovelock,+447700900142,,home,CANARY-BEA,5678\n"
      "NW-100099,Cyrus Vane,+447700900199,,,CANARY-CYRUS,9999\n");
}

Office::~Office() = default;

void Office::reopen() {
  desk.reset();
  DeskOptions options;
  options.demo = demo_;
  options.contacts_in_memory = contacts_in_memory;
  options.time_zone = time_zone;
  options.sign_in.password_passes = 1;
  options.sign_in.password_memory_bytes = 8192;
  desk = Desk::open(*store, *keys, clock, options).value();
}

Caller Office::add(const std::string& name, Roles roles, const std::string& team,
                   std::vector<std::string> also, std::vector<std::string> skills) {
  const auto added =
      desk->add_person({name, "Person " + name, roles, team, std::move(also), std::move(skills)})
          .value();
  secrets[name] = added.secret;
  return {added.person.id, name, added.person.display_name, roles, team, false};
}

Result<ImportReport> Office::import(std::string_view text, const ImportOptions& options) {
  return desk->import_customers(
      [&text](char* into, std::size_t size) -> Result<std::size_t> {
        const std::size_t got = text.copy(into, std::min<std::size_t>(size, 10));
        text.remove_prefix(got);
        return got;
      },
      options);
}

Ask Office::ask(const Caller& by, const ContactId& contact, std::string key) {
  return {by, contact, key.empty() ? fresh_key() : std::move(key), std::nullopt};
}

Outcome Office::wait(const std::function<void(OnOutcome)>& call) {
  std::promise<Outcome> told;
  call([&told](Outcome outcome) { told.set_value(std::move(outcome)); });
  return told.get_future().get();
}

Outcome Office::intend(const Ask& ask, const std::string& json) {
  return wait(
      [&](OnOutcome done) { desk->intend(ask, parse_json(json).value(), std::move(done)); });
}

Outcome Office::intend(const ContactId& contact, const std::string& json) {
  return intend(ask(ana, contact), json);
}

Outcome Office::observe(const ContactId& contact, const std::string& json) {
  return wait([&](OnOutcome done) {
    desk->observe(ask(phone, contact), parse_json(json).value(), std::move(done));
  });
}

Outcome Office::answer(const Ask& ask, const std::string& pin, bool correction) {
  return wait([&](OnOutcome done) {
    desk->answer(ask, {"pin", {{"pin", pin}}, correction}, std::move(done));
  });
}

Outcome Office::answer(const ContactId& contact, const std::string& pin, bool correction) {
  return answer(ask(ana, contact), pin, correction);
}

Outcome Office::attest(const ContactId& contact, const std::string& method) {
  return wait([&](OnOutcome done) { desk->attest(ask(ana, contact), method, std::move(done)); });
}

Outcome Office::choose(const Ask& ask, const std::string& candidate) {
  return wait([&](OnOutcome done) { desk->choose_customer(ask, candidate, std::move(done)); });
}

Outcome Office::choose(const ContactId& contact, const std::string& search) {
  const auto found = desk->candidates(ana, contact, search).value();
  EXPECT_EQ(found.size(), 1u) << search;
  return choose(ask(ana, contact), found.at(0).customer);
}

Outcome Office::start(const Caller& by, NewContact contact, std::string key) {
  return wait([&](OnOutcome done) {
    desk->start(by, std::move(key), std::move(contact), std::move(done));
  });
}

ContactId Office::call(const std::string& number) {
  NewContact contact;
  contact.map = "small";
  contact.caller_number = number;
  contact.offer_to = ana.id;
  const Outcome outcome = start(phone, contact);
  EXPECT_TRUE(outcome.done()) << outcome.message;
  EXPECT_TRUE(observe(outcome.contact, R"({"saw":"connected"})").done());
  return outcome.contact;
}

ContactId Office::verified_call() {
  const ContactId contact = call();
  EXPECT_TRUE(choose(contact, "NW-100042").done());
  EXPECT_EQ(answer(contact, "1234").compared->result, Compared::Result::kPassed);
  return contact;
}

ContactView Office::view(const Caller& viewer, const ContactId& contact) {
  return desk->view(viewer, contact).value();
}

std::string Office::json(const Caller& viewer, const ContactId& contact) {
  JsonWriter out;
  write(out, view(viewer, contact));
  return out.take();
}

std::size_t Office::events(const ContactId& contact) {
  return store->read({StreamKind::kContact, contact.text}, 1).value().size();
}

std::string Office::everything() {
  std::string all;
  const auto records = store->read_after(0, 10'000).value();
  for (const LogRecord& record : records) {
    all += record.clear + record.sealed + "\n";
  }
  for (const char* table :
       {"live", "work", "promise", "day", "done", "done_end", "reference", "contact_of", "aside",
        "called_back", "demo", "search", "customer", "person", "session", "map"}) {
    const auto rows = store->scan(table, "", 10'000).value();
    for (const Row& row : rows) {
      all += row.key + row.sub + row.value + "\n";
    }
  }
  return all;
}

std::string store_name(const testing::TestParamInfo<StoreMade>& info) {
  return info.param == StoreMade::kMemory ? "Memory" : "Sqlite";
}

}  // namespace callmap
