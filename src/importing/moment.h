// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/instant.h"
#include "core/time_zone.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace lamplighter {

/// In which order a date that does not begin with its year has day and month.
enum class DateOrder : std::uint8_t { unknown, day_first, month_first };

/// What the time column of a foreign table says.
struct Moment {
  LocalTime shown;         ///< what it says; in UTC where `is_utc`
  bool is_utc = false;     ///< it is seconds since 1970, or has an offset that is already applied
  bool has_clock = false;  ///< not a date alone
};

/// Reads seconds, milliseconds, microseconds or nanoseconds since 1970 (by their size, from 1990 to
/// 2106), ISO 8601 with `T` or a blank, and dates as 30.11.2026, 30/11/2026, 11/30/2026 or
/// 20261130170211, with a clock of 12 or 24 hours and an offset or none. A date that does not begin
/// with its year is read as `order` says; one with dots has its day first where `order` is unknown.
/// Nothing for other text, for a date that does not exist, and where the order is needed and
/// unknown.
std::optional<Moment> read_moment(std::string_view text, DateOrder order = DateOrder::unknown);

/// Which order the date at the front of a text can only have; unknown where both are possible.
/// Nothing where the order does not matter: its year comes first, or it is no date.
std::optional<DateOrder> order_of_date(std::string_view text);

/// True for a clock alone, as 17:02 or 5:02:11 PM.
bool is_clock(std::string_view text);

/// The instant of a moment. Of an hour that is repeated it is the second pass where the first is
/// before `before`, the time of the row above. Nothing for local time without a zone, and in the
/// hour that clocks leave out.
std::optional<Instant> instant_of(const Moment& moment, const std::optional<TimeZone>& zone,
                                  Instant before);

}  // namespace lamplighter
