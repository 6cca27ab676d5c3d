// SPDX-License-Identifier: Apache-2.0
#include "hue_emulator/control.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <functional>

namespace lamplighter::hue_emulator {
namespace {

constexpr std::size_t most_lamps = 63;  // facts: the hard limit of a BSB002

/// The first word, and what follows it.
std::pair<std::string_view, std::string_view> split_word(std::string_view text) {
  const std::size_t space = text.find(' ');
  if (space == std::string_view::npos) return {text, {}};
  return {text.substr(0, space), text.substr(space + 1)};
}

Error not_a_line(std::string_view line) {
  return {Fault::bad_input,
          fmt::format("unknown control command \"{}\"; the commands are:\n{}", line, control_help)};
}

std::optional<int> count_of(std::string_view text) {
  int count = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), count);
  constexpr int most = 1'000'000;
  if (fault != std::errc() || end != text.data() + text.size() || count < 0 || count > most) {
    return std::nullopt;
  }
  return count;
}

using UseLamp = std::function<void(EmulatedLamp&, Instant)>;

Result<void> with_lamp(EmulatedBridgeServer& server, std::string_view name, const UseLamp& use) {
  bool found = false;
  server.with_bridge([&](EmulatedBridge& bridge, Instant now) {
    for (EmulatedLamp& lamp : bridge.world().lamps) {
      if (lamp.name() != name) continue;
      use(lamp, now);
      found = true;
    }
  });
  if (found) return {};
  return Error{Fault::not_found, fmt::format("control: no lamp \"{}\"", name)};
}

Result<void> switch_manually(EmulatedBridgeServer& server, std::string_view name, bool on) {
  return with_lamp(server, name, [on](EmulatedLamp& lamp, Instant now) {
    LampCommand command;
    command.on = on;
    lamp.command(command, now);
  });
}

using UseSensor = std::function<void(EmulatedSensor&, Instant)>;

Result<void> with_sensor(EmulatedBridgeServer& server, std::string_view name,
                         const UseSensor& use) {
  bool found = false;
  server.with_bridge([&](EmulatedBridge& bridge, Instant now) {
    for (EmulatedSensor& sensor : bridge.world().sensors) {
      if (sensor.name() != name) continue;
      use(sensor, now);
      found = true;
    }
  });
  if (found) return {};
  return Error{Fault::not_found, fmt::format("control: no motion sensor \"{}\"", name)};
}

Result<void> set_radio(EmulatedBridgeServer& server, std::string_view name, bool works) {
  const Result<void> lamp =
      with_lamp(server, name, [works](EmulatedLamp& one, Instant) { one.set_radio(works); });
  if (lamp) return lamp;
  const Result<void> sensor = with_sensor(
      server, name, [works](EmulatedSensor& one, Instant now) { one.set_radio(works, now); });
  if (sensor) return sensor;
  return Error{Fault::not_found, fmt::format("control: no lamp or motion sensor \"{}\"", name)};
}

Result<void> set_lux(EmulatedBridgeServer& server, std::string_view line, std::string_view rest) {
  constexpr double brightest = 200'000;  // the sun outdoors
  const auto [number, name] = split_word(rest);
  double lux = 0;
  const char* const last = number.data() + number.size();
  const auto [end, fault] = std::from_chars(number.data(), last, lux);
  if (fault != std::errc() || end != last || !(lux >= 0) || lux > brightest) {
    return not_a_line(line);
  }
  return with_sensor(server, name,
                     [lux](EmulatedSensor& sensor, Instant now) { sensor.set_lux(lux, now); });
}

Result<void> set_fault(EmulatedBridgeServer& server, std::string_view word, int count) {
  BridgeFaults faults;
  if (word == "drip") faults.dripping = count;
  if (word == "drop") faults.dropped = count;
  if (word == "busy") faults.overloaded = count;
  if (word == "slow") faults.delay = std::chrono::milliseconds(count);
  server.set_faults(faults);
  return {};
}

