// SPDX-License-Identifier: Apache-2.0
// usage: homes_trial PROGRAM kill HOMES WORKERS ROUNDS [SEED]
//        homes_trial PROGRAM rate HOMES WORKERS MESSAGES
//        homes_trial PROGRAM cost HOMES SECONDS
//
// Homes of five sensors each on one broker, captured by workers that share the messages.
// kill: in each round, ten seconds of a reading a minute sent as fast as they are taken, one worker
//       is killed with SIGKILL and started again. In the end every reading that the broker
//       acknowledged must be in one row of the workers' stores read as one.
// rate: how many messages per second they store.
// cost: one worker in real time: processor, memory and what it writes.
#include "capture_process.h"
#include "core/random.h"
#include "csv/store.h"
#include "mqtt/child_broker.h"
#include "numbered_publisher.h"
#include "testing/scratch_folder.h"

#include <fmt/format.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace lamplighter::trials {
namespace {

using namespace std::chrono_literals;
using Steady = std::chrono::steady_clock;

constexpr std::int64_t sensors_per_home = 5;

struct Counts {
  std::int64_t rows = 0;      ///< sum over all stores
  std::int64_t readings = 0;  ///< of all stores read together
  std::int64_t wrong = 0;     ///< readings that are not stored exactly once, in order
};

/// Workers of one broker, each with its own store.
class Workers {
 public:
  Workers(std::string program, std::string folder, int port, int homes, int count)
      : program_(std::move(program)), folder_(std::move(folder)), homes_(homes) {
    std::ofstream(config()) << fmt::format(
        "[broker]\nport = {}\nshare = \"trial\"\n"
        "[[source]]\ntopic = \"homes/{{home}}/{{sensor}}\"\nformat = \"esphome\"\n"
        "accept = \"any\"\nhome_limit = 1000000\n",
        port);
    processes_.resize(static_cast<std::size_t>(count));
  }

  [[nodiscard]] std::size_t size() const { return processes_.size(); }
  [[nodiscard]] Process& operator[](std::size_t i) const { return *processes_[i]; }
  [[nodiscard]] std::string store(std::size_t i) const { return fmt::format("{}/w{}", folder_, i); }

  void start(std::size_t i) {
    processes_[i] = std::make_unique<Process>(
        std::vector<std::string>{program_, "capture", "--config", config(), "--store", store(i),
                                 "--client-id", fmt::format("worker-{}", i)},
        "", log(i));
  }

  /// Waits until each has reported one more connection than before.
  void start_all_and_wait() {
    std::vector<int> before;
    for (std::size_t i = 0; i < size(); ++i) before.push_back(sessions(i));
    for (std::size_t i = 0; i < size(); ++i) start(i);
    for (std::size_t i = 0; i < size(); ++i) wait_for_session(i, before[i]);
    std::this_thread::sleep_for(200ms);  // its subscription follows
  }

  /// Kills a worker with SIGKILL, and starts it again.
  void restart(std::size_t i) {
    const int before = sessions(i);
    processes_[i].reset();
    start(i);
    wait_for_session(i, before);
  }

  /// Lets them receive the remaining messages, calls `look` for each and ends it.
  void finish(const std::function<void(const Process&)>& look = nullptr) {
    std::vector<std::int64_t> last(size(), -1);
    for (int quiet = 0; quiet < 3;) {
      std::this_thread::sleep_for(1s);
      bool is_busy = false;
      for (std::size_t i = 0; i < size(); ++i) {
        const std::int64_t used = processes_[i]->processor_time();
        is_busy = is_busy || used - last[i] > 50'000'000;
        last[i] = used;
      }
      quiet = is_busy ? 0 : quiet + 1;
    }
    for (auto& process : processes_) {
      if (look) look(*process);
      require(process->terminate() == 0, "a worker ends in order");
    }
  }

  /// Reads the stored rows. Requires: finished; `published` messages of `message_of`.
  [[nodiscard]] Counts read(std::int64_t published) const {
    Counts counts;
    for (std::int64_t i = 0; i < homes_ * sensors_per_home && i < published; ++i) {
      const std::int64_t all = homes_ * sensors_per_home;
      count_sensor(i, (published - i + all - 1) / all, counts);
    }
    return counts;
  }

