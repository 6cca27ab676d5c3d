// SPDX-License-Identifier: Apache-2.0
#include "numbered_publisher.h"

#include "capture_process.h"

#include <mosquitto.h>

#include <chrono>

namespace lamplighter::trials {

using namespace std::chrono_literals;

NumberedPublisher::NumberedPublisher(const Options& options,
                                     std::function<Message(std::int64_t)> message)
    : options_(options), message_(std::move(message)) {
  mosquitto_lib_init();
  constexpr bool clean_session = false;  // unacknowledged messages are sent again
  handle_ = mosquitto_new("trial-publisher", clean_session, this);
  mosquitto_max_inflight_messages_set(handle_, 0);  // the window below is the only one
  mosquitto_reconnect_delay_set(handle_, 1, 1, false);
  mosquitto_publish_callback_set(handle_, on_acknowledged);
  mosquitto_connect_async(handle_, "127.0.0.1", options.port, 60);
  mosquitto_loop_start(handle_);
  thread_ = std::thread([this] { publish_all(); });
}

NumberedPublisher::~NumberedPublisher() {
  ends_ = true;
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
  mosquitto_disconnect(handle_);
  mosquitto_loop_stop(handle_, true);
  mosquitto_destroy(handle_);
}

void NumberedPublisher::on_acknowledged(mosquitto*, void* self, int) {
  auto& publisher = *static_cast<NumberedPublisher*>(self);
  ++publisher.acknowledged_;
  publisher.changed_.notify_all();
}

/// Waits until there is room in the window, or until the end.
bool NumberedPublisher::wait_for_turn() {
  std::unique_lock lock(mutex_);
  while (!ends_ && published_ - acknowledged_ >= options_.window) changed_.wait_for(lock, 1ms);
  return !ends_ && published_ < options_.count;
}

void NumberedPublisher::publish_all() {
  const auto began = std::chrono::steady_clock::now();
  while (wait_for_turn()) {
    if (options_.per_second > 0) {
      const std::chrono::duration<double> due(static_cast<double>(published_) /
                                              options_.per_second);
      std::this_thread::sleep_until(began +
                                    std::chrono::duration_cast<std::chrono::nanoseconds>(due));
    }
    const Message message = message_(published_);
    const int code = mosquitto_publish(handle_, nullptr, message.topic.c_str(),
                                       static_cast<int>(message.payload.size()),
                                       message.payload.data(), 1, false);
    // Without a connection the library queues it and sends it later; this counts as published.
    if (code == MOSQ_ERR_SUCCESS || code == MOSQ_ERR_NO_CONN) ++published_;
  }
}

void NumberedPublisher::finish() {
  if (options_.count == INT64_MAX) ends_ = true;
  thread_.join();
  const auto until = std::chrono::steady_clock::now() + 120s;
  std::unique_lock lock(mutex_);
  while (acknowledged_ < published_ && std::chrono::steady_clock::now() < until) {
    changed_.wait_for(lock, 10ms);
  }
  require(acknowledged_ == published_, "the broker acknowledges everything within two minutes");
}

}  // namespace lamplighter::trials
