// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"

#include <string>

namespace lamplighter {

/// Whether a text is meant as an address on the web, and not as a path.
bool is_web_address(const std::string& text);

/// What is found at an http or https URL, following its redirects; certificates are verified.
/// Errors: bad_input for no URL or more than `limit` bytes; unavailable where nobody answers or
/// the answer is no 200.
Result<std::string> fetch(const std::string& url, std::size_t limit);

}  // namespace lamplighter
