// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Arduino.h>

enum WiFiMode { WIFI_STA = 1 };
enum WiFiStatus { WL_CONNECTED = 3 };

struct WiFiClass {
  bool mode(WiFiMode mode);
  WiFiStatus begin(const char* name, const char* password);
  WiFiStatus status();
};
extern WiFiClass WiFi;

struct WiFiClient {
  int connect(const char* host, uint16_t port);
  void setTimeout(unsigned long milliseconds);
  void setNoDelay(bool is_off);
  void stop();
  uint8_t connected();
  size_t availableForWrite();
  size_t write(const uint8_t* bytes, size_t count);
  int available();
  int read(uint8_t* into, size_t count);
};
