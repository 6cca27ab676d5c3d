// SPDX-License-Identifier: Apache-2.0
// usage: holiday_trial FIRST_SEED HOW_MANY [DAYS] [alive]
//
// Two weeks of holiday, or DAYS, with a fault every hour, for each seed; `alive`: the player is
// never killed, so that its memory can grow. Ends with 1 where a lamp was not as planned outside
// the faults and the 30 s after them, was switched while somebody was home, or was on at the end.
#include "holiday.h"

#include <fmt/format.h>

#include <cstdlib>
#include <cstring>

namespace lamplighter::trials {
namespace {

bool is_well(const HolidayReport& report, const Holiday::Kind& kind) {
  const int days = kind.days;
  const bool was_tried = report.faults >= 23 * days && report.judged_minutes > 700 * days &&
                         report.switches > 7 * days && (report.kills > days) == kind.kills;
  return was_tried && report.wrong == 0 && report.switches_at_home == 0 && report.lit_at_home == 0;
}

void print(std::uint64_t seed, const HolidayReport& report) {
  fmt::print(
      "seed {}: {} faults ({} kill -9, {} of them at work), {} switches, {} minutes judged, {} "
      "wrong{}, {} switches at home, {} room-minutes lit at home, {} kB resident, {} kB grown\n",
      seed, report.faults, report.kills, report.kills_at_work, report.switches,
      report.judged_minutes, report.wrong, report.first_wrong, report.switches_at_home,
      report.lit_at_home, report.resident_kb, report.grown_kb);
  std::fflush(stdout);
}

int play(char** argv) {
  const HolidayHouse house{argv[2], std::atoi(argv[3]), std::strtoull(argv[4], nullptr, 10)};
  play_holiday(house, std::strtoull(argv[5], nullptr, 10), std::atoi(argv[6]));
  return 0;
}

int tell(int argc, char** argv) {
  require(argc >= 3, "usage: holiday_trial FIRST_SEED HOW_MANY [DAYS] [alive]");
  const auto first = std::strtoull(argv[1], nullptr, 10);
  const auto count = std::strtoull(argv[2], nullptr, 10);
  const Holiday::Kind kind{.days = argc > 3 ? std::atoi(argv[3]) : 14,
                           .kills = argc < 5 || std::strcmp(argv[4], "alive") != 0};
  bool well = true;
  for (std::uint64_t seed = first; seed < first + count; ++seed) {
    const HolidayReport report = Holiday(seed, kind).run();
    print(seed, report);
    well &= is_well(report, kind);
  }
  return well ? 0 : 1;
}

}  // namespace
}  // namespace lamplighter::trials

int main(int argc, char** argv) {
  using namespace lamplighter::trials;
  const bool is_player = argc == 7 && std::strcmp(argv[1], "player") == 0;
  return is_player ? play(argv) : tell(argc, argv);
}
