// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"

#include <chrono>
#include <string>

namespace lamplighter::mqtt {

/// Whether somebody accepts TCP connections there. libmosquitto connects without a limit of time;
/// this waits at most `limit`, and ends early when `wake_fd` becomes readable. Errors: unavailable.
Result<void> reach(const std::string& host, int port, std::chrono::milliseconds limit, int wake_fd);

}  // namespace lamplighter::mqtt
