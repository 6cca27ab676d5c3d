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

/// The delivery properties of a message, besides topic and payload.
struct Delivery {
  std::uint16_t packet_id = 0;  ///< 0: it is never redelivered
  bool is_repeat = false;       ///< redelivered under the same packet id
};

/// Identifies a redelivered message: its packet id, and a digest of topic and payload.
struct Mark {
  std::uint16_t packet_id = 0;
  std::uint32_t digest = 0;

  friend bool operator==(const Mark&, const Mark&) = default;
};

/// FNV-1a over topic, a NUL and payload. Only distinguishes two payloads under one packet id.
constexpr std::uint32_t digest_of(std::string_view topic, std::string_view payload) {
  std::uint32_t digest = 2166136261u;
  const auto mix = [&](unsigned char byte) { digest = (digest ^ byte) * 16777619u; };
  for (const char c : topic) mix(static_cast<unsigned char>(c));
  mix(0);
  for (const char c : payload) mix(static_cast<unsigned char>(c));
  return digest;
}

/// A row between its message and its file.
struct JournaledRow {
  Row row;
  Mark mark;

  friend bool operator==(const JournaledRow&, const JournaledRow&) = default;
};

/// The messages that are already stored, so that a redelivered one is not stored twice. A
/// redelivered message has its first packet id and MQTT's DUP flag, which this class does not see;
/// query only for messages that have the flag. Single-threaded.
class RecentMarks {
 public:
  /// Call when the message is stored, or before it is acknowledged.
  void remember(Mark mark);

  /// Whether that message is remembered. The last 32,768 are.
  [[nodiscard]] bool has(Mark mark) const;

 private:
  struct Entry {
    std::uint32_t digest = 0;
    std::uint32_t turn = 0;  ///< sequence number of the message; 0: never
  };

  std::vector<Entry> entries_ = std::vector<Entry>(65536);  ///< by packet id
  std::uint32_t turn_ = 0;
};

/// The files that receive the rows, as capture needs them.
class RowStore {
 public:
  virtual ~RowStore() = default;

  /// Accepts a row; after the next successful `sync` it is in its file, on disk. Errors: bad_input
  /// for a row that no file can hold; unavailable if no more rows fit until a sync succeeds.
  virtual Result<void> append(const Row& row) = 0;

  /// Writes the accepted rows to the files and the disk. Errors: such as io; the rows are kept and
  /// the next call tries again.
  virtual Result<void> sync() = 0;

  /// Whether each of these rows is in its file already.
  virtual Result<std::vector<bool>> contains(std::span<const JournaledRow> rows) = 0;
};

}  // namespace lamplighter
