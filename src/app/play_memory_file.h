// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"
#include "playing/play_memory.h"

#include <string>
#include <string_view>

namespace lamplighter::app {

/// What a player must know after a crash, as the text of its file (docs/formats.md, "Play").
std::string format_play_memory(const PlayMemory& memory);

/// Reads it back. Errors: bad_input for anything else.
Result<PlayMemory> parse_play_memory(std::string_view text);

/// What is kept in a store; nothing where no play was cut off. Errors: bad_input, io.
Result<PlayMemory> read_play_memory(const std::string& store);

/// Keeps it, mode 0600, whole also after a power cut. Errors: io.
Result<void> keep_play_memory(const std::string& store, const PlayMemory& memory);

}  // namespace lamplighter::app
