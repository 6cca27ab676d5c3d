// SPDX-License-Identifier: Apache-2.0
#include "service/play_house.h"

#include "files/private_files.h"
#include "state/away_file.h"
#include "state/play_memory_file.h"
#include "state/store_mount.h"
#include "system/trim_heap.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace lamplighter::app {

namespace {

/// The room that each sensor observes: rooms with lamps only, and not if two rooms share a sensor.
std::map<SensorId, RoomName> sensors_of(const Config& config) {
  std::map<SensorId, RoomName> rooms;
  std::set<SensorId> shared;
  for (const RoomConfig& room : config.rooms) {
    const bool is_new = rooms.try_emplace(room.sensor, room.name).second;
    if (!is_new || room.lamps.empty()) shared.insert(room.sensor);
  }
  for (const SensorId& sensor : shared) rooms.erase(sensor);
  return rooms;
}

/// Why a room failed, with its name once.
std::string of_room(const PlayStep& step) {
  const std::string room = "room " + step.room.text() + ": ";
  return step.message.starts_with(room) ? step.message : room + step.message;
}

}  // namespace

void PlayProblems::took(const PlayStep& step) {
  using Outcome = PlayStep::Outcome;
  const std::lock_guard lock(mutex_);
  switch (step.outcome) {
    case Outcome::silent:
      silent_[step.room] = step.message;
      break;
    case Outcome::failed:
      failing_[step.room] = of_room(step);
      break;
    case Outcome::answers_again:
      silent_.erase(step.room);
      break;
    case Outcome::switched:
    case Outcome::restored:
    case Outcome::changed_manually:
      failing_.erase(step.room);
      break;
  }
}

void PlayProblems::plan(const std::string& why) {
  const std::lock_guard lock(mutex_);
  plan_ = why;
}

std::vector<std::string> PlayProblems::sentences() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> sentences;
  if (!plan_.empty()) sentences.push_back(plan_);
  for (const auto& [room, sentence] : silent_) sentences.push_back(sentence);
  for (const auto& [room, sentence] : failing_)
    if (!silent_.contains(room) && !silent_.contains(RoomName())) sentences.push_back(sentence);
  return sentences;
}

PlayHouse::PlayHouse(const Config& config, PlannerOptions planner, Clock& clock, Calls calls)
    : config_(config),
      planner_(std::move(planner)),
      clock_(clock),
      calls_(std::move(calls)),
      record_(config.store.directory),
      lights_(sensors_of(config), [this](const std::string& sentence) { judged(sentence); }),
      dusks_(config) {
  opened_at_ = clock.now();
}

Result<std::unique_ptr<PlayHouse>> PlayHouse::open(const Config& config,
                                                   const PlannerOptions& planner, Clock& clock,
                                                   Rng rng, Calls calls, const LampLimits& limits) {
  std::unique_ptr<PlayHouse> house(new PlayHouse(config, planner, clock, std::move(calls)));
  if (Result<void> opened = house->open_presence(); !opened) return opened.error();
  auto lamps = HouseLamps::open(config, clock, rng, limits);
  if (!lamps) return lamps.error();
  house->lamps_ = *std::move(lamps);
  house->open_player(rng);
  return house;
}

PlayHouse::~PlayHouse() = default;

Result<void> PlayHouse::open_presence() {
  const std::string& store = config_.store.directory;
  if (Result<void> mounted = check_store_is_mounted(store); !mounted) return mounted;
  // If this fails and it matters, the watch reports it.
  static_cast<void>(files::make_private_folders(store));
  if (Result<files::FileHandle> claim = claim_play(store)) claim_ = *std::move(claim);
  Result<std::vector<Vacation>> vacations = vacations_of(config_);
  if (!vacations) return vacations.error();
  presence_ = std::make_unique<Presence>(
      OccupancyOverride{}, *std::move(vacations),
      [this](const Presence::Change& change) { return change_order(change); }, bell_);
  order_changed();
  auto watch = FileWatch::start(away_path(store), [this] { order_changed(); });
  if (!watch) return watch.error();
  watch_ = *std::move(watch);
  order_changed();  // it may have been given before the watch began
  return {};
}

