// SPDX-License-Identifier: Apache-2.0
#include "payloads/lamp_message.h"

#include "core/require.h"
#include "payloads/json_document.h"
#include "payloads/light_level.h"
#include "payloads/message.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace lamplighter {
namespace {

constexpr std::string_view availability_suffix = "/availability";

using StateOrRejection = std::variant<LampState, Rejection>;

/// The words of a lamp that cannot be reached, and not of one whose state is not known.
bool tells_unavailable(std::string_view word) {
  const std::string small = to_lower_ascii(word);
  return small == "unavailable" || small == "offline";
}

StateOrRejection state_of(std::string_view word) {
  const std::string small = to_lower_ascii(word);
  if (small == "on") return LampState::on;
  if (small == "off") return LampState::off;
  for (const std::string_view gone : {"unavailable", "unknown", "offline", "overpower"})
    if (small == gone) return LampState::unknown;
  return Rejection::malformed;
}

StateOrRejection state_at(const JsonDocument& document, const JsonPointer& place) {
  const JsonValue value = document.at(place);
  if (std::holds_alternative<JsonNothing>(value)) return Rejection::not_a_reading;
  if (std::holds_alternative<JsonNull>(value)) return Rejection::failed_read;
  if (const bool* on = std::get_if<bool>(&value)) return *on ? LampState::on : LampState::off;
  const auto* word = std::get_if<std::string>(&value);
  return word == nullptr ? StateOrRejection(Rejection::malformed) : state_of(*word);
}

/// Tasmota names a lone relay POWER and the first of several POWER1.
JsonPointer tasmota_place(const JsonDocument& document) {
  const bool lone = !std::holds_alternative<JsonNothing>(document.at({"POWER"}));
  return {lone ? "POWER" : "POWER1"};
}

StateOrRejection read_plain(std::string_view payload) {
  if (payload == "true") return LampState::on;
  if (payload == "false") return LampState::off;
  const std::optional<double> number = parse_number(payload);
  if (!number) return state_of(payload);
  if (*number < 0) return Rejection::malformed;
  return *number > 0 ? LampState::on : LampState::off;
}

/// Where each kind of lamp tells how it looks.
struct LookPlaces {
  JsonPointer brightness;
  double brightest;
  JsonPointer mirek;
};

LookPlaces look_places(Format format) {
  if (format == Format::tasmota_power) return {{"Dimmer"}, 100, {"CT"}};
  const double brightest = format == Format::zigbee2mqtt_state ? 254 : 255;
  return {{"brightness"}, brightest, {"color_temp"}};
}

/// A number there that is within; what is none, or beyond, is not known.
std::optional<double> number_in(const JsonDocument& document, const JsonPointer& place,
                                double least, double most) {
  const JsonValue value = document.at(place);
  const double* number = std::get_if<double>(&value);
  if (number == nullptr || !(*number >= least && *number <= most)) return std::nullopt;
  return *number;
}

/// A lamp that shows a colour has no colour temperature, whatever it had before.
bool shows_colour(const JsonDocument& document) {
  const JsonValue mode = document.at({"color_mode"});
  const auto* word = std::get_if<std::string>(&mode);
  return word != nullptr && *word != "color_temp";
}

Look look_in(Format format, const JsonDocument& document) {
  const LookPlaces places = look_places(format);
  Look look;
  if (const auto level = number_in(document, places.brightness, 1, places.brightest))
    look.brightness = std::max(1.0, std::round(*level / places.brightest * 1000)) / 10;
  const auto mirek = number_in(document, places.mirek, coldest_mirek, warmest_mirek);
  if (mirek && !shows_colour(document)) look.mirek = static_cast<int>(std::lround(*mirek));
  return look;
}

/// How it will look is not how it looks: of a lamp that is off nothing is known.
std::variant<ReportedLamp, Rejection> told(const StateOrRejection& state, const Look& look = {}) {
  if (const auto* rejected = std::get_if<Rejection>(&state)) return *rejected;
  const LampState is = std::get<LampState>(state);
  return ReportedLamp{is, is == LampState::on ? look : Look{}};
}

std::vector<std::string> levels_of(std::string_view topic) {
  std::vector<std::string> levels(1);
  for (const char c : topic) {
    if (c == '/') {
      levels.emplace_back();
    } else {
      levels.back() += c;
    }
  }
  return levels;
}

/// `stat/plug/POWER`, `plug/tele/STATE`: the prefix becomes tele, the last level LWT.
std::string tasmota_will(std::string_view topic) {
  std::vector<std::string> levels = levels_of(topic);
  const auto prefix = std::ranges::find_if(
      levels, [](const std::string& level) { return level == "stat" || level == "tele"; });
  if (levels.size() < 3 || prefix == levels.end() || prefix == levels.end() - 1) return {};
  *prefix = "tele";
  levels.back() = "LWT";
  return fmt::format("{}", fmt::join(levels, "/"));
}

/// `hall/light/ceiling/state`: the node is what is before the last three levels.
std::string esphome_will(std::string_view topic) {
  constexpr std::size_t behind = 3;
  std::vector<std::string> levels = levels_of(topic);
  if (levels.size() <= behind || levels.back() != "state") return {};
  levels.resize(levels.size() - behind);
  return fmt::format("{}/status", fmt::join(levels, "/"));
}

}  // namespace

