// SPDX-License-Identifier: Apache-2.0
#include "payloads/source.h"

#include "core/require.h"
#include "core/utf8.h"
#include "payloads/mqtt_lamp.h"

#include <fmt/format.h>

#include <optional>

namespace lamplighter {
namespace {

constexpr std::size_t max_filter_bytes = 512;

std::string_view take_level(std::string_view& text) {
  const std::size_t end = text.find('/');
  const std::string_view level = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return level;
}

std::vector<std::string_view> split(std::string_view text) {
  std::vector<std::string_view> levels;
  for (std::size_t end = text.find('/'); end != std::string_view::npos; end = text.find('/')) {
    levels.push_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  levels.push_back(text);
  return levels;
}

Error bad_pattern(std::string_view text, std::string_view why) {
  return {Fault::bad_input, fmt::format("topic \"{}\": {}", text, why)};
}

}  // namespace

Result<TopicPattern> TopicPattern::parse(std::string_view text) {
  if (text.empty() || text.size() > max_filter_bytes) {
    return bad_pattern(text.substr(0, 40), "expected 1 to 512 bytes");
  }
  TopicPattern pattern;
  for (std::string_view level : split(text)) {
    if (level == "{home}") {
      if (pattern.home_at_) return bad_pattern(text, "has {home} twice; leave one as +");
      pattern.home_at_ = pattern.levels_.size();
      level = "+";
    } else if (level.starts_with('{')) {
      if (pattern.name_at_) return bad_pattern(text, "has two names; leave one as + or #");
      pattern.name_at_ = pattern.levels_.size();
      if (level == "{sensor}" || level == "{room}") {
        level = "+";
      } else if (level == "{sensor#}" || level == "{room#}") {
        level = "#";
      }
    }
    if (!pattern.levels_.empty() && pattern.levels_.back() == "#") {
      return bad_pattern(text, "# and {sensor#} are allowed only at the end");
    }
    if (level != "+" && level != "#" && level.find_first_of("+#{}") != std::string_view::npos) {
      return bad_pattern(
          text,
          "a level is +, #, {sensor}, {sensor#}, {room}, {room#}, {home} or text without + # { }");
    }
    if (level.find('\0') != std::string_view::npos) return bad_pattern(text, "holds a NUL");
    if (!pattern.levels_.empty()) pattern.filter_ += '/';
    pattern.filter_ += level;
    pattern.levels_.emplace_back(level);
  }
  return pattern;
}

std::optional<TopicPattern::Match> TopicPattern::match(std::string_view topic) const {
  if (topic.starts_with('$') && (levels_.front() == "+" || levels_.front() == "#")) return {};
  Match found;
  bool ended = false;
  for (std::size_t i = 0; i < levels_.size(); ++i) {
    const bool named = name_at_ == i;
    if (levels_[i] == "#") {  // also matches the parent level itself: a/# matches a
      if (named) found.name = topic;
      return ended && named ? std::nullopt : std::optional(found);
    }
    if (ended) return std::nullopt;
    ended = topic.find('/') == std::string_view::npos;
    const std::string_view level = take_level(topic);
    if (levels_[i] != "+" && levels_[i] != level) return std::nullopt;
    if (named) found.name = level;
    if (home_at_ == i) found.home = level;
  }
  return ended ? std::optional(found) : std::nullopt;
}

bool covers(std::string_view filter, std::string_view other) {
  const std::vector<std::string_view> wide = split(filter);
  const std::vector<std::string_view> narrow = split(other);
  for (std::size_t i = 0; i < wide.size(); ++i) {
    if (wide[i] == "#") return true;
    if (i == narrow.size() || narrow[i] == "#") return false;
    if (wide[i] != "+" && wide[i] != narrow[i]) return false;
  }
  return wide.size() == narrow.size();
}

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

/// What names the sensor or room of a message: exactly one of payload, topic and config.
std::optional<std::string> naming_fault(const SourceSettings& settings, Format format,
                                        bool topic_tells) {
  const std::string_view key = tells_lamps(format) ? "room" : "sensor";
  const bool payload_tells = format == Format::thingflow || !settings.name_pointers.empty();
  if (!settings.name_pointers.empty() && (topic_tells || !settings.name.empty())) {
    return fmt::format("name_pointer finds the {}'s name in the payload; remove it from {}", key,
                       topic_tells ? "the topic" : "the source");
  }
  if (payload_tells && (topic_tells || !settings.name.empty())) {
    return "thingflow payloads name the sensor themselves; remove the name from topic and source";
  }
  if (topic_tells && !settings.name.empty()) {
    return fmt::format("both the topic and {} = \"{}\" name the {}; remove one", key, settings.name,
                       key);
  }
  if (!payload_tells && !topic_tells && settings.name.empty()) {
    return fmt::format(
        "which {0}? Put {{{0}}} in the topic in place of a +, or add {0} = \"name\", or where the "
        "payload has it, name_pointer",
        key);
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
  if (settings.trust_clock && *format != Format::lamplighter) {
    return bad_source(settings, "trust_clock is for format lamplighter only");
  }
  Source source(*std::move(pattern), {*format, std::nullopt, settings.trust_clock}, settings.name);
  if (Result<void> set = source.set_places(settings); !set) return set.error();
  if (settings.unavailable_is_off && !tells_lamps(*format)) {
    return bad_source(settings, "unavailable is for formats of lamps only");
  }
  source.unavailable_is_off_ = settings.unavailable_is_off;
  source.set_will(settings.topic);
  return source;
}

/// Sets the paths to read in the payloads, and the unit.
Result<void> Source::set_places(const SourceSettings& settings) {
  if (settings.pointer) {
    if (!takes_pointer(how_.format)) {
      return bad_source(settings, fmt::format("format {} takes no pointer", settings.format));
    }
    Result<JsonPointer> pointer = parse_json_pointer(*settings.pointer);
    if (!pointer) return bad_source(settings, pointer.error().message);
    how_.pointer = *std::move(pointer);
  }
  const bool in_json = takes_pointer(how_.format);
  if (!in_json && !(settings.name_pointers.empty() && settings.only.empty())) {
    return bad_source(settings,
                      fmt::format("format {} takes no name_pointer and no only", settings.format));
  }
  for (const std::string& text : settings.name_pointers) {
    Result<JsonPointer> pointer = parse_json_pointer(text);
    if (!pointer) return bad_source(settings, "name_" + pointer.error().message);
    name_places_.push_back(*std::move(pointer));
  }
  for (const std::string& text : settings.only) {
    const std::size_t end = text.find('=');
    Result<JsonPointer> pointer = parse_json_pointer(text.substr(0, end));
    if (end == std::string::npos || !pointer) {
      return bad_source(settings, fmt::format("only \"{}\": expected a JSON pointer, = and a text, "
                                              "as \"/model=Fineoffset-WH65B\"",
                                              text.substr(0, 80)));
    }
    only_.push_back({*std::move(pointer), text.substr(end + 1)});
  }
  if (settings.unit.empty()) return {};
  const std::optional<LightScale> scale = parse_light_scale(settings.unit);
  if (!scale) {
    return bad_source(settings, fmt::format("unit \"{}\": expected one of {}", settings.unit,
                                            light_scale_names()));
  }
  if (tells_lamps(how_.format) || how_.format == Format::lamplighter) {
    return bad_source(settings, fmt::format("format {} takes no unit", settings.format));
  }
  how_.scale = *scale;
  return {};
}

/// Sets the topic of the will, if there is one and it contains the name as the source's topic does.
void Source::set_will(const std::string& topic) {
  const std::string will = availability_topic(how_.format, topic);
  if (will.empty()) return;
  Result<TopicPattern> pattern = TopicPattern::parse(will);
  if (pattern && pattern->has_name() == pattern_.has_name() &&
      pattern->has_home() == pattern_.has_home() && name_places_.empty())
    will_ = *std::move(pattern);
}

std::vector<std::string> Source::filters() const {
  std::vector<std::string> filters{pattern_.filter()};
  if (will_ && !covers(filters.front(), will_->filter())) filters.push_back(will_->filter());
  return filters;
}

/// Requires: listens_to(topic).
TopicPattern::Match Source::match(std::string_view topic) const {
  if (will_) {
    if (const auto match = will_->match(topic)) return *match;
  }
  const bool is_below = topic.ends_with("/availability") ||
                        (how_.format == Format::zigbee2mqtt && is_attribute_topic(topic));
  auto match = pattern_.match(is_below ? topic.substr(0, topic.rfind('/')) : topic);
  if (!match) match = pattern_.match(topic);
  return match.value_or(TopicPattern::Match{});
}

std::optional<std::string> Source::name_for(std::string_view topic) const {
  if (!fixed_name_.empty()) return fixed_name_;
  return good_name(match(topic).name);
}

namespace {

/// The value at a path as text; empty if it is not a plain value.
std::optional<std::string> text_at(const JsonDocument& document, const JsonPointer& place) {
  const JsonValue value = document.at(place);
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const bool* yes = std::get_if<bool>(&value)) return *yes ? "true" : "false";
  if (const double* number = std::get_if<double>(&value)) return fmt::format("{}", *number);
  return std::nullopt;
}

}  // namespace

std::variant<std::string, Rejection> Source::name_of(const Message& message) const {
  const bool looks_inside = !only_.empty() || !name_places_.empty();
  if (looks_inside && !availability_in(message)) {
    if (message.payload.size() > max_payload_bytes) return Rejection::oversized;
    const auto document = JsonDocument::parse(message.payload);
    if (!document) return Rejection::malformed;
    for (const Condition& condition : only_) {
      if (text_at(*document, condition.place) != condition.text) return Rejection::not_a_reading;
    }
    std::string name;
    for (const JsonPointer& place : name_places_) {
      const auto part = text_at(*document, place);
      if (!part) return Rejection::not_a_reading;
      name += (name.empty() ? "" : "/") + *part;
    }
    if (!name_places_.empty() && !is_good_sensor_name(name)) return Rejection::bad_sensor_id;
    if (!name.empty()) return name;
  }
  if (how_.format == Format::thingflow) return name_in_payload(how_.format, message.payload);
  const auto name = name_for(message.topic);
  if (!name) return Rejection::bad_sensor_id;
  return *name;
}

Decoded Source::decode(const Message& message) const {
  if (!has_homes()) return decode_named(message);
  const std::string_view home = match(message.topic).home;
  if (!is_good_home_name(home)) return {Rejection::bad_home};
  Decoded decoded = decode_named(message);
  if (!decoded.name.empty()) decoded.name = name_in_home(home, decoded.name);
  if (auto* change = std::get_if<Change>(&decoded.what)) change->room = RoomName(decoded.name);
  if (auto* reading = std::get_if<Reading>(&decoded.what)) reading->sensor = SensorId(decoded.name);
  decoded.home = home;
  return decoded;
}

Decoded Source::decode_named(const Message& message) const {
  const auto name = name_of(message);
  if (const auto* rejected = std::get_if<Rejection>(&name)) return {*rejected};
  const std::string& known = std::get<std::string>(name);
  return tells_lamps(how_.format) ? decode_lamp(message, known) : decode_light(message, known);
}

Decoded Source::decode_lamp(const Message& message, const std::string& name) const {
  const auto outcome = read_lamp_message(how_.format, how_.pointer, message);
  Decoded decoded{Rejection::malformed, name};
  decoded.reachable = availability_in(message);
  decoded.availability = decoded.reachable ? std::string(message.topic)
                                           : availability_topic(how_.format, message.topic);
  if (const auto* rejected = std::get_if<Rejection>(&outcome)) {
    decoded.what = *rejected;
    return decoded;
  }
  const auto& lamp = std::get<ReportedLamp>(outcome);
  const bool is_off = lamp.is_unavailable && unavailable_is_off_;
  decoded.what = Change{message.arrived, RoomName(name), is_off ? LampState::off : lamp.is};
  decoded.look = lamp.look;
  return decoded;
}

Decoded Source::decode_light(const Message& message, const std::string& name) const {
  const auto outcome = read_light_level(how_, message);
  const auto* level = std::get_if<LightLevel>(&outcome);
  const std::string inside =
      level != nullptr ? level->name : name_in_payload(how_.format, message.payload);
  const std::string& whose = inside.empty() || !name_places_.empty() ? name : inside;
  if (!is_good_sensor_name(whose)) {
    const bool nameless = level == nullptr && inside.empty();
    return {nameless ? std::get<Rejection>(outcome) : Rejection::bad_sensor_id};
  }
  if (level == nullptr) {
    Decoded refused{std::get<Rejection>(outcome), whose};
    refused.reachable = availability_in(message);
    return refused;
  }
  Decoded decoded{Reading{SensorId(whose), level->at, level->lux}, whose, level->count};
  decoded.has_second = level->has_second;
  return decoded;
}

namespace {

/// Characters that would break a row, or that are invisible.
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
