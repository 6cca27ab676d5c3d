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
/// `set` and `look` are for one other thread.
class BrokerLamps final : public Lamps {
 public:
  /// A lamp that says nothing for that long after a command does not answer; on the clock.
  static constexpr std::chrono::seconds answer_limit{6};

  /// One that did not answer a question is asked again after that.
  static constexpr std::chrono::seconds ask_again{60};

  /// Does not wait for the broker. Errors: those of Connection::make. Requires: the clock outlives
  /// this, and threads may share it.
  static Result<std::unique_ptr<BrokerLamps>> open(const Settings& settings,
                                                   std::vector<BrokerRoom> rooms,
                                                   const Clock& clock, Rng chance);
  ~BrokerLamps() override;

  /// Done when the broker's connection has it; the lamp itself answers later. Errors: not_found for
  /// a room without lamps here; unavailable while there is no broker, or where no lamp of the room
  /// is there.
  Result<void> set(const RoomName& room, OnOff to, const Look& look) override;

  /// What each lamp last said. Those that never spoke are asked, and get a second to answer. A room
  /// is on if a lamp of it is that answers. Errors: unavailable while there is no broker.
  Result<RoomStates> look() override;
  [[nodiscard]] std::set<std::string> silent_lamps() const override { return silent_; }

  /// `on_news` is called, on the listening thread, whenever a lamp said something new. Once this
  /// returns, the one before is not called any more, and no call of it is under way.
  void tell(std::function<void()> on_news);

 private:
  struct Lamp {
    MqttLamp speech;
    std::optional<OnOff> is = {};
    std::optional<bool> answers = {};
    std::optional<bool> bridge = {};
    std::optional<double> brightness = {};     ///< percent, last seen while on
    std::optional<Instant> commanded_at = {};  ///< by a command that it did not answer yet
    bool given_up = false;                     ///< was asked in vain since it last spoke
    Instant asked_at = {};

    [[nodiscard]] Result<OnOff> state(Instant now) const;
    [[nodiscard]] bool is_awaited() const { return !is && !given_up && !is_gone(); }
    [[nodiscard]] bool is_gone() const { return answers == false || bridge == false; }
    bool hear(const LampWord& word, bool retained);
    [[nodiscard]] LampLook look_for(OnOff to, LampLook look) const;
  };
  struct Room {
    RoomName name;
    std::vector<Lamp> lamps;
    LampLook look;

    [[nodiscard]] Result<OnOff> state(Instant now) const;
    [[nodiscard]] std::set<std::string> silent_lamps(Instant now) const;
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

  const Clock& clock_;
  std::vector<Room> rooms_;
  std::unique_ptr<Connection> connection_;
  std::mutex mutex_;  ///< guards rooms_, trouble_
  std::condition_variable heard_;
  std::optional<Error> trouble_;  ///< why there is no connection, once known
  std::mutex telling_;            ///< guards on_news_, held while it is called
  std::function<void()> on_news_;
  std::set<std::string> silent_;  ///< sentences since the last look
  std::jthread thread_;           ///< ends before what it uses
};

}  // namespace lamplighter::mqtt
