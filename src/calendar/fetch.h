// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"

#include <chrono>
#include <string>

namespace lamplighter {

/// Whether a text is meant as an address on the web, and not as a path.
bool is_web_address(const std::string& text);

/// What is found at an http or https URL, following up to five redirects but none from https to
/// http; certificates are verified. `deadline` is for all of it. Errors: bad_input for no URL or
/// more than `limit` bytes; refused for a certificate that is not good; unavailable where there is
/// no answer in time or it is not a 200.
Result<std::string> fetch(const std::string& url, std::size_t limit,
                          std::chrono::milliseconds deadline = std::chrono::seconds(30));

}  // namespace lamplighter
