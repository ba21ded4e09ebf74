// What a queue costs: the matching alone, and contacts that come, are offered, accepted, ended and
// make room for the next, on a desk with SQLite that makes every step durable.
//
//   build/bench/bin/queue_bench [--benchmark_filter=...]      (writes below TMPDIR or /tmp)

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "base/ensure.h"
#include "base/json.h"
#include "clocks.h"
#include "desk/desk.h"
#include "queue/queue_book.h"
#include "standard_files.h"
#include "store/keys.h"
#include "store/store.h"
#include "store/temporary_folder.h"

namespace callmap {
namespace {

using Time = std::chrono::steady_clock;

constexpr std::size_t kAgents = 1'000;
constexpr std::array kTeams = {"billing", "technical", "shipping", "moves"};

// One comes, one is matched, one goes: with so many people of whom one is free, and so many
// contacts that wait already.
void MatchOne(benchmark::State& state) {
  QueueBook book;
  const auto waiting = static_cast<std::size_t>(state.range(0));
  std::int64_t now = 1'000'000;
  for (std::size_t n = 0; n < kAgents; ++n) {
    const PersonId person{fmt::format("p{}", n)};
    book.teams_of(person, {kTeams[n % kTeams.size()]});
    book.set_state(person, WorkState::kAvailable, "", {now});
  }
  std::size_t made = 0;
  const auto comes = [&] {
    ++now;
    const ContactId contact{fmt::format("c{}", made)};
    std::ignore = book.waits({contact, kTeams[made % kTeams.size()], 0, {now}, "phone", 1});
    ++made;
  };
  for (std::size_t n = 0; n < kAgents + waiting; ++n) comes();
  const auto take = [&](const Offer& offer) {
    book.keep(offer.contact);
    std::ignore = book.leaves(offer.contact, Instant{now});
    book.holds(offer.contact, offer.person, "phone", 1);
  };
  for (const Offer& offer : book.match({now})) take(offer);
  std::size_t oldest = 0;
  for (auto _ : state) {
    comes();
    book.released({fmt::format("c{}", oldest++)}, {now});
    const auto offers = book.match({now});
    ENSURE(offers.size() == 1);
    take(offers.front());
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(MatchOne)->Arg(0)->Arg(1'000)->Arg(10'000);

// One who is free takes one that just came, past so many contacts that wait for skills which nobody
// present has, of 20 kinds, among people of 30 kinds: what nobody can take costs each kind a look,
// and no contact one.
void MatchPastSkills(benchmark::State& state) {
  QueueBook book;
  const auto waiting = static_cast<std::size_t>(state.range(0));
  std::int64_t now = 1'000'000;
  const auto team_of = [](std::size_t person) { return kTeams[person % kTeams.size()]; };
  const auto skill_of = [](std::size_t person) { return fmt::format("known{}", person % 30); };
  const auto held_by = [](std::size_t person) { return ContactId{fmt::format("h{}", person)}; };
  for (std::size_t n = 0; n < kAgents; ++n) {
    const PersonId person{fmt::format("p{}", n)};
    book.teams_of(person, {team_of(n)});
    book.skills_of(person, {skill_of(n), "spanish"});
    book.set_state(person, WorkState::kAvailable, "", {now});
    book.holds(held_by(n), person, "phone", 1);
  }
  for (std::size_t n = 0; n < waiting; ++n) {
    std::ignore = book.waits({{fmt::format("w{}", n)},
                              team_of(n),
                              0,
                              {now},
                              "phone",
                              1,
                              OfferKind::kInbound,
                              {},
                              {fmt::format("unknown{}", n % 20)}});
  }
  std::size_t n = 0;
  for (auto _ : state) {
    const std::size_t person = n++ % kAgents;
    const ContactId contact{fmt::format("c{}", n)};
    std::ignore = book.waits({contact,
                              team_of(person),
                              0,
                              {++now},
                              "phone",
                              1,
                              OfferKind::kInbound,
                              {},
                              {skill_of(person), "spanish"}});
    book.released(held_by(person), {now});
    const auto offers = book.match({now});
    ENSURE(offers.size() == 1);
    book.keep(contact);
    std::ignore = book.leaves(contact, Instant{now});
    book.holds(held_by(person), offers.front().person, "phone", 1);
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(MatchPastSkills)->Arg(0)->Arg(1'000)->Arg(10'000);

// A center: agents who accept at once, end at once, and are free again.
class Center {
 public:
  explicit Center(std::size_t agents)
      : store_(open_sqlite_store(folder_ / "log.db").value()), keys_(KeyRing::open_memory()) {
    DeskOptions options;
    options.sign_in.password_passes = 1;
    options.sign_in.password_memory_bytes = 8192;
    desk_ = Desk::open(*store_, *keys_, clock_, options).value();
    ENSURE(desk_->maps().publish(standard_files(), clock_.now()).has_value());
    phone_ = add("phone", Role::kService, "");
    for (std::size_t n = 0; n < agents; ++n) {
      const Caller agent = add(fmt::format("agent{}", n), Role::kAgent, kTeams[n % kTeams.size()]);
      agents_[agent.id.text] = agent;
      desk_->connected(agent.id, true);
      all([&](auto done) {
        desk_->set_state(agent, WorkState::kAvailable, "",
                         [done](const Result<>& kept) { done(kept.has_value()); });
      });
    }
    wait_for_all();
    subscription_ = desk_->feed().subscribe([this](const FeedEvent& event) { hears(event); });
    ticker_ = std::jthread([this](const std::stop_token& stop) {
      while (!stop.stop_requested()) {
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
        desk_->tick();
      }
    });
    worker_ = std::jthread([this](const std::stop_token& stop) { work(stop); });
  }
  Center(const Center&) = delete;
  Center& operator=(const Center&) = delete;
  ~Center() {
    worker_.request_stop();
    changed_.notify_all();
    worker_.join();
    ticker_.request_stop();
    ticker_.join();
    desk_->feed().unsubscribe(subscription_);
  }

  // So many contacts, at fixed moments or as fast as they are acknowledged; until all are ended.
  void play(std::size_t contacts, double rate) {
    const auto from = Time::now();
    for (std::size_t n = 0; n < contacts; ++n) {
      if (rate > 0) {
        std::this_thread::sleep_until(
            from + std::chrono::duration_cast<Time::duration>(
                       std::chrono::duration<double>(static_cast<double>(n) / rate)));
      } else {
        std::unique_lock lock(mutex_);
        ended_more_.wait(lock, [&] { return n - ended_ < kAgents; });
      }
      NewContact contact;
      contact.map = "standard";
      contact.channel = "phone";
      contact.team = kTeams[n % kTeams.size()];
      const auto sent = Time::now();
      desk_->start(phone_, "", std::move(contact), [this, sent](const Outcome& started) {
        ENSURE(started.done());
        const std::lock_guard lock(mutex_);
        came_[started.contact.text] = sent;
        note_latency(started.contact.text);
      });
    }
    std::unique_lock lock(mutex_);
    ended_more_.wait(lock, [&] { return ended_ == contacts; });
  }

  [[nodiscard]] double latency_ms(double share) {
    const auto nth = latencies_.begin() + static_cast<std::ptrdiff_t>(
                                              share * static_cast<double>(latencies_.size() - 1));
    std::nth_element(latencies_.begin(), nth, latencies_.end());
    return *nth;
  }

 private:
  Caller add(const std::string& name, Role role, const std::string& team) {
    Roles roles;
    roles.add(role);
    const AddedPerson added = desk_->add_person({name, name, roles, team, {}}).value();
    return {added.person.id, name, name, roles, team, false};
  }
  template <class Call>
  void all(Call call) {
    {
      const std::lock_guard lock(mutex_);
      ++under_way_;
    }
    call([this](bool done) {
      ENSURE(done);
      const std::lock_guard lock(mutex_);
      --under_way_;
      changed_.notify_all();
    });
  }
  void wait_for_all() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return under_way_ == 0; });
  }

  // On the committing thread: only notes who heard of something.
  void hears(const FeedEvent& event) {
    if (!event.contact.text.empty() || event.what != std::vector<std::string_view>{"offer"}) return;
    const std::lock_guard lock(mutex_);
    heard_.emplace_back(event.holder.text, Time::now());
    changed_.notify_all();
  }
  // The later of the two, the offer told and the contact acknowledged, comes second.
  void note_latency(const std::string& contact) {
    const auto came = came_.find(contact);
    const auto offered = offered_.find(contact);
    if (came == came_.end() || offered == offered_.end()) return;
    latencies_.push_back(
        std::chrono::duration<double, std::milli>(offered->second - came->second).count());
    came_.erase(came);
    offered_.erase(offered);
  }
  void work(const std::stop_token& stop) {
    for (;;) {
      std::pair<std::string, Time::time_point> next;
      {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return stop.stop_requested() || !heard_.empty(); });
        if (heard_.empty()) return;
        next = std::move(heard_.front());
        heard_.pop_front();
      }
      const Caller& agent = agents_.at(next.first);
      for (const OfferView& offer : desk_->work(agent).offers) {
        takes(agent, offer.offer.contact, next.second);
      }
    }
  }
  void takes(const Caller& agent, const ContactId& contact, Time::time_point told) {
    {
      const std::lock_guard lock(mutex_);
      if (!taken_.insert(contact.text).second) return;
      offered_[contact.text] = told;
      note_latency(contact.text);
    }
    desk_->accept_offer({agent, contact, "", {}}, [this, agent, contact](const Outcome& accepted) {
      ENSURE(accepted.done());
      desk_->observe({phone_, contact, "", {}},
                     parse_json(R"({"saw":"hung_up","by":"caller"})").value(),
                     [this, agent, contact](const Outcome& seen) {
                       ENSURE(seen.done());
                       ends(agent, contact);
                     });
    });
  }
  void ends(const Caller& agent, const ContactId& contact) {
    desk_->intend({agent, contact, "", {}},
                  parse_json(R"({"do":"end_early","ending":"hung_up"})").value(),
                  [this](const Outcome& ended) {
                    ENSURE(ended.done());
                    const std::lock_guard lock(mutex_);
                    ++ended_;
                    ended_more_.notify_all();
                  });
  }

