// SPDX-License-Identifier: Apache-2.0
// Declarations only, of what src/ uses of the ESP8266 Arduino framework, so that src/ can be
// compiled where the framework is not. They say what its documentation says and nothing more;
// nothing is linked.
#pragma once

#include <stddef.h>
#include <stdint.h>

uint32_t millis();
void configTime(int offset_seconds, int daylight_seconds, const char* server);

struct EspClass {
  uint32_t random() const;
};
extern EspClass ESP;

constexpr int D1 = 5;
constexpr int D2 = 4;
