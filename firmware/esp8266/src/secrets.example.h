// SPDX-License-Identifier: Apache-2.0
// Copy to secrets.h, fill in, and keep it private.
#pragma once

constexpr const char* sensor_id = "front-room";  // 1 to 32 of A-Z a-z 0-9 _ -
constexpr const char* wifi_name = "home";
constexpr const char* wifi_password = "";
constexpr const char* broker_host = "192.168.1.10";
constexpr unsigned short broker_port = 1883;
constexpr const char* broker_user = "node";  // nullptr if the broker needs none
constexpr const char* broker_password = "";