  TemporaryFolder folder_;
  TimeOfDay clock_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<KeyRing> keys_;
  std::unique_ptr<Desk> desk_;
  Caller phone_;
  std::unordered_map<std::string, Caller> agents_;
  std::uint64_t subscription_ = 0;
  std::mutex mutex_;
  std::condition_variable changed_, ended_more_;
  std::size_t under_way_ = 0, ended_ = 0;
  std::deque<std::pair<std::string, Time::time_point>> heard_;
  std::set<std::string> taken_;
  std::unordered_map<std::string, Time::time_point> came_, offered_;
  std::vector<double> latencies_;
  std::jthread ticker_, worker_;
};

// From the moment a contact is sent until its offer is durable and told, with 1,000 agents
// available; the argument is contacts a second, 0 as fast as can be with 1,000 under way.
void OfferLatency(benchmark::State& state) {
  const auto rate = static_cast<double>(state.range(0));
  const std::size_t contacts = rate > 0 ? static_cast<std::size_t>(rate * 10) : 20'000;
  for (auto _ : state) {
    state.PauseTiming();
    Center center(kAgents);
    const double cpu = cpu_seconds();
    state.ResumeTiming();
    center.play(contacts, rate);
    state.PauseTiming();
    const auto all = static_cast<double>(contacts);
    state.counters["contacts/s"] = benchmark::Counter(all, benchmark::Counter::kIsRate);
    state.counters["cpu_us/contact"] = (cpu_seconds() - cpu) * 1e6 / all;
    state.counters["p50_ms"] = center.latency_ms(0.5);
    state.counters["p90_ms"] = center.latency_ms(0.9);
    state.counters["p99_ms"] = center.latency_ms(0.99);
    state.ResumeTiming();
  }
}
BENCHMARK(OfferLatency)
    ->Arg(50)
    ->Arg(500)
    ->Arg(0)
    ->Iterations(1)
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace callmap
