// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "capturing/capture.h"
#include "check/checks.h"
#include "config/config.h"

#include <optional>
#include <string>
#include <vector>

namespace lamplighter::app {

/// What the broker keeps of capture.
struct CaptureTraces {
  std::string status;                   ///< "online", "offline", empty: never heard of
  std::optional<CaptureReport> health;  ///< nothing where there never was one
};

/// Logs in to the broker, and asks what it keeps of capture. Errors: those of the broker and of the
/// password's file.
Result<CaptureTraces> ask_broker(const BrokerConfig& broker);

/// One finding for capture, one for storage trouble where there is some, one for each sensor.
std::vector<Finding> judge_capture(const CaptureTraces& traces, const std::string& topic);

/// Asks every lamp that the rooms name and no bridge has: one finding for those at the broker, one
/// for Home Assistant's, each that does not answer by itself. Switches nothing.
std::vector<Finding> check_other_lamps(const Config& config);

}  // namespace lamplighter::app
