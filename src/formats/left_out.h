#pragma once
// What is left out of a file again and again, colours and the like: said once a kind, at the first
// place, with the names that occurred. For readers; what is lost once is told where it is lost.

#include <string>
#include <string_view>
#include <vector>

#include "formats/finding.h"

namespace callmap {

inline constexpr std::size_t kLeftOutNamesMax = 8;  // of one kind; more are `…`

class LeftOut {
 public:
  // `kind`: what stands before the names, `fonts are left out`. `name` may be empty.
  void note(FindingCode code, std::string_view kind, std::string_view name, Span span);
  void tell(Findings& findings) const;

 private:
  struct Kind {
    FindingCode code;
    std::string words;
    Span span;
    std::vector<std::string> names;
    bool has_more = false;
  };
  std::vector<Kind> kinds_;
};

}  // namespace callmap
