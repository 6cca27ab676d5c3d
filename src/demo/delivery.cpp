// SPDX-License-Identifier: Apache-2.0
#include "demo/delivery.h"

#include "csv/readings_file.h"
#include "files/replace_file.h"
#include "mqtt/child_broker.h"
#include "mqtt/connection.h"
#include "system/child_process.h"
#include "system/clocks.h"
#include "system/log.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <chrono>
#include <filesystem>

namespace lamplighter::app {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

std::string config_text(const DemoSensors& sensors, int port) {
  std::string text =
      fmt::format("[home]\n{}\n\n[store]\ndirectory = \"{}/store\"\n\n[broker]\nport = {}\n\n",
                  fmt::join(sensors.place_config, "\n"), sensors.folder, port);
  text +=
      "[[source]]\ntopic = \"lamplighter/node/{sensor}/lux\"\nformat = \"lamplighter\"\n"
      "trust_clock = true\n";
  for (const RoomName& room : sensors.rooms) {
    text += fmt::format("\n[[room]]\nname = \"{}\"\n", room.text());
  }
  return text;
}

/// Waits until capture publishes at the broker that it is online.
Result<void> wait_until_online(int port, ChildProcess& capture, const std::stop_token& stop) {
  SystemClock clock;
  bool online = false;
  mqtt::Settings settings;
  settings.port = port;
  const auto connection = mqtt::Connection::make(
      settings,
      {.on_message =
           [&](const mqtt::Arrival& arrival) { online = arrival.message.payload == "online"; }},
      clock, Rng(1));
  if (!connection) return connection.error();
  (*connection)->subscribe("lamplighter/status");
  while (!online) {
    if (stop.stop_requested()) return interrupted();
    if (capture.has_ended()) return capture.wait();
    (*connection)->receive(100ms, stop);
    (*connection)->acknowledge();
  }
  (*connection)->close();
  return {};
}

std::uintmax_t size_of(const std::vector<std::string>& files) {
  std::uintmax_t sum = 0;
  std::error_code not_there_yet;
  for (const std::string& file : files) {
    const auto size = fs::file_size(file, not_there_yet);
    if (!not_there_yet) sum += size;
  }
  return sum;
}

Result<void> run_nodes(const DemoSensors& sensors, const std::vector<std::string>& logs, int port,
                       const std::stop_token& stop) {
  std::vector<ChildProcess> nodes;
  for (std::size_t i = 0; i < sensors.rooms.size(); ++i) {
    std::vector<std::string> words{"lamplighter-node",
                                   "--id",
                                   sensors.rooms[i].text(),
                                   "--lux",
                                   sensors.light[i],
                                   "--port",
                                   std::to_string(port),
                                   "--speed",
                                   "max",
                                   "--log",
                                   logs[i]};
    fmt::print("$ {}\n", as_typed(words));
    Result<ChildProcess> node =
        ChildProcess::start(std::move(words), sensors.folder + "/nodes.log");
    if (!node) return node.error();
    nodes.push_back(*std::move(node));
  }
  SystemClock clock;
  Progress progress("measuring", size_of(sensors.light));
  for (ChildProcess& node : nodes) {
    while (!stop.stop_requested() && !node.has_ended()) {
      // The log grows at the same rate as the file whose progress it shows.
      progress.at(size_of(logs), "from light to files");
      clock.sleep_until(clock.now() + 200ms, stop);
    }
    if (const Result<void> done = node.wait(stop); !done) return done;
  }
  return {};
}

Result<std::size_t> count_readings(const std::vector<std::string>& files) {
  const auto rooms = csv::read_readings(files);
  if (!rooms) return rooms.error();
  std::size_t sum = 0;
  for (const csv::RoomReadings& room : *rooms) sum += room.samples.size();
  return sum;
}

std::vector<std::string> stored_files(const std::string& folder) {
  std::vector<std::string> files;
  std::error_code none;
  for (const auto& entry : fs::recursive_directory_iterator(folder + "/store/readings", none)) {
    if (entry.path().extension() == ".csv") files.push_back(entry.path());
  }
  return files;
}

/// Waits until the rows are stored: the broker has acknowledged all of the nodes' readings, but
/// capture may lag behind, and buffers rows for some seconds before it writes them. Errors: those
/// of the files. If no more rows arrive, it stops with those that exist.
Result<std::size_t> wait_until_stored(const std::string& folder, std::size_t wanted,
                                      const std::stop_token& stop) {
  constexpr int patience = 60;  // polls without a new row
  SystemClock clock;
  Progress progress("storing", wanted);
  std::size_t stored = 0;
  for (int looks = 0; looks < patience; ++looks) {
    const Result<std::size_t> count = count_readings(stored_files(folder));
    if (!count || *count >= wanted) return count;
    if (*count > stored) looks = 0;
    stored = *count;
    progress.at(stored, "the last readings");
    clock.sleep_until(clock.now() + 500ms, stop);
    if (stop.stop_requested()) return interrupted();
  }
  return stored;
}

}  // namespace

Result<DemoDelivery> deliver_demo_light(const DemoSensors& sensors, const std::stop_token& stop) {
  const auto broker = mqtt::ChildBroker::start();
  if (!broker) return broker.error();
  const int port = (*broker)->port();
  DemoDelivery delivery{.config = sensors.folder + "/lamplighter.toml"};
  const Result<void> written = files::replace_file(delivery.config, config_text(sensors, port));
  if (!written) return written.error();

  std::vector<std::string> words{"lamplighter", "capture", "--config", delivery.config};
  fmt::print("\n$ {}\n", as_typed(words));
  Result<ChildProcess> capture =
      ChildProcess::start(std::move(words), sensors.folder + "/capture.log");
  if (!capture) return capture.error();
  if (const Result<void> online = wait_until_online(port, *capture, stop); !online)
    return online.error();

  std::vector<std::string> logs;
  for (const RoomName& room : sensors.rooms) {
    logs.push_back(sensors.folder + "/published-" + room.text() + ".csv");
  }
  if (const Result<void> done = run_nodes(sensors, logs, port, stop); !done) return done.error();
  const Result<std::size_t> published = count_readings(logs);
  if (!published) return published.error();
  const Result<std::size_t> stored = wait_until_stored(sensors.folder, *published, stop);
  if (!stored) return stored.error();
  if (const Result<void> done = capture->stop(); !done) return done.error();
  delivery.published = *published;
  delivery.stored = *stored;
  return delivery;
}

}  // namespace lamplighter::app
