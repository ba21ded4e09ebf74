// Phrases: their slots, what they cover, when they fit.
#include <algorithm>
#include <utility>

#include "base/ids.h"
#include "map/compiler.h"

namespace callmap {
namespace {

// Reads `words {slot|fallback} words` into parts. A part's meaning is looked up by the caller.
class SlotReader {
 public:
  SlotReader(Compiler& compiler, const Text& text)
      : compiler_(compiler), text_(text), rest_(text.value) {}

  std::vector<PhrasePart> parts() {
    while (!rest_.empty()) {
      const char c = rest_.front();
      if (rest_.starts_with("{{") || rest_.starts_with("}}")) {
        words_ += c;
        rest_.remove_prefix(2);
      } else if (c == '{') {
        slot();
      } else {
        words_ += c;
        rest_.remove_prefix(1);
      }
    }
    flush();
    return std::move(parts_);
  }

 private:
  void flush() {
    if (words_.empty()) return;
    parts_.push_back({.kind = PhrasePart::Kind::kWords, .text = std::exchange(words_, {})});
  }

  void bad(std::string message) {
    compiler_.problem(ProblemCode::kBadSlot, text_.span, std::move(message),
                      "write `{name}` or `{name|fallback}`, and `{{` for a brace");
  }

  void slot() {
    const std::size_t close = rest_.find('}');
    if (close == std::string_view::npos) {
      bad("a `{` in the text is never closed");
      rest_ = {};
      return;
    }
    const std::string_view inside = rest_.substr(1, close - 1);
    rest_.remove_prefix(close + 1);
    const std::size_t bar = std::min(inside.find('|'), inside.size());
    const std::string_view name = inside.substr(0, bar);
    if (!is_name(name) || inside.find('{') != std::string_view::npos) {
      bad(fmt::format("`{{{}}}` is no slot", inside));
      return;
    }
    flush();
    parts_.push_back({.kind = PhrasePart::Kind::kBuiltin,
                      .text = std::string(name),
                      .fallback = std::string(inside.substr(std::min(bar + 1, inside.size())))});
  }

  Compiler& compiler_;
  const Text& text_;
  std::string_view rest_;
  std::string words_;
  std::vector<PhrasePart> parts_;
};

// Finds out what the slot's name stands for. False, with a problem: nothing.
bool resolve_slot(Compiler& compiler, const Text& text, PhrasePart& part) {
  const auto found = compiler.shared.find(part.text);
  if (found != compiler.shared.end() && found->second.kind == Signal::Kind::kField) {
    part.kind = PhrasePart::Kind::kField;
    part.field = static_cast<FieldIndex>(found->second.index);
    part.data_class = compiler.map.fields[found->second.index].data_class;
    return true;
  }
  if (compiler.constants.contains(part.text)) {
    part.kind = PhrasePart::Kind::kConstant;
    return true;
  }
  if (std::ranges::find(kBuiltinSlots, part.text) != kBuiltinSlots.end()) return true;
  std::vector<std::string_view> known(kBuiltinSlots.begin(), kBuiltinSlots.end());
  for (const auto& [name, value] : compiler.constants) known.push_back(name);
  for (const auto& [name, place] : compiler.shared) {
    if (place.kind == Signal::Kind::kField) known.push_back(name);
  }
  compiler.problem(ProblemCode::kUnknownSlot, text.span,
                   fmt::format("nothing fills `{{{}}}`", part.text), suggestion(part.text, known));
  return false;
}

std::vector<PhrasePart> compile_parts(Compiler& compiler, const PhraseText& text) {
  std::vector<PhrasePart> parts = SlotReader(compiler, text.text).parts();
  for (PhrasePart& part : parts) {
    if (part.kind == PhrasePart::Kind::kWords) continue;
    const bool known = resolve_slot(compiler, text.text, part);
    if (!known || !text.verbatim.value || part.kind == PhrasePart::Kind::kConstant) continue;
    compiler.problem(ProblemCode::kVerbatimSlot, text.text.span,
                     fmt::format("a verbatim phrase has `{{{}}}`, which is not the same on every "
                                 "call",
                                 part.text),
                     "use words and constants from `slots` alone");
  }
  return parts;
}

// The author's id, or one made of where the phrase stands and its place there.
std::string phrase_id(Compiler& compiler, const PhraseText& text, std::string_view kind,
                      const std::string& owner, std::size_t place) {
  if (!text.id.value.empty()) {
    if (compiler.phrase_ids.insert(text.id.value).second) return text.id.value;
    compiler.problem(ProblemCode::kNameTwice, text.id.span,
                     fmt::format("the phrase `{}` is given twice", text.id.value));
    return text.id.value;
  }
  std::string id = fmt::format("{}.{}", owner, place);
  // A stage and a cue may have the same name; no name has a dash in it.
  while (!compiler.phrase_ids.insert(id).second) id = fmt::format("{}-{}", kind, id);
  return id;
}

}  // namespace

std::vector<PhraseIndex> compile_phrases(Compiler& compiler, std::string_view kind,
                                         const std::string& owner,
                                         const std::vector<PhraseText>& texts) {
  std::vector<PhraseIndex> out;
  for (std::size_t n = 0; n < texts.size(); ++n) {
    const PhraseText& text = texts[n];
    if (compiler.map.phrases.size() == kPhrasesMax) {
      compiler.problem(ProblemCode::kTooMany, text.text.span,
                       fmt::format("more than {} phrases", kPhrasesMax));
      return out;
    }
    Phrase phrase{.id = phrase_id(compiler, text, kind, owner, n + 1)};
    phrase.parts = compile_parts(compiler, text);
    phrase.covers = find_plain(compiler, text.covers);
    phrase.asks = find_fields(compiler, text.asks);
    phrase.verbatim = text.verbatim.value;
    phrase.when = compile_narrowing(compiler, text.when, text.narrowing);
    out.push_back(static_cast<PhraseIndex>(compiler.map.phrases.size()));
    compiler.map.phrases.push_back(std::move(phrase));
  }
  return out;
}

void check_link(Compiler& compiler, const Text& url) {
  for (PhrasePart& part : SlotReader(compiler, url).parts()) {
    if (part.kind == PhrasePart::Kind::kWords || !resolve_slot(compiler, url, part)) continue;
    if (part.data_class == DataClass::kPublic) continue;
    compiler.problem(ProblemCode::kClassTooLow, url.span,
                     fmt::format("the address has `{{{}}}`, which is {} data", part.text,
                                 word_of(kDataClassWords, part.data_class)),
                     "an address goes to another system: use public fields alone");
  }
}

}  // namespace callmap
