// SPDX-License-Identifier: Apache-2.0
#include "payloads/light_level.h"

#include "core/require.h"
#include "payloads/message.h"
#include "payloads/mqtt_lamp.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace lamplighter {
namespace {

using Outcome = std::variant<LightLevel, Rejection>;

std::string_view without_blanks(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n";
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

/// Zigbee's 16-bit codes for "no value" and "invalid value".
bool is_no_value(double number) { return number == 65535 || number == 65534; }

Outcome level_of(double number, Instant at, LightScale scale) {
  if (is_no_value(number)) return Rejection::failed_read;
  const std::optional<double> in_lux = lux_of(scale, number);
  const std::optional<Lux> lux = in_lux ? lux_from(*in_lux) : std::nullopt;
  if (!lux) return Rejection::out_of_range;
  return LightLevel{at, *lux};
}

/// Values for a sensor that Home Assistant or ESPHome cannot reach, or that has no value yet.
bool tells_no_value(std::string_view text) {
  return is_nan_text(text) || text == "unavailable" || text == "unknown" || text == "None";
}

Outcome level_of_text(std::string_view text, Instant at, LightScale scale) {
  if (tells_no_value(text)) return Rejection::failed_read;
  const std::optional<double> number = parse_number(text);
  return number ? level_of(*number, at, scale) : Outcome(Rejection::malformed);
}

/// Interprets the value at the place of the light level. Zigbee2MQTT and Tasmota send null for a
/// missing value.
Outcome level_of(const JsonValue& value, Instant at, LightScale scale) {
  if (std::holds_alternative<JsonNothing>(value)) return Rejection::not_a_reading;
  if (std::holds_alternative<JsonNull>(value)) return Rejection::failed_read;
  if (const auto* text = std::get_if<std::string>(&value)) return level_of_text(*text, at, scale);
  const double* number = std::get_if<double>(&value);
  return number != nullptr ? level_of(*number, at, scale) : Outcome(Rejection::malformed);
}

/// The id of a ThingFlow sensor may also be an integer.
std::optional<std::string> thingflow_id(const JsonValue& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  const double* number = std::get_if<double>(&value);
  if (number == nullptr || std::abs(*number) > 1e9 || *number != std::floor(*number)) return {};
  return std::to_string(static_cast<long long>(*number));
}

/// `["front-room", 1467481502, 20.72641]`: id, the node's clock, lux. The clock is ignored: an
/// ESP8266 without NTP counts from 2000 or from its start.
Outcome read_thingflow(const LightFormat& how, const Message& message) {
  const auto document = JsonDocument::parse(message.payload);
  if (!document || document->array_size() != 3u) return Rejection::malformed;
  const std::optional<std::string> name = thingflow_id(document->at({"0"}));
  if (!name || !std::holds_alternative<double>(document->at({"1"}))) {
    return Rejection::malformed;
  }
  Outcome outcome = level_of(document->at({"2"}), message.arrived, how.scale);
  if (auto* level = std::get_if<LightLevel>(&outcome)) level->name = *name;
  return outcome;
}

/// Zigbee2MQTT 1.x sends lux in `illuminance_lux` and 10000·log10(lux)+1 in `illuminance`; 2.x
/// sends lux in `illuminance`, and after an upgrade a stale `illuminance_lux` may remain: one that
/// does not match the logarithm.
JsonValue zigbee2mqtt_value(const JsonDocument& document, LightScale scale) {
  JsonValue lux = document.at({"illuminance_lux"});
  JsonValue level = document.at({"illuminance"});
  const double* lux_number = std::get_if<double>(&lux);
  const double* level_number = std::get_if<double>(&level);
  if (level_number == nullptr) return lux_number != nullptr ? lux : level;
  if (lux_number == nullptr || scale.unit != LightUnit::lux) return level;
  const bool whole =
      *lux_number == std::floor(*lux_number) && *level_number == std::floor(*level_number);
  const double by_level = lux_of({LightUnit::hue_light_level}, *level_number).value_or(-1);
  const bool belongs = std::abs(by_level - *lux_number) <= 1 + 0.05 * *lux_number;
  return whole && !belongs && !is_no_value(*level_number) ? level : lux;
}

/// Other topics of a device below its name contain no reading. With `output: attribute`, each value
/// has its own topic, and its payload is the number.
Outcome read_zigbee2mqtt(const LightFormat& how, const Message& message) {
  if (message.topic.ends_with("/set") || message.topic.ends_with("/get") ||
      message.topic.find("/bridge/") != std::string_view::npos) {
    return Rejection::not_a_reading;
  }
  if (is_attribute_topic(message.topic)) {
    return level_of_text(message.payload, message.arrived, how.scale);
  }
  const auto document = JsonDocument::parse(message.payload);
  if (!document) return Rejection::malformed;
  return level_of(
      how.pointer ? document->at(*how.pointer) : zigbee2mqtt_value(*document, how.scale),
      message.arrived, how.scale);
}

constexpr std::string_view zigbee_block = "ZbReceived";

/// The first device with a light level in a message of Tasmota's Zigbee bridge; empty if there is
/// none.
std::string zigbee_device(const JsonDocument& document) {
  for (const std::string& device : document.keys({std::string(zigbee_block)})) {
    const JsonValue level = document.at({std::string(zigbee_block), device, "Illuminance"});
    if (!std::holds_alternative<JsonNothing>(level)) return device;
  }
  return {};
}

/// The name is the key, or the value of `Name` if the key is the short address.
std::string zigbee_name(const JsonDocument& document, const std::string& device) {
  const JsonValue name = document.at({std::string(zigbee_block), device, "Name"});
  const auto* text = std::get_if<std::string>(&name);
  return text != nullptr ? *text : device;
}

Outcome read_zigbee_bridge(const LightFormat& how, const JsonDocument& document, Instant arrived) {
  const std::string device = zigbee_device(document);
  if (device.empty()) return Rejection::not_a_reading;
  const bool as_usual = how.scale == LightScale{};
  Outcome outcome =
      level_of(document.at({std::string(zigbee_block), device, "Illuminance"}), arrived,
               as_usual ? LightScale{LightUnit::hue_light_level} : how.scale);
  if (auto* level = std::get_if<LightLevel>(&outcome)) level->name = zigbee_name(document, device);
  return outcome;
}

/// `{"Time":"2019-11-03T20:45:37","BH1750":{"Illuminance":79}}`: the first block with a light
/// level, otherwise the fault of the first block that should have one. `Time` is local time without
/// an offset and is ignored.
Outcome read_tasmota(const LightFormat& how, const Message& message) {
  const auto document = JsonDocument::parse(message.payload);
  if (!document) return Rejection::malformed;
  if (how.pointer) return level_of(document->at(*how.pointer), message.arrived, how.scale);
  if (!zigbee_device(*document).empty()) return read_zigbee_bridge(how, *document, message.arrived);
  std::optional<Outcome> first;
  for (const std::string& block : document->keys()) {
    const JsonValue value = document->at({block, "Illuminance"});
    if (std::holds_alternative<JsonNothing>(value)) continue;
    Outcome outcome = level_of(value, message.arrived, how.scale);
    const bool is_level = std::holds_alternative<LightLevel>(outcome);
    auto* good = first ? std::get_if<LightLevel>(&*first) : nullptr;
    if (good != nullptr && is_level) good->has_second = true;
    if (good == nullptr && (is_level || !first)) first = std::move(outcome);
  }
  return first.value_or(Rejection::not_a_reading);
}

/// A plain number; `nan`, `unavailable` and `unknown` are failed reads.
Outcome read_esphome(const LightFormat& how, const Message& message) {
  return level_of_text(without_blanks(message.payload), message.arrived, how.scale);
}

Outcome read_json(const LightFormat& how, const Message& message) {
  if (tells_no_value(message.payload)) return Rejection::failed_read;
  const auto document = JsonDocument::parse(message.payload);
  if (!document) return Rejection::malformed;
  return level_of(document->at(how.pointer.value_or(JsonPointer{})), message.arrived, how.scale);
}

Outcome read_node(const LightFormat& how, const Message& message) {
  const auto payload = read_node_payload(message.payload);
  if (const auto* rejected = std::get_if<Rejection>(&payload)) return *rejected;
  const auto& report = std::get<NodeReport>(payload);
  if (!report.lux) return Rejection::failed_read;
  const Instant by_age = message.arrived - report.age;
  return LightLevel{
      how.trust_clock ? report.at.value_or(by_age) : by_age, *report.lux, {}, report.count};
}

}  // namespace

Outcome read_light_level(const LightFormat& how, const Message& message) {
  if (message.payload.size() > max_payload_bytes) return Rejection::oversized;
  if (const std::optional<bool> there = availability_in(message)) {
    return *there ? Rejection::not_a_reading : Rejection::sensor_offline;
  }
  if (message.retained) return Rejection::retained;
  switch (how.format) {
    case Format::thingflow:
      return read_thingflow(how, message);
    case Format::zigbee2mqtt:
      return read_zigbee2mqtt(how, message);
    case Format::tasmota:
      return read_tasmota(how, message);
    case Format::esphome:
      return read_esphome(how, message);
    case Format::lamplighter:
      return read_node(how, message);
    case Format::json:
      return read_json(how, message);
    case Format::zigbee2mqtt_state:
    case Format::tasmota_power:
    case Format::esphome_light:
    case Format::on_off:
      break;
  }
  abort_with("the format must be one of light levels");
  return Rejection::malformed;
}

std::string name_in_payload(Format format, std::string_view payload) {
  if (format != Format::thingflow && format != Format::tasmota) return {};
  const auto document = JsonDocument::parse(payload);
  if (!document) return {};
  if (format == Format::thingflow) return thingflow_id(document->at({"0"})).value_or("");
  const std::string device = zigbee_device(*document);
  return device.empty() ? "" : zigbee_name(*document, device);
}

std::optional<double> parse_number(std::string_view text) {
  text = without_blanks(text);
  double number = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (fault != std::errc() || end != text.data() + text.size() || !std::isfinite(number)) {
    return std::nullopt;
  }
  return number;
}

bool is_nan_text(std::string_view text) {
  text = without_blanks(text);
  if (text.starts_with('-')) text.remove_prefix(1);
  return text == "nan" || text == "NaN" || text == "NAN";
}

namespace {

constexpr std::array<std::string_view, 5> unit_names{"lux", "hue-light-level", "ldr-1023",
                                                     "ldr-4095", "ldr-percent"};

/// For a voltage divider that gives `full` in full light: at 10 lux the LDR equals the fixed
/// resistor. `full` itself would be infinite light; it is treated as half a count less.
double lux_of_ldr(double counts, double full) {
  constexpr double lux_at_half = 10;
  constexpr double fall = 0.7;
  const double count = std::min(counts, full * (1 - 0.5 / 1023));
  return lux_at_half * std::pow(count / (full - count), 1 / fall);
}

}  // namespace

std::optional<LightScale> parse_light_scale(std::string_view text) {
  constexpr std::string_view suffix = "-inverted";
  const bool inverted = text.starts_with("ldr-") && text.ends_with(suffix);
  if (inverted) text.remove_suffix(suffix.size());
  for (std::size_t i = 0; i < unit_names.size(); ++i) {
    if (text == unit_names[i]) return LightScale{static_cast<LightUnit>(i), inverted};
  }
  return std::nullopt;
}

std::string light_scale_names() {
  std::string names;
  for (const std::string_view name : unit_names) {
    names += (names.empty() ? "" : ", ") + std::string(name);
    if (name.starts_with("ldr-")) names += ", " + std::string(name) + "-inverted";
  }
  return names;
}

std::optional<double> lux_of(LightScale scale, double number) {
  if (scale.unit == LightUnit::lux) return number;
  if (!(number >= 0)) return std::nullopt;
  if (scale.unit == LightUnit::hue_light_level) {
    return number < 1 ? 0.0 : std::pow(10, (number - 1) / 10000);
  }
  const double full = scale.unit == LightUnit::ldr_1023   ? 1023
                      : scale.unit == LightUnit::ldr_4095 ? 4095
                                                          : 100;
  if (number > full) return std::nullopt;
  return lux_of_ldr(scale.inverted ? full - number : number, full);
}

std::optional<Lux> lux_from(double number) {
  if (!(number >= min_lux && number <= max_lux)) return std::nullopt;
  return Lux(number);
}

namespace {

constexpr double year_2000 = 946684800;
constexpr double year_2100 = 4102444800;

std::optional<std::uint32_t> count_of(const JsonValue& value) {
  const double* number = std::get_if<double>(&value);
  if (number == nullptr || *number < 0 || *number > 4294967295.0) return std::nullopt;
  if (*number != std::floor(*number)) return std::nullopt;
  return static_cast<std::uint32_t>(*number);
}

bool is_reason(const JsonValue& value) {
  constexpr std::array<std::string_view, 4> reasons{"no-answer", "wrong-id", "saturated",
                                                    "no-result"};
  const auto* text = std::get_if<std::string>(&value);
  if (text == nullptr) return false;
  for (const std::string_view reason : reasons) {
    if (*text == reason) return true;
  }
  return false;
}

/// Exactly one of `lux` and `failed`.
std::optional<Rejection> read_measure(const JsonDocument& document, NodeReport& report) {
  const JsonValue lux = document.at({"lux"});
  const JsonValue failed = document.at({"failed"});
  if (const double* number = std::get_if<double>(&lux)) {
    report.lux = lux_from(*number);
    if (!report.lux) return Rejection::out_of_range;
    if (!std::holds_alternative<JsonNothing>(failed)) return Rejection::malformed;
    return std::nullopt;
  }
  const bool sound = std::holds_alternative<JsonNothing>(lux) && is_reason(failed);
  return sound ? std::nullopt : std::optional(Rejection::malformed);
}

std::optional<Rejection> read_times(const JsonDocument& document, NodeReport& report) {
  const JsonValue age = document.at({"age"});
  const double* seconds = std::get_if<double>(&age);
  if (seconds == nullptr || *seconds < 0) return Rejection::malformed;
  if (*seconds > std::chrono::duration<double>(max_age).count()) return Rejection::out_of_range;
  report.age = std::chrono::microseconds(std::llrint(*seconds * 1e6));

  const JsonValue at = document.at({"at"});
  if (std::holds_alternative<JsonNothing>(at)) return std::nullopt;
  const double* epoch = std::get_if<double>(&at);
  if (epoch == nullptr) return Rejection::malformed;
  if (*epoch < year_2000 || *epoch > year_2100) return Rejection::out_of_range;
  report.at = from_epoch_seconds(*epoch);
  return std::nullopt;
}

}  // namespace

std::variant<NodeReport, Rejection> read_node_payload(std::string_view payload) {
  const auto document = JsonDocument::parse(payload);
  if (!document) return Rejection::malformed;
  NodeReport report;
  const auto boot = count_of(document->at({"boot"}));
  const auto n = count_of(document->at({"n"}));
  if (!boot || !n) return Rejection::malformed;
  report.count = {*boot, *n};
  if (const auto rejected = read_measure(*document, report)) return *rejected;
  if (const auto rejected = read_times(*document, report)) return *rejected;
  return report;
}

}  // namespace lamplighter
