// SPDX-License-Identifier: Apache-2.0
#include "hue/bridge.h"

#include "core/require.h"
#include "core/utf8.h"
#include "hue/transport.h"
#include "hue/v1.h"
#include "hue/v2.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace lamplighter::hue {

Bridge::Bridge(Transport& transport, Clock& clock, Api api, std::string key, std::stop_token stop)
    : transport_(transport),
      clock_(clock),
      api_(api),
      key_(std::move(key)),
      stop_(std::move(stop)) {
  require(is_token(key_), "the application key must be a valid token");
}

Result<HttpAnswer> Bridge::send_paced(RequestKind kind, const HttpRequest& request) {
  for (int tries = 1;; ++tries) {
    if (const Result<void> waited = wait_to_send(kind); !waited) return waited.error();
    Result<HttpAnswer> answer = transport_.send(request);
    answers_ = answer.has_value();
    if (!answer) return answer;
    if (!is_too_fast(*answer)) {
      pacer_.accepted(kind, clock_.now());
      return answer;
    }
    pacer_.refused(clock_.now());
    if (tries == most_tries) return answer;
  }
}

Result<void> Bridge::wait_to_send(RequestKind kind) {
  if (pacer_.is_refused() && order_.is_wanted) {
    pause(kind);
    if (order_.is_wanted())
      return Error{Fault::unavailable, "the bridge is too busy; trying again later"};
  } else {
    clock_.sleep_until(pacer_.earliest(kind, clock_.now()), stop_);
  }
  if (stop_.stop_requested())
    return Error{Fault::unavailable, "stopped before the command was sent to the bridge"};
  return {};
}

/// Waiting for a busy bridge can take several seconds per lamp: too long for someone who comes
/// home.
void Bridge::pause(RequestKind kind) {
  for (Instant now = clock_.now(); pacer_.earliest(kind, now) > now; now = clock_.now()) {
    const std::stop_token rung = order_.listen();
    if (stop_.stop_requested() || order_.is_wanted()) return;
    std::stop_source either;
    const auto wake = [&either] { either.request_stop(); };
    const std::stop_callback at_stop(stop_, wake);
    const std::stop_callback at_ring(rung, wake);
    clock_.sleep_until(pacer_.earliest(kind, now), either.get_token());
  }
}

Result<std::vector<BridgeLamp>> Bridge::lamps() {
  if (api_ == Api::v2) {
    Result<BridgeHouse> whole = house();
    if (!whole) return whole.error();
    return std::move(whole->lamps);
  }
  const Result<HttpAnswer> answer = send_paced(RequestKind::question, v1::ask_lamps(key_));
  if (!answer) return answer.error();
  return v1::read_lamps(*answer);
}

std::chrono::milliseconds Bridge::pause_before(RequestKind kind) const {
  const Instant now = clock_.now();
  return std::chrono::ceil<std::chrono::milliseconds>(pacer_.earliest(kind, now) - now);
}

Result<BridgeHouse> Bridge::house() {
  const bool is_v1 = api_ == Api::v1;
  const Result<HttpAnswer> answer =
      send_paced(RequestKind::question, is_v1 ? v1::ask_house(key_) : v2::ask_house(key_));
  if (!answer) return answer.error();
  return is_v1 ? v1::read_house(*answer) : v2::read_house(*answer);
}

HttpRequest Bridge::request_for(const Target& target, const LampCommand& command) const {
  const bool is_lamp = target.kind == Target::Kind::lamp;
  if (api_ == Api::v1) {
    return is_lamp ? v1::command_lamp(key_, target.id, command)
                   : v1::command_group(key_, target.id, command);
  }
  return is_lamp ? v2::command_lamp(key_, target.id, command)
                 : v2::command_group(key_, target.id, command);
}

Result<void> Bridge::command(const Target& target, const LampCommand& command) {
  const bool is_lamp = target.kind == Target::Kind::lamp;
  const RequestKind kind = is_lamp ? RequestKind::lamp_command : RequestKind::group_command;
  const Result<HttpAnswer> answer = send_paced(kind, request_for(target, command));
  if (!answer) return answer.error();
  return api_ == Api::v1 ? v1::read_outcome(*answer) : v2::read_outcome(*answer);
}

namespace {

/// `gap` after `last`; at most `gap` from now if the clock was set back to before `last`.
Instant after(Instant last, std::chrono::milliseconds gap, Instant now) {
  return std::min(last, now) + gap;
}

}  // namespace

Instant Pacer::earliest(RequestKind kind, Instant now) const {
  Instant at = now;
  if (refusals_ > 0) {
    const auto pause = std::min<std::chrono::milliseconds>(refusals_ * refusal_step, longest_pause);
    at = std::max(at, after(last_refusal_, pause, now));
  }
  if (kind == RequestKind::question) {
    return std::max(at, after(std::max(last_question_, last_command_), question_gap, now));
  }
  at = std::max(at, after(last_command_, lamp_gap, now));
  if (kind == RequestKind::group_command) at = std::max(at, after(last_group_, group_gap, now));
  return at;
}

