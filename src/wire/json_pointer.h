// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace lamplighter {

/// The way to a value inside a JSON document (RFC 6901): the keys from the outside in, `~1` and
/// `~0` already read as `/` and `~`. Empty for the whole document.
using JsonPointer = std::vector<std::string>;

/// Reads "/light/illuminance". Errors: bad_input unless the text is empty or begins with `/`, for a
/// `~` that is not ~0 or ~1, and beyond 16 keys.
Result<JsonPointer> parse_json_pointer(std::string_view text);

}  // namespace lamplighter
