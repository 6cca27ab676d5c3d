// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"

#include <string_view>
#include <vector>

namespace lamplighter::app {

/// Reads three cuts between four levels, as "31,137,344": plain finite decimals in lux, each higher
/// than the one before. Errors: bad_input.
Result<std::vector<double>> parse_cuts(std::string_view text);

}  // namespace lamplighter::app
