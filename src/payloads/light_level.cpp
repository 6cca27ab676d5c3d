// SPDX-License-Identifier: Apache-2.0
#include "payloads/light_level.h"

#include "core/require.h"
#include "payloads/json_document.h"

#include <array>
#include <charconv>
#include <cmath>

namespace lamplighter {
namespace {

using Outcome = std::variant<LightLevel, Rejection>;

/// A number found where the light level should be. A null is what Zigbee2MQTT and Tasmota send for
/// a value they do not have.
Outcome level_of(const JsonValue& value, Instant at) {
  if (std::holds_alternative<JsonNothing>(value)) return Rejection::not_a_reading;
  if (std::holds_alternative<JsonNull>(value)) return Rejection::failed_read;
  const double* number = std::get_if<double>(&value);
  if (number == nullptr) return Rejection::malformed;
  const std::optional<Lux> lux = lux_from(*number);
  if (!lux) return Rejection::out_of_range;
  return LightLevel{at, *lux};
}

/// A ThingFlow sensor's id may also be a whole number.
std::optional<std::string> thingflow_id(const JsonValue& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  const double* number = std::get_if<double>(&value);
  if (number == nullptr || std::abs(*number) > 1e9 || *number != std::floor(*number)) return {};
  return std::to_string(static_cast<long long>(*number));
}

/// `["front-room", 1467481502, 20.72641]`: id, the node's clock, lux. The clock is passed over: an
/// ESP8266 without NTP counts from 2000 or from its start.
Outcome read_thingflow(const Message& message) {
  const auto document = JsonDocument::parse(message.payload);
  if (!document || document->array_size() != 3u) return Rejection::malformed;
  const std::optional<std::string> name = thingflow_id(document->at({"0"}));
  if (!name || !std::holds_alternative<double>(document->at({"1"}))) {
    return Rejection::malformed;
  }
  Outcome outcome = level_of(document->at({"2"}), message.arrived);
  if (auto* level = std::get_if<LightLevel>(&outcome)) level->name = *name;
  return outcome;
}

/// Zigbee2MQTT 1.x has lux in `illuminance_lux` and a raw logarithm in `illuminance`; 2.x has lux
/// in `illuminance`. A device's other topics below its name carry no reading.
Outcome read_zigbee2mqtt(const LightFormat& how, const Message& message) {
  if (message.topic.ends_with("/availability") || message.topic.ends_with("/set") ||
      message.topic.ends_with("/get") || message.topic.find("/bridge/") != std::string_view::npos) {
    return Rejection::not_a_reading;
  }
  const auto document = JsonDocument::parse(message.payload);
  if (!document) return Rejection::malformed;
  if (how.pointer) return level_of(document->at(*how.pointer), message.arrived);
  const JsonValue lux = document->at({"illuminance_lux"});
  const bool has_lux = !std::holds_alternative<JsonNothing>(lux);
  return level_of(has_lux ? lux : document->at({"illuminance"}), message.arrived);
}

/// `{"Time":"2019-11-03T20:45:37","BH1750":{"Illuminance":79}}`: the first block that has an
/// Illuminance. `Time` is a wall clock without an offset and is passed over.
Outcome read_tasmota(const LightFormat& how, const Message& message) {
  const auto document = JsonDocument::parse(message.payload);
  if (!document) return Rejection::malformed;
  if (how.pointer) return level_of(document->at(*how.pointer), message.arrived);
  for (const std::string& block : document->keys()) {
    const JsonValue value = document->at({block, "Illuminance"});
    if (!std::holds_alternative<JsonNothing>(value)) return level_of(value, message.arrived);
  }
  return Rejection::not_a_reading;
}

/// A bare number; `nan` is a failed read.
Outcome read_esphome(const Message& message) {
  if (is_nan_text(message.payload)) return Rejection::failed_read;
  const std::optional<double> number = parse_number(message.payload);
  if (!number) return Rejection::malformed;
  return level_of(*number, message.arrived);
}

Outcome read_json(const LightFormat& how, const Message& message) {
  const auto document = JsonDocument::parse(message.payload);
  if (!document) return Rejection::malformed;
  return level_of(document->at(how.pointer.value_or(JsonPointer{})), message.arrived);
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
  if (message.retained) return Rejection::retained;
  switch (how.format) {
    case Format::thingflow:
      return read_thingflow(message);
    case Format::zigbee2mqtt:
      return read_zigbee2mqtt(how, message);
    case Format::tasmota:
      return read_tasmota(how, message);
    case Format::esphome:
      return read_esphome(message);
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

namespace {

std::string_view without_blanks(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n";
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

}  // namespace

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

/// `lux` or `failed`, one of the two.
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
