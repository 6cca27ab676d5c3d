// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/config.h"
#include "core/random.h"
#include "core/result.h"
#include "mqtt/connection.h"
#include "ports/clock.h"
#include "service/capture_loop.h"

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace lamplighter::app {

/// Capture that waits for its store. While the disk is full, not mounted or may not be written, it
/// says so in the log, on the page and on `lamplighter/health`, and tries again; the broker keeps
/// what arrives for a session that it knows. One thread.
class CaptureService {
 public:
  /// Called on the thread that runs.
  struct Calls {
    std::function<void(const Reading&)> on_reading = nullptr;
    std::function<void(const CaptureReport&)> on_report = nullptr;  ///< every few seconds
    std::function<std::vector<std::string>()> service_troubles = nullptr;
    std::function<void()> alive = nullptr;  ///< after every turn
  };

  /// Tries at once; `trouble` says how that went. Errors: bad_input for a config that is wrong;
  /// refused where another process writes to the store. Requires: the clock outlives this.
  static Result<std::unique_ptr<CaptureService>> open(const Config& config, Clock& clock,
                                                      Rng chance);

  /// Why nothing can be captured yet; empty where it can.
  [[nodiscard]] const std::string& trouble() const { return trouble_; }

  /// Until asked to stop; every row is then in its file. Errors: those of the store at the end; the
  /// rows are then still in the journal.
  Result<void> run(const std::stop_token& stop, const Calls& calls);

 private:
  CaptureService(const Config& config, Clock& clock, Rng chance)
      : config_(config), clock_(clock), chance_(chance) {}

  Result<void> try_to_begin();
  void wait_for_store(const std::stop_token& stop, const Calls& calls);
  void rest(std::chrono::seconds pause, const std::stop_token& stop, const Calls& calls);
  void open_teller();
  void report(const Calls& calls);

  Config config_;
  Clock& clock_;
  Rng chance_;
  std::unique_ptr<CaptureLoop> loop_;  ///< none while it waits
  std::string trouble_;

  /// To the broker while it waits: another client than that of capture, whose session it leaves
  /// alone, for what is received there may not be acknowledged yet.
  std::unique_ptr<mqtt::Connection> teller_;
};

}  // namespace lamplighter::app
