// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/config.h"
#include "core/result.h"
#include "page/page.h"
#include "ports/clock.h"
#include "service/capture_service.h"
#include "service/house_link.h"
#include "service/persons_watch.h"
#include "service/play_house.h"

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace lamplighter::app {

/// Everything that `run` does with one config: captures if there are sources, plays if there are
/// lamps, connects to the household's topics at the broker, and serves the page. Each part has its
/// own thread, supervised by the thread that calls `run`.
///
/// A part that cannot start, because of a disk, a key or a port, does not stop the others: it is
/// retried every half minute, and log, page and `lamplighter/health` give the reason.
class Service {
 public:
  /// Tries to start every part; `trouble` has the result. Errors: bad_input for a config with
  /// nothing to do or with invalid sources; refused if another process writes to the store.
  /// Requires: the clock outlives this and is thread-safe.
  static Result<std::unique_ptr<Service>> open(const Config& config, Clock& clock,
                                               PageSessions sessions = nullptr);
  ~Service();

  /// The reason of the first part that cannot start; empty if all can.
  [[nodiscard]] std::string trouble() const;

  /// Whether it controls the lamps.
  [[nodiscard]] bool plays() const { return house_ != nullptr; }

  /// Runs until either token requests a stop, or the page has written another config. The lamps
  /// stay as they are. Errors: those of capture at its end.
  Result<void> run(const std::stop_token& stop, const std::stop_token& reload);

  /// Releases the store and the broker for another service. Afterwards it can restore lamps, but
  /// not run.
  void step_aside();

  /// Restores the lamps. Call after `run`, unless another service continues.
  void restore_lamps();

 private:
  using Steady = std::chrono::steady_clock;

  /// A part beside capture.
  enum class Part : std::uint8_t { play, household_topics, page };

  /// When to retry, and the reason.
  struct Missing {
    std::string trouble;
    std::chrono::seconds pause{1};
    Steady::time_point next{};
  };

  Service(const Config& config, Clock& clock, PageSessions sessions)
      : config_(config), clock_(clock), sessions_(std::move(sessions)) {}

  static std::string_view name_of(Part part);
  void try_parts();
  void attempt(Part part, Result<void> (Service::*open_part)());
  Result<void> open_play();
  Result<void> open_link();
  Result<void> open_page();
  void reload_soon();
  void show_status(const PlayStatus& status);
  void show_report(const CaptureReport& report);
  void took_light(const Reading& reading);
  void took_persons(const PersonsSeen& seen);
  void show_lamp_troubles();
  [[nodiscard]] std::vector<std::string> part_troubles() const;
  [[nodiscard]] CaptureService::Calls capture_calls();
  void log_step(const PlayStep& step);
  void took_step(const PlayStep& step);
  void show_problems(const std::vector<std::string>& problems);
  void show_all_troubles();
  [[nodiscard]] std::vector<std::string> troubles_of_parts() const;
  void watch(const std::stop_token& stop);
  void train_nightly(const std::stop_token& stop);
  [[nodiscard]] bool is_alive() const;

  Config config_;
  Clock& clock_;
  PageSessions sessions_;
  bool is_running_ = false;
  std::unique_ptr<CaptureService> capture_;  ///< null if there is nothing to capture
  mutable std::mutex parts_;                 ///< guards the members below, which other threads read
  std::map<Part, Missing> missing_;
  std::vector<std::string> lamp_troubles_;  ///< as they were logged
  std::vector<std::string> problems_;       ///< of the lamps and the plan, from the house
  std::optional<PlayStatus> status_;
  std::unique_ptr<PlayHouse> house_;  ///< null without lamps, or until it can start
  std::optional<PersonsSeen> persons_seen_;
  std::unique_ptr<PersonsWatch> persons_;  ///< while it runs, if the config names any
  std::unique_ptr<HouseLink> link_;
  std::unique_ptr<Page> page_;  ///< null if the config has no page, or until its port is free
  std::stop_source reload_;     ///< requested by the page
  std::mutex reloading_;        ///< guards reload_thread_
  std::jthread reload_thread_;
  std::jthread playing_;
  std::jthread training_;
  std::atomic<Steady::time_point> capture_seen_{};
  std::atomic<Steady::time_point> house_seen_{};
};

}  // namespace lamplighter::app
