// SPDX-License-Identifier: Apache-2.0
#include "learning/planner.h"

#include "analysis/changes.h"
#include "config/config.h"
#include "config/secret_file.h"
#include "csv/store.h"
#include "learning/house_training.h"
#include "learning/known_house.h"
#include "planning/house_planner.h"
#include "system/trim_heap.h"

#include <algorithm>
#include <utility>

namespace lamplighter::app {
namespace {

constexpr auto look_every = std::chrono::minutes(1);
/// A default chosen by us: most people want a lamp below this level.
constexpr double usually_dark_below = 20.0;
constexpr auto longest_silence = std::chrono::minutes(15);
constexpr auto longest_silence_on_change = std::chrono::minutes(75);

/// The light minus what the lamps add, for readings from `noon` on.
std::vector<Sample<Lux>> without_lamps(std::span<const Sample<Lux>> light,
                                       const LightMemory& memory, const Place& place,
                                       Instant noon) {
  LiveLamps live(memory, place);
  std::vector<Sample<Lux>> rest;
  for (const Sample<Lux>& sample : light) {
    const std::optional<LampsNow> lamps = live.hear(sample);
    if (sample.at < noon) continue;
    const double added = lamps && lamps->state == LampState::on ? lamps->lux : 0.0;
    rest.push_back({sample.at, Lux(sample.value.value() - added)});
  }
  return rest;
}

}  // namespace

RoomDusks::RoomDusks(const Config& config) : config_(config) {
  if (const Result<Place> place = place_of(config)) place_ = *place;
}

const Dusks& RoomDusks::look(Instant noon, Instant now) {
  const bool is_fresh = noon == noon_ && looked_at_ <= now && now < looked_at_ + look_every;
  if (is_fresh) return dusks_;
  if (noon != noon_) {
    dusks_.clear();
    taught_.clear();
  }
  const bool is_start = looked_at_ == Instant::min();
  noon_ = noon;
  looked_at_ = now;
  if (now < noon) return dusks_;
  learn(is_start ? config_.rooms.size() : 1);
  for (const RoomConfig& room : config_.rooms) {
    if (is_open(room)) look_at(room, now);
  }
  return dusks_;
}

/// Whether the room's dusk can still be detected.
bool RoomDusks::is_open(const RoomConfig& room) const {
  const auto known = dusks_.find(room.name);
  return !room.lamps.empty() && (known == dusks_.end() || !known->second);
}

/// A room takes a tenth of a second, so a turn of the player does not learn all of them; but the
/// first call does, so that a restart finds the same result as before.
void RoomDusks::learn(std::size_t most) {
  if (!place_) return;
  for (const RoomConfig& room : config_.rooms) {
    if (most == 0) break;
    if (!is_open(room) || taught_.contains(room.name)) continue;
    --most;
    auto past = csv::read_store(config_.store.folders(), room.sensor, noon_ - good_past, noon_);
    taught_[room.name] =
        past ? remember(study_room(std::move(past->readings.samples), *place_, room.reports))
             : std::nullopt;
    trim_heap();
  }
}

std::vector<Sample<Lux>> RoomDusks::afternoon(const RoomConfig& room, Instant now) const {
  const auto memory = taught_.find(room.name);
  const bool is_taught = memory != taught_.end() && memory->second;
  const Instant from = is_taught ? noon_ - good_approach : noon_;
  auto stored = csv::read_store(config_.store.folders(), room.sensor, from, now);
  if (!stored) return {};
  std::vector<Sample<Lux>>& light = stored->readings.samples;
  return is_taught ? without_lamps(light, *memory->second, *place_, noon_) : std::move(light);
}

void RoomDusks::look_at(const RoomConfig& room, Instant now) {
  dusks_.erase(room.name);
  const std::vector<Sample<Lux>> light = afternoon(room, now);
  if (light.empty()) return;
  const std::optional<Instant> dusk =
      dusk_of(light, Lux(room.dark_below.value_or(usually_dark_below)));
  const bool is_on_change = room.reports == ReportKind::on_change;
  const auto patience = is_on_change ? longest_silence_on_change : longest_silence;
  if (dusk || now - light.back().at <= patience) dusks_.emplace(room.name, dusk);
}

namespace {

/// Completes the flags from the config.
Result<PlannerOptions> with_config(PlannerOptions options) {
  const bool config_needed =
      options.model.empty() || (options.secret_file.empty() && !options.seed);
  if (!config_needed) return options;
  const Result<Config> config = load_config(config_path(options.config));
  if (!config)
    return with_context("the model and the secret are not all given by flags", config.error());
  const PlannerOptions whole = planning_by(*config);
  options.street = whole.street;
  options.limits = whole.limits;
  if (options.secret_file.empty()) options.secret_file = whole.secret_file;
  if (!options.model.empty()) return options;
  options.model = whole.model;
  options.unlearned = whole.unlearned;
  return options;
}

}  // namespace

PlannerOptions planning_by(const Config& config) {
  return {.model = model_path(config),
          .secret_file = secret_path(config),
          .seed = std::nullopt,
          .config = config.path,
          .street = street_of(config),
          .limits = limits_of(config),
          .unlearned = [config] { return unlearned_house(config); }};
}

Result<Planner> Planner::open(const PlannerOptions& given) {
  const Result<PlannerOptions> options = with_config(given);
  if (!options) return options.error();
  Result<HouseModel> house = read_last_good_model(options->model);
  const bool is_missing = !house && house.error().fault == Fault::not_found;
  if (is_missing && options->unlearned) house = options->unlearned();
  if (!house) return house.error();
  const HousePlace& where = house->place;
  const Result<TimeZone> zone = TimeZone::find(where.time_zone);
  if (!zone) return with_context(options->model, zone.error());
  const Result<Secret> secret = options->seed ? Result<Secret>(Secret::from_seed(*options->seed))
                                              : planning_secret(options->secret_file);
  if (!secret) return secret.error();
  const Place place{where.latitude, where.longitude, *zone};
  Planner planner(*std::move(house), place, *secret, options->planner == "hmm");
  planner.constraints_.street = options->street;
  planner.constraints_.limits = options->limits;
  return planner;
}

Planner::Planner(HouseModel house, Place place, Secret secret, bool by_zones)
    : house_(std::move(house)), place_(place), secret_(secret) {
  if ((by_zones && !house_.rooms.empty()) || house_.habits.days.empty()) return;
  constraints_ = house_constraints(house_.habits);
  calendar_ = std::make_shared<HouseCalendar>(std::move(house_.habits), place_, secret_);
}

Plan Planner::plan(Date date) const {
  return looking(calendar_ ? calendar_->plan(date)
                           : plan_day_by_hmm(house_, place_, date, secret_));
}

Plan Planner::constrained(const Plan& plan, const Dusks& dusks) const {
  return looking(apply_constraints(plan, place_, constraints_, secret_, dusks));
}

Plan Planner::looking(Plan plan) const {
  return with_limited_brightness(with_looks(std::move(plan), house_.looks, place_.zone, secret_),
                                 constraints_.limits);
}

namespace {

constexpr int restarts = 5;  // instead of sixty; this is repeated for every split

HouseModel learn(std::span<const WatchedDay> days, const std::vector<RoomName>& rooms,
                 const Place& place, std::uint64_t seed) {
  HouseModel house{.place = {place.latitude, place.longitude, place.zone.name()}, .rooms = {}};
  for (std::size_t i = 0; i < rooms.size(); ++i) {
    const std::vector<Change> changes = changes_of(days, i, rooms[i], place.zone);
    house.rooms.push_back(train_room(rooms[i], change_runs(changes, place).subsequences,
                                     {.restarts = restarts, .seed = seed}));
  }
  return house;
}

/// An observed day ends on the next morning, so it takes two plans.
WatchedDay seen(const Planner& planner, const std::vector<RoomName>& rooms, Date date) {
  std::vector<Plan> plans;
  for (const int day : {0, 1}) plans.push_back(planner.play(plus_days(date, day)));
  return seen_of(plans, rooms, planner.place(), date);
}

}  // namespace

DayMaker hmm_days(std::vector<RoomName> rooms, const Place& place) {
  return [rooms = std::move(rooms), place](std::span<const WatchedDay> learned,
                                           std::span<const Date> dates, Rng& rng) {
    const Planner planner(learn(learned, rooms, place, rng.bits()), place,
                          Secret::from_seed(rng.bits()), true);
    std::vector<WatchedDay> days;
    for (const Date date : dates) days.push_back(seen(planner, rooms, date));
    return days;
  };
}

namespace {

void keep_rooms_with_lamps(Plan& plan, const Config& config) {
  const auto has_no_lamps = [&](const RoomName& room) {
    return std::none_of(config.rooms.begin(), config.rooms.end(), [&](const RoomConfig& one) {
      return one.name == room && !one.lamps.empty();
    });
  };
  std::erase_if(plan.rooms, has_no_lamps);
  std::erase_if(plan.on_at_start, has_no_lamps);
  std::erase_if(plan.switches, [&](const Switch& change) { return has_no_lamps(change.room); });
}

}  // namespace

/// Reloads the planner if a model was trained meanwhile.
Result<void> HousePlans::refresh() {
  std::error_code gone;
  auto trained = std::filesystem::last_write_time(model_path(config_), gone);
  if (gone) trained = {};
  if (planner_ && trained == trained_) return {};
  planner_.reset();
  Result<Planner> planner = Planner::open(planning_by(config_));
  if (!planner) return planner.error();
  planner_ = *std::move(planner);
  trained_ = trained;
  return {};
}

Result<Plan> HousePlans::plan(Date date) {
  const std::lock_guard lock(mutex_);
  if (const Result<void> fresh = refresh(); !fresh) return fresh.error();
  Plan plan = planner_->plan(date);
  if (has_lamps(config_)) keep_rooms_with_lamps(plan, config_);
  const Instant now = clock_.now();
  const bool is_today = plan.from <= now && now < plan.until;
  const Instant noon = plan.from + (plan.until - plan.from) / 2;
  return planner_->constrained(plan, is_today ? dusks_.look(noon, now) : Dusks{});
}

}  // namespace lamplighter::app
