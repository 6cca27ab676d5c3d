// SPDX-License-Identifier: Apache-2.0
#include "app/service.h"

#include "app/clocks.h"
#include "app/give_back_memory.h"
#include "app/lamp_names.h"
#include "app/log.h"
#include "app/model_file.h"
#include "app/service_manager.h"

#include <random>
#include <thread>

namespace lamplighter::app {
namespace {

/// Longer than the slowest turn: a bridge that answers nothing, a disk that wakes up.
constexpr auto patience = std::chrono::seconds(120);
constexpr auto watch_pause = std::chrono::seconds(1);

Rng some_chance() {
  std::random_device device;
  return Rng(device());
}

void say_without_model(const Error& error) {
  if (error.fault != Fault::not_found)
    return log::warn("nothing can be played yet: {}", error.message);
  log::info("no model yet; until `lamplighter train` makes one, days are an ordinary household's");
}

}  // namespace

Result<std::unique_ptr<Service>> Service::open(const Config& config, Clock& clock) {
  std::unique_ptr<Service> service(new Service(clock));
  const bool plays = has_lamps(config);
  if (config.sources.empty() && !plays) {
    return Error{Fault::bad_input, config.path +
                                       ": nothing to do; add a [[source]] to capture, or the lamps "
                                       "of each [[room]], with [hue] where a bridge has them, to "
                                       "play"};
  }
  if (!config.sources.empty()) {
    auto capture = CaptureLoop::open(config, clock, some_chance());
    if (!capture) return capture.error();
    service->capture_ = *std::move(capture);
  }
  if (plays) {
    if (Result<void> opened = service->open_play(config); !opened) return opened.error();
  }
  if (service->capture_ && service->house_) {
    service->capture_->tell(
        [house = service->house_.get()](const Reading& reading) { house->light(reading); });
  }
  service->open_page(config);
  give_back_memory();  // of the start
  return service;
}

Service::~Service() = default;

Result<void> Service::open_play(const Config& config) {
  auto house = PlayHouse::open(config, planning_by(config), clock_, some_chance(),
                               {[this](const PlayStep& step) { log_step(step); },
                                [](const Error& error) { log::warn("{}", error.message); },
                                [](const Error& error) { log::debug("{}", error.message); },
                                [this] { house_seen_ = Steady::now(); }});
  if (!house) return house.error();
  house_ = *std::move(house);
  if (const Result<HouseModel> model = read_model_file(model_path(config)); !model)
    say_without_model(model.error());
  auto link = HouseLink::open(config, house_->presence(), clock_, some_chance());
  if (!link) return link.error();
  link_ = *std::move(link);
  return {};
}

/// A house whose page cannot be had is played all the same.
void Service::open_page(const Config& config) {
  if (config.web.port == 0) return;
  auto page = Page::open(config, clock_);
  if (!page) return log::warn("no page: {}", page.error().message);
  page_ = *std::move(page);
  log::info("the page is at {}", page_->address());
  if (capture_) {
    capture_->report_to(
        [shown = page_.get()](const CaptureReport& report) { shown->report(report); });
  }
}

Result<void> Service::run(const std::stop_token& stop, const std::stop_token& reload) {
  std::stop_source over;
  const std::stop_callback on_stop(stop, [&] { over.request_stop(); });
  const std::stop_callback on_reload(reload, [&] { over.request_stop(); });
  capture_seen_ = house_seen_ = Steady::now();
  Result<void> captured;
  std::jthread capturing;
  std::jthread playing;
  if (capture_) {
    capturing = std::jthread([&] {
      captured = capture_->run(over.get_token(), [&] { capture_seen_ = Steady::now(); });
      over.request_stop();  // it does not end by itself, but if it did, we must
    });
  }
  if (house_) {
    playing = std::jthread([&] {
      house_->run(over.get_token(), [&](const SitterStatus& status) { link_->show(status); });
    });
  }
  watch(over.get_token());
  if (capturing.joinable()) capturing.join();
  if (playing.joinable()) playing.join();
  return captured;
}

void Service::step_aside() {
  if (capture_) capture_->report_to(nullptr);
  page_.reset();
  link_.reset();
  capture_.reset();
}

void Service::hand_over() {
  if (house_) house_->hand_over();
}

/// Keeps systemd's watchdog quiet for as long as every part takes its turns.
void Service::watch(const std::stop_token& stop) {
  SystemClock real;  // systemd's time, whatever clock we play by
  const bool is_watched = service_manager::watchdog_period().has_value();
  while (!stop.stop_requested()) {
    if (is_watched && is_alive()) service_manager::say_alive();
    real.sleep_until(real.now() + (is_watched ? watch_pause : std::chrono::hours(1)), stop);
  }
}

bool Service::is_alive() const {
  const auto oldest = Steady::now() - patience;
  return (!capture_ || capture_seen_.load() > oldest) && (!house_ || house_seen_.load() > oldest);
}

/// At the usual level only what is said at home too: the lamps are looked at then as well.
void Service::log_step(const PlayStep& step) {
  const std::string room = step.room.empty() ? "lamps" : "room " + step.room.text();
  switch (step.outcome) {
    case PlayStep::Outcome::silent:
      return log::warn("{}", step.message);
    case PlayStep::Outcome::answers_again:
      return log::info("{}: answers again", room);
    case PlayStep::Outcome::failed:
      return log::debug("{}: {}", room, step.message);
    case PlayStep::Outcome::touched:
      return log::debug("{}: {} by hand; left alone", room, to_string(step.to));
    case PlayStep::Outcome::switched:
    case PlayStep::Outcome::handed_over:
      return log::debug("{}: {}", room, to_string(step.to));
  }
}

}  // namespace lamplighter::app
