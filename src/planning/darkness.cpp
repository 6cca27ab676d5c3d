// SPDX-License-Identifier: Apache-2.0
#include "planning/darkness.h"

#include "sky/sun.h"

#include <algorithm>
#include <utility>

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
                   Rng& rng, bool by_sun)
    : place_(&place), noon_(noon_of(plan)), dawn_(rng.uniform(civil_dusk, sunset)), dusk_(dawn_) {
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

std::vector<LitSpan> Darkness::of(const std::vector<LitSpan>& spans, Rng& rng) const {
  std::vector<LitSpan> kept;
  for (const LitSpan& span : spans) {
    bool was_dark = false;
    for (Instant at = span.from; at < span.until; at += 1min) {
      const bool dark = (*this)(at);
      const Instant soon = at + std::chrono::seconds(rng.below(60));
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

namespace {

constexpr auto steady = std::chrono::minutes(10);  // longer than a shadow of a cloud or a person
constexpr auto longest_gap = std::chrono::seconds(240);

}  // namespace

std::optional<Instant> dusk_of(std::span<const Sample<Lux>> light, Lux dark_below) {
  std::optional<Instant> dark_since;
  Instant before = Instant::min();
  for (const Sample<Lux>& sample : light) {
    const bool is_dark = sample.value < dark_below;
    if (!is_dark) {
      dark_since.reset();
    } else if (!dark_since || sample.at - before > longest_gap) {
      dark_since = sample.at;
    }
    if (dark_since && sample.at - *dark_since >= steady) return sample.at;
    before = sample.at;
  }
  return std::nullopt;
}

namespace {

void add_spans(std::vector<LitSpan>& spans, const Plan& plan, const RoomName& room) {
  const bool lit =
      std::find(plan.on_at_start.begin(), plan.on_at_start.end(), room) != plan.on_at_start.end();
  if (lit) spans.push_back({room, plan.from, plan.until});
  for (const Switch& change : plan.switches) {
    if (change.room != room) continue;
    if (change.to == OnOff::on) {
      spans.push_back({room, change.at, plan.until});
    } else if (!spans.empty() && spans.back().room == room) {
      spans.back().until = change.at;
    }
  }
}

}  // namespace

std::vector<LitSpan> lit_spans(const Plan& plan) {
  std::vector<LitSpan> spans;
  for (const RoomName& room : plan.rooms) add_spans(spans, plan, room);
  return spans;
}

Plan lit_as(const std::vector<LitSpan>& spans, const Plan& like) {
  Plan plan = like;
  plan.on_at_start.clear();
  plan.switches.clear();
  for (const LitSpan& span : spans) {
    if (span.from == plan.from) {
      plan.on_at_start.push_back(span.room);
    } else {
      plan.switches.push_back({span.from, span.room, OnOff::on});
    }
    if (span.until < plan.until) plan.switches.push_back({span.until, span.room, OnOff::off});
  }
  return in_order(std::move(plan));
}

}  // namespace lamplighter
