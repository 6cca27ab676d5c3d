// SPDX-License-Identifier: Apache-2.0
#include "demo/evening.h"

#include "files/private_files.h"
#include "hue/bridge_lamps.h"
#include "hue/transport.h"
#include "hue_emulator/server.h"
#include "page/evening.h"
#include "playing/play_controller.h"
#include "playing/player.h"
#include "simulation/typical_house.h"
#include "state/away_file.h"
#include "system/child_process.h"
#include "system/clocks.h"

#include <fmt/format.h>

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <functional>
#include <memory>
#include <thread>
#include <utility>

namespace lamplighter::app {
namespace {

/// The demo's broker has stopped and its bridge is in no config, so these checks are not possible.
std::vector<Finding> findings(const Config& config) {
  return {{"config", Verdict::ok, config.path},
          {"store", Verdict::ok, config.store.directory},
          {"model", Verdict::ok, model_path(config)},
          {"broker", Verdict::ok, "the demo's own; it ended when all readings were delivered"},
          {"bridge", Verdict::ok, "emulated, on this machine"},
          {"lamps", Verdict::ok, fmt::format("{} of the emulated bridge", config.rooms.size())}};
}

OccupancyOverride nobody_home(Instant now) { return {.away = true, .given_at = now}; }

}  // namespace

DemoPage::DemoPage(std::string store, Instant now)
    : store_(std::move(store)),
      record_(store_),
      presence_(
          nobody_home(now), {},
          [this](const Presence::Change& change) { return change_away(store_, change); }, bell_) {}

Result<std::unique_ptr<DemoPage>> DemoPage::open(const std::string& config_path, int port,
                                                 const Clock& clock, double speed,
                                                 std::function<Result<Plan>(Date)> plan,
                                                 std::optional<FutureHouse> future) {
  Result<Config> config = load_config(config_path);
  if (!config) return config.error();
  config->web.port = port;
  if (future) config->web = future->config.web;
  std::unique_ptr<DemoPage> page(new DemoPage(config->store.directory, clock.now()));
  PageSessions sessions = future ? future->sessions : nullptr;
  PageStage stage{.speed = speed,
                  .plan = std::move(plan),
                  .check = [found = findings(*config)] { return found; },
                  .is_demo = true,
                  .future = std::move(future),
                  .sessions = std::move(sessions)};
  if (Result<void> started = page->start(*config, clock, std::move(stage)); !started)
    return started.error();
  return page;
}

Result<void> DemoPage::start(const Config& config, const Clock& clock, PageStage stage) {
  if (Result<void> kept = keep_away(store_, nobody_home(clock.now())); !kept) return kept;
  auto watch = FileWatch::start(away_path(store_), [this] { hear_word(); });
  if (!watch) return watch.error();
  watch_ = *std::move(watch);
  auto page = Page::open(config, clock, std::move(stage));
  if (!page) return page.error();
  page_ = *std::move(page);
  return {};
}

void DemoPage::hear_word() {
  presence_.reload([this] {
    const Result<OccupancyOverride> word = read_away(store_);
    return word ? *word : OccupancyOverride{.away = false};
  });
}

namespace {

using hue_emulator::BridgeWorld;
using hue_emulator::EmulatedBridge;
using hue_emulator::EmulatedBridgeServer;

/// A clock that calls `on_tick` a few times per (real) second while a thread waits on it.
class TickingClock final : public Clock {
 public:
  TickingClock(FastClock& clock, std::chrono::microseconds tick,
               std::function<void(Instant)> on_tick)
      : clock_(clock), tick_(tick), on_tick_(std::move(on_tick)) {}

  [[nodiscard]] Instant now() const override { return clock_.now(); }

  bool sleep_until(Instant at, const std::stop_token& stop) override {
    while (!stop.stop_requested() && clock_.now() < at) {
      clock_.sleep_until(std::min(at, clock_.now() + tick_), stop);
      on_tick_(clock_.now());
    }
    return !stop.stop_requested();
  }

