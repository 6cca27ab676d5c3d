// SPDX-License-Identifier: Apache-2.0
#include "detection/live.h"

#include "core/quantiles.h"

#include <algorithm>
#include <utility>

namespace lamplighter {
namespace {

constexpr std::int32_t days_kept = 20;  // days of jumps
constexpr std::size_t most_steps = 4096;
constexpr std::size_t kept_steps = 512;  // beyond a crowd, and enough to converge again
constexpr std::size_t no_table = 0;      // for moves: megabytes that would save microseconds

std::vector<Jump> last_jumps(const Light& light, const LightNoise& noise) {
  std::vector<Jump> jumps = jumps_of(light, noise);
  const std::int32_t first = light.steps.back().day() - days_kept;
  std::erase_if(jumps, [first](const Jump& jump) { return jump.day < first; });
  std::ranges::sort(jumps, {}, &Jump::sundial);
  return jumps;
}

}  // namespace

std::optional<LightMemory> remember(const RoomStudy& room) {
  if (room.parts.empty()) return std::nullopt;
  const auto& [light, model, lamps, answers] = room.parts.back();
  return LightMemory{model,
                     light.spacing,
                     light.steps.back().floor,
                     sky_of_next_day(light, lamps, model.noise),
                     last_jumps(light, model.noise),
                     room.reporting,
                     room.averaging};
}

LiveLamps::LiveLamps(LightMemory memory, Place place)
    : memory_(std::move(memory)),
      place_(std::move(place)),
      rule_(memory_.model),
      light_{{}, memory_.spacing},
      averaging_(memory_.averaging) {
  lattice_.emplace(light_, memory_.model, no_table);
}

std::optional<LampsNow> LiveLamps::hear(const Sample<Lux>& reading) {
  if (!light_.steps.empty() && reading.at <= light_.steps.back().at) return std::nullopt;
  const Sample<Lux> light = averaging_.undo(reading);
  hold_until(light.at);
  take(light);
  return say(block_.forward_at(block_.from));
}

Minutes LiveLamps::holds() const {
  constexpr Minutes regular{15};
  const bool is_held = memory_.reporting.kind == ReportKind::on_change;
  return is_held ? std::max(memory_.reporting.holds(), regular) : regular;
}

/// Between two reports of a sensor that reports on change, the light stays at the first.
void LiveLamps::hold_until(Instant at) {
  if (memory_.reporting.kind != ReportKind::on_change || light_.steps.empty()) return;
  const std::vector<Sample<Lux>> ends{{light_.steps.back().at, Lux(light_.steps.back().lux)},
                                      {at, {}}};
  const std::vector<Sample<Lux>> all = held(ends, memory_.reporting);
  for (std::size_t i = 1; i + 1 < all.size(); ++i) take(all[i]);
}

void LiveLamps::take(const Sample<Lux>& light) {
  if (light_.steps.size() == most_steps) forget_old();
  light_.steps.push_back(step_of(light));
  measure_last();
  lattice_->advance(block_, 1);
}

LightStep LiveLamps::step_of(const Sample<Lux>& reading) const {
  std::vector<Sample<Lux>> neighbours;
  if (!light_.steps.empty()) {
    const LightStep& before = light_.steps.back();
    neighbours.push_back({before.at, Lux(before.lux)});
  }
  neighbours.push_back(reading);
  LightStep step = prepare_light(std::move(neighbours), place_).steps.back();
  step.after_gap = light_.steps.empty() || step.minutes > 3 * memory_.spacing;
  step.floor = memory_.floor;
  if (!step.dark()) {
    const SkyRange& sky = memory_.sky[step.part()];
    step.sky_low = sky.low;
    step.sky_high = sky.high;
  }
  return step;
}

void LiveLamps::measure_last() {
  const std::size_t last = light_.steps.size() - 1;
  LightStep& step = light_.steps.back();
  measure_change(light_, last, memory_.model.noise, scratch_);
  if (!is_jump(step, memory_.model.noise)) return;
  step.crowd += days_like(memory_.jumps, jump_of(light_, last));
}

/// Restarts the filter and processes the newest readings again.
void LiveLamps::forget_old() {
  light_.steps.erase(light_.steps.begin(), light_.steps.end() - kept_steps);
  lattice_.emplace(light_, memory_.model, no_table);
  lattice_->advance(block_, kept_steps);
}

/// Requires: `levels` holds the probability of each level.
LampsNow LiveLamps::say(const float* levels) const {
  const LightStep& step = light_.steps.back();
  float lux = 0;
  for (std::size_t j = 1; j < memory_.model.size(); ++j)
    lux += levels[j] * static_cast<float>(memory_.model.levels[j]);
  std::vector<double> scales;
  int jumps = 0;
  for (auto near = light_.steps.rbegin();
       near != light_.steps.rend() && step.at - near->at <= memory_.model.crowd_reach; ++near) {
    if (step.at - near->at <= 15min) scales.push_back(static_cast<double>(near->scale));
    jumps += rule_.is_lamp_like(*near);
  }
  const auto scale = static_cast<float>(quantile(scales, 0.5));
  const LampAnswer said = rule_(step, 1 - levels[0], lux, scale, jumps);
  const auto lamps = static_cast<double>(lux);
  return {step.at, said.state, said.probability, lamps, std::max(step.above_floor() - lamps, 0.0)};
}

}  // namespace lamplighter
