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

/// One table of a TOML file, read strictly: each getter leaves `into` alone where the key is absent
/// and notes a problem where the value has another type; `finish` notes every key that no getter
/// asked for, with the nearest one that was. Problems of all tables of one file are collected in
/// one list.
class ConfigTable {
 public:
  /// The root table. A syntax error is a problem too; the table is then empty. As in TOML 1.1, a
  /// date with a time may have no seconds.
  static ConfigTable parse(std::string_view text, const std::string& path,
                           std::vector<std::string>& problems);

  void text(const std::string& key, std::string& into);

  /// A text, or one of TOML's own dates and times, as text.
  void moment(const std::string& key, std::string& into);

  /// A list of dates, TOML's own or as texts.
  void dates(const std::string& key, std::vector<Date>& into);

  void texts(const std::string& key, std::vector<std::string>& into);

  /// A text alone, or a list of them.
  void text_or_texts(const std::string& key, std::vector<std::string>& into);

  /// Stretches of the day, as ["06:30-08:30", "22:00-01:00"].
  void clock_spans(const std::string& key, std::vector<ClockSpan>& into);

  /// Whether the key is there, with true or false.
  bool flag(const std::string& key, bool& into);
  void integer(const std::string& key, int& into, int low, int high);
  void number(const std::string& key, std::optional<double>& into, double low, double high);

  /// One of `choices`; its index goes to `into`.
  void choice(const std::string& key, const std::vector<std::string>& choices, std::size_t& into);

  /// [key], empty where absent.
  ConfigTable table(const std::string& key);

  /// [[key]], in file order.
  std::vector<ConfigTable> tables(const std::string& key);

  /// Whether the file has it.
  [[nodiscard]] bool is_there() const;

  /// Notes a problem of this table: "file:line: [name]: what".
  void complain(const std::string& what);

  /// Call once all keys were asked for.
  void finish();

  ConfigTable(ConfigTable&&) noexcept;
  ~ConfigTable();

 private:
  struct Node;
  explicit ConfigTable(std::unique_ptr<Node> node);
  std::unique_ptr<Node> node_;
};

/// The candidate with the fewest single-letter edits to `word`; empty where all are far from it
/// (more than a third of its letters, and more than two).
std::string nearest_word(std::string_view word, const std::vector<std::string>& candidates);

/// Which moment of a day is meant where a date stands alone.
enum class DayEnd { first_instant, noon, after_the_last };

/// A moment as people write it: `2026-12-20`, `2026-12-20T18:00` by the clock of the house, or with
/// Z or an offset behind the seconds. A clock time that comes twice is the first of the two; one
/// that does not exist is as much later. Errors: bad_input, also for a time that no file of ours
/// can hold (check_in_files).
Result<Instant> parse_moment(std::string_view text, const TimeZone& zone, DayEnd alone);

/// Errors: bad_input for a time that no row of a CSV file can hold, before 1970 or after February
/// 2106 (docs/formats.md). `text` is what the user wrote.
Result<void> check_in_files(Instant at, std::string_view text);

}  // namespace lamplighter::app
