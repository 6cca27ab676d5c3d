// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/instant.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace lamplighter {

struct CaptureTotals {
  std::uint64_t messages = 0;
  std::uint64_t readings = 0;
  std::uint64_t changes = 0;
  std::uint64_t repeats = 0;  ///< delivered again, and not kept twice
  std::uint64_t rejected = 0;
};

struct SensorReport {
  std::string name = {};
  std::optional<Instant> last_heard = {};
  std::optional<double> per_minute = {};  ///< by its usual spacing
  std::uint64_t readings = 0;
  std::uint64_t gaps = 0;
  std::uint64_t rejected = 0;
  bool is_silent = false;
};

struct RejectionReport {
  std::string reason;
  std::string topic;  ///< empty: topics that found no place in the list
  std::uint64_t count = 0;
};

/// A name that the config does not have, and how often it came. Empty: those that found no place.
struct StrangerReport {
  std::string name = {};
  std::uint64_t count = 0;
};

/// How capture does, as a value. Names and topics are printable.
struct CaptureReport {
  Instant at;
  CaptureTotals totals;
  std::string storage_trouble;  ///< empty: rows are stored
  std::vector<SensorReport> sensors;
  std::vector<RejectionReport> rejections;
  std::vector<StrangerReport> strangers;
  std::vector<std::string> service_troubles = {};  ///< parts beside capture that cannot start
};

}  // namespace lamplighter
