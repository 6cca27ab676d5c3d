// SPDX-License-Identifier: Apache-2.0
// usage: kill_trial PROGRAM capture|broker|both ROUNDS [SEED]
//
// A publisher sends numbered readings of three sensors at QoS 1 while capture, the broker (with
// persistence) or both are killed with SIGKILL at random moments. At the end every number that the
// broker acknowledged must be in the files, except those that a killed broker could not keep.
// Prints the counts; exit status 1 if any is wrong.
#include "broker_log.h"
#include "capture_process.h"
#include "core/random.h"
#include "csv/store.h"
#include "mqtt/child_broker.h"
#include "numbered_publisher.h"
#include "stored_numbers.h"
#include "testing/scratch_folder.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <thread>

namespace lamplighter::trials {
namespace {

using namespace std::chrono_literals;

constexpr int sensor_count = 3;

struct Trial {
  CaptureCommand capture;
  mqtt::ChildBroker& broker;
  bool kills_capture;
  bool kills_broker;
  Rng rng;
  std::unique_ptr<Process> process = nullptr;
  const NumberedPublisher* publisher = nullptr;

  void nap(double least, double most) {
    std::this_thread::sleep_for(std::chrono::duration<double>(rng.uniform(least, most)));
  }

  /// How often capture has logged a connection.
  [[nodiscard]] int sessions() const {
    std::ifstream log(capture.folder + "/capture.log");
    int count = 0;
    for (std::string line; std::getline(log, line);) count += line.find("session") != line.npos;
    return count;
  }

  /// Killing the broker again before the clients have reconnected would test nothing.
  void wait_for_everybody(int sessions_before, std::int64_t acknowledged_before) const {
    const auto until = std::chrono::steady_clock::now() + 120s;
    while (sessions() == sessions_before || publisher->acknowledged() == acknowledged_before) {
      require(std::chrono::steady_clock::now() < until, "all are back within two minutes");
      std::this_thread::sleep_for(10ms);
    }
  }

  void round() {
    const int sessions_before = sessions();
    nap(0.005, 0.3);
    if (kills_broker) broker.kill();
    if (kills_capture && (!kills_broker || rng.below(2) == 0)) process.reset();
    nap(0.0, 0.05);
    const auto acknowledged_before = publisher->acknowledged();
    if (kills_broker) require(broker.restart().has_value(), "the broker starts again");
    if (!process) process = capture.start();
    if (kills_broker) wait_for_everybody(sessions_before, acknowledged_before);
  }
};

std::string sensor_name(std::int64_t number) { return fmt::format("s{}", number % sensor_count); }

std::set<double> numbers_of(const StoredNumbers& stored) {
  std::set<double> all;
  for (const auto& [sensor, numbers] : stored.by_sensor) all.insert(numbers.begin(), numbers.end());
  return all;
}

/// Lets capture run until the last number is in the files: it writes them at its orderly exit.
StoredNumbers collect(const Trial& trial, std::int64_t published) {
  StoredNumbers stored;
  for (int attempt = 0; attempt < 30; ++attempt) {
    const auto process = trial.capture.start_and_wait();
    std::this_thread::sleep_for(500ms);
    require(process->terminate() == 0, "capture ends in order");
    stored = read_stored_numbers(trial.capture.store());
    if (numbers_of(stored).size() == static_cast<std::size_t>(published)) break;
  }
  return stored;
}

/// The result of the program's own reader: every number once.
std::int64_t read_back(const std::string& store) {
  std::int64_t samples = 0;
  for (const std::string& sensor : csv::stored_names(store, csv::StoreKind::readings)) {
    const auto read =
        csv::read_store(store, SensorId(sensor), from_epoch_seconds(0), from_epoch_seconds(4e9));
    require(read.has_value(), "the store can be read");
    samples += static_cast<std::int64_t>(read->readings.samples.size());
  }
  return samples;
}

/// Of the numbers missing in the files: how many a killed broker had acknowledged but could not
/// keep. If only the broker was killed, those that it had not sent to capture; if both were killed,
/// also those that capture had not yet acknowledged.
std::int64_t forgotten(const std::set<double>& numbers, const Trial& trial,
                       std::int64_t published) {
  const auto known = fates(trial.capture.folder + "/broker/mosquitto.log");
  std::int64_t count = 0;
  for (std::int64_t n = 0; n < published; ++n) {
    const auto found = known.find(n);
    if (numbers.contains(numbered_value(n)) || found == known.end()) continue;
    const bool is_ours = trial.kills_capture ? found->second.is_answered : found->second.is_sent;
    if (!is_ours) ++count;
  }
  return count;
}

/// Compares the publisher's numbers with those in the files; returns the exit status.
int judge(const std::string& what, const Trial& trial, const NumberedPublisher& publisher) {
  const StoredNumbers stored = collect(trial, publisher.published());
  const std::set<double> numbers = numbers_of(stored);
  const auto missing = publisher.acknowledged() - static_cast<std::int64_t>(numbers.size());
  const auto by_broker =
      trial.kills_broker && missing > 0 ? forgotten(numbers, trial, publisher.published()) : 0;
  fmt::print(
      "{}: {} readings acknowledged to their publisher, {} rows, {} lost, {} forgotten by the "
      "broker, {} torn rows, {} rows stand twice\n",
      what, publisher.acknowledged(), stored.rows, missing - by_broker, by_broker, stored.torn,
      stored.twice());
  require(read_back(trial.capture.store()) >= static_cast<std::int64_t>(numbers.size()),
          "the program reads what it wrote");
  // A publisher without an acknowledgement publishes again: for subscribers this is another
  // message.
  const bool all_once = trial.kills_broker || stored.twice() == 0;
  return missing == by_broker && stored.torn == 0 && all_once ? 0 : 1;
}

int run(const std::string& program, const std::string& victim, int rounds, std::uint64_t seed) {
  const testing::ScratchFolder folder;
  const bool kills_broker = victim != "capture";
  std::filesystem::create_directory(folder.path("broker"));
  auto broker = mqtt::ChildBroker::start({.directory = folder.path("broker"),
                                          .persistent = kills_broker,
                                          .more = kills_broker ? "log_type all" : ""});
  require(broker.has_value(), broker ? "" : broker.error().message);
  Trial trial{{program, folder.path(""), (*broker)->port()},
              **broker,
              victim != "broker",
              kills_broker,
              Rng(seed)};
  trial.process = trial.capture.start_and_wait();
  NumberedPublisher publisher(
      {.port = (*broker)->port(), .per_second = 1500},
      [](std::int64_t n) -> NumberedPublisher::Message {
        return {"n/" + sensor_name(n), fmt::format("{}", numbered_value(n))};
      });
  trial.publisher = &publisher;
  for (int i = 0; i < rounds; ++i) trial.round();
  publisher.finish();
  trial.process.reset();
  return judge(fmt::format("{} rounds of killing {}", rounds, victim), trial, publisher);
}

}  // namespace
}  // namespace lamplighter::trials

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv, argv + argc);
  if (arguments.size() < 4) return 2;
  const std::uint64_t seed = arguments.size() > 4 ? std::stoull(arguments[4]) : 1;
  return lamplighter::trials::run(arguments[1], arguments[2], std::stoi(arguments[3]), seed);
}
