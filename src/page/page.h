// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "capturing/capture.h"
#include "check/checks.h"
#include "config/config.h"
#include "core/plan.h"
#include "core/result.h"
#include "learning/planner.h"
#include "page/cached_response.h"
#include "ports/clock.h"
#include "system/file_watch.h"
#include "web/route.h"
#include "web/server.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lamplighter::app {

/// An error as a response: {"error": sentence}. The status is 400 for bad_input, 404 for not_found,
/// 503 for unavailable, and 500 for refused and io, which are faults of this machine.
web::Answer error_answer(const Error& error);

/// The same where the request was valid and only our own files can be at fault: 503 for
/// unavailable, otherwise 500.
web::Answer own_error_answer(const Error& error);

/// The last report of capture, from this process or from the broker. Thread-safe.
class LastReport {
 public:
  void keep(const CaptureReport& report, bool is_ours) {
    const std::lock_guard lock(mutex_);
    report_ = report;
    is_ours_ = is_ours;
  }
  [[nodiscard]] std::optional<CaptureReport> get() const {
    const std::lock_guard lock(mutex_);
    return report_;
  }
  /// Sets what parts of this process cannot start. Returns whether it has changed.
  bool keep_troubles(const std::vector<std::string>& troubles) {
    const std::lock_guard lock(mutex_);
    is_in_service_ = true;
    return std::exchange(troubles_, troubles) != troubles;
  }
  [[nodiscard]] std::vector<std::string> troubles() const {
    const std::lock_guard lock(mutex_);
    return troubles_;
  }
  /// Whether this process plays, or tries to.
  [[nodiscard]] bool is_in_service() const {
    const std::lock_guard lock(mutex_);
    return is_in_service_;
  }

  /// Whether this process captures.
  [[nodiscard]] bool is_ours() const {
    const std::lock_guard lock(mutex_);
    return is_ours_;
  }

 private:
  mutable std::mutex mutex_;
  std::optional<CaptureReport> report_;
  bool is_ours_ = false;
  bool is_in_service_ = false;
  std::vector<std::string> troubles_;
};

/// The health of the house, as `lamplighter check` finds it.
using HouseCheck = BackgroundResult<std::vector<Finding>>;

/// A training started on request, in a separate process; why it failed, or empty.
using TrainingOnRequest = BackgroundResult<std::string>;

/// What the page's routes know about the house. Handlers use it on several threads, so every part
/// is thread-safe.
struct PageContext {
  Config config;
  const Clock& clock;
  double speed = 1;  ///< seconds of `clock` per real second; more than 1 in a demo

  /// The plan for a date, by the configured planner.
  std::function<Result<Plan>(Date)> plan;

  /// Notifies every open page that the document with this name has changed.
  std::function<void(const std::string& name)> notify;

  /// The number of the newest such change.
  std::function<std::uint64_t()> news;

  const LastReport* capture;
  HouseCheck* check;
  bool is_demo = false;                   ///< the household is invented, and the page says so
  TrainingOnRequest* training = nullptr;  ///< null in a demo
  const Config* owner = nullptr;          ///< whose page it will be after the demo

  /// Makes the process reload its configuration soon; null if it cannot.
  std::function<void()> reload = nullptr;

  std::vector<std::string> problems = {};  ///< of the config; if there are any, nothing else works
};

/// The sessions of the page, to be kept when it is reopened with another configuration.
using PageSessions = std::shared_ptr<web::Sessions>;

/// The owner of the page after set-up, while a demo is shown: the password belongs to the owner.
struct FutureHouse {
  Config config;
  std::string code;  ///< with which another machine can set the password; empty: none can
  PageSessions sessions = nullptr;  ///< absent: sessions end with the page
};

/// What a page shows if it is not that of a configuration and the system clock; for a demo.
struct PageStage {
  double speed = 1;                                       ///< of the clock
  std::function<Result<Plan>(Date)> plan = nullptr;       ///< absent: by the configured model
  std::function<std::vector<Finding>()> check = nullptr;  ///< absent: check_house
  bool is_demo = false;
  std::optional<FutureHouse> future = std::nullopt;
  std::function<void()> reload = nullptr;  ///< as in PageContext
  PageSessions sessions = nullptr;         ///< absent: a new set of sessions
  std::vector<std::string> problems = {};  ///< of the config; the page then shows only these
};

/// The page of a house, served on separate threads until it is destroyed.
class Page {
 public:
  /// Errors: those of page_settings and Server::start. Requires: the clock outlives this and is
  /// thread-safe.
  static Result<std::unique_ptr<Page>> open(const Config& config, const Clock& clock,
                                            PageStage stage = {});
  Page(const Page&) = delete;
  Page& operator=(const Page&) = delete;

  /// As typed into a browser: "http://127.0.0.1:8400/".
  [[nodiscard]] std::string address() const;

  /// Sets the state of capture in this process. Pages are notified if a sensor fell silent or
  /// reported again, or the store failed or recovered; they poll the rest. Thread-safe.
  void report(const CaptureReport& report);

  /// Sets which parts of this process cannot start, and what keeps it from playing, one sentence
  /// each. Thread-safe.
  void show_troubles(const std::vector<std::string>& troubles);

  /// Notifies every open page that the document with this name has changed. Thread-safe.
  void notify(const std::string& name) { changes_.notify(name); }

 private:
  Page(const Config& config, const Clock& clock, PageStage stage);

  std::vector<Finding> look();
  std::string train(const std::stop_token& stop);
  void watch_store();

  web::ChangeFeed changes_;
  HousePlans plans_;
  std::optional<Config> owner_;
  LastReport capture_;
  PageContext house_;
  HouseCheck check_;
  std::unique_ptr<TrainingOnRequest> training_;
  std::vector<std::unique_ptr<FileWatch>> watches_;
  std::unique_ptr<web::Server> server_;  ///< ends before what its routes use
};

/// The complete API for the page and other clients (docs/formats.md, "The page's API"). Requires:
/// the house outlives the routes.
std::vector<web::Route> page_routes(const PageContext& house);

/// GET /api/v1/house: its location and rooms.
std::vector<web::Route> house_routes(const PageContext& house);

/// What the page needs of a config that has errors: [web] and [store], if these tables can be
/// parsed without the rest of the file; otherwise the defaults. With these, and without a password,
/// only this machine reaches the page.
Config config_of_page(const std::string& path);

/// Settings for serving the page of a configuration: with its password, if one is set, and also
/// under this machine's name, as HOST and HOST.local. Errors: those of the password file.
Result<web::ServerSettings> page_settings(const Config& config);

/// Stores a new password of the page as its scrypt hash in a file of mode 0600; if root does it,
/// owned by the owner of the folder, which is the service's user. Errors: those of
/// PasswordHash::of; io.
Result<void> set_page_password(const Config& config, std::string_view password);

/// Reads a password: on a terminal after a prompt and without echo, otherwise the first line of
/// stdin. Errors: bad_input if there is none, or if two entries on a terminal differ.
Result<std::string> ask_password();

/// The next line of stdin, without echo on a terminal; nothing at its end.
std::optional<std::string> hidden_line();

}  // namespace lamplighter::app
