// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/instant.h"

#include <cctz/time_zone.h>

#include <optional>

namespace lamplighter {

/// A stretch of time in which a place's clocks keep one distance from UTC.
struct OffsetSpan {
  Instant from;   ///< included
  Instant until;  ///< not included
  std::chrono::seconds offset{};
};

/// The rules of a place's clocks, from the system's tzdata. A small value; copies are free, threads
/// may share it. Convert from Instant to local where you can: then the hour that does not exist and
/// the one that comes twice need no thought. The ways back are `instant_of`, `start_of_day` and,
/// for what others wrote in local time, `instants_of`.
class TimeZone {
 public:
  /// Errors: not_found for a name that the system does not know ("Europe/Berlin" is the form).
  static Result<TimeZone> find(const std::string& name);

  [[nodiscard]] std::string name() const;
  [[nodiscard]] LocalTime local(Instant at) const;
  [[nodiscard]] Date date_of(Instant at) const;

  /// Minute of the local clock, 0 … 1439.
  [[nodiscard]] int minute_of_day(Instant at) const;

  /// The first instant of a local date, also where midnight comes twice or not at all.
  [[nodiscard]] Instant start_of_day(Date day) const;

  /// When the clocks show this: once, twice in the hour that is repeated (in that order), never in
  /// the hour that is left out.
  struct Instants {
    std::optional<Instant> first;
    std::optional<Instant> second;
  };
  [[nodiscard]] Instants instants_of(LocalTime shown) const;

  /// When clocks show that time: the first time where they show it twice, and the moment of the
  /// change where they skip it. Never falls as `time` rises.
  [[nodiscard]] Instant instant_of(LocalTime time) const;

  /// The other way, without a step back: while clocks show an hour for the second time, this stays
  /// at its end. Never falls as `at` rises.
  [[nodiscard]] LocalTime steady_local(Instant at) const;

  /// The stretch around `at`. One that reaches further than a century from `at` is cut there.
  [[nodiscard]] OffsetSpan offset_span(Instant at) const;

  /// "2016-07-01T20:48:52-07:00", with a fraction where there is one.
  [[nodiscard]] std::string to_iso(Instant at) const;

  /// "2016-07-31 19:42", for people.
  [[nodiscard]] std::string to_minute(Instant at) const;

 private:
  explicit TimeZone(cctz::time_zone zone) : zone_(zone) {}
  cctz::time_zone zone_;
};

/// The same conversion for instants that mostly rise: remembers the current offset and looks up the
/// next one only when it ends. One thread.
class LocalClock {
 public:
  explicit LocalClock(TimeZone zone) : zone_(zone) {}
  LocalTime local(Instant at);

 private:
  TimeZone zone_;
  OffsetSpan span_;
};

/// The day after or before, `days` away.
Date plus_days(Date day, int days);

}  // namespace lamplighter
