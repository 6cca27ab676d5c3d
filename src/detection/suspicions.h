// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/reading.h"
#include "core/series.h"
#include "sky/sun.h"

#include <optional>
#include <string>
#include <vector>

namespace lamplighter {

/// The unit that readings taken for lux look like, as the key `unit` of a `[[source]]` names it:
/// `hue-light-level`, `ldr-1023`, `ldr-percent-inverted` … Nothing where they look like lux, or are
/// too few to say.
std::optional<std::string> likely_unit(const std::vector<Sample<Lux>>& samples, const Place& place);

/// A sun that the light follows better than that of the place.
struct OtherSun {
  double hours_later;     ///< than at the place; negative: earlier; 0 where it does not fit
  bool other_hemisphere;  ///< that of the other side of the equator fits, perhaps as well
};

/// Whether the light of the last four weeks is at its brightest when the sun of the place is not,
/// or its days are as long as those of the other hemisphere. Nothing below two hours and a half, as
/// an east or west window, evenings with lamps and summer time can make, or for less than five
/// days.
std::optional<OtherSun> other_sun(const std::vector<Sample<Lux>>& samples, const Place& place);

/// Both as sentences that say what to do, for readings in any order.
std::vector<std::string> suspicions_of(std::vector<Sample<Lux>> samples, const Place& place);

}  // namespace lamplighter
