// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "views/light_summary.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace lamplighter::views {

/// A summary as the bytes of a file that can be thrown away (docs/formats.md, "Summaries").
/// `stamp` tells of which state of which files it was made.
std::string to_bytes(const LightSummary& summary, std::uint64_t stamp);

/// What `to_bytes` wrote; nothing where the bytes are torn or changed, of another version, or of
/// another state of the files.
std::optional<LightSummary> from_bytes(std::string_view bytes, std::uint64_t stamp);

/// Appends the checksum that `from_bytes` wants to see.
void seal(std::string& bytes);

}  // namespace lamplighter::views
