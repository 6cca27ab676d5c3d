// SPDX-License-Identifier: Apache-2.0
#include "app/bridge_actions.h"
#include "app/bridge_finding.h"
#include "app/bridge_link.h"
#include "app/clocks.h"
#include "hue/approach.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cstdio>

namespace lamplighter::app {
namespace {

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

}  // namespace

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

}  // namespace lamplighter::app