bool is_attribute_topic(std::string_view topic) {
  return topic.ends_with("/illuminance") || topic.ends_with("/illuminance_lux");
}

std::string availability_topic(Format format, std::string_view topic) {
  switch (format) {
    case Format::zigbee2mqtt:
      if (is_attribute_topic(topic)) topic = topic.substr(0, topic.rfind('/'));
      [[fallthrough]];
    case Format::zigbee2mqtt_state:
      if (topic.ends_with('#') || topic.ends_with("#}")) return {};
      return std::string(topic) + std::string(availability_suffix);
    case Format::tasmota:
    case Format::tasmota_power:
      return tasmota_will(topic);
    case Format::esphome:
    case Format::esphome_light:
      return esphome_will(topic);
    default:
      return {};
  }
}

std::optional<bool> availability_in(const Message& message) {
  const std::string_view topic = message.topic;
  const bool is_availability = topic.ends_with(availability_suffix) || topic.ends_with("/LWT");
  if (is_availability) return read_availability(message.payload).value_or(true);
  return topic.ends_with("/status") ? read_availability(message.payload) : std::nullopt;
}

std::variant<ReportedLamp, Rejection> read_lamp_message(Format format,
                                                        const std::optional<JsonPointer>& pointer,
                                                        const Message& message) {
  require(tells_lamps(format), "the format must be one of lamp messages");
  if (message.payload.size() > max_payload_bytes) return Rejection::oversized;
  if (const std::optional<bool> there = availability_in(message)) {
    if (*there) return Rejection::not_a_reading;
    return ReportedLamp{LampState::unknown, {}, true};
  }
  if (!message.payload.starts_with('{')) {
    auto read =
        told(format == Format::on_off ? read_plain(message.payload) : state_of(message.payload));
    if (auto* lamp = std::get_if<ReportedLamp>(&read))
      lamp->is_unavailable = tells_unavailable(message.payload);
    return read;
  }
  const auto document = JsonDocument::parse(message.payload);
  if (!document) return Rejection::malformed;
  const bool is_tasmota = format == Format::tasmota_power;
  const JsonPointer usual = is_tasmota ? tasmota_place(*document) : JsonPointer{"state"};
  const JsonPointer& place = pointer ? *pointer : usual;
  auto read = told(state_at(*document, place), look_in(format, *document));
  const JsonValue word = document->at(place);
  if (auto* lamp = std::get_if<ReportedLamp>(&read)) {
    const auto* text = std::get_if<std::string>(&word);
    lamp->is_unavailable = text != nullptr && tells_unavailable(*text);
  }
  return read;
}

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

LampWord read_json_state(std::string_view payload, const LampPlaces& places) {
  if (payload.size() > max_payload_bytes) return {};
  if (!payload.starts_with('{')) return {.is = on_off(either(payload, "on", "off"))};
  const auto document = JsonDocument::parse(payload);
  if (!document) return {};
  LampWord word{.is = on_off(either_of(document->at(places.state), "on", "off"))};
  if (const auto level = number_in(*document, places.brightness, 0, places.brightest))
    word.brightness = *level / places.brightest * percent;
  if (shows_colour(*document)) {
    const auto x = number_in(*document, {"color", "x"}, 0, 1);
    const auto y = number_in(*document, {"color", "y"}, 0, 1);
    if (x && y) word.xy = Xy{*x, *y};
  } else if (const auto mirek =
                 number_in(*document, {places.mirek}, coldest_mirek, warmest_mirek)) {
    word.mirek = static_cast<int>(std::lround(*mirek));
  }
  if (word.is) return word;
  constexpr std::string_view prefix = "state_";
  for (const std::string& key : document->keys()) {
    if (!key.starts_with(prefix) || !either_of(document->at({key}), "on", "off")) continue;
    word.endpoints.push_back(key.substr(prefix.size()));
  }
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
