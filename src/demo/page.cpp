// SPDX-License-Identifier: Apache-2.0
#include "demo/page.h"

#include "state/away_file.h"

#include <fmt/format.h>

#include <utility>

namespace lamplighter::app {
namespace {

/// The demo's broker has ended and its bridge is in no config, so that nobody can be asked.
std::vector<Finding> findings(const Config& config) {
  return {{"config", Verdict::ok, config.path},
          {"store", Verdict::ok, config.store.directory},
          {"model", Verdict::ok, model_path(config)},
          {"broker", Verdict::ok, "the demo's own; it ended when all readings were delivered"},
          {"bridge", Verdict::ok, "emulated, on this machine"},
          {"lamps", Verdict::ok, fmt::format("{} of the emulated bridge", config.rooms.size())}};
}

OccupancyOverride nobody_home(Instant now) { return {.away = true, .said_at = now}; }

}  // namespace

DemoPage::DemoPage(std::string store, Instant now)
    : store_(std::move(store)),
      record_(store_),
      presence_(
          nobody_home(now), {},
          [this](const Presence::Change& change) { return change_away(store_, change); }, bell_) {}

Result<std::unique_ptr<DemoPage>> DemoPage::open(const std::string& config_path, int port,
                                                 const Clock& clock, double speed,
                                                 std::function<Result<Plan>(Date)> plan,
                                                 std::optional<FutureHouse> future) {
  Result<Config> config = load_config(config_path);
  if (!config) return config.error();
  config->web.port = port;
  if (future) config->web = future->config.web;
  std::unique_ptr<DemoPage> page(new DemoPage(config->store.directory, clock.now()));
  PageSessions sessions = future ? future->sessions : nullptr;
  PageStage stage{.speed = speed,
                  .plan = std::move(plan),
                  .check = [found = findings(*config)] { return found; },
                  .is_demo = true,
                  .future = std::move(future),
                  .sessions = std::move(sessions)};
  if (Result<void> started = page->start(*config, clock, std::move(stage)); !started)
    return started.error();
  return page;
}

Result<void> DemoPage::start(const Config& config, const Clock& clock, PageStage stage) {
  if (Result<void> kept = keep_away(store_, nobody_home(clock.now())); !kept) return kept;
  auto watch = FileWatch::start(away_path(store_), [this] { hear_word(); });
  if (!watch) return watch.error();
  watch_ = *std::move(watch);
  auto page = Page::open(config, clock, std::move(stage));
  if (!page) return page.error();
  page_ = *std::move(page);
  return {};
}

void DemoPage::hear_word() {
  presence_.reload([this] {
    const Result<OccupancyOverride> word = read_away(store_);
    return word ? *word : OccupancyOverride{.away = false};
  });
}

}  // namespace lamplighter::app
