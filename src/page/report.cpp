// SPDX-License-Identifier: Apache-2.0
#include "page/report.h"

#include "analysis/gaps.h"
#include "analysis/path.h"
#include "config/config.h"
#include "csv/on_off_file.h"
#include "detection/changes.h"
#include "documents/detection_text.h"
#include "learning/house_training.h"
#include "learning/known_house.h"
#include "learning/planner.h"
#include "page/routes.h"
#include "system/log.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <utility>

namespace lamplighter::app {
namespace {

constexpr std::chrono::hours compared{56 * 24};

/// All configured rooms with readings.
Result<std::vector<RoomLight>> read_config_rooms(const Config& config,
                                                 const LightOptions& options) {
  std::vector<RoomLight> lights;
  for (const RoomConfig& room : config.rooms) {
    LightOptions one = options;
    one.room = room.name.text();
    Result<std::vector<RoomLight>> light = read_light(one);
    if (!light && light.error().fault == Fault::not_found) {
      fmt::print(stderr, "note: {}\n", light.error().message);
      continue;
    }
    if (!light) return light.error();
    lights.push_back(std::move(light->front()));
  }
  return lights;
}

ReportRoom report_room(RoomLight light, const Place& place, int days) {
  print_notes(light.readings.report);
  ReportRoom room{light.readings.room, std::move(light.readings.samples), {}, {}, {},
                  light.reports};
  if (room.samples.empty()) return room;
  const Instant from = room.samples.back().at - std::chrono::hours(24 * days);
  const auto first = std::ranges::lower_bound(room.samples, from, {}, &Sample<Lux>::at);
  room.samples.erase(room.samples.begin(), first);
  const Analysis analysis = analyse(room.samples, place, light.settings);
  room.levels = analysis.levels;
  room.cut = analysis.on_from;
  return room;
}

void detect(std::vector<ReportRoom>& rooms, const Place& place,
            const std::vector<Correction>& corrections) {
  std::vector<RoomDetection> detections;
  Progress progress("detecting", rooms.size());
  for (const ReportRoom& room : rooms) {
    progress.at(detections.size(), room.room.text());
    detections.push_back({room.room, detect_lamps(room.samples, place, room.reports)});
  }
  take_spill(detections);
  correct(detections, corrections);
  for (std::size_t i = 0; i < rooms.size(); ++i) {
    rooms[i].lamps = {"detected", lamp_changes(detections[i].detection, rooms[i].room), true};
  }
}

Result<void> take_files(const std::vector<std::string>& files, std::vector<ReportRoom>& rooms) {
  Result<csv::OnOffRows> rows = csv::read_on_off(files);
  if (!rows) return rows.error();
  print_notes(rows->report);
  for (views::RoomPast& past : views::past_of(rows->changes)) {
    auto room = std::ranges::find(rooms, past.room, &ReportRoom::room);
    if (room == rooms.end()) room = rooms.insert(room, ReportRoom{past.room, {}, {}, {}, {}});
    room->lamps = {"file", std::move(past.changes), true};
  }
  return {};
}

Result<std::optional<HouseModel>> read_model(const ReportInput& input) {
  std::string path = input.model;
  if (path.empty()) {
    const Result<Config> config = load_config(config_path(input.light.place.config));
    if (!config) return std::optional<HouseModel>();
    path = model_path(*config);
  }
  Result<HouseModel> model = read_model_file(path);
  if (model) return std::optional(*std::move(model));
  if (input.model.empty() && model.error().fault == Fault::not_found) {
    return std::optional<HouseModel>();
  }
  return model.error();
}

/// Plans for the observed dates of the last eight weeks.
void plan_days(ReportHouse& house, std::uint64_t seed) {
  const std::vector<views::HouseDay> days = views::days_of(house.past.real, house.place.zone);
  if (!house.model || days.empty()) return;
  const Planner planner(*house.model, house.place, Secret::from_seed(seed));
  std::vector<Plan> plans;
  for (const views::HouseDay& day : days) {
    if (day.from + compared < days.back().until) continue;
    plans.push_back(planner.play(day.date));
  }
  house.past.planned = views::past_of(plans);
}

}  // namespace

Result<ReportHouse> read_report_house(const ReportInput& input) {
  const Result<Place> place = resolve_place(input.light.place);
  if (!place) return place.error();
  ReportHouse house{*place, {}, {}, {}, {}};
  const bool only_changes = input.light.files.empty() && !input.on_off_files.empty();
  Result<std::vector<RoomLight>> lights = std::vector<RoomLight>();
  if (!input.light.files.empty()) {
    lights = read_light(input.light);
  } else if (!only_changes) {
    Result<Config> config = load_config(config_path(input.light.place.config));
    if (!config) return config.error();
    house.config = *std::move(config);
    lights = read_config_rooms(*house.config, input.light);
  }
  if (!lights) return lights.error();
  for (RoomLight& light : *lights) {
    house.rooms.push_back(report_room(std::move(light), *place, input.days));
  }
  if (input.on_off_files.empty()) {
    const auto corrections = corrections_for(input.light);
    if (!corrections) return corrections.error();
    detect(house.rooms, *place, *corrections);
  } else if (const auto taken = take_files(input.on_off_files, house.rooms); !taken) {
    return taken.error();
  }
  if (house.rooms.empty()) return Error{Fault::bad_input, "nothing to show: no room has readings"};
  Result<std::optional<HouseModel>> model = read_model(input);
  if (!model) return model.error();
  house.model = *std::move(model);
  for (const ReportRoom& room : house.rooms) {
    if (!room.lamps.changes.empty()) house.past.real.push_back({room.room, room.lamps.changes});
  }
  plan_days(house, input.seed);
  return house;
}

views::ReadingsView readings_view(const ReportHouse& house, const ReportRoom& room, int width) {
  views::ReadingsView view;
  view.room = room.room;
  for (const ReportRoom& one : house.rooms) view.rooms.push_back(one.room);
  view.levels = room.levels;
  view.cut = room.cut;
  view.lamps = room.lamps;
  view.is_listed = true;
  if (!room.samples.empty()) {
    view.from = room.samples.front().at;
    view.until = room.samples.back().at + 1s;
    view.light = views::picture_of(room.samples, view.from, view.until, width);
  } else if (!room.lamps.changes.empty()) {
    view.from = room.lamps.changes.front().at;
    view.until = room.lamps.changes.back().at + 1s;
  } else {
    view.until = view.from + 1s;
    return view;
  }
  view.first = view.from;
  view.last = view.until;
  return view;
}

namespace {

using Json = nlohmann::ordered_json;

constexpr auto silent_after = std::chrono::hours(1);
constexpr std::size_t looked_at = 1000;  // number of the newest readings, to estimate their spacing

std::string text_of(const Json& document) {
  return document.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// For files without a configuration: one that only has their location.
Config config_of(const Place& place) {
  Config config;
  config.home = {place.latitude, place.longitude, place.zone.name(), {}, {}};
  config.store.directory.clear();
  return config;
}

std::optional<Instant> last_of(const ReportRoom& room) {
  if (room.samples.empty()) return std::nullopt;
  return room.samples.back().at;
}

/// Older files are judged at the time of their newest reading.
Instant judged_at(const ReportHouse& house, Instant now) {
  if (house.config) return now;
  std::optional<Instant> newest;
  for (const ReportRoom& room : house.rooms) newest = std::max(newest, last_of(room));
  return newest.value_or(now);
}

Json spacing_of(const ReportRoom& room) {
  const std::size_t count = std::min(room.samples.size(), looked_at);
  if (count < 2) return {};
  std::vector<double> seconds;
  for (std::size_t i = room.samples.size() - count + 1; i < room.samples.size(); ++i) {
    seconds.push_back(
        std::chrono::duration<double>(room.samples[i].at - room.samples[i - 1].at).count());
  }
  const auto middle = seconds.begin() + static_cast<std::ptrdiff_t>(seconds.size() / 2);
  std::nth_element(seconds.begin(), middle, seconds.end());
  return std::round(*middle * 10) / 10;
}

std::string shown(const ReportHouse& house, Instant at) {
  return house.place.zone.to_iso(std::chrono::floor<std::chrono::seconds>(at));
}

Json sensor_json(const ReportHouse& house, const ReportRoom& room, Instant now) {
  const std::optional<Instant> last = last_of(room);
  return {{"sensor", room.room.text()},
          {"room", room.room.text()},
          {"last_seen", last ? Json(shown(house, *last)) : Json()},
          {"spacing_seconds", spacing_of(room)},
          {"gaps", gaps(split_at_gaps(room.samples, default_max_gap)).size()},
          {"rejected", nullptr},
          {"silent", last ? Json(*last + silent_after < now) : Json()}};
}

Json finding(const char* part, bool is_well, const std::string& sentence) {
  return {{"part", part},
          {"well", is_well},
          {"state", is_well ? "ok" : "wrong"},
          {"sentence", sentence}};
}

Json findings(const ReportHouse& house, Instant now) {
  Json found = Json::array();
  if (house.config) found.push_back(finding("store", true, house.config->store.directory));
  const bool has_model = house.model.has_value();
  found.push_back(finding("model", has_model,
                          has_model ? fmt::format("of {} rooms", house.model->rooms.size())
                                    : "no model; run: lamplighter train"));
  for (const ReportRoom& room : house.rooms) {
    const std::optional<Instant> last = last_of(room);
    if (!last || *last + silent_after >= now) continue;
    found.push_back(finding("sensor", false,
                            fmt::format("{}: last reading {}; check the sensor and capture",
                                        room.room.text(), shown(house, *last))));
  }
  return found;
}

}  // namespace

std::string report_tonight(const ReportHouse& house, std::uint64_t seed, const Clock& clock) {
  const Config config = house.config ? *house.config : config_of(house.place);
  if (!house.config && !house.model) return {};
  HousePlans plans(config, clock);
  PageContext page{.config = config,
                   .clock = clock,
                   .speed = 0,
                   .plan = [&](Date date) { return plans.plan(date); },
                   .notify = nullptr,
                   .news = nullptr,
                   .capture = nullptr,
                   .check = nullptr};
  if (!house.config) {
    page.plan = [planner = Planner(*house.model, house.place, Secret::from_seed(seed))](Date date) {
      return Result<Plan>(planner.play(date));
    };
  }
  const Result<Json> document = tonight_document(page, std::nullopt, clock.now());
  return document ? text_of(*document) : std::string();
}

std::string report_health(const ReportHouse& house, Instant now) {
  const Instant at = judged_at(house, now);
  Json sensors = Json::array();
  for (const ReportRoom& room : house.rooms) {
    if (house.config || !room.samples.empty()) sensors.push_back(sensor_json(house, room, at));
  }
  return text_of({{"now", shown(house, now)},
                  {"speed", 0},
                  {"looked_at", shown(house, now)},
                  {"looking", false},
                  {"findings", findings(house, at)},
                  {"sensors", std::move(sensors)},
                  {"capture", nullptr}});
}

// Modules embedded in a file cannot import each other by relative paths. Each module becomes a
// data: URL with a name in an import map, and imports use that name.
namespace {

constexpr std::string_view policy =
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src "
    "'unsafe-inline' data:; style-src 'unsafe-inline'; img-src data:\">\n";

std::string base64(std::string_view bytes) {
  constexpr std::string_view digits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t three = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      three = three << 8 | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0U);
    }
    for (std::size_t k = 0; k < 4; ++k) {
      text += i + k > bytes.size() ? '=' : digits[three >> (18 - 6 * k) & 63];
    }
  }
  return text;
}

