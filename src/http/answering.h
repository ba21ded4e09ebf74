#pragma once
// The answering functions of every route, by the file they stand in. routes.cc alone names them.

#include "http/api.h"
#include "http/exchange.h"

namespace callmap::answering {

// session_routes.cc
void sign_in(Api& api, Exchange exchange);
void get_session(Api& api, Exchange exchange);
void sign_out(Api& api, Exchange exchange);
void change_password(Api& api, Exchange exchange);
void renew_session(Api& api, Exchange exchange);

// people_routes.cc
void list_people(Api& api, Exchange exchange);
void add_person(Api& api, Exchange exchange);
void set_teams(Api& api, Exchange exchange);
void reset_password(Api& api, Exchange exchange);
void deactivate_person(Api& api, Exchange exchange);

// work_routes.cc: a person's own work, and the floor
void get_work(Api& api, Exchange exchange);
void set_state(Api& api, Exchange exchange);
void list_teams(Api& api, Exchange exchange);
void list_colleagues(Api& api, Exchange exchange);
void get_offer(Api& api, Exchange exchange);
void accept_offer(Api& api, Exchange exchange);
void decline_offer(Api& api, Exchange exchange);
void ask_about_offer(Api& api, Exchange exchange);
void list_callbacks(Api& api, Exchange exchange);
void list_follow_ups(Api& api, Exchange exchange);
void get_floor(Api& api, Exchange exchange);
void get_numbers(Api& api, Exchange exchange);
void get_numbers_contacts(Api& api, Exchange exchange);

// contact_routes.cc: reads
void list_contacts(Api& api, Exchange exchange);
void find_contact(Api& api, Exchange exchange);
void get_contact(Api& api, Exchange exchange);
void list_candidates(Api& api, Exchange exchange);
void get_guidance(Api& api, Exchange exchange);
void get_notes(Api& api, Exchange exchange);
void list_events(Api& api, Exchange exchange);
void stream(Api& api, Exchange exchange);

// command_routes.cc: what changes a contact
void start_contact(Api& api, Exchange exchange);
void send_intent(Api& api, Exchange exchange);
void send_observation(Api& api, Exchange exchange);
void send_answers(Api& api, Exchange exchange);
void attest(Api& api, Exchange exchange);
void link_contact(Api& api, Exchange exchange);
void unlink_contact(Api& api, Exchange exchange);
void choose_customer(Api& api, Exchange exchange);
void simulate_call(Api& api, Exchange exchange);
void get_simulated_caller(Api& api, Exchange exchange);

// service_routes.cc: maps, health, figures, the API's own document, the screens
void list_maps(Api& api, Exchange exchange);
void get_map(Api& api, Exchange exchange);
void get_health(Api& api, Exchange exchange);
void get_readiness(Api& api, Exchange exchange);
void get_metrics(Api& api, Exchange exchange);
void get_openapi_json(Api& api, Exchange exchange);
void get_openapi_yaml(Api& api, Exchange exchange);
void get_asset(Api& api, Exchange exchange);

}  // namespace callmap::answering
