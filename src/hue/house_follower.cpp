// SPDX-License-Identifier: Apache-2.0
#include "hue/house_follower.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace lamplighter::hue {
namespace {

constexpr std::size_t most_waiting = 10'000;
constexpr auto try_again = std::chrono::seconds(2);
constexpr auto look_soon = std::chrono::seconds(1);   // to read a lamp that became reachable
constexpr auto look_twice = std::chrono::seconds(5);  // an event may still be on its way
constexpr auto mark_every = std::chrono::seconds(30);

/// A bridge reports whole seconds, and replayed events are minutes old.
constexpr auto clock_error = std::chrono::minutes(1);
constexpr auto longest_replay = std::chrono::hours(1);

/// A room's rows are in ascending order of time, but a clock set back by more than this is trusted.
constexpr auto longest_disorder = std::chrono::hours(1);

constexpr std::array in_order{LampState::on, LampState::unknown, LampState::off};

LampState state_of(const BridgeLamp& lamp) {
  if (!lamp.reachable) return LampState::unknown;
  return lamp.on ? LampState::on : LampState::off;
}

Look look_of(const BridgeLamp& lamp) { return lamp.on ? setting_of(lamp).look : Look{}; }

std::string list_sensors(const BridgeHouse& house) {
  std::string names;
  for (const BridgeSensor& sensor : house.sensors)
    names += (names.empty() ? "" : ", ") + shown(sensor.name);
  return names.empty() ? "none" : names;
}

}  // namespace

HouseFollower::HouseFollower(Telling telling, std::vector<RoomLamps> rooms,
                             std::vector<FollowedSensor> sensors,
                             std::optional<Instant> known_until)
    : telling_(telling), rooms_(std::move(rooms)), known_until_(known_until) {
  for (FollowedSensor& sensor : sensors) sensors_.push_back({std::move(sensor)});
}

BridgeLamp* HouseFollower::find(const std::string& id) {
  if (!house_) return nullptr;
  const auto found = std::find_if(house_->lamps.begin(), house_->lamps.end(),
                                  [&](const BridgeLamp& lamp) { return lamp.id == id; });
  return found == house_->lamps.end() ? nullptr : &*found;
}

void HouseFollower::hear(const std::vector<LampReport>& reports, Instant now) {
  for (const LampReport& report : reports) {
    if (report.kind == LampReport::Kind::missed) {
      miss(report);
    } else if (!is_behind_) {
      judge_clock(report);
      follow(report);
    } else if (waiting_.size() < most_waiting) {
      waiting_.push_back(report);
    } else {
      lost(report.heard, now);
    }
  }
}

void HouseFollower::miss(const LampReport& report) {
  const bool is_first = report.since == Instant::min();
  const Instant since = is_first ? known_until_.value_or(report.heard) : report.since;
  missed_at_ = report.heard;
  is_behind_ = true;
  next_look_ = report.heard;
  if (!is_first && report.heard - since <= short_hole) return;
  unknown_since_ = std::min(unknown_since_.value_or(since), since);
}

void HouseFollower::lost(Instant since, Instant now) {
  unknown_since_ = std::min(unknown_since_.value_or(since), since);
  waiting_.clear();
  is_behind_ = true;
  next_look_ = now;
}

/// Live reports show whether the bridge's clock is right.
void HouseFollower::judge_clock(const LampReport& report) {
  if (!report.changed_at || report.kind == LampReport::Kind::sensor) return;
  const auto late = report.heard - *report.changed_at;
  is_clock_wrong_ = late > clock_error || late < -clock_error;
}

/// By the bridge's clock, if possible.
Instant HouseFollower::time_of(const LampReport& report) const {
  if (!report.changed_at || is_clock_wrong_ || report.heard - *report.changed_at > longest_replay)
    return report.heard;
  return std::min(*report.changed_at, report.heard);
}

void HouseFollower::follow(const LampReport& report) {
  const Instant soon = report.heard + look_soon;
  if (report.kind == LampReport::Kind::device) return follow_device(report);
  if (report.kind == LampReport::Kind::house) next_look_ = std::min(next_look_, soon);
  if (report.kind == LampReport::Kind::lamp) {
    BridgeLamp* const lamp = find(report.id);
    if (lamp == nullptr) {
      next_look_ = std::min(next_look_, soon);
      return;
    }
    take_report(*lamp, report);
    suspects_.erase(report.id);
    notify(report.id, {state_of(*lamp), look_of(*lamp)}, time_of(report));
  }
  if (report.kind != LampReport::Kind::sensor) return;
  for (Sensor& sensor : sensors_) {
    if (sensor.id != report.id) continue;
    if (report.is_valid) sensor.is_live = *report.is_valid;
    if (report.lux && sensor.is_live && report.lux != sensor.lux)
      store(sensor, *report.lux, time_of(report));
  }
}

