// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"
#include "hue_emulator/server.h"

#include <string_view>

namespace lamplighter::hue_emulator {

/// Help for the control commands, one per line.
inline constexpr std::string_view control_help =
    "  press                 the link button is pressed\n"
    "  on LAMP, off LAMP     the lamp is switched manually\n"
    "  mains on|off LAMP     the wall switch\n"
    "  radio on|off DEVICE   whether the bridge can talk to the lamp or sensor\n"
    "  motion SENSOR         the motion sensor sees motion\n"
    "  lux NUMBER SENSOR     light at the sensor; it reports every five minutes\n"
    "  revoke                every key is forgotten\n"
    "  drip N                the next N answers come one byte at a time, without end\n"
    "  drop N                the next N answers are cut off\n"
    "  busy N                the next N answers are 429\n"
    "  slow MILLISECONDS     every answer waits so long\n"
    "  streams on|off        event streams end and are refused while they are off\n"
    "  power on|off          no connections are accepted while it is off\n"
    "  certificate KIND      good, self-signed, stranger, expired or other-id\n";

/// Executes a control command. Without an authority there is no `certificate`. Errors: bad_input
/// for an unknown command, not_found for an unknown lamp, io.
Result<void> control(EmulatedBridgeServer& server, std::string_view line,
                     const EmulatedAuthority* authority = nullptr);

/// Adds a lamp given as ROOM/NAME or ROOM/NAME:KIND (plug, dimmable, white, colour; default
/// dimmable), and its room. Errors: bad_input; a bridge supports 63 lamps.
Result<void> add_lamp(BridgeWorld& world, std::string_view text);

/// Adds a motion sensor given as ROOM/NAME, and its room. Errors: bad_input.
Result<void> add_sensor(BridgeWorld& world, std::string_view text);

}  // namespace lamplighter::hue_emulator
