// SPDX-License-Identifier: Apache-2.0
#include "page/house_archive.h"

#include "analysis/path.h"
#include "csv/on_off_file.h"
#include "csv/store.h"
#include "detection/changes.h"
#include "detection/detect.h"
#include "detection/suspicions.h"
#include "documents/detection_text.h"
#include "learning/house_training.h"
#include "learning/planner.h"
#include "system/log.h"

#include <fmt/format.h>
#include <sys/resource.h>

#include <malloc.h>
#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace lamplighter::app {
namespace {

constexpr int night_ends = 3 * 60;  // minute of the day
constexpr auto long_before = 24h;   // what lamps did not report of less than that is left unknown

/// The state at `from`, and the changes until `until`.
std::vector<Change> within(const std::vector<Change>& changes, const RoomName& room, Instant from,
                           Instant until) {
  std::vector<Change> part{{from, room, LampState::unknown}};
  for (const Change& change : changes) {
    if (change.at >= until) break;
    if (change.at <= from) {
      part.front().state = change.state;
    } else {
      part.push_back(change);
    }
  }
  return part;
}

/// Appends changes, except those that repeat the current state.
void append(std::vector<Change>& all, const std::vector<Change>& more) {
  for (const Change& change : more) {
    if (all.empty() || all.back().state != change.state) all.push_back(change);
  }
}

/// Gives way to threads that draw pictures or play lamps. Only a little: stopping the program waits
/// for the current month, even on a busy machine.
void stand_back() {
  constexpr int less_urgent = 5;
  const sched_param usual{};
  ::sched_setscheduler(0, SCHED_BATCH, &usual);
  ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), less_urgent);
}

}  // namespace

LampArchive::LampArchive(csv::StoreFolders store, std::map<RoomName, LightArchive>& lights,
                         Place place, std::function<void()> on_news,
                         std::chrono::milliseconds look_every)
    : store_(std::move(store)),
      lights_(&lights),
      place_(place),
      on_news_(std::move(on_news)),
      look_every_(look_every),
      now_(store_, place_),
      worker_([this](const std::stop_token& stop) { work(stop); }) {}

LampArchive::~LampArchive() {
  worker_.request_stop();
  wanted_.notify_all();
}

std::uint64_t LampArchive::stamp_of(const LightArchive& light, Month month) const {
  const auto stamps = light.months();
  std::uint64_t stamp = light.reports() ? static_cast<std::uint64_t>(*light.reports()) + 1 : 0;
  for (const Month& part : {plus_months(month, -1), month}) {
    const auto found = stamps.find(part);
    stamp = stamp * 0x100000001b3 + (found == stamps.end() ? 0 : found->second);
  }
  return stamp;
}

bool LampArchive::is_good(const DetectedMonth& kept, const LightArchive& light, Month month) const {
  if (kept.stamp == stamp_of(light, month)) return true;
  return is_newest(light, month) && kept.seen_until + 1h > light.span()->second - 1h;
}

bool LampArchive::is_newest(const LightArchive& light, Month month) {
  const auto span = light.span();
  return span && month_of(span->second - 1s) == month;
}

views::RoomLamps LampArchive::lamps(const RoomName& room, Instant from, Instant until) {
  views::RoomLamps lamps = uncorrected(room, from, until);
  const auto stored = csv::read_corrections(csv::corrections_path(store_.own()));
  if (!stored || lamps.changes.empty()) return lamps;  // the routes of corrections report the error
  std::vector<Correction> held = in_force(stored->corrections, room);
  for (Correction& one : held) {
    one.from = std::max(one.from, lamps.changes.front().at);
    one.until = std::min(one.until, until);
  }
  std::erase_if(held, [](const Correction& one) { return one.from >= one.until; });
  lamps.changes = corrected(lamps.changes, held);
  return lamps;
}

std::optional<LampsNow> LampArchive::now(const RoomName& room, Instant at) {
  const auto light = lights_->find(room);
  if (light == lights_->end()) return std::nullopt;
  if (now_.knows(light->second.sensor())) return now_.look(light->second.sensor(), at);
  if (const auto span = light->second.span()) {
    const std::scoped_lock lock(mutex_);
    to_do_.insert(month_of(span->second - 1s));
    wanted_.notify_one();
  }
  return std::nullopt;
}

