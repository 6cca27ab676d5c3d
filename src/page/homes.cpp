// SPDX-License-Identifier: Apache-2.0
#include "page/homes.h"

#include "csv/store.h"
#include "learning/house_training.h"
#include "page/page.h"

#include <nlohmann/json.hpp>
#include <sys/stat.h>

#include <algorithm>
#include <set>

namespace lamplighter::app {
namespace {

using Json = nlohmann::ordered_json;

constexpr auto homes_fresh_for = std::chrono::seconds(10);
constexpr auto home_silent_after = std::chrono::hours(24);

std::optional<Instant> written_at(const std::string& path) {
  struct stat about {};
  if (::stat(path.c_str(), &about) != 0) return std::nullopt;
  return Instant(std::chrono::seconds(about.st_mtim.tv_sec));
}

/// When a row of a sensor was last stored. Usually today's file shows it, so that years of file
/// names need not be listed.
std::optional<Instant> last_stored(const csv::StoreFolders& store, const std::string& sensor,
                                   Instant now) {
  const auto today = std::chrono::floor<std::chrono::days>(now);
  std::optional<Instant> last;
  for (const std::string& folder : store.all) {
    for (const auto day : {today, today - std::chrono::days(1)}) {
      const std::string file = csv::store_path(csv::StoreKind::readings, sensor, Date(day));
      last = std::max(last, written_at(folder + "/" + file));
    }
  }
  if (last) return last;
  const auto files = csv::stored_files(store, csv::StoreKind::readings, sensor);
  return files.empty() ? std::nullopt : written_at(files.back());
}

HomeHealth health_of(const csv::StoreFolders& all, const std::string& home, Instant now) {
  HomeHealth health{.home = home, .last_reading = {}, .trained = {}};
  Config config;
  config.store.directory = csv::home_folder(all.own(), home);
  for (std::size_t i = 1; i < all.all.size(); ++i)
    config.store.also.push_back(csv::home_folder(all.all[i], home));
  const csv::StoreFolders store = config.store.folders();
  for (const std::string& sensor : csv::stored_names(store, csv::StoreKind::readings)) {
    const std::optional<Instant> last = last_stored(store, sensor, now);
    ++health.sensors;
    health.silent += !last || now - *last > home_silent_after ? 1 : 0;
    health.last_reading = std::max(health.last_reading, last);
  }
  const auto training = last_training(config);
  if (!training) health.trouble = training.error().message;
  if (!training || !*training) return health;
  health.trained = (*training)->at;
  if ((*training)->error) health.trouble = (*training)->error->message;
  return health;
}

Json iso_or_null(const std::optional<Instant>& at) { return at ? Json(to_iso(*at)) : Json(); }

std::string document_of(const std::vector<HomeHealth>& homes, Instant now) {
  Json list = Json::array();
  for (const HomeHealth& one : homes) {
    list.push_back({{"home", one.home},
                    {"sensors", one.sensors},
                    {"silent", one.silent},
                    {"last_reading", iso_or_null(one.last_reading)},
                    {"trained", iso_or_null(one.trained)},
                    {"trouble", one.trouble}});
  }
  const Json document{{"at", to_iso(now)}, {"homes", std::move(list)}};
  return document.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// The page's files, with a different start page.
std::vector<web::Asset> assets_of_homes() {
  const auto all = web::page_assets();
  std::vector<web::Asset> assets(all.begin(), all.end());
  const auto find = [&](std::string_view path) {
    return std::ranges::find_if(assets, [&](const web::Asset& one) { return one.path == path; });
  };
  const auto homes = find("/homes.html");
  const auto first = find("/index.html");
  if (homes == assets.end() || first == assets.end()) return assets;
  *first = *homes;
  first->path = "/index.html";
  return assets;
}

}  // namespace

std::vector<HomeHealth> health_of_homes(const csv::StoreFolders& store, Instant now) {
  std::set<std::string> homes;
  for (const std::string& folder : store.all) {
    for (std::string& home : csv::stored_homes(folder)) homes.insert(std::move(home));
  }
  std::vector<HomeHealth> all;
  for (const std::string& home : homes) all.push_back(health_of(store, home, now));
  return all;
}

Result<std::unique_ptr<HomesPage>> HomesPage::open(const Config& config, csv::StoreFolders store,
                                                   const Clock& clock) {
  static const std::vector<web::Asset> assets = assets_of_homes();
  const Result<web::ServerSettings> settings = page_settings(config);
  if (!settings) return settings.error();
  std::unique_ptr<HomesPage> page(new HomesPage(std::move(store), clock));
  std::vector<web::Route> routes{
      {"GET", "/api/v1/homes", [raw = page.get()](const web::Request&) { return raw->answer(); }}};
  auto server = web::Server::start(*settings, std::move(routes), assets, page->changes_);
  if (!server) return server.error();
  page->server_ = *std::move(server);
  return page;
}

web::Answer HomesPage::answer() {
  const std::lock_guard lock(mutex_);
  const Instant now = clock_.now();
  if (!made_ || now - *made_ > homes_fresh_for || now < *made_) {
    document_ = document_of(health_of_homes(store_, now), now);
    made_ = now;
  }
  return {.body = document_};
}

}  // namespace lamplighter::app
