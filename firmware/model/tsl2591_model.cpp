// SPDX-License-Identifier: Apache-2.0
#include "model/tsl2591_model.h"

#include <algorithm>
#include <cmath>

namespace lamplighter::node_model {
namespace {

constexpr std::uint8_t own_address = 0x29;
constexpr std::uint8_t command_mask = 0xE0;
constexpr std::uint8_t normal_command = 0xA0;
constexpr std::uint8_t address_mask = 0x1F;

constexpr std::uint8_t power_on = 0x01;
constexpr std::uint8_t convert_light = 0x02;
constexpr std::uint8_t system_reset = 0x80;
constexpr std::uint8_t valid = 0x01;

constexpr std::array<double, 4> gain_of_channel0 = {1, 24.5, 400, 9200};
constexpr std::array<double, 4> gain_of_channel1 = {1, 24.5, 400, 9900};
constexpr double counts_in_a_lux_and_ms = 1.0 / 408.0;  // of visible light at 1×: see the driver
constexpr double full_scale_100_ms = 36863;
constexpr double full_scale = 65535;

}  // namespace

void Tsl2591Model::pass(double milliseconds) {
  while (is_converting() && !is_stalled_ && milliseconds > 0) {
    const double rest = nominal_ms() * traits_.slowness - elapsed_ms_;
    const double step = std::min(rest, milliseconds);
    elapsed_ms_ += step;
    light_so_far_ += lux_ * step;
    milliseconds -= step;
    if (step == rest) finish_conversion();
  }
}

bool Tsl2591Model::write(std::uint8_t address, const std::uint8_t* bytes, std::size_t count) {
  if (!is_acknowledged(address)) return false;
  if (count == 0 || (bytes[0] & command_mask) != normal_command) return true;
  for (std::size_t i = 1; i < count; ++i) {
    store(static_cast<std::uint8_t>((bytes[0] & address_mask) + i - 1), bytes[i]);
  }
  return true;
}

bool Tsl2591Model::write_then_read(std::uint8_t address, std::uint8_t sent, std::uint8_t* into,
                                   std::size_t count) {
  if (!is_acknowledged(address)) return false;
  for (std::size_t i = 0; i < count; ++i) {
    into[i] = load(static_cast<std::uint8_t>((sent & address_mask) + i));
  }
  return true;
}

void Tsl2591Model::reset() {
  enable_ = control_ = status_ = 0;
  counts_ = {};
  elapsed_ms_ = light_so_far_ = 0;
}

void Tsl2591Model::fail_transfers(int first, int count) {
  working_transfers_ = first;
  failing_transfers_ = count;
}

bool Tsl2591Model::is_acknowledged(std::uint8_t address) {
  ++transfers_;
  if (address != own_address) return false;
  if (failing_transfers_ == 0) return true;
  if (working_transfers_ > 0) {
    --working_transfers_;
    return true;
  }
  --failing_transfers_;
  return false;
}

void Tsl2591Model::store(std::uint8_t address, std::uint8_t value) {
  if (address == 0x00) {
    const bool was_converting = is_converting();
    enable_ = value;
    if (is_converting() && !was_converting) {
      status_ = 0;  // "has completed an integration cycle since AEN was asserted"
      elapsed_ms_ = light_so_far_ = 0;
    }
  }
  if (address == 0x01 && (value & system_reset) != 0) return reset();
  if (address == 0x01) control_ = value;
}

std::uint8_t Tsl2591Model::load(std::uint8_t address) const {
  switch (address) {
    case 0x00:
      return enable_;
    case 0x01:
      return control_;
    case 0x12:
      return id_;
    case 0x13:
      return status_;
    case 0x14:
    case 0x16:
      return static_cast<std::uint8_t>(counts_[address == 0x16] & 0xFF);
    case 0x15:
    case 0x17:
      return static_cast<std::uint8_t>(counts_[address == 0x17] >> 8);
    default:
      return 0;
  }
}

bool Tsl2591Model::is_converting() const {
  return (enable_ & power_on) != 0 && (enable_ & convert_light) != 0;
}

double Tsl2591Model::nominal_ms() const { return 100.0 * ((control_ & 0x07) + 1); }

void Tsl2591Model::finish_conversion() {
  const std::size_t gain = control_ >> 4 & 0x03;
  // A slow conversion is only later: the clock's effect on the counts is part of Traits::gain.
  const double visible = light_so_far_ / traits_.slowness * counts_in_a_lux_and_ms;
  const double channel0 = visible / ((1 - traits_.infrared) * (1 - traits_.infrared));
  counts_[0] = counts_of(channel0 * gain_of_channel0[gain] * traits_.gain[gain]);
  counts_[1] = counts_of(channel0 * traits_.infrared * gain_of_channel1[gain] * traits_.gain[gain]);
  status_ = valid;
  elapsed_ms_ = light_so_far_ = 0;
  ++conversions_;
}

std::uint16_t Tsl2591Model::counts_of(double expected) {
  const double deviation = traits_.read_noise + traits_.shot_noise * std::sqrt(expected);
  const double noisy = deviation > 0 ? expected + deviation * rng_.normal() : expected;
  const double limit = (control_ & 0x07) == 0 ? full_scale_100_ms : full_scale;
  return static_cast<std::uint16_t>(std::clamp(std::round(noisy), 0.0, limit));
}

}  // namespace lamplighter::node_model
