// SPDX-License-Identifier: Apache-2.0
// Every zone of tzdata, each clock change in ten years: a household that follows the clock and one
// that follows the sun light their first lamp at the same time as on other days.
#include "planning/house_planner.h"
#include "planning/test_days.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <utility>

namespace lamplighter::clock_changes {
namespace {

const Instant first = *parse_instant("2026-12-01T00:00:00Z");
const RoomName porch("porch");
constexpr int days_known = 8;  // before the change; and as many are planned around it
constexpr int days_planned = 4;

std::vector<Instant> changes_of_clocks(const TimeZone& zone) {
  std::vector<Instant> changes;
  const Instant last = first + std::chrono::days(3653);
  for (Instant at = zone.offset_span(first).until; at < last; at = zone.offset_span(at).until)
    changes.push_back(at);
  return changes;
}

bool is_zone_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::string magic(4, '\0');
  return file.read(magic.data(), 4) && magic == "TZif";
}

/// One of each group of zones with the same rules.
std::vector<TimeZone> zones_that_change() {
  const std::filesystem::path root = "/usr/share/zoneinfo";
  std::map<std::vector<std::pair<Instant, std::chrono::seconds>>, TimeZone> zones;
  for (auto entry = std::filesystem::recursive_directory_iterator(root);
       entry != std::filesystem::recursive_directory_iterator(); ++entry) {
    const std::string name = std::filesystem::relative(entry->path(), root).string();
    if (name == "right" || name == "posix") entry.disable_recursion_pending();
    if (!entry->is_regular_file() || !is_zone_file(entry->path())) continue;
    const Result<TimeZone> zone = TimeZone::find(name);
    if (!zone) continue;
    std::vector<std::pair<Instant, std::chrono::seconds>> rules;
    for (const Instant at : changes_of_clocks(*zone))
      rules.emplace_back(at, zone->offset_span(at).offset);
    if (!rules.empty()) zones.emplace(std::move(rules), *zone);
  }
  std::vector<TimeZone> all;
  for (const auto& [rules, zone] : zones) all.push_back(zone);
  return all;
}

/// A place in the zone where solar time and standard time agree.
Place place_in(const TimeZone& zone) {
  const double hours =
      std::chrono::duration<double, std::ratio<3600>>(zone.offset_span(first).offset).count();
  return {40, std::fmod(hours * 15 + 540, 360) - 180, zone};
}

enum class KeepsTo : std::uint8_t { clock, sun };

/// When a household lights its porch: at 19:00, or 20 minutes after sunset.
LocalTime lit_from(const Place& place, Date date, KeepsTo keeps) {
  const LocalTime midnight{LocalDay(date)};
  if (keeps == KeepsTo::clock) return midnight + 19h;
  return midnight + std::chrono::minutes(*sun(place, date).sunset + 20);
}

/// As its lamps were captured: in instants, off at 21:30.
std::vector<Change> lived(const Place& place, Date begin, KeepsTo keeps) {
  const auto at = [&](LocalTime time) { return place.zone.instant_of(time); };
  std::vector<Change> changes{{at(LocalTime(LocalDay(begin)) + 4h), porch, LampState::off}};
  for (int i = 0; i < days_known; ++i) {
    const Date date = plus_days(begin, i);
    changes.push_back({at(lit_from(place, date, keeps)), porch, LampState::on});
    changes.push_back({at(LocalTime(LocalDay(date)) + 21h + 30min), porch, LampState::off});
  }
  const Date end = plus_days(begin, days_known);
  changes.push_back({at(LocalTime(LocalDay(end)) + 4h), porch, LampState::unknown});
  return changes;
}

/// Whether the sun set at nearly the same local time on all known days, as around a solstice: a
/// lamp that follows it then looks like a timer.
bool is_sun_by_clock(const Place& place, Date begin) {
  int least = 24 * 60;
  int most = 0;
  for (int i = 0; i < days_known; ++i) {
    const int sunset = *sun(place, plus_days(begin, i)).sunset;
    least = std::min(least, sunset);
    most = std::max(most, sunset);
  }
  return most - least <= 4;
}

void expect_first_lamps(const Place& place, Date begin, KeepsTo keeps) {
  const std::vector<std::vector<Change>> changes{lived(place, begin, keeps)};
  const std::vector<WatchedDay> days = watched_days(changes, place.zone);
  ASSERT_EQ(days.size(), static_cast<std::size_t>(days_known)) << place.zone.name();
  std::vector<DayLight> lights;
  for (const WatchedDay& day : days) lights.push_back(day_light(place, day.date));
  HouseCalendar calendar(learn_habits({porch}, days, lights), place, Secret::from_seed(1));
  for (int i = 1; i <= days_planned; ++i) {
    const Plan plan = calendar.plan(plus_days(begin, days_known + i - 1));
    const auto what = place.zone.name() + " " + to_iso(plan.date);
    ASSERT_EQ(plan.switches.size(), 2U) << what;
    EXPECT_TRUE(plan.on_at_start.empty()) << what;
    EXPECT_EQ(plan.switches[0].to, OnOff::on) << what;
    const auto late =
        plan.switches[0].at - place.zone.instant_of(lit_from(place, plan.date, keeps));
    // Both times of the sun are truncated to minutes.
    EXPECT_LE(std::abs(std::chrono::duration<double>(late).count()), 61) << what;
    EXPECT_EQ(plan.switches[1].at,
              place.zone.instant_of(LocalTime(LocalDay(plan.date)) + 21h + 30min))
        << what;
  }
}

TEST(ClockChanges, MoveNoFirstLampInAnyZoneOfTheWorld) {
  const std::vector<TimeZone> zones = zones_that_change();
  EXPECT_GT(zones.size(), 20U);
  for (const TimeZone& zone : zones) {
    const Place place = place_in(zone);
    for (const Instant change : changes_of_clocks(zone)) {
      for (const KeepsTo keeps : {KeepsTo::clock, KeepsTo::sun}) {
        // The change falls into the known days, or into the planned days.
        for (const int before : {days_known / 2, days_known + 1}) {
          const Date begin = plus_days(zone.date_of(change), -before);
          if (keeps == KeepsTo::sun && is_sun_by_clock(place, begin)) continue;
          expect_first_lamps(place, begin, keeps);
        }
      }
      if (::testing::Test::HasFailure()) break;
    }
  }
}

}  // namespace
}  // namespace lamplighter::clock_changes
