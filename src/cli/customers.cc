// callmap customers: bringing customers in from a CSV file, and erasing one for good.

#include <fmt/core.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <utility>

#include "base/json.h"
#include "cli/commands.h"
#include "cli/office.h"
#include "cli/terminal.h"

namespace callmap {
namespace {

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

// How far it is, on one line of the terminal that is written over; nothing when standard error is
// a file or a pipe.
class Progress {
 public:
  ~Progress() { clear(); }
  Progress() = default;
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void show(std::uint64_t lines) {
    if (!terminal_) return;
    fmt::print(stderr, "\r\x1b[K{}", counted(lines, "line"));
    shown_ = true;
  }
  void clear() {
    if (std::exchange(shown_, false)) fmt::print(stderr, "\r\x1b[K");
  }
  static std::string counted(std::uint64_t count, std::string_view what) {
    return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
  }

 private:
  bool terminal_ = isatty(STDERR_FILENO) == 1;
  bool shown_ = false;
};

void say(const ImportReport& report, const ImportFileOptions& options) {
  if (options.json) {
    JsonWriter out;
    out.open()
        .field("lines", report.lines)
        .field("added", report.added)
        .field("changed", report.changed);
    out.field("unchanged", report.unchanged)
        .field("errors", report.errors)
        .field("unremembered", report.unremembered)
        .field("dry_run", options.dry_run)
        .close();
    fmt::print("{}\n", out.text());
    return;
  }
  fmt::print("{}{}: {} added, {} changed, {} as before, {} with errors left out\n",
             options.dry_run ? "nothing written; would be: " : "",
             Progress::counted(report.lines, "customer"), report.added, report.changed,
             report.unchanged, Progress::counted(report.errors, "line"));
  if (report.unremembered > 0) {
    fmt::print(
        "the file has more than {} accounts: of the {} beyond them, a second line for the same "
        "account replaces the first and is not reported\n",
        kAccountsRememberedMax, report.unremembered);
  }
}

Result<int> bring_in(const ImportFileOptions& options) {
  const std::unique_ptr<std::FILE, CloseFile> file(std::fopen(options.file.c_str(), "rb"));
  if (!file)
    return failure(fmt::format("cannot read `{}`: {}", options.file, std::strerror(errno)));
  const auto office = CALLMAP_TRY(open_office(options.data, true));
  Progress progress;
  ImportOptions how;
  how.dry_run = options.dry_run;
  how.on_error = [&](std::uint64_t line, const std::string& message) {
    progress.clear();
    fmt::print(stderr, "{}:{}: {}\n", options.file, line, message);
  };
  how.on_progress = [&progress](std::uint64_t lines) { progress.show(lines); };
  const auto report = CALLMAP_TRY(office->desk->import_customers(
      [&](char* into, std::size_t size) -> Result<std::size_t> {
        const std::size_t got = std::fread(into, 1, size, file.get());
        if (std::ferror(file.get()) != 0)
          return failure(fmt::format("cannot read on in `{}`", options.file));
        return got;
      },
      how));
  progress.clear();
  say(report, options);
  return report.errors == 0 ? kExitDone : kExitNo;
}

Result<int> erase(const EraseOptions& options) {
  if (!options.sure) {
    return failure(ErrorKind::kInvalid, "this cannot be undone; add --yes when you are sure");
  }
  const auto office = CALLMAP_TRY(open_office(options.data, false));
  CALLMAP_TRY(office->desk->erase_customer(options.account));
  fmt::print("erased: the keys of this customer and of their contacts are destroyed\n");
  return kExitDone;
}

}  // namespace

int import_customers(const ImportFileOptions& options) {
  const auto done = bring_in(options);
  return done ? *done : say_error(done.error());
}

int erase_customer(const EraseOptions& options) {
  const auto done = erase(options);
  return done ? *done : say_error(done.error());
}

}  // namespace callmap
