// The `callmap` program: reads the command line and calls the one command it names.

#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <functional>

#include "base/ids.h"
#include "cli/commands.h"
#include "cli/version.h"
#include "formats/import.h"
#include "map/suggest.h"
#include "map/words.h"
#include "map/zone.h"

namespace callmap {
namespace {

constexpr const char* kAbout =
    "Callmap keeps a live customer call on its call map: it checks the map, guides the agent,\n"
    "enforces the gates on the server, and writes the notes.";
constexpr const char* kExits =
    "Exit codes: 0 done, 1 the answer is no (errors in the map, bad lines), 2 wrong command line,\n"
    "3 something failed (a file, the port, the database).";
constexpr const char* kStart =
    "\n\nStart here:  callmap serve --demo        then open http://127.0.0.1:8080\n"
    "             callmap check maps/standard\n"
    "             callmap take maps/standard";

// The command line as options; `run` is what the chosen command does.
struct Commands {
  CheckOptions check;
  PrintOptions print;
  DoctorOptions doctor;
  TakeOptions take;
  WalkOptions walk;
  FollowCommandOptions follow;
  ImportChartsOptions import_charts;
  ExportOptions export_procedures;
  ServeOptions serve;
  ContactOptions contact;
  ImportFileOptions import;
  EraseOptions erase;
  PeopleOptions people;
  BackupOptions backup;
  std::function<int()> run;
};

void add_data(CLI::App* command, std::string& data) {
  command->add_option("--data", data, "Folder of the organisation's data")->capture_default_str();
}

void add_author_commands(CLI::App& app, Commands& commands) {
  CLI::App* check = app.add_subcommand("check", "Find every problem of a map");
  check->add_option("map", commands.check.map, "A map folder or file")->required();
  check->add_flag("--json", commands.check.json, "Answer in JSON");
  check->callback([&] { commands.run = [&] { return callmap::check(commands.check); }; });

  CLI::App* print = app.add_subcommand("print", "Print the compiled map in its canonical form");
  print->add_option("map", commands.print.map, "A map folder or file")->required();
  print->add_flag("--json", commands.print.json, "Answer in JSON");
  print->callback([&] { commands.run = [&] { return callmap::print(commands.print); }; });

  CLI::App* take =
      app.add_subcommand("take", "Take a whole call in the terminal, without a server");
  take->add_option("map", commands.take.map, "A map folder or file")->required();
  take->add_option("--line", commands.take.line, "The line that was called");
  take->add_option("--trace", commands.take.trace, "Play the commands of this file first");
  take->add_option("--save", commands.take.save, "Write the commands of the call to this file");
  take->add_flag("--json", commands.take.json,
                 "With --trace: one JSON answer a command, no conversation");
  take->callback([&] { commands.run = [&] { return callmap::take(commands.take); }; });
}

CLI::Validator one_of(std::vector<std::string_view> words);

void add_run(CLI::App& app, Commands& commands) {
  CLI::App* command = app.add_subcommand(
      "run", "Walk a procedure in the terminal, or let a program drive it or a whole call");
  command->add_option("map", commands.walk.map, "A map folder or file")->required();
  command->add_option("--procedure", commands.walk.procedure,
                      "Its name; with --stdio left out for a whole call");
  command
      ->add_option("--verified", commands.walk.verified,
                   "Who is on the line: none, account or sensitive; otherwise as far as the "
                   "procedure's actions need")
      ->check(one_of({"none", "account", "sensitive"}));
  command->add_option("--line", commands.walk.line, "The line that was called; of a whole call");
  command->add_flag("--stdio", commands.walk.stdio,
                    "One JSON object a line each way; see docs/run-stdio.md");
  command->callback([&] { commands.run = [&] { return run_procedure(commands.walk); }; });
}

// One of these words, with a hint when it is none.
CLI::Validator one_of(std::vector<std::string_view> words) {
  return {[words](const std::string& word) {
            if (std::ranges::find(words, word) != words.end()) return std::string();
            const std::string meant = suggestion(word, words);
            return fmt::format("there is no `{}`{}{}", word, meant.empty() ? "" : ": ", meant);
          },
          "", "one of these"};
}

CLI::Validator a_name() {
  return {[](const std::string& text) {
            if (is_name(text)) return std::string();
            return fmt::format("`{}` is no name: use a to z, 0 to 9 and `_`, a letter first", text);
          },
          "", "a name"};
}

void add_import(CLI::App& app, Commands& commands) {
  ImportChartsOptions& options = commands.import_charts;
  CLI::App* command = app.add_subcommand(
      "import", "Make a map of flowcharts and lists of steps (DOT, Mermaid, draw.io, CSV, ...)");
  command->add_option("file", options.files, "The files; charts may stand for charts of others")
      ->required();
  command
      ->add_option("--format", options.format,
                   "dot, mermaid, drawio, csv, markdown or json; otherwise told by each file")
      ->check(one_of(flow_format_names()));
  command->add_option("--recipe", options.recipe, "How to read JSON files; see docs/import.md");
  command->add_option("--out", options.out, "Write the map to this file, not to standard output");
  command->add_flag("--force", options.force, "Write over a file that is there");
  command->add_flag("--part", options.part, "Only `actions` and `procedures`, to be included");
  command->add_option("--id", options.id, "The map's id; otherwise after the first file")
      ->check(a_name());
  command->add_option("--title", options.title, "The map's title");
  command->add_option("--otherwise", options.otherwise,
                      "The answer that a single arrow without words at a fork stands for");
  command->add_option("--team", options.team, "Team that ends which escalate hand over to")
      ->check(a_name());
  command
      ->add_option("--class", options.data_class,
                   "public, account or sensitive: what actions show or change at most")
      ->capture_default_str()
      ->check(one_of(all_words(kDataClassWords)));
  command->add_flag("--partial", options.partial,
                    "Leave out charts with a problem; without it nothing is written then");
  command->add_flag("--strict", options.strict, "Write nothing when something had to be guessed");
  command->add_flag("--json", options.json, "Report in JSON on standard output");
  command->callback([&] { commands.run = [&] { return import_charts(commands.import_charts); }; });
}

void add_export(CLI::App& app, Commands& commands) {
  ExportOptions& options = commands.export_procedures;
  CLI::App* out =
      app.add_subcommand("export", "Write procedures of a map as charts, or as cards to print");
  out->add_option("map", options.map, "A map folder or file")->required();
  out->add_option("--procedure", options.procedures, "Its name; several times; otherwise all")
      ->allow_extra_args(false);
  out->add_option("--to", options.to, "dot, mermaid or cards")
      ->required()
      ->check(one_of({"dot", "mermaid", "cards"}));
  out->add_option("--out", options.out, "Write to this file, not to standard output");
  out->add_flag("--force", options.force, "Write over a file that is there");
  out->callback(
      [&] { commands.run = [&] { return export_procedures(commands.export_procedures); }; });
}

void add_serve(CLI::App& app, Commands& commands) {
  ServeOptions& options = commands.serve;
  CLI::App* serve = app.add_subcommand("serve", "Serve the screens and the API");
  add_data(serve, options.data);
  serve->add_option("--maps", options.maps, "Folder whose maps are put in force at the start")
      ->capture_default_str();
  serve
      ->add_option("--address", options.address,
                   "Address to listen on; beyond loopback only with --behind-proxy")
      ->capture_default_str();
  serve->add_option("--port", options.port, "Port to listen on, 0 for any free one")
      ->capture_default_str()
      ->check(CLI::Range(0, 65535));
  serve->add_option("--threads", options.threads, "Threads that serve requests")
      ->capture_default_str()
      ->check(CLI::Range(1, 64));
  serve
      ->add_option(
          "--time-zone", options.time_zone,
          "Time zone of the organisation, such as Europe/London: the day's numbers run from "
          "midnight to midnight there")
      ->capture_default_str()
      ->check(
          [](const std::string& name) {
            if (is_zone(name)) return std::string();
            return fmt::format("there is no time zone `{}`; {}", name, zone_hint(name));
          },
          "ZONE");
  serve->add_flag("--behind-proxy", options.behind_proxy,
                  "A proxy in front speaks TLS and appends X-Forwarded-For");
  serve->add_flag("--demo", options.demo,
                  "A demo organisation: people, customers, and simulated calls");
  serve->add_flag("--log-requests", options.log_requests,
                  "Log every request, not only failed ones");
  serve->callback([&] { commands.run = [&] { return callmap::serve(commands.serve); }; });
}

void add_follow_options(CLI::App* command, FollowCommandOptions& options) {
  command->add_option("--procedure", options.procedure,
                      "Hold a recorded sequence against this procedure of --map instead");
  command->add_option("--map", options.map, "A map folder or file; with --procedure");
  command->add_option("--from", options.from,
                      "Sequences, one a line: [\"item\", ...] or {\"id\", \"procedure\", "
                      "\"items\"}; - for standard input");
  command->add_flag("--every-step", options.every_step,
                    "Instructions were recorded too: one that is not named was left out");
  command
      ->add_option("--verifying", options.verifying,
                   "An action by which the customer is verified; several times")
      ->allow_extra_args(false);
  command
      ->add_option("--verified", options.verified,
                   "Who was on the line before the first item: none, account or sensitive")
      ->check(one_of({"none", "account", "sensitive"}));
}

void add_contact_commands(CLI::App& app, Commands& commands) {
  CLI::App* replay = app.add_subcommand(
      "replay",
      "Fold a contact from the log: where it stands, what is next, its notes; also while a server "
      "runs. With --procedure: say whether a recorded sequence follows it");
  add_data(replay, commands.contact.data);
  replay
      ->add_option("what", commands.follow.items,
                   "The contact's reference, however typed; with --procedure the items: steps, "
                   "actions, answers, step=answer")
      ->type_name("REFERENCE or ITEM");
  replay->add_flag("--json", commands.contact.json, "Answer in JSON");
  replay->add_flag("--alone", commands.contact.alone,
                   "This very contact, also where it was merged into another one");
  add_follow_options(replay, commands.follow);
  replay->callback([&] {
    commands.follow.json = commands.contact.json;
    if (!commands.follow.map.empty() || !commands.follow.procedure.empty()) {
      commands.run = [&] { return replay_procedure(commands.follow); };
      return;
    }
    commands.run = [&] {
      if (commands.follow.items.size() != 1) {
        fmt::print(stderr, "callmap: name one reference, or --map and --procedure\n");
        return kExitUsage;
      }
      commands.contact.reference = commands.follow.items.front();
      return callmap::replay(commands.contact);
    };
  });

  CLI::App* notes =
      app.add_subcommand("notes", "Print the notes of a contact, also while a server runs");
  add_data(notes, commands.contact.data);
  notes
      ->add_option("reference", commands.contact.reference,
                   "The contact's reference, however typed")
      ->required();
  notes->add_flag("--json", commands.contact.json, "Answer in JSON");
  notes->add_flag("--alone", commands.contact.alone,
                  "This very contact, also where it was merged into another one");
  notes->callback([&] { commands.run = [&] { return callmap::notes(commands.contact); }; });
}

void add_customers(CLI::App& app, Commands& commands) {
  CLI::App* customers = app.add_subcommand(
      "customers", "Bring customers in, or erase one; only while no server runs");
  customers->require_subcommand(1);
  CLI::App* bring = customers->add_subcommand(
      "import", "Bring customers in from a CSV file; again changes nothing");
  add_data(bring, commands.import.data);
  bring
      ->add_option("file", commands.import.file,
                   "CSV: account, name, phone, card.ROW, answer.ITEM …; columns, dates and "
                   "examples stand in docs/customers-csv.md")
      ->required();
  bring->add_flag("--dry-run", commands.import.dry_run, "Say what would happen and write nothing");
  bring->add_flag("--json", commands.import.json, "Answer in JSON");
  bring->callback([&] { commands.run = [&] { return import_customers(commands.import); }; });
  CLI::App* erase =
      customers->add_subcommand("erase", "Destroy the keys of a customer's data, for good");
  add_data(erase, commands.erase.data);
  erase->add_option("account", commands.erase.account, "The account number")->required();
  erase->add_flag("--yes", commands.erase.sure, "Really; it cannot be undone");
  erase->callback([&] { commands.run = [&] { return erase_customer(commands.erase); }; });
}

void add_people(CLI::App& app, Commands& commands) {
  CLI::App* people =
      app.add_subcommand("people", "Who may sign in; changes only while no server runs");
  people->require_subcommand(1);
  PeopleOptions& options = commands.people;
  const auto add = [&](const char* name, const char* about, int (*run)(const PeopleOptions&)) {
    CLI::App* command = people->add_subcommand(name, about);
    add_data(command, options.data);
    command->callback(
        [&commands, run] { commands.run = [&commands, run] { return run(commands.people); }; });
    return command;
  };
  add("list", "Everybody, also while a server runs", list_people)
      ->add_flag("--json", options.json, "Answer in JSON");
  CLI::App* added = add("add", "Add a person, or with the role service a program", add_person);
  added->add_option("name", options.name, "Sign-in name")->required();
  added->add_option("--display-name", options.display_name, "Name that others see");
  added
      ->add_option("--role", options.roles,
                   "agent, lead, trainer, trainee, author, quality, auditor, admin, service")
      ->required();
  added->add_option("--team", options.team, "Team");
  added->add_option("--skill", options.skills, "Skill, by its id in a map in force");
  add("reset-password", "Give a new one-time password", reset_password)
      ->add_option("name", options.name, "Sign-in name")
      ->required();
  add("deactivate", "Take the right to sign in", deactivate_person)
      ->add_option("name", options.name, "Sign-in name")
      ->required();
}

void add_keeping(CLI::App& app, Commands& commands) {
  CLI::App* backup =
      app.add_subcommand("backup", "Copy the data to a new folder, also while a server runs");
  add_data(backup, commands.backup.data);
  backup->add_option("to", commands.backup.to, "A folder that does not exist yet")->required();
  backup->callback([&] { commands.run = [&] { return callmap::backup(commands.backup); }; });
  CLI::App* doctor =
      app.add_subcommand("doctor", "Verify the log, fold every contact, mend what can be rebuilt");
  add_data(doctor, commands.doctor.data);
  doctor->add_flag("--json", commands.doctor.json, "Answer in JSON");
  doctor->callback([&] { commands.run = [&] { return callmap::doctor(commands.doctor); }; });
  CLI::App* version = app.add_subcommand("version", "Print the version");
  version->callback([&] {
    commands.run = [] {
      fmt::print("callmap {}\n", kProgramVersion);
      return kExitDone;
    };
  });
}

// What to say of a command that is none, down to the commands of commands; empty when the names
// are all known.
std::string unknown_command(CLI::App& app, int argc, char** argv) {
  CLI::App* level = &app;
  for (int i = 1; i < argc && argv[i][0] != '-'; ++i) {
    std::vector<std::string> names;
    CLI::App* next = nullptr;
    for (CLI::App* each : level->get_subcommands({})) {
      names.push_back(each->get_name());
      if (each->get_name() == argv[i]) next = each;
    }
    if (names.empty()) return {};  // the rest are its arguments
    if (!next) {
      const std::string meant =
          suggestion(argv[i], std::vector<std::string_view>(names.begin(), names.end()));
      return fmt::format("there is no command `{}`{}{}; `{} --help` lists those that are", argv[i],
                         meant.empty() ? "" : ": ", meant,
                         level == &app ? "callmap" : "callmap " + level->get_name());
    }
    level = next;
  }
  return {};
}

int run(int argc, char** argv) {
  CLI::App app(kAbout, "callmap");
  app.footer(kExits);
  app.require_subcommand(1);
  app.set_version_flag("--version", std::string("callmap ") + kProgramVersion);
  Commands commands;
  add_author_commands(app, commands);
  add_run(app, commands);
  add_import(app, commands);
  add_export(app, commands);
  add_serve(app, commands);
  add_contact_commands(app, commands);
  add_customers(app, commands);
  add_people(app, commands);
  add_keeping(app, commands);
  app.footer(std::string(kExits) + kStart);  // where to start stands in the first help alone
  if (const std::string unknown = unknown_command(app, argc, argv); !unknown.empty()) {
    fmt::print(stderr, "callmap: {}\n", unknown);
    return kExitUsage;
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kExitDone : kExitUsage;
  }
  return commands.run();
}

}  // namespace
}  // namespace callmap

int main(int argc, char** argv) {
  return callmap::run(argc, argv);
}
