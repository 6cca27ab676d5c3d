// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/lamp_setting.h"
#include "core/reading.h"
#include "core/result.h"

#include <string>
#include <variant>

namespace lamplighter {

/// Stores readings.
class ReadingSink {
 public:
  virtual ~ReadingSink() = default;

  /// Stores one reading. Errors: io; the reading was then not stored and may be offered again.
  virtual Result<void> append(const Reading& reading) = 0;
};

/// The state of a lamp of a room from `at` on, as reported by a source other than the broker.
struct LampSighting {
  RoomName room;
  std::string lamp;  ///< begins with the name of its source and a colon: "hue:" and an id
  LampState is = LampState::unknown;
  Look look = {};  ///< while it is on
  Instant at;

  friend bool operator==(const LampSighting&, const LampSighting&) = default;
};

/// From `since` on, the lamps of a source are unknown, until it reports them again.
struct SourceGap {
  std::string source;  ///< the prefix of its lamps' names, such as "hue:"
  Instant since;

  friend bool operator==(const SourceGap&, const SourceGap&) = default;
};

/// A source has reported everything up to `at`.
struct SourceMark {
  Instant at;
  std::string position = {};      ///< where it resumes after a restart, in its own format
  std::string source = "bridge";  ///< its name; one mark per source

  friend bool operator==(const SourceMark&, const SourceMark&) = default;
};

/// An item that a source other than the broker reports, in order of occurrence.
using SourceNews = std::variant<Reading, LampSighting, SourceGap, SourceMark>;

}  // namespace lamplighter
