// The API's bodies: arbitrary bytes as what is sent to each route that reads JSON, through the very
// functions that answer them, on a contact of its own in a store in memory. Every request is
// answered once, with JSON and never as our own failure, and the contact folds again afterwards.
//
// An input is lines; the first letter of each names the route (kRoutes below), the rest is the
// body.
// `$CANDIDATE` stands for the first customer found by the caller's number.

#include "http/api.h"

#include <array>
#include <condition_variable>
#include <cstdint>
#include <fstream>
#include <future>
#include <iterator>
#include <memory>
#include <mutex>

#include "base/ensure.h"
#include "http/routes.h"
#include "wire/mailbox.h"

namespace callmap {
namespace {

enum class By : std::uint8_t { kAgent, kService, kAdmin };
struct Target {
  char letter;
  std::string_view path;
  By by;
};
constexpr std::array kTargets = {
    Target{'i', "/api/v1/contacts/$/intents", By::kAgent},
    Target{'o', "/api/v1/contacts/$/observations", By::kAgent},
    Target{'O', "/api/v1/contacts/$/observations", By::kService},
    Target{'a', "/api/v1/contacts/$/answers", By::kAgent},
    Target{'t', "/api/v1/contacts/$/attest", By::kAgent},
    Target{'c', "/api/v1/contacts/$/customer", By::kAgent},
    Target{'n', "/api/v1/contacts", By::kService},
    Target{'d', "/api/v1/demo/call", By::kAgent},
    Target{'s', "/api/v1/session", By::kAgent},
    Target{'p', "/api/v1/session/password", By::kAgent},
    Target{'r', "/api/v1/session/renew", By::kAgent},
    Target{'P', "/api/v1/people", By::kAdmin},
    Target{'T', "/api/v1/people/$/teams", By::kAdmin},
    Target{'W', "/api/v1/people/$/password", By::kAdmin},
    Target{'S', "/api/v1/me/state", By::kAgent},
    Target{'A', "/api/v1/offers/$/accept", By::kAgent},
    Target{'D', "/api/v1/offers/$/decline", By::kAgent},
    Target{'Q', "/api/v1/offers/$/ask", By::kAgent},
    Target{'L', "/api/v1/contacts/$/links", By::kAgent},
    Target{'U', "/api/v1/contacts/$/links/undo", By::kAgent},
};
constexpr std::size_t kCommandsMax = 32;        // of one input
constexpr std::size_t kInputsOfAnOffice = 500;  // then a new one: the store in memory only grows

class StandingClock final : public Clock {
 public:
  [[nodiscard]] Instant now() const override { return {1'700'000'000'000}; }
};

// Where the answer to one request arrives, from whatever thread.
class Answers {
 public:
  // shared: replies may come late and hold it too
  Answers() : mailbox_(std::make_shared<Mailbox>([this] { wake(); }, 1u << 20)) {}

  [[nodiscard]] Reply expect() { return {mailbox_, ++asked_}; }
  [[nodiscard]] Response wait() {
    std::unique_lock lock(mutex_);
    const bool came = woken_.wait_for(lock, std::chrono::seconds(8), [this] { return awake_; });
    ENSURE(came, "a request was not answered");
    awake_ = false;
    lock.unlock();
    std::vector<Letter> letters;
    mailbox_->take(letters);
    ENSURE(letters.size() == 1 && letters[0].connection == asked_, "{} answers", letters.size());
    auto* answer = std::get_if<AnswerLetter>(&letters[0].content);
    ENSURE(answer != nullptr);
    return std::move(answer->response);
  }

 private:
  void wake() {
    const std::lock_guard lock(mutex_);
    awake_ = true;
    woken_.notify_one();
  }
  std::mutex mutex_;
  std::condition_variable woken_;
  bool awake_ = false;
  SharedMailbox mailbox_;
  std::uint64_t asked_ = 0;
};

std::string small_map() {
  std::ifstream file(CALLMAP_SOURCE_DIR "/tests/maps/small/map.yaml");
  return {std::istreambuf_iterator<char>(file), {}};
}

class Office {
 public:
  Office() {
    DeskOptions options{.demo = true};
    options.sign_in.password_passes = 1;
    options.sign_in.password_memory_bytes = 8192;
    auto opened = Desk::open(*store_, *keys_, clock_, options);
    ENSURE(opened.has_value());
    desk_ = std::move(*opened);
    ENSURE(desk_->maps().publish({{"map.yaml", small_map()}}, clock_.now()).has_value());
    agent_ = signed_in("ana", {Role::kAgent});
    admin_ = signed_in("sam", {Role::kAdmin});
    service_ = add("phone", {Role::kService}).secret;
    std::string_view customers =
        "account,name,phone,card.name,answer.pin\nNW-1,Ada Lovelock,+447700900142,Ada,1234\n";
    const auto read = [&customers](char* into, std::size_t size) -> Result<std::size_t> {
      const std::size_t got = customers.copy(into, size);
      customers.remove_prefix(got);
      return got;
    };
    ENSURE(desk_->import_customers(read, {}).has_value());
    api_ = std::make_unique<Api>(*desk_, clock_, ApiOptions{});
  }