void PlayHouse::open_player(Rng rng) {
  const std::string& store = config_.store.directory;
  Result<PlayMemory> memory =
      recover_play_memory(store, [this](const Error& error) { trouble(error); });
  if (!memory) trouble(memory.error());
  const Result<void> may_keep = memory ? Result<void>() : memory.error();
  player_ = std::make_unique<Player>(
      clock_, lamps_->lamps(),
      PlayerSettings{.on_stop = config_.away.on_stop, .on_hand = config_.away.on_hand},
      PlayerCalls{[this](Instant at) { return plan_at(at); },
                  [this](const PlayStep& step) { took_step(step); },
                  [store, may_keep](const PlayMemory& kept) {
                    return may_keep ? keep_play_memory(store, kept) : may_keep;
                  }},
      rng, memory ? *std::move(memory) : PlayMemory{});
}

void PlayHouse::run(const std::stop_token& stop, std::function<void(const PlayStatus&)> on_status) {
  PlayController controller(
      clock_, *presence_, *player_, bell_, config_.away.on_hand,
      {std::move(on_status), [this](bool away, Instant at) { turned(away, at); },
       calls_.on_play_trouble, [this] { took_turn(); },
       [this] { return lights_.is_well() && silent_lamps_.empty(); }});
  controller_ = &controller;
  lamps_->watch(
      [&controller] { controller.lamps_changed(); }, [&controller] { controller.lamps_answered(); },
      {[this] { return bell_.listen(); }, [&controller] { return controller.has_order(); }});
  controller.run(stop);
  lamps_->unwatch();
  controller_ = nullptr;
}

/// Called again for slow lamps: commands still in progress when the house is closed are
/// interrupted. Lamps that do not answer at all take less than a second each.
void PlayHouse::restore_lamps() {
  constexpr int most_tries = 3;
  for (int tries = 0; tries < most_tries && !player_->restore();) ++tries;
}

/// The model is reloaded for every day, so that a new one applies from the next day.
Result<Plan> PlayHouse::plan_at(Instant at) {
  const Result<Planner> planner = Planner::open(planner_);
  problems_.plan(planner ? "" : planner.error().message);
  if (!planner) return planner.error();
  Plan plan = planner->plan_at(at);
  const auto has_no_lamps = [&](const RoomName& room) {
    const Result<RoomConfig> known = room_of(config_, room);
    return !known || known->lamps.empty();
  };
  std::erase_if(plan.rooms, has_no_lamps);
  std::erase_if(plan.on_at_start, has_no_lamps);
  std::erase_if(plan.switches, [&](const Switch& change) { return has_no_lamps(change.room); });
  planned_noon_ = plan.from + (plan.until - plan.from) / 2;
  planned_dusks_ = dusks_.look(planned_noon_, clock_.now());
  is_to_trim_ = true;
  return planner->constrained(plan, planned_dusks_);
}

/// Their rooms are still played with their other lamps; the user should check them nevertheless.
void PlayHouse::tell_of_silent_lamps() {
  std::set<std::string> silent = player_->unreachable_lamps();
  const bool away = presence_->is_away(clock_.now());
  for (const std::string& sentence : silent) {
    if (silent_lamps_.contains(sentence)) continue;
    if (away) judged(sentence);
    if (!away) trouble({Fault::unavailable, sentence});
  }
  silent_lamps_ = std::move(silent);
}

void PlayHouse::persons(const PersonsSeen& seen) {
  {
    const std::lock_guard lock(following_);
    if (persons_ == seen) return;
    persons_ = seen;
  }
  bell_.ring();
}

