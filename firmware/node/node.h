// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "node/mqtt_client.h"
#include "node/outbox.h"
#include "node/settings.h"
#include "node/tsl2591.h"
#include "node/wall_clock.h"

namespace lamplighter::node {

/// Two readings of a millisecond counter that wraps at 2^32: one for the light (when to measure,
/// the age of a reading), one for the network (timeouts and retries). On a board they are the same.
/// In a demo light time runs fast while the broker has its real speed.
struct Moment {
  uint32_t light_ms;
  uint32_t network_ms;
};

/// A sensor node: measures the light once per interval, stores the measurements, and delivers them
/// oldest first with their age while the broker is reachable. Nothing blocks and nothing is
/// allocated: call `poll` as often as possible.
class Node {
 public:
  /// Requires: check(settings) == SettingsFault::none; `bus` and `link` outlive the node.
  Node(I2cBus& bus, Link& link, const Settings& settings);

  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;

  /// Continues all activities. True if the broker has just acknowledged a reading: `delivered`.
  bool poll(Moment now);

  /// Sets the time of day, for example from NTP; from then on readings contain it, including
  /// waiting ones.
  void set_wall_clock(uint64_t epoch_ms, uint32_t light_ms) { wall_.set(epoch_ms, light_ms); }

  /// Publishes "offline" and disconnects. True when that is done; call again until then, instead of
  /// `poll`. Readings that are still waiting are lost.
  bool leave(Moment now);

  [[nodiscard]] const Kept& delivered() const { return delivered_; }
  [[nodiscard]] const Outbox& outbox() const { return outbox_; }
  [[nodiscard]] const WallClock& wall_clock() const { return wall_; }
  [[nodiscard]] const ClientCounts& counts() const { return client_.counts(); }
  [[nodiscard]] bool is_connected() const { return client_.is_connected(); }

  /// All measurements have been acknowledged.
  [[nodiscard]] bool is_idle() const { return outbox_.is_empty() && !client_.is_awaiting(); }

  /// When the light next needs a `poll`, and when the network does if nothing arrives from the
  /// broker.
  [[nodiscard]] Moment wake(Moment now) const;
  [[nodiscard]] bool is_sending() const { return client_.is_sending(); }

 private:
  enum class Out : uint8_t { nothing, status, reading };

  bool settle();
  void speak(Moment now);
  void send_status(const char* text, Moment now);
  void send_reading(Moment now);
  Greeting greeting();

  Settings settings_;
  Outbox outbox_;
  Sampler sampler_;
  WallClock wall_;
  Kept sent_;  // the reading in flight, or the last one sent
  Kept delivered_;
  char client_id_[17 + longest_id + 1] = {};
  char light_topic_[longest_prefix + 6 + longest_id + 4 + 1] = {};
  char status_topic_[longest_prefix + 6 + longest_id + 7 + 1] = {};
  MqttClient client_;  // constructed last: it refers to the texts above
  Out out_ = Out::nothing;
  bool is_announced_ = false;
  bool is_leaving_ = false;
};

}  // namespace lamplighter::node
