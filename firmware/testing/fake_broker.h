// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "node/mqtt_client.h"

#include <algorithm>
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

namespace lamplighter::node_testing {

/// A message published by a client, as received.
struct Published {
  std::string topic;
  std::string payload;
  unsigned packet_id;
  bool is_repeat;
  bool is_retained;
  unsigned quality;
};

/// An in-memory broker at the other end of a link, as slow, unresponsive and forgetful as a test
/// needs. It parses MQTT independently of the node's code.
class FakeBroker final : public node::Link {
 public:
  // Set by the test.
  bool is_reachable = true;   ///< connection attempts succeed
  bool opens_at_once = true;  ///< otherwise it stays `opening`
  bool greets = true;         ///< answers CONNECT
  std::uint8_t return_code = 0;
  int acknowledgements_to_lose = 0;
  bool answers_pings = true;
  std::size_t write_limit = 1'000'000;  ///< most bytes accepted by one call
  std::size_t read_limit = 1'000'000;   ///< most bytes returned by one call

  // Read by the test.
  std::vector<std::vector<std::uint8_t>> connects;  ///< each CONNECT packet
  std::vector<Published> published;
  int pings = 0;
  int goodbyes = 0;
  int openings = 0;

  void cut() { state_ = node::LinkState::closed; }
  void say(const std::vector<std::uint8_t>& bytes) {
    answers_.insert(answers_.end(), bytes.begin(), bytes.end());
  }

  void open() override {
    ++openings;
    received_.clear();
    answers_.clear();
    state_ = !is_reachable   ? node::LinkState::closed
             : opens_at_once ? node::LinkState::open
                             : node::LinkState::opening;
  }

  void close() override { state_ = node::LinkState::closed; }

  node::LinkState state() override { return state_; }

  std::size_t write(const std::uint8_t* bytes, std::size_t count) override {
    if (state_ != node::LinkState::open) return 0;
    const std::size_t taken = std::min(count, write_limit);
    received_.insert(received_.end(), bytes, bytes + taken);
    while (take_packet()) {
    }
    return taken;
  }

  std::size_t read(std::uint8_t* into, std::size_t count) override {
    const std::size_t given = std::min({count, read_limit, answers_.size()});
    std::copy_n(answers_.begin(), given, into);
    answers_.erase(answers_.begin(), answers_.begin() + static_cast<std::ptrdiff_t>(given));
    return given;
  }

 private:
  bool take_packet() {
    std::size_t length = 0;
    std::size_t header = 1;
    for (unsigned shift = 0;; shift += 7) {
      if (received_.size() <= header) return false;
      const std::uint8_t byte = received_[header++];
      length |= static_cast<std::size_t>(byte & 0x7F) << shift;
      if (byte < 0x80) break;
    }
    if (received_.size() < header + length) return false;
    const auto end = received_.begin() + static_cast<std::ptrdiff_t>(header + length);
    answer({received_.begin(), end}, header);
    received_.erase(received_.begin(), end);
    return true;
  }

  void answer(const std::vector<std::uint8_t>& packet, std::size_t header) {
    switch (packet[0] >> 4) {
      case 1:
        connects.push_back(packet);
        if (greets) say({0x20, 2, 0, return_code});
        return;
      case 3:
        return take_publish(packet, header);
      case 12:
        ++pings;
        if (answers_pings) say({0xD0, 0});
        return;
      case 14:
        ++goodbyes;
        return;
      default:
        cut();
    }
  }

  void take_publish(const std::vector<std::uint8_t>& packet, std::size_t at) {
    const std::size_t length = packet[at] * 256U + packet[at + 1];
    const auto topic = packet.begin() + static_cast<std::ptrdiff_t>(at) + 2;
    const auto id = topic + static_cast<std::ptrdiff_t>(length);
    published.push_back({{topic, id},
                         {id + 2, packet.end()},
                         id[0] * 256U + id[1],
                         (packet[0] & 0x08) != 0,
                         (packet[0] & 0x01) != 0,
                         packet[0] >> 1 & 3U});
    if (acknowledgements_to_lose > 0) {
      --acknowledgements_to_lose;
    } else {
      say({0x40, 2, id[0], id[1]});
    }
  }

  node::LinkState state_ = node::LinkState::closed;
  std::vector<std::uint8_t> received_;
  std::deque<std::uint8_t> answers_;
};

}  // namespace lamplighter::node_testing
