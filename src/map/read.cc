// Which files belong to the map and in what order, the digest over them, and the top of the
// document. Sections: read_sections.cc, read_stages.cc, read_procedures.cc, read_rules.cc,
// read_teams.cc.
#include "map/read.h"

#include <sodium/crypto_generichash_blake2b.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>

#include "base/ensure.h"
#include "base/ids.h"
#include "map/read_sections.h"
#include "map/shapes.h"
#include "map/yaml.h"

namespace callmap {
namespace {

constexpr std::string_view kRootName = "map.yaml";

// Sections that further files may have: those that are lists of named things.
constexpr std::string_view kShared[] = {
    "lines",        "products", "slots", "reasons",  "facts",      "card",  "fields",
    "stages",       "actions",  "steps", "counters", "procedures", "cues",  "rules",
    "dispositions", "endings",  "notes", "hours",    "teams",      "skills"};
// Sections that any file may have, but one alone.
constexpr std::string_view kOnce[] = {"verification", "handoff", "callback", "recording", "hold"};

template <std::size_t N>
bool is_one_of(const std::string_view (&sections)[N], std::string_view section) {
  return std::ranges::find(sections, section) != std::end(sections);
}

std::string_view folder_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash + 1);
}

std::optional<std::uint16_t> find_root(const std::vector<SourceFile>& files) {
  if (files.size() == 1) return 0;
  std::optional<std::uint16_t> best;
  const auto rank = [&](std::uint16_t n) {
    const std::string& path = files[n].path;
    return std::tuple(std::ranges::count(path, '/'), std::string_view(path));
  };
  for (std::uint16_t n = 0; n < files.size(); ++n) {
    const std::string_view path = files[n].path;
    if (path.substr(folder_of(path).size()) != kRootName) continue;
    if (!best || rank(n) < rank(*best)) best = n;
  }
  return best;
}

