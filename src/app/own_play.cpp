// SPDX-License-Identifier: Apache-2.0
#include "app/own_play.h"

#include "app/play_record.h"
#include "csv/on_off_file.h"

#include <algorithm>

namespace lamplighter::app {
namespace {

/// Of a lamp that was left as it was played: somebody comes by in half a day.
constexpr auto longest_play = std::chrono::hours(12);

/// Of an absence that did not end yet: all that is known up to now.
constexpr auto endless = std::chrono::hours(24 * 365 * 100);

Result<std::map<RoomName, std::vector<Change>>> rows_by_room(const std::string& path) {
  std::map<RoomName, std::vector<Change>> rooms;
  const Result<csv::OnOffRows> rows = csv::read_on_off({path});
  if (!rows && rows.error().fault == Fault::not_found) return rooms;
  if (!rows) return rows.error();
  for (const Change& change : rows->changes) rooms[change.room].push_back(change);
  return rooms;
}

}  // namespace

Result<OwnPlay> OwnPlay::of_store(const std::string& store) {
  OwnPlay own;
  auto absences = rows_by_room(absences_path(store));
  if (!absences) return absences.error();
  own.absences_ = spans_of((*absences)[RoomName(absent_household)], Counts::on, endless);
  const auto played = rows_by_room(played_path(store));
  if (!played) return played.error();
  for (const auto& [room, changes] : *played)
    own.played_[room] = spans_of(changes, Counts::on_and_off, longest_play);
  return own;
}

std::vector<TimeSpan> OwnPlay::spans(const RoomName& room) const {
  std::vector<TimeSpan> all = absences_;
  if (const auto played = played_.find(room); played != played_.end())
    all.insert(all.end(), played->second.begin(), played->second.end());
  return merged(std::move(all));
}

}  // namespace lamplighter::app
