// SPDX-License-Identifier: Apache-2.0
#include "cli/program.h"
#include "config/config.h"
#include "config/config_table.h"
#include "config/options.h"
#include "state/away_file.h"
#include "state/store_mount.h"
#include "system/clocks.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <memory>

namespace lamplighter::app {
namespace {

struct AwayOptions {
  std::string config;
  std::string until;
  bool json = false;
};

/// In the local time of the house if the config has its location, otherwise in UTC.
std::string shown(Instant at, const Config& config) {
  const Instant second = std::chrono::floor<std::chrono::seconds>(at);
  const Result<Place> place = place_of(config);
  return place ? place->zone.to_iso(second) : to_iso(second);
}

Result<std::optional<Instant>> until_of(const AwayOptions& options, const Config& config,
                                        Instant now) {
  if (options.until.empty()) return std::optional<Instant>();
  const Result<Place> place = place_of(config);
  if (!place) return place.error();
  const Result<Instant> until = parse_moment(with_date(options.until, place->zone.date_of(now)),
                                             place->zone, DayEnd::after_the_last);
  if (!until) return with_context("--until", until.error());
  if (*until <= now) return Error{Fault::bad_input, "--until: this time is in the past"};
  return std::optional<Instant>(*until);
}

/// A text as one shell word.
std::string quoted(const std::string& text) {
  const bool is_plain = text.find_first_not_of(
                            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                            "0123456789_-./:+") == std::string::npos;
  if (is_plain) return text;
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

/// Prints what `away off` ended, and which vacations are still to come.
void say_what_ended(const OccupancyOverride& before, const OccupancyOverride& order,
                    const AwayOptions& options, const Config& config) {
  const Result<std::vector<Vacation>> vacations = vacations_of(config);
  if (!vacations) return;
  const Instant now = order.given_at;
  if (const auto ended = vacation_under_way(before, *vacations, now)) {
    const std::string until = shown(ended->until, config);
    fmt::print("home; this ended the vacation from {} until {}\n", shown(ended->from, config),
               until);
    fmt::print("to undo: lamplighter away on --until {}{}\n", until,
               options.config.empty() ? "" : " --config " + quoted(options.config));
  }
  if (const auto next = next_change(order, *vacations, now))
    fmt::print("home until {}, when the next vacation begins\n", shown(*next, config));
}

Result<void> say(bool away, const AwayOptions& options) {
  const Result<Config> config = load_config(config_path(options.config));
  if (!config) return config.error();
  const Instant now = SystemClock().now();
  const auto until = until_of(options, *config, now);
  if (!until) return until.error();
  const std::string& store = config->store.directory;
  // Home is always accepted: if the disk is missing, a service that waits for it reads the order
  // too.
  if (Result<void> mounted = check_store_is_mounted(store); away && !mounted) return mounted;
  const OccupancyOverride order{.away = away, .given_at = now, .until = *until};
  OccupancyOverride before;
  const auto kept = change_away(store, [&](const OccupancyOverride& known) {
    before = known;
    return order;
  });
  if (!kept) return kept.error();
  if (!away) say_what_ended(before, order, options, *config);
  return {};
}

Result<void> show(const AwayOptions& options) {
  const Result<Config> config = load_config(config_path(options.config));
  if (!config) return config.error();
  const Result<OccupancyOverride> word = read_away(config->store.directory);
  if (!word) return word.error();
  const Result<std::vector<Vacation>> vacations = vacations_of(*config);
  if (!vacations) return vacations.error();
  const Instant now = SystemClock().now();
  const bool away = is_away(*word, *vacations, now);
  const std::optional<Instant> next = next_change(*word, *vacations, now);
  if (options.json) {
    const auto or_null = [&](const std::optional<Instant>& at) {
      return at ? nlohmann::ordered_json(shown(*at, *config)) : nlohmann::ordered_json();
    };
    fmt::print("{}\n",
               nlohmann::ordered_json{{"away", away}, {"next_change", or_null(next)}}.dump());
  } else {
    fmt::print("{}{}\n", away ? "away" : "home",
               next ? "; changes automatically at " + shown(*next, *config) : "");
  }
  return {};
}

CLI::App* add_word(CLI::App& command, const std::shared_ptr<AwayOptions>& options,
                   const std::string& word, const std::string& about) {
  CLI::App* added = command.add_subcommand(word, about);
  added->add_option("--config", options->config, "Config file");
  return added;
}

}  // namespace

void add_away(CLI::App& program, Action& chosen) {
  auto options = std::make_shared<AwayOptions>();
  CLI::App* command = program.add_subcommand("away", "Shows or sets whether the house is away");
  command->require_subcommand(1);
  CLI::App* on = add_word(*command, options, "on", "Away: the lamps may be played");
  on->add_option("--until", options->until,
                 "When to switch back to home: 2026-12-24 or sunday (after that day), or "
                 "2026-12-24T18:00");
  CLI::App* off = add_word(*command, options, "off", "Home: lamps are left alone");
  CLI::App* status = add_word(*command, options, "status", "Whether the lamps may be played now");
  status->add_flag("--json", options->json, "One JSON document on stdout");
  command->footer(
      "A running `lamplighter run` or `lamplighter play` follows within a second.\n"
      "Example:\n  lamplighter away on --until 2026-12-24T18:00\n  lamplighter away off");
  on->callback([options, &chosen] { chosen = [options] { return say(true, *options); }; });
  off->callback([options, &chosen] { chosen = [options] { return say(false, *options); }; });
  status->callback([options, &chosen] { chosen = [options] { return show(*options); }; });
}

}  // namespace lamplighter::app
