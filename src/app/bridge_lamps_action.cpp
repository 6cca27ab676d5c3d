// SPDX-License-Identifier: Apache-2.0
#include "app/bridge_actions.h"
#include "app/bridge_link.h"
#include "app/clocks.h"
#include "app/signals.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cstdio>

namespace lamplighter::app {
namespace {

using Json = nlohmann::json;

std::string lamp_line(const hue::BridgeLamp& lamp) {
  std::string state = lamp.on ? "on" : "off";
  if (lamp.on && lamp.brightness) state += fmt::format(" {:.0f} %", *lamp.brightness);
  if (!lamp.reachable) state = "not reachable";
  return fmt::format("lamp  {:<36}  {:<28}  {}", lamp.id, hue::shown(lamp.name), state);
}

const char* kind_of(const hue::BridgeGroup& group) {
  return group.kind == hue::GroupKind::room ? "room" : "zone";
}

Json lamp_json(const hue::BridgeLamp& lamp) {
  Json json = {
      {"id", lamp.id}, {"name", lamp.name}, {"on", lamp.on}, {"reachable", lamp.reachable}};
  json["brightness"] = lamp.brightness ? Json(*lamp.brightness) : Json(nullptr);
  json["mirek"] = lamp.mirek ? Json(*lamp.mirek) : Json(nullptr);
  return json;
}

void print_json(const hue::BridgeHouse& house) {
  Json lamps = Json::array();
  for (const hue::BridgeLamp& lamp : house.lamps) lamps.push_back(lamp_json(lamp));
  Json groups = Json::array();
  for (const hue::BridgeGroup& group : house.groups) {
    groups.push_back({{"id", group.id},
                      {"name", group.name},
                      {"kind", kind_of(group)},
                      {"lamps", group.lamps},
                      {"any_on", group.any_on}});
  }
  const Json document = {{"lamps", lamps}, {"groups", groups}};
  fmt::print("{}\n", document.dump(-1, ' ', false, Json::error_handler_t::replace));
}

Result<std::unique_ptr<BridgeLink>> open(const BridgeOptions& options, Clock& clock) {
  const Result<HueConfig> config = hue_config(options, true);
  if (!config) return config.error();
  return open_bridge(*config, clock);
}

/// Opposite, a second, back to how it was. The way back is taken also when asked to stop.
Result<void> blink(hue::Bridge& bridge, const hue::BridgeLamp& lamp, Clock& clock,
                   const std::stop_token& stop) {
  const OnOff was = lamp.on ? OnOff::on : OnOff::off;
  const hue::Target target{hue::Target::Kind::lamp, lamp.id};
  const Result<void> there = bridge.command(target, {opposite(was), {}, {}, {}});
  if (!there) return there;
  clock.sleep_until(clock.now() + 1s, stop);
  hue::LampCommand back{was, {}, {}, {}};
  if (lamp.on) back.brightness = lamp.brightness;
  if (lamp.on) back.mirek = lamp.mirek;
  return bridge.command(target, back);
}

}  // namespace

Result<void> run_bridge_lamps(const BridgeOptions& options) {
  SystemClock clock;
  const Result<std::unique_ptr<BridgeLink>> link = open(options, clock);
  if (!link) return link.error();
  const Result<hue::BridgeHouse> house = (*link)->bridge().house();
  if (!house) return house.error();
  if (options.json) {
    print_json(*house);
    return {};
  }
  for (const hue::BridgeLamp& lamp : house->lamps) fmt::print("{}\n", lamp_line(lamp));
  for (const hue::BridgeGroup& group : house->groups) {
    fmt::print("{}  {:<36}  {:<28}  lamps: {}\n", kind_of(group), group.id, hue::shown(group.name),
               group.lamps.size());
  }
  return {};
}

Result<void> run_bridge_test(const BridgeOptions& options) {
  const Signals signals;
  SystemClock clock;
  const Result<std::unique_ptr<BridgeLink>> link = open(options, clock);
  if (!link) return link.error();
  hue::Bridge& bridge = (*link)->bridge();
  const Result<hue::BridgeHouse> house = bridge.house();
  if (!house) return house.error();
  std::vector<hue::BridgeLamp> lamps = house->lamps;
  if (!options.lamps.empty()) {
    const Result<std::vector<hue::Target>> targets = hue::find_targets(*house, options.lamps);
    if (!targets) return targets.error();
    lamps = hue::lamps_of(*house, *targets);
  }
  for (const hue::BridgeLamp& lamp : lamps) {
    if (signals.token().stop_requested()) break;
    fmt::print(stderr, "{}\n", lamp_line(lamp));
    const Result<void> blinked = blink(bridge, lamp, clock, signals.token());
    if (!blinked) return with_context(hue::shown(lamp.name), blinked.error());
  }
  return {};
}

}  // namespace lamplighter::app
