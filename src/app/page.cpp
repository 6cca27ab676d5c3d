// SPDX-License-Identifier: Apache-2.0
#include "app/page.h"

#include "app/away_file.h"
#include "app/check_capture.h"
#include "app/page_routes.h"
#include "app/page_settings.h"
#include "app/play_record.h"

#include <fmt/format.h>

#include <algorithm>

namespace lamplighter::app {
namespace {

constexpr auto check_good_for = std::chrono::minutes(5);

}  // namespace

Page::Page(const Config& config, const Clock& clock, PageStage stage)
    : plans_(config, clock),
      house_{config,
             clock,
             stage.speed,
             std::move(stage.plan),
             [this](const std::string& name) { tell(name); },
             [this] { return changes_.newest(); },
             &capture_,
             &check_},
      check_([this, check = std::move(stage.check)](
                 const std::stop_token&) { return check ? check() : look(); },
             [this] { tell("health"); }, clock, check_good_for) {
  if (!house_.plan) house_.plan = [this](Date date) { return plans_.plan(date); };
}

Result<std::unique_ptr<Page>> Page::open(const Config& config, const Clock& clock,
                                         PageStage stage) {
  const Result<web::ServerSettings> settings = page_settings(config);
  if (!settings) return settings.error();
  std::unique_ptr<Page> page(new Page(config, clock, std::move(stage)));
  page->watch_store();
  auto server =
      web::Server::start(*settings, page_routes(page->house_), web::page_assets(), page->changes_);
  if (!server) return server.error();
  page->server_ = *std::move(server);
  return page;
}

/// Whoever plays in the store, in this process or another, shows what it did in its files. Where
/// they cannot be watched, the page is right when it is loaded.
void Page::watch_store() {
  const std::string& store = house_.config.store.directory;
  for (const std::string& path :
       {away_path(store), played_path(store), absences_path(store), model_path(house_.config)}) {
    auto watch = FileWatch::start(path, [this] { tell("tonight"); });
    if (watch) watches_.push_back(*std::move(watch));
  }
}

/// What another process captures is asked of the broker.
std::vector<Finding> Page::look() {
  std::vector<Finding> findings = check_house(house_.config.path);
  if (capture_.is_ours() || house_.config.sources.empty()) return findings;
  const Result<CaptureTraces> traces = ask_broker(house_.config.broker);
  if (traces && traces->health) capture_.keep(*traces->health, false);
  return findings;
}

void Page::report(const CaptureReport& report) {
  const std::optional<CaptureReport> before = capture_.get();
  capture_.keep(report, true);
  const auto silent = [](const CaptureReport& one) {
    return std::count_if(one.sensors.begin(), one.sensors.end(),
                         [](const SensorReport& sensor) { return sensor.is_silent; });
  };
  if (!before || before->storage_trouble != report.storage_trouble ||
      silent(*before) != silent(report))
    tell("health");
}

void Page::show_troubles(const std::vector<std::string>& troubles) {
  if (capture_.keep_troubles(troubles)) tell("health");
}

std::string Page::address() const {
  const WebConfig& web = house_.config.web;
  const bool is_v6 = web.listen.find(':') != std::string::npos;
  return fmt::format("{}://{}:{}/", web.certificate.empty() ? "http" : "https",
                     is_v6 ? "[" + web.listen + "]" : web.listen, server_->port());
}

}  // namespace lamplighter::app
