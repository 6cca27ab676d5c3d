// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "node/i2c_bus.h"
#include "node/measurement.h"
#include "node/tsl2591_range.h"

namespace lamplighter::node {

/// A TSL2591 light sensor on a bus, measured without ever waiting: `start`, then `poll` until it
/// says done. One measurement is up to four conversions in different ranges, at most 1.3 s. The
/// sensor sleeps in between.
///
/// The id is asked for before each measurement and STATUS comes in one transfer with the counts, so
/// that a sensor which is unplugged, swapped or reset at any moment is reported and cannot look
/// dark.
class Tsl2591 {
 public:
  explicit Tsl2591(I2cBus& bus) : bus_(bus) {}

  /// Begins a measurement; one that is under way is given up.
  void start(uint32_t now_ms);

  /// Goes on with the measurement. True once, when `measurement` holds its outcome.
  bool poll(uint32_t now_ms);

  [[nodiscard]] const Measurement& measurement() const { return measurement_; }

  /// When `poll` next has something to do. Requires: a measurement is under way.
  [[nodiscard]] uint32_t wake_ms() const { return wake_ms_; }

 private:
  enum class Stage : uint8_t { idle, converting, done };

  void convert(uint8_t range, uint32_t now_ms);
  void judge(const Counts& counts, uint32_t now_ms);
  void finish(Outcome outcome, uint32_t lux_e4 = 0);
  bool write_register(uint8_t address, uint8_t value);
  bool read_registers(uint8_t address, uint8_t* into, size_t count);

  I2cBus& bus_;
  Measurement measurement_;
  uint32_t wake_ms_ = 0;
  uint32_t deadline_ms_ = 0;
  uint8_t range_ = 1;  // where a room usually is; kept from one measurement to the next
  uint8_t conversions_ = 0;
  Stage stage_ = Stage::idle;
};

}  // namespace lamplighter::node