  void play(std::string_view lines) {
    const Response started = send({'n', "/api/v1/contacts", By::kService}, start_body());
    ENSURE(started.status == 201, "{} {}", started.status, started.body);
    const auto json = parse_json(started.body);
    ENSURE(json && json->text("id"), "{}", started.body);
    contact_ = *json->text("id");
    for (std::size_t i = 0; i < kCommandsMax && !lines.empty(); ++i) {
      const std::string_view line = lines.substr(0, lines.find('\n'));
      lines.remove_prefix(std::min(lines.size(), line.size() + 1));
      for (const Target& target : kTargets) {
        if (!line.empty() && line[0] == target.letter) judge(target, line.substr(1));
      }
    }
    for (const char* path : {"/api/v1/contacts/$", "/api/v1/contacts/$/notes"}) {
      const Response shown = send({' ', path, By::kAgent}, {}, HttpMethod::kGet);
      ENSURE(shown.status == 200 && parse_json(shown.body).has_value(), "{} {}", path, shown.body);
    }
    const auto folded = desk_->stored({contact_});
    ENSURE(folded.has_value(), "{}", folded.error().message);
    ENSURE(desk_->counts().set_aside == 0);
  }

 private:
  AddedPerson add(const std::string& name, Roles roles) {
    auto added = desk_->sign_in().add({name, "Person " + name, roles, ""});
    ENSURE(added.has_value());
    return *added;
  }
  Session signed_in(const std::string& name, Roles roles) {
    SignIn& people = desk_->sign_in();
    const std::string secret = add(name, roles).secret;
    std::promise<Result<Session>> session;
    people.sign_in(name, secret, [&](Result<Session> told) { session.set_value(std::move(told)); });
    const auto first = session.get_future().get();
    ENSURE(first.has_value());
    std::promise<Result<>> changed;
    people.change_password(first->token, secret, "a password of " + name,
                           [&](Result<> told) { changed.set_value(std::move(told)); });
    ENSURE(changed.get_future().get().has_value());
    auto again = people.session(first->token);
    ENSURE(again.has_value());
    again->token = first->token;
    return *again;
  }
  [[nodiscard]] std::string start_body() const {
    return R"({"map":"small","caller_number":"+447700900142","offer_to":")" +
           agent_.caller.id.text + "\"}";
  }

  void judge(const Target& target, std::string_view text) {
    std::string body(text);
    constexpr std::string_view kMark = "$CANDIDATE";
    if (const auto at = body.find(kMark); at != std::string::npos) {
      const auto found = desk_->candidates(agent_.caller, {contact_}, std::nullopt);
      if (found && !found->empty()) body.replace(at, kMark.size(), found->front().customer);
    }
    const Response response = send(target, body);
    ENSURE(response.status < 500, "{} {}: {}", target.path, response.status, response.body);
    ENSURE(response.body.empty() || parse_json(response.body).has_value(), "{}", response.body);
    ENSURE(response.status < 400 || response.body.starts_with(R"({"type":)"), "{}", response.body);
  }

  Response send(const Target& target, std::string body, HttpMethod method = HttpMethod::kPost) {
    Request request;
    request.method = method;
    request.method_text = method == HttpMethod::kPost ? "POST" : "GET";
    request.path = target.path;
    if (const auto at = request.path.find('$'); at != std::string::npos) {
      request.path.replace(at, 1, contact_);
    }
    request.body = std::move(body);
    request.remote_address = "127.0.0.1";
    request.headers.add("Idempotency-Key", "fuzzed-" + std::to_string(++commands_));
    request.headers.add("Prefer", "return=minimal");  // the view is asked for at the end, once
    if (target.by == By::kService) {
      request.headers.add("Authorization", "Bearer " + service_);
    } else {
      const Session& session = target.by == By::kAdmin ? admin_ : agent_;
      request.headers.add("Cookie", "callmap_session=" + session.token);
      request.headers.add("X-Callmap-CSRF", session.csrf);
    }
    api_->handle(std::move(request), answers_.expect());
    return answers_.wait();
  }

  StandingClock clock_;
  std::unique_ptr<Store> store_ = open_memory_store();
  std::unique_ptr<KeyRing> keys_ = KeyRing::open_memory();
  std::unique_ptr<Desk> desk_;
  Session agent_, admin_;
  std::string service_;
  Answers answers_;
  std::unique_ptr<Api> api_;
  std::string contact_;
  std::uint64_t commands_ = 0;
};

// Every route that reads a body is among the targets.
bool all_are_targets() {
  for (const Route& route : routes()) {
    if (route.method != HttpMethod::kPost) continue;
    bool known = false;
    for (const Target& target : kTargets) {
      std::string pattern(route.pattern);
      if (const auto at = pattern.find('{'); at != std::string::npos) {
        pattern.replace(at, pattern.find('}') - at + 1, "$");
      }
      known = known || target.path == pattern;
    }
    ENSURE(known, "`{}` is not fuzzed: name it in kTargets", route.pattern);
  }
  return true;
}

}  // namespace
}  // namespace callmap

#ifdef __clang__
// The office outlives an input, which libFuzzer takes for a leak and looks into after every one:
// that cost more than the input. The replay by ./test still looks for leaks.
extern "C" const char* __asan_default_options() {
  return "detect_leaks=0";
}
#endif

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace callmap;
  static const bool kComplete = all_are_targets();
  static std::unique_ptr<Office> office;
  static std::size_t inputs = 0;
  ENSURE(kComplete);
  if (inputs++ % kInputsOfAnOffice == 0) {
    office.reset();
    office = std::make_unique<Office>();
  }
  office->play({reinterpret_cast<const char*>(bytes), size});
  return 0;
}
