// SPDX-License-Identifier: Apache-2.0
// The node on an ESP8266: connects it to Wi-Fi, the bus and the date, and calls its loop. Nothing
// else.
#include "board.h"
#include "node/node.h"
#include "secrets.h"

#include <sys/time.h>

#include <Arduino.h>
#include <time.h>

namespace {

constexpr time_t year_2024 = 1704067200;  // an earlier date means that NTP has not responded yet
constexpr uint32_t time_told_every_ms = 60'000;

constexpr lamplighter::node::Settings settings{
    .id = sensor_id, .user = broker_user, .password = broker_password};
static_assert(
    check(settings) == lamplighter::node::SettingsFault::none,
    "secrets.h: an id of 1 to 32 of A-Z a-z 0-9 _ -, a user of at most 64 bytes, a password of "
    "at most 128");

WireBus bus;
WifiLink broker(broker_host, broker_port);

lamplighter::node::Node& node() {
  static lamplighter::node::Node only(bus, broker, [] {
    lamplighter::node::Settings now = settings;
    now.boot = ESP.random();
    return now;
  }());
  return only;
}

void tell_time(uint32_t now_ms) {
  static uint32_t told_ms = now_ms - time_told_every_ms;
  if (now_ms - told_ms < time_told_every_ms) return;
  timeval now{};
  gettimeofday(&now, nullptr);
  if (now.tv_sec < year_2024) return;
  node().set_wall_clock(static_cast<uint64_t>(now.tv_sec) * 1000U + now.tv_usec / 1000U, now_ms);
  told_ms = now_ms;
}

}  // namespace

void setup() {
  Wire.begin(D2, D1);  // SDA, SCL
  Wire.setClock(100'000);
  WiFi.mode(WIFI_STA);
  WiFi.begin(wifi_name, wifi_password);  // reconnects automatically from now on
  configTime(0, 0, "pool.ntp.org");
}

void loop() {
  const uint32_t now_ms = millis();
  tell_time(now_ms);
  node().poll({now_ms, now_ms});
}
