#pragma once
// The commands of the `callmap` program, one file each. main.cc parses the arguments into these
// options and returns what the command returns; no command parses arguments, and none calls
// another.

#include <cstdint>
#include <string>
#include <vector>

namespace callmap {

// Exit codes, the same for every command.
inline constexpr int kExitDone = 0;
inline constexpr int kExitNo =
    1;  // it ran, and the answer is no: the map has errors, the file has bad lines
inline constexpr int kExitUsage = 2;   // the command line is wrong
inline constexpr int kExitFailed = 3;  // the world failed: a file, the port, the database

struct CheckOptions {
  std::string map;
  bool json = false;
};
[[nodiscard]] int check(const CheckOptions& options);

struct PrintOptions {
  std::string map;
  bool json = false;
};
[[nodiscard]] int print(const PrintOptions& options);

struct TakeOptions {
  std::string map;
  std::string line;
  std::string trace;  // plays these commands first
  std::string save;   // writes the commands of the call there
  bool json = false;  // no conversation: one JSON answer a command of the trace
};
[[nodiscard]] int take(const TakeOptions& options);

// One procedure by itself, or with `stdio` also a whole call.
struct WalkOptions {
  std::string map;
  std::string procedure;  // empty: a whole call
  std::string verified;   // none, account, sensitive; empty: as far as the procedure needs
  std::string line;
  bool stdio = false;  // one JSON object a line each way
};
[[nodiscard]] int run_procedure(const WalkOptions& options);

// Recorded sequences held against procedures.
struct FollowCommandOptions {
  std::string map;
  std::string procedure;  // empty: each line of `from` names its own
  std::vector<std::string> items;
  std::string from;  // a file of sequences, `-` standard input
  std::vector<std::string> verifying;
  std::string verified;  // empty: none where `verifying` names an action, else all that there is
  bool every_step = false;
  bool json = false;
};
[[nodiscard]] int replay_procedure(const FollowCommandOptions& options);

// Other people's flowcharts and lists of steps, as a map.
struct ImportChartsOptions {
  std::vector<std::string> files;
  std::string format;     // empty: of each file by its name or text
  std::string recipe;     // file that says how to read JSON
  std::string out;        // empty: standard output
  std::string id, title;  // of the map; empty: after the first file
  std::string otherwise, team;
  std::string data_class = "account";  // of the actions that the files name
  bool part = false;                   // only the sections that a map includes
  bool partial = false;                // leave out charts with a problem instead of writing nothing
  bool strict = false;                 // a guess is a problem
  bool force = false;                  // write over a file that is there
  bool json = false;
};
[[nodiscard]] int import_charts(const ImportChartsOptions& options);

struct ExportOptions {
  std::string map;
  std::vector<std::string> procedures;  // none: all of them
  std::string to;                       // dot, mermaid or cards
  std::string out;
  bool force = false;
};
[[nodiscard]] int export_procedures(const ExportOptions& options);

// Where the organisation's data stands: the database, the keys, the lock.
inline constexpr const char* kDataFolder = "data";

struct ServeOptions {
  std::string data = kDataFolder;
  std::string maps = "maps";  // every map in this folder is put in force at the start
  std::string address = "127.0.0.1";
  std::uint16_t port = 8080;
  std::string time_zone = "UTC";  // of the organisation
  int threads = 2;
  bool behind_proxy = false;
  bool demo = false;
  bool log_requests = false;
};
[[nodiscard]] int serve(const ServeOptions& options);

struct ContactOptions {
  std::string data = kDataFolder;
  std::string reference;
  bool json = false;
  bool alone = false;  // also where it was merged into another one
};
// A contact from the log: where it stands, what is next, its notes. One that was merged leads to
// the one that goes on.
[[nodiscard]] int replay(const ContactOptions& options);
[[nodiscard]] int notes(const ContactOptions& options);

struct ImportFileOptions {
  std::string data = kDataFolder;
  std::string file;
  bool dry_run = false;
  bool json = false;
};
[[nodiscard]] int import_customers(const ImportFileOptions& options);
struct EraseOptions {
  std::string data = kDataFolder;
  std::string account;
  bool sure = false;
};
[[nodiscard]] int erase_customer(const EraseOptions& options);

struct PeopleOptions {
  std::string data = kDataFolder;
  std::string name, display_name, team;
  std::vector<std::string> roles, skills;
  bool json = false;
};
[[nodiscard]] int list_people(const PeopleOptions& options);
[[nodiscard]] int add_person(const PeopleOptions& options);
[[nodiscard]] int reset_password(const PeopleOptions& options);
[[nodiscard]] int deactivate_person(const PeopleOptions& options);

struct BackupOptions {
  std::string data = kDataFolder;
  std::string to;
};
[[nodiscard]] int backup(const BackupOptions& options);

struct DoctorOptions {
  std::string data = kDataFolder;
  bool json = false;
};
[[nodiscard]] int doctor(const DoctorOptions& options);

}  // namespace callmap
