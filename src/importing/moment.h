// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/instant.h"
#include "core/time_zone.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace lamplighter {

/// The order of day and month in a date that does not begin with the year.
enum class DateOrder : std::uint8_t { unknown, day_first, month_first };

/// A parsed field of the time column of a foreign table.
struct Moment {
  LocalTime shown;         ///< as written; in UTC if `is_utc`
  bool is_utc = false;     ///< it is seconds since 1970, or has an offset that is already applied
  bool has_clock = false;  ///< not just a date
};

/// Parses seconds, milliseconds, microseconds or nanoseconds since 1970 (distinguished by size,
/// from 1990 to 2106), ISO 8601 with `T` or a space, and dates such as 30.11.2026, 30/11/2026,
/// 11/30/2026 or 20261130170211, with a 12-hour or 24-hour time and an optional offset. A date that
/// does not begin with the year is read in `order`; with dots, the day comes first if `order` is
/// unknown. Empty for other text, for a date that does not exist, and if the order is needed and
/// unknown.
std::optional<Moment> read_moment(std::string_view text, DateOrder order = DateOrder::unknown);

/// The only possible order of the date at the front of a text; unknown if both are possible. Empty
/// if the order does not matter: the year comes first, or it is not a date.
std::optional<DateOrder> order_of_date(std::string_view text);

/// True for a time without a date, such as 17:02 or 5:02:11 PM.
bool is_clock(std::string_view text);

/// The instant of a moment. In a repeated hour it is the second pass if the first one is before
/// `before`, the time of the previous row. Empty for local time without a zone, and for a skipped
/// hour.
std::optional<Instant> instant_of(const Moment& moment, const std::optional<TimeZone>& zone,
                                  Instant before);

}  // namespace lamplighter
