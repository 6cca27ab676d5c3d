// SPDX-License-Identifier: Apache-2.0
// Register addresses and bits: ams datasheet TSL2591 v2-04, register description.
#include "node/tsl2591.h"

#include "node/wall_clock.h"

namespace lamplighter::node {
namespace {

constexpr uint64_t device_factor = 408;
constexpr uint64_t steps_in_a_lux = 10000;
constexpr uint64_t tenths = 10;
constexpr uint64_t counts_scale = 99;  // so that c1 · 92/99 is exact
constexpr uint64_t largest_lux_e4 = UINT32_MAX;

uint16_t larger(const Counts& counts) {
  return counts.channel0 > counts.channel1 ? counts.channel0 : counts.channel1;
}

uint64_t sensitivity(const Range& range) {
  return static_cast<uint64_t>(range.gain0_tenths) * range.time_ms;
}

}  // namespace

bool is_saturated(const Range& range, const Counts& counts) {
  return larger(counts) >= range.full_scale;
}

uint8_t best_range(const Range& range, const Counts& counts) {
  for (uint8_t i = range_count - 1; i > 0; --i) {
    const uint64_t expected = larger(counts) * sensitivity(ranges[i]) / sensitivity(range);
    if (expected * 10 <= ranges[i].full_scale * 7ULL) return i;
  }
  return 0;
}

uint32_t lux_e4(const Range& range, const Counts& counts) {
  const uint64_t c0 = counts.channel0 * counts_scale;
  const uint64_t c1 = counts.channel1 * counts_scale * range.gain0_tenths / range.gain1_tenths;
  if (c1 >= c0) return 0;
  // (c0 − c1)(1 − c1/c0) · 408; at most 1.8e17 before the division
  const uint64_t visible = (c0 - c1) * (c0 - c1) * device_factor * tenths / c0;
  const uint64_t numerator = visible * steps_in_a_lux;
  const uint64_t denominator = sensitivity(range) * counts_scale;
  const uint64_t rounded = (numerator + denominator / 2) / denominator;
  return static_cast<uint32_t>(rounded < largest_lux_e4 ? rounded : largest_lux_e4);
}

namespace {

constexpr uint8_t bus_address = 0x29;
constexpr uint8_t normal_command = 0xA0;  // CMD bit, "normal operation"; reads count up

constexpr uint8_t enable_register = 0x00;
constexpr uint8_t control_register = 0x01;
constexpr uint8_t id_register = 0x12;
constexpr uint8_t status_register =
    0x13;  // 0x14 to 0x17: counts of channel 0 and 1, low byte first

constexpr uint8_t power_on = 0x01;
constexpr uint8_t convert_light = 0x02;
constexpr uint8_t all_off = 0x00;
constexpr uint8_t right_id = 0x50;
constexpr uint8_t status_valid = 0x01;     // a conversion has ended since conversions were enabled
constexpr uint8_t status_reserved = 0xCE;  // read as 0; all ones: nothing drives the bus

constexpr uint32_t poll_interval_ms = 10;
constexpr uint8_t last_rise = 2;  // a lamp switched on meanwhile must not make it endless

uint16_t word(const uint8_t* low_first) {
  return static_cast<uint16_t>(low_first[0] | low_first[1] << 8);
}

}  // namespace

void Tsl2591::start(uint32_t now_ms) {
  conversions_ = 0;
  stage_ = Stage::converting;
  uint8_t id = 0;
  if (!read_registers(id_register, &id, 1)) return finish(Outcome::no_answer);
  if (id != right_id) return finish(Outcome::wrong_id);
  convert(range_, now_ms);
}

bool Tsl2591::poll(uint32_t now_ms) {
  if (stage_ == Stage::converting && has_passed(now_ms, wake_ms_)) {
    uint8_t read[5] = {};  // STATUS and both counts in one transfer, so that they match
    if (!read_registers(status_register, read, sizeof read)) {
      finish(Outcome::no_answer);
    } else if ((read[0] & status_reserved) != 0) {
      finish(Outcome::no_answer);
    } else if ((read[0] & status_valid) != 0) {
      judge({word(read + 1), word(read + 3)}, now_ms);
    } else if (has_passed(now_ms, deadline_ms_)) {
      finish(Outcome::no_result);
    } else {
      wake_ms_ = now_ms + poll_interval_ms;
    }
  }
  if (stage_ != Stage::done) return false;
  stage_ = Stage::idle;
  return true;
}

/// Conversions are switched off and on again, because a change of gain during one would mix two
/// ranges, and the status bit would still be set from the previous one.
void Tsl2591::convert(uint8_t range, uint32_t now_ms) {
  range_ = range;
  ++conversions_;
  const bool begun = write_register(enable_register, power_on) &&
                     write_register(control_register, ranges[range].control) &&
                     write_register(enable_register, power_on | convert_light);
  if (!begun) return finish(Outcome::no_answer);
  wake_ms_ = now_ms + ranges[range].time_ms;
  deadline_ms_ =
      now_ms + 2U * ranges[range].time_ms;  // a conversion takes at most a few per cent longer
}

void Tsl2591::judge(const Counts& counts, uint32_t now_ms) {
  const Range& range = ranges[range_];
  if (is_saturated(range, counts)) {
    if (range_ == 0) return finish(Outcome::saturated);
    return convert(0, now_ms);
  }
  const uint8_t better = best_range(range, counts);
  if (better > range_ && conversions_ <= last_rise) return convert(better, now_ms);
  finish(Outcome::measured, lux_e4(range, counts));
}

void Tsl2591::finish(Outcome outcome, uint32_t lux_e4) {
  measurement_ = {outcome, lux_e4};
  stage_ = Stage::done;
  if (outcome != Outcome::wrong_id) (void)write_register(enable_register, all_off);
}

bool Tsl2591::write_register(uint8_t address, uint8_t value) {
  const uint8_t bytes[] = {static_cast<uint8_t>(normal_command | address), value};
  return bus_.write(bus_address, bytes, sizeof bytes);
}

bool Tsl2591::read_registers(uint8_t address, uint8_t* into, size_t count) {
  return bus_.write_then_read(bus_address, static_cast<uint8_t>(normal_command | address), into,
                              count);
}

bool Sampler::poll(uint32_t now_ms) {
  if (!has_begun_) {
    has_begun_ = true;
    due_ms_ = now_ms;
  }
  if (!is_measuring_) {
    if (!has_passed(now_ms, due_ms_)) return false;
    due_ms_ += interval_ms_;
    if (has_passed(now_ms, due_ms_)) due_ms_ = now_ms + interval_ms_;
    sensor_.start(now_ms);
    is_measuring_ = true;
  }
  if (!sensor_.poll(now_ms)) return false;
  is_measuring_ = false;
  taken_ms_ = now_ms;
  return true;
}

}  // namespace lamplighter::node
