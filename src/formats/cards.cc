#include "formats/cards.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace callmap {
namespace {

// Sized in points and millimetres, for paper. The head and the foot of the table come again on each
// page, which is what puts the map's title and digest there.
constexpr std::string_view kStyle = R"(
@page { margin: 14mm; }
* { box-sizing: border-box; }
body { font: 13pt/1.4 "Helvetica Neue", Arial, sans-serif; color: #000; background: #fff;
  margin: 0 auto; max-width: 182mm; }
table { width: 100%; border-collapse: collapse; }
td, th { padding: 0; text-align: left; font-weight: normal; }
.head { border-bottom: 1pt solid #000; padding-bottom: 2mm; font-size: 10pt; }
.foot { border-top: 1pt solid #000; padding-top: 2mm; font-size: 8pt; overflow-wrap: anywhere; }
.gap { height: 4mm; }
h1 { font-size: 20pt; margin: 2mm 0 1mm; break-after: avoid; }
h1 + p { margin: 0 0 4mm; }
section + section { break-before: page; }
article { border: 1.5pt solid #000; border-radius: 2mm; padding: 4mm 5mm 4mm 22mm; margin: 0 0 5mm;
  position: relative; break-inside: avoid; min-height: 20mm; overflow-wrap: anywhere; }
article.end { border-style: double; border-width: 4pt; }
h2 { font-size: 22pt; line-height: 1; margin: 0; position: absolute; left: 5mm; top: 5mm; }
.kind { font-size: 9pt; letter-spacing: .08em; text-transform: uppercase; margin: 0 0 1mm; }
.text { font-size: 15pt; font-weight: bold; margin: 0 0 2mm; white-space: pre-line; }
.more { margin: 0 0 2mm; white-space: pre-line; }
ul { list-style: none; margin: 3mm 0 0; padding: 0; }
li { border-top: .5pt solid #000; padding: 1.6mm 0; break-inside: avoid; display: flex; gap: 4mm; }
li span { flex: 1; }
a { color: inherit; text-decoration: none; font-weight: bold; white-space: nowrap; }
)";

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      default: out += c;
    }
  }
  return out;
}

std::string in_words(Duration length) {
  const std::int64_t whole = length.ms / 1000;
  if (whole < 120) return fmt::format("{} seconds", whole);
  if (whole < 7200) return fmt::format("{} minutes", (whole + 30) / 60);
  return fmt::format("{} hours", (whole + 1800) / 3600);
}

// Where somebody is sent: a step or an end of one procedure.
struct Card {
  std::size_t procedure = 0;
  bool is_end = false;
  std::size_t place = 0;
  auto operator<=>(const Card&) const = default;
};

class CardPage {
 public:
  CardPage(const CallMap& map, const std::vector<ProcedureIndex>& procedures) : map_(map) {
    for (const ProcedureIndex each : procedures) add(at(each));
    for (std::size_t n = 0; n < order_.size(); ++n) add_what_follows(order_[n]);
    called_.resize(map.procedures.size());
    for (const std::size_t each : order_) {
      number_cards(each);
      for (const Step& step : map_.procedures[each].steps) {
        if (step.call) called_[at(*step.call)] = true;
      }
    }
  }

  std::string write() {
    out_ = fmt::format(
        "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width\">\n<title>{}: cards</title>\n"
        "<style>{}</style>\n</head>\n<body>\n<table role=\"presentation\">\n"
        "<thead><tr><td class=\"head\">{}</td></tr><tr><td class=\"gap\"></td></tr></thead>\n"
        "<tfoot><tr><td class=\"foot\">Map {}, digest {}</td></tr></tfoot>\n<tbody><tr><td>\n",
        escaped(map_.language.empty() ? "en" : map_.language), escaped(map_.title), kStyle,
        escaped(map_.title), escaped(map_.id), escaped(map_.digest));
    for (const std::size_t each : order_) write_procedure(each);
    return out_ + "</td></tr></tbody>\n</table>\n</body>\n</html>\n";
  }

 private:
  void add(std::size_t procedure) {
    if (std::ranges::find(order_, procedure) == order_.end()) order_.push_back(procedure);
  }

  void add_what_follows(std::size_t procedure) {
    for (const Step& step : map_.procedures[procedure].steps) {
      if (step.call) add(at(*step.call));
    }
  }

  // In the order in which a call comes by them, the first answer first; ends last.
  void number_cards(std::size_t n) {
    const Procedure& procedure = map_.procedures[n];
    std::vector<Card> open = {{n, false, at(procedure.start)}};
    while (!open.empty()) {
      const Card card = open.back();
      open.pop_back();
      if (!numbers_.emplace(card, count_ + 1).second) continue;
      ++count_;
      cards_.push_back(card);
      const auto& answers = procedure.steps[card.place].answers;
      for (std::size_t a = answers.size(); a-- > 0;) {
        if (!answers[a].target.is_end) open.push_back({n, false, at(answers[a].target.step)});
      }
    }
    for (std::size_t end = 0; end < procedure.ends.size(); ++end) {
      const Card card{n, true, end};
      numbers_.emplace(card, ++count_);
      cards_.push_back(card);
    }
  }

  [[nodiscard]] std::string link(const Card& card) const {
    const auto found = numbers_.find(card);
    if (found == numbers_.end()) return "stop here";
    return fmt::format("<a href=\"#c{0}\">card {0}</a>", found->second);
  }
  [[nodiscard]] std::string link(std::size_t procedure, const Target& target) const {
    return target.is_end ? link(Card{procedure, true, at(target.end)})
                         : link(Card{procedure, false, at(target.step)});
  }
  [[nodiscard]] std::string link_to_start(std::size_t procedure) const {
    return link(Card{procedure, false, at(map_.procedures[procedure].start)});
  }

