// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hue/house.h"
#include "hue/transport.h"

#include <optional>
#include <string>
#include <vector>

// Version 1 of the bridge's interface, as pure functions: what to send, and what an answer means.
// Every bridge speaks it; pairing has no other way. Answers are bytes from outside: whatever they
// are, a reader gives a value or an error.
namespace lamplighter::hue::v1 {

/// GET /api/config, which needs no key.
HttpRequest ask_description();
Result<BridgeDescription> read_description(const HttpAnswer& answer);

/// POST /api. Requires: app up to 20 bytes, device up to 19, no '#' in either.
HttpRequest ask_key(const std::string& app, const std::string& device);

/// The key; nothing while the button has not been pressed.
Result<std::optional<std::string>> read_key(const HttpAnswer& answer);

/// All lamps and groups. Lamps and groups that make no sense are left out.
HttpRequest ask_house(const std::string& key);
Result<BridgeHouse> read_house(const HttpAnswer& answer);

/// The lamps alone.
HttpRequest ask_lamps(const std::string& key);
Result<std::vector<BridgeLamp>> read_lamps(const HttpAnswer& answer);

/// Brightness goes out in steps of 1/254, a fade in steps of 100 ms.
HttpRequest command_lamp(const std::string& key, const std::string& id, const LampCommand& command);
HttpRequest command_group(const std::string& key, const std::string& id,
                          const LampCommand& command);

/// Done, or the first error among the entries. Errors: refused for a key that is not accepted,
/// not_found for an unknown lamp, unavailable when it may work later, bad_input for a value the
/// lamp does not take.
Result<void> read_outcome(const HttpAnswer& answer);

}  // namespace lamplighter::hue::v1
