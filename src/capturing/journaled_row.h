// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/lamp_setting.h"
#include "core/reading.h"
#include "core/result.h"

#include <cstdint>
#include <span>
#include <string_view>
#include <variant>
#include <vector>

namespace lamplighter {

/// A row of a readings file, of an on/off file or of a looks file.
using Row = std::variant<Reading, Change, LookChange>;

/// What the broker says of a message beside topic and payload.
struct Delivery {
  std::uint16_t packet_id = 0;  ///< 0: it is never delivered again
  bool is_repeat = false;       ///< it was sent before, under the same number
};

/// How a message is known again when it is delivered again: its number, and a digest of topic and
/// payload.
struct Mark {
  std::uint16_t packet_id = 0;
  std::uint32_t digest = 0;

  friend bool operator==(const Mark&, const Mark&) = default;
};

/// FNV-1a over topic, a NUL and payload. Tells two payloads under one number apart, nothing more.
constexpr std::uint32_t digest_of(std::string_view topic, std::string_view payload) {
  std::uint32_t digest = 2166136261u;
  const auto mix = [&](unsigned char byte) { digest = (digest ^ byte) * 16777619u; };
  for (const char c : topic) mix(static_cast<unsigned char>(c));
  mix(0);
  for (const char c : payload) mix(static_cast<unsigned char>(c));
  return digest;
}

/// A row on its way from a message to its file.
struct JournaledRow {
  Row row;
  Mark mark;

  friend bool operator==(const JournaledRow&, const JournaledRow&) = default;
};

/// Which messages we already have, so that one that the broker delivers again is not kept twice: it
/// comes under the number of the first time, and with MQTT's DUP flag, which this class does
/// not see; ask only for messages that have it. One thread.
class RecentMarks {
 public:
  /// The message is kept, or about to be before it is acknowledged.
  void remember(Mark mark);

  /// Whether that message is remembered. The last 32,768 are.
  [[nodiscard]] bool has(Mark mark) const;

 private:
  struct Entry {
    std::uint32_t digest = 0;
    std::uint32_t turn = 0;  ///< when it was remembered; 0: never
  };

  std::vector<Entry> entries_ = std::vector<Entry>(65536);  ///< by number
  std::uint32_t turn_ = 0;
};

/// The files that rows end in, as capture needs them.
class RowStore {
 public:
  virtual ~RowStore() = default;

  /// Takes a row; after the next `sync` that succeeds it is in its file, on disk. Errors: bad_input
  /// for a row that no file can hold; unavailable when it can take no more until a sync succeeds.
  virtual Result<void> append(const Row& row) = 0;

  /// Puts what was taken into the files and onto the disk. Errors: io and the like; what was taken
  /// stays taken and is tried again.
  virtual Result<void> sync() = 0;

  /// Whether each of these rows is in its file already.
  virtual Result<std::vector<bool>> contains(std::span<const JournaledRow> rows) = 0;
};

}  // namespace lamplighter
