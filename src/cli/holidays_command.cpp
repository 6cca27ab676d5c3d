// SPDX-License-Identifier: Apache-2.0
#include "calendar/holiday_calendar.h"
#include "cli/program.h"
#include "core/utf8.h"
#include "files/private_files.h"
#include "files/replace_file.h"
#include "learning/known_house.h"
#include "system/clocks.h"
#include "system/text_file.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <memory>

namespace lamplighter::app {
namespace {

constexpr std::size_t largest_calendar = 4 << 20;
constexpr int days_back = 20 * 366;
constexpr int days_ahead = 5 * 366;
constexpr int shown_ahead = 366;

struct HolidaysOptions {
  std::string config;
  bool quiet = false;
};

Result<CalendarDays> calendar_days(const std::string& where, Date today) {
  const Result<std::string> text = is_web_address(where) ? fetch(where, largest_calendar)
                                                         : read_text_file(where, largest_calendar);
  if (!text) return text.error();
  Result<CalendarDays> days =
      read_holidays(*text, plus_days(today, -days_back), plus_days(today, days_ahead));
  if (!days) return with_context(where, days.error());
  return days;
}

/// Stored, so that planning needs no network.
Result<void> keep(const Config& config, const Holidays& days) {
  std::string lines;
  for (const Date& day : days) lines += to_iso(day) + "\n";
  if (auto made = files::make_private_folders(config.store.directory); !made) return made;
  return files::replace_file(holidays_path(config), lines);
}

/// Prints the dates of the next year, with their names in the calendar.
void show(const Holidays& days, const CalendarDays& calendar, Date today) {
  const Date end = plus_days(today, shown_ahead);
  const auto first = std::lower_bound(days.begin(), days.end(), today);
  const auto last = std::lower_bound(first, days.end(), end);
  if (first == last)
    fmt::print("no holidays until {}; set [home] holidays or holiday_calendar\n", to_iso(end));
  for (auto day = first; day != last; ++day) {
    const auto named = calendar.names.find(*day);
    const bool has_name = named != calendar.names.end() && !named->second.empty();
    fmt::print("{}{}\n", to_iso(*day), has_name ? " " + printable(named->second) : "");
  }
  for (const auto& [why, count] : calendar.left_out)
    fmt::print("left out: {} event{}: {}\n", count, count == 1 ? "" : "s", why);
}

Result<void> run_holidays(const HolidaysOptions& options) {
  const Result<Config> config = load_config(config_path(options.config));
  if (!config) return config.error();
  const Date today = Date(std::chrono::floor<std::chrono::days>(SystemClock::on_the_wall()));
  CalendarDays calendar;
  if (const std::string& where = config->home.holiday_calendar; !where.empty()) {
    Result<CalendarDays> found = calendar_days(where, today);
    if (!found) return found.error();
    calendar = *std::move(found);
    Holidays dates;
    for (const auto& [day, name] : calendar.names) dates.push_back(day);
    if (const Result<void> kept = keep(*config, dates); !kept) return kept;
  }
  const Result<Holidays> days = known_holidays(*config);
  if (!days) return days.error();
  if (!options.quiet) show(*days, calendar, today);
  return {};
}

}  // namespace

void add_holidays(CLI::App& program, Action& chosen) {
  auto options = std::make_shared<HolidaysOptions>();
  CLI::App* command = program.add_subcommand(
      "holidays", "Reads the holiday calendar of the config and lists the year's holidays");
  command->add_option("--config", options->config, "Config file");
  command->add_flag("--quiet", options->quiet,
                    "Only check that it can be read and store the result");
  command->footer("Example:\n  lamplighter holidays --config lamplighter.toml");
  command->callback([options, &chosen] { chosen = [options] { return run_holidays(*options); }; });
}

}  // namespace lamplighter::app