  void write_procedure(std::size_t n) {
    const Procedure& procedure = map_.procedures[n];
    out_ +=
        fmt::format("<section>\n<h1>{}</h1>\n<p>{}{}Start at {}.</p>\n", escaped(procedure.title),
                    procedure.notice.empty() ? "" : escaped(procedure.notice) + ". ",
                    procedure.why.empty() ? "" : escaped(procedure.why) + " ", link_to_start(n));
    for (const Card& card : cards_) {
      if (card.procedure != n) continue;
      if (card.is_end) {
        write_end(card, procedure.ends[card.place]);
      } else {
        write_step(card, procedure.steps[card.place]);
      }
    }
    out_ += "</section>\n";
  }

  void open_card(const Card& card, std::string_view kind, std::string_view text) {
    const std::size_t number = numbers_.at(card);
    out_ += fmt::format(
        "<article id=\"c{}\"{}>\n<h2>{}</h2>\n<p class=\"kind\">{}</p>\n"
        "<p class=\"text\">{}</p>\n",
        number, card.is_end ? " class=\"end\"" : "", number, kind, escaped(text));
  }
  void more(std::string_view text) { out_ += fmt::format("<p class=\"more\">{}</p>\n", text); }
  void way(std::string_view words, const std::string& to) {
    out_ += fmt::format("<li><span>{}</span> → {}</li>\n", escaped(words), to);
  }

  void write_step(const Card& card, const Step& step) {
    open_card(card, kind_of(step), step.text);
    if (!step.help.empty()) more(escaped(step.help));
    for (const PhraseIndex phrase : step.say) more("Say: “" + said(map_.phrases[at(phrase)]) + "”");
    for (const FieldIndex field : step.document) {
      more("Write down: " + escaped(map_.fields[at(field)].label) + " ____________________");
    }
    if (step.takes.ms >= 1000) more("Takes about " + in_words(step.takes) + ".");
    out_ += "<ul>\n";
    if (step.call) way("Go through it first, then come back here", link_to_start(at(*step.call)));
    for (const Answer& answer : step.answers) {
      const bool plain = step.kind == StepKind::kInstruction || step.kind == StepKind::kAction;
      way(plain ? "Then" : answer.label, link(card.procedure, answer.target));
    }
    out_ += "</ul>\n</article>\n";
  }

  static std::string_view kind_of(const Step& step) {
    switch (step.kind) {
      case StepKind::kQuestion:
      case StepKind::kRetest: return step.retests ? "Ask again" : "Ask";
      case StepKind::kInstruction: return step.to == StepTo::kCustomer ? "The customer does" : "Do";
      case StepKind::kAction: return "Do in the system";
      case StepKind::kCall: return "Other procedure";
    }
    return "";
  }

  // What cannot be filled in on paper stands as a gap with its name.
  [[nodiscard]] std::string said(const Phrase& phrase) const {
    std::string out;
    for (const PhrasePart& part : phrase.parts) {
      switch (part.kind) {
        case PhrasePart::Kind::kWords: out += part.text; break;
        case PhrasePart::Kind::kField:
          out += "[" + (part.field ? map_.fields[at(*part.field)].label : part.text) + "]";
          break;
        case PhrasePart::Kind::kConstant: out += constant(part.text); break;
        case PhrasePart::Kind::kBuiltin: out += "[" + part.text + "]"; break;
      }
    }
    return escaped(out);
  }

  [[nodiscard]] std::string constant(const std::string& name) const {
    for (const auto& [each, value] : map_.constants) {
      if (each == name) return value;
    }
    return "[" + name + "]";
  }

  void write_end(const Card& card, const ProcedureEnd& end) {
    open_card(card, "End", end.text);
    more(what_next(end));
    if (called_[card.procedure]) {
      more("Sent here by another card? Go back to it and on from there.");
    }
    out_ += "</article>\n";
  }

  [[nodiscard]] std::string what_next(const ProcedureEnd& end) const {
    switch (end.goes) {
      case EndGoes::kBack: return "Go on with the call.";
      case EndGoes::kStage:
        return fmt::format("Go on with the call: {}.", escaped(map_.stages[at(end.stage)].title));
      case EndGoes::kFinish: return "The call can be finished.";
      case EndGoes::kHandOver:
        if (!end.team) return "Hand the call over.";
        return fmt::format("Hand the call over to {}.", escaped(map_.teams[at(*end.team)].title));
      case EndGoes::kCallback: return "Agree a time and number for a call back.";
      case EndGoes::kProcedure:
        if (!end.procedure) return "Go on with the call.";
        return fmt::format("Go on with: {}.", escaped(map_.procedures[at(*end.procedure)].title));
      case EndGoes::kFollowUp: return "Write down what was promised, by when, and who does it.";
    }
    return "";
  }

  const CallMap& map_;
  std::vector<std::size_t> order_;
  std::vector<bool> called_;
  std::map<Card, std::size_t> numbers_;
  std::vector<Card> cards_;
  std::size_t count_ = 0;
  std::string out_;
};

}  // namespace

std::string write_cards(const CallMap& map, const std::vector<ProcedureIndex>& procedures) {
  return CardPage(map, procedures).write();
}

}  // namespace callmap
