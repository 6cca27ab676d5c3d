// SPDX-License-Identifier: Apache-2.0
#include "wire/tasmota_lamp.h"

#include "wire/lamp_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace lamplighter {
namespace {

constexpr int brightest = 100;
constexpr double slowest_speed = 40;  // half seconds from dark to bright
constexpr double speeds_a_second = 2.0;

void replace(std::string& text, std::string_view what, std::string_view with) {
  const std::size_t found = text.find(what);
  if (found != std::string::npos) text.replace(found, what.size(), with);
}

/// POWER2 of strip/POWER2; nothing where the name has no such end.
std::string_view relay_of(std::string_view name) {
  constexpr std::string_view mark = "/POWER";
  const std::size_t found = name.rfind(mark);
  if (found == std::string_view::npos || found == 0) return {};
  const std::string_view number = name.substr(found + mark.size());
  const bool is_number =
      !number.empty() && number.size() <= 2 &&
      std::all_of(number.begin(), number.end(), [](char c) { return c >= '0' && c <= '9'; });
  return is_number ? name.substr(found + 1) : std::string_view();
}

int speed_for(std::chrono::milliseconds fade) {
  const double seconds = std::chrono::duration<double>(fade).count();
  return static_cast<int>(std::clamp(std::ceil(seconds * speeds_a_second), 1.0, slowest_speed));
}

}  // namespace

TasmotaLamp TasmotaLamp::make(const std::string& full_topic, const std::string& name) {
  const std::string_view relay = relay_of(name);
  const std::string topic = relay.empty() ? name : name.substr(0, name.size() - relay.size() - 1);
  const auto under = [&](const char* prefix) {
    std::string text = full_topic;
    replace(text, "%prefix%", prefix);
    replace(text, "%topic%", topic);
    return text.ends_with('/') ? text : text + "/";
  };
  return {under("cmnd"), under("stat"), under("tele"),
          relay.empty() ? "POWER" : std::string(relay)};
}

std::vector<std::string> TasmotaLamp::filters() const {
  return {stat + "RESULT", stat + power, tele + "STATE", tele + "LWT"};
}

std::optional<LampOrder> TasmotaLamp::question() const { return LampOrder{cmnd + power, ""}; }

LampOrder TasmotaLamp::command(OnOff to, const LampLook& look) const {
  const bool on = to == OnOff::on;
  std::string before;  // Speed2 is of the next change alone and leaves the lamp's own settings
  if (look.fade) before += fmt::format("Speed2 {}; ", speed_for(*look.fade));
  if (on && look.brightness)
    before += fmt::format("Dimmer {}; ", share_of(brightest, *look.brightness));
  if (on && look.mirek) before += fmt::format("CT {}; ", *look.mirek);
  const std::string word = in_capitals(to);
  if (before.empty()) return {cmnd + power, word};
  return {cmnd + "Backlog", fmt::format("{}{} {}", before, power, word)};
}

LampWord TasmotaLamp::read(std::string_view topic, std::string_view payload) const {
  if (topic == tele + "LWT") return {.answers = read_availability(payload)};
  const bool is_state =
      topic == stat + "RESULT" || topic == stat + power || topic == tele + "STATE";
  if (!is_state) return {};
  return read_json_state(payload, {power}, {"Dimmer"}, brightest);
}

}  // namespace lamplighter
