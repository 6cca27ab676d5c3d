// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "host/options.h"

#include <stop_token>

namespace lamplighter::node_host {

/// Runs a node until its light ends and everything is acknowledged, or until a stop is requested.
/// Errors: an invalid light, password, log or setting. An unreachable broker is not an error: the
/// node keeps trying.
Result<void> run(const Options& options, const std::stop_token& stop);

}  // namespace lamplighter::node_host
