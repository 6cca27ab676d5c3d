// SPDX-License-Identifier: Apache-2.0
#include "learning/training_input.h"

#include "analysis/changes.h"
#include "config/config.h"
#include "csv/on_off_file.h"
#include "csv/store.h"
#include "detection/changes.h"
#include "documents/detection_text.h"
#include "learning/known_house.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

namespace lamplighter::app {
namespace {

TrainedOn trained_on(const std::vector<Sample<Lux>>& samples, const std::string& detector) {
  TrainedOn on;
  on.detector = detector;
  on.samples = static_cast<std::int64_t>(samples.size());
  if (!samples.empty()) {
    on.first = samples.front().at;
    on.last = samples.back().at;
  }
  return on;
}

bool by_levels(const TrainingInput& input) {
  if (!input.detector.empty()) return input.detector == "levels";
  return !input.light.cuts.empty() || input.light.on_level.has_value();
}

RoomHistory history_by_levels(RoomLight light, const Place& place) {
  std::vector<Sample<Lux>>& samples = light.readings.samples;
  RoomHistory history{.room = light.readings.room,
                      .trained_on = trained_on(samples, "levels"),
                      .subsequences = {},
                      .changes = {}};
  Analysis analysis = analyse(std::move(samples), place, light.settings);
  history.trained_on.on_level = light.settings.on_level;
  history.trained_on.cuts = analysis.levels.cuts;
  history.subsequences = std::move(analysis.subsequences);
  for (const Sample<LampState>& state : analysis.states)
    history.changes.push_back({state.at, history.room, state.value});
  return history;
}

/// The result of a room's detection, and the first and last instant of its light.
struct DetectedRoom {
  RoomDetection room;
  TrainedOn trained_on;
};

DetectedRoom detected(RoomLight light, const Place& place) {
  std::vector<Sample<Lux>>& samples = light.readings.samples;
  TrainedOn on = trained_on(samples, "daylight");
  return {{light.readings.room, detect_lamps(std::move(samples), place, light.reports)},
          std::move(on)};
}

/// The lamp states that the rooms reported, without own play.
using ReportedChanges = std::map<RoomName, std::vector<Change>>;

std::vector<RoomHistory> histories_by_daylight(std::vector<DetectedRoom> seen, const Place& place,
                                               std::span<const Correction> corrections,
                                               const ReportedChanges& reported) {
  std::vector<RoomDetection> rooms;
  for (DetectedRoom& room : seen) rooms.push_back(std::move(room.room));
  take_spill(rooms);
  correct(rooms, corrections);
  std::vector<RoomHistory> histories;
  for (std::size_t i = 0; i < rooms.size(); ++i) {
    const RoomName& name = rooms[i].room;
    std::vector<Change> changes = lamp_changes(rooms[i].detection, name);
    // A lamp's own report overrides what is detected from light.
    if (const auto known = reported.find(name); known != reported.end())
      changes = overlaid(changes, corrected(known->second, in_force(corrections, name)));
    ChangeRuns runs = change_runs(changes, place);
    if (runs.unknown_minutes > 0) {
      fmt::print(stderr, "note: {}: {} minutes are unclear and skipped\n", name.text(),
                 runs.unknown_minutes);
    }
    histories.push_back(
        {name, std::move(seen[i].trained_on), std::move(runs.subsequences), std::move(changes)});
  }
  return histories;
}

/// The results of the rooms read so far.
struct RoomsRead {
  std::vector<Correction> corrections;  ///< by the user
  std::vector<RoomHistory> by_levels;
  std::vector<DetectedRoom> by_daylight;
  std::vector<RoomHistory> by_lamps;  ///< for rooms without light
  ReportedChanges reported;           ///< for rooms with light whose lamps also report their state
};

/// Own play and absences are not a habit of the household.
void leave_own_play_out(csv::RoomReadings& readings, const OwnPlay& own) {
  const std::size_t left = leave_out(readings.samples, own.spans(readings.room));
  if (left > 0) {
    fmt::print(stderr, "note: {}: {} readings during absences are skipped\n", readings.room.text(),
               left);
  }
}

Result<void> read_rooms(const TrainingInput& input, const Place& place, const OwnPlay& own,
                        RoomsRead& into) {
  Result<std::vector<RoomLight>> lights = read_light(input.light);
  if (!lights) return lights.error();
  for (RoomLight& light : *lights) {
    print_notes(light.readings.report);
    leave_own_play_out(light.readings, own);
    if (by_levels(input)) {
      into.by_levels.push_back(history_by_levels(std::move(light), place));
    } else {
      into.by_daylight.push_back(detected(std::move(light), place));
    }
  }
  return {};
}

std::vector<RoomHistory> histories_of(RoomsRead rooms, const Place& place) {
  std::vector<RoomHistory> all = rooms.by_daylight.empty()
                                     ? std::move(rooms.by_levels)
                                     : histories_by_daylight(std::move(rooms.by_daylight), place,
                                                             rooms.corrections, rooms.reported);
  std::move(rooms.by_lamps.begin(), rooms.by_lamps.end(), std::back_inserter(all));
  return all;
}

/// From the store of the config, if there is one.
Result<OwnPlay> own_play(const TrainingInput& input) {
  const std::string& given = input.light.place.config;
  const Result<Config> config = load_config(config_path(given));
  if (config) return OwnPlay::of_store(config->store.directory);
  if (given.empty() && config.error().fault == Fault::not_found) return OwnPlay();
  return config.error();
}

/// The result before any room: only the user's corrections.
Result<RoomsRead> begin_reading(const TrainingInput& input) {
  Result<std::vector<Correction>> corrections = corrections_for(input.light);
  if (!corrections) return corrections.error();
  if (by_levels(input) && !corrections->empty()) {
    fmt::print(stderr, "note: {} corrections do not count for the levels of --detector levels\n",
               corrections->size());
  }
  return RoomsRead{*std::move(corrections), {}, {}, {}, {}};
}

Result<std::vector<RoomHistory>> histories_of_light(const TrainingInput& input, const Place& place,
                                                    const OwnPlay& own) {
  Result<RoomsRead> begun = begin_reading(input);
  if (!begun) return begun.error();
  RoomsRead rooms = *std::move(begun);
  const Result<void> read = read_rooms(input, place, own, rooms);
  if (!read) return read.error();
  return histories_of(std::move(rooms), place);
}

/// What a room's lamps reported, if the rows are plausible.
std::vector<Change> changes_of(const RoomName& room, const csv::OnOffRows& rows) {
  std::vector<Change> changes;
  for (const Change& change : rows.changes) {
    if (change.room == room) changes.push_back(change);
  }
  StuckStays stuck = doubt_stuck(changes);
  if (stuck.count > 0) {
    fmt::print(stderr,
               "note: {}: on for 18 hours or more {} times, where evenings last {:.1f} hours: the "
               "lamp was "
               "probably switched off at the wall; unknown after that time\n",
               room.text(), stuck.count,
               std::chrono::duration<double, std::ratio<3600>>(stuck.usual).count());
  }
  return std::move(stuck.changes);
}

RoomHistory history_of_changes(const RoomName& room, const csv::OnOffRows& rows, const Place& place,
                               const OwnPlay& own, std::span<const Correction> corrections) {
  std::vector<Change> changes = changes_of(room, rows);
  changes = leave_out(corrected(changes, in_force(corrections, room)), own.spans(room));
  ChangeRuns runs = change_runs(changes, place);
  RoomHistory history{
      .room = room, .trained_on = {}, .subsequences = std::move(runs.subsequences), .changes = {}};
  history.trained_on.detector = "onoff";
  history.trained_on.samples = runs.samples;
  if (!changes.empty()) {
    history.trained_on.first = changes.front().at;
    history.trained_on.last = changes.back().at;
  }
  history.changes = std::move(changes);
  return history;
}

/// Reads the light of a room from the store, and what its lamps reported.
Result<void> read_stored(const Config& config, TrainingInput input, const RoomName& room,
                         const Place& place, const OwnPlay& own, RoomsRead& into) {
  input.light.room = room.text();
  const Result<void> read = read_rooms(input, place, own, into);
  if (!read && read.error().fault != Fault::not_found) return read;
  const auto files = csv::stored_files(config.store.folders(), csv::StoreKind::lamps, room.text());
  if (files.empty()) return read;
  const Result<csv::OnOffRows> rows = csv::read_on_off(files);
  if (!rows) return rows.error();
  print_notes(rows->report);
  if (read) {
    into.reported[room] = leave_out(changes_of(room, *rows), own.spans(room));
  } else {
    into.by_lamps.push_back(history_of_changes(room, *rows, place, own, into.corrections));
  }
  return {};
}

/// The light settings of the rooms' lamps, if reported.
Result<std::vector<RoomHistory>> with_looks_of(const csv::StoreFolders& store,
                                               std::vector<RoomHistory> histories) {
  for (RoomHistory& history : histories) {
    Result<csv::LookRows> rows =
        csv::read_looks(csv::stored_files(store, csv::StoreKind::looks, history.room.text()));
    if (!rows) return rows.error();
    print_notes(rows->report);
    history.looks = std::move(rows->changes);
  }
  return histories;
}

/// One room of the config, or all: one after another, so that only one room's light is in memory.
Result<std::vector<RoomHistory>> histories_of_config(const TrainingInput& input, const Place& place,
                                                     const OwnPlay& own) {
  const Result<Config> config = load_config(config_path(input.light.place.config));
  if (!config) return config.error();
  Result<RoomsRead> begun = begin_reading(input);
  if (!begun) return begun.error();
  RoomsRead rooms = *std::move(begun);
  if (!input.light.room.empty()) {
    const Result<RoomConfig> room = room_of(*config, RoomName(input.light.room));
    if (!room) return room.error();
    const Result<void> read = read_stored(*config, input, room->name, place, own, rooms);
    if (!read) return read.error();
    return with_looks_of(config->store.folders(), histories_of(std::move(rooms), place));
  }
  for (const RoomConfig& room : config->rooms) {
    const Result<void> read = read_stored(*config, input, room.name, place, own, rooms);
    if (!read && read.error().fault == Fault::not_found) {
      fmt::print(stderr, "note: {}\n", read.error().message);
      continue;
    }
    if (!read) return read.error();
  }
  return with_looks_of(config->store.folders(), histories_of(std::move(rooms), place));
}

Result<std::vector<RoomHistory>> histories_of_changes(const std::vector<std::string>& files,
                                                      const Place& place, const OwnPlay& own) {
  const Result<csv::OnOffRows> rows = csv::read_on_off(files);
  if (!rows) return rows.error();
  print_notes(rows->report);
  std::vector<RoomHistory> histories;
  for (const csv::NameSeen& seen : rows->rooms) {
    histories.push_back(history_of_changes(RoomName(seen.name), *rows, place, own, {}));
  }
  return histories;
}

Result<std::vector<RoomHistory>> read_any(const TrainingInput& input, const Place& place) {
  const Result<OwnPlay> own = own_play(input);
  if (!own) return own.error();
  if (!input.on_off_files.empty()) return histories_of_changes(input.on_off_files, place, *own);
  if (input.light.files.empty()) return histories_of_config(input, place, *own);
  return histories_of_light(input, place, *own);
}

}  // namespace

Result<std::vector<RoomHistory>> read_histories(const TrainingInput& input, const Place& place) {
  Result<std::vector<RoomHistory>> histories = read_any(input, place);
  if (!histories) return histories;
  if (histories->empty()) {
    return Error{Fault::not_found,
                 "nothing to learn from: no room has readings or changes; nothing was written"};
  }
  std::sort(histories->begin(), histories->end(),
            [](const RoomHistory& a, const RoomHistory& b) { return a.room < b.room; });
  return histories;
}

}  // namespace lamplighter::app
