// SPDX-License-Identifier: Apache-2.0
#include "service/capture_service.h"

#include "config/broker_login.h"
#include "csv/store.h"
#include "documents/capture_health.h"
#include "system/log.h"

#include <algorithm>

namespace lamplighter::app {
namespace {

constexpr auto first_pause = std::chrono::seconds(1);
constexpr auto longest_retry = std::chrono::seconds(30);

/// Between two reports while it waits, so that a watchdog and the page hear of it.
constexpr auto longest_silence = std::chrono::seconds(5);

/// Without what changes from one attempt to the next: how many rows wait.
std::string reason_of(const std::string& message) { return message.substr(0, message.find(';')); }

}  // namespace

Result<std::unique_ptr<CaptureService>> CaptureService::open(const Config& config, Clock& clock,
                                                             Rng chance) {
  std::unique_ptr<CaptureService> service(new CaptureService(config, clock, chance));
  const Result<void> begun = service->try_to_begin();
  if (begun) return service;
  const bool is_wrong = begun.error().fault == Fault::bad_input;
  const bool is_in_use =
      begun.error().fault == Fault::refused && csv::is_store_in_use(config.store.directory);
  if (is_wrong || is_in_use) return begun.error();
  return service;
}

Result<void> CaptureService::try_to_begin() {
  auto loop = CaptureLoop::open(config_, clock_, chance_);
  trouble_.clear();
  if (!loop) {
    const bool has_login = broker_login(config_.broker).has_value();
    trouble_ =
        (has_login ? "capture cannot write: " : "capture cannot start: ") + loop.error().message;
    return loop.error();
  }
  loop_ = *std::move(loop);
  return {};
}

Result<void> CaptureService::run(const std::stop_token& stop, const Calls& calls) {
  if (!loop_) wait_for_store(stop, calls);
  if (!loop_) return {};
  if (calls.on_reading) loop_->tell(calls.on_reading);
  loop_->report_to(calls.on_report);
  loop_->ask_service(calls.service_troubles);
  return loop_->run(stop, calls.alive);
}

void CaptureService::wait_for_store(const std::stop_token& stop, const Calls& calls) {
  log::warn("{}; retrying automatically", trouble_);
  open_teller();
  auto pause = first_pause;
  while (!loop_ && !stop.stop_requested()) {
    rest(pause, stop, calls);
    if (stop.stop_requested()) break;
    const std::string before = reason_of(trouble_);
    const Result<void> begun = try_to_begin();
    if (!begun && reason_of(trouble_) != before) log::warn("{}", trouble_);
    pause = std::min<std::chrono::seconds>(2 * pause, longest_retry);
  }
  if (teller_) teller_->close();
  teller_.reset();
}

/// Waits, and reports meanwhile. A clock that is set back does not make it longer.
void CaptureService::rest(std::chrono::seconds pause, const std::stop_token& stop,
                          const Calls& calls) {
  const Instant until = clock_.now() + pause;
  report(calls);
  for (Instant now = clock_.now(); now < until && until - now <= pause; now = clock_.now()) {
    if (stop.stop_requested()) return;
    const auto wait = std::min<std::chrono::microseconds>(until - now, longest_silence);
    if (teller_) {
      teller_->receive(std::chrono::ceil<std::chrono::milliseconds>(wait), stop);
      teller_->acknowledge();
    } else {
      clock_.sleep_until(now + wait, stop);
    }
    if (calls.alive) calls.alive();
  }
}

/// Where the broker's login is what is wrong, log and page are told alone.
void CaptureService::open_teller() {
  Result<mqtt::Settings> settings = broker_login(config_.broker);
  if (!settings) return;
  settings->client_id = config_.broker.client_id + "-waiting";
  settings->will = mqtt::Will{config_.broker.topic + "/status", "offline", true};
  auto connection =
      mqtt::Connection::make(*settings, {{}, [this](bool) { report({}); }, {}}, clock_, chance_);
  if (connection) teller_ = *std::move(connection);
}

void CaptureService::report(const Calls& calls) {
  CaptureReport report{.at = clock_.now(),
                       .totals = {},
                       .storage_trouble = trouble_,
                       .sensors = {},
                       .rejections = {},
                       .strangers = {}};
  if (calls.service_troubles) report.service_troubles = calls.service_troubles();
  if (calls.on_report) calls.on_report(report);
  if (!teller_ || !teller_->is_connected()) return;
  const std::string& topic = config_.broker.topic;
  static_cast<void>(teller_->publish(topic + "/status", "online", mqtt::Kept::yes));
  static_cast<void>(teller_->publish(topic + "/health", format_health(report), mqtt::Kept::yes));
}

}  // namespace lamplighter::app
