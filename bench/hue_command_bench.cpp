// SPDX-License-Identifier: Apache-2.0
// The time from the call for a room's switch to the bridge's acceptance, over loopback, when the
// pacer does not have to wait: one request for the lamps and one command. The baseline calls the
// emulated bridge directly, without a network.
#include "hue/bridge_lamps.h"
#include "hue/pairing.h"
#include "hue/v1.h"
#include "hue_emulator/control.h"
#include "hue_emulator/server.h"
#include "testing/clocks.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <memory>
#include <vector>

namespace {

using namespace lamplighter;
using Server = hue_emulator::EmulatedBridgeServer;

constexpr Instant start = Instant(1'700'000'000s);
constexpr const char* key = "k";

hue_emulator::BridgeWorld small_world() {
  hue_emulator::BridgeWorld world;
  for (const char* lamp : {"Study/Desk:colour", "Study/Shelf", "Hall/Radio:plug"}) {
    if (!hue_emulator::add_lamp(world, lamp)) std::abort();
  }
  world.keys[key] = {"bench", {}, {}};
  return world;
}

std::unique_ptr<Server> open_bridge(Clock& clock) {
  const auto authority = hue_emulator::EmulatedAuthority::make("emulated root");
  if (!authority) std::abort();
  hue_emulator::BridgeWorld world = small_world();
  hue_emulator::BridgeAddress address;
  address.certificate = *authority->issue(world.bridge_id, hue_emulator::bridge_validity());
  auto server = Server::start(std::move(world), clock, address);
  if (!server) std::abort();
  return *std::move(server);
}

void switch_rooms(benchmark::State& state, bool secure) {
  testing::LeapingClock clock(start);
  const auto server = open_bridge(clock);
  const hue::Address address{"127.0.0.1", secure ? server->secure_port() : server->port()};
  const auto approach = hue::approach(address, "", clock);
  if (!approach) std::abort();
  const auto transport = hue::open_transport(*approach, "", clock);
  hue::Bridge bridge(*transport, clock, approach->api, key);
  hue::BridgeLamps lamps(bridge, {{RoomName("study"), {"Desk"}, {}, {}, {}}});
  const auto seen = lamps.look();
  if (!seen) std::abort();
  const auto in_room = std::ranges::find_if(
      *seen, [](const auto& one) { return one.second.rooms.contains(RoomName("study")); });
  if (in_room == seen->end()) std::abort();
  const LampId desk = in_room->first;
  std::vector<double> milliseconds;
  bool on = false;
  for (auto _ : state) {
    on = !on;
    const auto began = std::chrono::steady_clock::now();
    const LampReplies done = lamps.command({{desk, {.to = {on ? OnOff::on : OnOff::off, {}, {}}}}});
    if (!done.at(desk).done) std::abort();
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - began;
    milliseconds.push_back(took.count());
  }
  std::sort(milliseconds.begin(), milliseconds.end());
  state.counters["p99_ms"] = milliseconds[milliseconds.size() * 99 / 100];
}

void BM_switch_over_http_v1(benchmark::State& state) { switch_rooms(state, false); }
void BM_switch_over_https_v2(benchmark::State& state) { switch_rooms(state, true); }

void BM_bridge_without_network(benchmark::State& state) {
  hue_emulator::EmulatedBridge bridge(small_world());
  Instant now = start;
  bool on = false;
  for (auto _ : state) {
    on = !on;
    now += 1s;
    hue::LampCommand command;
    command.to = on ? OnOff::on : OnOff::off;
    const auto question = hue::v1::ask_house(key);
    const auto house = bridge.answer({question.method, question.path, {}, {}, false}, now);
    if (!hue::v1::read_house({house.status, house.body})) std::abort();
    const auto put = hue::v1::command_lamp(key, "1", command);
    const auto done = bridge.answer({put.method, put.path, put.body, {}, false}, now);
    if (!hue::v1::read_outcome({done.status, done.body})) std::abort();
  }
}

BENCHMARK(BM_bridge_without_network);
BENCHMARK(BM_switch_over_http_v1)->UseRealTime();
BENCHMARK(BM_switch_over_https_v2)->UseRealTime();

}  // namespace
