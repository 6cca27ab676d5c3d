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

/// Whether somebody accepts TCP connections there. libmosquitto connects without a limit of time;
/// this waits at most `limit`, and ends early when `wake_fd` becomes readable. Errors: unavailable.
Result<void> reach(const std::string& host, int port, std::chrono::milliseconds limit, int wake_fd);

struct BackoffLimits {
  std::chrono::milliseconds first{1000};
  std::chrono::milliseconds longest{60000};
};

/// How long to wait before the next attempt: twice as long each time up to a limit, and then a
/// random half to whole of it, so that a house full of clients does not knock at the same moment
/// after the broker's restart.
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

/// What the broker says about us when we are gone without a goodbye.
struct Will {
  std::string topic;
  std::string payload;
  bool retained = false;
};

/// Chosen by us: nothing we capture is a tenth of it, and a stranger's message then costs little
/// memory.
inline constexpr std::uint32_t usual_packet_bytes = 131072;

/// How to reach the broker, and as whom.
struct Settings {
  std::string host = "127.0.0.1";
  int port = 1883;
  std::string user = {};       ///< empty: none
  std::string password = {};   ///< the password itself
  std::string ca_file = {};    ///< TLS where it is given
  std::string cert_file = {};  ///< client certificate, with key_file
  std::string key_file = {};
  std::string client_id = {};

  /// The broker keeps our subscriptions and what arrives while we are away, for 90 days; needs a
  /// client_id that stays the same.
  bool keep_session = false;

  /// Others with the same share get a part of the messages each: what is subscribed to is
  /// $share/NAME/FILTER, which needs MQTT 5. Empty: every message is ours.
  std::string share = {};

  std::optional<Will> will = {};
  BackoffLimits backoff = {};

  /// Longest packet that the broker may send us: it drops longer ones (MQTT 5 brokers; others do
  /// not know of it).
  std::uint32_t max_packet_bytes = usual_packet_bytes;
};

/// So many messages the broker may send us before the first of them is acknowledged (MQTT 5
/// brokers; others have their own number, mosquitto's is 20). One flush of the disk serves all that
/// came before it, so this bounds how many a second a slow disk lets in.
inline constexpr std::uint16_t max_unacknowledged = 4096;

}  // namespace lamplighter::mqtt
