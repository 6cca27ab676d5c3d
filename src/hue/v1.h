// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hue/house.h"
#include "hue/transport.h"

#include <optional>
#include <string>
#include <vector>

// Version 1 of the bridge's API, as pure functions: what to send, and what a response means. Every
// bridge supports it, and pairing requires it. Responses are untrusted input: whatever they
// contain, parsing gives a value or an error.
namespace lamplighter::hue::v1 {

/// GET /api/config, which needs no key.
HttpRequest ask_description();
Result<BridgeDescription> read_description(const HttpAnswer& answer);

/// POST /api. Requires: app up to 20 bytes, device up to 19, no '#' in either.
HttpRequest ask_key(const std::string& app, const std::string& device);

/// The key; nothing until the button is pressed.
Result<std::optional<std::string>> read_key(const HttpAnswer& answer);

/// All lamps and groups. Invalid ones are skipped.
HttpRequest ask_house(const std::string& key);
Result<BridgeHouse> read_house(const HttpAnswer& answer);

/// Only the lamps.
HttpRequest ask_lamps(const std::string& key);
Result<std::vector<BridgeLamp>> read_lamps(const HttpAnswer& answer);

/// Brightness is sent in steps of 1/254, a fade in steps of 100 ms.
HttpRequest command_lamp(const std::string& key, const std::string& id, const LampCommand& command);
HttpRequest command_group(const std::string& key, const std::string& id,
                          const LampCommand& command);

/// Success, or the first error among the entries. Errors: refused for a rejected key, not_found for
/// an unknown lamp, unavailable if a retry may succeed, bad_input for a value that the lamp does
/// not support.
Result<void> read_outcome(const HttpAnswer& answer);

}  // namespace lamplighter::hue::v1
