// callmap backup and callmap doctor: keeping the data safe, and looking at it.

#include <fmt/core.h>
#include <sys/stat.h>

#include <filesystem>

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

Result<int> look_over(const BackupOptions& options) {
  const auto office = CALLMAP_TRY(open_office(options.data, false));
  const DoctorReport report = CALLMAP_TRY(office->desk->doctor());
  fmt::print("{} records verified, {} contacts folded, {} rows mended, {} contacts set aside\n",
             report.records, report.contacts, report.rows_mended, report.set_aside.size());
  for (const SetAside& one : report.set_aside) {
    fmt::print("  {}: {}\n", one.contact.text, inked(Ink::kPlain, one.why));
  }
  return report.set_aside.empty() ? kExitDone : kExitNo;
}

}  // namespace

int backup(const BackupOptions& options) {
  const auto done = copy_all(options);
  return done ? kExitDone : say_error(done.error());
}

int doctor(const BackupOptions& options) {
  const auto done = look_over(options);
  return done ? *done : say_error(done.error());
}

}  // namespace callmap
