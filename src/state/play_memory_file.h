// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"
#include "playing/player.h"

#include <functional>
#include <string>
#include <string_view>

namespace lamplighter::app {

/// What a player must know after a crash, as the text of its file (docs/formats.md, "Play").
std::string format_play_memory(const PlayMemory& memory);

/// Reads it back; also what this program wrote before there was a checksum. Errors: refused for a
/// newer format; bad_input for anything else that was not written so.
Result<PlayMemory> parse_play_memory(std::string_view text);

/// What is kept in a store; nothing where no play was cut off. Errors: those of the text, io.
Result<PlayMemory> read_play_memory(const std::string& store);

/// The same for whoever will replace the file. A damaged one is renamed to `play.json.damaged` and
/// `on_damage` gets the sentence; its place is taken by what the record of the last absence
/// (played.csv) says was commanded last, so that a lamp that was switched on is still switched off
/// in the end. Errors: refused for a newer format, io; the file must then not be replaced.
Result<PlayMemory> recover_play_memory(const std::string& store,
                                       const std::function<void(const Error&)>& on_damage);

/// Keeps it, mode 0600, whole also after a power cut. Errors: refused, io.
Result<void> keep_play_memory(const std::string& store, const PlayMemory& memory);

}  // namespace lamplighter::app