const web::Asset* find(std::span<const web::Asset> assets, std::string_view path) {
  for (const web::Asset& asset : assets) {
    if (asset.path == path) return &asset;
  }
  return nullptr;
}

std::string data_url(const web::Asset& asset, std::string_view bytes) {
  std::string_view type = asset.type;
  type = type.substr(0, type.find(';'));
  return fmt::format("data:{};base64,{}", type, base64(bytes));
}

/// The path, among the assets, of an import or link in the file `from`.
std::string resolved(std::string_view from, std::string_view to) {
  return (std::filesystem::path(from).parent_path() / to).lexically_normal().string();
}

/// Replaces every `begin` and the text up to the next quote by what `give` returns for that text.
template <typename F>
std::optional<Error> replace_each(std::string& text, std::string_view begin, const F& give) {
  for (std::size_t at = text.find(begin); at != std::string::npos; at = text.find(begin, at)) {
    const std::size_t end = text.find('"', at + begin.size());
    if (end == std::string::npos) break;
    const Result<std::string> given = give(text.substr(at + begin.size(), end - at - begin.size()));
    if (!given) return given.error();
    text.replace(at, end + 1 - at, *given);
    at += given->size();
  }
  return std::nullopt;
}

Error no_such_file(std::string_view where, std::string_view path) {
  return {Fault::bad_input, fmt::format("{}: names {}, which the page does not have", where, path)};
}

