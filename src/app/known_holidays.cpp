// SPDX-License-Identifier: Apache-2.0
#include "app/known_holidays.h"

#include "app/own_process.h"
#include "app/text_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

namespace lamplighter::app {
namespace {

constexpr std::size_t largest_list = 1 << 20;

Result<Holidays> kept_holidays(const std::string& path) {
  const Result<std::string> text = read_text_file(path, largest_list);
  if (!text && text.error().fault == Fault::not_found) return Holidays{};
  if (!text) return text.error();
  Holidays days;
  std::istringstream lines(*text);
  for (std::string line; std::getline(lines, line);) {
    const Result<Date> day = parse_date(line);
    if (!day) return with_context(path + ": delete it, it is made anew", day.error());
    days.push_back(*day);
  }
  return days;
}

Result<void> look_again(const std::string& config) {
  Result<OwnProcess> process =
      OwnProcess::start({"lamplighter-house", "holidays", "--config", config, "--quiet"});
  return process ? process->wait() : process.error();
}

}  // namespace

std::string holidays_path(const Config& config) { return config.store.directory + "/holidays.txt"; }

Result<Holidays> known_holidays(const Config& config) {
  Holidays days = config.home.holidays;
  if (!config.home.holiday_calendar.empty()) {
    const Result<Holidays> kept = kept_holidays(holidays_path(config));
    if (!kept) return kept.error();
    days.insert(days.end(), kept->begin(), kept->end());
  }
  std::sort(days.begin(), days.end());
  days.erase(std::unique(days.begin(), days.end()), days.end());
  return days;
}

Result<Holidays> find_holidays(const Config& config) {
  if (!config.home.holiday_calendar.empty()) {
    if (const Result<void> looked = look_again(config.path); !looked)
      fmt::print(stderr, "note: the holidays are those that were known before\n");
  }
  return known_holidays(config);
}

}  // namespace lamplighter::app
