// SPDX-License-Identifier: Apache-2.0
// Declarations of the parts of the ESP8266 Arduino framework that src/ uses, so that src/ can be
// compiled without the framework. They follow its documentation; nothing is linked.
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