  /// Message n: each sensor of each home in turn; the value is the number of its turn.
  [[nodiscard]] NumberedPublisher::Message message(std::int64_t n) const {
    const std::int64_t sensor = n % (homes_ * sensors_per_home);
    return {fmt::format("homes/{}/{}", home_of(sensor), sensor_of(sensor)),
            std::to_string(n / (homes_ * sensors_per_home))};
  }

 private:
  static std::string home_of(std::int64_t sensor) {
    return fmt::format("home-{}", sensor / sensors_per_home);
  }
  static std::string sensor_of(std::int64_t sensor) {
    return fmt::format("s{}", sensor % sensors_per_home);
  }
  [[nodiscard]] std::string config() const { return folder_ + "/homes.toml"; }
  [[nodiscard]] std::string log(std::size_t i) const {
    return fmt::format("{}/w{}.log", folder_, i);
  }

  [[nodiscard]] int sessions(std::size_t i) const {
    std::ifstream file(log(i));
    int count = 0;
    for (std::string line; std::getline(file, line);) count += line.find("session") != line.npos;
    return count;
  }

  void wait_for_session(std::size_t i, int before) const {
    const auto until = Steady::now() + 600s;
    while (sessions(i) == before) {
      require(Steady::now() < until, "every worker connects within ten minutes: " + log(i));
      std::this_thread::sleep_for(10ms);
    }
  }

  void count_sensor(std::int64_t sensor, std::int64_t expected, Counts& counts) const {
    std::vector<std::string> stores;
    for (std::size_t i = 0; i < size(); ++i)
      stores.push_back(csv::home_folder(store(i), home_of(sensor)));
    const SensorId id(sensor_of(sensor));
    std::vector<bool> seen(static_cast<std::size_t>(expected));
    std::int64_t right = 0;
    for (const std::string& store : stores) {
      const auto one = csv::read_store(store, id, Instant::min(), Instant::max());
      if (one) counts.rows += one->readings.report.kept + one->readings.report.rejected_rows();
    }
    const csv::StoreFolders together(stores.front(), {stores.begin() + 1, stores.end()});
    const auto all = csv::read_store(together, id, Instant::min(), Instant::max());
    if (!all) {
      counts.wrong += expected;
      return;
    }
    for (const Sample<Lux>& sample : all->readings.samples) {
      const auto value = static_cast<std::size_t>(sample.value.value());
      const bool is_first = value < seen.size() && !seen[value];
      if (is_first) seen[value] = true;
      right += is_first ? 1 : 0;
      counts.wrong += is_first ? 0 : 1;
    }
    counts.readings += static_cast<std::int64_t>(all->readings.samples.size());
    counts.wrong += expected - right;
  }

  std::string program_;
  std::string folder_;
  int homes_;
  std::vector<std::unique_ptr<Process>> processes_;
};

struct Trial {
  explicit Trial(const std::string& program, int homes, int count)
      : broker(start_broker(folder)),
        workers(program, folder.path(""), broker->port(), homes, count) {}

  static std::unique_ptr<mqtt::ChildBroker> start_broker(const testing::ScratchFolder& folder) {
    std::filesystem::create_directory(folder.path("broker"));
    auto broker = mqtt::ChildBroker::start({.directory = folder.path("broker")});
    require(broker.has_value(), broker ? "" : broker.error().message);
    return *std::move(broker);
  }

