// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "node/mqtt_client.h"
#include "node/outbox.h"
#include "node/settings.h"
#include "node/tsl2591.h"
#include "node/wall_clock.h"

namespace lamplighter::node {

/// Two readings of a millisecond counter that wraps at 2^32: one for the light (when to measure,
/// how old a reading is), one for the network (when to give up, when to try again). On a board they
/// are the same. A demo lets the light's run fast while the broker stays as slow as it is.
struct Moment {
  uint32_t light_ms;
  uint32_t network_ms;
};

/// A sensor node: measures the light once in an interval, keeps what it measured, and delivers it
/// oldest first with its age once the broker can be reached. Nothing waits and nothing is
/// allocated: call `poll` as often as you can.
class Node {
 public:
  /// Requires: check(settings) == SettingsFault::none; `bus` and `link` outlive the node.
  Node(I2cBus& bus, Link& link, const Settings& settings);

  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;

  /// Goes on with everything. True where the broker has just acknowledged a reading: `delivered`.
  bool poll(Moment now);

  /// Tells the time of day, e.g. from NTP; readings carry it from then on, those that wait too.
  void set_wall_clock(uint64_t epoch_ms, uint32_t light_ms) { wall_.set(epoch_ms, light_ms); }

  /// Publishes "offline" and says goodbye. True when that is done; call again until then, in place
  /// of `poll`. Readings that still wait are lost.
  bool leave(Moment now);

  [[nodiscard]] const Kept& delivered() const { return delivered_; }
  [[nodiscard]] const Outbox& outbox() const { return outbox_; }
  [[nodiscard]] const WallClock& wall_clock() const { return wall_; }
  [[nodiscard]] const ClientCounts& counts() const { return client_.counts(); }
  [[nodiscard]] bool is_connected() const { return client_.is_connected(); }

  /// Everything measured has been acknowledged.
  [[nodiscard]] bool is_idle() const { return outbox_.is_empty() && !client_.is_awaiting(); }

  /// When the light next needs a `poll`, and when the network does if nothing comes from the
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
  Kept sent_;  // the reading that is out, or was last
  Kept delivered_;
  char client_id_[17 + longest_id + 1] = {};
  char light_topic_[longest_prefix + 6 + longest_id + 4 + 1] = {};
  char status_topic_[longest_prefix + 6 + longest_id + 7 + 1] = {};
  MqttClient client_;  // made last: it keeps the texts above
  Out out_ = Out::nothing;
  bool is_announced_ = false;
  bool is_leaving_ = false;
};

}  // namespace lamplighter::node
