// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "capturing/capture.h"
#include "capturing/source_queue.h"
#include "config/config.h"
#include "core/random.h"
#include "core/result.h"
#include "lamps/bridge_source.h"
#include "lamps/home_assistant_source.h"
#include "learning/store_rows.h"
#include "mqtt/connection.h"
#include "ports/clock.h"
#include "system/log.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace lamplighter::app {

/// The prefix of capture's own topics: that of the config, or of the worker, if several share the
/// messages: "lamplighter/workers/CLIENT-ID".
std::string topic_of_capture(const BrokerConfig& broker);

/// Runs capture: broker, bridge, journal and files, on one thread, until it is stopped. Logs what
/// the user should know.
class CaptureLoop {
 public:
  /// Opens the store and adds what an earlier process left in the journal. Errors: an invalid
  /// config; those of the store. Requires: `clock` outlives the loop.
  static Result<std::unique_ptr<CaptureLoop>> open(const Config& config, Clock& clock, Rng rng);
  ~CaptureLoop();

  /// Sets a callback that is called on the running thread with every reading that arrives.
  void notify(std::function<void(const Reading&)> on_reading) {
    capture_->notify(std::move(on_reading));
  }

  /// Sets a callback that is called on the running thread every few seconds with the state of
  /// capture.
  void report_to(std::function<void(const CaptureReport&)> on_report) {
    on_report_ = std::move(on_report);
  }

  /// Sets a function that returns the problems of other parts of the service; called for each
  /// report.
  void ask_service(std::function<std::vector<std::string>()> troubles) {
    service_troubles_ = std::move(troubles);
  }

  /// Captures until a stop is requested, then writes every row to its file. Errors: those of the
  /// store at the end; rows are then still in the journal. `alive` is called after every turn.
  Result<void> run(const std::stop_token& stop, const std::function<void()>& alive = nullptr);

 private:
  CaptureLoop(Clock& clock, const Config& config)
      : clock_(clock), store_(config.store.directory), topic_(topic_of_capture(config.broker)) {}

  Result<void> open_store(const Config& config);
  std::optional<SourceMark> recall(const std::string& source, std::string_view prefix,
                                   const std::set<RoomName>& rooms);
  Result<void> open_bridge_source(const Config& config);
  void open_home_assistant_source(const Config& config);
  Result<void> open_connection(const Config& config, Rng rng);
  void connected(bool resumed);
  void arrived(const mqtt::Arrival& arrival);
  void turn(const std::stop_token& stop);
  void listen(const std::stop_token& stop);
  void gather(const std::stop_token& stop);
  void rest(const std::stop_token& stop);
  void acknowledge();
  void take_news();
  void write_mark();
  void look_after();
  void look_after_sources();
  void complete_imports();
  [[nodiscard]] CaptureReport report(Instant now) const;
  void publish_health();
  void publish(const std::string& topic, const std::string& payload);
  void say_trouble(std::string& last, const Result<void>& result, const char* recovered);

  Clock& clock_;
  std::string store_;  ///< its folder
  bool has_homes_ = false;
  std::string topic_;
  std::function<void(const CaptureReport&)> on_report_;
  std::function<std::vector<std::string>()> service_troubles_;
  std::vector<std::string> reported_troubles_;  ///< in the last health report
  std::unique_ptr<StoreRows> rows_;
  std::unique_ptr<Journal> journal_;
  std::optional<Capture> capture_;
  std::unique_ptr<mqtt::Connection> connection_;  ///< null if there are no sources at the broker
  SourceQueue news_;
  std::unique_ptr<BridgeSource> bridge_;                 ///< null if it is not a source
  std::unique_ptr<HomeAssistantSource> home_assistant_;  ///< likewise
  std::map<std::string, SourceMark> marks_;  ///< by source, the last one taken and not yet written
  LogBudget budget_;
  std::string bridge_trouble_;
  std::string home_assistant_trouble_;
  std::string broker_trouble_;
  std::string journal_trouble_;
  std::string import_trouble_;
  std::string store_trouble_;
  Instant next_look_{};
  Instant next_health_{};
  Instant next_import_{};
};

/// What to capture, from [[source]] and [[room]]. Errors: bad_input, naming the invalid source, or
/// if there is none.
Result<CaptureSettings> capture_settings(const Config& config);

/// The subscriptions for these sources, without filters that another one covers, because the broker
/// would send such a message twice.
std::vector<std::string> subscriptions(const CaptureSettings& settings);

/// Capture that waits for its store. While the disk is full, not mounted or read-only, it reports
/// this in the log, on the page and on `lamplighter/health`, and retries; meanwhile the broker
/// queues messages for our session. Single-threaded.
class CaptureService {
 public:
  /// Callbacks on the running thread.
  struct Calls {
    std::function<void(const Reading&)> on_reading = nullptr;
    std::function<void(const CaptureReport&)> on_report = nullptr;  ///< every few seconds
    std::function<std::vector<std::string>()> service_troubles = nullptr;
    std::function<void()> alive = nullptr;  ///< after every turn
  };

  /// Tries at once; `trouble` has the result. Errors: bad_input for an invalid config; refused if
  /// another process writes to the store. Requires: the clock outlives this.
  static Result<std::unique_ptr<CaptureService>> open(const Config& config, Clock& clock, Rng rng);

  /// Why nothing can be captured yet; empty if capture works.
  [[nodiscard]] const std::string& trouble() const { return trouble_; }

  /// Runs until a stop is requested; every row is then in its file. Errors: those of the store at
  /// the end; the rows are then still in the journal.
  Result<void> run(const std::stop_token& stop, const Calls& calls);

 private:
  CaptureService(const Config& config, Clock& clock, Rng rng)
      : config_(config), clock_(clock), rng_(rng) {}

  Result<void> try_to_begin();
  void wait_for_store(const std::stop_token& stop, const Calls& calls);
  void rest(std::chrono::seconds pause, const std::stop_token& stop, const Calls& calls);
  void open_teller();
  void report(const Calls& calls);

  Config config_;
  Clock& clock_;
  Rng rng_;
  std::unique_ptr<CaptureLoop> loop_;  ///< null while it waits for the store
  std::string trouble_;

  /// A connection for reports while it waits. It has another client id than capture and leaves
  /// capture's session alone, because messages received there could not be acknowledged yet.
  std::unique_ptr<mqtt::Connection> teller_;
};

}  // namespace lamplighter::app