  testing::ScratchFolder folder;
  std::unique_ptr<mqtt::ChildBroker> broker;
  Workers workers;
};

/// On a busy machine a worker may be quiet although the broker still has messages for it.
Counts collect(Workers& workers, std::int64_t published) {
  constexpr int attempts = 20;
  workers.finish();
  Counts counts = workers.read(published);
  for (int i = 0; i < attempts && counts.readings < published; ++i) {
    workers.start_all_and_wait();
    workers.finish();
    counts = workers.read(published);
  }
  return counts;
}

int kill_workers(const std::string& program, int homes, int count, int rounds, std::uint64_t seed) {
  Trial trial(program, homes, count);
  Workers& workers = trial.workers;
  workers.start_all_and_wait();
  const std::int64_t in_ten_seconds = homes * sensors_per_home / 6;
  std::atomic<std::int64_t> allowed = 0;
  NumberedPublisher publisher({.port = trial.broker->port(), .window = 1000}, [&](std::int64_t n) {
    while (n >= allowed) std::this_thread::sleep_for(1ms);
    return workers.message(n);
  });
  Rng rng(seed);
  for (int round = 1; round <= rounds; ++round) {
    allowed = round * in_ten_seconds;
    const std::int64_t amid = allowed - in_ten_seconds / 2;
    while (publisher.acknowledged() < amid) std::this_thread::sleep_for(1ms);
    const auto victim = static_cast<std::size_t>(rng.below(workers.size()));
    workers.restart(victim);
  }
  allowed = INT64_MAX;
  publisher.finish();
  const Counts counts = collect(workers, publisher.published());
  fmt::print(
      "{} homes, {} workers, {} rounds of kill -9: {} readings acknowledged, {} rows, {} readings "
      "in the stores read as one, {} lost or twice\n",
      homes, workers.size(), rounds, publisher.acknowledged(), counts.rows, counts.readings,
      counts.wrong);
  return counts.wrong == 0 && counts.readings == publisher.acknowledged() ? 0 : 1;
}

int measure_rate(const std::string& program, int homes, int count, std::int64_t messages) {
  Trial trial(program, homes, count);
  Workers& workers = trial.workers;
  workers.start_all_and_wait();
  const auto began = Steady::now();
  NumberedPublisher publisher({.port = trial.broker->port(), .window = 4000, .count = messages},
                              [&](std::int64_t n) { return workers.message(n); });
  publisher.finish();
  const std::chrono::duration<double> took = Steady::now() - began;
  std::int64_t used = 0;
  std::int64_t peak = 0;
  workers.finish([&](const Process& process) {
    used += process.processor_time();
    peak = std::max(peak, process.peak_resident());
  });
  const Counts counts = workers.read(messages);
  fmt::print(
      "{} homes, {} workers: {} messages in {:.1f} s, {:.0f} per second; {:.1f} µs of processor "
      "each, {} kB at most; {} lost or twice\n",
      homes, workers.size(), messages, took.count(), static_cast<double>(messages) / took.count(),
      static_cast<double>(used) / 1e3 / static_cast<double>(messages), peak, counts.wrong);
  return counts.wrong == 0 ? 0 : 1;
}

/// Bytes written to the disk by a process, from /proc.
std::int64_t written_by(const Process& process) {
  std::ifstream file(fmt::format("/proc/{}/io", process.pid()));
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("write_bytes: ")) return std::stoll(line.substr(13));
  }
  return 0;
}

int measure_cost(const std::string& program, int homes, int seconds) {
  Trial trial(program, homes, 1);
  Workers& workers = trial.workers;
  workers.start_all_and_wait();
  const double per_second = homes * sensors_per_home / 60.0;
  NumberedPublisher publisher({.port = trial.broker->port(), .per_second = per_second},
                              [&](std::int64_t n) { return workers.message(n); });
  std::this_thread::sleep_for(30s);  // the start, and the first folders of each home
  const std::int64_t used = workers[0].processor_time();
  const std::int64_t written = written_by(workers[0]);
  std::this_thread::sleep_for(std::chrono::seconds(seconds));
  const auto used_since = static_cast<double>(workers[0].processor_time() - used) / 1e9;
  const auto written_since = static_cast<double>(written_by(workers[0]) - written);
  const double days = seconds / 86400.0;
  const auto files = std::distance(
      std::filesystem::directory_iterator(fmt::format("/proc/{}/fd", workers[0].pid())),
      std::filesystem::directory_iterator());
  fmt::print(
      "{} homes, a reading a minute of five sensors each, {} s: {:.2f} % of a core, {:.2f} s of "
      "processor and {:.2f} MB written per home and day, {} kB resident, {} kB at most, {} files "
      "open\n",
      homes, seconds, 100 * used_since / seconds, used_since / days / homes,
      written_since / 1e6 / days / homes, workers[0].resident(), workers[0].peak_resident(), files);
  publisher.finish();
  workers.finish();
  return 0;
}

int run(const std::vector<std::string>& arguments) {
  const std::string& program = arguments[1];
  const int homes = std::stoi(arguments[3]);
  const int second = std::stoi(arguments[4]);
  if (arguments[2] == "cost") return measure_cost(program, homes, second);
  if (arguments.size() < 6) return 2;
  if (arguments[2] == "rate") return measure_rate(program, homes, second, std::stoll(arguments[5]));
  const std::uint64_t seed = arguments.size() > 6 ? std::stoull(arguments[6]) : 1;
  return kill_workers(program, homes, second, std::stoi(arguments[5]), seed);
}

}  // namespace
}  // namespace lamplighter::trials

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv, argv + argc);
  if (arguments.size() < 5) return 2;
  return lamplighter::trials::run(arguments);
}
