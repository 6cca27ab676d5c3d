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

/// Which lamps at the broker a room has, and how they are to look when they are on.
struct BrokerRoom {
  RoomName room;
  std::vector<MqttLamp> lamps;
  LampLook look;
};

/// The lamps of the house that speak MQTT themselves. What they are is what they last reported: a
/// command is believed when its lamp says so. Listens on a thread of its own until it is destroyed;
/// `command` and `look` are for one other thread.
class BrokerLamps final : public Lamps {
 public:
  /// A lamp that says nothing for that long after a command does not answer; on the clock.
  static constexpr std::chrono::seconds answer_limit{6};

  /// One that did not answer a question is asked again after that.
  static constexpr std::chrono::seconds ask_again{60};

  /// A lamp that says nothing is asked after that: it may have lost its power without a word of it.
  static constexpr std::chrono::seconds ask_every{75};

  /// A command that waits longer at the broker is dropped.
  static constexpr std::chrono::seconds command_expiry{10};

  /// Does not wait for the broker. Errors: those of Connection::make. Requires: the clock outlives
  /// this, and threads may share it.
  static Result<std::unique_ptr<BrokerLamps>> open(const Settings& settings,
                                                   std::vector<BrokerRoom> rooms,
                                                   const Clock& clock, Rng rng);
  ~BrokerLamps() override;

  /// Done when the broker's connection has it; the lamp itself answers later. What it has never
  /// reported (brightness, colour temperature, colour) it is not sent. Errors: not_found for a lamp
  /// that is not here; unavailable while there is no broker, or where the lamp is not there.
  LampReplies command(const LampRequests& requests) override;

  /// What each lamp last said. Those that never spoke are asked, and get a second to answer; so do
  /// those that were just commanded. Errors: unavailable while there is no broker.
  Result<HouseLook> look() override;

  /// `on_news` is called, on the listening thread, whenever a lamp said something new. Once this
  /// returns, the one before is not called any more, and no call of it is under way.
  void tell(std::function<void()> on_news);

 private:
  struct Lamp {
    MqttLamp speech;
    std::set<RoomName> rooms = {};
    LampLook usual = {};  ///< of its first room
    std::optional<OnOff> is = {};
    Look look = {};                           ///< as last reported
    std::optional<Xy> xy = {};                ///< as last reported, unless a colour temperature was
    bool has_brightness = false;              ///< it has reported one
    bool has_mirek = false;                   ///< it has reported one
    std::vector<std::string> endpoints = {};  ///< reported instead of a state
    std::optional<bool> answers = {};
    std::optional<bool> bridge = {};
    std::optional<double> brightness = {};     ///< percent, last seen while on
    std::optional<Instant> commanded_at = {};  ///< by a command that it did not answer yet
    bool given_up = false;                     ///< was asked in vain since it last spoke
    bool is_asked = false;                     ///< and did not answer yet
    bool has_answered = false;                 ///< a question, ever
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
  std::optional<Error> trouble_;  ///< why there is no connection, once known
  std::mutex telling_;            ///< guards on_news_, held while it is called
  std::function<void()> on_news_;
  std::jthread thread_;  ///< ends before what it uses
};

}  // namespace lamplighter::mqtt
