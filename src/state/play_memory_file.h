// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/lamp_setting.h"
#include "core/result.h"
#include "files/replace_file.h"
#include "playing/player.h"

#include <functional>
#include <string>
#include <string_view>

namespace lamplighter::app {

/// What a player must remember across a crash, in its file format (docs/formats.md, "Away and play
/// files").
std::string format_play_memory(const PlayMemory& memory);

/// Parses it; also files of versions without a checksum. Errors: refused for a newer format;
/// bad_input for anything else.
Result<PlayMemory> parse_play_memory(std::string_view text);

/// The memory in a store; empty if no play was interrupted. Errors: those of parsing, io.
Result<PlayMemory> read_play_memory(const std::string& store);

/// The same for a process that will replace the file. A damaged file is renamed to
/// `play.json.damaged` and `on_damage` gets a sentence about it; the memory is then rebuilt from
/// the last commands in the record of the last absence (played.csv), so that a lamp that was
/// switched on is still switched off in the end. Errors: refused for a newer format, io; the file
/// must then not be replaced.
Result<PlayMemory> recover_play_memory(const std::string& store,
                                       const std::function<void(const Error&)>& on_damage);

/// Stores it atomically, mode 0600. Errors: refused, io.
Result<void> keep_play_memory(const std::string& store, const PlayMemory& memory);

/// Marks the store as being played by this process, until the handle is closed; several processes
/// may do so. Errors: refused, io.
Result<files::FileHandle> claim_play(const std::string& store);

/// Whether any process plays from the store.
bool is_played_from(const std::string& store);

/// Append-only files of a store: what the player did with each room's lamps (`unknown`: restored),
/// and when the house was away; both are on/off files (docs/formats.md, "Away and play files").
std::string played_path(const std::string& store);
std::string absences_path(const std::string& store);

/// The same for Home Assistant's persons: `on` while none of them was home.
std::string persons_path(const std::string& store);

/// The only room in the file of absences.
inline constexpr const char* absent_household = "household";

/// Writes those files, mode 0600, so that nothing in them is ever learned as a habit of the
/// household.
class PlayRecord {
 public:
  explicit PlayRecord(std::string store) : store_(std::move(store)) {}

  /// The house is away or home from then on. Errors: io.
  Result<void> turned(bool away, Instant at) const;

  /// Records that none of the persons is home (on), that one is (off), or that it is unknown.
  /// Errors: io.
  Result<void> persons(LampState gone, Instant at) const;

  /// Records switches and restored lamps; ignores other steps. Errors: io.
  Result<void> took(const PlayStep& step) const;

 private:
  std::string store_;
};

}  // namespace lamplighter::app
