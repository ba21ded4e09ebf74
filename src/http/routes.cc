#include "http/routes.h"

#include <algorithm>
#include <array>

#include "http/answering.h"
#include "http/assets.h"

namespace callmap {
namespace {

using enum HttpMethod;
constexpr auto kAnyRole = std::nullopt;

constexpr std::array kRoutes = {
    Route{kPost, "/api/v1/session", Access::kOpen, {}, answering::sign_in},
    Route{kGet, "/api/v1/session", Access::kSession, {}, answering::get_session},
    Route{kDelete, "/api/v1/session", Access::kSession, {}, answering::sign_out},
    Route{kPost, "/api/v1/session/password", Access::kSession, {}, answering::change_password},
    Route{kPost, "/api/v1/session/renew", Access::kOpen, {}, answering::renew_session},
    Route{kGet, "/api/v1/people", Access::kCaller, Deed::kListPeople, answering::list_people},
    Route{kPost, "/api/v1/people", Access::kCaller, Deed::kManagePeople, answering::add_person},
    Route{kPost, "/api/v1/people/{person}/teams", Access::kCaller, Deed::kSetTeams,
          answering::set_teams},
    Route{kPost, "/api/v1/people/{person}/password", Access::kCaller, Deed::kManagePeople,
          answering::reset_password},
    Route{kDelete, "/api/v1/people/{person}", Access::kCaller, Deed::kManagePeople,
          answering::deactivate_person},
    Route{kGet, "/api/v1/me/work", Access::kCaller, Deed::kActOnContact, answering::get_work},
    Route{kPost, "/api/v1/me/state", Access::kCaller, Deed::kActOnContact, answering::set_state},
    Route{kGet, "/api/v1/teams", Access::kCaller, Deed::kSeeMaps, answering::list_teams},
    Route{kGet, "/api/v1/colleagues", Access::kCaller, Deed::kActOnContact,
          answering::list_colleagues},
    // To whom a contact is offered, the desk knows.
    Route{kGet, "/api/v1/offers/{contact}", Access::kCaller, Deed::kActOnContact,
          answering::get_offer},
    Route{kPost, "/api/v1/offers/{contact}/accept", Access::kCaller, Deed::kActOnContact,
          answering::accept_offer},
    Route{kPost, "/api/v1/offers/{contact}/decline", Access::kCaller, Deed::kActOnContact,
          answering::decline_offer},
    Route{kPost, "/api/v1/offers/{contact}/ask", Access::kCaller, Deed::kActOnContact,
          answering::ask_about_offer},
    Route{kGet, "/api/v1/callbacks", Access::kCaller, Deed::kActOnContact,
          answering::list_callbacks},
    Route{kGet, "/api/v1/follow-ups", Access::kCaller, Deed::kActOnContact,
          answering::list_follow_ups},
    Route{kGet, "/api/v1/floor", Access::kCaller, Deed::kLookOver, answering::get_floor},
    Route{kGet, "/api/v1/numbers", Access::kCaller, Deed::kSeeNumbers, answering::get_numbers},
    Route{kGet, "/api/v1/numbers/contacts", Access::kCaller, Deed::kSeeNumbers,
          answering::get_numbers_contacts},
    Route{kGet, "/api/v1/maps", Access::kCaller, Deed::kSeeMaps, answering::list_maps},
    Route{kGet, "/api/v1/maps/{map}", Access::kCaller, Deed::kSeeMaps, answering::get_map},
    // Whose contacts a person sees, and what of them, the desk decides contact by contact.
    Route{kGet, "/api/v1/contacts", Access::kCaller, kAnyRole, answering::list_contacts},
    Route{kPost, "/api/v1/contacts", Access::kCaller, Deed::kStartContact,
          answering::start_contact},
    Route{kGet, "/api/v1/contacts/by-reference/{reference}", Access::kCaller,
          Deed::kFindByReference, answering::find_contact},
    Route{kGet, "/api/v1/contacts/{contact}", Access::kCaller, kAnyRole, answering::get_contact},
    Route{kPost, "/api/v1/contacts/{contact}/intents", Access::kCaller, Deed::kActOnContact,
          answering::send_intent},
    Route{kPost, "/api/v1/contacts/{contact}/observations", Access::kCaller, Deed::kSendObservation,
          answering::send_observation},
    Route{kPost, "/api/v1/contacts/{contact}/answers", Access::kCaller, Deed::kAnswer,
          answering::send_answers},
    Route{kPost, "/api/v1/contacts/{contact}/attest", Access::kCaller, Deed::kAnswer,
          answering::attest},
    Route{kGet, "/api/v1/contacts/{contact}/candidates", Access::kCaller, Deed::kFindCustomer,
          answering::list_candidates},
    Route{kPost, "/api/v1/contacts/{contact}/customer", Access::kCaller, Deed::kFindCustomer,
          answering::choose_customer},
    Route{kPost, "/api/v1/contacts/{contact}/links", Access::kCaller, Deed::kActOnContact,
          answering::link_contact},
    Route{kPost, "/api/v1/contacts/{contact}/links/undo", Access::kCaller, Deed::kActOnContact,
          answering::unlink_contact},
    Route{kGet, "/api/v1/contacts/{contact}/guidance", Access::kCaller, kAnyRole,
          answering::get_guidance},
    Route{kGet, "/api/v1/contacts/{contact}/notes", Access::kCaller, kAnyRole,
          answering::get_notes},
    Route{kGet, "/api/v1/contacts/{contact}/events", Access::kCaller, kAnyRole,
          answering::list_events},
    Route{kPost, "/api/v1/demo/call", Access::kCaller, Deed::kSimulateCall,
          answering::simulate_call},
    Route{kGet, "/api/v1/demo/caller/{contact}", Access::kCaller, Deed::kSimulateCall,
          answering::get_simulated_caller},
    Route{kGet, "/api/v1/stream", Access::kCaller, Deed::kFollowStream, answering::stream},
    Route{kGet, "/api/v1/openapi.json", Access::kCaller, kAnyRole, answering::get_openapi_json},
    Route{kGet, "/api/v1/openapi.yaml", Access::kCaller, kAnyRole, answering::get_openapi_yaml},
    Route{kGet, "/healthz", Access::kOpen, {}, answering::get_health},
    Route{kGet, "/readyz", Access::kOpen, {}, answering::get_readiness},
    Route{kGet, "/metrics", Access::kCaller, Deed::kSeeMetrics, answering::get_metrics},
};

// The screens: the page and what it loads, without sign-in, since the page is where one signs in.
constexpr Route kAssetRoute{kGet, "/assets", Access::kOpen, {}, answering::get_asset};

std::string_view text(HttpMethod method) {
  switch (method) {
    case kGet: return "GET, HEAD";
    case kPost: return "POST";
    case kDelete: return "DELETE";
    case kHead:
    case kPut:
    case kPatch:
    case kOptions:
    case kOther: break;
  }
  return {};
}

bool fits(std::string_view pattern, std::string_view path, std::vector<std::string>& arguments) {
  arguments.clear();
  while (!pattern.empty() && !path.empty()) {
    const std::string_view want = pattern.substr(0, pattern.find('/', 1));
    const std::string_view have = path.substr(0, path.find('/', 1));
    if (want.starts_with("/{")) {
      if (have.size() < 2) return false;
      arguments.emplace_back(have.substr(1));
    } else if (want != have) {
      return false;
    }
    pattern.remove_prefix(want.size());
    path.remove_prefix(have.size());
  }
  return pattern.empty() && path.empty();
}

}  // namespace

std::span<const Route> routes() {
  return kRoutes;
}

Matched match(HttpMethod method, std::string_view path) {
  Matched matched;
  const HttpMethod like = method == kHead ? kGet : method;
  for (const Route& route : kRoutes) {
    std::vector<std::string> arguments;
    if (!fits(route.pattern, path, arguments)) continue;
    if (route.method == like) return {&route, {}, std::move(arguments)};
    matched.allowed += (matched.allowed.empty() ? "" : ", ") + std::string(text(route.method));
  }
  if (matched.allowed.empty() && asset(path)) {
    if (like == kGet) return {&kAssetRoute, {}, {}};
    matched.allowed = text(kGet);
  }
  return matched;
}

}  // namespace callmap
