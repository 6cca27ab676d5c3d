// SPDX-License-Identifier: Apache-2.0
#include "page/page.h"

#include "check/checks.h"
#include "config/secret_file.h"
#include "files/private_files.h"
#include "learning/house_training.h"
#include "page/routes.h"
#include "state/away_file.h"
#include "state/play_memory_file.h"
#include "system/text_file.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sys/stat.h>

#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <iterator>
#include <sstream>

namespace lamplighter::app {
namespace {

constexpr auto check_good_for = std::chrono::minutes(5);

}  // namespace

Page::Page(const Config& config, const Clock& clock, PageStage stage)
    : plans_(config, clock),
      owner_(stage.future ? std::optional(stage.future->config) : std::nullopt),
      house_{config,
             clock,
             stage.speed,
             std::move(stage.plan),
             [this](const std::string& name) { notify(name); },
             [this] { return changes_.newest(); },
             &capture_,
             &check_,
             stage.is_demo,
             nullptr,
             owner_ ? &*owner_ : nullptr,
             std::move(stage.reload),
             std::move(stage.problems)},
      check_(
          [this, check = stage.check](const std::stop_token&) { return check ? check() : look(); },
          [this] {
            notify("health");
            notify("tonight");
          },
          clock, check_good_for) {
  if (!stage.check) {
    training_ = std::make_unique<TrainingOnRequest>(
        [this](const std::stop_token& stop) { return train(stop); }, [this] { notify("health"); },
        clock, check_good_for);
    house_.training = training_.get();
  }
  if (!house_.plan) house_.plan = [this](Date date) { return plans_.plan(date); };
}

namespace {

/// The first password is stored as by `serve --set-password`.
web::FirstPassword first_password(const FutureHouse& future) {
  const auto keep = [house = future.config](std::string_view given) -> Result<web::PasswordHash> {
    const Result<void> kept = set_page_password(house, given);
    if (!kept) return kept.error();
    const Result<web::ServerSettings> settings = page_settings(house);
    if (!settings) return settings.error();
    if (!settings->password) return Error{Fault::io, password_path(house) + ": is gone again"};
    return *settings->password;
  };
  return {future.code, keep};
}

}  // namespace

Result<std::unique_ptr<Page>> Page::open(const Config& config, const Clock& clock,
                                         PageStage stage) {
  Result<web::ServerSettings> settings =
      page_settings(stage.future ? stage.future->config : config);
  if (!settings) return settings.error();
  if (stage.future) settings->first = first_password(*stage.future);
  settings->sessions = stage.sessions;
  std::unique_ptr<Page> page(new Page(config, clock, std::move(stage)));
  page->watch_store();
  auto server =
      web::Server::start(*settings, page_routes(page->house_), web::page_assets(), page->changes_);
  if (!server) return server.error();
  page->server_ = *std::move(server);
  return page;
}

/// Whichever process plays in the store, its files show the changes. If they cannot be watched, the
/// page is correct when loaded.
void Page::watch_store() {
  const std::string& store = house_.config.store.directory;
  for (const std::string& path :
       {away_path(store), played_path(store), absences_path(store), model_path(house_.config)}) {
    auto watch = FileWatch::start(path, [this] { notify("tonight"); });
    if (watch) watches_.push_back(*std::move(watch));
  }
}

std::string Page::train(const std::stop_token& stop) {
  const Result<void> trained = train_in_child(house_.config, stop);
  check_.look_now();
  return trained ? "" : trained.error().message;
}

/// What another process captures is requested from the broker.
std::vector<Finding> Page::look() {
  std::vector<Finding> findings = check_house(house_.config.path);
  const bool captures = !house_.config.sources.empty();
  const bool is_alone = !capture_.is_ours() && !capture_.is_in_service();
  if (!is_alone || (!captures && !has_lamps(house_.config))) return findings;
  const Result<CaptureTraces> traces = ask_broker(house_.config.broker);
  if (traces && traces->health) capture_.keep(*traces->health, false);
  if (traces && has_lamps(house_.config) && traces->player != "online") {
    findings.push_back({"play", Verdict::wrong,
                        "`lamplighter run` is not running, so lamps are not played unless "
                        "`lamplighter play` runs; start the service"});
  }
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
    notify("health");
}

void Page::show_troubles(const std::vector<std::string>& troubles) {
  if (!capture_.keep_troubles(troubles)) return;
  notify("health");
  notify("tonight");
}

std::string Page::address() const {
  const WebConfig& web = house_.config.web;
  const bool is_v6 = web.listen.find(':') != std::string::npos;
  return fmt::format("{}://{}:{}/", web.certificate.empty() ? "http" : "https",
                     is_v6 ? "[" + web.listen + "]" : web.listen, server_->port());
}

std::vector<web::Route> page_routes(const PageContext& house) {
  if (!house.problems.empty()) return house_routes(house);
  std::vector<web::Route> routes;
  const auto add = [&](std::vector<web::Route> more) {
    std::move(more.begin(), more.end(), std::back_inserter(routes));
  };
  add(house_routes(house));
  add(view_routes(house));
  add(correction_routes(house));
  add(tonight_routes(house));
  add(health_routes(house));
  add(setup_routes(house));
  return routes;
}

namespace {

using Json = nlohmann::ordered_json;

web::Answer house_answer(const PageContext& house) {
  Json rooms = Json::array();
  for (const RoomConfig& room : house.config.rooms) {
    rooms.push_back(
        {{"name", room.name.text()}, {"sensor", room.sensor.text()}, {"lamps", room.lamps.size()}});
  }
  const HomeConfig& home = house.config.home;
  const bool is_first = house.owner != nullptr;
  const bool is_served = house.check != nullptr;  // not set for a report
  if (!house.problems.empty())
    return {.body = Json{{"problems", house.problems}}.dump(-1, ' ', false,
                                                            Json::error_handler_t::replace)};
  const Json document{{"demo", house.is_demo},
                      {"setup", is_first                      ? "first"
                                : is_served && !house.is_demo ? "yes"
                                                              : "no"},
                      {"time_zone", home.time_zone},
                      {"latitude", home.latitude ? Json(*home.latitude) : Json()},
                      {"longitude", home.longitude ? Json(*home.longitude) : Json()},
                      {"rooms", std::move(rooms)}};
  return {.body = document.dump()};
}

}  // namespace

std::vector<web::Route> house_routes(const PageContext& house) {
  return {{"GET", "/api/v1/house", [&house](const web::Request&) { return house_answer(house); }}};
}

namespace {

web::Answer answer_of(int status, const Error& error) {
  const nlohmann::json document{{"error", error.message}};
  return {.status = status,
          .body = document.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)};
}

int status_of(Fault fault) {
  switch (fault) {
    case Fault::bad_input:
      return 400;
    case Fault::not_found:
      return 404;
    case Fault::unavailable:
      return 503;
    case Fault::refused:  // by a file or its permissions; access is decided before any route
    case Fault::io:
      return 500;
  }
  return 500;
}

}  // namespace

