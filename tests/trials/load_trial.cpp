// SPDX-License-Identifier: Apache-2.0
// usage: load_trial PROGRAM sustained SENSORS SECONDS   each sensor one message a second
//        load_trial PROGRAM burst MESSAGES SENSORS TIMES as fast as the broker takes them, in turn
//        with
//                                                       mosquitto_sub writing to a file
//        load_trial PROGRAM month MINUTES               three rooms, a reading a minute, as one
//        rush load_trial PROGRAM idle SECONDS                a home: ten messages a minute
// Prints what was measured; exit status 1 where a reading is missing.
#include "capture_process.h"
#include "mqtt/child_broker.h"
#include "numbered_publisher.h"
#include "stored_numbers.h"
#include "testing/scratch_folder.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace lamplighter::trials {
namespace {

using namespace std::chrono_literals;
using Steady = std::chrono::steady_clock;

double seconds_since(Steady::time_point began) {
  return std::chrono::duration<double>(Steady::now() - began).count();
}

/// A folder, a broker and the command for a capture on it.
struct Place {
  testing::ScratchFolder folder;
  std::unique_ptr<mqtt::ChildBroker> broker;
  CaptureCommand capture;

  explicit Place(const std::string& program, const std::string& format = "esphome") {
    auto started = mqtt::ChildBroker::start();
    require(started.has_value(), started ? "" : started.error().message);
    broker = *std::move(started);
    capture = {program, folder.path(""), broker->port(), format};
  }

  /// The last message's sensor is called "last"; the journal contains it once it is safe.
  [[nodiscard]] bool is_last_there() const {
    for (const char* name : {"/capture-0.journal", "/capture-1.journal"}) {
      std::ifstream file(capture.store() + name, std::ios::binary);
      const std::string text((std::istreambuf_iterator<char>(file)), {});
      if (text.find(" last\n") != std::string::npos) return true;
    }
    return false;
  }

