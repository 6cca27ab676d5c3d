// SPDX-License-Identifier: Apache-2.0
#include "home_assistant/recorder_file.h"

#include "importing/moment.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <sqlite3.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <functional>
#include <limits>
#include <set>
#include <utility>

namespace lamplighter::home_assistant {
namespace {

/// One prepared statement.
class Statement {
 public:
  static Result<Statement> prepare(sqlite3* database, const std::string& path,
                                   const std::string& sql) {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(database, sql.c_str(), -1, &statement, nullptr) != SQLITE_OK)
      return failure(database, path);
    return Statement(database, path, statement);
  }

  void bind(int index, const std::string& text) {
    sqlite3_bind_text(statement_.get(), index, text.c_str(), static_cast<int>(text.size()),
                      SQLITE_TRANSIENT);
  }

  /// False at the end. Errors: io.
  Result<bool> next() {
    const int result = sqlite3_step(statement_.get());
    if (result == SQLITE_ROW) return true;
    if (result == SQLITE_DONE) return false;
    return failure(database_, *path_);
  }

  [[nodiscard]] std::string text(int column) const {
    const auto* bytes = sqlite3_column_text(statement_.get(), column);
    const int size = sqlite3_column_bytes(statement_.get(), column);
    if (bytes == nullptr) return {};
    return {reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size)};
  }

  [[nodiscard]] std::optional<double> number(int column) const {
    const int type = sqlite3_column_type(statement_.get(), column);
    if (type != SQLITE_FLOAT && type != SQLITE_INTEGER) return std::nullopt;
    return sqlite3_column_double(statement_.get(), column);
  }

  static Error failure(sqlite3* database, const std::string& path) {
    const int code = sqlite3_errcode(database) & 0xff;
    if (code == SQLITE_NOTADB || code == SQLITE_CORRUPT) {
      return {Fault::bad_input,
              fmt::format("{}: {}; expected Home Assistant's home-assistant_v2.db, or a copy made "
                          "together with its -wal file",
                          path, sqlite3_errmsg(database))};
    }
    return {Fault::io, fmt::format("{}: {}; copy the file together with its -wal file and read the "
                                   "copy",
                                   path, sqlite3_errmsg(database))};
  }

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  Statement(sqlite3* database, const std::string& path, sqlite3_stmt* statement)
      : database_(database), path_(&path), statement_(statement) {}

  sqlite3* database_;
  const std::string* path_;
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

/// Calls `on_row` for every row. Errors: io.
Result<void> each_row(sqlite3* database, const std::string& path, const std::string& sql,
                      const std::vector<std::string>& bound,
                      const std::function<void(const Statement&)>& on_row) {
  Result<Statement> statement = Statement::prepare(database, path, sql);
  if (!statement) return statement.error();
  for (std::size_t i = 0; i < bound.size(); ++i) statement->bind(static_cast<int>(i) + 1, bound[i]);
  while (true) {
    const Result<bool> row = statement->next();
    if (!row) return row.error();
    if (!*row) return {};
    on_row(*statement);
  }
}

/// Seconds since 1970, or a text without a zone, which is in UTC.
std::optional<Instant> time_of(std::optional<double> seconds, const std::string& text) {
  if (seconds && *seconds > 0 && *seconds < 4294967295.0) return from_epoch_seconds(*seconds);
  const auto moment = read_moment(text);
  if (!moment || !moment->has_clock) return std::nullopt;
  return Instant(moment->shown.time_since_epoch());
}

}  // namespace

void RecorderFile::Close::operator()(sqlite3* database) const { sqlite3_close(database); }

