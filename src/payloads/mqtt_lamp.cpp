// SPDX-License-Identifier: Apache-2.0
#include "payloads/mqtt_lamp.h"

#include "core/require.h"
#include "payloads/light_level.h"
#include "payloads/message.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

namespace lamplighter {
namespace {

constexpr std::string_view availability_suffix = "/availability";

using StateOrRejection = std::variant<LampState, Rejection>;

/// The values for a lamp that is unreachable, as opposed to one whose state is unknown.
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

/// Tasmota calls a single relay POWER and the first of several POWER1.
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

/// Where each kind of lamp reports its light settings.
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

/// The number at that path if it is in range; otherwise it is unknown.
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

/// The light settings of a lamp that is off are future ones: they are dropped.
std::variant<ReportedLamp, Rejection> reported(const StateOrRejection& state,
                                               const Look& look = {}) {
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

/// `hall/light/ceiling/state`: everything before the last three levels is the node.
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
    auto read = reported(format == Format::on_off ? read_plain(message.payload)
                                                  : state_of(message.payload));
    if (auto* lamp = std::get_if<ReportedLamp>(&read))
      lamp->is_unavailable = tells_unavailable(message.payload);
    return read;
  }
  const auto document = JsonDocument::parse(message.payload);
  if (!document) return Rejection::malformed;
  const bool is_tasmota = format == Format::tasmota_power;
  const JsonPointer usual = is_tasmota ? tasmota_place(*document) : JsonPointer{"state"};
  const JsonPointer& place = pointer ? *pointer : usual;
  auto read = reported(state_at(*document, place), look_in(format, *document));
  const JsonValue word = document->at(place);
  if (auto* lamp = std::get_if<ReportedLamp>(&read)) {
    const auto* text = std::get_if<std::string>(&word);
    lamp->is_unavailable = text != nullptr && tells_unavailable(*text);
  }
  return read;
}

namespace {

constexpr double percent = 100.0;

/// True if `text` is `yes`, false if it is `no`; empty for any other text.
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

namespace {

constexpr std::size_t longest_name = 200;

Error bad_name(const std::string& name, const char* expected) {
  return {Fault::bad_input, fmt::format("lamp \"{}\": expected {}", name, expected)};
}

/// Whether a text can be part of a topic: no wildcard, no control character, no empty level.
bool is_topic(const std::string& text) {
  if (text.empty() || text.size() > longest_name) return false;
  for (const char c : text) {
    if (c == '+' || c == '#' || (c >= 0 && c < ' ') || c == 0x7f) return false;
  }
  return text.front() != '/' && text.back() != '/' && text.find("//") == std::string::npos;
}

}  // namespace

Result<MqttLamp> MqttLamp::make(LampSpeech speech, const std::string& name,
                                const LampTopics& topics) {
  if (!is_topic(name)) return bad_name(name, "a name without +, # and empty levels");
  switch (speech) {
    case LampSpeech::zigbee2mqtt:
      return MqttLamp(name, Zigbee2mqttLamp{topics.zigbee2mqtt, name});
    case LampSpeech::tasmota:
      return MqttLamp(name, TasmotaLamp::make(topics.tasmota, name));
    case LampSpeech::esphome:
      break;
  }
  const std::size_t slash = name.rfind('/');
  if (slash == std::string::npos) return bad_name(name, "the node and the light, as hall/ceiling");
  return MqttLamp(name, EsphomeLamp{name.substr(0, slash), name.substr(slash + 1)});
}

std::vector<std::string> MqttLamp::filters() const {
  return std::visit([](const auto& lamp) { return lamp.filters(); }, speaker_);
}

std::optional<LampOrder> MqttLamp::question() const {
  return std::visit([](const auto& lamp) { return lamp.question(); }, speaker_);
}

LampOrder MqttLamp::command(OnOff to, const LampLook& look) const {
  return std::visit([&](const auto& lamp) { return lamp.command(to, look); }, speaker_);
}

LampWord MqttLamp::read(std::string_view topic, std::string_view payload) const {
  return std::visit([&](const auto& lamp) { return lamp.read(topic, payload); }, speaker_);
}

namespace {

constexpr int esphome_brightest = 255;

}  // namespace

std::vector<std::string> EsphomeLamp::filters() const {
  return {node + "/light/" + object + "/state", node + "/status"};
}

LampOrder EsphomeLamp::command(OnOff to, const LampLook& look) const {
  std::string payload = fmt::format(R"({{"state":"{}")", in_capitals(to));
  if (to == OnOff::on && look.brightness)
    payload += fmt::format(R"(,"brightness":{})", share_of(esphome_brightest, *look.brightness));
  if (to == OnOff::on && look.mirek) payload += fmt::format(R"(,"color_temp":{})", *look.mirek);
  if (look.fade) {  // it ignores a transition that is not an integer
    payload += fmt::format(R"(,"transition":{})",
                           std::chrono::ceil<std::chrono::seconds>(*look.fade).count());
  }
  return {node + "/light/" + object + "/command", payload + "}"};
}

LampWord EsphomeLamp::read(std::string_view topic, std::string_view payload) const {
  if (topic == node + "/light/" + object + "/state")
    return read_json_state(payload, {{"state"}, {"brightness"}, esphome_brightest});
  if (topic == node + "/status") return {.answers = read_availability(payload)};
  return {};
}

namespace {

constexpr int tasmota_brightest = 100;
constexpr double slowest_speed = 40;  // half seconds from dark to bright
constexpr double speeds_a_second = 2.0;

void replace(std::string& text, std::string_view what, std::string_view with) {
  const std::size_t found = text.find(what);
  if (found != std::string::npos) text.replace(found, what.size(), with);
}

/// POWER2 of strip/POWER2; empty if the name has no such suffix.
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
  std::vector<std::string> filters{stat + "RESULT", stat + power, tele + "STATE", tele + "LWT"};
  if (!other_power().empty()) filters.push_back(stat + other_power());
  return filters;
}

/// A single relay is POWER, or POWER1 with SetOption26.
std::string TasmotaLamp::other_power() const {
  if (power == "POWER") return "POWER1";
  return power == "POWER1" ? "POWER" : "";
}

std::optional<LampOrder> TasmotaLamp::question() const { return LampOrder{cmnd + power, ""}; }

LampOrder TasmotaLamp::command(OnOff to, const LampLook& look) const {
  const bool on = to == OnOff::on;
  std::string before;  // Speed2 applies to the next change only and keeps the lamp's own settings
  if (look.fade) before += fmt::format("Speed2 {}; ", speed_for(*look.fade));
  if (on && look.brightness)
    before += fmt::format("Dimmer {}; ", share_of(tasmota_brightest, *look.brightness));
  if (on && look.mirek) before += fmt::format("CT {}; ", *look.mirek);
  const std::string word = in_capitals(to);
  if (before.empty()) return {cmnd + power, word};
  return {cmnd + "Backlog", fmt::format("{}{} {}", before, power, word)};
}

LampWord TasmotaLamp::read(std::string_view topic, std::string_view payload) const {
  if (topic == tele + "LWT") return {.answers = read_availability(payload)};
  const std::string other = other_power();
  const bool is_state = topic == stat + "RESULT" || topic == stat + power ||
                        topic == tele + "STATE" || (!other.empty() && topic == stat + other);
  if (!is_state) return {};
  LampWord word = read_json_state(payload, {{power}, {"Dimmer"}, tasmota_brightest, "CT"});
  if (word.is || other.empty()) return word;
  return read_json_state(payload, {{other}, {"Dimmer"}, tasmota_brightest, "CT"});
}

namespace {

constexpr int zigbee2mqtt_brightest = 254;

}  // namespace

std::pair<std::string, std::string> Zigbee2mqttLamp::device_and_endpoint() const {
  const std::size_t slash = name.rfind('/');
  if (slash == std::string::npos) return {};
  return {base + "/" + name.substr(0, slash), name.substr(slash + 1)};
}

std::vector<std::string> Zigbee2mqttLamp::filters() const {
  const std::string state = base + "/" + name;
  std::vector<std::string> filters{state, state + "/availability", base + "/bridge/state"};
  const std::string device = device_and_endpoint().first;
  if (device.empty()) return filters;
  filters.push_back(device);
  filters.push_back(device + "/availability");
  return filters;
}

std::optional<LampOrder> Zigbee2mqttLamp::question() const {
  return LampOrder{base + "/" + name + "/get", R"({"state":""})"};
}

LampOrder Zigbee2mqttLamp::command(OnOff to, const LampLook& look) const {
  std::string payload = fmt::format(R"({{"state":"{}")", in_capitals(to));
  if (to == OnOff::on && look.brightness)
    payload +=
        fmt::format(R"(,"brightness":{})", share_of(zigbee2mqtt_brightest, *look.brightness));
  if (to == OnOff::on && look.xy) {
    payload += fmt::format(R"(,"color":{{"x":{},"y":{}}})", look.xy->x, look.xy->y);
  } else if (to == OnOff::on && look.mirek) {
    payload += fmt::format(R"(,"color_temp":{})", *look.mirek);
  }
  if (look.fade) payload += fmt::format(R"(,"transition":{})", seconds_of(*look.fade));
  return {base + "/" + name + "/set", payload + "}"};
}

LampWord Zigbee2mqttLamp::read(std::string_view topic, std::string_view payload) const {
  const std::string state = base + "/" + name;
  if (topic == state)
    return read_json_state(payload, {{"state"}, {"brightness"}, zigbee2mqtt_brightest});
  if (const auto [device, endpoint] = device_and_endpoint(); !device.empty()) {
    const LampPlaces places{
        {"state_" + endpoint}, {"brightness_" + endpoint}, zigbee2mqtt_brightest};
    if (topic == device && payload.starts_with('{')) {
      LampWord word = read_json_state(payload, places);
      word.endpoints.clear();
      return word.is ? word : LampWord{};
    }
    if (topic == device + "/availability") return {.answers = read_availability(payload)};
  }
  if (topic == state + "/availability") return {.answers = read_availability(payload)};
  if (topic == base + "/bridge/state") return {.bridge = read_availability(payload)};
  return {};
}

}  // namespace lamplighter
