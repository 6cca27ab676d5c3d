// SPDX-License-Identifier: Apache-2.0
#include "service/service.h"

#include "config/config.h"
#include "learning/house_training.h"
#include "system/clocks.h"
#include "system/log.h"
#include "system/signals.h"
#include "system/trim_heap.h"

#include <algorithm>
#include <random>

namespace lamplighter::app {
namespace {

/// Longer than the slowest turn: an unresponsive bridge, a disk that spins up.
constexpr auto patience = std::chrono::seconds(120);
constexpr auto watch_pause = std::chrono::seconds(1);

/// Between two attempts to start a part.
constexpr auto longest_pause = std::chrono::seconds(30);

Rng some_chance() {
  std::random_device device;
  return Rng(device());
}

void say_without_model(const Error& error) {
  if (error.fault != Fault::not_found)
    return log::warn("nothing can be played yet: {}", error.message);
  log::info("no model yet; until the nightly training makes one, a typical household is played");
}

}  // namespace

std::string_view Service::name_of(Part part) {
  if (part == Part::household_topics) return "household topics";
  return part == Part::play ? "play" : "page";
}

Result<std::unique_ptr<Service>> Service::open(const Config& config, Clock& clock,
                                               PageSessions sessions) {
  if (!captures(config) && !has_lamps(config)) {
    return Error{Fault::bad_input, config.path +
                                       ": nothing to do; add a [[source]] to capture, or the lamps "
                                       "of each [[room]], with [hue] where a bridge has them, to "
                                       "play"};
  }
  trim_heap();  // after loading the program
  std::unique_ptr<Service> service(new Service(config, clock, std::move(sessions)));
  if (captures(config)) {
    auto capture = CaptureService::open(config, clock, some_chance());
    if (!capture) return capture.error();
    service->capture_ = *std::move(capture);
  }
  service->try_parts();
  trim_heap();  // after the start
  return service;
}

Service::~Service() = default;

std::string Service::trouble() const {
  if (capture_ && !capture_->trouble().empty()) return capture_->trouble();
  const std::vector<std::string> troubles = part_troubles();
  return troubles.empty() ? "" : troubles.front();
}

/// Starts the parts that are missing.
void Service::try_parts() {
  if (has_lamps(config_) && !house_) attempt(Part::play, &Service::open_play);
  if (house_ && !link_ && needs_broker(config_))
    attempt(Part::household_topics, &Service::open_link);
  if (config_.web.port != 0 && !page_) attempt(Part::page, &Service::open_page);
}

/// Does nothing before the retry time. Logs each reason once.
void Service::attempt(Part part, Result<void> (Service::*open_part)()) {
  const auto known = missing_.find(part);
  if (known != missing_.end() && Steady::now() < known->second.next) return;
  const Result<void> opened = (this->*open_part)();
  std::string news;
  {
    const std::lock_guard lock(parts_);
    if (opened) {
      missing_.erase(part);
    } else {
      Missing& missing = missing_[part];
      const std::string trouble =
          std::string(name_of(part)) + " cannot start: " + opened.error().message;
      if (trouble != missing.trouble) news = trouble;
      missing.trouble = trouble;
      missing.next = Steady::now() + missing.pause;
      missing.pause = std::min<std::chrono::seconds>(2 * missing.pause, longest_pause);
    }
  }
  if (is_running_ && !news.empty()) log::warn("{}", news);
  const std::lock_guard lock(parts_);
  show_all_troubles();
}

Result<void> Service::open_play() {
  auto house = PlayHouse::open(config_, planning_by(config_), clock_, some_chance(),
                               {[this](const PlayStep& step) { took_step(step); },
                                [](const Error& error) { log::warn("{}", error.message); },
                                [](const Error& error) { log::debug("{}", error.message); },
                                [this] { house_seen_ = Steady::now(); },
                                [this](const auto& problems) { show_problems(problems); }});
  if (!house) return house.error();
  if (const Result<HouseModel> model = read_last_good_model(model_path(config_)); !model)
    say_without_model(model.error());
  house_seen_ = Steady::now();
  const std::lock_guard lock(parts_);
  house_ = *std::move(house);
  if (persons_seen_) house_->persons(*persons_seen_);
  return {};
}

Result<void> Service::open_link() {
  auto link = HouseLink::open(config_, house_->presence(), clock_, some_chance());
  if (!link) return link.error();
  const std::lock_guard lock(parts_);
  link_ = *std::move(link);
  if (status_) link_->show(*status_);
  return {};
}

Result<void> Service::open_page() {
  auto page =
      Page::open(config_, clock_, {.reload = [this] { reload_soon(); }, .sessions = sessions_});
  if (!page) return page.error();
  log::info("the page is at {}", (*page)->address());
  const std::lock_guard lock(parts_);
  page_ = *std::move(page);
  return {};
}

/// Waits until the page has sent its response to the request.
void Service::reload_soon() {
  static constexpr auto answer_time = std::chrono::milliseconds(500);
  const std::lock_guard lock(reloading_);
  reload_thread_ = std::jthread([this](const std::stop_token& stop) {
    SystemClock real;
    real.sleep_until(real.now() + answer_time, stop);
    if (!stop.stop_requested()) reload_.request_stop();
  });
}

void Service::show_status(const PlayStatus& status) {
  const std::lock_guard lock(parts_);
  status_ = status;
  if (link_) link_->show(status);
}

/// Not part of capture's retained report: some are known only while lamps are played.
void Service::show_problems(const std::vector<std::string>& problems) {
  const std::lock_guard lock(parts_);
  problems_ = problems;
  show_all_troubles();
}

/// Requires: the caller holds parts_.
void Service::show_all_troubles() {
  std::vector<std::string> troubles = troubles_of_parts();
  for (const std::string& problem : problems_) {
    if (std::find(troubles.begin(), troubles.end(), problem) == troubles.end())
      troubles.push_back(problem);
  }
  if (link_) link_->show_problems(troubles);
  if (page_) page_->show_troubles(troubles);
}

void Service::took_step(const PlayStep& step) {
  log_step(step);
  const std::lock_guard lock(parts_);
  if (link_) link_->note(step);
}

void Service::show_report(const CaptureReport& report) {
  const std::lock_guard lock(parts_);
  if (page_) page_->report(report);
}

void Service::took_light(const Reading& reading) {
  const std::lock_guard lock(parts_);
  if (house_) house_->light(reading);
}

void Service::took_persons(const PersonsSeen& seen) {
  const std::lock_guard lock(parts_);
  persons_seen_ = seen;
  if (house_) house_->persons(seen);
}

std::vector<std::string> Service::part_troubles() const {
  const std::lock_guard lock(parts_);
  return troubles_of_parts();
}

/// Requires: the caller holds parts_.
std::vector<std::string> Service::troubles_of_parts() const {
  std::vector<std::string> troubles;
  for (const auto& [part, missing] : missing_) troubles.push_back(missing.trouble);
  if (const std::string trouble = persons_ ? persons_->trouble() : ""; !trouble.empty())
    troubles.push_back("Home Assistant's persons are unknown: " + trouble);
  if (!house_) return troubles;
  for (const std::string& trouble : house_->lamp_troubles())
    troubles.push_back("some lamps cannot be played: " + trouble);
  if (const auto notice = house_->lamp_notice()) troubles.push_back(*notice);
  return troubles;
}

CaptureService::Calls Service::capture_calls() {
  return {[this](const Reading& reading) { took_light(reading); },
          [this](const CaptureReport& report) { show_report(report); },
          [this] { return part_troubles(); }, [this] { capture_seen_ = Steady::now(); }};
}

Result<void> Service::run(const std::stop_token& stop, const std::stop_token& reload) {
  std::stop_source over;
  const std::stop_callback on_stop(stop, [&] { over.request_stop(); });
  const std::stop_callback on_reload(reload, [&] { over.request_stop(); });
  const std::stop_callback on_own_reload(reload_.get_token(), [&] { over.request_stop(); });
  is_running_ = true;
  for (const std::string& trouble : part_troubles())
    log::warn("{}; retrying automatically", trouble);
  capture_seen_ = Steady::now();
  if (!config_.away.persons.empty()) {
    const std::lock_guard lock(parts_);
    persons_ = std::make_unique<PersonsWatch>(
        config_, clock_, [this](const PersonsSeen& seen) { took_persons(seen); });
  }
  Result<void> captured;
  std::jthread capturing;
  if (capture_) {
    capturing = std::jthread([&] {
      captured = capture_->run(over.get_token(), capture_calls());
      over.request_stop();  // needed if it ended on its own
    });
  }
  training_ = std::jthread([this, token = over.get_token()] { train_nightly(token); });
  watch(over.get_token());
  training_.join();
  if (capturing.joinable()) capturing.join();
  if (playing_.joinable()) playing_.join();
  std::unique_ptr<PersonsWatch> persons;
  {
    const std::lock_guard lock(parts_);
    persons = std::move(persons_);  // its thread may wait for the lock
  }
  return captured;
}

/// Logs the result in words that are the same at home and away.
void Service::train_nightly(const std::stop_token& stop) {
  const Result<Place> place = place_of(config_);
  if (!place) return;  // `check` reports it
  NightlyTraining training(
      place->zone, clock_,
      {[this](const std::stop_token& ended) { return train_in_child(config_, ended); },
       [this]() -> std::optional<Instant> {
         const auto last = last_training(config_);
         return last && *last ? std::optional((*last)->at) : std::nullopt;
       },
       [this](const Result<void>& trained) {
         const Result<HouseModel> model = read_model_file(model_path(config_));
         if (trained && model) return log::info("trained: {}", learned_text(*model));
         if (trained) return;
         const bool is_early = !model && trained.error().fault == Fault::not_found;
         if (is_early) return log::info("not trained yet: {}", trained.error().message);
         log::warn("training failed, the model stays as it was: {}", trained.error().message);
       }});
  training.run(stop);
}

void Service::step_aside() {
  page_.reset();
  link_.reset();
  capture_.reset();
}

void Service::restore_lamps() {
  if (house_) house_->restore_lamps();
}

/// Retries missing parts, and notifies systemd's watchdog as long as every part makes progress.
void Service::watch(const std::stop_token& stop) {
  SystemClock real;  // systemd's time, even if the service uses another clock
  const bool is_watched = service_manager::watchdog_period().has_value();
  while (!stop.stop_requested()) {
    try_parts();
    show_lamp_troubles();
    if (house_ && !playing_.joinable()) {
      house_seen_ = Steady::now();
      playing_ = std::jthread([this, stop] {
        house_->run(stop, [this](const PlayStatus& status) { show_status(status); });
      });
    }
    if (is_watched && is_alive()) service_manager::say_alive();
    const bool is_busy = is_watched || !part_troubles().empty();
    real.sleep_until(real.now() + (is_busy ? watch_pause : std::chrono::hours(1)), stop);
  }
}

/// Logs each reason once, and shows the current ones on the page.
void Service::show_lamp_troubles() {
  std::vector<std::string> troubles = house_ ? house_->lamp_troubles() : std::vector<std::string>();
  if (troubles == lamp_troubles_) return;
  for (const std::string& trouble : troubles) log::warn("some lamps cannot be played: {}", trouble);
  if (troubles.empty()) log::info("all lamps can be played");
  lamp_troubles_ = std::move(troubles);
  const std::lock_guard lock(parts_);
  show_all_troubles();
}

bool Service::is_alive() const {
  const auto oldest = Steady::now() - patience;
  return (!capture_ || capture_seen_.load() > oldest) && (!house_ || house_seen_.load() > oldest);
}

/// The default log level has only lines that also appear at home: the lamps are polled then as
/// well.
void Service::log_step(const PlayStep& step) {
  const std::string room = step.room.empty() ? "lamps" : "room " + step.room.text();
  switch (step.outcome) {
    case PlayStep::Outcome::silent:
      return log::warn("{}", step.message);
    case PlayStep::Outcome::answers_again:
      return log::info("{}: answers again", room);
    case PlayStep::Outcome::failed:
      return log::debug("{}: {}", room, step.message);
    case PlayStep::Outcome::changed_manually:
      return log::debug("{}: {} manually; left alone", room, to_string(step.to));
    case PlayStep::Outcome::switched:
    case PlayStep::Outcome::restored:
      return log::debug("{}: {}", room, to_string(step.to));
  }
}

}  // namespace lamplighter::app
