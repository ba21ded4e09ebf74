#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "formats/flow_words.h"
#include "formats/mermaid_words.h"
#include "formats/text_cursor.h"
#include "formats/write_flow.h"

namespace callmap {
namespace {

// Mermaid draws "1. Ask" and "- Ask" as an error, for it takes them for lists: the sign that makes
// a list of it, or the size of the text where there is none.
std::size_t list_sign(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size() && text[at] >= '0' && text[at] <= '9') ++at;
  const std::string_view signs = at > 0 ? ".)" : "-*+";
  const bool is_list =
      at + 1 < text.size() && text[at + 1] == ' ' && signs.find(text[at]) != std::string_view::npos;
  return is_list ? at : text.size();
}

std::string mermaid_label(std::string_view text) {
  if (text.empty()) return "\" \"";
  std::string special = "\"#&<>\\`";
  if (text.find("%%") != std::string_view::npos) special += '%';
  if (text.find(":fa-") != std::string_view::npos) special += ':';
  const std::size_t sign = list_sign(text);
  if (sign == text.size()) return fmt::format("\"{}\"", encoded(text, special, '#'));
  return fmt::format("\"{}{}{}\"", text.substr(0, sign),
                     encoded(text.substr(sign, 1), text.substr(sign, 1), '#'),
                     encoded(text.substr(sign + 1), special, '#'));
}

std::string mermaid_node(const FlowNode& node) {
  const std::string label = mermaid_label(node.label);
  switch (node.shape) {
    case NodeShape::kPlain: return fmt::format("[{}]", label);
    case NodeShape::kDecision: return fmt::format("{{{}}}", label);
    case NodeShape::kTerminal: return fmt::format("([{}])", label);
    case NodeShape::kCall: return fmt::format("[[{}]]", label);
  }
  return {};
}

// Whether a link stands in a `click` as it is.
bool mermaid_can_link(std::string_view link) {
  return link.starts_with("https://") &&
         link.find_first_of("\" \t\r\n") == std::string_view::npos &&
         mermaid_words(link, false).text == link;
}

bool is_file_name(std::string_view name) {
  const auto is_plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.';
  };
  return !name.empty() && std::ranges::all_of(name, is_plain);
}

void write_clicks(std::string& out, const FlowNode& node, Findings& findings) {
  const std::string id = mermaid_id(node.id);
  const std::string of_node = quoted(node.label.empty() ? node.id : node.label);
  if (node.shape == NodeShape::kCall && node.chart != node.label) {
    if (is_file_name(node.chart)) {
      out += fmt::format("  click {} href \"{}.mmd\"\n", id, node.chart);
    } else {
      findings.add(
          FindingCode::kLinkLeftOut, node.span,
          fmt::format("Mermaid has no room for the name {} of the chart that {} stands for",
                      quoted(node.chart), of_node));
    }
  }
  const bool has_link = mermaid_can_link(node.link);
  if (!node.link.empty() && !has_link) {
    findings.add(
        FindingCode::kLinkLeftOut, node.span,
        fmt::format("Mermaid has no room for the link {} of {}", quoted(node.link), of_node));
  }
  const std::string help = node.help.empty() ? "" : " " + mermaid_label(node.help);
  if (has_link) {
    out += fmt::format("  click {} href \"{}\"{}\n", id, node.link, help);
  } else if (!help.empty()) {
    out += fmt::format("  click {} callback{}\n", id, help);
  }
}

void tell_left_out(const FlowNode& node, Findings& findings) {
  const std::string of_node = quoted(node.label.empty() ? node.id : node.label);
  if (!node.action.empty()) {
    findings.add(
        FindingCode::kTextLeftOut, node.span,
        fmt::format("Mermaid has no room for the action {} of {}", quoted(node.action), of_node));
  }
  if (node.takes.ms > 0) {
    findings.add(FindingCode::kTextLeftOut, node.span,
                 fmt::format("Mermaid has no room for how long {} takes", of_node));
  }
}

}  // namespace

std::string write_mermaid(const Flowchart& chart, Findings& findings) {
  std::string out;
  if (!chart.title.empty()) {
    std::string title;
    for (const char c : chart.title) {
      if (c == '"' || c == '\\') title += '\\';
      title += c;
    }
    out += fmt::format("---\ntitle: \"{}\"\n---\n", title);
  }
  out += "flowchart TD\n";
  for (const FlowNode& node : chart.nodes) {
    out += fmt::format("  {}{}\n", mermaid_id(node.id), mermaid_node(node));
  }
  for (const FlowEdge& edge : chart.edges) {
    const std::string words =
        edge.label.empty() ? std::string() : fmt::format("|{}|", mermaid_label(edge.label));
    out += fmt::format("  {} -->{} {}\n", mermaid_id(chart.nodes.at(edge.from).id), words,
                       mermaid_id(chart.nodes.at(edge.to).id));
  }
  for (const FlowNode& node : chart.nodes) {
    write_clicks(out, node, findings);
    tell_left_out(node, findings);
  }
  return out;
}

}  // namespace callmap
