// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/lamp_setting.h"
#include "core/reading.h"
#include "core/result.h"
#include "csv/daily_file.h"
#include "csv/names.h"
#include "csv/readings_file.h"
#include "csv/row_text.h"

#include <algorithm>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

namespace lamplighter::csv {

/// The content of files of rooms' changes. Sorted by time, then room, with at most one change per
/// room and time. A change may repeat the room's current state: nothing is dropped as redundant.
template <typename Event>
struct RoomRows {
  std::vector<Event> changes;
  std::vector<NameSeen> rooms;  ///< in the order of their first rows, with the number of rows kept
  ReadReport report;            ///< its `names` are empty
};

/// The content of on/off files.
using OnOffRows = RoomRows<Change>;

/// Reads on/off files (header `timestamp,datetime,room,state`), each of one or more rooms. Invalid
/// rows are skipped and counted. Duplicate changes are merged; of two states for one room and time,
/// the first one is kept. Rows out of order are sorted and counted. An empty file contains no
/// changes.
/// Errors: the first file that is missing, a directory, unreadable, without the header, or with a
/// line over 256 KiB.
Result<OnOffRows> read_on_off(const std::vector<std::string>& files);

/// The same for the text of one file. `file` is its name, for the report.
Result<OnOffRows> parse_on_off(const std::string& file, std::string_view text);

/// The content of looks files, as OnOffRows: brightness and colour of rooms' lamps while on.
using LookRows = RoomRows<LookChange>;

/// Reads looks files (header `timestamp,datetime,room,look`), like read_on_off. Errors: the same.
Result<LookRows> read_looks(const std::vector<std::string>& files);

/// The same for the text of one file. `file` is its name, for the report.
Result<LookRows> parse_looks(const std::string& file, std::string_view text);

/// Collects the rows of any number of files, each row a change in a room (on/off files, looks
/// files), and sorts them. `Kind` defines the format: its `Event`, the `header`, how to `parse` a
/// value column, which reason is `wrong` for an invalid one, and an event's `value`.
template <typename Kind>
class RoomRowsReader {
 public:
  using Event = typename Kind::Event;

  static Result<RoomRows<Event>> parse(const std::string& file, std::string_view text) {
    RoomRowsReader reader;
    reader.begin_file(file);
    const std::size_t whole = text.rfind('\n') + 1;  // npos + 1 is 0
    if (auto taken = reader.take(text.substr(0, whole)); !taken) return taken.error();
    if (auto taken = reader.take_tail(text.substr(whole)); !taken) return taken.error();
    return std::move(reader).settle();
  }

  static Result<RoomRows<Event>> read(const std::vector<std::string>& files) {
    RoomRowsReader reader;
    for (const std::string& file : files) {
      if (auto read = reader.read_file(file); !read) return read.error();
    }
    return std::move(reader).settle();
  }

 private:
  struct Row {
    Event change;
    std::size_t file;
    std::int64_t line;
    bool is_late = false;  // comes after a later row of its room
  };

  void begin_file(const std::string& file) {
    files_.push_back(file);
    line_ = 1;
  }
  Result<void> take_tail(std::string_view tail) {
    if (line_ == 1) return check_torn_header(files_.back(), tail, Kind::header);
    const bool zeros = tail.find('\0') != std::string_view::npos;
    if (!tail.empty()) reject(zeros ? Reason::zero_bytes : Reason::torn_last_line);
    return {};
  }
  void reject(Reason reason) { read_.report[reason].add(files_.back(), line_); }

  Result<void> read_file(const std::string& file) {
    Result<LineReader> lines = LineReader::open(file);
    if (!lines) return lines.error();
    begin_file(file);
    while (true) {
      const Result<std::string_view> block = lines->next(line_);
      if (!block) return block.error();
      if (block->empty()) return take_tail(lines->tail());
      if (auto taken = take(*block); !taken) return taken;
    }
  }