/// {"lamplighter/app.js": "data:…"}
Result<std::string> import_map(std::span<const web::Asset> assets) {
  nlohmann::ordered_json imports = nlohmann::ordered_json::object();
  for (const web::Asset& asset : assets) {
    const bool is_of_setup = asset.path.starts_with("/setup/");  // not used by a report
    if (!asset.path.ends_with(".js") || is_of_setup) continue;
    std::string module = web::unpacked(asset);
    const auto rename = [&](const std::string& to) -> Result<std::string> {
      const std::string path = resolved(asset.path, to);
      if (find(assets, path) == nullptr) return no_such_file(asset.path, path);
      return fmt::format("from \"lamplighter{}\"", path);
    };
    for (const std::string_view begin : {"from \"./", "from \"../"}) {
      const std::string dots(begin.substr(6));
      const auto failed =
          replace_each(module, begin, [&](const std::string& rest) { return rename(dots + rest); });
      if (failed) return *failed;
    }
    imports["lamplighter" + std::string(asset.path)] = data_url(asset, module);
  }
  return nlohmann::ordered_json{{"imports", std::move(imports)}}.dump();
}

/// Escapes JSON so that it cannot end a script element.
std::string inside_script(std::string_view json) {
  std::string text;
  for (const char c : json) {
    if (c == '<') {
      text += "\\u003c";
    } else {
      text += c;
    }
  }
  return text;
}