/// As its lamps reported; before they first did, as its light shows.
views::RoomLamps LampArchive::uncorrected(const RoomName& room, Instant from, Instant until) {
  const auto reported = csv::read_stored_changes(store_, room, from, until);
  if (!reported || reported->rows.changes.empty()) return detected(room, from, until);
  const std::vector<Change>& reports = reported->rows.changes;
  if (reports.front().at < from + long_before) return {"told", reports, true};
  views::RoomLamps lamps = detected(room, from, reports.front().at);
  lamps.source = "told";
  append(lamps.changes, reports);
  return lamps;
}

views::RoomLamps LampArchive::detected(const RoomName& room, Instant from, Instant until) {
  views::RoomLamps lamps{"detected", {}, true};
  const auto light = lights_->find(room);
  if (light == lights_->end()) return lamps;
  const auto span = light->second.span();
  if (!span) return lamps;
  const Instant last = std::min(until, span->second);
  for (Month month = month_of(std::max(from, span->first)); begin_of(month) < last;
       month = plus_months(month, 1)) {
    const auto kept = read_detected(store_.own(), room, month);
    append(lamps.changes,
           kept ? kept->changes : std::vector{Change{begin_of(month), room, LampState::unknown}});
    if (kept && is_good(*kept, light->second, month)) continue;
    const std::scoped_lock lock(mutex_);
    if (hopeless_.contains(month)) continue;
    lamps.is_complete = false;
    to_do_.insert(month);
  }
  if (!lamps.is_complete) wanted_.notify_one();
  append(lamps.changes, {{last, room, LampState::unknown}});
  return lamps;
}

void LampArchive::work(const std::stop_token& stop) {
  stand_back();
  while (true) {
    std::unique_lock lock(mutex_);
    wanted_.wait_for(lock, stop, look_every_, [&] { return !to_do_.empty(); });
    if (stop.stop_requested()) return;
    if (to_do_.empty()) {
      lock.unlock();
      look_at_night();
      continue;
    }
    const Month month = *to_do_.rbegin();  // newest first
    lock.unlock();
    detect(month);
    lock.lock();
    to_do_.erase(month);
    lock.unlock();
    ::malloc_trim(0);  // a month takes megabytes that are not needed again
    on_news_();
  }
}

/// Once a day, according to the newest reading: applies what was learned since then to the last
/// weeks, even if no page is open.
void LampArchive::look_at_night() {
  std::optional<Instant> newest;
  for (auto& [room, light] : *lights_) {
    const auto span = light.refresh() ? light.span() : std::nullopt;
    if (span) newest = std::max(newest.value_or(span->second), span->second);
  }
  if (!newest || place_.zone.minute_of_day(*newest) < night_ends) return;
  if (std::exchange(night_, place_.zone.date_of(*newest)) == place_.zone.date_of(*newest)) return;
  for (const Month& month : {month_of(*newest - good_past), month_of(*newest - 1s)}) {
    for (const auto& [room, light] : *lights_) {
      const auto kept = read_detected(store_.own(), room, month);
      if (kept && kept->stamp == stamp_of(light, month)) continue;
      if (!light.months().contains(month)) continue;
      const std::scoped_lock lock(mutex_);
      if (!hopeless_.contains(month)) to_do_.insert(month);
    }
  }
}

/// Each sentence is logged once.
void LampArchive::warn_of_suspicions(const RoomName& room,
                                     const std::vector<Sample<Lux>>& samples) {
  for (const std::string& sentence : suspicions_of(samples, place_)) {
    if (warned_.insert(room.text() + ": " + sentence).second)
      log::warn("room {}: {}", room.text(), sentence);
  }
}

