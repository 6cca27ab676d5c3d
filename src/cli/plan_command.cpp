// SPDX-License-Identifier: Apache-2.0
#include "cli/program.h"
#include "config/config_table.h"
#include "config/options.h"
#include "documents/plan_text.h"
#include "learning/planner.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <memory>
#include <vector>

namespace lamplighter::app {
namespace {

struct PlanOptions {
  PlannerOptions planner;
  std::string home;
  std::string date = "today";
  int days = 1;
  bool json = false;
  bool csv = false;
};

Result<void> run_plan(const PlanOptions& options) {
  const Result<Planner> planner = Planner::open(options.planner);
  if (!planner) return planner.error();
  const TimeZone& zone = planner->place().zone;
  const Result<Date> first = parse_day(options.date, today_at(zone));
  if (!first) return with_context("--date", first.error());
  for (const Date& day : {*first, plus_days(*first, options.days)}) {
    if (auto possible = check_in_files(zone.start_of_day(day), to_iso(day)); !possible)
      return with_context("--date", possible.error());
  }
  std::vector<Plan> plans;
  for (int i = 0; i < options.days; ++i) plans.push_back(planner->play(plus_days(*first, i)));
  if (options.json) {
    fmt::print("{}", plan_json(plans, zone, options.planner.seed));
  } else if (options.csv) {
    fmt::print("{}", plan_csv(plans));
  } else {
    fmt::print("{}", plan_for_people(plans, zone));
  }
  return {};
}

}  // namespace

void add_plan(CLI::App& program, Action& chosen) {
  auto options = std::make_shared<PlanOptions>();
  CLI::App* command =
      program.add_subcommand("plan", "The switches of a day as they will be played");
  add_planner_options(*command, options->planner);
  add_home_option(*command, options->home);
  command
      ->add_option("--date", options->date, "The first day: 2016-07-31, today, tomorrow, a weekday")
      ->capture_default_str();
  command->add_option("--days", options->days, "How many days")
      ->check(CLI::Range(1, 3660))
      ->capture_default_str();
  auto* json = command->add_flag("--json", options->json, "One JSON document on stdout");
  command->add_flag("--csv", options->csv, "An on/off file on stdout")->excludes(json);
  command->footer(
      "Example:\n  lamplighter plan --date tomorrow\n"
      "  lamplighter plan --model house.json --date 2016-07-31 --days 7 --seed 1");
  command->callback([options, &chosen] {
    options->planner.config = with_home(options->planner.config, options->home);
    chosen = [options] { return run_plan(*options); };
  });
}

}  // namespace lamplighter::app
