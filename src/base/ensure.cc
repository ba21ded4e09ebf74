#include "base/ensure.h"

#include <cstdio>
#include <cstdlib>

namespace callmap {

void ensure_failed(const char* condition, const char* file, int line, const std::string& values) {
  std::fprintf(stderr, "%s:%d: ensure failed: %s %s\n", file, line, condition, values.c_str());
  std::abort();
}

}  // namespace callmap
