// Customers and people of the whole organisation: import, the demo's, erasure. For those who run
// the machine; these wait for the store.

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <tuple>
#include <unordered_map>

#include "base/csv.h"
#include "desk/customer_lines.h"
#include "desk/customer_writer.h"
#include "desk/parts.h"
#include "directory/demo.h"

namespace callmap {
namespace {

constexpr std::size_t kReadBytes = 64u << 10;
constexpr std::uint64_t kProgressEvery = 10'000;

// On which line each account of a file stood first, by a hash of the customer's id.
class AccountsSeen {
 public:
  explicit AccountsSeen(std::size_t max) : max_(max) {}

  [[nodiscard]] std::optional<std::uint64_t> line_of(const CustomerId& id) const {
    const auto found = lines_.find(hash_of(id));
    return found == lines_.end() ? std::nullopt : std::optional(found->second);
  }
  void add(const CustomerId& id, std::uint64_t line) {
    if (lines_.size() < max_)
      lines_.emplace(hash_of(id), line);
    else
      ++unremembered_;
  }
  [[nodiscard]] std::uint64_t unremembered() const { return unremembered_; }

 private:
  static std::uint64_t hash_of(const CustomerId& id) { return std::hash<std::string>()(id.text); }

  std::size_t max_;
  std::unordered_map<std::uint64_t, std::uint64_t> lines_;
  std::uint64_t unremembered_ = 0;
};

// The import under way: what the reader's callbacks share.
class Import {
 public:
  Import(CustomerLines lines, CustomerWriter& writer, const CustomerBook& book,
         const ImportOptions& options)
      : lines_(std::move(lines)),
        writer_(writer),
        book_(book),
        options_(options),
        seen_(options.accounts_remembered_max) {}

  void row(std::uint64_t line, const std::vector<std::string>& values) {
    if (fault_) return;
    if (!lines_.has_header()) {
      if (auto taken = lines_.take_header(values); !taken) fault_ = std::move(taken.error());
      return;
    }
    auto details = lines_.read(values);
    if (!details) {
      error(line, details.error().message);
      return;
    }
    const CustomerId id = book_.id_of_account(details->account);
    if (const auto before = seen_.line_of(id)) {
      error(line, fmt::format("this account stands already on line {}", *before));
      return;
    }
    const auto added = writer_.add(*details);
    if (added)
      seen_.add(id, line);
    else if (added.error().kind == ErrorKind::kInvalid)
      error(line, added.error().message);
    else
      fault_ = added.error();
    const std::uint64_t read = writer_.report().lines;
    if (options_.on_progress && read > 0 && read % kProgressEvery == 0) options_.on_progress(read);
  }
  void error(std::uint64_t line, const std::string& message) {
    ++errors_;
    if (options_.on_error) options_.on_error(line, message);
  }

  [[nodiscard]] const std::optional<Error>& fault() const { return fault_; }
  [[nodiscard]] bool has_header() const { return lines_.has_header(); }
  [[nodiscard]] std::uint64_t errors() const { return errors_; }
  [[nodiscard]] std::uint64_t unremembered() const { return seen_.unremembered(); }

