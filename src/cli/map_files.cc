#include "cli/map_files.h"

#include <fmt/core.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "cli/terminal.h"

namespace callmap {
namespace fs = std::filesystem;

Result<std::string> read_file(const std::string& path, std::size_t bytes_max) {
  std::error_code error;
  if (fs::is_directory(path, error)) {
    return failure(ErrorKind::kInvalid, fmt::format("`{}` is a folder, a file is wanted", path));
  }
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    const ErrorKind kind = errno == ENOENT ? ErrorKind::kNotFound : ErrorKind::kFailed;
    return failure(kind, fmt::format("cannot read `{}`: {}", path, std::strerror(errno)));
  }
  std::string bytes(std::min<std::size_t>(bytes_max + 1, 1u << 16), '\0');
  std::string text;
  while (file && text.size() <= bytes_max) {
    file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    text.append(bytes.data(), static_cast<std::size_t>(file.gcount()));
  }
  if (text.size() > bytes_max) {
    return failure(ErrorKind::kInvalid,
                   fmt::format("`{}` is larger than {} bytes", path, bytes_max));
  }
  return text;
}

Result<std::vector<SourceFile>> read_map_files(const std::string& path) {
  std::error_code error;
  std::vector<std::string> paths;
  if (fs::is_directory(path, error)) {
    for (auto entry = fs::recursive_directory_iterator(path, error);
         entry != fs::recursive_directory_iterator() && !error; entry.increment(error)) {
      const std::string extension = entry->path().extension().string();
      const bool is_map = extension == ".yaml" || extension == ".yml";
      if (entry->is_regular_file(error) && is_map) paths.push_back(entry->path().string());
    }
    if (error)
      return failure(fmt::format("cannot read the folder `{}`: {}", path, error.message()));
    if (paths.empty()) {
      return failure(ErrorKind::kNotFound,
                     fmt::format("no map in `{}`: a folder needs a `map.yaml`", path));
    }
    std::sort(paths.begin(), paths.end());
  } else {
    paths.push_back(path);
  }
  std::vector<SourceFile> files;
  std::size_t total = 0;
  for (const std::string& each : paths) {
    std::string text = CALLMAP_TRY(read_file(each, kMapBytesMax));
    total += text.size();
    if (total > kMapBytesMax) {
      return failure(ErrorKind::kInvalid,
                     fmt::format("the map in `{}` is larger than {} bytes", path, kMapBytesMax));
    }
    files.push_back({each, std::move(text)});
  }
  return files;
}

Result<CallMap> load_map_or_say(const std::string& path) {
  auto files = CALLMAP_TRY(read_map_files(path));
  Loaded loaded = load_map(files);
  for (const Problem& problem : loaded.problems) fmt::print(stderr, "{}", render(problem));
  if (!loaded.map) return failure(ErrorKind::kInvalid, fmt::format("`{}` is not a map yet", path));
  return std::move(*loaded.map);
}

}  // namespace callmap
