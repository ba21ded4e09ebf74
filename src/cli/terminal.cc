#include "cli/terminal.h"

#include <fmt/core.h>
#include <unistd.h>

#include <cstdlib>

#include "cli/commands.h"

namespace callmap {
namespace {

bool in_colour() {
  return isatty(STDOUT_FILENO) == 1 && std::getenv("NO_COLOR") == nullptr;
}

std::string_view code(Ink ink) {
  switch (ink) {
    case Ink::kPlain: return "0";
    case Ink::kStrong: return "1";
    case Ink::kQuiet: return "2";
    case Ink::kRoute: return "36";
    case Ink::kWarn: return "33";
  }
  return "0";
}

}  // namespace

std::string inked(Ink ink, std::string_view text) {
  std::string safe(text);
  for (char& c : safe) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte < 0x20 && c != '\n') || byte == 0x7f) c = '?';
  }
  if (ink == Ink::kPlain || !in_colour()) return safe;
  return fmt::format("\x1b[{}m{}\x1b[0m", code(ink), safe);
}

int say_error(const Error& error) {
  fmt::print(stderr, "callmap: {}\n", error.message);
  return error.kind == ErrorKind::kInvalid ? kExitNo : kExitFailed;
}

}  // namespace callmap
