// SPDX-License-Identifier: Apache-2.0
#include "cli/program.h"
#include "demo/evening.h"
#include "service/service.h"
#include "setup/house_setup.h"
#include "system/clocks.h"
#include "system/log.h"
#include "system/signals.h"
#include "system/text_file.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <thread>

namespace lamplighter::app {
namespace {

struct RunOptions {
  std::string config;
  bool verbose = false;
};

/// A service runs one house. Errors: bad_input for a config of several workers or homes.
Result<Config> load_house_config(const std::string& path) {
  Result<Config> config = load_config(path);
  if (!config) return config;
  const bool is_shared = !config->broker.share.empty();
  const bool has_homes = std::ranges::any_of(config->sources, [](const SourceConfig& one) {
    return one.topic.find("{home}") != std::string::npos;
  });
  if (!is_shared && !has_homes) return config;
  return Error{
      Fault::bad_input,
      fmt::format("{}: {} is for many workers or homes, and `run` plays one house; run: {}", path,
                  is_shared ? "[broker] share" : "{home} in a topic",
                  command_for(*config, "capture"))};
}

/// Whether both have the same lamps in the same rooms.
bool has_the_same_lamps(const Config& one, const Config& other) {
  const auto is_same = [](const RoomConfig& a, const RoomConfig& b) {
    return a.name == b.name && a.lamps == b.lamps;
  };
  return one.hue.key_file == other.hue.key_file && one.store.directory == other.store.directory &&
         std::equal(one.rooms.begin(), one.rooms.end(), other.rooms.begin(), other.rooms.end(),
                    is_same);
}

/// Runs the import that a set-up requested, beside the service, until it is stopped.
std::jthread import_beside(const Config& config) {
  return std::jthread([config](const std::stop_token& stop) {
    const Result<void> imported = import_wanted_past(config, stop);
    if (!imported) log::warn("{}", imported.error().message);
  });
}

/// A service with the current config; if a part of it cannot start, and all parts could with the
/// previous config, a service with the previous one. `config` is set to the one that is used.
/// Errors: neither can be used.
Result<std::unique_ptr<Service>> open_fresh(const std::string& path, const Result<Config>& fresh,
                                            Config& config, Clock& clock,
                                            const PageSessions& sessions) {
  auto next = fresh ? Service::open(*fresh, clock, sessions)
                    : Result<std::unique_ptr<Service>>(fresh.error());
  const bool is_usable = next.has_value();
  const std::string trouble = is_usable ? (*next)->trouble() : next.error().message;
  if (!trouble.empty()) {
    if (is_usable) next->reset();  // only one service can hold the store
    auto old = Service::open(config, clock, sessions);
    if (!is_usable || (old && (*old)->trouble().empty())) {
      log::warn("{}; keeping the previous configuration", trouble);
      return old;
    }
    if (old) old->reset();
    next = Service::open(*fresh, clock, sessions);
    if (!next) return next;
  }
  log::info("{}: read again", path);
  config = *fresh;
  return next;
}

/// Replaces a service that has ended by one with the current config. Errors: those of open_fresh;
/// the old service then still exists, to restore the lamps.
Result<void> reload(const std::string& path, Config& config, std::unique_ptr<Service>& service,
                    Clock& clock, const PageSessions& sessions) {
  const Result<Config> fresh = load_house_config(path);
  service->step_aside();
  if (fresh && !has_the_same_lamps(config, *fresh)) service->restore_lamps();
  auto next = open_fresh(path, fresh, config, clock, sessions);
  if (!next) return next.error();
  if (!(*next)->plays()) service->restore_lamps();  // otherwise the lamps would not be restored
  service = *std::move(next);
  return {};
}

/// There is no config yet, or only the one without rooms that the start script of the Home
/// Assistant app writes.
bool is_unfinished(const Result<Config>& config) {
  if (!config) return config.error().fault == Fault::not_found;
  return config->web.ingress && !captures(*config) && !has_lamps(*config);
}

void say_where(const FutureHouse& future, const std::string& address) {
  log::info("{}: nothing is set up yet; a demo household plays on the page until it is",
            future.config.path);
  log::info("the page is at {}", address);
  if (future.code.empty()) return;
  log::info(
      "to set its password from another machine: open http://<this machine>:{}/ and enter the "
      "code {}",
      future.config.web.port, future.code);
}

/// Waits for a usable config; false if the program is to end. Logs an unusable config once.
bool wait_for_config(const std::string& path, const std::stop_token& stop) {
  SystemClock clock;
  std::string last_reason;
  while (!stop.stop_requested()) {
    const Result<Config> config = load_house_config(path);
    const bool is_waited_for = is_unfinished(config);
    if (config && !is_waited_for) return true;
    if (!config && !is_waited_for && config.error().message != last_reason)
      log::warn("{}", last_reason = config.error().message);
    service_manager::say_alive();
    clock.sleep_until(clock.now() + 1s, stop);
  }
  return false;
}

/// Shows a demo on the page until there is a config. Returns whether there is one. Errors: those of
/// the demo and its page.
Result<bool> run_until_configured(const std::string& path, const PageSessions& sessions,
                                  const Signals& signals) {
  Result<std::string> code = web::make_code();
  if (!code) return code.error();
  Result<Config> begun = load_config(path);
  FutureHouse future{begun ? *std::move(begun) : unconfigured_house(path), *std::move(code),
                     sessions};
  const bool is_local = web::is_loopback(future.config.web.listen);
  const Result<web::ServerSettings> settings = page_settings(future.config);
  if (!settings) return settings.error();
  if (is_local || settings->password || !settings->ingress.empty()) future.code.clear();
  std::string folder =
      (std::filesystem::temp_directory_path() / "lamplighter-demo-XXXXXX").string();
  if (::mkdtemp(folder.data()) == nullptr) return Error{Fault::io, folder + ": cannot be created"};
  Result<void> played;
  std::stop_source over;
  std::jthread demo([&] {
    played = play_demo_household(
        {folder, future}, [&](const std::string& at) { say_where(future, at); }, over.get_token());
    over.request_stop();
  });
  const std::stop_callback on_stop(signals.token(), [&] { over.request_stop(); });
  service_manager::say_ready();
  const bool is_there = wait_for_config(path, over.get_token());
  SystemClock clock;  // the page that wrote it may still be sending its response
  clock.sleep_until(clock.now() + 500ms, over.get_token());
  over.request_stop();
  demo.join();
  std::error_code ignored;
  std::filesystem::remove_all(folder, ignored);
  if (!played) return played.error();
  return is_there;
}

/// The text of the config, or why it cannot be read.
std::string text_of(const std::string& path) {
  const Result<std::string> text = read_text_file(path, largest_config);
  return text ? *text : text.error().message;
}

/// All problems of a config; if it has none of its own, why no service could be opened with it.
std::vector<std::string> problems_of(const std::string& path, const Error& error) {
  const Result<CheckedConfig> checked = check_config(path);
  if (checked && !checked->problems.empty()) return checked->problems;
  return {error.message};
}

/// Shows on the page what is wrong with the config, until the file is no longer `text` or the
/// program is to end. Errors: the given one, if there is no page or nobody who would restart us.
Result<void> show_config_error(const std::string& path, const std::string& text, const Error& error,
                               const PageSessions& sessions, const std::stop_token& stop) {
  const Config config = config_of_page(path);
  if (!service_manager::is_unattended() || config.web.port == 0) return error;
  SystemClock clock;
  const auto page =
      Page::open(config, clock, {.sessions = sessions, .problems = problems_of(path, error)});
  if (!page) return error;
  log::warn("{}", error.message);
  log::warn(
      "nothing is captured or played until the config is correct; check it with: lamplighter "
      "check; the page at {} shows what is wrong",
      (*page)->address());
  service_manager::say_ready();
  while (!stop.stop_requested() && text_of(path) == text) {
    service_manager::say_alive();
    clock.sleep_until(clock.now() + 1s, stop);
  }
  return {};
}

/// The first service, and its config; before that, the demo or the page with the config's errors.
/// Null if the program is to end.
Result<std::unique_ptr<Service>> open_first(const std::string& path, Config& config, Clock& clock,
                                            const PageSessions& sessions, const Signals& signals) {
  while (!signals.token().stop_requested()) {
    const std::string text = text_of(path);
    const Result<Config> loaded = load_house_config(path);
    if (is_unfinished(loaded)) {
      const Result<bool> is_there = run_until_configured(path, sessions, signals);
      if (!is_there) return is_there.error();
      continue;
    }
    if (loaded) config = *loaded;
    auto service = loaded ? Service::open(config, clock, sessions)
                          : Result<std::unique_ptr<Service>>(loaded.error());
    const bool is_wrong = !loaded || (!service && service.error().fault == Fault::bad_input);
    if (!is_wrong) return service;
    const auto shown = show_config_error(path, text, service.error(), sessions, signals.token());
    if (!shown) return shown.error();
  }
  return std::unique_ptr<Service>();
}

/// Runs services until `signals` requests a stop; restarts with every new config.
Result<void> run_services(const RunOptions& options, const Signals& signals, Bell& hangup) {
  const std::string path = config_path(options.config);
  const auto sessions = std::make_shared<web::Sessions>();
  SystemClock clock;
  Config config;
  std::stop_token hung_up = hangup.listen();
  Result<std::unique_ptr<Service>> opened = open_first(path, config, clock, sessions, signals);
  if (!opened) return opened.error();
  if (*opened == nullptr) return {};
  std::unique_ptr<Service> service = *std::move(opened);
  Result<void> went;
  while (went && !signals.token().stop_requested()) {
    service_manager::say_ready();
    std::jthread import = import_beside(config);
    went = service->run(signals.token(), hung_up);
    import = {};  // it must not open the store while the service does not hold it
    if (signals.token().stop_requested()) break;
    if (!went) log::warn("{}", went.error().message);  // the rows are in the journal
    service_manager::say_reloading();
    hung_up = hangup.listen();
    went = reload(path, config, service, clock, sessions);
  }
  service_manager::say_stopping();
  service->restore_lamps();
  return went;
}

Result<void> run_run(const RunOptions& options) {
  log::to_stderr();
  if (options.verbose) log::show_debug();
  Bell hangup;
  const Signals signals([&hangup] { hangup.ring(); });  // before any thread is started
  return run_services(options, signals, hangup);
}

}  // namespace

void add_run(CLI::App& program, Action& chosen) {
  auto options = std::make_shared<RunOptions>();
  CLI::App* command =
      program.add_subcommand("run", "The service: captures, and plays while the house is away");
  command->add_option("--config", options->config, "Config file");
  command->add_flag("--verbose", options->verbose,
                    "Also log every switch; this reveals when the house is away");
  command->footer(
      "SIGHUP reads the config again. examples/lamplighter.service is a unit for systemd. Without "
      "a config file a demo household plays on the page until there is one.\n"
      "Example:\n  lamplighter run --config lamplighter.toml");
  command->callback([options, &chosen] { chosen = [options] { return run_run(*options); }; });
}

}  // namespace lamplighter::app