 private:
  CustomerLines lines_;
  CustomerWriter& writer_;
  const CustomerBook& book_;
  const ImportOptions& options_;
  AccountsSeen seen_;
  std::optional<Error> fault_;  // ends the import
  std::uint64_t errors_ = 0;
};

Result<> read_all(const ReadBytes& read, CsvReader& csv, const Import& import) {
  std::string buffer(kReadBytes, '\0');
  for (;;) {
    const std::size_t got = CALLMAP_TRY(read(buffer.data(), buffer.size()));
    if (got == 0) break;
    csv.feed(std::string_view(buffer).substr(0, got));
    if (import.fault()) return std::unexpected(*import.fault());
  }
  csv.finish();
  if (import.fault()) return std::unexpected(*import.fault());
  if (!import.has_header()) return failure(ErrorKind::kInvalid, "the file is empty");
  return {};
}

}  // namespace

Result<ImportReport> Desk::import_customers(const ReadBytes& read, const ImportOptions& options) {
  CustomerWriter writer(parts_->store, parts_->book, parts_->clock, parts_->maps.answer_items(),
                        options.dry_run);
  Import import({parts_->maps.card_rows(), parts_->maps.answer_items(),
                 /*map_in_force=*/!parts_->maps.all().empty()},
                writer, parts_->book, options);
  CsvReader csv(
      {[&import](std::uint64_t line, std::vector<std::string> values) { import.row(line, values); },
       [&import](std::uint64_t line, std::string message) { import.error(line, message); }});
  const Result<> all = read_all(read, csv, import);
  CALLMAP_TRY(writer.finish());  // what came before a fault stands
  CALLMAP_TRY(all);
  ImportReport report = writer.report();
  report.errors = import.errors();
  report.unremembered = import.unremembered();
  return report;
}

Result<ImportReport> Desk::load_demo_customers() {
  const auto card = parts_->maps.card_rows();
  const auto items = parts_->maps.answer_items();
  if (parts_->maps.all().empty()) {
    return failure(ErrorKind::kInvalid, "publish a map first: it says what customers are made of");
  }
  CustomerWriter writer(parts_->store, parts_->book, parts_->clock, items, false);
  for (std::uint32_t n = 0; n < kDemoCustomers; ++n) {
    const auto added = writer.add(demo_customer(n, card, items));
    if (!added && added.error().kind != ErrorKind::kInvalid) {
      return std::unexpected(added.error());
    }
  }
  CALLMAP_TRY(writer.finish());
  return writer.report();
}

Result<std::vector<AddedPerson>> Desk::add_demo_people() {
  std::vector<AddedPerson> added;
  const auto people = parts_->people->people();
  for (const DemoPerson& demo : demo_people()) {
    if (std::ranges::find(people, demo.name, &Person::name) != people.end()) continue;
    NewPerson wanted{demo.name, demo.display_name, {}, demo.team, demo.also};
    for (const std::string& role : demo.roles) {
      if (const auto known = parse_role(role)) wanted.roles.add(*known);
    }
    added.push_back(CALLMAP_TRY(add_person(wanted)));
  }
  return added;
}

// First everything that names the customer goes, then the keys; done again after a failure, it goes
// on where it stopped.
Result<> Desk::erase_customer(std::string_view account) {
  const CustomerId id = parts_->book.id_of_account(account);
  parts_->book.forget(id);
  const KnownCustomer customer = CALLMAP_TRY(parts_->book.find(id));
  auto contacts = CALLMAP_TRY(parts_->store.rows(kContactOfTable, id.text));
  std::ranges::move(CALLMAP_TRY(parts_->store.rows(kContactWasOfTable, id.text)),
                    std::back_inserter(contacts));
  {
    const std::lock_guard lock(parts_->mutex);
    for (const Row& row : contacts) {
      if (parts_->open.find({row.sub}) != nullptr) {
        return failure(ErrorKind::kBusy, "the customer has an open contact; close it first");
      }
    }
  }
  if (!customer.erased) {
    Commit commit;
    commit.appends.push_back({{StreamKind::kCustomer, id.text},
                              customer.version,
                              {{parts_->clock.now(), R"({"f":1,"k":"erased"})", {}}}});
    commit.rows.push_back({std::string(kCustomerTable), id.text, "", std::string(kErasedRow)});
    for (const SearchToken& token : search_tokens(customer.record, parts_->book.hash())) {
      commit.rows.push_back({std::string(kSearchTable), token.hash, id.text, std::nullopt});
    }
    CALLMAP_TRY(parts_->store.commit_now(std::move(commit)));
  }
  for (const Row& row : contacts) CALLMAP_TRY(parts_->keys.destroy(key_name(ContactId{row.sub})));
  CALLMAP_TRY(parts_->keys.destroy(key_name(id)));
  parts_->book.forget(id);
  parts_->shelf.discard_all();
  const std::lock_guard lock(parts_->mutex);
  parts_->past.clear();
  return {};
}

namespace {

constexpr std::size_t kDoctorBatch = 2'000;

}  // namespace

Result<DoctorReport> Desk::doctor() {
  DoctorReport report;
  std::uint64_t position = 0;
  for (;;) {
    const auto records = CALLMAP_TRY(parts_->store.read_after(position, kDoctorBatch));
    if (records.empty()) return report;
    for (const LogRecord& record : records) {
      position = record.position;
      ++report.records;
      if (record.stream.kind != StreamKind::kContact || record.version != 1) continue;
      ++report.contacts;
      CALLMAP_TRY(parts_->examine({record.stream.id}, report));
    }
  }
}

Result<> Desk::Parts::examine(const ContactId& id, DoctorReport& report) {
  const auto loaded = log.load(id);
  if (!loaded) {
    report.set_aside.push_back({id, loaded.error().message});
    set_aside(id, loaded.error().message);
    return {};
  }
  const StoredContact* stored = &loaded->stored;
  const auto should = open_contact(*stored->map, stored->contact);
  const auto rows = CALLMAP_TRY(store.rows(kLiveTable, id.text));
  std::optional<std::string> wanted;
  if (should) wanted = to_row(*should);
  const bool live_fits =
      rows.empty() ? !wanted.has_value() : (wanted && rows.front().value == *wanted);

  const std::string& reference = stored->contact.record.reference;
  const auto canonical = CALLMAP_TRY(store.rows(kReferenceTable, reference));
  Commit commit;
  if (!live_fits) commit.rows.push_back({std::string(kLiveTable), id.text, "", wanted});
  if (canonical.empty()) {
    commit.rows.push_back({std::string(kReferenceTable), reference, "", id.text});
  }
  const auto aside_rows = CALLMAP_TRY(store.rows(kAsideTable, id.text));
  if (!aside_rows.empty()) {
    commit.rows.push_back({std::string(kAsideTable), id.text, "", std::nullopt});
  }
  CALLMAP_TRY(mend_tie(id, *stored, commit));
  CALLMAP_TRY(mend_former_ties(id, *stored, commit));
  for (RowChange& row : called_back_rows(id, {.map = stored->map, .contact = {}}, *stored)) {
    const auto stands = CALLMAP_TRY(store.rows(kCalledBackTable, row.key));
    if (std::ranges::find(stands, row.sub, &Row::sub) != stands.end()) continue;
    commit.rows.push_back(std::move(row));
  }
  const Beside beside = beside_from_log(id, *stored);
  CALLMAP_TRY(mend_beside(id, beside, commit));
  if (commit.rows.empty()) return {};
  report.rows_mended += commit.rows.size();
  CALLMAP_TRY(store.commit_now(std::move(commit)));
  keep(id, beside);
  const std::lock_guard lock(mutex);
  if (should)
    open.put(id, *should);
  else
    open.remove(id);
  return {};
}

// The customer of a contact, or of the one that it was merged into, finds it.
Result<> Desk::Parts::mend_tie(const ContactId& id, const StoredContact& stored, Commit& commit) {
  std::optional<CustomerId> customer = stored.contact.record.customer;
  const bool own = customer.has_value();
  if (!own) {
    const auto later = shelf.read(goes_on_in(id));
    if (later) customer = later->stored.contact.record.customer;
  }
  if (!customer) return {};
  const auto known = CALLMAP_TRY(store.rows(kContactOfTable, customer->text));
  if (std::ranges::find(known, id.text, &Row::sub) != known.end()) return {};
  commit.rows.push_back(
      {std::string(kContactOfTable), customer->text, id.text, own ? "search" : "merged"});
  return {};
}

// Those who were verified on it, or whoever was then the customer, before another one was chosen.
Result<> Desk::Parts::mend_former_ties(const ContactId& id, const StoredContact& stored,
                                       Commit& commit) {
  const auto& attempts = stored.contact.record.attempts;
  if (std::ranges::none_of(attempts, &AttemptEntry::passed)) return {};
  std::string before;
  bool passed = false;
  for (const LogRecord& record : CALLMAP_TRY(store.read({StreamKind::kContact, id.text}))) {
    const Json event = CALLMAP_TRY(parse_json(record.clear));
    const auto kind = event.text("k").value_or("");
    if (kind == "attempted") passed = passed || event.truth("passed").value_or(false);
    if (kind != "customer_chosen") continue;
    std::string customer(event.text("customer").value_or(""));
    if (passed && !before.empty() && customer != before) {
      const auto known = CALLMAP_TRY(store.rows(kContactWasOfTable, before));
      if (std::ranges::find(known, id.text, &Row::sub) == known.end())
        commit.rows.push_back({std::string(kContactWasOfTable), before, id.text, ""});
    }
    before = std::move(customer);
  }
  return {};
}

Desk::Parts::Beside Desk::Parts::beside_from_log(const ContactId& id,
                                                 const StoredContact& stored) const {
  Beside beside;
  const Record& record = stored.contact.record;
  beside.promised =
      open_promises(id, record, [this](std::string_view name) { return owner_id(name); });
  if (!stored.contact.open()) {
    beside.counted = Counted{id,
                             record.reference,
                             day_entry(*stored.map, stored.contact, stored.contact.record.last),
                             {},
                             {}};
  }
  return beside;
}

// The rows of follow-ups and of the day's numbers that are not as the log says.
Result<> Desk::Parts::mend_beside(const ContactId& id, const Beside& beside, Commit& commit) {
  std::vector<RowChange> wanted = promise_rows({}, *beside.promised);
  for (const Row& row : CALLMAP_TRY(store.rows(kPromiseTable, id.text))) {
    const auto same = std::ranges::find(wanted, row.sub, &RowChange::sub);
    if (same == wanted.end())
      commit.rows.push_back({std::string(kPromiseTable), id.text, row.sub, std::nullopt});
    else if (same->value == row.value)
      wanted.erase(same);
  }
  for (RowChange& row : wanted) commit.rows.push_back(std::move(row));
  if (!beside.counted) return {};
  const std::lock_guard lock(mutex);
  const bool fits = CALLMAP_TRY(days.has(*beside.counted));
  if (!fits) commit.rows.push_back(DayBook::row(*beside.counted));
  return {};
}

}  // namespace callmap
