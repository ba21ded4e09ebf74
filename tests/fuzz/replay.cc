// Runs a fuzz target over the files of folders, without libFuzzer: `fuzz_json corpus/json`. Every
// file is also fed cut short at each of up to 64 places and with single bytes changed, from a fixed
// seed, so that a plain test run still leaves the beaten track.

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <set>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size);

namespace {

void feed(const std::string& bytes) {
  // A copy of exactly that size: the sanitizer then sees a read past the end.
  const std::vector<std::uint8_t> copy(bytes.begin(), bytes.end());
  LLVMFuzzerTestOneInput(copy.data(), copy.size());
}

void feed_variants(const std::string& bytes, std::mt19937& random) {
  constexpr std::size_t kVariants = 64;
  feed(bytes);
  if (bytes.empty()) return;
  const std::size_t step = bytes.size() / kVariants + 1;
  for (std::size_t end = 0; end < bytes.size(); end += step) feed(bytes.substr(0, end));
  for (std::size_t i = 0; i < kVariants; ++i) {
    std::string changed = bytes;
    changed[random() % changed.size()] = static_cast<char>(random() & 0xFFU);
    feed(changed);
  }
}

}  // namespace

int main(int count, char** arguments) {
  std::set<std::filesystem::path> files;
  for (int i = 1; i < count; ++i) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(arguments[i])) {
      if (entry.is_regular_file()) files.insert(entry.path());
    }
  }
  if (files.empty()) {
    std::fprintf(stderr, "usage: %s CORPUS_FOLDER...\n", arguments[0]);
    return 2;
  }
  std::mt19937 random(20'260'301);  // fixed: a failure repeats by itself
  for (const auto& path : files) {
    std::ifstream file(path, std::ios::binary);
    feed_variants({std::istreambuf_iterator<char>(file), {}}, random);
  }
  std::printf("%zu files replayed\n", files.size());
  return 0;
}
