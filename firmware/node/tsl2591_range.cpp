// SPDX-License-Identifier: Apache-2.0
#include "node/tsl2591_range.h"

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

}  // namespace lamplighter::node
