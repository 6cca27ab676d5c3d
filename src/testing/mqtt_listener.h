// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mqtt/connection.h"
#include "testing/clocks.h"

#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace lamplighter::testing {

using namespace std::chrono_literals;

struct Heard {
  std::string topic;
  std::string payload;
  bool retained;
  std::uint16_t packet_id;
  bool is_repeat;
};

/// An MQTT connection that records what happens on it.
struct Listener {
  explicit Listener(const mqtt::Settings& settings) {
    auto made = mqtt::Connection::make(
        settings,
        {[this](const mqtt::Arrival& a) {
           heard.push_back({std::string(a.message.topic), std::string(a.message.payload),
                            a.message.retained, a.packet_id, a.is_repeat});
         },
         [this](bool resumed) { connects.push_back(resumed); },
         [this](const Error& error) { troubles.push_back(error); }},
        clock, Rng(1));
    EXPECT_TRUE(made) << made.error().message;
    connection = *std::move(made);
  }

  /// Receives and, unless disabled, acknowledges messages until `done`, for a minute at most.
  bool until(const std::function<bool()>& done, bool acknowledge = true) {
    const auto limit = std::chrono::steady_clock::now() + 60s;
    while (!done() && std::chrono::steady_clock::now() < limit) {
      connection->receive(20ms, {});
      if (acknowledge) connection->acknowledge();
    }
    return done();
  }

  bool until_connected() {
    return until([this] { return connection->is_connected(); });
  }

  std::vector<std::string> payloads() const {
    std::vector<std::string> all;
    for (const Heard& one : heard) all.push_back(one.payload);
    return all;
  }

  ManualClock clock{*parse_instant("2016-07-02T12:00:00Z")};
  std::vector<Heard> heard;
  std::vector<bool> connects;
  std::vector<Error> troubles;
  std::unique_ptr<mqtt::Connection> connection;
};

}  // namespace lamplighter::testing
