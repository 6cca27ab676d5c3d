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

/// Says that this process plays from a store, until the handle is closed; several may. Errors:
/// refused, io.
Result<files::FileHandle> claim_play(const std::string& store);

/// Whether a process says so.
bool is_played_from(const std::string& store);

/// Files of a store in which is written, row by row and never changed, what the player did with
/// each room's lamps (`unknown`: handed over) and when nobody was home; both are on/off files
/// (docs/formats.md, "Played and absent").
std::string played_path(const std::string& store);
std::string absences_path(const std::string& store);

/// The same of Home Assistant's persons: `on` while none of them was home.
std::string persons_path(const std::string& store);

/// The one room of the file of absences.
inline constexpr const char* absent_household = "household";

/// Writes those files, mode 0600, so that nothing in them is ever taken for the household's habits.
class PlayRecord {
 public:
  explicit PlayRecord(std::string store) : store_(std::move(store)) {}

  /// Somebody is home, or nobody is, from then on. Errors: io.
  Result<void> turned(bool away, Instant at) const;

  /// Whether none of the persons is home (on), one is (off), or that is unknown. Errors: io.
  Result<void> persons(LampState gone, Instant at) const;

  /// Rows for switches and lamps that were handed over; nothing for other steps. Errors: io.
  Result<void> took(const PlayStep& step) const;

 private:
  std::string store_;
};

}  // namespace lamplighter::app