Result<RecorderFile> RecorderFile::open(const std::string& path) {
  struct stat about {};
  if (::stat(path.c_str(), &about) != 0) {
    return Error{errno == ENOENT ? Fault::not_found : Fault::io,
                 fmt::format("open {}: {}", path, std::strerror(errno))};
  }
  RecorderFile file(path);
  sqlite3* database = nullptr;
  const int opened = sqlite3_open_v2(path.c_str(), &database, SQLITE_OPEN_READONLY, nullptr);
  file.database_.reset(database);
  if (opened != SQLITE_OK || database == nullptr)
    return Error{Fault::refused, fmt::format("open {}: {}", path, sqlite3_errstr(opened))};
  // The file belongs to another program: no code in it may run, and no value may be larger than a
  // state.
  sqlite3_db_config(database, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_db_config(database, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_limit(database, SQLITE_LIMIT_LENGTH, 1 << 20);
  constexpr int wait_milliseconds = 5000;
  sqlite3_busy_timeout(database, wait_milliseconds);
  if (auto seen = file.look_at_columns(); !seen) return seen.error();
  return file;
}

Result<void> RecorderFile::look_at_columns() {
  std::set<std::string> columns;
  const auto note = [&](const Statement& row) { columns.insert(row.text(0)); };
  auto read =
      each_row(database_.get(), path_, "SELECT name FROM pragma_table_info('states')", {}, note);
  if (!read) return read;
  bool has_meta = false;
  read = each_row(database_.get(), path_,
                  "SELECT 1 FROM sqlite_master WHERE type='table' AND name='states_meta'", {},
                  [&](const Statement&) { has_meta = true; });
  if (!read) return read;
  has_ids_ = has_meta && columns.contains("metadata_id");
  has_timestamps_ = columns.contains("last_updated_ts");
  has_texts_ = columns.contains("last_updated");
  bool is_indexed = false;
  read = each_row(database_.get(), path_,
                  "SELECT 1 FROM pragma_index_list('states') l, pragma_index_info(l.name) i "
                  "WHERE i.seqno=0 AND i.name='entity_id'",
                  {}, [&](const Statement&) { is_indexed = true; });
  if (!read) return read;
  // While Home Assistant migrates, old rows have names; their index is dropped at the end.
  has_names_ = columns.contains("entity_id") && (is_indexed || !has_ids_);
  const bool is_recorder = columns.contains("state") && columns.contains("state_id") &&
                           (has_ids_ || has_names_) && (has_timestamps_ || has_texts_);
  if (is_recorder) return {};
  return Error{Fault::bad_input,
               fmt::format("{}: a SQLite file, but not of Home Assistant's recorder; expected "
                           "home-assistant_v2.db of 2022 or newer",
                           path_)};
}

Result<std::vector<std::string>> RecorderFile::candidates() {
  std::set<std::string> ids;
  const auto note = [&](const Statement& row) {
    std::string id = row.text(0);
    if (is_entity_id(id)) ids.insert(std::move(id));
  };
  constexpr const char* like =
      "({0} LIKE 'light.%' OR {0} LIKE 'switch.%' OR ({0} LIKE 'sensor.%' AND ({0} LIKE '%lux%' OR "
      "{0} LIKE '%illumi%' OR {0} LIKE '%light_level%')))";
  if (has_ids_) {
    const auto read = each_row(
        database_.get(), path_,
        "SELECT entity_id FROM states_meta WHERE " + fmt::format(fmt::runtime(like), "entity_id"),
        {}, note);
    if (!read) return read.error();
  }
  if (has_names_) {
    const auto read = each_row(database_.get(), path_,
                               "SELECT DISTINCT entity_id FROM states WHERE " +
                                   fmt::format(fmt::runtime(like), "entity_id"),
                               {}, note);
    if (!read) return read.error();
  }
  return std::vector<std::string>(ids.begin(), ids.end());
}

Result<std::optional<Instant>> RecorderFile::last() {
  std::optional<Instant> last;
  const std::string sql = fmt::format("SELECT {}, {} FROM states ORDER BY state_id DESC LIMIT 1",
                                      has_timestamps_ ? "last_updated_ts" : "NULL",
                                      has_texts_ ? "last_updated" : "NULL");
  const auto read = each_row(database_.get(), path_, sql, {}, [&](const Statement& row) {
    last = time_of(row.number(0), row.text(1));
  });
  if (!read) return read.error();
  return last;
}

/// The times when Home Assistant stopped, as far as they are recorded.
Result<std::vector<Instant>> RecorderFile::stops() {
  std::vector<Instant> stops;
  bool has_runs = false;
  auto read = each_row(database_.get(), path_,
                       "SELECT 1 FROM pragma_table_info('recorder_runs') WHERE name='end'", {},
                       [&](const Statement&) { has_runs = true; });
  if (!read) return read.error();
  if (!has_runs) return stops;
  read = each_row(database_.get(), path_,
                  "SELECT \"end\" FROM recorder_runs WHERE \"end\" IS NOT NULL", {},
                  [&](const Statement& row) {
                    if (const auto at = time_of(std::nullopt, row.text(0))) stops.push_back(*at);
                  });
  if (!read) return read.error();
  return stops;
}

Result<ForeignSeries> RecorderFile::read(const std::string& entity, LampState unavailable) {
  ForeignSeries series;
  series.kind = kind_of_entity(entity).value_or(ForeignKind::light);
  const auto add = [&](const Statement& row) {
    if (const auto at = time_of(row.number(1), row.text(2)))
      add_entity_state(series, entity, *at, row.text(0), unavailable);
  };
  const std::string columns = fmt::format("SELECT s.state, {}, {} FROM states s",
                                          has_timestamps_ ? "s.last_updated_ts" : "NULL",
                                          has_texts_ ? "s.last_updated" : "NULL");
  if (has_ids_) {
    const auto read = each_row(
        database_.get(), path_,
        columns +
            " WHERE s.metadata_id IN (SELECT metadata_id FROM states_meta WHERE entity_id=?1)",
        {entity}, add);
    if (!read) return read.error();
  }
  if (has_names_) {
    const auto read =
        each_row(database_.get(), path_, columns + " WHERE s.entity_id=?1", {entity}, add);
    if (!read) return read.error();
  }
  if (series.states.empty() && series.light.empty()) return series;
  settle(series);
  if (series.kind == ForeignKind::light) return series;
  const auto stopped = stops();
  if (!stopped) return stopped.error();
  for (const Instant at : *stopped) {
    const auto there = std::lower_bound(
        series.states.begin(), series.states.end(), at,
        [](const Sample<LampState>& sample, Instant when) { return sample.at < when; });
    const bool is_inside =
        there != series.states.begin() && (there == series.states.end() || there->at != at);
    if (is_inside) series.states.insert(there, {at, LampState::unknown});
  }
  return series;
}

}  // namespace lamplighter::home_assistant
