// SPDX-License-Identifier: Apache-2.0
#include "cli/program.h"
#include "config/options.h"
#include "documents/plan_text.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <memory>

namespace lamplighter::app {
namespace {

struct SunOptions {
  PlaceOptions place;
  std::string date = "today";
  bool json = false;
};

Result<void> run_sun(const SunOptions& options) {
  const Result<Place> place = resolve_place(options.place);
  if (!place) return place.error();
  const Result<Date> date = parse_day(options.date, today_at(place->zone));
  if (!date) return with_context("--date", date.error());
  fmt::print("{}", options.json ? sun_json(*place, *date) : sun_for_people(*place, *date));
  return {};
}

}  // namespace

void add_sun(CLI::App& program, Action& chosen) {
  auto options = std::make_shared<SunOptions>();
  CLI::App* command = program.add_subcommand("sun", "Sunrise, sunset and the zones of a day");
  add_place_options(*command, options->place);
  command->add_option("--date", options->date, "The day: 2016-07-31, today, tomorrow, a weekday")
      ->capture_default_str();
  command->add_flag("--json", options->json, "One JSON document on stdout");
  command->footer(
      "Example:\n  lamplighter sun --date 2016-07-02 --latitude 37.36 --longitude -122.01 "
      "--time-zone America/Los_Angeles");
  command->callback([options, &chosen] { chosen = [options] { return run_sun(*options); }; });
}

}  // namespace lamplighter::app
