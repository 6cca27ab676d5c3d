// SPDX-License-Identifier: Apache-2.0
#include "hue_emulator/world.h"

#include <algorithm>
#include <cmath>
#include <string_view>

namespace lamplighter::hue_emulator {
namespace {

constexpr auto button_window = 30s;

std::string random_text(Rng& rng, std::string_view letters, std::size_t length) {
  std::string text;
  for (std::size_t i = 0; i < length; ++i) text += letters[rng.below(letters.size())];
  return text;
}

}  // namespace

std::string to_string(BridgeModel model) {
  switch (model) {
    case BridgeModel::bsb001:
      return "BSB001";
    case BridgeModel::bsb002:
      return "BSB002";
    case BridgeModel::bsb003:
      break;
  }
  return "BSB003";
}

BridgeAnswer too_fast_answer(BridgeModel model) {
  return page_answer(model == BridgeModel::bsb001 ? 503 : 429, "Too many requests");
}

bool is_button_active(const BridgeWorld& world, Instant now) {
  return world.button_pressed && now >= *world.button_pressed &&
         now < *world.button_pressed + button_window;
}

std::string make_key(BridgeWorld& world, std::string devicetype, Instant now) {
  std::string key =
      random_text(world.rng, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", 40);
  world.keys[key] = {std::move(devicetype), now, now};
  world.button_pressed.reset();
  return key;
}

std::string make_client_key(BridgeWorld& world) {
  return random_text(world.rng, "0123456789ABCDEF", 32);
}

bool RateLimit::admit(Instant now) {
  if (!admitted_.empty() && admitted_.back() > now) admitted_.clear();
  while (!admitted_.empty() && admitted_.front() + 1s <= now) admitted_.pop_front();
  if (admitted_.size() >= most_) return false;
  admitted_.push_back(now);
  return true;
}

namespace {

constexpr std::chrono::milliseconds default_fade = 400ms;
constexpr int full_bri = 254;
constexpr int faded_out_bri = 3;  // 1 %: what a bridge remembers after a fade to off

void set_colour(LampSettings& settings, const LampCommand& command) {
  if (command.hue) settings.hue = *command.hue;
  if (command.sat) settings.sat = *command.sat;
  if (command.hue || command.sat) settings.mode = ColourMode::hue_saturation;
  if (command.mirek) {
    settings.mirek = *command.mirek;
    settings.mode = ColourMode::temperature;
  }
  if (command.xy) {
    settings.xy = *command.xy;
    settings.mode = ColourMode::xy;
  }
}

LampCommand fit_to(LampKind kind, LampCommand command) {
  if (!can_dim(kind)) command.bri.reset();
  const std::optional<MirekRange> range = mirek_range(kind);
  if (!range) command.mirek.reset();
  if (range && command.mirek)  // the nearest supported value
    command.mirek = std::clamp(*command.mirek, range->lowest, range->highest);
  if (!can_colour(kind)) {
    command.hue.reset();
    command.sat.reset();
    command.xy.reset();
    command.effect.reset();
  }
  return command;
}

}  // namespace

std::optional<MirekRange> mirek_range(LampKind kind) {
  switch (kind) {
    case LampKind::white_ambiance:
      return MirekRange{153, 454};
    case LampKind::colour:
      return MirekRange{153, 500};
    case LampKind::plug:
    case LampKind::dimmable:
      break;
  }
  return std::nullopt;
}

EmulatedLamp::EmulatedLamp(std::string name, LampKind kind) : name_(std::move(name)), kind_(kind) {
  if (mirek_range(kind)) settings_.mode = ColourMode::temperature;
}

void EmulatedLamp::command(const LampCommand& wanted, Instant now) {
  const LampCommand command = fit_to(kind_, wanted);
  const bool was_on = settings_.on;
  if (command.bri) settings_.bri = *command.bri;
  if (command.on) settings_.on = *command.on;
  set_colour(settings_, command);
  if (command.alert) settings_.alert = *command.alert;
  if (command.effect) settings_.effect = *command.effect;
  if (reachable()) {
    const double to = settings_.on ? static_cast<double>(settings_.bri) / full_bri : 0.0;
    start_fade(to, command.fade.value_or(default_fade), now);
  }
  const bool faded_out = was_on && !settings_.on && command.fade && *command.fade > 0ms;
  if (faded_out && can_dim(kind_)) settings_.bri = faded_out_bri;
}

void EmulatedLamp::set_mains(bool on, Instant now) {
  if (has_mains_ == on) return;
  has_mains_ = on;
  if (!on) {
    start_fade(0.0, 0ms, now);
    return;
  }
  settings_.on = true;
  settings_.bri = full_bri;
  start_fade(1.0, 0ms, now);
}

void EmulatedLamp::set_radio(bool works) {
  if (works && !has_radio_ && has_mains_) {
    settings_.on = light_to_ > 0.0;
    if (settings_.on) settings_.bri = static_cast<int>(std::lround(light_to_ * full_bri));
  }
  has_radio_ = works;
}

void EmulatedLamp::start_fade(double to, std::chrono::milliseconds fade, Instant now) {
  light_from_ = light(now);
  light_to_ = can_dim(kind_) ? to : (to > 0.0 ? 1.0 : 0.0);
  fade_start_ = now;
  fade_ = can_dim(kind_) ? fade : 0ms;
}

double EmulatedLamp::light(Instant now) const {
  const auto elapsed = now - fade_start_;
  if (elapsed >= fade_) return light_to_;
  const double share = std::max(0.0, static_cast<double>(elapsed.count())) /
                       static_cast<double>(std::chrono::microseconds(fade_).count());
  return light_from_ + (light_to_ - light_from_) * share;
}

namespace {

constexpr auto light_interval = std::chrono::minutes(5);
constexpr auto motion_lasts = 10s;

}  // namespace

int light_level_of(double lux) {
  constexpr double most = 65533;  // higher values mean "no value"
  if (!(lux >= 1.0)) return 0;
  return static_cast<int>(std::lround(std::min(most, 10000.0 * std::log10(lux) + 1.0)));
}

void EmulatedSensor::set_lux(double lux, Instant now) {
  if (next_report_) advance(now);  // reports due before are sent first, with the old value
  lux_ = lux;
}

void EmulatedSensor::move(Instant now) {
  advance(now);
  motion_until_ = now + motion_lasts;
  report_motion(true, now);
  report_light(now);
}

void EmulatedSensor::set_radio(bool works, Instant now) {
  advance(now);
  has_radio_ = works;
}

void EmulatedSensor::advance(Instant now) {
  if (!next_report_ || *next_report_ > now + light_interval) {  // the first, or clock set back
    report_motion(false, now);
    report_light(now);
    next_report_ = now + light_interval;
    return;
  }
  if (state_.motion && now >= motion_until_) report_motion(false, motion_until_);
  if (now < *next_report_) return;
  const Instant at = *next_report_ + (now - *next_report_) / light_interval * light_interval;
  report_light(at);
  next_report_ = at + light_interval;
}

void EmulatedSensor::report_light(Instant at) {
  if (!has_radio_ || !state_.light_enabled) return;
  const int level = light_level_of(lux_);
  if (level != state_.light_level || !state_.light_changed) state_.light_changed = at;
  state_.light_level = level;
  state_.light_reported = at;
}

void EmulatedSensor::report_motion(bool motion, Instant at) {
  if (!has_radio_ || !state_.motion_enabled) return;
  if (motion != state_.motion || !state_.motion_changed) state_.motion_changed = at;
  state_.motion = motion;
  state_.motion_reported = at;
}

}  // namespace lamplighter::hue_emulator