/// An order given by persons ends if they are not followed any more, or unknown.
void PlayHouse::follow_persons() {
  constexpr auto longest_start = std::chrono::minutes(1);
  const OccupancyOverride order = presence_->order();
  if (!config_.away.away_when_gone && !order.by_persons) return;
  const Instant now = clock_.now();
  std::optional<PersonsSeen> seen;
  {
    const std::lock_guard lock(following_);
    seen = persons_;
  }
  const bool is_starting = !seen && now - opened_at_ < longest_start && now >= opened_at_;
  if (config_.away.away_when_gone && is_starting) return;
  if (!seen || !config_.away.away_when_gone) seen = PersonsSeen{};
  if (!order_by_persons(order, *seen, now)) return;
  const Result<void> kept = presence_->change(
      [&](const OccupancyOverride& known) { return order_by_persons(known, *seen, now); });
  if (!kept && calls_.on_play_trouble) calls_.on_play_trouble(kept.error());
}

/// A dusk detected meanwhile changes the plan.
void PlayHouse::took_turn() {
  const Instant now = clock_.now();
  const bool is_afternoon = planned_noon_ <= now && now < planned_noon_ + 13h;
  if (is_afternoon && presence_->is_away(now) && dusks_.look(planned_noon_, now) != planned_dusks_)
    player_->plan_again();
  tell_of_silent_lamps();
  follow_persons();
  show_problems();
  if (std::exchange(is_to_trim_, false)) trim_heap();
  if (calls_.alive) calls_.alive();
}

/// These sentences are also published at home: they must not reveal whether a play is in progress.
void PlayHouse::show_problems() {
  std::vector<std::string> problems = problems_.sentences();
  problems.insert(problems.end(), silent_lamps_.begin(), silent_lamps_.end());
  if (!lights_.is_well())
    problems.emplace_back(
        "lamps of a room do not light its sensor; check the lamps and the sensor");
  if (std::exchange(shown_problems_, problems) == problems) return;
  if (calls_.on_problems) calls_.on_problems(problems);
}

Result<OccupancyOverride> PlayHouse::change_order(const Presence::Change& change) {
  return change_away(config_.store.directory, change);
}

/// An order that cannot be read counts as `home`: then nothing is played.
void PlayHouse::order_changed() {
  presence_->reload([this] {
    const Result<OccupancyOverride> order = read_away(config_.store.directory);
    if (!order) trouble(order.error());
    return order ? *order : OccupancyOverride{.away = false, .given_at = clock_.now()};
  });
}

void PlayHouse::took_step(const PlayStep& step) {
  if (controller_ != nullptr) controller_->note(step);
  lights_.took(step);
  problems_.took(step);
  recorded(record_.took(step));
  if (calls_.on_step) calls_.on_step(step);
}

void PlayHouse::recorded(const Result<void>& written) {
  if (!written && !std::exchange(unrecorded_, true) && calls_.on_play_trouble)
    calls_.on_play_trouble(written.error());
  if (written) unrecorded_ = false;
}

void PlayHouse::turned(bool away, Instant at) {
  recorded(record_.turned(away, at));
  if (away) return;
  std::vector<std::string> withheld;
  {
    const std::lock_guard lock(judging_);
    withheld = std::exchange(withheld_, {});
  }
  for (const std::string& sentence : withheld) trouble({Fault::unavailable, sentence});
}

/// Only a play switches lamps, so such a message would reveal that the house is away: the health
/// topic shows a problem at once, and the log has the reason when someone is home again.
void PlayHouse::judged(const std::string& sentence) {
  if (calls_.on_play_trouble) calls_.on_play_trouble({Fault::unavailable, sentence});
  {
    const std::lock_guard lock(judging_);
    withheld_.push_back(sentence);
  }
  bell_.ring();
}

void PlayHouse::trouble(const Error& error) const {
  if (calls_.on_trouble) calls_.on_trouble(error);
}

}  // namespace lamplighter::app
