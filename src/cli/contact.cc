// callmap replay and callmap notes: one contact, folded from the log of a data folder. Whoever runs
// them holds no contact, so they show what an onlooker is shown: account fields stay behind the
// fence.

#include <fmt/core.h>

#include "cli/commands.h"
#include "cli/office.h"
#include "cli/terminal.h"
#include "engine/event_json.h"
#include "engine/merge.h"
#include "engine/notes.h"
#include "engine/view_json.h"

namespace callmap {
namespace {

struct Read {
  std::unique_ptr<Office> office;  // keeps the map alive
  StoredContact stored;
  std::vector<Event> events;
  std::vector<std::string> merged;  // references of the contacts that go on in it
};

// The engine knows people by id; here they get their names, as the API gives them.
Notes named_notes(const Read& read) {
  const StoredContact& stored = read.stored;
  Notes written = notes(*stored.map, stored.contact, Sight::kOther);
  put_names(written,
            [&](const std::string& id) { return read.office->desk->sign_in().display_name({id}); });
  return written;
}

Guidance named_guidance(const Read& read) {
  const StoredContact& stored = read.stored;
  const PersonId holder = stored.contact.holder();
  const std::string agent =
      holder.text.empty() ? "" : read.office->desk->sign_in().display_name(holder);
  Guidance shown =
      guide(*stored.map, stored.contact, stored.contact.record.last, Sight::kOther, agent);
  put_names(shown,
            [&](const std::string& id) { return read.office->desk->sign_in().display_name({id}); });
  return shown;
}

Result<Read> read_contact(const ContactOptions& options) {
  Read read;
  read.office = CALLMAP_TRY(open_office_to_read(options.data));
  Desk& desk = *read.office->desk;
  const ContactId asked = CALLMAP_TRY(desk.contact_of_reference(options.reference));
  const ContactId id = options.alone ? asked : desk.goes_on_in(asked);
  read.stored = CALLMAP_TRY(desk.stored(id));
  read.events = CALLMAP_TRY(desk.events(id));
  if (id != asked) {
    fmt::print(stderr, "that contact was merged into {}\n",
               std::string(read.stored.contact.record.reference));
  }
  for (const LinkEntry& link : read.stored.contact.record.kept().links) {
    const auto other = link.merged ? Result<StoredContact>{} : desk.stored(link.contact);
    if (!other || !other->contact.exists()) continue;
    if (!is_merged_into(other->contact, id)) continue;
    read.merged.emplace_back(other->contact.record.reference);
  }
  return read;
}

}  // namespace

int replay(const ContactOptions& options) {
  const auto read = read_contact(options);
  if (!read) return say_error(read.error());
  const StoredContact& stored = read->stored;
  const Guidance guidance = named_guidance(*read);
  const Notes written = named_notes(*read);
  if (options.json) {
    JsonWriter out;
    out.open()
        .field("reference", stored.contact.record.reference.view())
        .field("version", stored.version);
    out.field("map", stored.map->id).field("digest", stored.map->digest);
    if (!read->merged.empty()) {
      out.key("merged").open_list();
      for (const std::string& reference : read->merged) out.value(reference);
      out.close_list();
    }
    out.key("guidance");
    write(out, guidance);
    out.key("notes");
    write(out, written);
    // Their clear parts alone, as in docs/events.md: what was typed or said stays behind the fence.
    out.key("events").open_list();
    for (const Event& event : read->events) out.raw(encode(*stored.map, event).clear);
    out.close_list().close();
    fmt::print("{}\n", out.text());
    return kExitDone;
  }
  fmt::print("{} on map {} after {} events, in {}\n",
             inked(Ink::kStrong, stored.contact.record.reference), stored.map->id, stored.version,
             guidance.stage_title);
  for (const std::string& reference : read->merged) {
    fmt::print("  merged into it: {}\n", inked(Ink::kStrong, reference));
  }
  for (const NextAction& next : guidance.next) {
    fmt::print("  next: {}\n", inked(Ink::kPlain, next.text));
  }
  fmt::print("\n{}", inked(Ink::kPlain, to_text(written)));
  return kExitDone;
}

int notes(const ContactOptions& options) {
  const auto read = read_contact(options);
  if (!read) return say_error(read.error());
  const Notes written = named_notes(*read);
  if (!options.json) {
    fmt::print("{}", inked(Ink::kPlain, to_text(written)));
    return kExitDone;
  }
  JsonWriter out;
  write(out, written);
  fmt::print("{}\n", out.text());
  return kExitDone;
}

}  // namespace callmap
