// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mqtt/connection.h"
#include "payloads/mqtt_lamp.h"
#include "testing/clocks.h"

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace lamplighter::testing {

/// A lamp at a real broker, on its own thread: accepts commands and state requests, and reports its
/// state and availability as its kind does. On destruction it vanishes from the broker without a
/// disconnect, as in a power cut.
class LampDevice {
 public:
  LampDevice(LampSpeech speech, const std::string& name, int port, OnOff is = OnOff::off)
      : speech_(speech), topics_(topics_of(speech, name)), is_(is) {
    const bool says_json = speech == LampSpeech::zigbee2mqtt;
    const mqtt::Settings settings{
        .port = port,
        .client_id = "device " + topics_.state,
        .will = mqtt::Will{topics_.status, says_json ? R"({"state":"offline"})" : "Offline", true},
        .backoff = {std::chrono::milliseconds(10), std::chrono::milliseconds(50)}};
    connection_ = *mqtt::Connection::make(
        settings,
        {[this](const mqtt::Arrival& a) { hear(a.message.topic, a.message.payload); },
         [this, says_json](bool) {
           say(topics_.status, says_json ? R"({"state":"online"})" : "Online", mqtt::Kept::yes);
           if (speech_ == LampSpeech::esphome) report();
         }},
        clock_, Rng(1));
    for (const std::string& order : topics_.orders) connection_->subscribe(order);
    thread_ = std::jthread([this](const std::stop_token& stop) {
      while (!stop.stop_requested()) {
        connection_->receive(std::chrono::milliseconds(50), stop);
        connection_->acknowledge();
      }
    });
  }

  ~LampDevice() {
    thread_.request_stop();
    thread_.join();
  }

  /// A manual change at the lamp.
  void switch_manually(OnOff to) {
    is_ = to;
    report();
  }

  /// A short power cut, which is not reported.
  void come_up(OnOff is) { is_ = is; }

  [[nodiscard]] OnOff is() const { return is_; }

  /// Payloads of the received commands.
  [[nodiscard]] std::vector<std::string> orders() const {
    const std::lock_guard lock(mutex_);
    return orders_;
  }

  std::atomic<bool> obeys = true;   ///< false: reports its state, but ignores commands
  std::atomic<bool> terse = false;  ///< reports each state once, even if its kind reports it twice
  std::atomic<bool> mute = false;   ///< receives and sends nothing, and is not reported offline

 private:
  struct Topics {
    std::vector<std::string> orders;
    std::string state;
    std::string status;
  };

  static Topics topics_of(LampSpeech speech, const std::string& name) {
    if (speech == LampSpeech::zigbee2mqtt) {
      const std::string top = "zigbee2mqtt/" + name;
      return {{top + "/set", top + "/get"}, top, top + "/availability"};
    }
    if (speech == LampSpeech::tasmota)
      return {{"cmnd/" + name + "/+"}, "stat/" + name, "tele/" + name + "/LWT"};
    const std::string node = name.substr(0, name.find('/'));
    const std::string light = node + "/light/" + name.substr(node.size() + 1);
    return {{light + "/command"}, light + "/state", node + "/status"};
  }

  void hear(std::string_view topic, std::string_view payload) {
    if (mute) return;
    const bool is_question = payload.empty() || topic.ends_with("/get");
    if (!is_question) {
      const std::lock_guard lock(mutex_);
      orders_.emplace_back(payload);
    }
    const bool on = payload.ends_with("ON") || payload.find(R"("ON")") != std::string_view::npos;
    if (!is_question && obeys) is_ = on ? OnOff::on : OnOff::off;
    report();
  }

  /// Reads and publishes its state under one lock, so that no older state follows a newer one.
  void report() {
    const std::lock_guard lock(reporting_);
    const std::string word = is_ == OnOff::on ? "ON" : "OFF";
    if (speech_ == LampSpeech::tasmota) {
      if (!terse) say(topics_.state + "/RESULT", R"({"POWER":")" + word + "\"}");
      return say(topics_.state + "/POWER", word);
    }
    const bool kept = speech_ == LampSpeech::esphome;
    say(topics_.state, R"({"state":")" + word + R"(","brightness":127})",
        kept ? mqtt::Kept::yes : mqtt::Kept::no);
  }

  void say(const std::string& topic, const std::string& payload, mqtt::Kept kept = mqtt::Kept::no) {
    static_cast<void>(connection_->publish(topic, payload, kept));
  }

  ManualClock clock_{Instant()};
  LampSpeech speech_;
  Topics topics_;
  std::atomic<OnOff> is_;
  std::mutex reporting_;
  mutable std::mutex mutex_;  ///< guards orders_
  std::vector<std::string> orders_;
  std::unique_ptr<mqtt::Connection> connection_;
  std::jthread thread_;
};

}  // namespace lamplighter::testing
