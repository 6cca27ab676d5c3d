// SPDX-License-Identifier: Apache-2.0
// Any message of a lamp at the broker, on any topic, is a report or ignored. The first byte chooses
// the kind of lamp, the first line is the topic, the rest the payload.
#include "payloads/mqtt_lamp.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace lamplighter;
  if (size == 0) return 0;
  constexpr int kinds = 3;
  const auto speech = static_cast<LampSpeech>(bytes[0] % kinds);
  const std::string text(bytes + 1, bytes + size);
  const std::size_t end = std::min(text.find('\n'), text.size());
  const std::string topic = text.substr(0, end);
  const std::string payload = text.substr(std::min(end + 1, text.size()));
  const auto lamp = MqttLamp::make(speech, "a/b");
  std::vector<std::string> topics = lamp->filters();
  topics.push_back(topic);
  for (const std::string& one : topics) {
    const LampWord word = lamp->read(one, payload);
    if (word.brightness && !(*word.brightness >= 0 && *word.brightness <= 100)) std::abort();
  }
  // A name from the config results in topics without wildcards, or is refused.
  const auto named = MqttLamp::make(speech, topic);
  if (!named) return 0;
  for (const std::string& filter : named->filters()) {
    if (filter.find_first_of("+#") != std::string::npos) std::abort();
  }
  return 0;
}