// `*` stands for any characters but `/`. Linear in text times stars.
bool matches(std::string_view pattern, std::string_view text) {
  std::size_t p = 0, t = 0, star = std::string_view::npos, from = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      from = t;
    } else if (p < pattern.size() && pattern[p] == text[t]) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos && text[from] != '/') {
      p = star + 1;
      t = ++from;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

class MapReader {
 public:
  MapReader(const std::vector<SourceFile>& files, Problems& problems)
      : files_(files), problems_(problems), reader_(problems) {}

  // False: the structure of some file is not known.
  bool read(Document& out) {
    const std::optional<std::uint16_t> root = find_root(files_);
    if (!root) {
      problems_.add(ProblemCode::kNoRoot, {},
                    files_.empty() ? "there is no file" : "there is no `map.yaml` among the files",
                    "a map of several files starts with `map.yaml`");
      return false;
    }
    if (too_big(*root)) return false;
    folder_ = folder_of(files_[*root].path);
    root_ = *root;
    bool fine = load(*root);
    if (fine) {
      for (const std::uint16_t file : included()) fine = load(file) && fine;
    }
    if (!fine) return false;
    gather();
    read_top(out);
    read_sections(out);
    out.digest = digest();
    return true;
  }

 private:
  bool too_big(std::uint16_t root) {
    std::size_t bytes = 0;
    for (const SourceFile& file : files_) bytes += file.text.size();
    if (bytes <= kMapBytesMax && files_.size() <= kFilesMax) return false;
    problems_.add(
        ProblemCode::kTooBig, {.file = root},
        bytes > kMapBytesMax
            ? fmt::format("the map has {} bytes, more than {}", bytes, kMapBytesMax)
            : fmt::format("the map has {} files, more than {}", files_.size(), kFilesMax));
    return true;
  }

  bool load(std::uint16_t file) {
    std::optional<Node> tree = parse_yaml(file, files_[file].text, problems_);
    if (!tree) return false;
    if (tree->kind != Node::Kind::kMap) {
      problems_.add(
          ProblemCode::kWrongType, tree->span,
          fmt::format("the file must be a map of `key: value`, not {}", kind_in_words(tree->kind)));
      return false;
    }
    trees_.emplace_back(file, std::move(*tree));
    return true;
  }

  // The further files in the order in which they are named; those of one pattern by path.
  std::vector<std::uint16_t> included() {
    std::vector<std::uint16_t> out;
    std::set<std::uint16_t> seen = {root_};
    if (const Node* include = trees_[0].second.find("include")) {
      for (const Text& pattern : reader_.texts_of(*include, "`include`")) {
        include_pattern(pattern, out, seen);
      }
    }
    for (std::uint16_t n = 0; n < files_.size(); ++n) {
      if (seen.contains(n)) continue;
      problems_.add(ProblemCode::kFileUnused, {.file = n, .line = 1, .column = 1},
                    "the file is not part of the map", "name it under `include` in the root");
    }
    return out;
  }

  void include_pattern(const Text& pattern, std::vector<std::uint16_t>& out,
                       std::set<std::uint16_t>& seen) {
    const std::string_view text = pattern.value;
    if (text.starts_with('/') || text.find("..") != std::string_view::npos ||
        text.find('\\') != std::string_view::npos) {
      problems_.add(ProblemCode::kIncludePath, pattern.span,
                    fmt::format("`{}` leads out of the map's folder", text),
                    "write a path from the folder of the root, with `/`");
      return;
    }
    std::map<std::string_view, std::uint16_t> found;
    for (std::uint16_t n = 0; n < files_.size(); ++n) {
      const std::string_view path = files_[n].path;
      if (n == root_ || !path.starts_with(folder_)) continue;
      if (matches(text, path.substr(folder_.size()))) found.emplace(path, n);
    }
    if (found.empty()) {
      problems_.add(ProblemCode::kIncludeNothing, pattern.span,
                    fmt::format("there is no file `{}`", text));
    }
    for (const auto& [path, file] : found) {
      if (seen.insert(file).second) out.push_back(file);
    }
  }

  // Puts every section's nodes together and refuses what only the root may say.
  void gather() {
    for (const auto& [file, tree] : trees_) {
      for (std::size_t n = 0; n < tree.keys.size(); ++n) {
        const Node& key = tree.keys[n];
        if (file == root_ || accept(key)) sections_[key.text].push_back(&tree.items[n]);
      }
    }
  }

  bool accept(const Node& key) {
    if (is_one_of(kShared, key.text)) return true;
    if (is_one_of(kOnce, key.text)) {
      if (!sections_.contains(key.text)) return true;
      problems_.add(ProblemCode::kSectionTwice, key.span,
                    fmt::format("`{}` is given in two files", key.text), "it stands in one place");
      return false;
    }
    const std::vector<std::string_view> known = keys_of("map");
    if (key.text == "include") {
      problems_.add(ProblemCode::kIncludeNested, key.span, "an included file includes others",
                    "name them all in the root");
    } else if (std::ranges::find(known, key.text) != known.end()) {
      problems_.add(ProblemCode::kRootOnly, key.span,
                    fmt::format("`{}` may stand in the root alone", key.text));
    } else {
      problems_.add(ProblemCode::kUnknownKey, key.span,
                    fmt::format("`{}` is no key of the map", key.text),
                    suggestion(key.text, known));
    }
    return false;
  }

  [[nodiscard]] const SectionNodes& nodes(std::string_view section) const {
    static const SectionNodes none;
    const auto found = sections_.find(section);
    return found == sections_.end() ? none : found->second;
  }

  void read_top(Document& out) {
    const Node& tree = trees_[0].second;
    const Span start{root_, 1, 1, 1, 1};
    const std::optional<Thing> top = reader_.thing(tree, "map", "the map", start);
    ENSURE(top.has_value(), "the root is a map");
    const Text version = reader_.needed_text(*top, "callmap");
    if (!version.value.empty() && version.value != "1") {
      problems_.add(ProblemCode::kVersion, version.span,
                    fmt::format("version `{}` of the format is not known here", version.value),
                    "this program reads `callmap: 1`");
    }
    out.id = reader_.needed_text(*top, "id");
    if (!out.id.value.empty() && !is_name(out.id.value)) {
      problems_.add(ProblemCode::kBadName, out.id.span,
                    fmt::format("`{}` is no name for a map", out.id.value),
                    fmt::format("use a to z, 0 to 9, `_` or `-`, a letter first, at most {} "
                                "characters",
                                kNameLengthMax));
    }
    out.title = reader_.needed_text(*top, "title");
    out.language = reader_.text(*top, "language");
    out.languages = reader_.texts(*top, "languages");
    check_languages(out);
    read_channels(*top, out);
    out.callback_number = reader_.name(*top, "callback_number");
    out.urgency = reader_.name(*top, "urgency");
    out.tip = reader_.name(*top, "tip");
    out.emergency = reader_.name(*top, "emergency");
    out.unhurried = reader_.name(*top, "unhurried");
    out.skills_for = read_skills_for(reader_, *top);
    if (nodes("stages").empty()) reader_.missing(*top, "stages");
  }

  void check_languages(Document& out) {
    if (out.language.value.empty()) out.language.value = "en";
    const auto check = [&](const Text& language) {
      const std::string_view text = language.value;
      const std::size_t dash = std::min(text.find('-'), text.size());
      const auto letter = [](char c) { return c >= 'a' && c <= 'z'; };
      const auto sign = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      };
      const std::string_view region = text.substr(std::min(dash + 1, text.size()));
      const bool plain =
          dash >= 2 && dash <= 3 && std::ranges::all_of(text.substr(0, dash), letter);
      const bool tail = dash == text.size() || (region.size() >= 2 && region.size() <= 8 &&
                                                std::ranges::all_of(region, sign));
      if (plain && tail) return;
      problems_.add(ProblemCode::kBadLanguage, language.span,
                    fmt::format("`{}` is no language", text), "write `en`, `de` or `pt-BR`");
    };
    check(out.language);
    for (const Text& language : out.languages) check(language);
    if (out.languages.empty()) out.languages.push_back(out.language);
    if (out.languages.size() > kWaysMax) too_many(out.languages[kWaysMax].span, "languages");
  }

  void read_channels(const Thing& top, Document& out) {
    out.channels = reader_.texts(top, "channels");
    if (out.channels.empty()) out.channels.push_back({"phone", {}});
    for (const Text& channel : out.channels) {
      if (is_name(channel.value)) continue;
      problems_.add(ProblemCode::kBadName, channel.span,
                    fmt::format("`{}` is no name for a channel", channel.value),
                    "use `phone`, `chat` or the like");
    }
    if (out.channels.size() > kWaysMax) too_many(out.channels[kWaysMax].span, "channels");
  }

  void too_many(Span span, std::string_view what) {
    problems_.add(ProblemCode::kTooMany, span, fmt::format("more than {} {}", kWaysMax, what));
  }

  void read_sections(Document& out) {
    out.lines = read_lines(reader_, nodes("lines"));
    out.products = reader_.named_texts(nodes("products"), "product", kWaysMax);
    out.slots = reader_.named_texts(nodes("slots"), "slot", kConstantsMax);
    out.skills = reader_.named_texts(nodes("skills"), "skill", kSkillsMax);
    out.reasons = read_reasons(reader_, nodes("reasons"));
    out.facts = read_facts(reader_, nodes("facts"));
    out.card = read_card(reader_, nodes("card"));
    for (const Node* node : nodes("verification"))
      out.verification = read_verification(reader_, *node);
    out.fields = read_fields(reader_, nodes("fields"));
    out.stages = read_stages(reader_, nodes("stages"));
    out.actions = read_actions(reader_, nodes("actions"));
    out.steps = read_outcomes(reader_, nodes("steps"));
    out.counters = read_counters(reader_, nodes("counters"));
    out.procedures = read_procedures(reader_, nodes("procedures"));
    out.cues = read_cues(reader_, nodes("cues"));
    out.rules = read_rules(reader_, nodes("rules"));
    out.dispositions = read_dispositions(reader_, nodes("dispositions"));
    out.endings = read_endings(reader_, nodes("endings"));
    out.notes = read_notes(reader_, nodes("notes"));
    out.hours = read_hours(reader_, nodes("hours"));
    out.teams = read_teams(reader_, nodes("teams"));
    for (const Node* node : nodes("capacity")) out.capacity = read_capacity(reader_, *node);
    for (const Node* node : nodes("handoff")) out.handoff = read_handoff(reader_, *node);
    for (const Node* node : nodes("callback")) out.callback = read_callback(reader_, *node);
    for (const Node* node : nodes("recording")) out.recording = read_recording(reader_, *node);
    for (const Node* node : nodes("hold")) out.hold = read_hold(reader_, *node);
  }

  // BLAKE2b-256 over the files that belong to the map, by path from the root's folder: path, its
  // length, bytes, their length, so that no two sets of files give the same stream. The root counts
  // as `map.yaml` whatever it is called.
  [[nodiscard]] std::string digest() const {
    std::map<std::string_view, std::string_view> by_path;
    for (const auto& [file, tree] : trees_) {
      const std::string_view path = files_[file].path;
      by_path.emplace(file == root_ ? kRootName : path.substr(folder_.size()), files_[file].text);
    }
    crypto_generichash_blake2b_state state;
    std::array<unsigned char, 32> sum{};
    crypto_generichash_blake2b_init(&state, nullptr, 0, sum.size());
    const auto add = [&](std::string_view bytes) {
      const std::string length = fmt::format("{}:", bytes.size());
      for (const std::string_view part : {std::string_view(length), bytes}) {
        crypto_generichash_blake2b_update(
            &state, reinterpret_cast<const unsigned char*>(part.data()), part.size());
      }
    };
    for (const auto& [path, text] : by_path) {
      add(path);
      add(text);
    }
    crypto_generichash_blake2b_final(&state, sum.data(), sum.size());
    std::string out;
    for (const unsigned char byte : sum) out += fmt::format("{:02x}", byte);
    return out;
  }

  const std::vector<SourceFile>& files_;
  Problems& problems_;
  Reader reader_;
  std::uint16_t root_ = 0;
  std::string_view folder_;
  std::vector<std::pair<std::uint16_t, Node>> trees_;  // the root first
  std::map<std::string, SectionNodes, std::less<>> sections_;
};

}  // namespace

ReadResult read(const std::vector<SourceFile>& files) {
  ReadResult out;
  for (const SourceFile& file : files) out.document.files.push_back(file.path);
  Problems problems(out.document.files);
  if (files.size() > kFilesMax * 16) {  // more than a span can count
    problems.add(ProblemCode::kTooBig, {}, fmt::format("more than {} files", kFilesMax));
  } else {
    out.readable = MapReader(files, problems).read(out.document);
  }
  out.problems = problems.take();
  return out;
}

}  // namespace callmap
