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

/// An error as an answer: {"error": sentence}. The status is 400 for bad_input and 404 for
/// not_found, 503 for unavailable, and 500 for refused and io, which are faults of this machine.
web::Answer error_answer(const Error& error);

/// The same where the request was right and only our own files can be at fault, however: 503 for
/// unavailable, otherwise 500.
web::Answer own_error_answer(const Error& error);

/// The last report of capture, of this process or told by the broker. Any thread.
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
  /// What parts of this process cannot start. Whether that is news.
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

/// How the house does, as `lamplighter check` finds it.
using HouseCheck = BackgroundResult<std::vector<Finding>>;

/// A training that somebody asked for, in a process of its own; why it failed, or nothing.
using TrainingOnRequest = BackgroundResult<std::string>;

/// What the page's routes know of the house. Their handlers share it on several threads, so that
/// every part may be asked on any.
struct PageContext {
  Config config;
  const Clock& clock;
  double speed = 1;  ///< seconds of `clock` a real one; more in a demo

  /// The plan that is played on a date; by the planner of the config.
  std::function<Result<Plan>(Date)> plan;

  /// Tells every open page that the document of this name is another one now.
  std::function<void(const std::string& name)> tell;

  /// The number of the newest such change.
  std::function<std::uint64_t()> news;

  const LastReport* capture;
  HouseCheck* check;
  bool is_demo = false;                   ///< the household is invented, and the page says so
  TrainingOnRequest* training = nullptr;  ///< none in a demo
  const Config* owner = nullptr;          ///< whose page it will be, while it shows a demo

  /// Has the process read its config again, soon; nothing where it does not.
  std::function<void()> reload = nullptr;
};

/// Who has signed in to the page, for one that is opened again with another config.
using PageSessions = std::shared_ptr<web::Sessions>;

/// Whose page it will be once a house is set up, while a demo is shown: the password belongs to it.
struct FutureHouse {
  Config config;
  std::string code;  ///< with which another machine sets the password; empty: none does
  PageSessions sessions = nullptr;  ///< absent: nobody stays signed in
};

/// What a page shows that is not that of a config on the system's clock; for a demo.
struct PageStage {
  double speed = 1;                                       ///< of the clock
  std::function<Result<Plan>(Date)> plan = nullptr;       ///< absent: by the config's model
  std::function<std::vector<Finding>()> check = nullptr;  ///< absent: check_house
  bool is_demo = false;
  std::optional<FutureHouse> future = std::nullopt;
  std::function<void()> reload = nullptr;  ///< as of PageContext
  PageSessions sessions = nullptr;         ///< absent: nobody has signed in
};

/// The page of a house, served on threads of its own until it is destroyed.
class Page {
 public:
  /// Errors: those of page_settings and Server::start. Requires: the clock outlives this, and
  /// threads may share it.
  static Result<std::unique_ptr<Page>> open(const Config& config, const Clock& clock,
                                            PageStage stage = {});
  Page(const Page&) = delete;
  Page& operator=(const Page&) = delete;

  /// As a person types it: "http://127.0.0.1:8400/".
  [[nodiscard]] std::string address() const;

  /// How capture in this process does. Pages hear of it where a sensor fell silent or spoke again,
  /// or the store is in trouble; they ask for the rest when they like. Any thread.
  void report(const CaptureReport& report);

  /// What parts of this process cannot start, and what keeps it from playing, each a sentence. Any
  /// thread.
  void show_troubles(const std::vector<std::string>& troubles);

  /// Tells every open page that the document of this name is another one now. Any thread.
  void tell(const std::string& name) { changes_.notify(name); }

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

/// Everything the page and others may ask for (docs/formats.md, "The page's API"). Requires: the
/// house outlives the routes.
std::vector<web::Route> page_routes(const PageContext& house);

/// GET /api/v1/house: where it is, and its rooms.
std::vector<web::Route> house_routes(const PageContext& house);

/// How the page of a config is served: with its password, where one was set, and under this
/// machine's name too, as HOST and HOST.local. Errors: those of the password's file.
Result<web::ServerSettings> page_settings(const Config& config);

/// Keeps a new password of the page, as its scrypt hash in a file of mode 0600; where root does it,
/// for the owner of its folder, who is the service's user. Errors: those of PasswordHash::of; io.
Result<void> set_page_password(const Config& config, std::string_view password);

/// Reads a password: at a terminal after a question and without showing it, otherwise the first
/// line of stdin. Errors: bad_input for none, or where two at a terminal differ.
Result<std::string> ask_password();

/// The next line of stdin, which a terminal does not show; nothing where there is none.
std::optional<std::string> hidden_line();

}  // namespace lamplighter::app
