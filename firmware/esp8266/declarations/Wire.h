// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Arduino.h>

struct TwoWire {
  void begin(int sda, int scl);
  void setClock(uint32_t hertz);
  void beginTransmission(uint8_t address);
  uint8_t endTransmission();
  uint8_t endTransmission(uint8_t send_stop);
  size_t requestFrom(uint8_t address, size_t count);
  size_t write(uint8_t byte);
  size_t write(const uint8_t* bytes, size_t count);
  int read();
};
extern TwoWire Wire;
