// SPDX-License-Identifier: Apache-2.0
#include "csv/on_off_file.h"

#include "csv/line_reader.h"
#include "csv/names.h"
#include "csv/row_columns.h"

#include <algorithm>
#include <tuple>
#include <unordered_map>

namespace lamplighter::csv {
namespace {

struct Row {
  Change change;
  std::size_t file;
  std::int64_t line;
  bool is_late;  // stands behind a later row of its room
};

/// Gathers the rows of any number of files; `settle` puts them in order.
class OnOffReader {
 public:
  void begin_file(const std::string& file) {
    files_.push_back(file);
    line_ = 1;
  }
  [[nodiscard]] std::int64_t line() const { return line_; }

  Result<void> take(std::string_view lines);
  Result<void> take_tail(std::string_view tail);
  OnOffRows settle() &&;

 private:
  void take_row(std::string_view row);
  void keep(Row row);
  void reject(Reason reason) { read_.report[reason].add(files_.back(), line_); }

  std::vector<std::string> files_;
  std::int64_t line_ = 1;
  std::vector<Row> rows_;
  std::unordered_map<RoomName, std::size_t> room_index_;  // into read_.rooms and latest_
  std::vector<Instant> latest_;
  OnOffRows read_;
};

Result<void> OnOffReader::take(std::string_view lines) {
  while (!lines.empty()) {
    const std::size_t line_end = lines.find('\n');
    const std::string_view line = lines.substr(0, line_end);
    if (line_ == 1) {
      if (auto checked = check_header(files_.back(), line, on_off_header); !checked) return checked;
    } else {
      take_row(without_carriage_return(line));
    }
    lines.remove_prefix(line_end + 1);
    ++line_;
  }
  return {};
}

Result<void> OnOffReader::take_tail(std::string_view tail) {
  if (line_ == 1) return check_torn_header(files_.back(), tail, on_off_header);
  if (tail.empty()) return {};
  const bool zeros = tail.find('\0') != std::string_view::npos;
  reject(zeros ? Reason::zero_bytes : Reason::torn_last_line);
  return {};
}

void OnOffReader::take_row(std::string_view row) {
  if (row.find('\0') != std::string_view::npos) return reject(Reason::zero_bytes);
  const auto columns = split_row(row);
  if (!columns) return reject(Reason::wrong_columns);
  const auto at = read_time(columns->time);
  if (const Reason* flaw = std::get_if<Reason>(&at)) return reject(*flaw);
  const auto state = parse_lamp_state(columns->value);
  if (!state) return reject(Reason::bad_state);
  if (!is_good_name(columns->name)) return reject(Reason::bad_name);
  keep({{std::get<Instant>(at), RoomName(columns->name), *state}, files_.size() - 1, line_, false});
}

void OnOffReader::keep(Row row) {
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

OnOffRows OnOffReader::settle() && {
  const auto key = [](const Row& row) { return std::tie(row.change.at, row.change.room); };
  std::stable_sort(rows_.begin(), rows_.end(),
                   [&](const Row& a, const Row& b) { return key(a) < key(b); });
  std::vector<Change>& changes = read_.changes;
  for (Row& row : rows_) {
    const std::string& file = files_[row.file];
    const Change* before = changes.empty() ? nullptr : &changes.back();
    if (before != nullptr && before->at == row.change.at && before->room == row.change.room) {
      const bool same = before->state == row.change.state;
      read_.report[same ? Reason::duplicate : Reason::same_time].add(file, row.line);
      continue;
    }
    if (row.is_late) read_.report.out_of_order.add(file, row.line);
    ++read_.rooms[room_index_.at(row.change.room)].rows.rows;
    changes.push_back(std::move(row.change));
  }
  read_.report.kept = static_cast<std::int64_t>(changes.size());
  return std::move(read_);
}

Result<void> read_file(OnOffReader& reader, const std::string& file) {
  Result<LineReader> lines = LineReader::open(file);
  if (!lines) return lines.error();
  reader.begin_file(file);
  while (true) {
    const Result<std::string_view> block = lines->next(reader.line());
    if (!block) return block.error();
    if (block->empty()) return reader.take_tail(lines->tail());
    if (auto taken = reader.take(*block); !taken) return taken;
  }
}

}  // namespace

Result<OnOffRows> parse_on_off(const std::string& file, std::string_view text) {
  OnOffReader reader;
  reader.begin_file(file);
  const std::size_t whole = text.rfind('\n') + 1;  // npos + 1 is 0
  if (auto taken = reader.take(text.substr(0, whole)); !taken) return taken.error();
  if (auto taken = reader.take_tail(text.substr(whole)); !taken) return taken.error();
  return std::move(reader).settle();
}

Result<OnOffRows> read_on_off(const std::vector<std::string>& files) {
  OnOffReader reader;
  for (const std::string& file : files) {
    if (auto read = read_file(reader, file); !read) return read.error();
  }
  return std::move(reader).settle();
}

}  // namespace lamplighter::csv
