// Stages with their checkpoints and links, verification, and cues.
#include <algorithm>
#include <charconv>

#include "map/read_sections.h"
#include "map/shapes.h"

namespace callmap {
namespace {

constexpr std::int64_t kAttemptsMax = 9;
constexpr std::int64_t kAttemptsPerDayMax = 99;
constexpr std::size_t kLinksEach = 64;
constexpr std::size_t kAnswerItemsMax = 32;

std::vector<CheckpointText> read_checkpoints(Reader& reader, const Thing& stage) {
  std::vector<CheckpointText> out;
  reader.each_named(
      stage, "checkpoints", "checkpoint", kItemsMax, [&](const Text& name, const Node& value) {
        CheckpointText checkpoint{.name = name};
        auto [text, thing] = reader.short_or_thing(
            value, "checkpoint", fmt::format("the checkpoint `{}`", name.value), name.span);
        checkpoint.text = std::move(text);
        if (thing) {
          checkpoint.text = reader.needed_text(*thing, "text");
          checkpoint.prompt = reader.text(*thing, "prompt");
          checkpoint.strength = reader.choice(*thing, "strength", kStrengthWords, Strength::kGuide);
          checkpoint.guards = reader.choice(*thing, "guards", kGuardWords, Guard::kMoveOn);
          checkpoint.met_by = reader.condition(*thing, "met_by");
          checkpoint.because = reader.text(*thing, "because");
          checkpoint.scope = reader.choice(*thing, "scope", kScopeWords, Scope::kRequest);
          checkpoint.when = reader.condition(*thing, "when");
          checkpoint.narrowing = reader.narrowing(*thing);
          checkpoint.ask_why = reader.truth(*thing, "ask_why");
        }
        out.push_back(std::move(checkpoint));
      });
  return out;
}

void check_url(Reader& reader, const Text& url) {
  const bool web = url.value.starts_with("https://") || url.value.starts_with("http://");
  const bool spaced = std::ranges::any_of(url.value, [](char c) { return c == ' ' || c == '\n'; });
  if (url.value.empty() || (web && !spaced)) return;
  reader.problem(ProblemCode::kBadUrl, url.span,
                 fmt::format("`{}` is no address of a page", url.value),
                 "write it with `https://` and without spaces");
}

}  // namespace

std::vector<LinkText> read_links(Reader& reader, const Thing& stage) {
  std::vector<LinkText> out;
  const Node* node = stage.node->find("links");
  if (node == nullptr) return out;
  if (node->kind != Node::Kind::kList || node->items.size() > kLinksEach) {
    reader.problem(
        ProblemCode::kWrongType, node->span,
        fmt::format("`links` of {} must be a list of at most {} links", stage.what, kLinksEach));
    return out;
  }
  for (const Node& item : node->items) {
    auto [text, thing] =
        reader.short_or_thing(item, "link", fmt::format("a link of {}", stage.what), item.span);
    LinkText link{.title = text, .url = text};
    if (thing) {
      link.title = reader.needed_text(*thing, "title");
      link.url = reader.needed_text(*thing, "url");
    }
    check_url(reader, link.url);
    out.push_back(std::move(link));
  }
  return out;
}

namespace {

StageText read_stage(Reader& reader, const Text& name, const Node& value) {
  StageText stage{.name = name};
  const auto thing =
      reader.thing(value, "stage", fmt::format("the stage `{}`", name.value), name.span);
  if (!thing) return stage;
  stage.title = reader.needed_text(*thing, "title");
  stage.goal = reader.text(*thing, "goal");
  stage.usual = reader.length(*thing, "usual");
  stage.completes = reader.text(*thing, "completes");
  if (!stage.completes.value.empty() && stage.completes.value != "on_offer") {
    reader.problem(ProblemCode::kBadValue, stage.completes.span,
                   fmt::format("`{}` is nothing that `completes` can be", stage.completes.value),
                   suggestion(stage.completes.value, {"on_offer"}));
  }
  stage.say = reader.phrases(*thing);
  stage.checkpoints = read_checkpoints(reader, *thing);
  stage.document = reader.texts(*thing, "document");
  stage.after_call = reader.texts(*thing, "after_call");
  stage.actions = reader.texts(*thing, "actions");
  stage.links = read_links(reader, *thing);
  return stage;
}

// `4-8` or `6`.
Given<std::pair<std::uint8_t, std::uint8_t>> read_length(Reader& reader, const Thing& item) {
  constexpr unsigned kAnswerLengthMax = 64;
  const Text text = reader.text(item, "length");
  if (text.value.empty()) return {{1, kAnswerLengthMax}, text.span};
  unsigned least = 0;
  unsigned most = 0;
  const char* end = text.value.data() + text.value.size();
  auto [stopped, fault] = std::from_chars(text.value.data(), end, least);
  most = least;
  if (fault == std::errc() && stopped != end && *stopped == '-') {
    const auto [last, second_fault] = std::from_chars(stopped + 1, end, most);
    stopped = last;
    fault = second_fault;
  }
  const bool fits = fault == std::errc() && stopped == end && least >= 1 && least <= most &&
                    most <= kAnswerLengthMax;
  if (fits) return {{static_cast<std::uint8_t>(least), static_cast<std::uint8_t>(most)}, text.span};
  reader.problem(ProblemCode::kBadLength, text.span,
                 fmt::format("`{}` is no length of an answer", text.value),
                 fmt::format("write `6` or `4-8`, between 1 and {}", kAnswerLengthMax));
  return {{1, kAnswerLengthMax}, text.span};
}

std::vector<AnswerItemText> read_answer_items(Reader& reader, const Thing& verification) {
  std::vector<AnswerItemText> out;
  reader.each_named(verification, "answers", "verification answer", kAnswerItemsMax,
                    [&](const Text& name, const Node& value) {
                      AnswerItemText item{.name = name};
                      auto [text, thing] = reader.short_or_thing(
                          value, "answer_item",
                          fmt::format("the verification answer `{}`", name.value), name.span);
                      item.label = std::move(text);
                      if (thing) {
                        item.label = reader.needed_text(*thing, "label");
                        item.form =
                            reader.choice(*thing, "form", kNormaliseWords, Normalise::kText);
                        item.length = read_length(reader, *thing);
                      }
                      out.push_back(std::move(item));
                    });
  return out;
}

std::vector<MethodText> read_methods(Reader& reader, const Thing& verification) {
  std::vector<MethodText> out;
  reader.each_named(
      verification, "methods", "method", kMethodsMax, [&](const Text& name, const Node& value) {
        MethodText method{.name = name};
        if (const auto thing = reader.thing(
                value, "method", fmt::format("the method `{}`", name.value), name.span)) {
          method.title = reader.needed_text(*thing, "title");
          method.ask = reader.text(*thing, "ask");
          method.compares = reader.texts(*thing, "compares");
          method.attested = reader.truth(*thing, "attested");
          method.opens = reader.choice(*thing, "opens", kLevelWords, Level::kAccount);
          method.say = reader.phrases(*thing);
        }
        out.push_back(std::move(method));
      });
  return out;
}

template <class T, std::size_t N>
std::optional<std::vector<Given<T>>> read_set(Reader& reader, const Thing& thing,
                                              std::string_view key,
                                              const std::array<Word<T>, N>& words) {
  if (thing.node->find(key) == nullptr) return std::nullopt;
  std::vector<Given<T>> out;
  for (const Text& word : reader.texts(thing, key)) {
    out.push_back(reader.pick(word, words, words[0].value, key));
  }
  return out;
}

void read_valid(Reader& reader, const Thing& thing, VerificationText& out) {
  const Node* node = thing.node->find("valid");
  if (node == nullptr) return;
  const auto valid = reader.thing(*node, "valid", "`valid` of the verification", node->span);
  if (!valid) return;
  const Text how_long = reader.text(*valid, "for");
  if (how_long.value != "contact") {
    out.valid_for = {reader.duration_of(how_long).value_or(Duration{}), how_long.span};
  }
  out.lowered_by = read_set(reader, *valid, "lowered_by", kLoweredByWords);
}

}  // namespace

std::vector<StageText> read_stages(Reader& reader, const SectionNodes& nodes) {
  std::vector<StageText> out;
  reader.each_named(nodes, "stage", kStagesMax, [&](const Text& name, const Node& value) {
    out.push_back(read_stage(reader, name, value));
  });
  return out;
}

std::optional<VerificationText> read_verification(Reader& reader, const Node& node) {
  const auto thing = reader.thing(node, "verification", "`verification`", node.span);
  if (!thing) return std::nullopt;
  VerificationText out{.span = node.span};
  if (const Node* place = thing->node->find("place")) {
    if (const auto read =
            reader.thing(*place, "place", "`place` of the verification", place->span)) {
      out.after = reader.needed_text(*read, "after");
    }
  }
  out.stage = reader.text(*thing, "stage");
  out.answers = read_answer_items(reader, *thing);
  out.methods = read_methods(reader, *thing);
  if (out.methods.empty()) reader.missing(*thing, "methods");
  out.attempts = reader.whole(*thing, "attempts", 1, kAttemptsMax, 3);
  out.attempts_per_day = reader.whole(*thing, "attempts_per_day", 1, kAttemptsPerDayMax, 6);
  read_valid(reader, *thing, out);
  out.parties = read_set(reader, *thing, "parties", kPartyWords);
  if (const Node* exceptions = thing->node->find("exceptions")) {
    out.exceptions = reader.named_texts({exceptions}, "exception", kExceptionsMax);
  }
  return out;
}

std::vector<CueText> read_cues(Reader& reader, const SectionNodes& nodes) {
  std::vector<CueText> out;
  reader.each_named(nodes, "cue", kCuesMax, [&](const Text& name, const Node& value) {
    CueText cue{.name = name};
    if (const auto thing =
            reader.thing(value, "cue", fmt::format("the cue `{}`", name.value), name.span)) {
      cue.notice = reader.needed_text(*thing, "notice");
      cue.then = reader.text(*thing, "then");
      cue.key = reader.key_letter(*thing);
      cue.stages = reader.texts(*thing, "stages");
      cue.say = reader.phrases(*thing);
      cue.opens = reader.name(*thing, "opens");
      cue.goes = reader.name(*thing, "goes");
      cue.folds_guides = reader.truth(*thing, "folds_guides");
      cue.by_hand = reader.truth(*thing, "by_hand", true);
      cue.raised_by = reader.condition(*thing, "raised_by");
      cue.heard = reader.texts(*thing, "heard");
    }
    out.push_back(std::move(cue));
  });
  return out;
}

}  // namespace callmap