  Result<void> take(std::string_view lines) {
    while (!lines.empty()) {
      const std::size_t line_end = lines.find('\n');
      const std::string_view line = lines.substr(0, line_end);
      if (line_ > 1) {
        take_row(without_carriage_return(line));
      } else if (auto good = check_header(files_.back(), line, Kind::header); !good) {
        return good;
      }
      lines.remove_prefix(line_end + 1);
      ++line_;
    }
    return {};
  }

  void take_row(std::string_view row) {
    if (row.find('\0') != std::string_view::npos) return reject(Reason::zero_bytes);
    const auto columns = split_row(row);
    if (!columns) return reject(Reason::wrong_columns);
    const auto at = read_time(columns->time);
    if (const Reason* flaw = std::get_if<Reason>(&at)) return reject(*flaw);
    const auto value = Kind::parse(columns->value);
    if (!value) return reject(Kind::wrong);
    if (!is_good_name(columns->name)) return reject(Reason::bad_name);
    const Event change{std::get<Instant>(at), RoomName(columns->name), *value};
    keep({change, files_.size() - 1, line_});
  }

  void keep(Row row) {
    const auto [known, is_new] = room_index_.try_emplace(row.change.room, latest_.size());
    if (is_new) {
      if (latest_.size() == max_names) {
        room_index_.erase(known);
        return reject(Reason::too_many_names);
      }
      latest_.push_back(row.change.at);
      read_.rooms.push_back({row.change.room.text(), Tally{0, files_.back(), line_}});
    }
    Instant& latest = latest_[known->second];
    row.is_late = row.change.at < latest;
    latest = std::max(latest, row.change.at);
    rows_.push_back(std::move(row));
  }

  RoomRows<Event> settle() && {
    const auto key = [](const Row& row) { return std::tie(row.change.at, row.change.room); };
    std::stable_sort(rows_.begin(), rows_.end(),
                     [&](const Row& a, const Row& b) { return key(a) < key(b); });
    std::vector<Event>& changes = read_.changes;
    std::size_t file = 0;  // of the last change
    for (Row& row : rows_) {
      Event* before = changes.empty() ? nullptr : &changes.back();
      if (before != nullptr && before->at == row.change.at && before->room == row.change.room) {
        const bool same = Kind::value(*before) == Kind::value(row.change);
        const Reason reason = same ? Reason::duplicate : Reason::same_time;
        read_.report[reason].add(files_[row.file], row.line);
        // If a lamp flickers within a second, the last state counts.
        if (row.file == file) *before = std::move(row.change);
        continue;
      }
      if (row.is_late) read_.report.out_of_order.add(files_[row.file], row.line);
      ++read_.rooms[room_index_.at(row.change.room)].rows.rows;
      file = row.file;
      changes.push_back(std::move(row.change));
    }
    read_.report.kept = static_cast<std::int64_t>(changes.size());
    return std::move(read_);
  }

  std::vector<std::string> files_;
  std::int64_t line_ = 1;
  std::vector<Row> rows_;
  std::unordered_map<RoomName, std::size_t> room_index_;  // index into read_.rooms and latest_
  std::vector<Instant> latest_;
  RoomRows<Event> read_;
};

/// `<store>/corrections.csv`.
std::string corrections_path(const std::string& store);

/// The content of a corrections file, in its order.
struct CorrectionRows {
  std::vector<Correction> corrections;
  int flawed = 0;  ///< rows that are invalid and skipped
};

/// Reads an on/off file with a fifth column `until`, whose state may also be `detected`. Errors:
/// not_found; io; bad_input for another header or more than 16 MiB.
Result<CorrectionRows> read_corrections(const std::string& path);

/// The same for the text of a file named `file`.
Result<CorrectionRows> parse_corrections(const std::string& file, std::string_view text);

/// A whole file with header. Requires: valid names, times in range.
std::string format_corrections(const std::vector<Correction>& corrections);

/// Adds a row in a single write, so that a crash leaves only whole rows. Errors: io.
Result<void> add_correction(const std::string& path, const Correction& correction);

}  // namespace lamplighter::csv
