// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/time_zone.h"

namespace lamplighter {

/// Where the house stands and which clock hangs on its wall.
struct Place {
  double latitude;   ///< degrees, north positive, -90 … 90
  double longitude;  ///< degrees, east positive, -180 … 180
  TimeZone zone;
};

}  // namespace lamplighter
