// SPDX-License-Identifier: Apache-2.0
#include "hue_emulator/world.h"

#include <string_view>

namespace lamplighter::hue_emulator {
namespace {

constexpr auto button_window = 30s;

std::string random_text(Rng& rng, std::string_view letters, std::size_t length) {
  std::string text;
  for (std::size_t i = 0; i < length; ++i) text += letters[rng.below(letters.size())];
  return text;
}

}  // namespace

std::string to_string(BridgeModel model) {
  switch (model) {
    case BridgeModel::bsb001:
      return "BSB001";
    case BridgeModel::bsb002:
      return "BSB002";
    case BridgeModel::bsb003:
      break;
  }
  return "BSB003";
}

BridgeAnswer too_fast_answer(BridgeModel model) {
  return page_answer(model == BridgeModel::bsb001 ? 503 : 429, "Too many requests");
}

bool is_button_active(const BridgeWorld& world, Instant now) {
  return world.button_pressed && now >= *world.button_pressed &&
         now < *world.button_pressed + button_window;
}

std::string make_key(BridgeWorld& world, std::string devicetype, Instant now) {
  std::string key =
      random_text(world.rng, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", 40);
  world.keys[key] = {std::move(devicetype), now, now};
  world.button_pressed.reset();
  return key;
}

std::string make_client_key(BridgeWorld& world) {
  return random_text(world.rng, "0123456789ABCDEF", 32);
}

bool RateLimit::admit(Instant now) {
  if (!admitted_.empty() && admitted_.back() > now) admitted_.clear();
  while (!admitted_.empty() && admitted_.front() + 1s <= now) admitted_.pop_front();
  if (admitted_.size() >= most_) return false;
  admitted_.push_back(now);
  return true;
}

}  // namespace lamplighter::hue_emulator
