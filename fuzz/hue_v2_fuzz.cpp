// SPDX-License-Identifier: Apache-2.0
// Any response of a bridge in version 2, or of a discovery service, gives a value or an error. The
// first byte is the status divided by four.
#include "hue/pairing.h"
#include "hue/v2.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace lamplighter::hue;
  if (size == 0) return 0;
  const HttpAnswer answer{bytes[0] * 4, std::string(bytes + 1, bytes + size)};
  if (const auto house = v2::read_house(answer)) {
    for (const BridgeLamp& lamp : house->lamps) {
      if (!is_token(lamp.id)) std::abort();
      if (lamp.brightness && !(*lamp.brightness >= 0 && *lamp.brightness <= 100)) std::abort();
    }
    for (const BridgeSensor& sensor : house->sensors) {
      if (!is_token(sensor.id)) std::abort();
      if (sensor.lux && !(*sensor.lux >= 0 && *sensor.lux < 1e7)) std::abort();
    }
    for (const BridgeGroup& group : house->groups) {
      if (!is_token(group.id)) std::abort();
    }
  }
  const auto outcome = v2::read_outcome(answer);
  if (!outcome && outcome.error().message.empty()) std::abort();
  if (const auto bridges = read_discovery(answer)) {
    for (const FoundBridge& bridge : *bridges) {
      if (!is_bridge_id(bridge.id) || bridge.address.host.empty()) std::abort();
    }
  }
  if (const auto bridge = read_announcement({answer.body, "x"}, "h", answer.status + 1)) {
    if (!is_bridge_id(bridge->id)) std::abort();
  }
  return 0;
}
