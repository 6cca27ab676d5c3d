// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "payloads/json_document.h"
#include "payloads/lamp_words.h"
#include "payloads/message.h"

#include <optional>
#include <variant>

namespace lamplighter {

/// Reads a lamp's state: `ON` or `OFF` in either case as the whole payload, or under `state`
/// (zigbee2mqtt-state, esphome-light), `POWER` or `POWER1` (tasmota-power) or `pointer` of a JSON
/// object. `on-off` also takes 1, 0, true and false. A retained state is accepted: it says what the
/// lamp is now. Beside it, brightness and colour temperature are read where they make sense.
/// Requires: the format tells lamps.
std::variant<ReportedLamp, Rejection> read_lamp_message(Format format,
                                                        const std::optional<JsonPointer>& pointer,
                                                        const Message& message);

}  // namespace lamplighter
