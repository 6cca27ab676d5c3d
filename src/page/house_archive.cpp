// SPDX-License-Identifier: Apache-2.0
#include "page/house_archive.h"

#include "analysis/path.h"
#include "learning/house_training.h"
#include "learning/planner.h"

#include <fmt/format.h>
#include <sys/resource.h>

#include <unistd.h>

#include <algorithm>
#include <utility>

namespace lamplighter::app {
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

HouseArchive::HouseArchive(Config config, Place place, std::function<void(const std::string&)> tell)
    : config_(std::move(config)),
      place_(place),
      lights_(lights_of(config_)),
      lamps_(config_.store.folders(), lights_, place_,
             [tell = std::move(tell)] {
               for (const char* name : {"readings", "compare", "models", "now"}) tell(name);
             }),
      preparing_([this](const std::stop_token& stop) { prepare(stop); }) {}

void HouseArchive::prepare(const std::stop_token& stop) {
  ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), behind_others);
  for (const RoomConfig& room : config_.rooms) {
    if (!stop.stop_requested()) fresh(room.name);
  }
}

/// The light of a room as it is now, or was some seconds ago; null where it has none.
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
  if (config_.rooms.empty()) return Error{Fault::not_found, "the config names no [[room]]"};
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
    return Error{Fault::bad_input, "the span: from must be before until, within 200 years"};
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
    return Error{Fault::bad_input, fmt::format("plans: of at most {} days", longest_plan)};
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
