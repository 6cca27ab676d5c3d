// SPDX-License-Identifier: Apache-2.0
#include "cli/program.h"
#include "page/page.h"
#include "system/clocks.h"
#include "system/signals.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <memory>
#include <optional>

namespace lamplighter::app {
namespace {

struct ServeOptions {
  std::string config;
  std::optional<int> port;
  bool set_password = false;
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

Result<void> run_serve(const ServeOptions& options) {
  const Signals signals;  // before any thread
  Result<Config> config = load_config(config_path(options.config));
  const bool is_first = !config && config.error().fault == Fault::not_found;
  if (is_first && options.set_password) config = Config();  // before anything is set up
  if (!config) return config.error();
  if (options.set_password) return set_password(*config);
  if (options.port) config->web.port = *options.port;
  SystemClock clock;
  const Result<std::unique_ptr<Page>> page = Page::open(*config, clock);
  if (!page) return page.error();
  fmt::print(stderr, "The page is at {}\n", (*page)->address());
  while (!signals.token().stop_requested()) clock.sleep_until(clock.now() + 1h, signals.token());
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
  command->footer("Example:\n  lamplighter serve --config lamplighter.toml");
  command->callback([options, &chosen] { chosen = [options] { return run_serve(*options); }; });
}

}  // namespace lamplighter::app