void LampArchive::detect(Month month) {
  std::vector<RoomDetection> rooms;
  std::vector<DetectedMonth> found;
  for (const auto& [room, light] : *lights_) {
    auto stored =
        csv::read_store(store_, light.sensor(), begin_of(month) - good_past, end_of(month));
    auto samples = stored ? std::move(stored->readings.samples) : std::vector<Sample<Lux>>();
    const Instant last = samples.empty() ? begin_of(month) : samples.back().at;
    found.push_back({stamp_of(light, month), last, {}});
    if (is_newest(light, month)) warn_of_suspicions(room, samples);
    const RoomStudy study = study_room(std::move(samples), place_, light.reports());
    if (is_newest(light, month)) now_.learn(light.sensor(), remember(study));
    rooms.push_back({room, summary_of(study)});
  }
  take_spill(rooms);
  for (std::size_t i = 0; i < rooms.size(); ++i) {
    const auto changes = lamp_changes(rooms[i].detection, rooms[i].room);
    found[i].changes = within(changes, rooms[i].room, begin_of(month), end_of(month));
    keep_detected(store_.own(), rooms[i].room, month, found[i]);
    if (read_detected(store_.own(), rooms[i].room, month)) continue;
    const std::scoped_lock lock(mutex_);
    hopeless_.insert(month);
  }
}

void RoomsNow::learn(const SensorId& sensor, std::optional<LightMemory> memory) {
  std::unique_ptr<Seen> seen;
  if (memory) seen.reset(new Seen{LiveLamps(*std::move(memory), place_), std::nullopt});
  const std::lock_guard lock(mutex_);
  seen_[sensor] = std::move(seen);
}

bool RoomsNow::knows(const SensorId& sensor) const {
  const std::lock_guard lock(mutex_);
  return seen_.contains(sensor);
}

std::optional<LampsNow> RoomsNow::look(const SensorId& sensor, Instant now) {
  const std::lock_guard lock(mutex_);
  const auto found = seen_.find(sensor);
  if (found == seen_.end() || !found->second) return std::nullopt;
  auto& [live, last] = *found->second;
  const Instant from = std::max(last ? last->at : Instant::min(), now - good_approach);
  if (const auto stored = csv::read_store(store_, sensor, from, now + 1us)) {
    for (const Sample<Lux>& sample : stored->readings.samples) {
      if (const std::optional<LampsNow> answer = live.hear(sample)) last = answer;
    }
  }
  return last && now - last->at <= live.holds() ? last : std::nullopt;
}

namespace {

constexpr std::chrono::seconds fresh_for{5};
constexpr std::chrono::hours first_picture{7 * 24};
constexpr std::chrono::hours house_past{56 * 24};
constexpr std::chrono::hours longest_span{24 * 366 * 200};
constexpr int longest_plan = 366;  // days
constexpr int behind_others = 10;  // nice, of 19

std::map<RoomName, LightArchive> lights_of(const Config& config) {
  std::map<RoomName, LightArchive> lights;
  for (const RoomConfig& room : config.rooms) {
    lights.try_emplace(room.name, config.store.folders(), room.sensor, room.reports);
  }
  return lights;
}

}  // namespace

HouseArchive::HouseArchive(Config config, Place place,
                           std::function<void(const std::string&)> notify)
    : config_(std::move(config)),
      place_(place),
      lights_(lights_of(config_)),
      lamps_(config_.store.folders(), lights_, place_,
             [notify = std::move(notify)] {
               for (const char* name : {"readings", "compare", "models", "now"}) notify(name);
             }),
      preparing_([this](const std::stop_token& stop) { prepare(stop); }) {}

void HouseArchive::prepare(const std::stop_token& stop) {
  ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), behind_others);
  for (const RoomConfig& room : config_.rooms) {
    if (!stop.stop_requested()) fresh(room.name);
  }
}

/// The light of a room, at most a few seconds old; null if it has none.
LightArchive* HouseArchive::fresh(const RoomName& room) {
  const auto light = lights_.find(room);
  if (light == lights_.end()) return nullptr;
  const auto now = std::chrono::steady_clock::now();
  {
    const std::scoped_lock lock(mutex_);
    const auto before = refreshed_.find(room);
    if (before != refreshed_.end() && now - before->second < fresh_for) return &light->second;
  }
  if (!light->second.refresh()) return nullptr;
  const std::scoped_lock lock(mutex_);
  refreshed_[room] = now;
  return &light->second;
}

