// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "node/i2c_bus.h"

#include <Wire.h>

/// The board's two-wire bus. Requires: Wire.begin() has been called.
class WireBus final : public lamplighter::node::I2cBus {
 public:
  bool write(uint8_t address, const uint8_t* bytes, size_t count) override {
    Wire.beginTransmission(address);
    const bool is_taken = Wire.write(bytes, count) == count;
    return Wire.endTransmission() == 0 && is_taken;
  }

  bool write_then_read(uint8_t address, uint8_t sent, uint8_t* into, size_t count) override {
    Wire.beginTransmission(address);
    Wire.write(sent);
    if (Wire.endTransmission(false) != 0) return false;  // false: a repeated start follows
    if (Wire.requestFrom(address, count) != count) return false;
    for (size_t i = 0; i < count; ++i) into[i] = static_cast<uint8_t>(Wire.read());
    return true;
  }
};
