// SPDX-License-Identifier: Apache-2.0
// Any bytes as Home Assistant's stream and as a state: a state of a followed entity, or nothing.
#include "home_assistant/live.h"
#include "require.h"

#include <cstdint>
#include <string>
#include <vector>

using namespace lamplighter;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string input(reinterpret_cast<const char*>(bytes), size);
  const home_assistant::EntityNames ours{"light.desk", "person.anna", "sensor.lux"};
  http::StreamReader reader;
  home_assistant::EntityFollower follower(
      {{{"light.desk", {RoomName("den")}}}, {{"sensor.lux", SensorId("lux")}}}, std::nullopt);
  for (const http::StreamMessage& message : reader.read(input)) {
    const auto state = home_assistant::read_event(message.text, ours);
    if (!state) continue;
    require(ours.contains(state->entity));
    follower.change(*state, Instant(1'800'000'000s));
  }
  const auto state = home_assistant::read_live_state({200, input}, "light.desk");
  if (state) {
    require(state->entity == "light.desk" && !state->state.empty());
    follower.read({*state}, Instant(1'700'000'000s), Instant(1'800'000'000s));
  }
  for (const SourceNews& news : follower.take()) require(!std::holds_alternative<SourceGap>(news));
  return 0;
}
