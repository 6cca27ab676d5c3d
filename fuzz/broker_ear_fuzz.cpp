// SPDX-License-Identifier: Apache-2.0
// The first line is a topic, the rest its payload: for any retained message, the set-up lists lamps
// and sensors that the config can name, or none.
#include "payloads/source.h"
#include "setup/heard.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace lamplighter::app;
  const std::string text(reinterpret_cast<const char*>(bytes), size);
  const std::size_t end = std::min(text.find('\n'), text.size());
  BrokerEar ear{Config()};
  ear.hear(text.substr(0, end), text.substr(std::min(end + 1, text.size())));
  const Heard heard = ear.heard();
  for (const HeardLamp& lamp : heard.lamps) {
    RoomConfig room;
    room.lamps = {lamp.id};
    if (!sort_lamps(room, {})) std::abort();
  }
  for (const HeardSensor& sensor : heard.sensors) {
    if (!lamplighter::is_good_sensor_name(sensor.id)) std::abort();
    if (sensor.source && !source_of(*sensor.source)) std::abort();
  }
  static_cast<void>(proposed_rooms(heard, {}));
  return 0;
}