Result<RoomSpan> HouseArchive::span_of(const SpanAsked& asked) {
  if (config_.rooms.empty()) return Error{Fault::not_found, "the config has no [[room]]"};
  RoomConfig room = config_.rooms.front();
  if (!asked.room.empty()) {
    const Result<RoomConfig> named = room_of(config_, RoomName(asked.room));
    if (!named) return named.error();
    room = *named;
  } else {
    for (const RoomConfig& one : config_.rooms) {
      if (fresh(one.name) == nullptr) continue;
      room = one;
      break;
    }
  }
  const LightArchive* light = fresh(room.name);
  const auto there = light != nullptr ? light->span() : std::nullopt;
  const Instant last = there ? there->second : Instant(first_picture);
  RoomSpan span{room.name, room.sensor, {}, {}};
  span.until = asked.until.value_or(last);
  const Instant first = there ? there->first : last - first_picture;
  span.from = asked.from.value_or(std::max(first, span.until - first_picture));
  if (span.from >= span.until || span.until - span.from > longest_span) {
    return Error{Fault::bad_input, "span: from must be before until, by at most 200 years"};
  }
  return span;
}

Result<views::ReadingsView> HouseArchive::readings(const SpanAsked& asked) {
  const Result<RoomSpan> span = span_of(asked);
  if (!span) return span.error();
  views::ReadingsView view;
  view.room = span->room;
  view.from = span->from;
  view.until = span->until;
  for (const RoomConfig& room : config_.rooms) view.rooms.push_back(room.name);
  LightArchive* light = fresh(span->room);
  if (light != nullptr && light->span()) {
    view.first = light->span()->first;
    view.last = light->span()->second;
    Result<views::LightPicture> picture = light->picture(span->from, span->until, asked.width);
    if (!picture) return picture.error();
    view.light = *std::move(picture);
    view.levels = best_levels(light->value_counts(), default_level_count);
    view.cut = on_from(view.levels, room_of(config_, span->room)->on_level);
  }
  view.lamps = lamps_.lamps(span->room, span->from, span->until);
  return view;
}

std::vector<RoomNow> HouseArchive::rooms_now(Instant now) {
  std::vector<RoomNow> rooms;
  for (const RoomConfig& room : config_.rooms) {
    if (fresh(room.name) == nullptr) continue;
    if (const std::optional<LampsNow> lamps = lamps_.now(room.name, now))
      rooms.push_back({room.name, *lamps});
  }
  return rooms;
}

Result<std::vector<Change>> HouseArchive::changes(const SpanAsked& asked) {
  const Result<RoomSpan> span = span_of(asked);
  if (!span) return span.error();
  fresh(span->room);
  return lamps_.lamps(span->room, span->from, span->until).changes;
}

std::optional<Instant> HouseArchive::newest_reading() {
  std::optional<Instant> newest;
  for (const RoomConfig& room : config_.rooms) {
    const LightArchive* light = fresh(room.name);
    const auto span = light != nullptr ? light->span() : std::nullopt;
    if (span) newest = std::max(newest.value_or(span->second), span->second);
  }
  return newest;
}

Result<std::vector<Plan>> HouseArchive::plans(Instant from, Instant until) const {
  if (until - from > std::chrono::hours(24 * longest_plan)) {
    return Error{Fault::bad_input, fmt::format("plans: at most {} days", longest_plan)};
  }
  const Result<Planner> planner = Planner::open({{}, {}, {}, config_.path});
  if (!planner) return planner.error();
  const Date last = place_.zone.date_of(until - 1us);
  std::vector<Plan> plans;
  for (Date date = place_.zone.date_of(from); date <= last; date = plus_days(date, 1)) {
    plans.push_back(planner->play(date));
  }
  return plans;
}

Result<views::HouseView> HouseArchive::house(Instant now) {
  views::HouseView view;
  const auto newest = newest_reading();
  const Instant until = newest.value_or(now);
  for (const RoomConfig& room : config_.rooms) {
    views::RoomLamps lamps = lamps_.lamps(room.name, until - house_past, until);
    view.is_complete &= lamps.is_complete;
    if (!lamps.changes.empty()) view.real.push_back({room.name, std::move(lamps.changes)});
  }
  const Instant from = newest ? *newest - house_past : now;
  const Result<std::vector<Plan>> planned = plans(from, from + house_past);
  if (!planned) return planned.error();
  view.planned = views::past_of(*planned);
  return view;
}

}  // namespace lamplighter::app
