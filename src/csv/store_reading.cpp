// SPDX-License-Identifier: Apache-2.0
#include "csv/store_reading.h"

#include "csv/names.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <utility>

namespace lamplighter::csv {
namespace {

namespace fs = std::filesystem;

struct DayFile {
  std::chrono::sys_days day;
  std::string path;
};

std::vector<DayFile> day_files(const std::string& directory, StoreKind kind,
                               const std::string& name) {
  std::vector<DayFile> files;
  if (!is_good_name(name)) return files;
  std::error_code failure;
  for (fs::directory_iterator entry(fs::path(directory) / store_folder(kind, name), failure), end;
       !failure && entry != end; entry.increment(failure)) {
    const std::string file_name = entry->path().filename().string();
    if (const auto day = day_of_file(file_name, name))
      files.push_back({*day, fmt::format("{}/{}", directory, store_path(kind, name, *day))});
  }
  std::sort(files.begin(), files.end(),
            [](const DayFile& a, const DayFile& b) { return a.day < b.day; });
  return files;
}

std::chrono::sys_days day_of(Instant at) { return std::chrono::floor<std::chrono::days>(at); }

Error no_such_name(const std::string& directory, StoreKind kind, const std::string& name) {
  return {Fault::not_found,
          fmt::format("{}: nothing of \"{}\" under {}/; `lamplighter check` lists "
                      "what there is",
                      directory, printable(name), folder_name(kind))};
}

/// Drops what is outside of the time asked for.
void trim(std::vector<Sample<Lux>>& samples, Instant from, Instant until) {
  const auto earlier = [](const Sample<Lux>& sample, Instant at) { return sample.at < at; };
  samples.erase(std::lower_bound(samples.begin(), samples.end(), until, earlier), samples.end());
  samples.erase(samples.begin(), std::lower_bound(samples.begin(), samples.end(), from, earlier));
}

/// Of several rooms in a sensor's files, the sensor's own; the others are told.
StoredReadings choose(std::vector<RoomReadings> rooms, const SensorId& sensor) {
  StoredReadings chosen;
  chosen.readings.room = RoomName(sensor.text());
  for (RoomReadings& room : rooms) {
    const bool is_only_one = rooms.size() == 1;  // under whatever id
    if (is_only_one || room.room.text() == sensor.text()) {
      chosen.readings.samples = std::move(room.samples);
      chosen.readings.report = std::move(room.report);
    } else {
      const NameSeen& seen = room.report.names.front();
      chosen.skipped.push_back(fmt::format("{}:{}: {} rows of \"{}\" in the files of \"{}\"",
                                           seen.rows.file, seen.rows.line.value_or(0),
                                           room.report.kept, seen.name, sensor.text()));
    }
  }
  return chosen;
}

/// The newest files up to `until` as far back as one that says the state at `from`, oldest first.
template <typename Rows>
std::vector<std::string> files_of_changes(Result<Rows> (*read)(const std::vector<std::string>&),
                                          const std::vector<DayFile>& files, Instant from,
                                          Instant until, std::vector<std::string>& skipped) {
  std::vector<std::string> chosen;
  bool says_state = false;
  for (auto file = files.rbegin(); file != files.rend() && !says_state; ++file) {
    if (file->day > day_of(until)) continue;
    const Result<Rows> rows = read({file->path});
    if (!rows) {
      skipped.push_back(rows.error().message);
      continue;
    }
    chosen.push_back(file->path);
    says_state = !rows->changes.empty() && rows->changes.front().at <= from;
  }
  std::reverse(chosen.begin(), chosen.end());
  return chosen;
}

/// Drops changes from `until` on, and those that another one at or before `from` makes void.
template <typename Event>
void trim_changes(std::vector<Event>& changes, Instant from, Instant until) {
  std::erase_if(changes, [&](const Event& change) { return change.at >= until; });
  const auto later = [](Instant at, const Event& change) { return at < change.at; };
  const auto after = std::upper_bound(changes.begin(), changes.end(), from, later);
  if (after != changes.begin()) changes.erase(changes.begin(), after - 1);
}

/// Of a room, from files of its kind.
template <typename Rows>
Result<Stored<Rows>> read_stored(Result<Rows> (*read)(const std::vector<std::string>&),
                                 StoreKind kind, const std::string& directory, const RoomName& room,
                                 Instant from, Instant until) {
  const auto files = day_files(directory, kind, room.text());
  if (files.empty()) return no_such_name(directory, kind, room.text());
  Stored<Rows> stored;
  auto rows = read(files_of_changes(read, files, from, until, stored.skipped));
  if (!rows) return rows.error();
  stored.rows = *std::move(rows);
  std::erase_if(stored.rows.changes, [&](const auto& change) { return change.room != room; });
  trim_changes(stored.rows.changes, from, until);
  return stored;
}

}  // namespace

std::vector<std::string> stored_names(const std::string& directory, StoreKind kind) {
  std::vector<std::string> names;
  std::error_code failure;
  for (fs::directory_iterator entry(fs::path(directory) / folder_name(kind), failure), end;
       !failure && entry != end; entry.increment(failure)) {
    const std::string stem = entry->path().filename().string();
    const std::string name = name_of_stem(stem);
    if (is_good_name(name) && stem_of_name(name) == stem) names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::vector<std::string> stored_files(const std::string& directory, StoreKind kind,
                                      const std::string& name) {
  std::vector<std::string> paths;
  for (DayFile& file : day_files(directory, kind, name)) paths.push_back(std::move(file.path));
  return paths;
}

Result<StoredReadings> read_store(const std::string& directory, const SensorId& sensor,
                                  Instant from, Instant until) {
  const auto files = day_files(directory, StoreKind::readings, sensor.text());
  if (files.empty()) return no_such_name(directory, StoreKind::readings, sensor.text());
  std::vector<std::vector<SensorRows>> parsed;
  std::vector<std::string> skipped;
  for (const DayFile& file : files) {
    if (file.day < day_of(from) || file.day > day_of(until)) continue;
    Result<std::vector<SensorRows>> sensors = read_readings_file(file.path);
    if (sensors)
      parsed.push_back(*std::move(sensors));
    else
      skipped.push_back(sensors.error().message);
  }
  StoredReadings stored = choose(join_rooms(std::move(parsed)), sensor);
  stored.skipped.insert(stored.skipped.begin(), std::make_move_iterator(skipped.begin()),
                        std::make_move_iterator(skipped.end()));
  trim(stored.readings.samples, from, until);
  return stored;
}

Result<StoredChanges> read_stored_changes(const std::string& directory, const RoomName& room,
                                          Instant from, Instant until) {
  return read_stored(read_on_off, StoreKind::lamps, directory, room, from, until);
}

Result<StoredLooks> read_stored_looks(const std::string& directory, const RoomName& room,
                                      Instant from, Instant until) {
  return read_stored(read_looks, StoreKind::looks, directory, room, from, until);
}

}  // namespace lamplighter::csv
