// SPDX-License-Identifier: Apache-2.0
#include "views/readings_view.h"

#include "views/documents.h"
#include "views/house_past.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace lamplighter::views {
namespace {

using Json = nlohmann::ordered_json;

Json time_or_null(const std::optional<Instant>& at) { return at ? Json(epoch(*at)) : Json(); }

Json columns_json(const LightPicture& light) {
  Json index = Json::array();
  Json low = Json::array();
  Json high = Json::array();
  Json mean = Json::array();
  for (const LightColumn& column : light.columns) {
    index.push_back(column.index);
    low.push_back(short_number(column.low));
    high.push_back(short_number(column.high));
    mean.push_back(short_number(column.mean));
  }
  return {{"from", epoch(light.from)}, {"step", light.step.count()}, {"index", std::move(index)},
          {"low", std::move(low)},     {"high", std::move(high)},    {"mean", std::move(mean)}};
}

Json samples_json(const LightPicture& light) {
  Json at = Json::array();
  Json lux = Json::array();
  Json smoothed = Json::array();
  for (std::size_t i = 0; i < light.samples.size(); ++i) {
    at.push_back(epoch(light.samples[i].at));
    lux.push_back(short_number(light.samples[i].value.value()));
    smoothed.push_back(short_number(light.smoothed[i]));
  }
  return {{"at", std::move(at)}, {"lux", std::move(lux)}, {"smoothed", std::move(smoothed)}};
}

Json light_json(const LightPicture& light) {
  Json document = light.columns.empty() ? samples_json(light) : columns_json(light);
  Json gaps = Json::array();
  for (const LightGap& gap : light.gaps) {
    gaps.push_back(Json::array({epoch(gap.after), epoch(gap.before)}));
  }
  document["gaps"] = std::move(gaps);
  return document;
}

Json levels_json(const ReadingsView& view) {
  Json centres = Json::array();
  for (const auto& centre : view.levels.centres) {
    centres.push_back(centre ? Json(short_number(*centre)) : Json());
  }
  return {{"centres", std::move(centres)},
          {"counts", view.levels.counts},
          {"cuts", view.levels.cuts},
          {"on_from", view.cut ? Json(*view.cut) : Json()}};
}

/// Starts with the change that is in force at `from`.
Json changes_json(const ReadingsView& view) {
  const auto& changes = view.lamps.changes;
  auto change = std::ranges::upper_bound(changes, view.from, {}, &Change::at);
  if (change != changes.begin()) --change;
  Json list = Json::array();
  for (; change != changes.end() && change->at < view.until; ++change) {
    list.push_back(Json::array({epoch(change->at), to_string(change->state)}));
  }
  return list;
}

Json shares_json(const ReadingsView& view) {
  const std::chrono::seconds step = view.light.step;
  Json index = Json::array();
  Json on = Json::array();
  Json unknown = Json::array();
  if (step.count() > 0) {
    for (const LampShare& share :
         lamp_shares(view.lamps.changes, view.light.from, view.until, step)) {
      index.push_back(share.index);
      on.push_back(short_share(share.on));
      unknown.push_back(short_share(share.unknown));
    }
  }
  return {{"from", epoch(view.light.from)},
          {"step", step.count()},
          {"index", std::move(index)},
          {"on", std::move(on)},
          {"unknown", std::move(unknown)}};
}

Json zones_json(const DayMark& day) {
  Json zones = Json::array();
  for (const ZoneSpan& span : day.zones) {
    zones.push_back(Json::array({to_string(span.zone), epoch(span.from), epoch(span.until)}));
  }
  return zones;
}

Json days_json(const ReadingsView& view, const Place& place) {
  Json days = Json::array();
  for (const DayMark& day : day_marks(place, view.from, view.until)) {
    days.push_back({{"date", to_iso(day.date)},
                    {"from", epoch(day.from)},
                    {"until", epoch(day.until)},
                    {"sunrise", time_or_null(day.sunrise)},
                    {"sunset", time_or_null(day.sunset)},
                    {"up_all_day", day.is_up_all_day},
                    {"zones", zones_json(day)}});
  }
  return days;
}

Json clock_json(const ReadingsView& view, const TimeZone& zone) {
  Json clock = Json::array();
  for (const ClockMark& mark : clock_marks(zone, view.from, view.until)) {
    clock.push_back(Json::array({epoch(mark.from), mark.offset.count()}));
  }
  return clock;
}

}  // namespace

std::string readings_json(const ReadingsView& view, const Place& place) {
  Json rooms = Json::array();
  for (const RoomName& room : view.rooms) rooms.push_back(room.text());
  const bool is_close = view.is_listed || view.until - view.from <= longest_close_view;
  Json lamps{{"source", view.lamps.source}, {"complete", view.lamps.is_complete}};
  lamps[is_close ? "changes" : "shares"] = is_close ? changes_json(view) : shares_json(view);
  return Json{{"room", view.room.text()},
              {"rooms", std::move(rooms)},
              {"first", time_or_null(view.first)},
              {"last", time_or_null(view.last)},
              {"from", epoch(view.from)},
              {"until", epoch(view.until)},
              {"time_zone", place.zone.name()},
              {"clock", clock_json(view, place.zone)},
              {"light", light_json(view.light)},
              {"levels", levels_json(view)},
              {"lamps", std::move(lamps)},
              {"days", is_close ? days_json(view, place) : Json::array()}}
             .dump() +
         "\n";
}

namespace {

/// Adds [from, until) in one state to the columns that it touches.
void spread(std::vector<LampShare>& shares, Instant origin, Instant from, Instant until,
            std::chrono::seconds step, LampState state) {
  for (std::int64_t index = (from - origin) / step; origin + index * step < until; ++index) {
    const Instant begin = std::max(from, origin + index * step);
    const Instant end = std::min(until, origin + (index + 1) * step);
    if (end <= begin) continue;
    if (shares.empty() || shares.back().index != index) shares.push_back({index, 0, 0});
    const double share = std::chrono::duration<double>(end - begin) / step;
    (state == LampState::on ? shares.back().on : shares.back().unknown) += share;
  }
}

}  // namespace

std::vector<LampShare> lamp_shares(std::span<const Change> changes, Instant from, Instant until,
                                   std::chrono::seconds step) {
  std::vector<LampShare> shares;
  for (std::size_t i = 0; i < changes.size(); ++i) {
    if (changes[i].state == LampState::off) continue;
    const Instant end = i + 1 < changes.size() ? changes[i + 1].at : until;
    const Instant begin = std::max(from, changes[i].at);
    if (begin < std::min(end, until)) {
      spread(shares, from, begin, std::min(end, until), step, changes[i].state);
    }
  }
  return shares;
}

}  // namespace lamplighter::views
