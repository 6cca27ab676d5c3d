// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "capturing/capture.h"
#include "core/result.h"

#include <string>
#include <string_view>

namespace lamplighter::app {

/// The report as it is published on `lamplighter/health` (docs/formats.md, "Health"): JSON.
std::string format_health(const CaptureReport& report);

/// Parses it. Errors: bad_input for anything else.
Result<CaptureReport> parse_health(std::string_view text);

}  // namespace lamplighter::app
