// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/instant.h"
#include "core/result.h"
#include "core/time_zone.h"
#include "planning/constraints.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lamplighter::app {

/// Strict reader for one table of a TOML file: each getter leaves `into` unchanged if the key is
/// absent and records a problem if the value has another type; `finish` records every key that no
/// getter read, with the most similar known key. The problems of all tables of a file are collected
/// in one list.
class ConfigTable {
 public:
  /// The root table. A syntax error is recorded as a problem; the table is then empty. As in TOML
  /// 1.1, the time of a date may omit seconds.
  static ConfigTable parse(std::string_view text, const std::string& path,
                           std::vector<std::string>& problems);

  void text(const std::string& key, std::string& into);

  /// A string, or a TOML date or time converted to a string.
  void moment(const std::string& key, std::string& into);

  /// A list of dates, as TOML dates or strings.
  void dates(const std::string& key, std::vector<Date>& into);

  void texts(const std::string& key, std::vector<std::string>& into);

  /// A single string, or a list of strings.
  void text_or_texts(const std::string& key, std::vector<std::string>& into);

  /// Times of day, as ["06:30-08:30", "22:00-01:00"].
  void clock_spans(const std::string& key, std::vector<ClockSpan>& into);

  /// Returns whether the key exists; its value is true or false.
  bool flag(const std::string& key, bool& into);
  void integer(const std::string& key, int& into, int low, int high);
  void number(const std::string& key, std::optional<double>& into, double low, double high);

  /// One of `choices`; stores its index in `into`.
  void choice(const std::string& key, const std::vector<std::string>& choices, std::size_t& into);

  /// [key]; empty if it is absent.
  ConfigTable table(const std::string& key);

  /// [[key]], in file order.
  std::vector<ConfigTable> tables(const std::string& key);

  /// Whether the file has this table.
  [[nodiscard]] bool is_there() const;

  /// Records a problem of this table: "file:line: [name]: what".
  void complain(const std::string& what);

  /// Call after all keys were read.
  void finish();

  ConfigTable(ConfigTable&&) noexcept;
  ~ConfigTable();

 private:
  struct Node;
  explicit ConfigTable(std::unique_ptr<Node> node);
  std::unique_ptr<Node> node_;
};

/// The candidate with the smallest edit distance to `word`; empty if all are too different (more
/// than a third of its letters, and more than two).
std::string nearest_word(std::string_view word, const std::vector<std::string>& candidates);

/// The instant that a date without a time stands for.
enum class DayEnd { first_instant, noon, after_the_last };

/// Parses a moment as written by a user: `2026-12-20`, `2026-12-20T18:00` in the local time of the
/// house, or with Z or an offset after the seconds. A repeated local time means the first of the
/// two; a skipped one is shifted forward by the clock change. Errors: bad_input, also for a time
/// that our files cannot hold (check_in_files).
Result<Instant> parse_moment(std::string_view text, const TimeZone& zone, DayEnd alone);

/// Errors: bad_input for a time that no row of a CSV file can hold, before 1970 or after February
/// 2106 (docs/formats.md). `text` is the user's input.
Result<void> check_in_files(Instant at, std::string_view text);

}  // namespace lamplighter::app
