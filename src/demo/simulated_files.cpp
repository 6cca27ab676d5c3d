// SPDX-License-Identifier: Apache-2.0
#include "demo/simulated_files.h"

#include "csv/names.h"
#include "csv/row_text.h"
#include "files/replace_file.h"
#include "system/log.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <system_error>

namespace lamplighter::app {
namespace {

using simulation::LampInterval;
using simulation::Simulation;

constexpr unsigned for_everybody = 0644;  // a simulated household has no secrets

std::string path_in(const std::string& folder, std::string_view name) {
  return (std::filesystem::path(folder) / name).string();
}

Result<void> prepare(const SimulatedFiles& files, const std::string& folder, bool replace) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) {
    return Error{Fault::io, fmt::format("{}: cannot be created: {}", folder, error.message())};
  }
  if (replace) return {};
  std::vector<std::string> all = files.readings;
  all.insert(all.end(), {files.changes, files.lamps});
  for (const std::string& file : all) {
    if (!std::filesystem::exists(file, error)) continue;
    return Error{Fault::refused,
                 fmt::format("{}: exists; name another folder with --out, or --force", file)};
  }
  return {};
}

/// The lamps of the watched rooms, one row per period at one level.
std::string format_lamps(const Simulation& simulation) {
  std::string text = "room,lamp,start,end,lux\n";
  for (const LampInterval& interval : simulation.lamps()) {
    const simulation::Room& room = simulation.house().rooms[interval.room];
    if (!room.watched) continue;
    fmt::format_to(std::back_inserter(text), "{},{},{},{},{:.2f}\n", room.name.text(),
                   room.lamps[interval.lamp].name, to_iso(interval.from), to_iso(interval.until),
                   interval.lux.value());
  }
  return text;
}

/// Counts how often and how long the room was lit. Requires: changes sorted by time.
void count_light(const std::vector<Change>& changes, simulation::Span span, SimulatedRoom& room) {
  std::chrono::microseconds lit{0};
  Instant since = span.from;
  bool on = false;
  for (const Change& change : changes) {
    if (change.room.text() != room.name) continue;
    if (on) lit += change.at - since;
    on = change.state == LampState::on;
    since = change.at;
    if (on) ++room.switches_on;
  }
  if (on) lit += span.until - since;
  const std::chrono::duration<double, std::ratio<86400>> days = span.until - span.from;
  room.lit_minutes_a_day = simulation::Minutes(lit).count() / days.count();
}

Result<SimulatedRoom> write_room(const Simulation& simulation, std::size_t index,
                                 const std::string& file) {
  const SensorId& sensor = simulation.settings().sensors[index].id;
  const std::vector<Sample<Lux>> samples = simulation.readings(index);
  const Result<void> written =
      files::write_output(file, csv::format_readings(sensor, samples), for_everybody);
  if (!written) return written.error();
  SimulatedRoom room{.name = simulation.house().rooms[index].name.text(),
                     .file = file,
                     .readings = samples.size(),
                     .least = 0.0,
                     .most = 0.0,
                     .switches_on = 0,
                     .lit_minutes_a_day = 0.0};
  if (samples.empty()) return room;
  const auto [least, most] = std::minmax_element(
      samples.begin(), samples.end(),
      [](const Sample<Lux>& a, const Sample<Lux>& b) { return a.value < b.value; });
  room.least = least->value.value();
  room.most = most->value.value();
  return room;
}

}  // namespace

SimulatedFiles simulated_files(const simulation::House& house, const std::string& folder) {
  SimulatedFiles files{.readings = {},
                       .changes = path_in(folder, "truth-onoff.csv"),
                       .lamps = path_in(folder, "truth-lamps.csv")};
  for (const simulation::Room& room : house.rooms) {
    if (!room.watched) continue;
    files.readings.push_back(path_in(folder, csv::stem_of_name(room.name.text()) + ".csv"));
  }
  return files;
}

Result<std::vector<SimulatedRoom>> write_simulation(const Simulation& simulation,
                                                    const std::string& folder, bool replace) {
  const SimulatedFiles files = simulated_files(simulation.house(), folder);
  if (const Result<void> ready = prepare(files, folder, replace); !ready) return ready.error();
  const std::vector<Change> changes = simulation.changes();
  std::vector<SimulatedRoom> rooms;
  Progress progress("simulate", files.readings.size());
  for (std::size_t i = 0; i < simulation.house().rooms.size(); ++i) {
    if (!simulation.house().rooms[i].watched) continue;
    progress.at(rooms.size(), simulation.house().rooms[i].name.text());
    Result<SimulatedRoom> room = write_room(simulation, i, files.readings[rooms.size()]);
    if (!room) return room.error();
    count_light(changes, simulation.span(), *room);
    rooms.push_back(*room);
  }
  const Result<void> truth =
      lamplighter::files::write_output(files.changes, csv::format_on_off(changes), for_everybody);
  if (!truth) return truth.error();
  const Result<void> lamps =
      lamplighter::files::write_output(files.lamps, format_lamps(simulation), for_everybody);
  if (!lamps) return lamps.error();
  return rooms;
}

}  // namespace lamplighter::app
