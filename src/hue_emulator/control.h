// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"
#include "hue_emulator/server.h"

#include <string_view>

namespace lamplighter::hue_emulator {

/// Help for the control commands, one per line.
inline constexpr std::string_view control_help =
    "  press                 press the link button\n"
    "  on LAMP, off LAMP     switch the lamp manually\n"
    "  mains on|off LAMP     the wall switch\n"
    "  radio on|off DEVICE   whether the bridge can reach the lamp or sensor\n"
    "  motion SENSOR         the motion sensor detects motion\n"
    "  lux NUMBER SENSOR     light at the sensor; it reports every five minutes\n"
    "  revoke                revoke all keys\n"
    "  drip N                send the next N answers one byte at a time, without end\n"
    "  drop N                cut off the next N answers\n"
    "  busy N                answer the next N requests with 429\n"
    "  slow MILLISECONDS     delay every answer\n"
    "  streams on|off        while off, event streams are closed and rejected\n"
    "  power on|off          while off, no connections are accepted\n"
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
