// SPDX-License-Identifier: Apache-2.0
// The emulated bridge responds to any request: "METHOD PATH\n", and the rest is the body. "L0" and
// "G0" at the end of a path stand for the ids of the first light and group of version 2, "#0" for
// the first one of the path's type.
#include "hue_emulator/bridge.h"
#include "hue_emulator/v2_resources.h"

#include <cstdint>
#include <cstdlib>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace lamplighter;
  using namespace lamplighter::hue_emulator;
  const std::string text(reinterpret_cast<const char*>(bytes), size);
  const std::size_t space = text.find(' ');
  const std::size_t end = text.find('\n');
  if (space == std::string::npos || end == std::string::npos || space > end) return 0;

  BridgeWorld world;
  world.lamps = {EmulatedLamp("Plug", LampKind::plug), EmulatedLamp("Strip", LampKind::colour)};
  world.groups = {{"Room", GroupKind::room, {0, 1}, {}, {0}}};
  world.sensors.emplace_back("Sensor");
  world.geofence_clients = {{resource_id(world, "geofence_client", 0), "app"}};
  world.keys["k"] = {"fuzz", {}, {}};
  EmulatedBridge bridge(std::move(world));
  const Instant now(1'700'000'000s);
  bridge.press_button(now);
  std::string path = text.substr(space + 1, end - space - 1);
  if (path.size() > 2 && (path.ends_with("/L0") || path.ends_with("/L1"))) {
    path = path.substr(0, path.size() - 2) +
           resource_id(bridge.world(), "light", path.back() == '1' ? 1 : 0);
  } else if (path.ends_with("/G0")) {
    path = path.substr(0, path.size() - 2) + resource_id(bridge.world(), "grouped_light", 0);
  } else if (path.ends_with("/#0")) {
    path.resize(path.size() - 3);
    path += "/" + resource_id(bridge.world(), path.substr(path.rfind('/') + 1), 0);
  }
  const BridgeRequest request{text.substr(0, space), path, text.substr(end + 1), "k", true};
  const BridgeAnswer answer = bridge.answer(request, now);
  if (answer.status < 200 || answer.status > 599) std::abort();
  if (!bridge.feed(now).after(0).empty() && bridge.feed(now).newest() == 0) std::abort();
  for (const EmulatedLamp& lamp : bridge.world().lamps) {
    const LampSettings& settings = lamp.settings();
    if (settings.bri < 1 || settings.bri > 254) std::abort();
    if (settings.mirek < 153 || settings.mirek > 500) std::abort();
    if (lamp.light(now) < 0.0 || lamp.light(now) > 1.0) std::abort();
  }
  const int sensitivity = bridge.world().sensors[0].state().sensitivity;
  if (sensitivity < 0 || sensitivity > most_sensitivity) std::abort();
  return 0;
}