std::optional<Error> put_in_files(std::string& page, std::span<const web::Asset> assets) {
  const auto style = [&](const std::string& name) -> Result<std::string> {
    const web::Asset* asset = find(assets, "/" + name);
    if (asset == nullptr) return no_such_file("index.html", name);
    return fmt::format("<style>\n{}</style", web::unpacked(*asset));  // the link's ">" ends it
  };
  const auto picture = [&](std::string_view attribute) {
    return [&, attribute](const std::string& name) -> Result<std::string> {
      const web::Asset* asset = find(assets, "/" + name);
      if (asset == nullptr) return no_such_file("index.html", name);
      return fmt::format("{}{}\"", attribute, data_url(*asset, web::unpacked(*asset)));
    };
  };
  if (auto failed = replace_each(page, "<link rel=\"stylesheet\" href=\"", style)) return failed;
  constexpr std::string_view icon = "<link rel=\"icon\" href=\"";
  if (auto failed = replace_each(page, icon, picture(icon))) return failed;
  constexpr std::string_view image = "<img src=\"";
  return replace_each(page, image, picture(image));
}

}  // namespace

Result<std::string> report_page(std::span<const web::Asset> assets, std::string_view documents) {
  const web::Asset* index = find(assets, "/index.html");
  if (index == nullptr) return no_such_file("the page", "index.html");
  std::string page = web::unpacked(*index);
  if (auto failed = put_in_files(page, assets)) return *failed;
  const Result<std::string> modules = import_map(assets);
  if (!modules) return modules.error();
  constexpr std::string_view script = "<script type=\"module\" src=\"app.js\"></script>";
  const std::size_t at = page.find(script);
  if (at == std::string::npos) return no_such_file("index.html", "app.js");
  page.replace(at, script.size(),
               fmt::format("<script type=\"importmap\">{}</script>\n"
                           "<script type=\"application/json\" id=\"documents\">{}</script>\n"
                           "<script type=\"module\">import \"lamplighter/app.js\";</script>",
                           inside_script(*modules), inside_script(documents)));
  constexpr std::string_view charset = "<meta charset=\"utf-8\">\n";
  const std::size_t head = page.find(charset);
  if (head != std::string::npos) page.insert(head + charset.size(), policy);
  return page;
}

}  // namespace lamplighter::app
