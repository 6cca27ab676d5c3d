// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/random.h"
#include "core/result.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace lamplighter::mqtt {

/// Whether a TCP connection can be established. libmosquitto connects without a time limit; this
/// waits at most `limit`, and returns early when `wake_fd` becomes readable. Errors: unavailable.
Result<void> reach(const std::string& host, int port, std::chrono::milliseconds limit, int wake_fd);

struct BackoffLimits {
  std::chrono::milliseconds first{1000};
  std::chrono::milliseconds longest{60000};
};

/// The delay before the next attempt: doubles each time up to a limit, then randomly reduced by up
/// to half, so that the clients of a house do not all reconnect at the same moment after the broker
/// restarts.
class Backoff {
 public:
  Backoff(BackoffLimits limits, Rng rng) : limits_(limits), rng_(rng) {}

  std::chrono::milliseconds next() {
    const auto whole = std::min(limits_.longest, limits_.first * (std::int64_t{1} << doublings_));
    if (whole < limits_.longest) ++doublings_;
    const double share = rng_.uniform(0.5, 1.0);
    return std::chrono::milliseconds(
        static_cast<std::int64_t>(static_cast<double>(whole.count()) * share));
  }

  void reset() { doublings_ = 0; }

 private:
  BackoffLimits limits_;
  Rng rng_;
  int doublings_ = 0;
};

/// The message that the broker publishes when the connection is lost without DISCONNECT.
struct Will {
  std::string topic;
  std::string payload;
  bool retained = false;
};

/// Chosen by us: no message that we capture is a tenth of it, and messages from other clients cost
/// little memory.
inline constexpr std::uint32_t usual_packet_bytes = 131072;

/// Address and login of the broker.
struct Settings {
  std::string host = "127.0.0.1";
  int port = 1883;
  std::string user = {};       ///< empty: no login
  std::string password = {};   ///< the password itself
  std::string ca_file = {};    ///< enables TLS
  std::string cert_file = {};  ///< client certificate, with key_file
  std::string key_file = {};
  std::string client_id = {};

  /// The broker keeps our subscriptions and queues messages while we are disconnected, for 90 days;
  /// requires a fixed client_id.
  bool keep_session = false;

  /// Clients with the same share divide the messages among them: subscribes to $share/NAME/FILTER,
  /// which requires MQTT 5. Empty: receives every message.
  std::string share = {};

  std::optional<Will> will = {};
  BackoffLimits backoff = {};

  /// Maximum packet size that the broker may send to us: it drops larger packets (MQTT 5 only).
  std::uint32_t max_packet_bytes = usual_packet_bytes;
};

/// The number of messages that the broker may send before the first is acknowledged (MQTT 5 only;
/// others have their own limit, in mosquitto 20). One flush of the disk covers all messages
/// received before it, so this bounds the message rate with a slow disk.
inline constexpr std::uint16_t max_unacknowledged = 4096;

}  // namespace lamplighter::mqtt
