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

/// How it is with one thing: `to_do` is what nobody has done yet, `wrong` what has failed.
enum class Verdict : std::uint8_t { ok, to_do, wrong };

/// "ok", "to do", "wrong".
std::string_view to_string(Verdict verdict);

/// The verdict of an error: what is not there yet is to do, everything else is wrong.
Verdict verdict_of(const Error& error);

/// One thing that was looked at.
struct Finding {
  std::string
      part;  ///< "config", "home", "store", "model", "secret", "broker", "capture", "sensor", …
  Verdict verdict;
  std::string sentence;                     ///< what was found, or what is wrong and what to do
  std::string sensor = {};                  ///< of a "light" that says how it reports
  std::optional<Reporting> reporting = {};  ///< of the same

  [[nodiscard]] bool is_well() const { return verdict == Verdict::ok; }
};

/// Looks at everything a house needs, in the order in which it is set up. Changes nothing and
/// blinks nothing. What cannot be looked at, since something before it is wrong, is left out.
std::vector<Finding> check_house(const std::string& config_path);

/// Whether the place is given, and its clock is one that a place on its longitude can have.
Finding judge_home(const Config& config, Instant now);

/// What of the rooms' lamps a bridge with these lamps cannot switch: what is not there, what
/// several lamps are named, what it cannot reach. `address` is the bridge's.
std::vector<Finding> judge_bridge(const Config& config, const hue::BridgeHouse& house,
                                  const std::string& address);

/// What the readings of the last four weeks say of the rooms' sensors: how they report, where that
/// is not at their own pace, a unit that is not lux, a place or clock that is not theirs.
std::vector<Finding> judge_light(const Config& config, Instant now);

/// Lamps that need a bridge where none is configured, and lamps that two rooms have.
std::vector<Finding> judge_rooms(const Config& config);

/// The bridges that announce themselves in this network, and that the discovery service knows
/// behind this internet connection; each once. Errors: unavailable with both reasons when neither
/// could be asked; not_found when there is none.
Result<std::vector<hue::FoundBridge>> find_bridges(const HueConfig& config);

/// The address of [hue], or of the only bridge there is. Errors: those of find_bridges; bad_input
/// when there are several.
Result<hue::Address> address_of_bridge(const HueConfig& config);

/// What the broker keeps of capture.
struct CaptureTraces {
  std::string status;                   ///< "online", "offline", empty: never heard of
  std::optional<CaptureReport> health;  ///< nothing where there never was one
  std::string player = {};              ///< as `status`, of who plays
};

/// Logs in to the broker, and asks what it keeps of capture. Errors: those of the broker and of the
/// password's file.
Result<CaptureTraces> ask_broker(const BrokerConfig& broker);

/// One finding for capture, one for storage trouble where there is some, one for each sensor.
std::vector<Finding> judge_capture(const CaptureTraces& traces, const std::string& topic);

/// The offer to import what Home Assistant still has of lamps; nothing where that is nothing.
std::optional<std::string> offered_import(const home_assistant::EntityPasts& pasts, Instant now);

/// Asks every lamp that the rooms name and no bridge has: one finding for those at the broker, one
/// for Home Assistant's, each that does not answer by itself. Switches nothing.
std::vector<Finding> check_other_lamps(const Config& config);

}  // namespace lamplighter::app
