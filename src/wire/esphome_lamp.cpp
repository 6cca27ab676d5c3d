// SPDX-License-Identifier: Apache-2.0
#include "wire/esphome_lamp.h"

#include "wire/lamp_words.h"

#include <fmt/format.h>

namespace lamplighter {
namespace {

constexpr int brightest = 255;

}  // namespace

std::vector<std::string> EsphomeLamp::filters() const {
  return {node + "/light/" + object + "/state", node + "/status"};
}

LampOrder EsphomeLamp::command(OnOff to, const LampLook& look) const {
  std::string payload = fmt::format(R"({{"state":"{}")", in_capitals(to));
  if (to == OnOff::on && look.brightness)
    payload += fmt::format(R"(,"brightness":{})", share_of(brightest, *look.brightness));
  if (to == OnOff::on && look.mirek) payload += fmt::format(R"(,"color_temp":{})", *look.mirek);
  if (look.fade) {  // it passes over a transition that is no whole number
    payload += fmt::format(R"(,"transition":{})",
                           std::chrono::ceil<std::chrono::seconds>(*look.fade).count());
  }
  return {node + "/light/" + object + "/command", payload + "}"};
}

LampWord EsphomeLamp::read(std::string_view topic, std::string_view payload) const {
  if (topic == node + "/light/" + object + "/state")
    return read_json_state(payload, {"state"}, {"brightness"}, brightest);
  if (topic == node + "/status") return {.answers = read_availability(payload)};
  return {};
}

}  // namespace lamplighter
