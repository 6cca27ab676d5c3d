// SPDX-License-Identifier: Apache-2.0
// Faults in an empty house, once an hour.
#include "capture_process.h"
#include "files/replace_file.h"
#include "holiday.h"
#include "hue_emulator/bridge.h"
#include "testing/scripted_broker.h"

#include <fmt/format.h>

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <memory>
#include <string_view>
#include <utility>

namespace lamplighter::trials {
namespace {

using namespace std::chrono_literals;
using namespace std::string_view_literals;
using hue_emulator::EmulatedBridge;

constexpr auto patience = std::chrono::seconds(3);  // of real time, for a player that reconnects

/// After CONNACK: packets that a broker must not send.
constexpr std::string_view lies[] = {
    "\x30\x0b\0\5lux/a\2\x7f\1\x31"sv,  // a property that does not exist
    "\xf0\x04\x18\2\x7f\1"sv,           // AUTH
    "\x30\xff\xff\xff\x7f"sv,           // 256 MB announced
    "\x34\x06\0\1a\0\1\0"sv,            // QoS 2
};

/// Names of the faults, in the order of `fault_at`.
constexpr const char* names[] = {"power",    "cut off",  "overloaded", "lamp",
                                 "lamp",     "dripping", "kill",       "kill",
                                 "broker",   "moved",    "key",        "renamed",
                                 "stranger", "deleted",  "store",      "changed manually"};

}  // namespace

void Holiday::script_faults() {
  for (int hour = 0; hour < 24 * kind_.days - 1; ++hour) {
    const auto second = static_cast<std::int64_t>(rng_.below(1500));
    fault_at(leaves() + 30min + std::chrono::hours(hour) + std::chrono::seconds(second));
  }
}

void Holiday::fault_at(Instant at) {
  ++report_.faults;
  const auto length = std::chrono::seconds(30 + static_cast<std::int64_t>(rng_.below(1200)));
  const auto some = static_cast<int>(1 + rng_.below(20));
  const auto kind = static_cast<int>(rng_.below(16));
  clock_.when(at, [this, kind, length] {
    note(fmt::format("fault {} for up to {} s", names[kind], length.count()));
  });
  switch (kind) {
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
    case 7:
      if (kind_.kills) return crash(at, std::chrono::seconds(rng_.below(600)));
      [[fallthrough]];
    case 8:
      if (some <= 5) {
        return during(
            at, length, [this] { hang_broker(false); }, [this] { wake_broker(); });
      }
      return during(
          at, 0s, [this] { restart_broker(); }, [] {});
    default:
      return fault_of_house(at, length, kind);
  }
}

/// Changes to the lamps and by people.
void Holiday::fault_of_house(Instant at, std::chrono::seconds length, int kind) {
  const auto lamp = static_cast<std::size_t>(rng_.below(lamp_rooms_.size()));
  const auto rename = [this, lamp](const std::string& name) {
    at_bridge([&](EmulatedBridge& bridge) { bridge.world().lamps[lamp].rename(name); });
  };
  switch (kind) {
    case 9:
      return during(
          at, 2min, [this] { move_bridge(); }, [] {});
    case 10:
      return during(
          at, length, [this] { revoke_key(); }, [this] { renew_key(); });
    case 11:
      return during(
          at, length, [rename] { rename("another name"); },
          [rename, lamp] { rename("lamp " + std::to_string(lamp + 1)); });
    case 12: {  // of another room: it is there, and nobody's
      const auto add = [this] {
        at_bridge([](EmulatedBridge& bridge) {
          bridge.world().lamps.emplace_back("stranger", hue_emulator::LampKind::dimmable);
        });
      };
      const auto remove = [this] {
        at_bridge([this](EmulatedBridge& bridge) {
          auto& lamps = bridge.world().lamps;
          if (lamps.back().settings().on) ++report_.wrong;
          lamps.pop_back();
        });
      };
      return during(at, length, add, remove);
    }
    case 13: {
      const auto deleted = std::make_shared<std::optional<hue_emulator::EmulatedLamp>>();
      const auto remove = [this, deleted] {
        at_bridge([&](EmulatedBridge& bridge) {
          *deleted = bridge.world().lamps.back();
          bridge.world().lamps.pop_back();
          bridge.world().groups.back().lamps.pop_back();
        });
      };
      const auto add = [this, deleted] {
        at_bridge([&](EmulatedBridge& bridge) {
          bridge.world().groups.back().lamps.push_back(bridge.world().lamps.size());
          bridge.world().lamps.push_back(**deleted);
        });
      };
      return during(at, length, remove, add);
    }
    case 14:
      return during(
          at, 0s, [this] { replace_store(); }, [] {});
    default:
      return clock_.when(at, [this, at] { change_manually(at, 20); });
  }
}

/// The router assigns another address.
void Holiday::move_bridge() {
  hue_emulator::BridgeWorld world;
  at_bridge([&](EmulatedBridge& bridge) { world = bridge.world(); });
  server_.reset();
  start_bridge(std::move(world));
}

void Holiday::revoke_key() {
  at_bridge([this](EmulatedBridge& bridge) { bridge.revoke(pairing_.key); });
}

void Holiday::renew_key() {
  at_bridge([this](EmulatedBridge& bridge) {
    pairing_.key = hue_emulator::make_key(bridge.world(), "lamplighter#again", clock_.now());
  });
  require(files::replace_file(house_.config().hue.key_file, to_text(pairing_)).has_value(),
          "the key file cannot be written");
}

/// The household comes home to a bridge that is busy or without power, to an unreachable lamp, to a
/// broker that hangs with an earlier order, or while the player is being restarted.
void Holiday::fault_of_coming_home() {
  const Instant at = comes_back() - 5s;
  restored_by_ = comes_back() + 1min;
  switch (rng_.below(6)) {
    case 0:
      restored_by_ += 2min;
      return during(
          at, 2min,
          [this] { server_->set_faults({.overloaded = 1 + static_cast<int>(rng_.below(8))}); },
          [this] { server_->set_faults({}); });
    case 1:
      restored_by_ += 4min;
      return fault_of_lamp(at, 4min, false);  // light after a power cut would count as manual
    case 2:
      cannot_restore_for(3min);
      return during(
          at, 3min, [this] { require(server_->set_power(false).has_value(), ""); },
          [this] { require(server_->set_power(true).has_value(), "the port is gone"); });
    case 3:
      return during(
          at, 1min, [this] { hang_broker(true); }, [this] { wake_broker(); });
    case 4:
      if (!kind_.kills) return;
      return clock_.when(at, [this] {
        downtime_ = 2min;
        if (player_ != nullptr) kill_player();
      });
    default:
      return;
  }
}

/// It accepts connections but never answers; meanwhile an order is in transit.
void Holiday::hang_broker(bool with_order) {
  if (with_order) {
    late_ = std::make_unique<Process>(
        std::vector<std::string>{
            "sh", "-c",
            fmt::format("(sleep 0.5; echo ON; sleep 20) | mosquitto_pub -h 127.0.0.1 -l -p {} -q 1 "
                        "-t lamplighter/away/set",
                        broker_->port())},
        "-", "-");
    ::usleep(300'000);  // connected
  }
  ::kill(broker_->pid(), SIGSTOP);
  if (with_order) ::usleep(400'000);  // sent
}

void Holiday::wake_broker() {
  ::kill(broker_->pid(), SIGCONT);
  if (late_ == nullptr) return;
  ::usleep(500'000);  // the order has arrived
  late_.reset();
}

/// As if restored from a backup.
void Holiday::replace_store() {
  const std::filesystem::path store = house_.config().store.directory;
  const std::filesystem::path old = store.string() + ".old";
  std::filesystem::remove_all(old);
  std::filesystem::rename(store, old);
  using Options = std::filesystem::copy_options;  // the player may have created it again
  std::filesystem::copy(old, store, Options::recursive | Options::overwrite_existing);
  ::usleep(600'000);  // a recreated folder is detected in real time
}

/// A manual change while nothing else happens, so that it cannot be taken for a fault.
void Holiday::change_manually(Instant at, int tries) {
  const Instant now = clock_.now();
  const bool is_quiet = player_ != nullptr && !kill_at_work_ && now > troubled_until_ + 1min;
  if (is_quiet && try_hand(now)) return;
  if (tries > 0) clock_.when(at + 1min, [=, this] { change_manually(at + 1min, tries - 1); });
}

bool Holiday::try_hand(Instant now) {
  const auto lamp = static_cast<std::size_t>(rng_.below(lamp_rooms_.size()));
  const RoomName room = room_of(lamp);
  const Plan& plan = plan_at(now);
  const bool is_near_switch = std::ranges::any_of(plan.switches, [&](const Switch& planned) {
    return now - 3min < planned.at && planned.at < now + 1min;
  });
  if (is_near_switch || now - 3min < plan.from || plan.until < now + 1min ||
      now < left_until_[room])
    return false;
  const Instant noon = plan.from + 12h;
  left_until_[room] = (now < noon ? noon : plan.until + 12h) + recovery;
  at_bridge([&](EmulatedBridge& bridge) {
    auto& one = bridge.world().lamps[lamp];
    const bool dims = one.settings().on && can_dim(one.kind()) && rng_.below(2) == 0;
    hue_emulator::LampCommand hand;
    hand.on = dims || !one.settings().on;
    if (dims) hand.bri = one.settings().bri > 127 ? 40 : 220;
    one.command(hand, now);
    truth_[lamp] = one.settings();
  });
  note(fmt::format("lamp {} of {} is changed manually", lamp + 1, room.text()));
  ++report_.hands;
  return true;
}

void Holiday::during(Instant from, std::chrono::seconds length, std::function<void()> begin,
                     std::function<void()> end) {
  clock_.when(from, [this, from, length, begin = std::move(begin)] {
    troubled_until(from + length + recovery);
    begin();
  });
  clock_.when(from + length, std::move(end));
}

/// Unreachable, or without power, after which lamps come up at full brightness.
void Holiday::fault_of_lamp(Instant at, std::chrono::seconds length, bool may_lose_power) {
  const auto which = static_cast<std::size_t>(rng_.below(lamp_rooms_.size()));
  const bool mains = rng_.below(2) == 0 && may_lose_power;
  const auto turn = [this, which, mains](bool works) {
    note(fmt::format("lamp {} {} {}", which + 1, mains ? "power" : "radio", works));
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

/// Killed while it waits, or when it next switches a lamp.
void Holiday::crash(Instant at, std::chrono::seconds downtime) {
  ++report_.kills;
  const bool at_work = rng_.below(2) == 0;
  clock_.when(at, [this, downtime, at_work] {
    if (player_ == nullptr) return;
    downtime_ = downtime;
    kill_at_work_ = at_work;
    if (!at_work) kill_player();
  });
}

void Holiday::restart_broker() {
  if (rng_.below(2) == 0) {
    broker_->kill();
  } else {
    broker_->stop();
  }
  if (rng_.below(4) == 0) lie();
  const Result<void> restarted = broker_->restart();
  require(restarted.has_value(), restarted ? "" : restarted.error().message);
}

/// Another program answers on the broker's port, until the player has received an invalid packet.
void Holiday::lie() {
  const std::string_view lie = lies[rng_.below(std::size(lies))];
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