 private:
  FastClock& clock_;
  std::chrono::microseconds tick_;
  std::function<void(Instant)> on_tick_;
};

BridgeWorld world_of(const Plan& plan, Rng rng) {
  BridgeWorld world;
  world.rng = rng;
  for (const RoomName& room : plan.rooms) {
    world.lamps.emplace_back(room.text() + " lamp", hue_emulator::LampKind::dimmable);
  }
  return world;
}

std::vector<hue::RoomLamps> rooms_of(const Plan& plan) {
  std::vector<hue::RoomLamps> rooms;
  for (const RoomName& room : plan.rooms) {
    hue::RoomLamps lamps;
    lamps.room = room;
    lamps.lamps = {room.text() + " lamp"};
    rooms.push_back(std::move(lamps));
  }
  return rooms;
}

/// Updates the view with the real states of the bridge's lamps.
void look(EmulatedBridgeServer& server, const Plan& plan, EveningView& view) {
  server.with_bridge([&](EmulatedBridge& bridge, Instant now) {
    for (std::size_t i = 0; i < plan.rooms.size(); ++i) {
      view.saw(plan.rooms[i], bridge.world().lamps[i].settings().on ? OnOff::on : OnOff::off, now);
    }
  });
}

int lit_lamps(EmulatedBridgeServer& server) {
  int lit = 0;
  server.with_bridge([&](EmulatedBridge& bridge, Instant) {
    for (const hue_emulator::EmulatedLamp& lamp : bridge.world().lamps)
      lit += lamp.settings().on ? 1 : 0;
  });
  return lit;
}

void say_where(const DemoPage& page) {
  fmt::print("While the evening lasts, its page is at {}\n\n", page.address());
  std::fflush(stdout);  // so that readers of a file or a pipe see it at once
}

/// As in `run`: plays while the house is away, and restores the lamps when someone is home, and at
/// the end. Errors: the first failure of recording or planning.
Result<DemoOutcome> sit(Clock& clock, Lamps& lamps, const Planner& planner, DemoPage& page,
                        const std::stop_token& stop) {
  DemoOutcome outcome;
  Result<void> recorded;
  const auto keep = [&](Result<void> written) {
    if (recorded && !written) recorded = std::move(written);
  };
  const auto count = [&](const PlayStep& step) {
    outcome.switches += step.outcome == PlayStep::Outcome::switched ? 1 : 0;
    outcome.failures += step.outcome == PlayStep::Outcome::failed ? 1 : 0;
    keep(page.took(step));
  };
  Player player(clock, lamps, {.look_every = 5min},
                {[&](Instant at) -> Result<Plan> { return planner.play_at(at); }, count}, Rng(1));
  PlayController controller(clock, page.presence(), player, page.bell(),
                            ManualOverridePolicy::leave_alone,
                            {.on_turn = [&](bool away, Instant at) { keep(page.turned(away, at)); },
                             .on_trouble = [&](const Error& error) { keep(error); }});
  controller.run(stop);
  player.restore();
  keep(page.turned(false, clock.now()));
  if (!recorded) return recorded.error();
  return outcome;
}

}  // namespace

Result<DemoOutcome> play_demo_evening(const Planner& planner, const DemoEvening& evening,
                                      const std::stop_token& stop) {
  const Plan plan = planner.play(evening.date);
  const Instant from = plan.from + evening.from;
  const Instant until = std::min(plan.from + evening.until, plan.until - 1s);
  const double speed =
      std::chrono::duration<double>(until - from) / std::chrono::duration<double>(evening.lasts);
  FastClock fast(from, speed);
  BridgeWorld world = world_of(plan, Rng(1));
  // Paired in advance: with a clock this fast, the time for the button would be over too soon.
  const std::string key = hue_emulator::make_key(world, "lamplighter#demo", from);
  const auto server = EmulatedBridgeServer::start(std::move(world), fast, {});
  if (!server) return server.error();
  const auto page = DemoPage::open(evening.config, evening.port, fast, speed,
                                   [&](Date date) -> Result<Plan> { return planner.play(date); });
  if (!page) return page.error();
  say_where(**page);
  hue::HttpTransport transport({"127.0.0.1", (*server)->port()});
  hue::Bridge bridge(transport, fast, hue::Api::v1, key);
  hue::BridgeLamps lamps(bridge, rooms_of(plan));

  EveningView view(plan, planner.place().zone, from, until, stdout, ::isatty(STDOUT_FILENO) == 1);
  std::stop_source over;
  const std::stop_callback on_stop(stop, [&] { over.request_stop(); });
  const auto tick = std::chrono::microseconds(
      static_cast<std::int64_t>(speed * 1e5));  // a tenth of a real second
  TickingClock clock(fast, tick, [&](Instant now) {
    look(**server, plan, view);
    view.show(std::min(now, until));
    if (now >= until) over.request_stop();
  });
  Result<DemoOutcome> outcome = sit(clock, lamps, planner, **page, over.get_token());
  if (!outcome) return outcome;
  view.finish(std::min(fast.now(), until));
  outcome->lit_after = lit_lamps(**server);
  return outcome;
}

namespace {

constexpr double household_speed = 30;  // half an hour per minute
constexpr int household_days = 21;

/// Sunnyvale, the default place of a simulation.
std::string household_config(const std::string& folder) {
  std::string text = fmt::format(
      "[home]\nlatitude = 37.3688\nlongitude = -122.0363\ntime_zone = \"America/Los_Angeles\"\n"
      "[store]\ndirectory = \"{}/store\"\n",
      folder);
  for (const RoomName& room : simulation::usual_rooms())
    text += fmt::format("[[room]]\nname = \"{}\"\n", room.text());
  return text;
}

/// Creates the household's past with the commands that a user would type. Failures are in the log
/// in its folder, and leave the views of the past empty.
void make_past(const std::string& folder, Date today, DemoPage& page, const std::stop_token& stop) {
  const std::string config = folder + "/lamplighter.toml";
  const std::string light = folder + "/light";
  const auto run = [&](std::vector<std::string> words) {
    words.insert(words.begin(), "lamplighter");
    Result<ChildProcess> child = ChildProcess::start(std::move(words), folder + "/past.log");
    return child && child->wait(stop).has_value();
  };
  std::vector<std::string> import{"import", "--config", config};
  for (const RoomName& room : simulation::usual_rooms())
    import.push_back(fmt::format("{}/{}.csv", light, room.text()));
  const bool is_made =
      run({"simulate", "--out", light, "--from", to_iso(plus_days(today, -household_days)),
           "--days", std::to_string(household_days), "--config", config}) &&
      run(std::move(import)) &&
      run({"train", "--onoff", light + "/truth-onoff.csv", "--config", config, "--model",
           folder + "/store/model.json"});
  if (!is_made) return;
  for (const char* view : {"tonight", "readings", "models", "compare"}) page.notify(view);
}

/// Today at 17:00, in the local time of a place.
Instant evening_at(const TimeZone& zone, Date date) {
  return zone.instant_of(LocalTime(LocalDay(date)) + std::chrono::hours(17));
}

}  // namespace

Result<void> play_demo_household(const DemoHousehold& demo,
                                 const std::function<void(const std::string&)>& served,
                                 const std::stop_token& stop) {
  const std::string path = demo.folder + "/lamplighter.toml";
  if (auto written = files::replace_file(path, household_config(demo.folder)); !written)
    return written;
  if (auto made = files::make_private_folders(demo.folder + "/store"); !made) return made;
  const Result<Planner> planner =
      Planner::open({.model = {}, .secret_file = {}, .seed = {}, .config = path});
  if (!planner) return planner.error();
  const TimeZone& zone = planner->place().zone;
  const Date today = zone.date_of(SystemClock().now());
  FastClock clock(evening_at(zone, today), household_speed);
  const Plan plan = planner->plan(today);
  BridgeWorld world = world_of(plan, Rng(1));
  const std::string key = hue_emulator::make_key(world, "lamplighter#demo", clock.now());
  const auto server = EmulatedBridgeServer::start(std::move(world), clock, {});
  if (!server) return server.error();
  const auto page = DemoPage::open(path, 0, clock, household_speed, nullptr, demo.future);
  if (!page) return page.error();
  served((*page)->address());
  std::jthread past(
      [&](const std::stop_token& ends) { make_past(demo.folder, today, **page, ends); });
  hue::HttpTransport transport({"127.0.0.1", (*server)->port()});
  hue::Bridge bridge(transport, clock, hue::Api::v1, key);
  hue::BridgeLamps lamps(bridge, rooms_of(plan));
  const Result<DemoOutcome> outcome = sit(clock, lamps, *planner, **page, stop);
  if (!outcome) return outcome.error();
  return {};
}

}  // namespace lamplighter::app
