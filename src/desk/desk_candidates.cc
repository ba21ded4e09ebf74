// Who the customer of a contact may be: found by number or by search, shown as initials and a hint,
// and chosen by a token that names nobody and is good for this contact alone.

#include <fmt/core.h>
#include <sodium.h>

#include "desk/parts.h"

namespace callmap {
namespace {

constexpr int kBase64 = sodium_base64_VARIANT_URLSAFE_NO_PADDING;

std::string to_token(const std::string& bytes) {
  std::string text(sodium_base64_encoded_len(bytes.size(), kBase64), '\0');
  sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()),
                    bytes.size(), kBase64);
  text.pop_back();  // the terminating NUL
  return text;
}

std::optional<std::string> from_token(std::string_view token) {
  constexpr std::size_t kTokenMax = 500;
  if (token.size() > kTokenMax) return std::nullopt;
  std::string bytes(token.size(), '\0');
  std::size_t size = 0;
  if (sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), token.data(),
                        token.size(), nullptr, &size, nullptr, kBase64) != 0) {
    return std::nullopt;
  }
  bytes.resize(size);
  return bytes;
}

}  // namespace

Result<std::vector<CandidateView>> Desk::candidates(const Caller& viewer, const ContactId& id,
                                                    std::optional<std::string_view> search) {
  const ShelvedContact shelved = CALLMAP_TRY(parts_->visible(viewer, id));
  const Contact& contact = shelved.stored.contact;
  if (!may(viewer, Deed::kFindCustomer) || !contact.open() || contact.holder() != viewer.id) {
    return std::unexpected(no_contact());
  }
  std::vector<CustomerId> found;
  if (!search) {
    found = CALLMAP_TRY(parts_->book.by_phone(contact.record.caller_number, kCandidatesMax));
  } else {
    if (search->size() < kSearchLengthMin) {
      return failure(ErrorKind::kInvalid,
                     fmt::format("type at least {} characters", kSearchLengthMin));
    }
    found = CALLMAP_TRY(parts_->book.by_search(*search, kCandidatesMax));
    if (const auto other = contact_of_reference(*search); found.empty() && other) {
      const auto referred = parts_->shelf.read(parts_->goes_on_in(*other));
      if (referred && referred->stored.contact.record.customer) {
        found.push_back(*referred->stored.contact.record.customer);
      }
    }
  }
  std::vector<CandidateView> candidates;
  for (const CustomerId& customer : found) {
    const auto known = parts_->book.find(customer);
    if (!known || known->erased) continue;
    const std::string inside = (search ? "search|" : "number|") + customer.text;
    const std::string sealed =
        CALLMAP_TRY(parts_->keys.seal(kCandidatesKey, inside, "candidate|" + id.text));
    candidates.push_back({to_token(sealed), initials(known->record.name),
                          account_hint(known->record.account),
                          parts_->has_other_open_contact(customer, id)});
  }
  return candidates;
}

void Desk::choose_customer(Ask ask, std::string candidate, OnOutcome done) {
  const std::string bound = "candidate|" + ask.contact.text;
  std::optional<std::pair<std::string, CustomerId>> chosen;  // how it was found, and who
  if (const auto sealed = from_token(candidate)) {
    if (const auto inside = parts_->keys.open_sealed(kCandidatesKey, *sealed, bound)) {
      const auto bar = inside->find('|');
      if (bar != std::string::npos) {
        chosen.emplace(inside->substr(0, bar), CustomerId{inside->substr(bar + 1)});
      }
    }
  }
  std::string mark = "choose " + (chosen ? chosen->second.text : "nobody");
  parts_->begin(
      std::move(ask), Deed::kFindCustomer, std::move(mark), std::move(done),
      [parts = parts_.get(), chosen = std::move(chosen)](const TurnRef& turn) {
        const auto known =
            chosen ? parts->book.find(chosen->second) : failure(ErrorKind::kNotFound, "nobody");
        if (!known || known->erased) {
          parts->answer(
              turn, outcome_of({ErrorKind::kInvalid, "that is none of this contact's candidates"}));
          return;
        }
        const std::string& id = turn->ask.contact.text;
        Change change;
        const std::optional<CustomerId> before = turn->stored().contact.record.customer;
        if (before && *before != chosen->second) {
          change.rows.push_back({std::string(kContactOfTable), before->text, id, std::nullopt});
          const auto& attempts = turn->stored().contact.record.attempts;
          if (std::ranges::any_of(attempts, &AttemptEntry::passed))
            change.rows.push_back({std::string(kContactWasOfTable), before->text, id, ""});
        }
        if (before != chosen->second) {
          change.rows.push_back(
              {std::string(kContactOfTable), chosen->second.text, id, chosen->first});
        }
        // What was merged into it goes with it.
        if (before != chosen->second) {
          const Contact& contact = turn->stored().contact;
          for (const ContactId& each : parts->merged_into(contact, turn->ask.contact)) {
            if (before) parts->add_ties(each, *before, false, change.rows);
            parts->add_ties(each, chosen->second, true, change.rows);
          }
        }
        intent::ChooseCustomer choose{chosen->second, known->record.time_zone};
        parts->judge(turn, {turn->now, turn->author(), Intent(std::move(choose))},
                     std::move(change));
      });
}

}  // namespace callmap
