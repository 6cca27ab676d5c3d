// SPDX-License-Identifier: Apache-2.0
#include "cli/program.h"
#include "page/homes.h"
#include "page/page.h"
#include "system/clocks.h"
#include "system/signals.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace lamplighter::app {
namespace {

struct ServeOptions {
  std::string config;
  std::optional<int> port;
  bool set_password = false;
  std::vector<std::string> homes;  ///< stores of many homes; empty: the page of one house
};

Result<void> set_password(const Config& config) {
  const Result<std::string> password = ask_password();
  if (!password) return password.error();
  const Result<void> kept = set_page_password(config, *password);
  if (kept)
    fmt::print(stderr, "Stored in {}; it takes effect when the page starts.\n",
               password_path(config));
  return kept;
}

void wait_for_end(const Signals& signals, SystemClock& clock) {
  while (!signals.token().stop_requested()) clock.sleep_until(clock.now() + 1h, signals.token());
}

/// The config is optional; the password is stored in the first store.
Result<void> serve_homes(const ServeOptions& options, Config config, const Signals& signals) {
  config.store.directory = options.homes.front();
  if (options.set_password) return set_password(config);
  if (options.port) config.web.port = *options.port;
  SystemClock clock;
  const csv::StoreFolders stores(options.homes.front(),
                                 {options.homes.begin() + 1, options.homes.end()});
  const auto page = HomesPage::open(config, stores, clock);
  if (!page) return page.error();
  fmt::print(stderr, "The page is at {}://{}:{}/\n",
             config.web.certificate.empty() ? "http" : "https", config.web.listen, (*page)->port());
  wait_for_end(signals, clock);
  return {};
}

Result<void> run_serve(const ServeOptions& options) {
  const Signals signals;  // before any thread is started
  Result<Config> config = load_config(config_path(options.config));
  const bool is_first = !config && config.error().fault == Fault::not_found;
  const bool needs_none = options.set_password || !options.homes.empty();
  if (is_first && needs_none) config = Config();  // before set-up there is no config
  if (!config) return config.error();
  if (!options.homes.empty()) return serve_homes(options, *std::move(config), signals);
  if (options.set_password) return set_password(*config);
  if (options.port) config->web.port = *options.port;
  SystemClock clock;
  const Result<std::unique_ptr<Page>> page = Page::open(*config, clock);
  if (!page) return page.error();
  fmt::print(stderr, "The page is at {}\n", (*page)->address());
  wait_for_end(signals, clock);
  return {};
}

}  // namespace

void add_serve(CLI::App& program, Action& chosen) {
  auto options = std::make_shared<ServeOptions>();
  CLI::App* command =
      program.add_subcommand("serve", "Serves the web page, without capture and play");
  command->add_option("--config", options->config, "Config file");
  command->add_option("--port", options->port, "Overrides [web] port; 0: any free port")
      ->check(CLI::Range(0, 65535));
  command->add_flag("--set-password", options->set_password,
                    "Asks for the page's password, or reads it from stdin, and stores its hash");
  command
      ->add_option("--homes", options->homes,
                   "Serves the health of many homes instead; DIR: the stores of all workers")
      ->type_name("DIR");
  command->footer(
      "Example:\n  lamplighter serve --config lamplighter.toml\n"
      "  lamplighter serve --homes /var/lib/lamplighter/w1 /var/lib/lamplighter/w2");
  command->callback([options, &chosen] { chosen = [options] { return run_serve(*options); }; });
}

}  // namespace lamplighter::app
