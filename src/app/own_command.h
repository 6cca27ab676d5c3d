// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"

#include <string>
#include <vector>

namespace lamplighter::app {

/// Runs one of this program's own commands as a user would, in a process of its own on the same
/// terminal, and waits for its end. Errors: io where it cannot be started; otherwise what its exit
/// status says.
Result<void> run_own_command(const std::vector<std::string>& arguments);

/// The command as a user types it: "lamplighter train a.csv --model house.json", quoted where a
/// shell needs it.
std::string as_typed(const std::vector<std::string>& arguments);

}  // namespace lamplighter::app
