// SPDX-License-Identifier: Apache-2.0
#include "app/capture_setup.h"

#include <fmt/format.h>

#include <algorithm>

namespace lamplighter::app {
namespace {

Result<CaptureSource> source_of(const SourceConfig& config) {
  SourceSettings settings{.topic = config.topic,
                          .format = config.format,
                          .name = config.sensor.empty() ? config.room : config.sensor,
                          .pointer = std::nullopt,
                          .trust_clock = config.trust_clock};
  if (!config.pointer.empty()) settings.pointer = config.pointer;
  Result<Source> source = Source::make(settings);
  if (!source) return source.error();
  const bool lamps = tells_lamps(source->format());
  if (lamps ? !config.sensor.empty() : !config.room.empty()) {
    return Error{
        Fault::bad_input,
        fmt::format("source \"{}\": format {} is of {}", config.topic, config.format,
                    lamps ? "a room; write room, not sensor" : "a sensor; write sensor, not room")};
  }
  const auto strangers = static_cast<std::size_t>(config.accept_limit);
  return CaptureSource{*std::move(source), config.accept_any ? strangers : 0};
}

}  // namespace

Result<CaptureSettings> capture_settings(const Config& config) {
  CaptureSettings settings;
  for (const SourceConfig& one : config.sources) {
    Result<CaptureSource> source = source_of(one);
    if (!source) return with_context(config.path, source.error());
    settings.sources.push_back(*std::move(source));
    if (!one.sensor.empty()) settings.sensors.insert(one.sensor);
    if (!one.room.empty()) settings.rooms.insert(one.room);
  }
  if (settings.sources.empty()) {
    return Error{Fault::bad_input,
                 fmt::format("{}: nothing to capture; add a [[source]] with topic and format, as "
                             "docs/operating.md shows",
                             config.path)};
  }
  for (const RoomConfig& room : config.rooms) {
    settings.sensors.insert(room.sensor.text());
    settings.rooms.insert(room.name.text());
  }
  return settings;
}

std::vector<std::string> subscriptions(const CaptureSettings& settings) {
  std::vector<std::string> filters;
  for (const CaptureSource& source : settings.sources) {
    const std::string& filter = source.source.filter();
    const auto covered = [&](const std::string& wide) { return covers(wide, filter); };
    if (std::any_of(filters.begin(), filters.end(), covered)) continue;
    std::erase_if(filters, [&](const std::string& narrow) { return covers(filter, narrow); });
    filters.push_back(filter);
  }
  return filters;
}

}  // namespace lamplighter::app
