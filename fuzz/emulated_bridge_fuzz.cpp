// SPDX-License-Identifier: Apache-2.0
// The emulated bridge answers any request: "METHOD PATH\n" and the rest is the body.
#include "simulation/emulated_bridge.h"

#include <cstdint>
#include <cstdlib>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace lamplighter;
  using namespace lamplighter::simulation;
  const std::string text(reinterpret_cast<const char*>(bytes), size);
  const std::size_t space = text.find(' ');
  const std::size_t end = text.find('\n');
  if (space == std::string::npos || end == std::string::npos || space > end) return 0;

  BridgeWorld world;
  world.lamps = {EmulatedLamp("Plug", LampKind::plug), EmulatedLamp("Strip", LampKind::colour)};
  world.groups = {{"Room", GroupKind::room, {0, 1}, {}}};
  world.keys["k"] = {"fuzz", {}, {}};
  EmulatedBridge bridge(std::move(world));
  const Instant now(1'700'000'000s);
  bridge.press_button(now);
  const BridgeRequest request{text.substr(0, space), text.substr(space + 1, end - space - 1),
                              text.substr(end + 1), "k", true};
  const BridgeAnswer answer = bridge.answer(request, now);
  if (answer.status < 200 || answer.status > 599) std::abort();
  for (const EmulatedLamp& lamp : bridge.world().lamps) {
    const LampSettings& settings = lamp.settings();
    if (settings.bri < 1 || settings.bri > 254) std::abort();
    if (settings.mirek < 153 || settings.mirek > 500) std::abort();
    if (lamp.light(now) < 0.0 || lamp.light(now) > 1.0) std::abort();
  }
  return 0;
}
