// SPDX-License-Identifier: Apache-2.0
#include "payloads/source.h"

#include "core/require.h"
#include "core/utf8.h"
#include "payloads/lamp_message.h"

#include <fmt/format.h>

#include <optional>

namespace lamplighter {
namespace {

Error bad_source(const SourceSettings& settings, std::string_view why) {
  return {Fault::bad_input, fmt::format("source \"{}\": {}", settings.topic.substr(0, 80), why)};
}

std::string all_formats() {
  std::string names;
  for (std::size_t i = 0; i < format_count; ++i) {
    names += fmt::format("{}{}", i == 0 ? "" : ", ", to_string(static_cast<Format>(i)));
  }
  return names;
}

/// Who tells which sensor or room a message is of: exactly one of payload, topic and config.
std::optional<std::string> naming_fault(const SourceSettings& settings, Format format,
                                        bool topic_tells) {
  const std::string_view key = tells_lamps(format) ? "room" : "sensor";
  const bool payload_tells = format == Format::thingflow;
  if (payload_tells && (topic_tells || !settings.name.empty())) {
    return "thingflow payloads name the sensor themselves; remove the name from topic and source";
  }
  if (topic_tells && !settings.name.empty()) {
    return fmt::format("both the topic and {} = \"{}\" name the {}; remove one", key, settings.name,
                       key);
  }
  if (!payload_tells && !topic_tells && settings.name.empty()) {
    return fmt::format("which {}? Put {{{}}} in the topic in place of a +, or add {} = \"name\"",
                       key, key, key);
  }
  if (!settings.name.empty() && !is_good_sensor_name(settings.name)) {
    return fmt::format(
        "{} \"{}\": expected 1 to 64 bytes of UTF-8 without control characters, "
        "\\ , \" and without a blank or dot at either end",
        key, settings.name.substr(0, 80));
  }
  return std::nullopt;
}

std::optional<std::string> good_name(std::string_view name) {
  if (!is_good_sensor_name(name)) return std::nullopt;
  return std::string(name);
}

bool takes_pointer(Format format) {
  return format != Format::thingflow && format != Format::esphome && format != Format::lamplighter;
}

}  // namespace

Result<Source> Source::make(const SourceSettings& settings) {
  const std::optional<Format> format = parse_format(settings.format);
  if (!format) {
    return bad_source(
        settings, fmt::format("format \"{}\": expected one of {}", settings.format, all_formats()));
  }
  Result<TopicPattern> pattern = TopicPattern::parse(settings.topic);
  if (!pattern) return with_context("source", pattern.error());
  if (const auto fault = naming_fault(settings, *format, pattern->has_name())) {
    return bad_source(settings, *fault);
  }
  LightFormat how{*format, std::nullopt, settings.trust_clock};
  if (settings.pointer) {
    if (!takes_pointer(*format)) {
      return bad_source(settings, fmt::format("format {} takes no pointer", settings.format));
    }
    Result<JsonPointer> pointer = parse_json_pointer(*settings.pointer);
    if (!pointer) return bad_source(settings, pointer.error().message);
    how.pointer = *std::move(pointer);
  }
  if (settings.trust_clock && *format != Format::lamplighter) {
    return bad_source(settings, "trust_clock is for format lamplighter only");
  }
  return Source(*std::move(pattern), std::move(how), settings.name);
}

std::optional<std::string> Source::name_for(std::string_view topic) const {
  if (!fixed_name_.empty()) return fixed_name_;
  auto match = pattern_.match(tells_lamps(how_.format) ? lamp_topic(topic) : topic);
  if (!match) match = pattern_.match(topic);
  if (!match) return std::nullopt;
  return good_name(match->name);
}

Decoded Source::decode(const Message& message) const {
  if (how_.format == Format::thingflow) {
    const auto outcome = read_light_level(how_, message);
    if (const auto* rejected = std::get_if<Rejection>(&outcome)) return {*rejected};
    const auto& level = std::get<LightLevel>(outcome);
    const auto name = good_name(level.name);
    if (!name) return {Rejection::bad_sensor_id};
    return {Reading{SensorId(*name), level.at, level.lux}, *name};
  }
  const auto name = name_for(message.topic);
  if (!name) return {Rejection::bad_sensor_id};
  if (tells_lamps(how_.format)) {
    const auto outcome = read_lamp_message(how_.format, how_.pointer, message);
    if (const auto* rejected = std::get_if<Rejection>(&outcome)) return {*rejected, *name};
    const auto& told = std::get<ReportedLamp>(outcome);
    return {Change{message.arrived, RoomName(*name), told.is}, *name, {}, told.look};
  }
  const auto outcome = read_light_level(how_, message);
  if (const auto* rejected = std::get_if<Rejection>(&outcome)) return {*rejected, *name};
  const auto& level = std::get<LightLevel>(outcome);
  return {Reading{SensorId(*name), level.at, level.lux}, *name, level.count};
}

namespace {

/// Characters that would break a row, or that nobody can see.
bool is_forbidden(char32_t c) {
  return is_control(c) || c == U'\\' || c == U',' || c == U'"' || (c >= 0x200B && c <= 0x200F) ||
         c == 0xFEFF;
}

bool may_be_at_the_edge(char c) { return c != ' ' && c != '.'; }

}  // namespace

bool is_good_sensor_name(std::string_view name) {
  if (name.empty() || name.size() > max_name_bytes) return false;
  if (!may_be_at_the_edge(name.front()) || !may_be_at_the_edge(name.back())) return false;
  while (!name.empty()) {
    const std::optional<char32_t> character = take_character(name);
    if (!character || is_forbidden(*character)) return false;
  }
  return true;
}

}  // namespace lamplighter
