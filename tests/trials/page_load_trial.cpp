// SPDX-License-Identifier: Apache-2.0
// usage: page_load_trial [SECONDS [STREAMS [REQUESTS_A_SECOND]]]
//
// Plays a plan with one switch per second on a bridge over https while a second process opens pages
// and sends requests as fast as allowed, and some of its clients are extremely slow. Prints the
// delays of the switches and the responses; exit status 1 if a switch is missing or more than 100
// ms late.
#include "hue/bridge_lamps.h"
#include "hue/pairing.h"
#include "hue_emulator/control.h"
#include "hue_emulator/server.h"
#include "page/page.h"
#include "page_load.h"
#include "playing/player.h"
#include "state/play_memory_file.h"
#include "system/child_process.h"
#include "system/clocks.h"
#include "testing/scratch_folder.h"

#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

namespace lamplighter::trials {
namespace {

using namespace app;
using Bridge = hue_emulator::EmulatedBridgeServer;

constexpr const char* key = "k";
constexpr double latest = 100;  // milliseconds
const RoomName study("study");

[[noreturn]] void give_up(const std::string& why) {
  fmt::print("FAILED: {}\n", why);
  std::exit(1);
}

Plan plan_of(Instant now, std::chrono::seconds lasts) {
  Plan plan{{}, now - 1s, now + 24h, {study}, {}, {}};
  for (int i = 1; i < lasts.count() + 1; ++i)
    plan.switches.push_back({now + i * 1s, study, i % 2 == 1 ? OnOff::on : OnOff::off});
  return plan;
}

/// The evening shown on a visitor's page.
Plan shown_plan(Date date) {
  const Instant from{std::chrono::sys_days(date)};
  Plan plan{date, from, from + 24h, {study}, {}, {}};
  for (int i = 0; i < 10; ++i)
    plan.switches.push_back({from + 18h + i * 20min, study, i % 2 == 0 ? OnOff::on : OnOff::off});
  return plan;
}

std::unique_ptr<Bridge> start_bridge(Clock& clock) {
  hue_emulator::BridgeWorld world;
  if (!hue_emulator::add_lamp(world, "Study/Desk:colour")) give_up("no lamp");
  world.keys[key] = {"trial", {}, {}};
  const auto authority = hue_emulator::EmulatedAuthority::make("emulated root");
  if (!authority) give_up(authority.error().message);
  hue_emulator::BridgeAddress address;
  address.certificate = *authority->issue(world.bridge_id, hue_emulator::bridge_validity());
  auto server = Bridge::start(std::move(world), clock, address);
  if (!server) give_up(server.error().message);
  return *std::move(server);
}

Config config_in(const std::string& folder) {
  Config config;
  config.home = {48.1, 11.6, "UTC", {}, {}};
  config.store.directory = folder;
  config.web.port = 0;
  RoomConfig room;
  room.name = study;
  room.sensor = SensorId("study");
  config.rooms.push_back(std::move(room));
  return config;
}

pid_t start_load(int port, const std::vector<std::string>& words) {
  const pid_t child = ::fork();
  if (child != 0) return child;
  const std::string where = std::to_string(port);
  ::execl("/proc/self/exe", "page_load_trial", "load", where.c_str(), words[0].c_str(),
          words[1].c_str(), words[2].c_str(), nullptr);
  std::_Exit(127);
}

/// The delay of the bridge's acceptance of each switch, in milliseconds.
std::vector<double> play(Clock& clock, Lamps& lamps, Page& page, const std::string& store,
                         std::chrono::seconds lasts) {
  const Plan plan = plan_of(clock.now(), lasts);
  const app::PlayRecord record(store);
  std::vector<double> late;
  PlayerSettings settings;
  settings.shortest_walk = settings.longest_walk = 0s;
  const auto took = [&](const PlayStep& step) {
    if (step.outcome != PlayStep::Outcome::switched) return;
    const Instant taken = clock.now();
    const auto planned = std::partition_point(plan.switches.begin(), plan.switches.end(),
                                              [&](const Switch& one) { return one.at <= taken; });
    if (planned == plan.switches.begin()) return;
    const std::chrono::duration<double, std::milli> after = taken - std::prev(planned)->at;
    late.push_back(after.count());
    static_cast<void>(record.took(step));
    page.notify("tonight");
  };
  Player player(clock, lamps, settings,
                {[&](Instant) { return plan; }, took,
                 [&](const PlayMemory& memory) { return app::keep_play_memory(store, memory); }},
                Rng(1));
  if (const auto played = player.play({}, plan.switches.back().at + 900ms); !played)
    give_up(played.error().message);
  return late;
}

int port_of(const std::string& address) {
  return std::atoi(address.substr(address.rfind(':') + 1).c_str());
}

int run_trial(const std::vector<std::string>& words) {
  const std::chrono::seconds lasts(std::atoi(words[0].c_str()));
  const testing::ScratchFolder folder;
  const std::string store = folder.path("store");
  std::filesystem::create_directories(store);
  app::SystemClock clock;
  const auto server = start_bridge(clock);
  const auto approach = hue::approach({"127.0.0.1", server->secure_port()}, "", clock);
  if (!approach) give_up(approach.error().message);
  const auto transport = hue::open_transport(*approach, "", clock);
  hue::Bridge bridge(*transport, clock, approach->api, key);
  hue::BridgeLamps lamps(bridge, {{study, {"Desk"}, {}, {}, {}}});
  const auto page =
      app::Page::open(config_in(store), clock,
                      {.plan = [](Date date) -> Result<Plan> { return shown_plan(date); },
                       .check = [] { return std::vector<app::Finding>(); }});
  if (!page) give_up(page.error().message);
  const pid_t load = start_load(port_of((*page)->address()), words);
  std::vector<double> late = play(clock, lamps, **page, store, lasts);
  ::waitpid(load, nullptr, 0);
  if (late.empty()) give_up("nothing was played");
  std::sort(late.begin(), late.end());
  const auto planned = static_cast<std::size_t>(lasts.count());
  fmt::print(
      "{} of {} switches; late by {:.1f} ms (median), {:.1f} ms (99 of 100), {:.1f} ms (most)\n",
      late.size(), planned, late[late.size() / 2], late[late.size() * 99 / 100], late.back());
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  fmt::print("{:.1f} MB at the most, bridge and player included\n",
             static_cast<double>(used.ru_maxrss) / 1024);
  return late.size() >= planned && late.back() <= latest ? 0 : 1;
}

int run_load(int port, const std::vector<std::string>& words) {
  const PageLoad load{
      .port = port,
      .streams = std::strtoul(words[1].c_str(), nullptr, 10),
      .requests_a_second = std::strtod(words[2].c_str(), nullptr),
      .lasts = std::chrono::seconds(std::atoi(words[0].c_str())),
      .paths = {"/api/v1/tonight", "/", "/api/v1/health", "/app.js", "/api/v1/house", "/app.css"}};
  const PageAnswers got = ask_page(load);
  if (got.answers == 0) give_up("no answer");
  const auto& took = got.milliseconds;
  fmt::print(
      "{:.0f} answers a second for {:.1f} s; {:.2f} ms (median), {:.1f} ms (99 of 100), {:.1f} ms "
      "(most); {} refused, {} broken; {} streams open, {} news; {} that dripped let go\n",
      static_cast<double>(got.answers) / got.seconds, got.seconds, took[took.size() / 2],
      took[took.size() * 99 / 100], took.back(), got.refused, got.broken, got.streams, got.news,
      got.let_go);
  return 0;
}

}  // namespace
}  // namespace lamplighter::trials

int main(int count, char** words) {
  std::vector<std::string> given(words + 1, words + count);
  const bool is_load = given.size() == 5 && given[0] == "load";
  const int port = is_load ? std::atoi(given[1].c_str()) : 0;
  if (is_load) given.erase(given.begin(), given.begin() + 2);
  const std::vector<std::string> usual{"60", "200", "10000"};
  for (std::size_t i = given.size(); i < usual.size(); ++i) given.push_back(usual[i]);
  return is_load ? lamplighter::trials::run_load(port, given)
                 : lamplighter::trials::run_trial(given);
}
