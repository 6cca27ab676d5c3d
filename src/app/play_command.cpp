// SPDX-License-Identifier: Apache-2.0
#include "app/bridge_link.h"
#include "app/clocks.h"
#include "app/commands.h"
#include "app/config.h"
#include "app/plan_text.h"
#include "app/planner.h"
#include "app/signals.h"
#include "hue/bridge_lamps.h"
#include "playing/player.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <memory>

namespace lamplighter::app {
namespace {

struct PlayOptions {
  PlannerOptions planner;
  bool dry_run = false;
  std::string until;
};

std::string_view to_string(PlayStep::Outcome outcome) {
  switch (outcome) {
    case PlayStep::Outcome::switched:
      return "";
    case PlayStep::Outcome::handed_over:
      return "  (handed over)";
    case PlayStep::Outcome::failed:
      return "  failed: ";
  }
  return "";
}

void print_step(const PlayStep& step, const TimeZone& zone) {
  fmt::print("{}  {}  {}{}{}\n", zone.to_iso(date::floor<std::chrono::seconds>(step.at)),
             step.room.text(), lamplighter::to_string(step.to), to_string(step.outcome),
             step.message);
  std::fflush(stdout);
}

// What would happen from now to the end of tomorrow; no lamp and no bridge is asked.
Result<void> dry_run(const Planner& planner, Instant now) {
  const TimeZone& zone = planner.place().zone;
  const Date today = zone.date_of(now);
  const std::vector<Plan> plans{planner.plan(today), planner.plan(plus_days(today, 1))};
  fmt::print("{}", plan_for_people(plans, zone));
  return {};
}

Result<void> run_play(const PlayOptions& options) {
  const Result<Planner> planner = Planner::open(options.planner);
  if (!planner) return planner.error();
  SystemClock clock;
  if (options.dry_run) return dry_run(*planner, clock.now());
  const Result<Config> config = load_config(config_path(options.planner.config));
  if (!config) return config.error();
  std::optional<Instant> until;
  if (!options.until.empty()) {
    const Result<Instant> parsed = parse_instant(options.until);
    if (!parsed) return with_context("--until", parsed.error());
    until = *parsed;
  }
  Signals signals;
  // Without the stop token: handing the lamps over comes after the stop.
  const Result<std::unique_ptr<BridgeLink>> link = open_bridge(config->hue, clock);
  if (!link) return link.error();
  hue::BridgeLamps lamps((*link)->bridge(), room_lamps(*config));
  const TimeZone& zone = planner->place().zone;
  Player player(
      clock, lamps, [&](Instant at) -> Result<Plan> { return planner->plan_at(at); },
      {.on_stop = config->away.on_stop}, [&](const PlayStep& step) { print_step(step, zone); });
  return player.play(signals.token(), until);
}

}  // namespace

void add_play(CLI::App& program, Action& chosen) {
  auto options = std::make_shared<PlayOptions>();
  CLI::App* command =
      program.add_subcommand("play", "Carries the plan out on the lamps until stopped");
  add_planner_options(*command, options->planner);
  command->add_flag("--dry-run", options->dry_run, "Print what would happen and touch nothing");
  command->add_option("--until", options->until,
                      "Stop at this instant, as 2016-07-31T23:00:00-07:00");
  command->footer(
      "Example:\n  lamplighter play --dry-run --model house.json --seed 1\n  lamplighter play");
  command->callback([options, &chosen] { chosen = [options] { return run_play(*options); }; });
}

}  // namespace lamplighter::app