void Pacer::accepted(RequestKind kind, Instant at) {
  refusals_ = 0;
  if (kind == RequestKind::question) {
    last_question_ = at;
    return;
  }
  last_command_ = at;
  if (kind == RequestKind::group_command) last_group_ = at;
}

void Pacer::refused(Instant at) {
  last_refusal_ = at;
  ++refusals_;
}

namespace {

std::optional<Target> find_lamp(const BridgeHouse& house, const std::string& name) {
  for (const BridgeLamp& lamp : house.lamps) {
    if (lamp.id == name) return Target{Target::Kind::lamp, lamp.id};
  }
  for (const BridgeLamp& lamp : house.lamps) {
    if (lamp.name == name) return Target{Target::Kind::lamp, lamp.id};
  }
  for (const BridgeLamp& lamp : house.lamps) {
    if (normalized_name(lamp.name) == normalized_name(name))
      return Target{Target::Kind::lamp, lamp.id};
  }
  return std::nullopt;
}

std::optional<Target> find_group(const BridgeHouse& house, const std::string& name,
                                 std::optional<GroupKind> kind) {
  for (const BridgeGroup& group : house.groups) {
    const bool is_named = normalized_name(group.name) == normalized_name(name);
    if (is_named && (!kind || group.kind == *kind)) {
      return Target{Target::Kind::group, group.id};
    }
  }
  return std::nullopt;
}

std::optional<Target> find_target(const BridgeHouse& house, const std::string& name) {
  constexpr std::size_t prefix = 5;
  if (name.starts_with("room:")) return find_group(house, name.substr(prefix), GroupKind::room);
  if (name.starts_with("zone:")) return find_group(house, name.substr(prefix), GroupKind::zone);
  if (auto lamp = find_lamp(house, name)) return lamp;
  return find_group(house, name, std::nullopt);
}

std::string list_names(const BridgeHouse& house) {
  std::string names;
  for (const BridgeLamp& lamp : house.lamps) {
    names += (names.empty() ? "" : ", ") + shown(lamp.name);
  }
  for (const BridgeGroup& group : house.groups) {
    const char* kind = group.kind == GroupKind::room ? "room:" : "zone:";
    names += (names.empty() ? "" : ", ") + (kind + shown(group.name));
  }
  return names.empty() ? "nothing" : names;
}

}  // namespace

Result<std::vector<Target>> find_targets(const BridgeHouse& house,
                                         const std::vector<std::string>& names) {
  std::vector<Target> targets;
  for (const std::string& name : names) {
    const std::optional<Target> target = find_target(house, name);
    if (!target) {
      return Error{Fault::not_found, fmt::format("the bridge has no lamp, room or zone \"{}\"; it "
                                                 "has {}",
                                                 shown(name), list_names(house))};
    }
    if (std::find(targets.begin(), targets.end(), *target) == targets.end()) {
      targets.push_back(*target);
    }
  }
  return targets;
}

std::vector<BridgeLamp> lamps_of(const BridgeHouse& house, const std::vector<Target>& targets) {
  std::set<std::string> ids;
  for (const Target& target : targets) {
    if (target.kind == Target::Kind::lamp) ids.insert(target.id);
    for (const BridgeGroup& group : house.groups) {
      const bool is_it = target.kind == Target::Kind::group && group.id == target.id;
      if (is_it) ids.insert(group.lamps.begin(), group.lamps.end());
    }
  }
  std::vector<BridgeLamp> lamps;
  for (const BridgeLamp& lamp : house.lamps) {
    if (ids.contains(lamp.id)) lamps.push_back(lamp);
  }
  return lamps;
}

const BridgeSensor* find_sensor(const BridgeHouse& house, const std::string& name) {
  const auto find = [&](const auto& is_it) {
    const auto found = std::find_if(house.sensors.begin(), house.sensors.end(), is_it);
    return found == house.sensors.end() ? nullptr : &*found;
  };
  if (const auto* sensor = find([&](const BridgeSensor& one) { return one.id == name; }))
    return sensor;
  return find(
      [&](const BridgeSensor& one) { return normalized_name(one.name) == normalized_name(name); });
}

LampSetting setting_of(const BridgeLamp& lamp) {
  const OnOff state = lamp.on ? OnOff::on : OnOff::off;
  Look look{lamp.brightness, lamp.mirek};
  if (look.brightness && *look.brightness <= 0) look.brightness.reset();
  return {state, look, lamp.xy};
}

}  // namespace lamplighter::hue