/// An unreachable lamp is unknown at once; the state of a lamp that became reachable is read.
void HouseFollower::follow_device(const LampReport& report) {
  for (Sensor& sensor : sensors_)
    if (sensor.device == report.id && report.reachable) sensor.is_live = *report.reachable;
  for (BridgeLamp& lamp : house_->lamps) {
    if (lamp.device != report.id || lamp.device.empty()) continue;
    if (report.reachable == false) {
      lamp.reachable = false;
      notify(lamp.id, {LampState::unknown, {}}, time_of(report));
    } else {
      next_look_ = std::min(next_look_, report.heard + look_soon);
    }
  }
}

bool HouseFollower::wants_house(Instant now) const {
  const bool clock_went_back = next_look_ > now + look_every;
  return now >= next_look_ || clock_went_back;
}

void HouseFollower::could_not_read(Instant now) { next_look_ = now + try_again; }

/// A name is resolved once, so that a lamp that is renamed later still belongs to the room.
void HouseFollower::find_names(const BridgeHouse& house) {
  rooms_of_.clear();
  trouble_.clear();
  for (const RoomLamps& room : rooms_) {
    for (const std::string& name : room.lamps) {
      std::vector<Target>& targets = targets_[{room.room, name}];
      if (targets.empty()) {
        Result<std::vector<Target>> found = find_targets(house, {name});
        if (!found && trouble_.empty()) trouble_ = found.error().message;
        if (!found) continue;
        targets = *std::move(found);
      }
      for (const BridgeLamp& lamp : lamps_of(house, targets)) rooms_of_[lamp.id].insert(room.room);
    }
  }
}

void HouseFollower::find_sensors(const BridgeHouse& house) {
  for (Sensor& sensor : sensors_) {
    const BridgeSensor* found =
        find_sensor(house, sensor.id.empty() ? sensor.what.name : sensor.id);
    if (found == nullptr) {
      sensor.is_live = false;
      if (trouble_.empty())
        trouble_ = fmt::format("the bridge has no motion sensor \"{}\"; it has {}",
                               shown(sensor.what.name), list_sensors(house));
      continue;
    }
    sensor.id = found->id;
    sensor.device = found->device;
    sensor.is_live = found->is_live;
  }
}

void HouseFollower::read(const BridgeHouse& house, Instant asked, Instant now) {
  const bool is_first = !house_.has_value();
  const auto before = rooms_of_;
  find_names(house);
  find_sensors(house);
  next_look_ = now + look_every;
  if (telling_ == Telling::polled && !is_first && now - verified_ > longest_poll)
    lost(verified_, now);
  if (telling_ == Telling::polled && is_first) unknown_since_ = known_until_.value_or(now);
  if (!is_first && before != rooms_of_) lost(now, now);
  next_look_ = now + look_every;
  if (is_behind_ && asked < missed_at_) {  // the stream was reopened meanwhile
    next_look_ = now;
    return;
  }
  if (is_behind_) {
    house_ = house;
    begin_anew(now);
  } else {
    verify(house, now);
  }
  read_sensors(house, now);
}

void HouseFollower::read_lamps(const std::vector<BridgeLamp>& lamps, Instant asked, Instant now) {
  BridgeHouse house = *house_;
  house.lamps = lamps;
  const Instant next = next_look_;
  read(house, asked, now);
  next_look_ = std::min(next, next_look_);  // keeps the scheduled time for reading the whole house
}

/// What was missed is unknown; states reported since then are known again; then the state as read
/// applies.
void HouseFollower::begin_anew(Instant now) {
  if (unknown_since_) {
    news_.emplace_back(SourceGap{source_prefix, *unknown_since_});
    reported_.clear();
    for (const auto& [id, rooms] : rooms_of_) {
      for (const RoomName& room : rooms) {
        last_at_.try_emplace(room, *unknown_since_);
        last_at_[room] = std::max(last_at_[room], *unknown_since_);
        news_.emplace_back(
            LampSighting{room, source_prefix + id, LampState::unknown, {}, *unknown_since_});
      }
    }
  }
  report_waiting();
  report_lamps(now);
  unknown_since_.reset();
  is_behind_ = false;
  suspects_.clear();
  verified_ = now;
}

/// Reports that the bridge replayed, or that arrived while the house was read. A lamp without a
/// report of its state is still unknown.
void HouseFollower::report_waiting() {
  for (const LampReport& report : std::exchange(waiting_, {})) {
    const bool is_known = known_until_ && report.changed_at && *report.changed_at <= *known_until_;
    if (report.kind != LampReport::Kind::lamp || is_known) continue;
    Reported reported = reported_[report.id];
    if (report.to) reported.is = *report.to == OnOff::on ? LampState::on : LampState::off;
    if (report.brightness) reported.look.brightness = report.brightness;
    if (report.mirek) reported.look.mirek = report.mirek;
    if (reported.look.brightness && *reported.look.brightness <= 0)
      reported.look.brightness.reset();
    if (reported.is == LampState::off) reported.look = {};
    if (reported.is == LampState::unknown) continue;
    const Instant at = time_of(report);
    notify(report.id, reported, std::max(at, unknown_since_.value_or(at)));
  }
}

