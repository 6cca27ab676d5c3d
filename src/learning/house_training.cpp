// SPDX-License-Identifier: Apache-2.0
#include "learning/house_training.h"

#include "documents/training_text.h"
#include "files/replace_file.h"
#include "learning/known_house.h"
#include "model/model_text.h"
#include "model/prior_household.h"
#include "planning/time_warp.h"
#include "system/text_file.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>
#include <vector>

namespace lamplighter::app {

HouseHabits train_habits(const std::vector<RoomHistory>& histories, const KnownHouse& house) {
  if (histories.size() > most_rooms) return {};
  std::vector<RoomName> rooms;
  std::vector<std::vector<Change>> changes;
  for (const RoomHistory& history : histories) {
    rooms.push_back(history.room);
    changes.push_back(history.changes);
  }
  return habits_of(std::move(rooms), real_days(changes, house.place.zone), house);
}

std::vector<RoomLooks> train_looks(const std::vector<RoomHistory>& histories,
                                   const TimeZone& zone) {
  std::vector<RoomLooks> all;
  for (const RoomHistory& history : histories) {
    RoomLooks looks = learn_looks(history.room, history.changes, history.looks, zone);
    if (!looks.seen.empty()) all.push_back(std::move(looks));
  }
  return all;
}

namespace {

ZoneModel zone_model(Fit fit) {
  return {.hmm = std::move(fit.model),
          .samples = fit.samples,
          .subsequences = fit.subsequences,
          .log_likelihood = fit.log_likelihood,
          .iterations = fit.iterations,
          .restarts = fit.restarts,
          .note = std::move(fit.note)};
}

}  // namespace

RoomModel train_room(const RoomName& room, const ZoneSubsequences& subsequences,
                     const TrainingOptions& options, const std::function<void(Zone)>& begins) {
  const auto train = [&](Zone zone) {
    begins(zone);
    return zone_model(fit(subsequences[index_of(zone)], options));
  };
  return {
      .room = room,
      .trained_on = {},
      .zones = {train(Zone::morning), train(Zone::day), train(Zone::evening), train(Zone::night)}};
}

namespace {

constexpr std::size_t largest_model = 64 << 20;

}  // namespace

Result<HouseModel> read_model_file(const std::string& path) {
  const Result<std::string> text = read_text_file(path, largest_model);
  if (!text) return text.error();
  Result<HouseModel> house = parse_house_model(*text);
  if (!house) return with_context(path, house.error());
  return house;
}

Result<void> write_model_file(const std::string& path, const HouseModel& house) {
  const std::string text = to_text(house);
  const Result<HouseModel> read_back = parse_house_model(text);
  const bool is_same = read_back && to_text(*read_back) == text;
  if (is_same) return files::write_output(path, text);
  return Error{
      Fault::bad_input,
      fmt::format("{}: not written, since the model could not be read again ({}); the file "
                  "is as it was; please report this fault",
                  path, read_back ? "it changed" : read_back.error().message)};
}

namespace {

constexpr std::size_t most_days = 120;

}  // namespace

Observed observe(const views::HousePast& past, const KnownHouse& house,
                 const std::stop_token& stop) {
  views::HousePast sorted = past;
  std::ranges::sort(sorted, {}, &views::RoomPast::room);
  std::vector<RoomName> rooms;
  std::vector<std::vector<Change>> changes;
  for (views::RoomPast& room : sorted) {
    rooms.push_back(room.room);
    changes.push_back(std::move(room.changes));
  }
  std::vector<WatchedDay> days = watched_days(changes, house.place.zone);
  if (days.size() > most_days)
    days.erase(days.begin(), days.end() - static_cast<std::ptrdiff_t>(most_days));
  Observed observed{days.size(), std::nullopt, rooms};
  if (days.size() < fewest_days) return observed;
  Rng rng(1);
  const Evaluation test = evaluate(days, house_days(rooms, house, stop), {.stop = stop}, rng);
  if (!stop.stop_requested()) observed.test = test;
  return observed;
}

nlohmann::ordered_json observed_json(const Observed& observed, bool is_working) {
  return {
      {"working", is_working},
      {"days", observed.days},
      {"fewest_days", fewest_days},
      {"test", observed.test ? evaluation_document({*observed.test, {}, "house", observed.rooms})
                             : nlohmann::ordered_json()}};
}

}  // namespace lamplighter::app
