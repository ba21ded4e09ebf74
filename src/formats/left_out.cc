#include "formats/left_out.h"

#include <algorithm>

#include "formats/text_cursor.h"

namespace callmap {

void LeftOut::note(FindingCode code, std::string_view kind, std::string_view name, Span span) {
  auto known = std::ranges::find(kinds_, kind, &Kind::words);
  if (known == kinds_.end()) {
    kinds_.push_back({code, std::string(kind), span, {}, false});
    known = std::prev(kinds_.end());
  }
  if (name.empty() || std::ranges::find(known->names, name) != known->names.end()) return;
  if (known->names.size() < kLeftOutNamesMax) {
    known->names.emplace_back(name);
  } else {
    known->has_more = true;
  }
}

void LeftOut::tell(Findings& findings) const {
  for (const Kind& kind : kinds_) {
    std::string message = kind.words;
    for (std::size_t n = 0; n < kind.names.size(); ++n) {
      message += (n == 0 ? ": " : ", ") + quoted(kind.names[n]);
    }
    if (kind.has_more) message += ", …";
    findings.add(kind.code, kind.span, std::move(message));
  }
}

}  // namespace callmap
