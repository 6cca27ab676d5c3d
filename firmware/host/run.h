// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "host/options.h"

#include <stop_token>

namespace lamplighter::node_host {

/// Runs a node as told until its light ends and everything is acknowledged, or until asked to stop.
/// Errors: what the light, the password, the log or the settings are wrong about. A broker that
/// cannot be reached is no error: the node keeps trying.
Result<void> run(const Options& options, const std::stop_token& stop);

}  // namespace lamplighter::node_host
