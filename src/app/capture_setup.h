// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/config.h"
#include "capturing/capture.h"
#include "core/result.h"

#include <string>
#include <vector>

namespace lamplighter::app {

/// What to capture, from [[source]] and [[room]]. Errors: bad_input, with the source that is wrong,
/// or where there is none.
Result<CaptureSettings> capture_settings(const Config& config);

/// The subscriptions that these sources need, without those that another one covers, since the
/// broker would send such a message twice.
std::vector<std::string> subscriptions(const CaptureSettings& settings);

}  // namespace lamplighter::app
