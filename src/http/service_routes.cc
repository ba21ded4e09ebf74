// Maps in force, health, figures, the API's own document, and the screens.

#include "engine/names.h"
#include "http/answering.h"
#include "http/assets.h"

namespace callmap::answering {
namespace {

void titled(JsonWriter& out, std::string_view id, std::string_view title) {
  out.open().field("id", id).field("title", title).close();
}
void named(JsonWriter& out, std::string_view id, std::string_view label) {
  out.open().field("id", id).field("label", label).close();
}

void map_head(JsonWriter& out, const MapInForce& in_force) {
  const CallMap& map = *in_force.map;
  out.field("id", map.id).field("title", map.title);
  out.field("version", static_cast<std::int64_t>(in_force.version)).field("digest", map.digest);
  out.key("lines").open_list();
  for (const LineCalled& line : map.lines) titled(out, line.id, line.title);
  out.close_list();
}

template <class Items, class Each>
void list(JsonWriter& out, std::string_view name, const Items& items, Each each) {
  out.key(name).open_list();
  for (const auto& item : items) each(item);
  out.close_list();
}

// What an agent may notice on a call, and what is best done then, to be read before one.
void quick_reference(JsonWriter& out, const CallMap& map) {
  out.key("quick_reference").open_list();
  for (const Procedure& procedure : map.procedures) {
    if (!procedure.is_decision_point()) continue;
    out.open().field("id", procedure.id).field("notice", procedure.notice);
    out.field("then", procedure.title).text_if("why", procedure.why);
    out.key("stages").open_list().close_list();
    out.close();
  }
  for (const Cue& cue : map.cues) {
    out.open().field("id", cue.id).field("notice", cue.notice).field("then", cue.then);
    list(out, "stages", cue.stages,
         [&](StageIndex stage) { out.value(map.stages[at(stage)].title); });
    out.close();
  }
  out.close_list();
}

void map_labels(JsonWriter& out, const CallMap& map) {
  out.field("language", map.language);
  list(out, "channels", map.channels, [&](const std::string& channel) { out.value(channel); });
  list(out, "languages", map.languages, [&](const std::string& language) { out.value(language); });
  list(out, "products", map.products,
       [&](const std::string& product) { named(out, product, product); });
  const std::vector<Choice> none;
  const auto& reasons = map.reason_field ? map.fields[at(*map.reason_field)].choices : none;
  list(out, "reasons", reasons, [&](const Choice& reason) { named(out, reason.id, reason.label); });
  list(out, "card", map.card, [&](const CardRow& row) {
    out.open()
        .field("id", row.id)
        .field("label", row.label)
        .field("class", name(row.data_class))
        .close();
  });
  list(out, "dispositions", map.dispositions,
       [&](const Disposition& disposition) { named(out, disposition.id, disposition.title); });
  list(out, "endings", map.endings,
       [&](const Ending& ending) { named(out, ending.id, ending.title); });
  quick_reference(out, map);
}

std::string health(std::string_view status, std::string_view detail) {
  JsonWriter out;
  out.open().field("status", status).text_if("detail", detail).close();
  return out.take();
}

}  // namespace

void list_maps(Api& api, Exchange exchange) {
  JsonWriter out;
  out.open_list();
  for (const MapInForce& in_force : api.desk().maps().all()) {
    out.open();
    map_head(out, in_force);
    out.close();
  }
  out.close_list();
  exchange.send(json_response(200, out.take()));
}

void get_map(Api& api, Exchange exchange) {
  const auto in_force = api.desk().maps().find(exchange.arguments.at(0));
  if (!in_force) return exchange.send(problem_response(404, "there is no such map in force"));
  JsonWriter out;
  out.open();
  map_head(out, *in_force);
  map_labels(out, *in_force->map);
  out.close();
  exchange.send(json_response(200, out.take()));
}

void get_health(Api&, Exchange exchange) {
  exchange.send(json_response(200, health("ok", {})));
}

void get_readiness(Api& api, Exchange exchange) {
  if (api.desk().healthy()) return exchange.send(json_response(200, health("ok", {})));
  exchange.send(json_response(503, health("not ready", "the store does not take commits")));
}

void get_metrics(Api& api, Exchange exchange) {
  exchange.send({.status = 200,
                 .headers = {{"Content-Type", "text/plain; version=0.0.4; charset=utf-8"}},
                 .body = api.metrics()});
}

void get_openapi_json(Api&, Exchange exchange) {
  exchange.send({.status = 200,
                 .headers = {{"Content-Type", "application/json"}},
                 .static_body = openapi_json()});
}

void get_openapi_yaml(Api&, Exchange exchange) {
  exchange.send({.status = 200,
                 .headers = {{"Content-Type", "application/yaml"}},
                 .static_body = openapi_yaml()});
}

void get_asset(Api&, Exchange exchange) {
  const Asset* found = asset(exchange.request.path);
  if (!found) return exchange.send(problem_response(404, "there is no such path"));
  Response response{.headers = {{"Content-Type", std::string(found->type)},
                                {"ETag", std::string(found->tag)},
                                {"Vary", "Accept-Encoding"}}};
  response.headers.emplace_back(
      "Cache-Control", found->for_ever ? "public, max-age=31536000, immutable" : "no-cache");
  if (exchange.request.headers.find("If-None-Match") == found->tag) {
    response.status = 304;
    return exchange.send(std::move(response));
  }
  const auto accepts = exchange.request.headers.find("Accept-Encoding");
  const bool gzip =
      accepts && accepts->find("gzip") != std::string_view::npos && !found->gzipped.empty();
  if (gzip) response.headers.emplace_back("Content-Encoding", "gzip");
  response.static_body = gzip ? found->gzipped : found->plain;
  exchange.send(std::move(response));
}

}  // namespace callmap::answering
