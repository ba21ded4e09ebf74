// callmap backup and callmap doctor: keeping the data safe, and looking at it.

#include <fmt/core.h>
#include <sys/stat.h>

#include <filesystem>

#include "base/json.h"
#include "cli/commands.h"
#include "cli/office.h"
#include "cli/terminal.h"
#include "store/copy.h"

namespace callmap {
namespace {

namespace fs = std::filesystem;

Result<> copy_all(const BackupOptions& options) {
  std::error_code error;
  if (fs::exists(options.to, error)) {
    return failure(ErrorKind::kInvalid,
                   fmt::format("`{}` exists already: choose another name", options.to));
  }
  if (!fs::is_directory(options.data, error)) {
    return failure(ErrorKind::kNotFound,
                   fmt::format("there is no data folder `{}`; name it with --data", options.data));
  }
  fs::create_directories(options.to, error);
  if (error || ::chmod(options.to.c_str(), 0700) != 0) {
    return failure(fmt::format("cannot make the folder `{}`: {}", options.to, error.message()));
  }
  for (const char* file : {kDatabaseFile, kKeysFile}) {
    CALLMAP_TRY(copy_database(options.data + "/" + file, options.to + "/" + file));
  }
  fmt::print(
      "copied to `{}`. The master key `{}` is not in it: keep a copy of that elsewhere; without it "
      "the copy "
      "cannot be read.\nTo go back: put the master key beside the copy as `{}` and serve with "
      "--data {}.\n",
      options.to, master_key_path(options.data), kMasterKeyFile, options.to);
  return {};
}

void print_json(const DoctorReport& report) {
  JsonWriter out;
  out.open().field("records", report.records).field("contacts", report.contacts);
  out.field("rows_mended", report.rows_mended).key("set_aside").open_list();
  for (const SetAside& one : report.set_aside) {
    out.open().field("contact", one.contact.text).field("why", one.why).close();
  }
  out.close_list().close();
  fmt::print("{}\n", out.text());
}

void print_text(const DoctorReport& report) {
  fmt::print("{} records verified, {} contacts folded, {} rows mended, {} contacts set aside\n",
             report.records, report.contacts, report.rows_mended, report.set_aside.size());
  for (const SetAside& one : report.set_aside) {
    fmt::print("  {}: {}\n", one.contact.text, inked(Ink::kPlain, one.why));
  }
}

Result<int> look_over(const DoctorOptions& options) {
  const auto office = CALLMAP_TRY(open_office(options.data, false));
  const DoctorReport report = CALLMAP_TRY(office->desk->doctor());
  options.json ? print_json(report) : print_text(report);
  return report.set_aside.empty() ? kExitDone : kExitNo;
}

}  // namespace

int backup(const BackupOptions& options) {
  const auto done = copy_all(options);
  return done ? kExitDone : say_error(done.error());
}

int doctor(const DoctorOptions& options) {
  const auto done = look_over(options);
  return done ? *done : say_error(done.error());
}

}  // namespace callmap
