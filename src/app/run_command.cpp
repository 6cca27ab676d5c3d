// SPDX-License-Identifier: Apache-2.0
#include "app/clocks.h"
#include "app/commands.h"
#include "app/log.h"
#include "app/service.h"
#include "app/service_manager.h"
#include "app/signals.h"

#include <CLI/CLI.hpp>

#include <atomic>
#include <memory>

namespace lamplighter::app {
namespace {

struct RunOptions {
  std::string config;
  bool verbose = false;
};

/// The config as it is now, or the one before where the new one is wrong.
Config reload(const std::string& path, const Config& old) {
  Result<Config> fresh = load_config(path);
  if (fresh) {
    log::info("{}: read again", path);
    return *std::move(fresh);
  }
  log::warn("{}; the old config stays", fresh.error().message);
  return old;
}

/// Until `signals` stop it, begins anew with every config.
Result<void> run_services(const RunOptions& options, const Signals& signals, Bell& hangup) {
  const std::string path = config_path(options.config);
  Result<Config> config = load_config(path);
  if (!config) return config.error();
  SystemClock clock;
  for (;;) {
    const std::stop_token hung_up = hangup.listen();
    const Result<std::unique_ptr<Service>> service = Service::open(*config, clock);
    if (!service) return service.error();
    service_manager::say_ready();
    Result<void> ran = (*service)->run(signals.token(), hung_up);
    if (!ran || signals.token().stop_requested()) {
      service_manager::say_stopping();
      (*service)->hand_over();
      return ran;
    }
    service_manager::say_reloading();
    config = reload(path, *config);
  }
}

Result<void> run_run(const RunOptions& options) {
  log::to_stderr();
  if (options.verbose) log::show_debug();
  Bell hangup;
  const Signals signals([&hangup] { hangup.ring(); });  // before any thread
  return run_services(options, signals, hangup);
}

}  // namespace

void add_run(CLI::App& program, Action& chosen) {
  auto options = std::make_shared<RunOptions>();
  CLI::App* command =
      program.add_subcommand("run", "The service: captures, and plays while nobody is home");
  command->add_option("--config", options->config, "Config file");
  command->add_flag("--verbose", options->verbose,
                    "Log every switch too; who reads that log learns when nobody is home");
  command->footer(
      "SIGHUP reads the config again. examples/lamplighter.service is a unit for systemd.\n"
      "Example:\n  lamplighter run --config lamplighter.toml");
  command->callback([options, &chosen] { chosen = [options] { return run_run(*options); }; });
}

}  // namespace lamplighter::app
