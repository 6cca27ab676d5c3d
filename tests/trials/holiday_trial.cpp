// SPDX-License-Identifier: Apache-2.0
// usage: holiday_trial FIRST_SEED HOW_MANY [DAYS] [alive]
//
// Two weeks of holiday, or DAYS, with a fault every hour, for each seed; `alive`: the player is
// never killed, so that its memory can grow. Exit status 1 if a lamp was not as planned outside the
// faults and the following 30 s, was switched while someone was home, or was not restored at the
// end; if the bridge rejected a command or was polled more than once per minute without a fault;
// and if restoring began more than a second late. story-SEED.log in the working directory has the
// events.
#include "holiday.h"

#include <fmt/format.h>

#include <cstdlib>
#include <cstring>

namespace lamplighter::trials {
namespace {

using namespace std::chrono_literals;

bool is_well(const HolidayReport& report, const Holiday::Kind& kind) {
  const int days = kind.days;
  const bool was_tried = report.faults >= 23 * days && report.judged_minutes > 700 * days &&
                         report.switches > 4 * days && (report.kills > days / 3) == kind.kills &&
                         (report.hands > 0 || days < 7) && report.read_minutes > 100 * days;
  return was_tried && report.wrong == 0 && report.switches_at_home == 0 &&
         report.wrong_at_home == 0 && report.refused == 0 && report.commands_at_home == 0 &&
         report.reads <= report.read_minutes && report.restore_begins.value_or(0ms) <= 1s;
}

void print(std::uint64_t seed, const HolidayReport& report) {
  fmt::print(
      "seed {}: {} faults ({} kill -9, {} of them at work), {} switches, {} minutes judged, {} "
      "wrong{}, {} changed manually, {} switches at home, {} lamp-minutes wrong at home, {} kB "
      "resident, {} kB grown; {} commands, {} refused, {} at home, {} reads in {} minutes, restore "
      "began after {} ms\n",
      seed, report.faults, report.kills, report.kills_at_work, report.switches,
      report.judged_minutes, report.wrong, report.first_wrong, report.hands,
      report.switches_at_home, report.wrong_at_home, report.resident_kb, report.grown_kb,
      report.commands, report.refused, report.commands_at_home, report.reads, report.read_minutes,
      report.restore_begins ? report.restore_begins->count() : -1);
  std::fflush(stdout);
}

int play(char** argv) {
  const HolidayHouse house{argv[2], std::atoi(argv[3]), std::atoi(argv[4]),
                           std::strtoull(argv[5], nullptr, 10)};
  play_holiday(house, std::strtoull(argv[6], nullptr, 10), std::atoi(argv[7]));
  return 0;
}

int notify(int argc, char** argv) {
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
  const bool is_player = argc == 8 && std::strcmp(argv[1], "player") == 0;
  return is_player ? play(argv) : notify(argc, argv);
}
