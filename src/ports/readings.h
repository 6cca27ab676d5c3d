// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/lamp_setting.h"
#include "core/reading.h"
#include "core/result.h"

#include <string>
#include <variant>

namespace lamplighter {

/// Where readings go to be kept.
class ReadingSink {
 public:
  virtual ~ReadingSink() = default;

  /// Keeps one reading. Errors: io; the reading was then not kept and may be offered again.
  virtual Result<void> append(const Reading& reading) = 0;
};

/// What a lamp of a room is from `at` on, as a source other than the broker reports it.
struct LampSighting {
  RoomName room;
  std::string lamp;  ///< begins with the name of its source and a colon: "hue:" and an id
  LampState is = LampState::unknown;
  Look look = {};  ///< while it is on
  Instant at;

  friend bool operator==(const LampSighting&, const LampSighting&) = default;
};

/// From `since` on nothing is known of the lamps of a source, until it reports them again.
struct SourceGap {
  std::string source;  ///< what the names of its lamps begin with, as "hue:"
  Instant since;

  friend bool operator==(const SourceGap&, const SourceGap&) = default;
};

/// A source has reported everything up to `at`.
struct SourceMark {
  Instant at;
  std::string position = {};      ///< where it goes on after a restart, in its own words
  std::string source = "bridge";  ///< its name; a source has one mark

  friend bool operator==(const SourceMark&, const SourceMark&) = default;
};

/// What a source other than the broker reports, in the order in which it happened.
using SourceNews = std::variant<Reading, LampSighting, SourceGap, SourceMark>;

}  // namespace lamplighter
