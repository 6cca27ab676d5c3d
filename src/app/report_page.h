// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"
#include "web/asset.h"

#include <span>
#include <string>
#include <string_view>

namespace lamplighter::app {

/// The page as one file that needs no server and asks nobody: its style, pictures and modules
/// inside, and `documents`, a JSON object whose members are what the views ask for. Requires: the
/// assets hold /index.html, and modules import each other by relative paths (web/README.md).
/// Errors: bad_input where a file that is named in the page or a module is not among the assets.
Result<std::string> report_page(std::span<const web::Asset> assets, std::string_view documents);

}  // namespace lamplighter::app
