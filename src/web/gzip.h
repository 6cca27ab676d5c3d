// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace lamplighter::web {

/// As a gzip file in memory, quickly rather than small.
std::string gzipped(std::string_view bytes);

/// Back again; nothing for what is no gzip file.
std::optional<std::string> gunzipped(std::string_view bytes);

}  // namespace lamplighter::web
