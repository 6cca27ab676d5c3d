// SPDX-License-Identifier: Apache-2.0
#include "app/check_lamps.h"

#include "app/clocks.h"
#include "app/house_lamps.h"
#include "app/lamp_names.h"

#include <fmt/format.h>

#include <random>
#include <string>

namespace lamplighter::app {
namespace {

using Findings = std::vector<Finding>;

/// What a look found: a sentence for each lamp that does not answer, one for all that do. Every
/// lamp is a room of its own here.
void judge(const char* part, const char* where, const Result<RoomStates>& states,
           Findings& findings) {
  if (!states) return findings.push_back({part, false, states.error().message});
  std::size_t answering = 0;
  for (const auto& [lamp, state] : *states) {
    if (state) ++answering;
    if (!state) findings.push_back({part, false, state.error().message});
  }
  if (answering > 0)
    findings.push_back({part, true, fmt::format("{} lamps {} answer", answering, where)});
}

void check_broker_lamps(const Config& config, Findings& findings) {
  const Result<std::vector<mqtt::BrokerRoom>> rooms = broker_rooms(config);
  if (!rooms || rooms->empty()) return;  // what is wrong there is a problem of the config
  std::vector<mqtt::BrokerRoom> single;
  for (const mqtt::BrokerRoom& room : *rooms) {
    for (const MqttLamp& lamp : room.lamps)
      single.push_back({RoomName(room.room.text() + ", " + lamp.name()), {lamp}, {}});
  }
  Result<mqtt::Settings> login = lamps_login(config.broker);
  if (!login) return findings.push_back({"lamps", false, login.error().message});
  login->client_id.clear();  // a service that runs has the other one
  const SystemClock clock;
  std::random_device chance;
  const auto lamps = mqtt::BrokerLamps::open(*login, std::move(single), clock, Rng(chance()));
  if (!lamps) return findings.push_back({"lamps", false, lamps.error().message});
  judge("lamps", "at the broker", (*lamps)->look(), findings);
}

void check_home_assistant(const Config& config, Findings& findings) {
  std::vector<home_assistant::AssistedRoom> single;
  for (const RoomConfig& room : config.rooms) {
    const Result<SortedLamps> lamps = sort_lamps(room, config.lamp_topics);
    if (!lamps) return;
    for (const std::string& entity : lamps->entities)
      single.push_back({RoomName(room.name.text() + ", " + entity), {entity}, {}});
  }
  if (single.empty()) return;
  auto client = open_home_assistant(config.home_assistant);
  if (!client) return findings.push_back({"lamps", false, client.error().message});
  home_assistant::AssistedLamps lamps(*std::move(client), std::move(single));
  judge("lamps", "of Home Assistant", lamps.look(), findings);
}

}  // namespace

std::vector<Finding> check_other_lamps(const Config& config) {
  Findings findings;
  check_broker_lamps(config, findings);
  check_home_assistant(config, findings);
  return findings;
}

}  // namespace lamplighter::app