Result<void> set_certificate(EmulatedBridgeServer& server, std::string_view kind,
                             const EmulatedAuthority& authority) {
  std::string id;
  server.with_bridge([&](EmulatedBridge& bridge, Instant) { id = bridge.world().bridge_id; });
  const Validity good = bridge_validity();
  Result<CertificateAndKey> made = not_a_line(kind);
  if (kind == "good") made = authority.issue(id, good);
  if (kind == "self-signed") made = self_signed(id, good);
  if (kind == "expired") made = authority.issue(id, {good.from, good.from + 24h});
  if (kind == "other-id") made = authority.issue("ecb5fafffe000000", good);
  if (kind == "stranger") {
    const Result<EmulatedAuthority> stranger = EmulatedAuthority::make("a stranger");
    if (!stranger) return stranger.error();
    made = stranger->issue(id, good);
  }
  if (!made) return made.error();
  return server.use_certificate(*made);
}

std::optional<LampKind> kind_of(std::string_view text) {
  if (text == "plug") return LampKind::plug;
  if (text == "dimmable" || text.empty()) return LampKind::dimmable;
  if (text == "white") return LampKind::white_ambiance;
  if (text == "colour") return LampKind::colour;
  return std::nullopt;
}

EmulatedGroup& room_named(BridgeWorld& world, std::string_view name) {
  for (EmulatedGroup& group : world.groups) {
    if (group.name == name) return group;
  }
  world.groups.push_back({std::string(name), GroupKind::room, {}, {}});
  return world.groups.back();
}

}  // namespace

Result<void> control(EmulatedBridgeServer& server, std::string_view line,
                     const EmulatedAuthority* authority) {
  const auto [word, rest] = split_word(line);
  const auto [second, name] = split_word(rest);
  const bool on = second == "on";
  if (line == "press") {
    server.press_button();
    return {};
  }
  if (line == "revoke") {
    server.with_bridge([](EmulatedBridge& bridge, Instant) { bridge.world().keys.clear(); });
    return {};
  }
  if (word == "on" || word == "off") return switch_manually(server, rest, word == "on");
  if (word == "mains" && (on || second == "off")) {
    return with_lamp(server, name,
                     [on = on](EmulatedLamp& lamp, Instant now) { lamp.set_mains(on, now); });
  }
  if (word == "radio" && (on || second == "off")) {
    return set_radio(server, name, on);
  }
  if (word == "motion") {
    return with_sensor(server, rest, [](EmulatedSensor& sensor, Instant now) { sensor.move(now); });
  }
  if (word == "lux") return set_lux(server, line, rest);
  if (word == "streams" && (rest == "on" || rest == "off")) {
    server.set_streams(rest == "on");
    return {};
  }
  if (word == "power" && (rest == "on" || rest == "off")) return server.set_power(rest == "on");
  if (word == "certificate" && authority != nullptr) {
    return set_certificate(server, rest, *authority);
  }
  const std::optional<int> count = count_of(rest);
  const bool is_fault = word == "drip" || word == "drop" || word == "busy" || word == "slow";
  if (is_fault && count) return set_fault(server, word, *count);
  return not_a_line(line);
}

Result<void> add_lamp(BridgeWorld& world, std::string_view text) {
  const std::size_t slash = text.find('/');
  const std::size_t colon = text.rfind(':');
  const bool has_kind =
      colon != std::string_view::npos && slash != std::string_view::npos && colon > slash;
  const std::string_view kind_text = has_kind ? text.substr(colon + 1) : std::string_view();
  const std::optional<LampKind> kind = kind_of(kind_text);
  const std::string_view path = has_kind ? text.substr(0, colon) : text;
  if (slash == std::string_view::npos || slash == 0 || slash + 1 >= path.size() || !kind) {
    return Error{Fault::bad_input,
                 fmt::format("lamp \"{}\": expected ROOM/NAME or ROOM/NAME:KIND with a kind of "
                             "plug, dimmable, white, colour",
                             text)};
  }
  if (world.lamps.size() == most_lamps) {
    return Error{Fault::bad_input,
                 fmt::format("lamp \"{}\": a bridge has at most {} lamps", text, most_lamps)};
  }
  world.lamps.emplace_back(std::string(path.substr(slash + 1)), *kind);
  room_named(world, path.substr(0, slash)).lamps.push_back(world.lamps.size() - 1);
  return {};
}

Result<void> add_sensor(BridgeWorld& world, std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos || slash == 0 || slash + 1 >= text.size()) {
    return Error{Fault::bad_input, fmt::format("sensor \"{}\": expected ROOM/NAME", text)};
  }
  world.sensors.emplace_back(std::string(text.substr(slash + 1)));
  room_named(world, text.substr(0, slash)).sensors.push_back(world.sensors.size() - 1);
  return {};
}

}  // namespace lamplighter::hue_emulator
