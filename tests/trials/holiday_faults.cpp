// SPDX-License-Identifier: Apache-2.0
// What goes wrong in an empty house, once an hour.
#include "capture_process.h"
#include "holiday.h"
#include "hue_emulator/bridge.h"
#include "testing/scripted_broker.h"

#include <unistd.h>

#include <iterator>
#include <string_view>
#include <utility>

namespace lamplighter::trials {
namespace {

using namespace std::string_view_literals;
using hue_emulator::EmulatedBridge;

constexpr auto patience = std::chrono::seconds(3);  // of real time, for a player that reconnects

/// After CONNACK: packets that no broker may send.
constexpr std::string_view lies[] = {
    "\x30\x0b\0\5lux/a\2\x7f\1\x31"sv,  // a property that does not exist
    "\xf0\x04\x18\2\x7f\1"sv,           // AUTH
    "\x30\xff\xff\xff\x7f"sv,           // 256 MB announced
    "\x34\x06\0\1a\0\1\0"sv,            // QoS 2
};

}  // namespace

void Holiday::script_faults() {
  for (int hour = 0; hour < 24 * kind_.days - 1; ++hour) {
    const auto second = static_cast<std::int64_t>(chance_.below(1500));
    fault_at(leaves() + 30min + std::chrono::hours(hour) + std::chrono::seconds(second));
  }
}

void Holiday::fault_at(Instant at) {
  ++report_.faults;
  const auto length = std::chrono::seconds(30 + static_cast<std::int64_t>(chance_.below(1200)));
  const auto some = static_cast<int>(1 + chance_.below(20));
  switch (chance_.below(8)) {
    case 0:
      return during(
          at, length, [this] { require(server_->set_power(false).has_value(), ""); },
          [this] { require(server_->set_power(true).has_value(), "the port is gone"); });
    case 1:
      return during(
          at, 2min, [this, some] { server_->set_faults({.dropped = some}); },
          [this] { server_->set_faults({}); });
    case 2:
      return during(
          at, 2min, [this, some] { server_->set_faults({.overloaded = some}); },
          [this] { server_->set_faults({}); });
    case 3:
    case 4:
      return fault_of_lamp(at, length);
    case 5:
      return during(
          at, 2min, [this, some] { server_->set_faults({.dripping = 1 + some / 8}); },
          [this] { server_->set_faults({}); });
    case 6:
      if (kind_.kills) return crash(at, std::chrono::seconds(chance_.below(600)));
      [[fallthrough]];
    default:
      return during(
          at, 0s, [this] { restart_broker(); }, [] {});
  }
}

void Holiday::during(Instant from, std::chrono::seconds length, std::function<void()> begin,
                     std::function<void()> end) {
  clock_.when(from, [this, from, length, begin = std::move(begin)] {
    troubled_until(from + length + recovery);
    begin();
  });
  clock_.when(from + length, std::move(end));
}

/// Without radio, or without power, after which lamps come up at full light.
void Holiday::fault_of_lamp(Instant at, std::chrono::seconds length) {
  const auto which = static_cast<std::size_t>(chance_.below(3));
  const bool mains = chance_.below(2) == 0;
  const auto turn = [this, which, mains](bool works) {
    server_->with_bridge([&](EmulatedBridge& bridge, Instant now) {
      auto& lamp = bridge.world().lamps[which];
      if (mains) {
        lamp.set_mains(works, now);
      } else {
        lamp.set_radio(works);
      }
    });
  };
  during(
      at, length, [turn] { turn(false); }, [turn] { turn(true); });
}

/// Killed while it waits, or while it next has a lamp to switch.
void Holiday::crash(Instant at, std::chrono::seconds downtime) {
  ++report_.kills;
  const bool at_work = chance_.below(2) == 0;
  clock_.when(at, [this, downtime, at_work] {
    if (player_ == nullptr) return;
    downtime_ = downtime;
    kill_at_work_ = at_work;
    if (!at_work) kill_player();
  });
}

void Holiday::restart_broker() {
  if (chance_.below(2) == 0) {
    broker_->kill();
  } else {
    broker_->stop();
  }
  if (chance_.below(4) == 0) lie();
  const Result<void> restarted = broker_->restart();
  require(restarted.has_value(), restarted ? "" : restarted.error().message);
}

/// Something else answers on the broker's port, until the player has got an invalid packet.
void Holiday::lie() {
  const std::string_view lie = lies[chance_.below(std::size(lies))];
  const testing::ScriptedBroker liar(
      [lie](std::string_view) {
        return testing::ScriptedBroker::Answer{std::string("\x20\x03\0\0\0", 5) + std::string(lie)};
      },
      broker_->port());
  const auto limit = std::chrono::steady_clock::now() + patience;
  while (player_ != nullptr && liar.answered() == 0 && std::chrono::steady_clock::now() < limit)
    ::usleep(1000);
}

}  // namespace lamplighter::trials