web::Answer error_answer(const Error& error) { return answer_of(status_of(error.fault), error); }

web::Answer own_error_answer(const Error& error) {
  return answer_of(error.fault == Fault::unavailable ? 503 : 500, error);
}

namespace {

/// Turns off the echo of a terminal while it lives.
class Unshown {
 public:
  Unshown() : is_terminal_(::tcgetattr(STDIN_FILENO, &before_) == 0) {
    termios quiet = before_;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    if (is_terminal_) ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
  }
  ~Unshown() {
    if (is_terminal_) ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
  }
  Unshown(const Unshown&) = delete;
  Unshown& operator=(const Unshown&) = delete;

 private:
  termios before_{};
  bool is_terminal_;
};

std::string line_after(const char* question) {
  if (::isatty(STDIN_FILENO) == 1) fmt::print(stderr, "{}", question);
  std::string line;
  std::getline(std::cin, line);
  if (::isatty(STDIN_FILENO) == 1) fmt::print(stderr, "\n");
  return line;
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  return text;
}

/// The names under which browsers in the network reach this machine: "lamp", "lamp.local" (mDNS),
/// and its full name.
std::vector<std::string> machine_names() {
  std::array<char, 256> buffer{};
  if (::gethostname(buffer.data(), buffer.size() - 1) != 0) return {};
  const std::optional<std::string> whole = web::host_name(buffer.data());
  if (!whole) return {};
  const std::string first = whole->substr(0, whole->find('.'));
  return {*whole, first, first + ".local"};
}

/// The address from which Home Assistant's supervisor requests the pages of its apps.
constexpr const char* supervisor = "172.30.32.2";

/// Only within the supervisor's network does this address certainly belong to it, so it is trusted
/// only by a program that the supervisor started, which is given a token.
Result<std::string> ingress_of(const WebConfig& web) {
  if (!web.ingress) return std::string();
  if (std::getenv("SUPERVISOR_TOKEN") != nullptr) return std::string(supervisor);
  return Error{Fault::refused,
               "[web] ingress: only for a Home Assistant app, but SUPERVISOR_TOKEN is not set; "
               "remove it from the config"};
}

/// The lines of the tables [web] and [store], each as far as the next table.
std::string tables_of_page(const std::string& text) {
  std::istringstream lines(text);
  std::string tables;
  bool is_wanted = false;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with('[')) is_wanted = line.starts_with("[web]") || line.starts_with("[store]");
    if (is_wanted) tables += line + '\n';
  }
  return tables;
}

}  // namespace

