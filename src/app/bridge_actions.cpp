// SPDX-License-Identifier: Apache-2.0
#include "app/bridge_actions.h"

#include "app/bridge_link.h"
#include "app/clocks.h"
#include "app/secret_file.h"
#include "app/signals.h"
#include "hue/http_transport.h"
#include "hue/v1.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <unistd.h>

#include <cstdio>

namespace lamplighter::app {
namespace {

using Json = nlohmann::json;

/// [hue] as the flags say it; the config is read only for what they leave out.
Result<HueConfig> hue_config(const BridgeOptions& options, bool needs_key_file) {
  HueConfig hue{options.address, options.key_file};
  const bool is_complete = !hue.address.empty() && (!needs_key_file || !hue.key_file.empty());
  if (is_complete || (options.config.empty() && !hue.key_file.empty())) return hue;
  const Result<Config> config = load_config(config_path(options.config));
  if (!config) return config.error();
  if (hue.address.empty()) hue.address = config->hue.address;
  if (hue.key_file.empty()) hue.key_file = config->hue.key_file;
  return hue;
}

Result<hue::Address> bridge_address(const HueConfig& config) {
  if (config.address.empty()) {
    return Error{Fault::bad_input,
                 "the bridge's address is not known; give --address, or address in [hue]"};
  }
  return hue::parse_address(config.address);
}

Result<hue::BridgeDescription> ask_description(hue::Transport& transport) {
  const Result<hue::HttpAnswer> answer = transport.send(hue::v1::ask_description());
  if (!answer) return answer.error();
  return hue::v1::read_description(*answer);
}

void show_countdown(int seconds_left) {
  if (::isatty(STDERR_FILENO) != 0) {
    fmt::print(stderr, "\rPress the round button on the bridge … {:3} s ", seconds_left);
    std::fflush(stderr);
  } else if (seconds_left % 10 == 0) {
    fmt::print(stderr, "Press the round button on the bridge: {} s left\n", seconds_left);
  }
}

/// The key, once the button has been pressed. Asks once a second.
Result<std::string> wait_for_key(hue::Transport& transport, int wait_seconds) {
  const Signals signals;
  SystemClock clock;
  std::string device(20, '\0');
  if (::gethostname(device.data(), device.size()) != 0) device = "host";
  device = device.substr(0, std::min<std::size_t>(device.find('\0'), 19));
  for (int left = wait_seconds; left > 0; --left) {
    show_countdown(left);
    const Result<hue::HttpAnswer> answer = transport.send(hue::v1::ask_key("lamplighter", device));
    if (!answer) return answer.error();
    const Result<std::optional<std::string>> key = hue::v1::read_key(*answer);
    if (!key) return key.error();
    if (*key) {
      fmt::print(stderr, "\n");
      return **key;
    }
    if (!clock.sleep_until(clock.now() + 1s, signals.token())) break;
  }
  fmt::print(stderr, "\n");
  return Error{Fault::refused,
               "the bridge's button was not pressed; run it again and press the button while it "
               "counts down"};
}

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

Result<void> run_bridge_discover(const BridgeOptions& options) {
  const Result<HueConfig> config = hue_config(options, false);
  if (!config) return config.error();
  const Result<hue::Address> address = bridge_address(*config);
  if (!address) return address.error();
  hue::HttpTransport transport(*address);
  const Result<hue::BridgeDescription> bridge = ask_description(transport);
  if (!bridge) return with_context(hue::to_string(*address), bridge.error());
  if (options.json) {
    const Json found = {{"id", bridge->id},
                        {"name", bridge->name},
                        {"model", bridge->model},
                        {"software", bridge->software_version},
                        {"address", hue::to_string(*address)}};
    const Json document = {{"bridges", Json::array({found})}};
    fmt::print("{}\n", document.dump(-1, ' ', false, Json::error_handler_t::replace));
  } else {
    fmt::print("{}  {}  {}  {}\n", bridge->id, bridge->model, hue::to_string(*address),
               hue::shown(bridge->name));
  }
  return {};
}

Result<void> run_bridge_pair(const BridgeOptions& options) {
  const Result<HueConfig> config = hue_config(options, true);
  if (!config) return config.error();
  const Result<hue::Address> address = bridge_address(*config);
  if (!address) return address.error();
  if (config->key_file.empty()) {
    return Error{Fault::bad_input,
                 "where to keep the bridge's key: not said; give --key-file, or key_file in [hue]"};
  }
  hue::HttpTransport transport(*address);
  const Result<hue::BridgeDescription> bridge = ask_description(transport);
  if (!bridge) return with_context(hue::to_string(*address), bridge.error());
  const Result<std::string> key = wait_for_key(transport, options.wait_seconds);
  if (!key) return key.error();
  const hue::Pairing pairing{bridge->id, hue::to_string(*address), hue::Api::v1, *key};
  const Result<void> written = write_secret_file(config->key_file, hue::to_text(pairing));
  if (!written) return written;
  fmt::print("Paired with {} ({}); the key is in {}\n", hue::shown(bridge->name), bridge->id,
             config->key_file);
  return {};
}

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
