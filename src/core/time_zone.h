// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/instant.h"

#include <cctz/time_zone.h>

#include <optional>

namespace lamplighter {

/// A period in which a place's local time has one offset from UTC.
struct OffsetSpan {
  Instant from;   ///< included
  Instant until;  ///< not included
  std::chrono::seconds offset{};
};

/// The local time rules of a place, from the system's tzdata. A small value; copies are cheap and
/// threads may share it. Convert from Instant to local time where possible: then skipped and
/// repeated hours need no special care. The reverse conversions are `instant_of`, `start_of_day`
/// and, for local times from other programs, `instants_of`.
class TimeZone {
 public:
  /// Errors: not_found for a name that the system does not know (expected form: "Europe/Berlin").
  static Result<TimeZone> find(const std::string& name);

  [[nodiscard]] std::string name() const;
  [[nodiscard]] LocalTime local(Instant at) const;
  [[nodiscard]] Date date_of(Instant at) const;

  /// Minute of the local clock, 0 … 1439.
  [[nodiscard]] int minute_of_day(Instant at) const;

  /// The first instant of a local date, also if midnight is repeated or skipped.
  [[nodiscard]] Instant start_of_day(Date day) const;

  /// The instants of a local time: one; two in a repeated hour (in that order); none in a skipped
  /// hour.
  struct Instants {
    std::optional<Instant> first;
    std::optional<Instant> second;
  };
  [[nodiscard]] Instants instants_of(LocalTime shown) const;

  /// The instant of a local time: the first one if the time is repeated, and the moment of the
  /// change if it is skipped. Never decreases as `time` rises.
  [[nodiscard]] Instant instant_of(LocalTime time) const;

  /// The reverse, without a step back: during a repeated hour, this stays at the end of that hour.
  /// Never decreases as `at` rises.
  [[nodiscard]] LocalTime steady_local(Instant at) const;

  /// The period around `at`. It is cut at a century from `at`.
  [[nodiscard]] OffsetSpan offset_span(Instant at) const;

  /// "2016-07-01T20:48:52-07:00", with a fraction if it is not zero.
  [[nodiscard]] std::string to_iso(Instant at) const;

  /// "2016-07-31 19:42", for display.
  [[nodiscard]] std::string to_minute(Instant at) const;

 private:
  explicit TimeZone(cctz::time_zone zone) : zone_(zone) {}
  cctz::time_zone zone_;
};

/// The same conversion for mostly ascending instants: caches the current offset and looks up the
/// next one only when it ends. Single-threaded.
class LocalClock {
 public:
  explicit LocalClock(TimeZone zone) : zone_(zone) {}
  LocalTime local(Instant at);

 private:
  TimeZone zone_;
  OffsetSpan span_;
};

/// The date `days` days after `day`; before it, if negative.
Date plus_days(Date day, int days);

}  // namespace lamplighter
