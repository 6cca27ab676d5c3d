// SPDX-License-Identifier: Apache-2.0
#include "app/store_rows.h"

#include "csv/store_reading.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace lamplighter::app {
namespace {

struct Span {
  Instant from = Instant::max();
  Instant until = Instant::min();
  void include(Instant at) {
    from = std::min(from, at);
    until = std::max(until, at + std::chrono::microseconds(1));
  }
};

/// Where there are no files yet, nothing is in them.
template <typename T>
bool is_missing(const Result<T>& read) {
  return !read && read.error().fault == Fault::not_found;
}

using Readings = std::set<std::pair<Instant, Lux>>;
using Changes = std::set<std::pair<Instant, LampState>>;

Result<Readings> stored_readings(const std::string& directory, const SensorId& sensor, Span span) {
  Readings there;
  const auto stored = csv::read_store(directory, sensor, span.from, span.until);
  if (is_missing(stored)) return there;
  if (!stored) return stored.error();
  for (const Sample<Lux>& sample : stored->readings.samples) there.emplace(sample.at, sample.value);
  return there;
}

Result<Changes> stored_changes(const std::string& directory, const RoomName& room, Span span) {
  Changes there;
  const auto stored = csv::read_stored_changes(directory, room, span.from, span.until);
  if (is_missing(stored)) return there;
  if (!stored) return stored.error();
  for (const Change& change : stored->rows.changes) there.emplace(change.at, change.state);
  return there;
}

}  // namespace

Result<void> StoreRows::append(const Row& row) {
  return std::visit([this](const auto& one) { return store_.append(one); }, row);
}

Result<std::vector<bool>> StoreRows::contains(std::span<const Taken> rows) {
  std::map<SensorId, Span> sensors;
  std::map<RoomName, Span> rooms;
  for (const Taken& taken : rows) {
    if (const auto* reading = std::get_if<Reading>(&taken.row)) {
      sensors[reading->sensor].include(reading->at);
    } else {
      const auto& change = std::get<Change>(taken.row);
      rooms[change.room].include(change.at);
    }
  }
  std::map<SensorId, Readings> readings;
  for (const auto& [sensor, span] : sensors) {
    auto there = stored_readings(directory_, sensor, span);
    if (!there) return there.error();
    readings[sensor] = *std::move(there);
  }
  std::map<RoomName, Changes> changes;
  for (const auto& [room, span] : rooms) {
    auto there = stored_changes(directory_, room, span);
    if (!there) return there.error();
    changes[room] = *std::move(there);
  }
  std::vector<bool> answers;
  for (const Taken& taken : rows) {
    if (const auto* reading = std::get_if<Reading>(&taken.row)) {
      answers.push_back(readings[reading->sensor].contains({reading->at, reading->lux}));
    } else {
      const auto& change = std::get<Change>(taken.row);
      answers.push_back(changes[change.room].contains({change.at, change.state}));
    }
  }
  return answers;
}

}  // namespace lamplighter::app
