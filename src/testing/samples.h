// SPDX-License-Identifier: Apache-2.0
// Names for the states, rooms, places and instants that many tests share.
#pragma once

#include "core/instant.h"
#include "core/lamp_setting.h"
#include "core/names.h"
#include "core/time_zone.h"
#include "sky/sun.h"

namespace lamplighter::testing {

constexpr OnOff on = OnOff::on;
constexpr OnOff off = OnOff::off;

inline const RoomName hall("hall");

inline const TimeZone berlin_time = *TimeZone::find("Europe/Berlin");
inline const Place berlin{52.52, 13.4, berlin_time};
inline const Place sunnyvale{37.3643427, -122.0080058, *TimeZone::find("America/Los_Angeles")};
inline const Place tromso{69.6492, 18.9553, *TimeZone::find("Europe/Oslo")};

inline const Instant midnight = *parse_instant("2016-07-02T00:00:00Z");
inline const Instant noon = *parse_instant("2016-07-02T12:00:00Z");

}  // namespace lamplighter::testing
