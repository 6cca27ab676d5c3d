// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hue/house.h"
#include "hue/transport.h"

#include <string>

// Version 2 of the bridge's interface (CLIP v2), as pure functions: what to send, and what an
// answer means. Answers are bytes from outside: whatever they are, a reader gives a value or an
// error.
namespace lamplighter::hue::v2 {

/// GET of everything. Without a key it tells whether the bridge has a version 2.
HttpRequest ask_house(const std::string& key);

/// Lamps with their devices' names, rooms and zones. Resources that make no sense are left out.
/// Sorted by name.
Result<BridgeHouse> read_house(const HttpAnswer& answer);

/// Whether an answer to ask_house without a key is that of a bridge with version 2: 401 or 403.
bool has_v2(const HttpAnswer& answer);

/// Brightness goes out in percent, a fade in milliseconds, rounded to 100.
HttpRequest command_lamp(const std::string& key, const std::string& id, const LampCommand& command);
HttpRequest command_group(const std::string& key, const std::string& id,
                          const LampCommand& command);

/// Done, also where the bridge warns that it may not be seen (a lamp out of reach). Errors: as
/// check_status, with what the bridge says.
Result<void> read_outcome(const HttpAnswer& answer);

}  // namespace lamplighter::hue::v2