/// Lamps that are on come first: a room is not off between two of its lamps.
void HouseFollower::report_lamps(Instant now) {
  for (const LampState state : in_order) {
    for (const BridgeLamp& lamp : house_->lamps)
      if (state_of(lamp) == state) notify(lamp.id, {state, look_of(lamp)}, now);
  }
}

/// Nothing was missed, so all lamps should match the reports. A lamp that differs twice was changed
/// without a report: everything since the last match is unknown.
void HouseFollower::verify(const BridgeHouse& house, Instant now) {
  std::set<std::string> wrong;
  for (const BridgeLamp& lamp : house.lamps) {
    const auto reported = reported_.find(lamp.id);
    const bool is_known = reported != reported_.end() && reported->second.is != LampState::unknown;
    if (is_known && lamp.reachable && reported->second.is != state_of(lamp)) wrong.insert(lamp.id);
  }
  const bool is_polled = telling_ == Telling::polled;
  const bool again = std::any_of(wrong.begin(), wrong.end(),
                                 [&](const std::string& id) { return suspects_.contains(id); });
  if (!is_polled && again) {
    lost(verified_, now);
    house_ = house;
    next_look_ = now + look_every;
    return begin_anew(now);
  }
  BridgeHouse next = house;
  for (BridgeLamp& lamp : next.lamps) {
    BridgeLamp* const was = find(lamp.id);
    if (!is_polled && wrong.contains(lamp.id) && was != nullptr) lamp = *was;
  }
  house_ = std::move(next);
  report_lamps(now);
  suspects_ = is_polled ? std::set<std::string>() : std::move(wrong);
  if (suspects_.empty()) {
    verified_ = now;
  } else {
    next_look_ = now + look_twice;
  }
}

void HouseFollower::notify(const std::string& lamp, const Reported& reported, Instant at) {
  const auto rooms = rooms_of_.find(lamp);
  if (rooms == rooms_of_.end()) return;
  const auto known = reported_.find(lamp);
  if (known != reported_.end() && known->second == reported) return;
  reported_[lamp] = reported;
  for (const RoomName& room : rooms->second) {
    Instant when = at;
    const auto last = last_at_.find(room);
    if (last != last_at_.end() && when <= last->second && last->second - when < longest_disorder)
      when = last->second + 1us;
    last_at_[room] = when;
    news_.emplace_back(LampSighting{room, source_prefix + lamp, reported.is, reported.look, when});
  }
}

void HouseFollower::store(Sensor& sensor, double lux, Instant at) {
  const std::optional<Lux> light = Lux::make(lux);
  if (!light) return;
  if (sensor.lux && at <= sensor.stored && sensor.stored - at < longest_disorder)
    at = sensor.stored + 1us;
  sensor.lux = lux;
  sensor.stored = at;
  news_.emplace_back(Reading{sensor.what.sensor, at, *light});
}

/// A value that changed without a report is stored with the bridge's time; the first value is
/// stored as of now.
void HouseFollower::read_sensors(const BridgeHouse& house, Instant now) {
  for (Sensor& sensor : sensors_) {
    const BridgeSensor* found = sensor.id.empty() ? nullptr : find_sensor(house, sensor.id);
    if (found == nullptr || !sensor.is_live || !found->lux || found->lux == sensor.lux) continue;
    const bool has_time = sensor.lux && found->changed && !is_clock_wrong_ &&
                          *found->changed > sensor.stored && *found->changed < now;
    store(sensor, *found->lux, has_time ? *found->changed : now);
  }
}

void HouseFollower::pass(Instant now, std::optional<Instant> until, const std::string& position) {
  for (Sensor& sensor : sensors_) {
    const bool is_due = sensor.lux && sensor.is_live && !is_behind_ &&
                        (now - sensor.stored >= sign_of_life || sensor.stored > now + sign_of_life);
    if (is_due) store(sensor, *sensor.lux, now);
  }
  if (telling_ == Telling::polled && house_) until = verified_;
  if (is_behind_ || !until) return;
  const bool is_due = !marked_ || *until - *marked_ >= mark_every || *until < *marked_;
  if (is_due) mark(*until, position);
}

void HouseFollower::end(Instant now, std::optional<Instant> until, const std::string& position) {
  pass(now, until, position);
  if (telling_ == Telling::polled && house_) until = verified_;
  if (!is_behind_ && until) mark(*until, position);
}

void HouseFollower::mark(Instant until, const std::string& position) {
  marked_ = until;
  news_.emplace_back(SourceMark{until, position});
}

std::vector<SourceNews> HouseFollower::take() { return std::exchange(news_, {}); }

}  // namespace lamplighter::hue
