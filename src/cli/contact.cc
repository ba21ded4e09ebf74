// callmap replay and callmap notes: one contact, folded from the log of a data folder. Whoever runs
// them holds no contact, so they show what an onlooker is shown: account fields stay behind the
// fence.

#include <fmt/core.h>

#include "cli/commands.h"
#include "cli/office.h"
#include "cli/terminal.h"
#include "engine/notes.h"
#include "engine/view_json.h"

namespace callmap {
namespace {

struct Read {
  std::unique_ptr<Office> office;  // keeps the map alive
  StoredContact stored;
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

enum class Follow : bool { kNo, kMerges };

Result<Read> read_contact(const ContactOptions& options, Follow follow) {
  Read read;
  read.office = CALLMAP_TRY(open_office_to_read(options.data));
  Desk& desk = *read.office->desk;
  const ContactId asked = CALLMAP_TRY(desk.contact_of_reference(options.reference));
  const ContactId id = follow == Follow::kMerges ? desk.goes_on_in(asked) : asked;
  read.stored = CALLMAP_TRY(desk.stored(id));
  if (id != asked) {
    fmt::print(stderr, "that contact was merged into {}\n",
               std::string(read.stored.contact.record.reference));
  }
  return read;
}

}  // namespace

int replay(const ContactOptions& options) {
  const auto read = read_contact(options, Follow::kNo);
  if (!read) return say_error(read.error());
  const StoredContact& stored = read->stored;
  const Guidance guidance = named_guidance(*read);
  const Notes written = named_notes(*read);
  if (options.json) {
    JsonWriter out;
    out.open()
        .field("reference", stored.contact.record.reference.view())
        .field("version", stored.version);
    out.field("map", stored.map->id).field("digest", stored.map->digest).key("guidance");
    write(out, guidance);
    out.key("notes");
    write(out, written);
    out.close();
    fmt::print("{}\n", out.text());
    return kExitDone;
  }
  fmt::print("{} on map {} after {} events, in {}\n",
             inked(Ink::kStrong, stored.contact.record.reference), stored.map->id, stored.version,
             guidance.stage_title);
  for (const NextAction& next : guidance.next) {
    fmt::print("  next: {}\n", inked(Ink::kPlain, next.text));
  }
  fmt::print("\n{}", inked(Ink::kPlain, to_text(written)));
  return kExitDone;
}

int notes(const ContactOptions& options) {
  const auto read = read_contact(options, Follow::kMerges);
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
