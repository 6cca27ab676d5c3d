// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/reading.h"
#include "core/series.h"
#include "sky/sun.h"

#include <optional>
#include <string>
#include <vector>

namespace lamplighter {

/// The unit that readings configured as lux seem to have, as the key `unit` of a `[[source]]` names
/// it: `hue-light-level`, `ldr-1023`, `ldr-percent-inverted` … Nothing if they look like lux, or
/// there are too few.
std::optional<std::string> likely_unit(const std::vector<Sample<Lux>>& samples, const Place& place);

/// A position of the sun that the light fits better than that at the configured place.
struct OtherSun {
  double hours_later;     ///< than at the place; negative: earlier; 0 where no longitude fits
  bool other_hemisphere;  ///< the sun of the other hemisphere fits, perhaps as well as this one
};

/// Whether the light of the last four weeks peaks when the sun at the place does not, or its day
/// lengths are those of the other hemisphere. Nothing for less than two and a half hours, which an
/// east or west window, evenings with lamps and daylight saving time can cause, or for less than
/// five days.
std::optional<OtherSun> other_sun(const std::vector<Sample<Lux>>& samples, const Place& place);

/// Both as sentences that say what to do. The readings may be in any order.
std::vector<std::string> suspicions_of(std::vector<Sample<Lux>> samples, const Place& place);

}  // namespace lamplighter
