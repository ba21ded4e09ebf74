// Verification: answers compared by the server, and attestations. An attempt is reserved on the
// customer's stream, at its expected version, before anything is compared; guesses made side by
// side, in one contact or in many, therefore use up tries one after the other.

#include <fmt/core.h>

#include <algorithm>

#include "desk/parts.h"
#include "directory/normalise.h"
#include "engine/map_names.h"

namespace callmap {
namespace {

// One set of answers on its way. Shared, because it travels through callbacks that are copied.
struct Comparison {
  MethodIndex method{};
  bool correction = false;
  std::vector<GivenAnswer> given;
  int retries = 0;
  std::uint64_t attempt = 0;  // version of the reservation on the customer's stream
  bool passed = false;
};
// shared: it waits in callbacks that must be copyable, for the commit of the reserved attempt.
// shared: the callbacks that carry it are copied
using ComparisonRef = std::shared_ptr<Comparison>;

Refusal declined(RefusalReason reason, std::string subject, std::string sentence) {
  Refusal refusal;
  refusal.reason = reason;
  refusal.subject = std::move(subject);
  refusal.sentence = std::move(sentence);
  return refusal;
}

Refusal spent_today(const Method& method) {
  return declined(RefusalReason::kAttemptsSpent, method.id,
                  "too many tries failed for this customer in the last 24 hours");
}

std::uint8_t tries_left(const CallMap& map, const Contact& contact, const KnownCustomer& customer,
                        Instant now) {
  const auto left = [](std::size_t limit, std::size_t failed) {
    return limit > failed ? limit - failed : 0;
  };
  const std::size_t here = left(map.verification.attempts, contact.control.attempts_failed);
  const std::size_t today = left(map.verification.attempts_per_day, failed_attempts(customer, now));
  return static_cast<std::uint8_t>(std::min(here, today));
}

// The items that are not of their form, or not the method's, go to `malformed`.
std::vector<GivenAnswer> normalise_all(
    const Method& method, const AnswersGiven& given,
    std::vector<std::pair<std::string, std::string>>& malformed) {
  std::vector<GivenAnswer> answers;
  for (const AnswerItem& item : method.items) {
    const auto typed =
        std::ranges::find(given.answers, item.id, &std::pair<std::string, std::string>::first);
    const auto form = typed == given.answers.end() ? std::nullopt : normalise(item, typed->second);
    if (form)
      answers.push_back({item.id, item.normalise, *form});
    else
      malformed.emplace_back(item.id, expected_form(item.normalise));
  }
  for (const auto& [item, text] : given.answers) {
    const auto asked = std::ranges::find(method.items, item, &AnswerItem::id);
    if (asked != method.items.end()) continue;
    malformed.emplace_back(item.size() <= kNameLengthMax ? item : "item",
                           "not asked for by this method");
  }
  return answers;
}

Command verdict_of(const Turn& turn, verdict::Attempted attempted) {
  return {turn.now, turn.author(), Verdict(std::move(attempted))};
}

// One comparison's way: reserve, compare, record. Every step may find that somebody else wrote to
// the customer's stream first, and is then done again on what they wrote.
class Comparing {
 public:
  Comparing(Desk::Parts& desk, TurnRef turn, ComparisonRef comparison)
      : desk_(desk), turn_(std::move(turn)), comparison_(std::move(comparison)) {}

  void reserve() const {
    const auto customer = read_customer();
    if (!customer) return;
    const Verification& policy = map().verification;
    const bool locked = failed_attempts(*customer, turn_->now) >= policy.attempts_per_day;
    if (locked && !comparison_->correction) {
      desk_.refuse(turn_, spent_today(method()));
      return;
    }
    Commit commit;
    commit.appends.push_back(CustomerBook::reserve(*customer, turn_->now, turn_->ask.contact,
                                                   method().id, comparison_->correction));
    desk_.store.commit(std::move(commit), [self = *this, version = customer->version + 1](
                                              const Result<Committed>& committed) {
      self.reserved(committed, version);
    });
  }

 private:
  [[nodiscard]] const CallMap& map() const { return *turn_->stored().map; }
  [[nodiscard]] const Method& method() const {
    return map().verification.methods[at(comparison_->method)];
  }
  [[nodiscard]] CustomerId customer_id() const { return *turn_->stored().contact.record.customer; }

  // Answers the turn when there is nobody to compare with.
  [[nodiscard]] std::optional<KnownCustomer> read_customer() const {
    auto customer = desk_.book.find(customer_id());
    if (!customer) {
      desk_.failed(turn_, customer.error());
      return std::nullopt;
    }
    if (customer->erased) {
      Outcome erased;
      erased.kind = Outcome::Kind::kErased;
      erased.message = "this customer's data was erased";
      desk_.answer(turn_, std::move(erased));
      return std::nullopt;
    }
    return std::move(*customer);
  }

  // True when the step may be done again.
  [[nodiscard]] bool again() const {
    desk_.book.forget(customer_id());
    if (++comparison_->retries <= static_cast<int>(kAttemptRetriesMax)) return true;
    desk_.failed(turn_, {ErrorKind::kConflict, "somebody else wrote first, again and again"});
    return false;
  }

