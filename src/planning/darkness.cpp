// SPDX-License-Identifier: Apache-2.0
#include "planning/darkness.h"

#include "sky/sun.h"

#include <algorithm>

namespace lamplighter {
namespace {

constexpr double sunset = -0.833;  // degrees
constexpr double civil_dusk = -6.0;

double elevation(const Place& place, Instant at) {
  return sun_elevation_degrees(place.latitude, place.longitude, at);
}

Instant noon_of(const Plan& plan) { return plan.from + (plan.until - plan.from) / 2; }

}  // namespace

Darkness::Darkness(const Plan& plan, const Place& place, const RoomName& room, const Dusks& dusks,
                   Rng& chance, bool by_sun)
    : place_(&place),
      noon_(noon_of(plan)),
      dawn_(chance.uniform(civil_dusk, sunset)),
      dusk_(dawn_) {
  if (!by_sun) dawn_ = 90;
  if (const auto watched = dusks.find(room); watched != dusks.end()) {
    dusk_ = civil_dusk;
    seen_ = watched->second;
  }
}

bool Darkness::operator()(Instant at) const {
  const double sun = elevation(*place_, at);
  if (at < noon_) return sun < dawn_;
  return sun < dusk_ || (seen_ && at >= *seen_);
}

std::vector<LitSpan> Darkness::of(const std::vector<LitSpan>& spans, Rng& chance) const {
  std::vector<LitSpan> kept;
  for (const LitSpan& span : spans) {
    bool was_dark = false;
    for (Instant at = span.from; at < span.until; at += 1min) {
      const bool dark = (*this)(at);
      const Instant soon = at + std::chrono::seconds(chance.below(60));
      const Instant moment = at == span.from ? at : std::min(soon, span.until);
      if (dark && !was_dark) kept.push_back({span.room, moment, span.until});
      if (!dark && was_dark) kept.back().until = moment;
      was_dark = dark;
    }
  }
  std::erase_if(kept, [](const LitSpan& span) { return span.from >= span.until; });
  return kept;
}

std::optional<Instant> end_of_civil_dusk(const Plan& plan, const Place& place) {
  for (Instant at = noon_of(plan); at < plan.until; at += 1min) {
    if (elevation(place, at) < civil_dusk) return at;
  }
  return std::nullopt;
}

}  // namespace lamplighter
