// callmap customers: bringing customers in from a CSV file, and erasing one for good.

#include <fmt/core.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include "base/json.h"
#include "cli/commands.h"
#include "cli/office.h"
#include "cli/terminal.h"

namespace callmap {
namespace {

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

Result<int> bring_in(const ImportFileOptions& options) {
  const std::unique_ptr<std::FILE, CloseFile> file(std::fopen(options.file.c_str(), "rb"));
  if (!file)
    return failure(fmt::format("cannot read `{}`: {}", options.file, std::strerror(errno)));
  const auto office = CALLMAP_TRY(open_office(options.data, true));
  ImportOptions how;
  how.dry_run = options.dry_run;
  how.on_error = [&](std::uint64_t line, const std::string& message) {
    fmt::print(stderr, "{}:{}: {}\n", options.file, line, message);
  };
  how.on_progress = [](std::uint64_t lines) { fmt::print(stderr, "\r{} lines", lines); };
  const auto report = CALLMAP_TRY(office->desk->import_customers(
      [&](char* into, std::size_t size) -> Result<std::size_t> {
        const std::size_t got = std::fread(into, 1, size, file.get());
        if (std::ferror(file.get()) != 0)
          return failure(fmt::format("cannot read on in `{}`", options.file));
        return got;
      },
      how));
  if (options.json) {
    JsonWriter out;
    out.open()
        .field("lines", report.lines)
        .field("added", report.added)
        .field("changed", report.changed);
    out.field("unchanged", report.unchanged)
        .field("errors", report.errors)
        .field("dry_run", options.dry_run)
        .close();
    fmt::print("{}\n", out.text());
  } else {
    fmt::print(
        "{}{} customers: {} added, {} changed, {} as before, {} lines with errors left out\n",
        options.dry_run ? "nothing written; would be: " : "", report.lines, report.added,
        report.changed, report.unchanged, report.errors);
  }
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
