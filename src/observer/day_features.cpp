// SPDX-License-Identifier: Apache-2.0
#include "observer/day_features.h"

#include "core/quantiles.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>

namespace lamplighter {
namespace {

using Lit = std::vector<LitMinutes>;

constexpr std::size_t most_at_once = 4;  // so many rooms and more are one column
constexpr std::array shares{0.25, 0.5, 0.75};

/// Of each of `parts` equal parts of the day, the share that is lit.
void add_profile(std::vector<double>& row, const Lit& lit, std::size_t parts) {
  const double width = watched_minutes / static_cast<double>(parts);
  const std::size_t first = row.size();
  row.resize(first + parts, 0.0);
  for (const LitMinutes& span : lit) {
    for (auto part = static_cast<std::size_t>(span.from / width); part < parts; ++part) {
      const double begin = static_cast<double>(part) * width;
      if (begin >= span.until) break;
      const double end = std::min(span.until, begin + width);
      row[first + part] += (end - std::max(span.from, begin)) / width;
    }
  }
}

/// Quartiles; `none` three times where there is nothing.
void add_quartiles(std::vector<double>& row, std::vector<double> values, double none) {
  for (const double share : shares) row.push_back(values.empty() ? none : quantile(values, share));
}

void add_room(std::vector<double>& row, const Lit& lit) {
  add_profile(row, lit, 24);
  std::vector<double> lengths;
  for (const LitMinutes& span : lit) lengths.push_back(std::log2(1 + span.until - span.from));
  row.push_back(static_cast<double>(lit.size()));
  add_quartiles(row, std::move(lengths), 0.0);
  row.push_back(lit.empty() ? watched_minutes : lit.front().from);
  row.push_back(lit.empty() ? 0.0 : lit.back().until);
}

struct RoomSwitch {
  double at;
  std::size_t room;
  bool on;
};

std::vector<RoomSwitch> switches_of(const WatchedDay& day) {
  std::vector<RoomSwitch> all;
  for (std::size_t room = 0; room < day.rooms.size(); ++room) {
    for (const LitMinutes& span : day.rooms[room]) {
      all.push_back({span.from, room, true});
      all.push_back({span.until, room, false});
    }
  }
  std::sort(all.begin(), all.end(), [](const RoomSwitch& one, const RoomSwitch& other) {
    return std::tie(one.at, one.on, one.room) < std::tie(other.at, other.on, other.room);
  });
  return all;
}

/// How long which number of rooms, and which two of them, were lit at once: hours.
void add_together(std::vector<double>& row, const WatchedDay& day,
                  const std::vector<RoomSwitch>& switches) {
  const std::size_t rooms = day.rooms.size();
  std::vector<double> at_once(most_at_once + 1, 0.0);
  std::vector<double> pairs(rooms * rooms, 0.0);
  std::vector<bool> lit(rooms, false);
  double before = 0;
  const auto pass = [&](double until) {
    const double hours = (until - before) / 60;
    const auto count = static_cast<std::size_t>(std::count(lit.begin(), lit.end(), true));
    at_once[std::min(count, most_at_once)] += hours;
    for (std::size_t one = 0; one < rooms; ++one) {
      for (std::size_t other = one + 1; lit[one] && other < rooms; ++other)
        if (lit[other]) pairs[one * rooms + other] += hours;
    }
    before = until;
  };
  for (const RoomSwitch& change : switches) {
    pass(change.at);
    lit[change.room] = change.on;
  }
  pass(watched_minutes);
  row.insert(row.end(), at_once.begin(), at_once.end());
  for (std::size_t one = 0; one < rooms; ++one) {
    for (std::size_t other = one + 1; other < rooms; ++other)
      row.push_back(pairs[one * rooms + other]);
  }
}

/// From every switch of one direction to the next of another room, and what those come to.
void add_lags(std::vector<double>& row, const std::vector<RoomSwitch>& switches) {
  constexpr double never = 11;  // log2 of more minutes than a day has
  for (const bool on : {false, true}) {
    std::vector<double> lags;
    for (std::size_t i = 0; i < switches.size(); ++i) {
      if (switches[i].on != on) continue;
      const auto next =
          std::find_if(switches.begin() + static_cast<std::ptrdiff_t>(i) + 1, switches.end(),
                       [&](const RoomSwitch& other) { return other.room != switches[i].room; });
      if (next != switches.end()) lags.push_back(std::log2(1 + next->at - switches[i].at));
    }
    add_quartiles(row, std::move(lags), never);
  }
}

}  // namespace

std::vector<double> event_features(const WatchedDay& day) {
  std::vector<double> row;
  for (const Lit& lit : day.rooms) add_room(row, lit);
  const std::vector<RoomSwitch> switches = switches_of(day);
  row.push_back(static_cast<double>(switches.size()));
  add_together(row, day, switches);
  add_lags(row, switches);
  return row;
}

std::vector<Feature> event_feature_list(std::size_t rooms) {
  using enum FeatureKind;
  std::vector<Feature> list;
  const auto add = [&](FeatureKind kind, std::size_t room, std::size_t parts) {
    for (std::size_t part = 0; part < parts; ++part) list.push_back({kind, room, 0, part});
  };
  for (std::size_t room = 0; room < rooms; ++room) {
    add(hour, room, 24);
    add(times_on, room, 1);
    add(length, room, shares.size());
    add(first_on, room, 1);
    add(last_off, room, 1);
  }
  add(switches, 0, 1);
  add(rooms_at_once, 0, most_at_once + 1);
  for (std::size_t one = 0; one < rooms; ++one)
    for (std::size_t other = one + 1; other < rooms; ++other)
      list.push_back({together, one, other, 0});
  add(lag_off, 0, shares.size());
  add(lag_on, 0, shares.size());
  return list;
}

std::vector<double> quarter_hours(const WatchedDay& day) {
  std::vector<double> row;
  for (const Lit& lit : day.rooms) add_profile(row, lit, 96);
  return row;
}

}  // namespace lamplighter