Config config_of_page(const std::string& path) {
  const Result<std::string> text = read_text_file(path, largest_config);
  CheckedConfig checked = parse_config(text ? tables_of_page(*text) : "", path);
  Config config =
      checked.problems.empty() ? std::move(checked.config) : parse_config("", path).config;
  const auto settings = page_settings(config);
  const bool is_open = settings && !settings->password && settings->ingress.empty();
  if (is_open) config.web.listen = WebConfig().listen;
  return config;
}

Result<web::ServerSettings> page_settings(const Config& config) {
  Result<std::string> ingress = ingress_of(config.web);
  if (!ingress) return ingress.error();
  web::ServerSettings settings{
      .host = config.web.listen, .port = config.web.port, .names = config.web.names};
  settings.ingress = *std::move(ingress);
  std::transform(settings.names.begin(), settings.names.end(), settings.names.begin(), lower);
  for (std::string& name : machine_names()) settings.names.push_back(std::move(name));
  if (!config.web.certificate.empty())
    settings.certificate = web::Certificate{config.web.certificate, config.web.key};
  const std::string path = password_path(config);
  const Result<std::string> text = read_secret_file(path);
  const bool is_missing = !text && text.error().fault == Fault::not_found;
  if (is_missing && config.web.password_file.empty()) return settings;
  if (!text) return text.error();
  const Result<web::PasswordHash> password = web::PasswordHash::parse(*text);
  if (!password) return with_context(path, password.error());
  settings.password = *password;
  return settings;
}

Result<void> set_page_password(const Config& config, std::string_view password) {
  const Result<web::PasswordHash> hash = web::PasswordHash::of(password);
  if (!hash) return hash.error();
  const std::string path = password_path(config);
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  if (auto made = files::make_private_folders(folder); !made) return made;
  if (auto written = write_secret_file(path, hash->text()); !written) return written;
  struct stat owner {};
  const bool is_root = ::geteuid() == 0;
  if (is_root && ::stat(folder.c_str(), &owner) == 0 &&
      ::lchown(path.c_str(), owner.st_uid, owner.st_gid) != 0)
    return Error{Fault::io, path + ": cannot change its owner to that of its folder"};
  return {};
}

Result<std::string> ask_password() {
  const Unshown unshown;
  std::string password = line_after("A new password for the page: ");
  if (password.empty()) return Error{Fault::bad_input, "no password was given; nothing changed"};
  if (::isatty(STDIN_FILENO) == 1 && line_after("Once more: ") != password)
    return Error{Fault::bad_input, "the two passwords differ; nothing changed"};
  return password;
}

std::optional<std::string> hidden_line() {
  const Unshown unshown;
  std::string line;
  if (!std::getline(std::cin, line)) return std::nullopt;
  return line;
}

}  // namespace lamplighter::app