  void wait_for_last() const {
    const auto until = Steady::now() + 300s;
    while (!is_last_there()) {
      require(Steady::now() < until, "the last message is in the journal within five minutes");
      std::this_thread::sleep_for(20ms);
    }
  }
};

NumberedPublisher::Message message(std::int64_t n, std::int64_t count, int sensors) {
  if (n + 1 == count) return {"n/last", fmt::format("{}", numbered_value(n))};
  return {fmt::format("n/s{}", n % sensors), fmt::format("{}", numbered_value(n))};
}

void check_complete(const StoredNumbers& stored, std::int64_t count) {
  fmt::print("{} published, {} rows, {} torn, {} twice\n", count, stored.rows, stored.torn,
             stored.twice());
  require(stored.rows - stored.twice() == count && stored.torn == 0, "every message is a row");
}

void sustained(const std::string& program, int sensors, int seconds) {
  const Place place(program);
  const auto process = place.capture.start_and_wait();
  const std::int64_t count = std::int64_t{sensors} * seconds;
  const auto began = Steady::now();
  const auto used = process->processor_time();
  NumberedPublisher publisher({.port = place.broker->port(),
                               .window = 2000,
                               .per_second = static_cast<double>(sensors),
                               .count = count},
                              [&](std::int64_t n) { return message(n, count, sensors); });
  publisher.finish();
  place.wait_for_last();
  const double took = seconds_since(began);
  const double share = static_cast<double>(process->processor_time() - used) / 1e9 / took;
  fmt::print(
      "{} sensors, a message a second each, {:.1f} s: {:.1f} % of one core, {} kB resident, "
      "{} kB at most\n",
      sensors, took, 100 * share, process->resident(), process->peak_resident());
  require(process->terminate() == 0, "capture ends in order");
  check_complete(read_stored_numbers(place.capture.store()), count);
}

/// Messages per second from the first publication until the receiver has all.
double rate(int port, std::int64_t count, int sensors, const std::function<void()>& wait) {
  const auto began = Steady::now();
  NumberedPublisher publisher({.port = port, .window = 1000, .count = count},
                              [&](std::int64_t n) { return message(n, count, sensors); });
  publisher.finish();
  wait();
  return static_cast<double>(count) / seconds_since(began);
}

double rate_of_capture(const std::string& program, std::int64_t count, int sensors) {
  const Place place(program);
  const auto process = place.capture.start_and_wait();
  const double result = rate(place.broker->port(), count, sensors, [&] { place.wait_for_last(); });
  fmt::print("capture {:.0f} messages a second, {} kB resident; ", result, process->resident());
  require(process->terminate() == 0, "capture ends in order");
  check_complete(read_stored_numbers(place.capture.store()), count);
  return result;
}

double rate_of_mosquitto_sub(const std::string& program, std::int64_t count, int sensors) {
  const Place place(program);
  const int port = place.broker->port();
  Process process({"mosquitto_sub", "-h", "127.0.0.1", "-p", std::to_string(port), "-t", "n/#",
                   "-q", "1", "-C", std::to_string(count)},
                  place.folder.path("out"), "");
  std::this_thread::sleep_for(500ms);  // it does not report its subscription
  const double result = rate(port, count, sensors, [&] { process.wait(); });
  fmt::print("mosquitto_sub {:.0f} messages a second\n", result);
  return result;
}

void burst(const std::string& program, std::int64_t count, int sensors, int times) {
  std::vector<double> ratios;
  for (int i = 0; i < times; ++i) {
    const double twin = rate_of_mosquitto_sub(program, count, sensors);
    ratios.push_back(rate_of_capture(program, count, sensors) / twin);
  }
  std::sort(ratios.begin(), ratios.end());
  fmt::print(
      "{} messages of {} sensors: ratio to mosquitto_sub {:.2f} (median of {}; {:.2f} to "
      "{:.2f})\n",
      count, sensors, ratios[ratios.size() / 2], times, ratios.front(), ratios.back());
}

void month(const std::string& program, std::int64_t minutes) {
  const Place place(program, "lamplighter");
  const auto process = place.capture.start_and_wait();
  const std::int64_t count = 3 * minutes + 1;
  const std::int64_t start = 1467331200;  // 2016-07-01
  NumberedPublisher publisher(
      {.port = place.broker->port(), .window = 1000, .count = count},
      [&](std::int64_t n) -> NumberedPublisher::Message {
        const std::string sensor = n + 1 == count ? "last" : fmt::format("room-{}", n % 3);
        return {"n/" + sensor, fmt::format(R"({{"lux":{},"age":0,"n":{},"boot":1,"at":{}}})",
                                           numbered_value(n), n / 3, start + n / 3 * 60)};
      });
  publisher.finish();
  place.wait_for_last();
  std::this_thread::sleep_for(11s);  // until the rows are in their files
  fmt::print("a month of {} minutes in three rooms: {} kB resident, {} kB at most\n", minutes,
             process->resident(), process->peak_resident());
  require(process->terminate() == 0, "capture ends in order");
  const StoredNumbers stored = read_stored_numbers(place.capture.store());
  check_complete(stored, count);
  for (const auto& [sensor, numbers] : stored.by_sensor) {
    require(std::is_sorted(numbers.begin(), numbers.end()), "rows are in the order of publication");
  }
}

void idle(const std::string& program, int seconds) {
  const Place place(program);
  const auto process = place.capture.start_and_wait();
  const std::int64_t count = std::max<std::int64_t>(2, seconds / 6);
  const auto began = Steady::now();
  const auto used = process->processor_time();
  NumberedPublisher publisher({.port = place.broker->port(), .per_second = 1.0 / 6, .count = count},
                              [&](std::int64_t n) { return message(n, count, 3); });
  publisher.finish();
  std::this_thread::sleep_until(began + std::chrono::seconds(seconds));
  const double share =
      static_cast<double>(process->processor_time() - used) / 1e9 / seconds_since(began);
  fmt::print("ten messages a minute for {} s: {:.3f} % of one core, {} kB resident\n", seconds,
             100 * share, process->resident());
  require(process->terminate() == 0, "capture ends in order");
  check_complete(read_stored_numbers(place.capture.store()), count);
}

int run(const std::vector<std::string>& arguments) {
  if (arguments.size() < 4) return 2;
  const std::string& program = arguments[1];
  const std::string& what = arguments[2];
  const auto number = [&](std::size_t i) { return std::stoi(arguments.at(i)); };
  if (what == "sustained") {
    sustained(program, number(3), number(4));
  } else if (what == "burst") {
    burst(program, number(3), number(4), number(5));
  } else if (what == "month") {
    month(program, number(3));
  } else if (what == "idle") {
    idle(program, number(3));
  } else {
    return 2;
  }
  return 0;
}

}  // namespace
}  // namespace lamplighter::trials

int main(int argc, char** argv) {
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  return lamplighter::trials::run({argv, argv + argc});
}
