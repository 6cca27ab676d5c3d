// SPDX-License-Identifier: Apache-2.0
#include "payloads/lamp_words.h"

#include "payloads/json_document.h"
#include "payloads/message.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace lamplighter {
namespace {

constexpr double percent = 100.0;

/// The first word if `text` is it, the second likewise; nothing for any other.
std::optional<bool> either(std::string_view text, std::string_view yes, std::string_view no) {
  const std::string small = to_lower_ascii(text);
  if (small == yes) return true;
  if (small == no) return false;
  return std::nullopt;
}

std::optional<bool> either_of(const JsonValue& value, std::string_view yes, std::string_view no) {
  const auto* word = std::get_if<std::string>(&value);
  return word == nullptr ? std::nullopt : either(*word, yes, no);
}

std::optional<OnOff> on_off(std::optional<bool> on) {
  if (!on) return std::nullopt;
  return *on ? OnOff::on : OnOff::off;
}

}  // namespace

std::string in_capitals(OnOff state) { return state == OnOff::on ? "ON" : "OFF"; }

int share_of(int brightest, double share) {
  const double whole = std::round(share / percent * brightest);
  return static_cast<int>(std::clamp(whole, 1.0, static_cast<double>(brightest)));
}

std::string seconds_of(std::chrono::milliseconds fade) {
  return fmt::format("{}", std::chrono::duration<double>(fade).count());
}

std::optional<bool> read_availability(std::string_view payload) {
  if (payload.size() > max_payload_bytes) return std::nullopt;
  if (!payload.starts_with('{')) return either(payload, "online", "offline");
  const auto document = JsonDocument::parse(payload);
  if (!document) return std::nullopt;
  return either_of(document->at({"state"}), "online", "offline");
}

LampWord read_json_state(std::string_view payload, const JsonPointer& state,
                         const JsonPointer& brightness, int brightest) {
  if (payload.size() > max_payload_bytes) return {};
  if (!payload.starts_with('{')) return {.is = on_off(either(payload, "on", "off"))};
  const auto document = JsonDocument::parse(payload);
  if (!document) return {};
  LampWord word{.is = on_off(either_of(document->at(state), "on", "off"))};
  const JsonValue level = document->at(brightness);
  const auto* number = std::get_if<double>(&level);
  if (number != nullptr && *number >= 0 && *number <= brightest)
    word.brightness = *number / brightest * percent;
  return word;
}

std::string to_lower_ascii(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

}  // namespace lamplighter
