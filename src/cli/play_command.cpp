// SPDX-License-Identifier: Apache-2.0
#include "cli/program.h"
#include "config/config.h"
#include "config/config_table.h"
#include "config/options.h"
#include "documents/plan_text.h"
#include "learning/planner.h"
#include "service/play_house.h"
#include "state/away_file.h"
#include "system/clocks.h"
#include "system/signals.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <memory>
#include <random>
#include <thread>
#include <utility>

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
    case PlayStep::Outcome::restored:
      return "  (restored)";
    case PlayStep::Outcome::changed_manually:
      return "  (changed manually; left alone)";
    case PlayStep::Outcome::failed:
    case PlayStep::Outcome::silent:
      return "  failed: ";
    case PlayStep::Outcome::answers_again:
      return "  (answers again)";
  }
  return "";
}

void print_step(const PlayStep& step, const TimeZone& zone) {
  const std::string room = step.room.empty() ? "all rooms" : step.room.text();
  print_if_possible(stdout, "{}  {}  {}{}{}\n",
                    zone.to_iso(std::chrono::floor<std::chrono::seconds>(step.at)), room,
                    lamplighter::to_string(step.to), to_string(step.outcome), step.message);
  std::fflush(stdout);
}

/// Prints that a vacation begins before `until` while the household is home: its first morning is
/// planned like any other, but not played.
void print_begin_of_vacation(const PlayOptions& options, const TimeZone& zone, Instant now,
                             Instant until) {
  const Result<Config> config = load_config(config_path(options.planner.config));
  if (!config) return;
  const auto vacations = vacations_of(*config);
  const auto order = read_away(config->store.directory);
  if (!vacations || !order || is_away(*order, *vacations, now)) return;
  const std::optional<Instant> begins = next_change(*order, *vacations, now);
  if (begins && *begins < until)
    fmt::print("\nThe vacation begins at {}; before that no lamp is switched.\n",
               zone.to_iso(*begins));
}

// What would happen from now to the end of tomorrow; neither lamps nor bridge are contacted.
Result<void> dry_run(const PlayOptions& options, const Planner& planner, Instant now) {
  const TimeZone& zone = planner.place().zone;
  const Date today = zone.date_of(now);
  const Instant tomorrow = zone.start_of_day(plus_days(today, 1));
  const std::vector<Plan> plans{planner.play_at(now), planner.play_at(tomorrow)};
  fmt::print("{}", plan_for_people(plans, zone));
  print_begin_of_vacation(options, zone, now, plans.back().until);
  return {};
}

Result<std::optional<Instant>> until_of(const PlayOptions& options, const TimeZone& zone) {
  if (options.until.empty()) return std::optional<Instant>();
  const Result<Instant> parsed =
      parse_moment(with_date(options.until, today_at(zone)), zone, DayEnd::after_the_last);
  if (!parsed) return with_context("--until", parsed.error());
  return std::optional<Instant>(*parsed);
}

/// Prints once that the play waits for the household to leave.
void say_if_home(const PlayStatus& status, bool& is_reported) {
  if (!status.away && !std::exchange(is_reported, true))
    print_if_possible(stderr, "the house is not away; start playing with: lamplighter away on\n");
}

void print_trouble(const Error& error) { print_if_possible(stderr, "note: {}\n", error.message); }

Result<void> run_play(const PlayOptions& options) {
  const Result<Planner> planner = Planner::open(options.planner);
  if (!planner) return planner.error();
  SystemClock clock;
  if (options.dry_run) return dry_run(options, *planner, clock.now());
  const Result<Config> config = load_config(config_path(options.planner.config));
  if (!config) return config.error();
  const Result<std::optional<Instant>> until = until_of(options, planner->place().zone);
  if (!until) return until.error();
  Signals signals;
  const TimeZone zone = planner->place().zone;
  std::random_device chance;
  const auto house = PlayHouse::open(
      *config, options.planner, clock, Rng(chance()),
      {[zone](const PlayStep& step) { print_step(step, zone); }, print_trouble, print_trouble});
  if (!house) return house.error();
  std::jthread timer;
  std::stop_source stop;
  const std::stop_callback stops(signals.token(), [&] { stop.request_stop(); });
  if (*until) {
    timer = std::jthread([&](const std::stop_token& ended) {
      while (!ended.stop_requested() && clock.now() < **until) clock.sleep_until(**until, ended);
      stop.request_stop();
    });
  }
  bool is_reported = false;
  (*house)->run(stop.get_token(),
                [&](const PlayStatus& status) { say_if_home(status, is_reported); });
  (*house)->restore_lamps();
  return {};
}

}  // namespace

void add_play(CLI::App& program, Action& chosen) {
  auto options = std::make_shared<PlayOptions>();
  CLI::App* command =
      program.add_subcommand("play", "Carries out the plan on the lamps while the house is away");
  add_planner_options(*command, options->planner);
  command->add_flag("--dry-run", options->dry_run,
                    "Dry run: print the switches and command no lamp");
  command->add_option("--until", options->until,
                      "When to stop: 2016-07-31 or sunday (after that day), or todayT23:00");
  command->footer(
      "Example:\n  lamplighter play --dry-run --model house.json --seed 1\n  lamplighter play");
  command->callback([options, &chosen] { chosen = [options] { return run_play(*options); }; });
}

}  // namespace lamplighter::app
