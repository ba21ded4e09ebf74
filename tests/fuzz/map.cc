// The map reader over arbitrary texts: it never fails otherwise than by naming problems, and each
// of them stands at a place that exists and is one line to read. What reads is compiled as well.
// A line `=== PATH` begins a further file; without any the text is `map.yaml`.

#include <algorithm>
#include <cstdint>

#include "base/ensure.h"
#include "map/compile.h"
#include "map/read.h"

namespace callmap {
namespace {

std::vector<SourceFile> files_of(std::string_view text) {
  constexpr std::string_view kMark = "=== ";
  std::vector<SourceFile> files;
  SourceFile file{"map.yaml", {}};
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end);
    if (!line.starts_with(kMark) || !line.ends_with('\n')) {
      file.text += line;
      continue;
    }
    if (!file.text.empty()) files.push_back(file);
    file = {std::string(line.substr(kMark.size(), line.size() - kMark.size() - 1)), {}};
  }
  files.push_back(file);
  return files;
}

void judge(const std::vector<SourceFile>& files, const std::vector<Problem>& problems) {
  ENSURE(problems.size() <= kProblemsMax);
  for (const Problem& problem : problems) {
    ENSURE(!problem.message.empty(), "{}", name(problem.code));
    for (const std::string& text : {problem.message, problem.hint}) {
      ENSURE(text.find('\n') == std::string::npos, "{}", text);
    }
    if (problem.span.line == 0) continue;
    ENSURE(problem.span.file < files.size(), "{}", problem.message);
    const std::string& text = files[problem.span.file].text;
    const auto lines = std::ranges::count(text, '\n') + 2;  // the end counts as a line of its own
    // A lone carriage return and the Unicode separators are ends of lines to YAML as well.
    const auto others = std::ranges::count(text, '\r') + std::ranges::count(text, '\xC2') +
                        std::ranges::count(text, '\xE2');
    ENSURE(problem.span.line <= lines + others, "{}: line {} of {}", problem.message,
           problem.span.line, lines);
    ENSURE(problem.span.column >= 1, "{}", problem.message);
  }
  ENSURE(render(problems).empty() == problems.empty());
}

}  // namespace
}  // namespace callmap

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace callmap;
  const auto files = files_of({reinterpret_cast<const char*>(bytes), size});
  const ReadResult read_result = read(files);
  judge(files, read_result.problems);
  ENSURE(read_result.readable || has_error(read_result.problems));
  const Compiled compiled = compile(read_result.document);
  judge(files, compiled.problems);
  ENSURE(compiled.map.has_value() != has_error(compiled.problems));
  return 0;
}
