// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "capturing/capture.h"
#include "config/config.h"
#include "core/result.h"
#include "detection/reporting.h"
#include "home_assistant/history.h"
#include "hue/house.h"
#include "hue/pairing.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lamplighter::app {

/// "1 room", "2 rooms".
std::string counted(std::size_t number, const std::string& one);

/// The state of one item: `to_do` is not set up yet, `wrong` has failed.
enum class Verdict : std::uint8_t { ok, to_do, wrong };

/// "ok", "to do", "wrong".
std::string_view to_string(Verdict verdict);

/// The verdict of an error: something that does not exist yet is to do, anything else is wrong.
Verdict verdict_of(const Error& error);

/// The result of one check.
struct Finding {
  std::string
      part;  ///< "config", "home", "store", "model", "secret", "broker", "capture", "sensor", …
  Verdict verdict;
  std::string sentence;                     ///< the result, or what is wrong and what to do
  std::string sensor = {};                  ///< for a "light" finding about how a sensor reports
  std::optional<Reporting> reporting = {};  ///< for the same

  [[nodiscard]] bool is_well() const { return verdict == Verdict::ok; }
};

/// Checks everything a house needs, in the order of the set-up. Changes nothing and blinks nothing.
/// Checks that cannot run because of an earlier fault are omitted.
std::vector<Finding> check_house(const std::string& config_path);

/// Whether the location is given, and its time zone is plausible for its longitude.
Finding judge_home(const Config& config, Instant now);

/// Lamps of the rooms that a bridge with these lamps cannot switch: missing, ambiguous or
/// unreachable ones. `address` is the bridge's.
std::vector<Finding> judge_bridge(const Config& config, const hue::BridgeHouse& house,
                                  const std::string& address);

/// What the readings of the last four weeks show about the rooms' sensors: how they report, if not
/// at a fixed interval; a unit other than lux; a location or clock that does not match.
std::vector<Finding> judge_light(const Config& config, Instant now);

/// Lamps that need a bridge if none is configured, and lamps in two rooms.
std::vector<Finding> judge_rooms(const Config& config);

/// The bridges that announce themselves on this network, and those that the discovery service knows
/// behind this internet connection, without duplicates. Errors: unavailable with both reasons if
/// neither search was possible; not_found if there is none.
Result<std::vector<hue::FoundBridge>> find_bridges(const HueConfig& config);

/// The address of [hue], or of the only bridge found. Errors: those of find_bridges; bad_input if
/// there are several.
Result<hue::Address> address_of_bridge(const HueConfig& config);

/// Capture's retained messages at the broker.
struct CaptureTraces {
  std::string status;                   ///< "online", "offline"; empty: no message
  std::optional<CaptureReport> health;  ///< empty if there is none
  std::string player = {};              ///< the same for the player
};

/// Logs in to the broker, and reads capture's retained messages. Errors: those of the broker and of
/// the password file.
Result<CaptureTraces> ask_broker(const BrokerConfig& broker);

/// One finding for capture, one for storage trouble if there is any, one for each sensor.
std::vector<Finding> judge_capture(const CaptureTraces& traces, const std::string& topic);

/// The offer to import Home Assistant's history of lamps; empty if there is none.
std::optional<std::string> offered_import(const home_assistant::EntityPasts& pasts, Instant now);

/// Polls every lamp in the rooms that does not belong to a bridge: one finding for those at the
/// broker, one for Home Assistant's, and one for each lamp that does not answer. Switches nothing.
std::vector<Finding> check_other_lamps(const Config& config);

}  // namespace lamplighter::app