  void reserved(const Result<Committed>& committed, std::uint64_t version) const {
    if (!committed) {
      if (committed.error().kind != ErrorKind::kConflict) {
        desk_.book.forget(customer_id());
        desk_.failed(turn_, committed.error());
      } else if (again()) {
        reserve();
      }
      return;
    }
    desk_.note_commit(true);
    desk_.book.reserved(customer_id(), version, turn_->now, comparison_->correction);
    comparison_->attempt = version;
    const auto customer = read_customer();
    if (!customer) return;
    comparison_->passed = answers_match(customer->record, comparison_->given, desk_.book.hash());
    record();
  }

  void record() const {
    auto customer = read_customer();
    if (!customer) return;
    verdict::Attempted attempted;
    attempted.method = comparison_->method;
    attempted.passed = comparison_->passed;
    attempted.correction = comparison_->correction;
    attempted.level = method().opens;
    const Command command = verdict_of(*turn_, std::move(attempted));

    StoredContact next = turn_->stored();
    Change change;
    if (auto refusal = step(next, change.events, command)) {
      desk_.refuse(turn_, std::move(*refusal));
      return;
    }
    const std::uint64_t version = customer->version + 1;
    if (comparison_->passed) {
      change.appends.push_back(CustomerBook::settle(*customer, turn_->now, comparison_->attempt));
      for (Attempt& each : customer->attempts) {
        if (each.version == comparison_->attempt) each.passed = true;
      }
    }
    change.outcome.compared = told(next.contact, *customer);
    const auto conflict = [self = *this] {
      if (self.again()) self.record();
    };
    const CustomerId id = customer_id();
    const TurnRef turn = turn_;
    if (comparison_->passed) {
      // The book hears of it before the answer goes out.
      auto done = std::move(turn->done);
      turn->done = [&desk = desk_, id, version, attempt = comparison_->attempt,
                    done = std::move(done)](Outcome outcome) {
        if (outcome.done()) desk.book.settled(id, version, attempt);
        done(std::move(outcome));
      };
    }
    desk_.commit(turn, std::move(change), conflict);
  }

  [[nodiscard]] Compared told(const Contact& next, const KnownCustomer& customer) const {
    Compared compared;
    compared.result = comparison_->passed ? Compared::Result::kPassed : Compared::Result::kFailed;
    compared.attempts_left = tries_left(map(), next, customer, turn_->now);
    compared.locked_until = locked_until(customer, turn_->now, map().verification.attempts_per_day);
    return compared;
  }

  Desk::Parts& desk_;
  TurnRef turn_;
  ComparisonRef comparison_;
};

}  // namespace

void Desk::Parts::compare(const TurnRef& turn, const AnswersGiven& given) {
  const CallMap& map = *turn->stored().map;
  const Contact& contact = turn->stored().contact;
  const auto index = map.method(given.method);
  if (!index || map.verification.methods[at(*index)].attested) {
    refuse(turn, declined(RefusalReason::kUnknown, "method",
                          "the map has no such method with answers to compare"));
    return;
  }
  const Method& method = map.verification.methods[at(*index)];
  if (auto refusal = may_not_attempt(map, contact, *index, given.correction)) {
    refuse(turn, std::move(*refusal));
    return;
  }
  auto comparison = std::make_shared<Comparison>();
  comparison->method = *index;
  comparison->correction = given.correction;
  Compared malformed;
  comparison->given = normalise_all(method, given, malformed.malformed);
  if (!malformed.malformed.empty()) {
    malformed.result = Compared::Result::kMalformed;
    const auto customer = book.find(*contact.record.customer);
    if (customer) {
      malformed.attempts_left = tries_left(map, contact, *customer, turn->now);
      malformed.locked_until =
          locked_until(*customer, turn->now, map.verification.attempts_per_day);
    }
    Outcome outcome;
    outcome.compared = std::move(malformed);
    answer(turn, std::move(outcome));
    return;
  }
  Comparing(*this, turn, std::move(comparison)).reserve();
}

void Desk::Parts::attest(const TurnRef& turn, const std::string& method_id) {
  const CallMap& map = *turn->stored().map;
  const auto index = map.method(method_id);
  if (!index || !map.verification.methods[at(*index)].attested) {
    refuse(turn, declined(RefusalReason::kUnknown, "method",
                          "the map has no such method that an agent attests"));
    return;
  }
  const Method& method = map.verification.methods[at(*index)];
  if (auto refusal = may_not_attempt(map, turn->stored().contact, *index, false)) {
    refuse(turn, std::move(*refusal));
    return;
  }
  const auto customer = book.find(*turn->stored().contact.record.customer);
  if (customer && failed_attempts(*customer, turn->now) >= map.verification.attempts_per_day) {
    refuse(turn, spent_today(method));
    return;
  }
  verdict::Attempted attempted;
  attempted.method = *index;
  attempted.passed = true;
  attempted.source = PassSource::kAttestedByAgent;
  attempted.level = method.opens;
  judge(turn, verdict_of(*turn, std::move(attempted)), {});
}

void Desk::answer(Ask ask, AnswersGiven given, OnOutcome done) {
  std::string mark = "answer " + given.method + (given.correction ? " again" : "");
  parts_->begin(std::move(ask), Deed::kAnswer, std::move(mark), std::move(done),
                [parts = parts_.get(), given = std::move(given)](const TurnRef& turn) {
                  parts->compare(turn, given);
                });
}

void Desk::attest(Ask ask, std::string method, OnOutcome done) {
  std::string mark = "attest " + method;
  parts_->begin(std::move(ask), Deed::kAnswer, std::move(mark), std::move(done),
                [parts = parts_.get(), method = std::move(method)](const TurnRef& turn) {
                  parts->attest(turn, method);
                });
}

}  // namespace callmap
