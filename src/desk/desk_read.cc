// What people see: the view of a contact with its customer card behind the fence, lists, the log in
// words.

#include <algorithm>
#include <charconv>

#include "desk/parts.h"
#include "directory/demo.h"
#include "engine/event_json.h"
#include "engine/map_names.h"
#include "engine/recording.h"
#include "engine/reference.h"
#include "engine/skills.h"
#include "engine/viewpoint.h"

namespace callmap {
namespace {

constexpr std::size_t kPastKeptMax = 10'000;
constexpr std::size_t kHintDigits = 3;

std::string number_hint(std::string_view number) {
  if (number.size() <= kHintDigits) return {};
  return "…" + std::string(number.substr(number.size() - kHintDigits));
}

std::optional<Titled> line_of(const CallMap& map, const std::string& id) {
  const auto line = std::ranges::find(map.lines, id, &LineCalled::id);
  if (line == map.lines.end()) return std::nullopt;
  return Titled{line->id, line->title};
}

// What is due by then has fallen, in this copy.
void let_fall_due(StoredContact& stored, Instant now) {
  std::vector<Event> events;
  const Command command{now, {Author::Kind::kClock, {}}, Observation(observation::TimePassed{})};
  std::ignore = step(stored, events, command);
}

}  // namespace

Error no_contact() {
  return {ErrorKind::kNotFound, "there is no such contact"};
}

Result<ShelvedContact> Desk::Parts::visible(const Caller& viewer, const ContactId& id) {
  auto shelved = shelf.read(id);
  if (!shelved) {
    if (shelved.error().kind == ErrorKind::kDamaged) set_aside(id, shelved.error().message);
    return std::unexpected(no_contact());
  }
  const bool all = may(viewer, Deed::kSeeAllContacts) ||
                   (viewer.roles.has(Role::kService) && may(viewer, Deed::kSeeOwnContact));
  const bool own =
      may(viewer, Deed::kSeeOwnContact) && was_held_by(shelved->stored.contact, viewer.id);
  if (!all && !own) return std::unexpected(no_contact());
  return shelved;
}

bool Desk::may_see(const Caller& viewer, const ContactId& contact) {
  return parts_->visible(viewer, contact).has_value();
}

Result<ContactView> Desk::view(const Caller& viewer, const ContactId& id) {
  ShelvedContact shelved = CALLMAP_TRY(parts_->visible(viewer, id));
  const Instant now = parts_->now_for(shelved.stored.contact);
  parts_->access.looked(viewer, "view", id, now);
  const std::uint64_t version = shelved.stored.version;
  let_fall_due(shelved.stored, now);
  const CallMap& map = *shelved.stored.map;
  const Contact& contact = shelved.stored.contact;
  const Record& record = contact.record;
  const PersonId holder = last_holder(contact);
  const std::string holder_name = holder.text.empty() ? "" : parts_->people->display_name(holder);

  ContactView view;
  view.id = id;
  view.reference = record.reference;
  view.map_id = map.id;
  view.map_title = map.title;
  view.map_digest = map.digest;
  view.version = version;
  view.position = shelved.stored.position;
  view.now = now;
  view.channel = record.channel;
  view.line = line_of(map, record.line_called);
  view.caller_number_hint = number_hint(record.caller_number);
  view.language = record.language;
  view.product = record.product;
  if (!holder.text.empty()) view.holder = HolderView{holder, holder_name};
  view.mine = holder == viewer.id && contact.open();
  view.started = record.started;
  view.connected = record.connected;
  view.hung_up = record.hung_up;
  view.hung_up_by = record.hung_up_by;
  view.held_since = record.held_since;
  view.held = record.held;
  view.dropped_at = record.dropped_at;
  if (record.closed && record.closed->ending) {
    const Ending& ending = map.endings[at(*record.closed->ending)];
    view.ended_early = Titled{ending.id, ending.title};
  }
  const Sight sight = view.mine ? Sight::kHolder : Sight::kOther;
  view.guidance =
      guide(map, contact, now, sight, holder_name, parts_->around(viewer, map, contact));
  parts_->add_ownership(view, map, contact);
  parts_->add_links(view, viewer, shelved);
  view.notes = callmap::notes(map, contact, sight);
  put_names(view.notes,
            [this](const std::string& who) { return parts_->people->display_name({who}); });
  view.customer = parts_->customer_view(viewer, shelved, now);
  return view;
}

// Who waits for it, who held it, who looks on; with names in the guidance where it has ids.
void Desk::Parts::add_ownership(ContactView& view, const CallMap& map, const Contact& contact) {
  const auto name_of = [this](const std::string& id) { return people->display_name({id}); };
  put_names(view.guidance, name_of);
  if (const auto queued = queued_for(map, contact); queued && !queued->handoff) {
    const auto team = map.team(queued->team);
    view.waiting =
        WaitingView{queued->team, team ? map.teams[at(*team)].title : std::string(), queued->since,
                    queued->priority, labels_of(map, skills_needed(map, contact))};
  }
  for (const SegmentEntry& segment : contact.record.segments) {
    const std::string team = segment.team ? map.teams[at(*segment.team)].title : std::string();
    view.segments.push_back(
        {name_of(segment.agent.text), team, segment.how, segment.from, segment.to});
  }
  if (const RecordingEntry* asked = recording_asked(contact)) {
    view.asks.push_back({asked->on ? "resume_recording" : "pause_recording",
                         map.fields[at(*map.recording.field)].id, asked->at});
  }
  const Ownership& kept = contact.record.kept();
  for (const WatcherEntry& watcher : kept.watchers) {
    view.watchers.push_back({name_of(watcher.person.text), watcher.how});
  }
  for (const ConsultEntry& consult : kept.consults) {
    const Team& team = map.teams[at(consult.team)];
    const bool answered = consult.state == ConsultState::kAnswered;
    view.consults.push_back({{team.id, team.title},
                             consult.state,
                             name_of(consult.by.text),
                             std::string(consult.question),
                             consult.at,
                             answered ? name_of(consult.answerer.text) : std::string(),
                             std::string(consult.answer),
                             consult.ended});
  }
  if (view.mine) {
    for (const MessageEntry& message : kept.messages) {
      view.messages.push_back({name_of(message.by.text), message.text, message.at});
    }
  }
}

Result<Guidance> Desk::guidance(const Caller& viewer, const ContactId& id) {
  ShelvedContact shelved = CALLMAP_TRY(parts_->visible(viewer, id));
  const Instant now = parts_->now_for(shelved.stored.contact);
  parts_->access.looked(viewer, "guidance", id, now);
  let_fall_due(shelved.stored, now);
  const Contact& contact = shelved.stored.contact;
  const PersonId holder = last_holder(contact);
  const std::string holder_name = holder.text.empty() ? "" : parts_->people->display_name(holder);
  const bool mine = contact.open() && holder == viewer.id;
  Guidance made = guide(*shelved.stored.map, contact, now, mine ? Sight::kHolder : Sight::kOther,
                        holder_name, parts_->around(viewer, *shelved.stored.map, contact));
  put_names(made, [this](const std::string& who) { return parts_->people->display_name({who}); });
  return made;
}

Result<Notes> Desk::notes(const Caller& viewer, const ContactId& id) {
  auto visible = parts_->visible(viewer, id);
  if (!visible) visible = parts_->visible_since_merged(viewer, id);
  ShelvedContact shelved = CALLMAP_TRY(std::move(visible));
  const Instant now = parts_->now_for(shelved.stored.contact);
  parts_->access.looked(viewer, "notes", id, now);
  let_fall_due(shelved.stored, now);
  const Contact& contact = shelved.stored.contact;
  const bool mine = contact.open() && contact.holder() == viewer.id;
  Notes made = callmap::notes(*shelved.stored.map, contact, mine ? Sight::kHolder : Sight::kOther);
  put_names(made, [this](const std::string& who) { return parts_->people->display_name({who}); });
  return made;
}

CustomerView Desk::Parts::customer_view(const Caller& viewer, const ShelvedContact& shelved,
                                        Instant now) {
  const Contact& contact = shelved.stored.contact;
  const bool mine = contact.open() && contact.holder() == viewer.id;
  CustomerView view;
  std::optional<std::uint32_t> candidates = shelved.candidates;
  std::optional<std::string> found_by = shelved.found_by;
  if (mine && !candidates) {
    const auto found = book.by_phone(contact.record.caller_number, kCandidatesMax);
    candidates = found ? static_cast<std::uint32_t>(found->size()) : 0;
  }
  view.candidates = mine ? candidates.value_or(0) : 0;

  std::optional<KnownCustomer> customer;
  if (contact.record.customer) {
    if (auto known = book.find(*contact.record.customer); known && !known->erased) {
      customer = std::move(*known);
    }
  }
  view.chosen = contact.record.customer.has_value();
  view.card =
      card_for(viewer, *shelved.stored.map, contact, customer ? &customer->record : nullptr, now);
  if (!mine || !customer) return view;

  const CustomerId& id = customer->record.id;
  if (!found_by) {
    found_by = "search";
    const auto rows = store.rows(kContactOfTable, id.text);
    if (rows) {
      const auto row = std::ranges::find(*rows, shelved.id.text, &Row::sub);
      if (row != rows->end()) found_by = row->value;
    }
  }
  shelf.remember(shelved.id, candidates, found_by);
  view.initials = initials(customer->record.name);
  view.hint = account_hint(customer->record.account);
  view.found_by = *found_by;
  view.open_contact = has_other_open_contact(id, shelved.id);
  view.locked_until =
      locked_until(*customer, now, shelved.stored.map->verification.attempts_per_day);
  if (is_open_to(viewer, contact, id, DataClass::kAccount, now)) {
    view.contacts = past_contacts(id, shelved.id);
    view.until = contact.record.verified_until;
  }
  return view;
}

bool Desk::Parts::has_other_open_contact(const CustomerId& customer, const ContactId& but) {
  const auto rows = store.rows(kContactOfTable, customer.text);
  if (!rows) return false;
  const std::lock_guard lock(mutex);
  return std::ranges::any_of(*rows, [&](const Row& row) {
    return row.sub != but.text && open.find({row.sub}) != nullptr;
  });
}

// The newest closed ones. They never change (an erased customer has none), so what was read once
// is kept.
std::vector<PastContact> Desk::Parts::past_contacts(const CustomerId& customer,
                                                    const ContactId& but) {
  std::vector<PastContact> found;
  const auto rows = store.rows(kContactOfTable, customer.text);
  if (!rows) return found;
  for (const Row& row : *rows) {
    if (row.sub == but.text) continue;
    {
      const std::lock_guard lock(mutex);
      if (open.find({row.sub}) != nullptr) continue;
      if (const auto kept = past.find(row.sub); kept != past.end()) {
        found.push_back(kept->second);
        continue;
      }
    }
    const auto loaded = log.load({row.sub});
    if (!loaded || loaded->stored.contact.open()) continue;
    const StoredContact* stored = &loaded->stored;
    const Record& record = stored->contact.record;
    PastContact each{record.reference, record.started, {}, {}};
    const Notes made = callmap::notes(*stored->map, stored->contact, Sight::kOther);
    if (!made.requests.empty()) each.title = made.requests.front().title;
    if (!record.requests.empty() && record.requests.front().disposition) {
      each.disposition = stored->map->dispositions[at(*record.requests.front().disposition)].title;
    }
    const std::lock_guard lock(mutex);
    if (past.size() >= kPastKeptMax) past.clear();
    past[row.sub] = each;
    found.push_back(std::move(each));
  }
  std::ranges::sort(found, std::ranges::greater(), &PastContact::started);
  if (found.size() > kPastContactsMax) found.resize(kPastContactsMax);
  return found;
}

std::vector<ContactSummary> Desk::open_contacts(const Caller& viewer) {
  std::optional<PersonId> holder;
  if (!may(viewer, Deed::kSeeAllContacts)) {
    if (!may(viewer, Deed::kSeeOwnContact)) return {};
    holder = viewer.id;
  }
  parts_->access.looked(viewer, "list", {}, parts_->clock.now());
  return parts_->summaries(holder);
}

std::vector<ContactSummary> Desk::Parts::summaries(const std::optional<PersonId>& holder) {
  std::vector<std::pair<ContactId, OpenContact>> listed;
  {
    const std::lock_guard lock(mutex);
    listed = open.list(holder, kListedMax);
  }
  std::vector<ContactSummary> summaries;
  summaries.reserve(listed.size());
  for (auto& [id, each] : listed) {
    const Stage& stage = each.map->stages[at(each.stage)];
    ContactSummary summary{id,
                           each.reference,
                           {each.map->id, each.map->title},
                           line_of(*each.map, each.line_called),
                           {stage.id, stage.title},
                           each.phase,
                           each.line,
                           std::nullopt,
                           each.started,
                           {},
                           {},
                           {}};
    if (each.asked) {
      const auto team = each.map->team(each.asked->team);
      const std::string title = team ? each.map->teams[at(*team)].title : std::string();
      summary.asked = AskedOfTeam{{each.asked->team, title}, each.asked->since};
    }
    if (!each.holder.text.empty()) {
      summary.holder = HolderView{each.holder, people->display_name(each.holder)};
    }
    if (holder) tell_apart(summary);
    summaries.push_back(std::move(summary));
  }
  return summaries;
}

void Desk::Parts::tell_apart(ContactSummary& summary) {
  const auto shelved = shelf.read(summary.id);
  if (!shelved) return;
  const Contact& contact = shelved->stored.contact;
  const Viewpoint view{*shelved->stored.map, contact, now_for(contact), Sight::kHolder, {}};
  summary.request = request_title(view, contact.control.request().number);
  if (!contact.record.customer) return;
  const auto known = book.find(*contact.record.customer);
  if (known && !known->erased) summary.initials = initials(known->record.name);
}

Result<ContactId> Desk::contact_of_reference(std::string_view typed) {
  const auto reference = parse_reference(typed);
  if (!reference) {
    return failure(ErrorKind::kInvalid, "that is no reference: a character is wrong or missing");
  }
  const auto rows = CALLMAP_TRY(parts_->store.rows(kReferenceTable, *reference));
  if (rows.empty()) return failure(ErrorKind::kNotFound, "there is no contact of that reference");
  return ContactId{rows.front().value};
}

Result<FoundContact> Desk::by_reference(const Caller& viewer, std::string_view typed) {
  if (!may(viewer, Deed::kFindByReference)) return std::unexpected(no_contact());
  const ContactId asked = CALLMAP_TRY(contact_of_reference(typed));
  const ContactId id = parts_->goes_on_in(asked);
  const auto shelved = CALLMAP_TRY(parts_->shelf.read(id));
  const Contact& contact = shelved.stored.contact;
  FoundContact found{id,
                     contact.record.reference,
                     contact.open(),
                     contact.open() && contact.holder() == viewer.id,
                     {}};
  if (id != asked) found.merged = parse_reference(typed).value_or("");
  return found;
}

Result<std::vector<LogLine>> Desk::log_in_words(const Caller& viewer, const ContactId& id) {
  if (!may(viewer, Deed::kSeeLog)) return std::unexpected(no_contact());
  const ShelvedContact shelved = CALLMAP_TRY(parts_->visible(viewer, id));
  parts_->access.looked(viewer, "log", id, parts_->clock.now());
  const auto events = CALLMAP_TRY(parts_->log.events(id));
  std::vector<LogLine> lines;
  lines.reserve(events.size());
  for (const Event& event : events) {
    LogLine line{lines.size() + 1, event.at, {}, in_words(*shelved.stored.map, event)};
    switch (event.by.kind) {
      case Author::Kind::kPerson: line.by = parts_->people->display_name(event.by.person); break;
      case Author::Kind::kPhone: line.by = "phone"; break;
      case Author::Kind::kClock: line.by = "clock"; break;
      case Author::Kind::kService: line.by = "service"; break;
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

Result<SimulatedCaller> Desk::simulated_caller(const Caller& viewer, const ContactId& id) {
  const ShelvedContact shelved = CALLMAP_TRY(parts_->visible(viewer, id));
  const auto rows = CALLMAP_TRY(parts_->store.rows(kDemoTable, id.text));
  const bool mine = last_holder(shelved.stored.contact) == viewer.id;
  if (!parts_->options.demo || rows.empty() || !mine) return std::unexpected(no_contact());
  const std::string& number = rows.front().value;
  std::uint32_t n = 0;
  std::from_chars(number.data(), number.data() + number.size(), n);
  std::vector<AnswerItem> items;
  SimulatedCaller caller;
  for (const Method& method : shelved.stored.map->verification.methods) {
    for (const AnswerItem& item : method.items) {
      if (std::ranges::find(items, item.id, &AnswerItem::id) == items.end()) items.push_back(item);
    }
  }
  const CustomerDetails details = demo_customer(n, {}, items);
  caller.name = details.name;
  if (!details.phones.empty()) caller.number = details.phones.front();
  caller.account = details.account;
  caller.wants = demo_wish(n) + " My account number is " + details.account + ".";
  for (std::size_t place = 0; place < items.size(); ++place) {
    caller.answers.push_back({items[place].id, items[place].label, details.answers[place].second});
  }
  return caller;
}

Result<StoredContact> Desk::stored(const ContactId& contact) {
  return CALLMAP_TRY(parts_->shelf.read(contact)).stored;
}

Result<std::vector<Event>> Desk::events(const ContactId& contact) {
  return parts_->log.events(contact);
}

}  // namespace callmap
