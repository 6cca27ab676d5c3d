// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

struct mosquitto;

namespace lamplighter::trials {

/// The value of message n: not an integer, because Zigbee's codes 65534 and 65535 for missing
/// values would be skipped.
constexpr double numbered_value(std::int64_t n) { return static_cast<double>(n) + 0.5; }

/// Publishes message 0, 1, 2, … at QoS 1 on its own thread, with a limited number in flight, and
/// records which ones the broker has acknowledged. Continues after a restart of the broker.
class NumberedPublisher {
 public:
  struct Message {
    std::string topic;
    std::string payload;
  };

  struct Options {
    int port;
    int window = 20;
    double per_second = 0;           ///< 0: as fast as the broker accepts them
    std::int64_t count = INT64_MAX;  ///< ends automatically after this many
  };

  NumberedPublisher(const Options& options, std::function<Message(std::int64_t)> message);
  ~NumberedPublisher();

  /// Stops publishing, and waits until the broker has acknowledged everything.
  void finish();

  [[nodiscard]] std::int64_t published() const { return published_; }
  [[nodiscard]] std::int64_t acknowledged() const { return acknowledged_; }

 private:
  static void on_acknowledged(mosquitto*, void* self, int id);
  void publish_all();
  bool wait_for_turn();

  Options options_;
  std::function<Message(std::int64_t)> message_;
  mosquitto* handle_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::atomic<std::int64_t> published_ = 0;
  std::atomic<std::int64_t> acknowledged_ = 0;
  std::atomic<bool> ends_ = false;
  std::thread thread_;
};

}  // namespace lamplighter::trials
