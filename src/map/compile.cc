// The order of compiling. The parts stand in compile_*.cc.
#include "map/compile.h"

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>

#include "map/compiler.h"
#include "map/read.h"

namespace callmap {

Compiled compile(const Document& document) {
  Problems problems(document.files);
  Compiler compiler(document, problems);
  declare_names(compiler);
  compile_teams(compiler);
  compile_fields(compiler);
  compile_actions(compiler);
  compile_stages(compiler);
  compile_verification(compiler);
  compile_procedures(compiler);
  compile_cues(compiler);
  compile_outcomes(compiler);
  compile_handoff(compiler);
  compile_callback(compiler);
  compile_recording(compiler);
  compile_hold(compiler);
  compile_rules(compiler);
  compile_emergency(compiler);
  compare_answers(compiler);
  look_over(compiler);
  Compiled out;
  if (!problems.any_error()) {
    compiler.map.index_names();
    out.map = std::move(compiler.map);
  }
  out.problems = problems.take();
  return out;
}

Loaded load_map(const std::vector<SourceFile>& files) {
  ReadResult read_result = read(files);
  Loaded out{.problems = std::move(read_result.problems)};
  if (!read_result.readable) return out;
  Compiled compiled = compile(read_result.document);
  const bool fine = !has_error(out.problems);
  if (fine) out.map = std::move(compiled.map);
  std::ranges::move(compiled.problems, std::back_inserter(out.problems));
  std::ranges::stable_sort(out.problems, {}, [](const Problem& problem) {
    return std::tuple(problem.span.file, problem.span.line, problem.span.column);
  });
  return out;
}

}  // namespace callmap
