// SPDX-License-Identifier: Apache-2.0
#include "check/checks.h"

#include "check/check_capture.h"
#include "config/lamp_names.h"
#include "config/secret_file.h"
#include "lamps/bridge_link.h"
#include "learning/house_training.h"
#include "sky/sun.h"
#include "state/store_mount.h"
#include "system/clocks.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <utility>

namespace lamplighter::app {
namespace {

using Findings = std::vector<Finding>;

void add(Findings& findings, const std::string& part, const Result<std::string>& found) {
  findings.push_back({part, found.has_value(), found ? *found : found.error().message});
}

Result<std::string> check_home(const Config& config) {
  const Result<Place> place = place_of(config);
  if (!place) return place.error();
  const Instant now = SystemClock().now();
  return fmt::format("{}, {} in {}, where it is {}", place->latitude, place->longitude,
                     place->zone.name(),
                     place->zone.to_iso(std::chrono::floor<std::chrono::seconds>(now)));
}

Result<std::string> check_store(const Config& config) {
  const std::string& folder = config.store.directory;
  if (Result<void> mounted = check_store_is_mounted(folder); !mounted) return mounted.error();
  std::error_code error;
  if (!std::filesystem::is_directory(folder, error)) {
    return Error{Fault::not_found,
                 fmt::format("{}: no such folder; run: mkdir -p {}", folder, folder)};
  }
  if (::access(folder.c_str(), W_OK | X_OK) != 0) {
    return Error{Fault::refused,
                 fmt::format("{}: this user may not write there; change its owner", folder)};
  }
  const auto space = std::filesystem::space(folder, error);
  constexpr std::uintmax_t megabyte = 1 << 20;
  if (!error && space.available < 100 * megabyte) {
    return Error{Fault::io, fmt::format("{}: only {} MB are free; a room needs about 30 MB a year",
                                        folder, space.available / megabyte)};
  }
  return fmt::format("{}, {} MB free", folder, error ? 0 : space.available / megabyte);
}

Result<std::string> check_model(const Config& config) {
  const std::string path = model_path(config);
  const Result<HouseModel> house = read_model_file(path);
  if (!house && house.error().fault == Fault::not_found) {
    return Error{Fault::not_found,
                 path +
                     ": not there yet; a typical household is played until some days of readings "
                     "are captured and this is run: lamplighter train"};
  }
  if (!house) return house.error();
  std::vector<std::string> names;
  for (const RoomModel& room : house->rooms) names.push_back(room.room.text());
  return fmt::format("{}: {}", path, fmt::join(names, ", "));
}

Result<std::string> check_secret(const Config& config) {
  const std::string path = secret_path(config);
  if (::access(path.c_str(), F_OK) != 0) return path + ": will be created with the first plan";
  const Result<Secret> secret = planning_secret(path);
  if (!secret) return secret.error();
  return path + ": readable only by this user";
}

void check_broker(const BrokerConfig& broker, Findings& findings) {
  const Result<CaptureTraces> traces = ask_broker(broker);
  if (!traces) return findings.push_back({"broker", false, traces.error().message});
  findings.push_back({"broker", true, fmt::format("{}:{}: connected", broker.host, broker.port)});
  for (Finding& finding : judge_capture(*traces, broker.topic)) {
    findings.push_back(std::move(finding));
  }
}

/// Which of a room's lamps the bridge does not have.
std::vector<std::string> missing_lamps(const Config& config, const hue::BridgeHouse& house) {
  std::vector<std::string> missing;
  const auto is_there = [&](const std::string& wanted) {
    for (const hue::BridgeLamp& lamp : house.lamps) {
      if (wanted == lamp.name || wanted == lamp.id) return true;
    }
    for (const hue::BridgeGroup& group : house.groups) {
      if (wanted == group.name || wanted == "room:" + group.name || wanted == "zone:" + group.name)
        return true;
    }
    return false;
  };
  for (const RoomConfig& room : config.rooms) {
    const Result<SortedLamps> lamps = sort_lamps(room, config.lamp_topics);
    if (!lamps) continue;
    for (const std::string& lamp : lamps->at_bridge) {
      if (!is_there(lamp)) missing.push_back(fmt::format("\"{}\" of {}", lamp, room.name.text()));
    }
  }
  return missing;
}

Result<std::string> check_bridge(const Config& config) {
  SystemClock clock;
  const Result<std::unique_ptr<BridgeLink>> link = open_bridge(config.hue, clock);
  if (!link) return link.error();
  const Result<hue::BridgeHouse> house = (*link)->bridge().house();
  if (!house) return house.error();
  const std::vector<std::string> missing = missing_lamps(config, *house);
  if (!missing.empty()) {
    return Error{Fault::not_found,
                 fmt::format("the bridge has no {}; `lamplighter bridge lamps` lists what it has",
                             fmt::join(missing, ", "))};
  }
  return fmt::format("{}: {}", (*link)->pairing().address, counted(house->lamps.size(), "lamp"));
}

}  // namespace

std::string counted(std::size_t number, const std::string& one) {
  return fmt::format("{} {}{}", number, one, number == 1 ? "" : "s");
}

std::vector<Finding> check_house(const std::string& path) {
  Findings findings;
  const Result<CheckedConfig> checked = check_config(path);
  if (!checked) return {{"config", false, checked.error().message}};
  for (const std::string& problem : checked->problems)
    findings.push_back({"config", false, problem});
  const Config& config = checked->config;
  if (findings.empty())
    findings.push_back(
        {"config", true, fmt::format("{}: {}", path, counted(config.rooms.size(), "room"))});
  add(findings, "home", check_home(config));
  add(findings, "store", check_store(config));
  add(findings, "model", check_model(config));
  add(findings, "secret", check_secret(config));
  if (!config.sources.empty()) check_broker(config.broker, findings);
  if (!config.hue.key_file.empty() || !config.hue.address.empty())
    add(findings, "bridge", check_bridge(config));
  for (Finding& finding : check_other_lamps(config)) findings.push_back(std::move(finding));
  return findings;
}

namespace {

constexpr std::chrono::milliseconds listening{3000};

void add_new(std::vector<hue::FoundBridge>& all, const std::vector<hue::FoundBridge>& more) {
  for (const hue::FoundBridge& bridge : more) {
    const bool is_known = std::any_of(
        all.begin(), all.end(), [&](const hue::FoundBridge& one) { return one.id == bridge.id; });
    if (!is_known) all.push_back(bridge);
  }
}

}  // namespace

Result<std::vector<hue::FoundBridge>> find_bridges(const HueConfig& config) {
  const std::string url = config.discovery_url.empty() ? hue::discovery_url : config.discovery_url;
  const auto announced = hue::listen_for_bridges(listening);
  const auto known = hue::ask_discovery(url);
  if (!announced && !known) {
    return Error{Fault::unavailable, announced.error().message + "; " + known.error().message};
  }
  std::vector<hue::FoundBridge> bridges;
  if (announced) add_new(bridges, *announced);
  if (known) add_new(bridges, *known);
  if (!announced) fmt::print(stderr, "{}\n", announced.error().message);
  if (!known) fmt::print(stderr, "{}\n", known.error().message);
  if (!bridges.empty()) return bridges;
  return Error{Fault::not_found,
               "no bridge announces itself here; is it on and in the same network? Its address is "
               "also in its own app: give it with --address"};
}

Result<hue::Address> address_of_bridge(const HueConfig& config) {
  if (!config.address.empty()) return hue::parse_address(config.address);
  const Result<std::vector<hue::FoundBridge>> bridges = find_bridges(config);
  if (!bridges) return bridges.error();
  if (bridges->size() == 1) return bridges->front().address;
  std::string list;
  for (const hue::FoundBridge& bridge : *bridges) {
    list += fmt::format("{}{} at {}", list.empty() ? "" : ", ", bridge.id,
                        hue::to_string(bridge.address));
  }
  return Error{Fault::bad_input, "there are several bridges; give --address: " + list};
}

}  // namespace lamplighter::app
