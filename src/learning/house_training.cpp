// SPDX-License-Identifier: Apache-2.0
#include "learning/house_training.h"

#include "config/options.h"
#include "documents/training_text.h"
#include "files/private_files.h"
#include "files/replace_file.h"
#include "learning/known_house.h"
#include "model/house_habits.h"
#include "model/house_model.h"
#include "planning/splice.h"
#include "system/child_process.h"
#include "system/clocks.h"
#include "system/text_file.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sys/resource.h>

#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <utility>
#include <vector>

namespace lamplighter::app {

HouseHabits train_habits(const std::vector<RoomHistory>& histories, const KnownHouse& house) {
  std::map<RoomName, std::vector<Change>> known;
  for (const RoomHistory& history : histories) known.emplace(history.room, history.changes);
  for (const RoomName& room : house.with_lamps) known.try_emplace(room);
  if (known.size() > most_rooms) return {};
  std::vector<RoomName> rooms;
  std::vector<std::vector<Change>> changes;
  for (auto& [room, of_room] : known) {
    rooms.push_back(room);
    changes.push_back(std::move(of_room));
  }
  std::vector<WatchedDay> days = real_days_of(changes, house.place.zone);
  assume_unseen_rooms(rooms, changes, house, days);
  return habits_of(std::move(rooms), days, house);
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

HouseModel train_house(std::vector<RoomHistory> histories, const KnownHouse& known,
                       const TrainingOptions& options,
                       const std::function<void(std::size_t step, std::size_t steps,
                                                const std::string& doing)>& progress) {
  const Place& place = known.place;
  HouseModel house{.place = {place.latitude, place.longitude, place.zone.name()}, .rooms = {}};
  house.habits = train_habits(histories, known);
  house.looks = train_looks(histories, place.zone);
  const std::size_t steps = histories.size() * all_zones.size();
  std::size_t step = 0;
  for (RoomHistory& history : histories) {
    RoomModel model = train_room(history.room, history.subsequences, options, [&](Zone zone) {
      progress(step++, steps, fmt::format("{}, {}", history.room.text(), to_string(zone)));
    });
    model.trained_on = std::move(history.trained_on);
    model.trained_on.seed = options.seed;
    house.rooms.push_back(std::move(model));
  }
  return house;
}

std::size_t learned_days(const HouseModel& house) {
  const DarkEvenings evenings = dark_evenings(house.habits);
  return evenings.all - (evenings.dark < evenings.all ? evenings.dark : 0);
}

std::string learned_text(const HouseModel& house) {
  const std::size_t days = learned_days(house);
  if (days >= enough_learned_days) return fmt::format("learned {} days", days);
  return fmt::format("learned {} of {} days", days, enough_learned_days);
}

namespace {

using Json = nlohmann::ordered_json;

constexpr int training_format = 1;
constexpr std::size_t largest_training = 16 << 10;
constexpr std::size_t longest_message = 2000;

constexpr std::array fault_names{
    std::pair(Fault::bad_input, "bad_input"), std::pair(Fault::not_found, "not_found"),
    std::pair(Fault::refused, "refused"), std::pair(Fault::unavailable, "unavailable"),
    std::pair(Fault::io, "io")};

std::string previous_path(const std::string& model) { return model + ".previous"; }

/// Keeps the previous model if it is valid; otherwise the older copy stays.
Result<void> keep_previous(const std::string& path) {
  if (!read_model_file(path)) return {};
  const Result<std::string> text = read_text_file(path, largest_model);
  return text ? files::replace_file(previous_path(path), *text) : text.error();
}

Result<HouseModel> learn_config(
    const Config& config, const TrainingInput& input, const TrainingOptions& options,
    const std::function<void(std::size_t, std::size_t, const std::string&)>& progress) {
  const Result<Place> place = place_of(config);
  if (!place) return place.error();
  Result<std::vector<RoomHistory>> histories = read_histories(input, *place);
  if (!histories) return histories.error();
  const Result<KnownHouse> known = look_up_house(*place, config.path);
  if (!known) return known.error();
  HouseModel house = train_house(*std::move(histories), *known, options, progress);
  const std::string path = model_path(config);
  if (const Result<void> kept = keep_previous(path); !kept) return kept.error();
  if (const Result<void> written = write_model_file(path, house); !written) return written.error();
  return house;
}

}  // namespace

std::string training_path(const Config& config) {
  return config.store.directory + "/training.json";
}

std::string format_training(const TrainingResult& result) {
  Json json{{"format", training_format}, {"at", to_iso(result.at)}, {"trained", !result.error}};
  if (!result.error) return json.dump() + "\n";
  for (const auto& [fault, name] : fault_names)
    if (fault == result.error->fault) json["fault"] = name;
  json["message"] = result.error->message.substr(0, longest_message);
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

Result<TrainingResult> parse_training(std::string_view text) {
  const Error wrong{Fault::bad_input, "not a training result; run: lamplighter train"};
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object() || json.value("format", Json()) != training_format) return wrong;
  const auto text_of = [&](const char* key) {
    const auto found = json.find(key);
    return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
  };
  const Result<Instant> at = parse_instant(text_of("at"));
  const auto trained = json.find("trained");
  if (!at || trained == json.end() || !trained->is_boolean()) return wrong;
  if (trained->get<bool>()) return TrainingResult{*at, std::nullopt};
  for (const auto& [fault, name] : fault_names) {
    if (text_of("fault") == name) return TrainingResult{*at, Error{fault, text_of("message")}};
  }
  return wrong;
}

Result<std::optional<TrainingResult>> last_training(const Config& config) {
  const Result<std::string> text = read_text_file(training_path(config), largest_training);
  if (!text && text.error().fault == Fault::not_found) return std::optional<TrainingResult>();
  if (!text) return text.error();
  Result<TrainingResult> result = parse_training(*text);
  if (!result) return with_context(training_path(config), result.error());
  return std::optional<TrainingResult>(*std::move(result));
}

Result<HouseModel> train_config(
    const Config& config, const TrainingInput& input, const TrainingOptions& options,
    const std::function<void(std::size_t, std::size_t, const std::string&)>& progress) {
  const std::string& store = config.store.directory;
  std::error_code failed;
  if (!std::filesystem::is_directory(store, failed)) {
    return Error{Fault::not_found,
                 fmt::format("{}: nothing is stored yet; {}", store, how_to_fill_store(config))};
  }
  const auto lock = files::FileLock::take(store + "/train.lock");
  if (!lock && lock.error().fault == Fault::unavailable)
    return Error{Fault::unavailable, "another training is running; wait until it has ended"};
  if (!lock) return lock.error();
  Result<HouseModel> house = learn_config(config, input, options, progress);
  const TrainingResult result{SystemClock::on_the_wall(),
                              house ? std::nullopt : std::optional<Error>(house.error())};
  const Result<void> kept = files::replace_file(training_path(config), format_training(result));
  if (house && !kept) return kept.error();
  return house;
}

Result<HouseModel> read_last_good_model(const std::string& path) {
  Result<HouseModel> house = read_model_file(path);
  if (house || house.error().fault == Fault::not_found) return house;
  Result<HouseModel> previous = read_model_file(previous_path(path));
  return previous ? previous : house;
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

namespace {

constexpr auto time_of_night = 3h + 20min;  // results for the page are recomputed after three
constexpr auto soon = 10min;                // lets capture and play start first

}  // namespace

Instant next_training(std::optional<Instant> last, Instant now, const TimeZone& zone) {
  if (!last || *last > now) return now + soon;
  Date night = zone.date_of(*last);
  while (zone.instant_of(LocalDay(night) + time_of_night) <= *last) night = plus_days(night, 1);
  const Instant due = zone.instant_of(LocalDay(night) + time_of_night);
  return due > now ? due : now + soon;
}

NightlyTraining::NightlyTraining(const TimeZone& zone, Clock& clock, Calls calls)
    : zone_(zone), clock_(clock), calls_(std::move(calls)) {}

/// The result of a training may not be on disk, if the disk is full: the one in memory counts as
/// well. The clock may be set during a sleep, so the due time is computed again after each sleep.
void NightlyTraining::run(const std::stop_token& stop) {
  std::optional<Instant> last = calls_.last();
  Instant due = next_training(last, clock_.now(), zone_);
  while (!stop.stop_requested()) {
    if (!clock_.sleep_until(due, stop)) {
      if (stop.stop_requested()) return;
      due = std::min(due, next_training(last, clock_.now(), zone_));
      continue;
    }
    const std::optional<Instant> kept = calls_.last();
    if (kept && *kept <= clock_.now() && (!last || *kept > *last)) {
      last = kept;  // it was trained elsewhere meanwhile
      due = next_training(last, clock_.now(), zone_);
      if (due > clock_.now() + soon) continue;
    }
    const Result<void> trained = calls_.train(stop);
    if (calls_.on_end && !stop.stop_requested()) calls_.on_end(trained);
    last = clock_.now();
    due = next_training(last, *last, zone_);
  }
}

Result<void> train_in_child(const Config& config, const std::stop_token& stop) {
  constexpr int behind_others = 15;
  ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), behind_others);  // and its children
  const auto before = last_training(config);
  // Its output contains the absences, which must not get into a log; its errors are in the store.
  Result<ChildProcess> child = ChildProcess::start(
      {"lamplighter", "train", "--config", config.path, "--quiet"}, "/dev/null");
  if (!child) return child.error();
  const Result<void> ended = child->wait(stop);
  if (ended || stop.stop_requested()) return ended;
  const auto after = last_training(config);
  const auto time_of = [](const auto& result) {
    return result && *result ? (*result)->at : Instant{};
  };
  if (time_of(after) != time_of(before) && (*after)->error) return *(*after)->error;
  const Error killed{Fault::refused, "it was killed, for example because memory ran out"};
  const Result<void> kept = files::replace_file(
      training_path(config), format_training({SystemClock::on_the_wall(), killed}));
  return kept ? Result<void>(killed) : kept;
}

}  // namespace lamplighter::app
