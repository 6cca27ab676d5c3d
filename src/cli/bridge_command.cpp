// SPDX-License-Identifier: Apache-2.0
#include "check/checks.h"
#include "cli/program.h"
#include "config/secret_file.h"
#include "files/replace_file.h"
#include "hue/pairing.h"
#include "lamps/bridge_link.h"
#include "system/clocks.h"
#include "system/signals.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <unistd.h>

#include <cstdio>
#include <memory>

namespace lamplighter::app {
namespace {

/// The flags of `lamplighter bridge …`. Missing ones are taken from [hue] of the config.
struct BridgeOptions {
  std::string address;
  std::string key_file;
  std::string ca_file;
  std::string discovery_url;
  std::string config;
  std::vector<std::string> lamps;
  int wait_seconds = 60;
  bool json = false;
  bool keep_key = false;
};

/// [hue] with the flags applied; the config is read only for missing ones.
Result<HueConfig> hue_config(const BridgeOptions& options, bool needs_key_file) {
  HueConfig hue{options.address, options.key_file, options.ca_file, options.discovery_url};
  const bool is_complete = needs_key_file ? !hue.key_file.empty() : !hue.address.empty();
  if (is_complete && options.config.empty()) return hue;
  const Result<Config> config = load_config(config_path(options.config));
  if (!config) return config.error();
  if (hue.address.empty()) hue.address = config->hue.address;
  if (hue.key_file.empty()) hue.key_file = config->hue.key_file;
  if (hue.ca_file.empty()) hue.ca_file = config->hue.ca_file;
  if (hue.discovery_url.empty()) hue.discovery_url = config->hue.discovery_url;
  return hue;
}

using Json = nlohmann::json;

std::string way_of(const hue::Approach& approach) {
  return fmt::format("{} {}", approach.is_secure ? "https" : "http",
                     approach.api == hue::Api::v2 ? "v2" : "v1");
}

Json to_json(const hue::Approach& approach) {
  return {{"id", approach.bridge.id},
          {"name", approach.bridge.name},
          {"model", approach.bridge.model},
          {"software", approach.bridge.software_version},
          {"address", hue::to_string(approach.address)},
          {"scheme", approach.is_secure ? "https" : "http"},
          {"api", approach.api == hue::Api::v2 ? "v2" : "v1"},
          {"pin", approach.pin.empty() ? Json(nullptr) : Json(approach.pin)}};
}

void print(const std::vector<hue::Approach>& bridges, bool json) {
  if (json) {
    Json list = Json::array();
    for (const hue::Approach& bridge : bridges) list.push_back(to_json(bridge));
    const Json document = {{"bridges", list}};
    fmt::print("{}\n", document.dump(-1, ' ', false, Json::error_handler_t::replace));
    return;
  }
  for (const hue::Approach& bridge : bridges) {
    fmt::print("{}  {}  {}  {}  {}\n", bridge.bridge.id, hue::shown(bridge.bridge.model),
               way_of(bridge), hue::to_string(bridge.address), hue::shown(bridge.bridge.name));
  }
}

/// Prints the bridge at --address, or the bridges that announce themselves, with their details.
Result<void> run_bridge_discover(const BridgeOptions& options) {
  const HueConfig config{options.address, {}, options.ca_file, options.discovery_url};
  const Result<std::string> authorities = read_authorities(config);
  if (!authorities) return authorities.error();
  std::vector<hue::Address> addresses;
  if (!config.address.empty()) {
    const Result<hue::Address> address = hue::parse_address(config.address);
    if (!address) return address.error();
    addresses.push_back(*address);
  } else {
    const Result<std::vector<hue::FoundBridge>> found = find_bridges(config);
    if (!found) return found.error();
    for (const hue::FoundBridge& bridge : *found) addresses.push_back(bridge.address);
  }
  const SystemClock clock;
  std::vector<hue::Approach> bridges;
  std::optional<Error> failure;
  for (const hue::Address& address : addresses) {
    const Result<hue::Approach> bridge = hue::approach(address, *authorities, clock);
    if (bridge) {
      bridges.push_back(*bridge);
    } else {
      if (failure) fmt::print(stderr, "{}\n", failure->message);
      failure = bridge.error();
    }
  }
  if (bridges.empty()) return *failure;
  if (failure) fmt::print(stderr, "{}\n", failure->message);
  print(bridges, options.json);
  return {};
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

/// Inverts the lamp for a second, then restores it; also restores it if a stop is requested.
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

/// Lists the lamps of the bridge.
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

/// Blinks lamps: the only command that does. Each one is restored, also after SIGINT.
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

void show_countdown(int seconds_left) {
  if (::isatty(STDERR_FILENO) != 0) {
    fmt::print(stderr, "\rPress the round button on the bridge … {:3} s ", seconds_left);
    std::fflush(stderr);
  } else if (seconds_left % 10 == 0) {
    fmt::print(stderr, "Press the round button on the bridge: {} s left\n", seconds_left);
  }
}

/// The key, once the button has been pressed. Polls once a second.
Result<std::string> wait_for_key(hue::Transport& transport, int wait_seconds,
                                 const std::stop_token& stop) {
  SystemClock clock;
  for (int left = wait_seconds; left > 0; --left) {
    show_countdown(left);
    const Result<std::optional<std::string>> key = ask_for_key(transport);
    if (!key) return key.error();
    if (*key) {
      fmt::print(stderr, "\n");
      return **key;
    }
    clock.sleep_until(clock.now() + 1s, stop);
    if (stop.stop_requested()) break;
  }
  fmt::print(stderr, "\n");
  return Error{Fault::refused,
               "the bridge's button was not pressed; run it again and press the button while it "
               "counts down"};
}

/// The key of the key file, if this bridge accepts it as well.
Result<std::string> try_old_key(const HueConfig& config, const hue::Approach& approach,
                                hue::Transport& transport) {
  const Result<hue::Pairing> known = read_pairing(config);
  if (!known) return known.error();
  SystemClock clock;
  hue::Bridge bridge(transport, clock, approach.api, known->key);
  const Result<hue::BridgeHouse> house = bridge.house();
  if (house) return known->key;
  if (house.error().fault != Fault::refused) return house.error();
  return Error{Fault::refused,
               fmt::format("bridge {} does not accept the key in {}; run it without --keep-key and "
                           "press the bridge's button",
                           approach.bridge.id, config.key_file)};
}

/// Checks that the key can be stored, before the user walks to the bridge.
Result<void> check_key_file(const std::string& path) {
  if (path.empty()) {
    return Error{Fault::bad_input,
                 "no location given for the bridge's key; give --key-file, or key_file in [hue]"};
  }
  const Result<void> replaceable = files::check_replaceable(path);
  return replaceable ? replaceable
                     : with_context("the bridge's key cannot be stored", replaceable.error());
}

void warn(const hue::Approach& approach) {
  if (!approach.is_secure) {
    fmt::print(stderr,
               "This bridge uses plain http only: anyone on your network can read its key.\n");
  } else if (!approach.pin.empty()) {
    fmt::print(stderr,
               "The bridge's certificate is not signed by a known authority (an old bridge, or not "
               "a bridge).\nFrom now on only this certificate is accepted:  {}\n",
               approach.pin);
  }
}

/// Waits for the button, counting down on stderr, and writes the key file.
Result<void> run_bridge_pair(const BridgeOptions& options) {
  const Result<HueConfig> config = hue_config(options, true);
  if (!config) return config.error();
  const Result<void> can_keep = check_key_file(config->key_file);
  if (!can_keep) return can_keep;
  const Result<std::string> authorities = read_authorities(*config);
  if (!authorities) return authorities.error();
  const Result<hue::Address> address = address_of_bridge(*config);
  if (!address) return address.error();
  const SystemClock clock;
  const Result<hue::Approach> approach = hue::approach(*address, *authorities, clock);
  if (!approach) return approach.error();
  warn(*approach);
  const Signals signals;
  const auto transport = hue::open_transport(*approach, *authorities, clock, signals.token());
  const Result<std::string> key =
      options.keep_key ? try_old_key(*config, *approach, *transport)
                       : wait_for_key(*transport, options.wait_seconds, signals.token());
  if (!key) return key.error();
  const Result<void> written =
      write_secret_file(config->key_file, hue::to_text(pairing_of(*approach, *key)));
  if (!written) return written;
  fmt::print("Paired with {} ({}) over {}; the key is in {}\n", hue::shown(approach->bridge.name),
             approach->bridge.id, approach->is_secure ? "https" : "http", config->key_file);
  return {};
}

using Run = Result<void> (*)(const BridgeOptions&);

CLI::App* add_one(CLI::App& bridge, Action& chosen, const std::shared_ptr<BridgeOptions>& options,
                  const char* name, const char* help, Run run) {
  CLI::App* command = bridge.add_subcommand(name, help);
  command->add_option("--address", options->address, "Host or host:port of the bridge");
  command->add_option("--ca-file", options->ca_file, "Authorities to trust besides Signify's, PEM");
  command->callback([options, &chosen, run] { chosen = [options, run] { return run(*options); }; });
  return command;
}

void add_key_file(CLI::App* command, const std::shared_ptr<BridgeOptions>& options) {
  command->add_option("--config", options->config, "Config file to read [hue] from");
  command->add_option("--key-file", options->key_file, "File for the bridge's key, mode 0600");
}

}  // namespace

void add_bridge(CLI::App& program, Action& chosen) {
  auto options = std::make_shared<BridgeOptions>();
  CLI::App* bridge = program.add_subcommand("bridge", "Commands for the Hue bridge");
  bridge->require_subcommand(1);

  CLI::App* discover = add_one(*bridge, chosen, options, "discover",
                               "Find the bridge and identify it", run_bridge_discover);
  discover->add_flag("--json", options->json, "One JSON document on stdout");
  const char* discovery_help = "Discovery service to query; default: Signify's";
  discover->add_option("--discovery-url", options->discovery_url, discovery_help);
  discover->footer(
      "Without --address it listens for bridges that announce themselves.\n\n"
      "Example:\n  lamplighter bridge discover --address 192.168.1.2");

  CLI::App* pair =
      add_one(*bridge, chosen, options, "pair",
              "Wait for the bridge's button and store the key it returns", run_bridge_pair);
  add_key_file(pair, options);
  pair->add_option("--discovery-url", options->discovery_url, discovery_help);
  pair->add_option("--wait", options->wait_seconds, "Seconds to wait for the button")
      ->check(CLI::Range(1, 3600));
  pair->add_flag("--keep-key", options->keep_key,
                 "Use the key in the key file, as after moving to a Bridge Pro; no button");
  pair->footer(
      "Example:\n  lamplighter bridge pair --address 192.168.1.2 --key-file "
      "/var/lib/lamplighter/bridge.key");

  CLI::App* lamps =
      add_one(*bridge, chosen, options, "lamps", "List lamps, rooms and zones", run_bridge_lamps);
  add_key_file(lamps, options);
  lamps->add_flag("--json", options->json, "One JSON document on stdout");
  lamps->footer("Example:\n  lamplighter bridge lamps --json");

  CLI::App* test = add_one(*bridge, chosen, options, "test",
                           "Blink lamps one after the other, then restore them", run_bridge_test);
  add_key_file(test, options);
  test->add_option("--lamp", options->lamps, "Only this lamp, room or zone; may be repeated");
  test->footer("Example:\n  lamplighter bridge test --lamp \"Desk lamp\"");
  bridge->footer("Example:\n  lamplighter bridge pair --help");
}

}  // namespace lamplighter::app
