// SPDX-License-Identifier: Apache-2.0
#include "app/bridge_finding.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

namespace lamplighter::app {
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
