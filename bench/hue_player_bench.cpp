// SPDX-License-Identifier: Apache-2.0
// From the planned instant to the bridge's acceptance, on the machine's own clock, over loopback
// and without pacing: the end of the sleep, the sync of the memory to disk, a request and a command
// over https. The baseline is the same player with lamps that respond instantly.
#include "hue/bridge_lamps.h"
#include "hue/pairing.h"
#include "hue_emulator/control.h"
#include "hue_emulator/server.h"
#include "playing/player.h"
#include "state/play_memory_file.h"
#include "system/clocks.h"
#include "testing/recording_lamps.h"
#include "testing/scratch_folder.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <memory>
#include <vector>

namespace {

using namespace lamplighter;
using Server = hue_emulator::EmulatedBridgeServer;

constexpr const char* key = "k";
constexpr auto spacing = 250ms;  // longer than the pacer's gaps
const RoomName study("study");

/// One switch every `spacing`, starting a second from now.
Plan quick_plan(Instant now, int count) {
  Plan plan{{}, now - 1s, now + 24h, {study}, {}, {}};
  for (int i = 0; i < count; ++i)
    plan.switches.push_back({now + 1s + i * spacing, study, i % 2 == 0 ? OnOff::on : OnOff::off});
  return plan;
}

/// If the machine was busy for longer than `spacing`, switches are skipped.
Instant last_switch_before(const Plan& plan, Instant at) {
  Instant last = plan.from;
  for (const Switch& change : plan.switches) {
    if (change.at <= at) last = change.at;
  }
  return last;
}

/// One iteration is one planned switch; its time is the delay until the bridge accepted it.
void play(benchmark::State& state, Clock& clock, Lamps& lamps) {
  const testing::ScratchFolder store;
  const Plan plan = quick_plan(clock.now(), 4 * static_cast<int>(state.max_iterations));
  std::optional<Instant> taken;
  PlayerSettings settings;
  settings.shortest_walk = settings.longest_walk = 0s;
  Player player(
      clock, lamps, settings,
      {[&](Instant) { return plan; },
       [&](const PlayStep& step) {
         if (step.outcome != PlayStep::Outcome::switched) std::abort();
         taken = step.at;
       },
       [&](const PlayMemory& memory) { return app::keep_play_memory(store.path("."), memory); }},
      Rng(1));
  std::vector<double> milliseconds;
  for (auto _ : state) {
    taken.reset();
    while (!taken) {
      const Result<Instant> wake = player.turn();
      if (!wake) std::abort();
      if (!taken) clock.sleep_until(*wake, {});
    }
    const std::chrono::duration<double> late = *taken - last_switch_before(plan, *taken);
    state.SetIterationTime(late.count());
    milliseconds.push_back(late.count() * 1000);
  }
  std::sort(milliseconds.begin(), milliseconds.end());
  state.counters["p50_ms"] = milliseconds[milliseconds.size() / 2];
  state.counters["p99_ms"] = milliseconds[milliseconds.size() * 99 / 100];
  state.counters["max_ms"] = milliseconds.back();
}

void BM_planned_instant_to_bridge(benchmark::State& state) {
  app::SystemClock clock;
  hue_emulator::BridgeWorld world;
  if (!hue_emulator::add_lamp(world, "Study/Desk:colour")) std::abort();
  world.keys[key] = {"bench", {}, {}};
  const auto authority = hue_emulator::EmulatedAuthority::make("emulated root");
  if (!authority) std::abort();
  hue_emulator::BridgeAddress address;
  address.certificate = *authority->issue(world.bridge_id, hue_emulator::bridge_validity());
  const auto server = Server::start(std::move(world), clock, address);
  if (!server) std::abort();
  const auto approach = hue::approach({"127.0.0.1", (*server)->secure_port()}, "", clock);
  if (!approach) std::abort();
  const auto transport = hue::open_transport(*approach, "", clock);
  hue::Bridge bridge(*transport, clock, approach->api, key);
  hue::BridgeLamps lamps(bridge, {{study, {"Desk"}, {}, {}, {}}});
  play(state, clock, lamps);
}

void BM_planned_instant_to_nobody(benchmark::State& state) {
  app::SystemClock clock;
  testing::RecordingLamps lamps(clock);
  lamps.states[study] = OnOff::off;
  play(state, clock, lamps);
}

int iterations() { return std::getenv("LAMPLIGHTER_BENCH_TINY") != nullptr ? 3 : 200; }

BENCHMARK(BM_planned_instant_to_nobody)->UseManualTime()->Iterations(iterations());
BENCHMARK(BM_planned_instant_to_bridge)->UseManualTime()->Iterations(iterations());

}  // namespace
