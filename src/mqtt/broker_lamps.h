// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/random.h"
#include "mqtt/connection.h"
#include "mqtt/settings.h"
#include "payloads/mqtt_lamp.h"
#include "ports/clock.h"
#include "ports/lamps.h"

#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace lamplighter::mqtt {

/// The MQTT lamps of a room, and their settings when turned on.
struct BrokerRoom {
  RoomName room;
  std::vector<MqttLamp> lamps;
  LampLook look;
};

/// The lamps of the house that are controlled over MQTT. Their state is what they last reported: a
/// command counts only when its lamp confirms it. Listens on a separate thread until destroyed;
/// `command` and `look` must be called from one other thread.
class BrokerLamps final : public Lamps {
 public:
  /// A lamp that reports nothing for this long after a command counts as unresponsive; by the
  /// clock.
  static constexpr std::chrono::seconds answer_limit{6};

  /// A lamp that did not respond to a query is queried again after this time.
  static constexpr std::chrono::seconds ask_again{60};

  /// A silent lamp is queried after this time: it may have lost power without reporting it.
  static constexpr std::chrono::seconds ask_every{75};

  /// A command that waits longer on the broker is dropped.
  static constexpr std::chrono::seconds command_expiry{10};

  /// Does not wait for the broker. Errors: those of Connection::make. Requires: the clock outlives
  /// this and is thread-safe.
  static Result<std::unique_ptr<BrokerLamps>> open(const Settings& settings,
                                                   std::vector<BrokerRoom> rooms,
                                                   const Clock& clock, Rng rng);
  ~BrokerLamps() override;

  /// Succeeds when the command is queued for the broker; the lamp reports later. Settings that a
  /// lamp has never reported (brightness, colour temperature, colour) are not sent to it. Errors:
  /// not_found for a lamp that is not configured here; unavailable without a connection to the
  /// broker, or if the lamp is unavailable.
  LampReplies command(const LampRequests& requests) override;

  /// The last reported state of each lamp. Lamps that have never reported are queried and get a
  /// second to respond; the same applies to lamps that were just commanded. Errors: unavailable
  /// without a connection to the broker.
  Result<HouseLook> look() override;

  /// `on_news` is called on the listening thread whenever a lamp reported something new. When this
  /// returns, the previous callback is no longer running.
  void watch(std::function<void()> on_news);

 private:
  struct Lamp {
    MqttLamp speech;
    std::set<RoomName> rooms = {};
    LampLook usual = {};  ///< of its first room
    std::optional<OnOff> is = {};
    Look look = {};               ///< as last reported
    std::optional<Xy> xy = {};    ///< as last reported, unless it reported a colour temperature
    bool has_brightness = false;  ///< it has reported one before
    bool has_mirek = false;       ///< it has reported one before
    std::vector<std::string> endpoints = {};  ///< reported instead of a state
    std::optional<bool> answers = {};
    std::optional<bool> bridge = {};
    std::optional<double> brightness = {};     ///< percent, last reported while on
    std::optional<Instant> commanded_at = {};  ///< by a command that it has not confirmed yet
    bool given_up = false;                     ///< did not respond to a query since its last report
    bool is_asked = false;                     ///< and has not responded yet
    bool has_answered = false;                 ///< to a query, at any time
    bool was_unreachable = false;              ///< since the last look
    Instant asked_at = {};
    Instant heard_at = {};

    [[nodiscard]] Result<LampSetting> state(Instant now) const;
    [[nodiscard]] bool is_awaited(Instant now) const;
    [[nodiscard]] bool is_gone() const { return answers == false || bridge == false; }
    [[nodiscard]] bool is_mute(Instant now) const;
    bool hear(const LampWord& word, bool retained, Instant now);
    [[nodiscard]] LampLook look_for(const LampRequest& request) const;
  };

  BrokerLamps(std::vector<BrokerRoom> rooms, const Clock& clock);
  void subscribe_all();
  void listen(const std::stop_token& stop);
  void connected();
  void arrived(const Arrival& arrival);
  void lost(const Error& error);
  void ask(Lamp& lamp);
  void ask_the_silent();
  [[nodiscard]] bool anyone_awaited() const;
  LampReply carry_out(Lamp& lamp, const LampRequest& request);

  const Clock& clock_;
  std::map<LampId, Lamp> lamps_;
  std::unique_ptr<Connection> connection_;
  std::mutex mutex_;  ///< guards lamps_, trouble_
  std::condition_variable heard_;
  std::optional<Error> trouble_;  ///< why there is no connection, if known
  std::mutex telling_;            ///< guards on_news_, held while it is called
  std::function<void()> on_news_;
  std::jthread thread_;  ///< ends before the members that it uses
};

}  // namespace lamplighter::mqtt
