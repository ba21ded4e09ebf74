#include "desk/numbers_view.h"

#include <fmt/format.h>

namespace callmap {
namespace {

// The parts of a whole, in per cent.
template <class Each>
void percents(const NumbersRow& row, Each each) {
  each("fcr_percent", row.fcr_percent);
  each("occupancy_percent", row.occupancy_percent);
}

// The means of a row in the order in which they are shown.
template <class Each>
void means(const NumbersRow& row, Each each) {
  each("asa_ms", row.asa);
  each("longest_wait_ms", row.longest_wait);
  each("talk_ms", row.talk);
  each("hold_ms", row.hold);
  each("acw_ms", row.acw);
  each("aht_ms", row.aht);
}

void write(JsonWriter& out, const NumbersRow& row) {
  out.open().text_if("key", row.key).text_if("title", row.title);
  for (std::size_t n = 0; n < kNumberCount; ++n) {
    out.field(name(static_cast<Number>(n)), row.counts[n]);
  }
  means(row, [&](std::string_view member, const std::optional<Duration>& length) {
    if (length) out.field(member, length->ms);
  });
  percents(row, [&](std::string_view member, const std::optional<unsigned>& percent) {
    if (percent) out.field(member, *percent);
  });
  out.key("dispositions").open();
  for (const auto& [id, count] : row.dispositions) out.field(id, count);
  out.close().close();
}

// A cell that a spreadsheet takes for text, never for a formula.
std::string cell(std::string_view text) {
  std::string quoted = "\"";
  const bool formula = !text.empty() && std::string_view("=+-@\t\r").contains(text.front());
  if (formula) quoted += '\'';
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

std::string csv_line(const NumbersView& view, const NumbersRow& row) {
  std::string line = cell(row.key.empty() ? "total" : row.key) + "," + cell(row.title);
  for (const std::uint64_t count : row.counts) line += fmt::format(",{}", count);
  means(row, [&](std::string_view, const std::optional<Duration>& length) {
    line += length ? fmt::format(",{}", length->ms) : ",";
  });
  percents(row, [&](std::string_view, const std::optional<unsigned>& percent) {
    line += percent ? fmt::format(",{}", *percent) : ",";
  });
  return line + fmt::format(",{},{}\r\n", view.day, view.zone);
}

void write(JsonWriter& out, const CountedView& contact) {
  out.open().field("contact", contact.contact.text).field("reference", contact.reference);
  out.field("started", to_iso(contact.started));
  if (contact.agent) {
    out.key("agent").open().field("id", contact.agent->id.text);
    out.field("display_name", contact.agent->display_name).close();
  }
  out.text_if("team", contact.team).text_if("reason", contact.reason);
  out.text_if("disposition", contact.disposition).close();
}

}  // namespace

void write(JsonWriter& out, const NumbersView& view) {
  out.open().field("day", view.day).field("zone", view.zone).field("until", to_iso(view.until));
  out.field("service_level_ms", kServiceLevel.ms).key("total");
  write(out, view.total);
  out.key("rows").open_list();
  for (const NumbersRow& row : view.rows) write(out, row);
  out.close_list().close();
}

void write(JsonWriter& out, const CountedList& list) {
  out.open().field("total", list.total).key("contacts").open_list();
  for (const CountedView& contact : list.contacts) write(out, contact);
  out.close_list().close();
}

std::string to_csv(const NumbersView& view) {
  std::string text = "key,title";
  for (std::size_t n = 0; n < kNumberCount; ++n) {
    text += fmt::format(",{}", name(static_cast<Number>(n)));
  }
  means(view.total, [&](std::string_view member, const std::optional<Duration>&) {
    text += fmt::format(",{}", member);
  });
  percents(view.total, [&](std::string_view member, const std::optional<unsigned>&) {
    text += fmt::format(",{}", member);
  });
  text += ",day,zone\r\n";
  for (const NumbersRow& row : view.rows) text += csv_line(view, row);
  return text + csv_line(view, view.total);
}

}  // namespace callmap
