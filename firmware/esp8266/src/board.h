// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "node/mqtt_client.h"
#include "node/tsl2591.h"

#include <ESP8266WiFi.h>
#include <Wire.h>

/// The board's I2C bus. Requires: Wire.begin() has been called.
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

/// TCP to the broker over Wi-Fi. Opening a connection is the only thing the framework does not do
/// in the background: it blocks the loop for up to two seconds while there is Wi-Fi but no broker.
/// A measurement that falls due meanwhile is late by that much and has its true time.
class WifiLink final : public lamplighter::node::Link {
 public:
  WifiLink(const char* host, uint16_t port) : host_(host), port_(port) {}

  void open() override {
    if (WiFi.status() != WL_CONNECTED) return;
    client_.setTimeout(2000);
    if (client_.connect(host_, port_)) client_.setNoDelay(true);
  }

  void close() override { client_.stop(); }

  lamplighter::node::LinkState state() override {
    using lamplighter::node::LinkState;
    return client_.connected() ? LinkState::open : LinkState::closed;
  }

  size_t write(const uint8_t* bytes, size_t count) override {
    const size_t room = client_.availableForWrite();  // writing more would block
    return room == 0 ? 0 : client_.write(bytes, count < room ? count : room);
  }

  size_t read(uint8_t* into, size_t count) override {
    if (client_.available() <= 0) return 0;
    const int taken = client_.read(into, count);
    return taken > 0 ? static_cast<size_t>(taken) : 0;
  }

 private:
  const char* host_;
  uint16_t port_;
  WiFiClient client_;
};
