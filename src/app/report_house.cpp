// SPDX-License-Identifier: Apache-2.0
#include "app/report_house.h"

#include "analysis/lamp_changes.h"
#include "analysis/path.h"
#include "app/config.h"
#include "app/detection_text.h"
#include "app/known_corrections.h"
#include "app/model_file.h"
#include "app/planner.h"
#include "app/progress.h"
#include "csv/on_off_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace lamplighter::app {
namespace {

constexpr std::chrono::hours compared{56 * 24};

/// Every room of the config that has readings.
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
  ReportRoom room{light.readings.room, std::move(light.readings.samples), {}, {}, {}};
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
            const std::vector<Correction>& said) {
  std::vector<RoomDetection> detections;
  Progress progress("detecting", rooms.size());
  for (const ReportRoom& room : rooms) {
    progress.at(detections.size(), room.room.text());
    detections.push_back({room.room, detect_lamps(room.samples, place)});
  }
  take_spill(detections);
  correct(detections, said);
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

/// Plans of the dates of the last eight weeks that were seen.
void plan_days(ReportHouse& house, std::uint64_t seed) {
  const std::vector<views::HouseDay> days = views::days_of(house.past.real, house.place.zone);
  if (!house.model || days.empty()) return;
  const Planner planner(*house.model, house.place, Secret::from_seed(seed));
  std::vector<Plan> plans;
  for (const views::HouseDay& day : days) {
    if (day.from + compared < days.back().until) continue;
    plans.push_back(planner.mannered(planner.plan(day.date), {}));
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
    const auto said = corrections_for(input.light);
    if (!said) return said.error();
    detect(house.rooms, *place, *said);
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

}  // namespace lamplighter::app
