// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "simulation/room_light.h"

#include <span>
#include <vector>

namespace lamplighter::simulation {

/// Everything a simulated household is made of; the same settings gives the same readings anywhere.
struct Settings {
  House house;
  std::vector<LightSensor> sensors;  ///< one a room of the house, in its order
  Place place;
  Climate climate;
  Date from;
  int days;
  std::uint64_t seed;
};

/// The local days of a settings, as instants.
Span span_of(const Settings& settings);

/// A household that has lived its days: who was where, which lamps were lit, and on demand what
/// each room's sensor said. Immutable; threads may share it.
class Simulation {
 public:
  /// Requires: settings.days > 0, a sensor a room, people's bedrooms and spills name rooms of the
  /// house.
  explicit Simulation(Settings settings);
  Simulation(const Simulation&) = delete;
  Simulation& operator=(const Simulation&) = delete;

  [[nodiscard]] const Settings& settings() const { return settings_; }
  [[nodiscard]] const House& house() const { return settings_.house; }
  [[nodiscard]] Span span() const { return span_; }

  /// Where people were, from a day before the span to its end.
  [[nodiscard]] std::span<const Stay> stays() const { return stays_; }

  /// The truth about the lamps, sorted by (room, from, lamp), cut to the span.
  [[nodiscard]] std::span<const LampInterval> lamps() const { return lamps_; }

  /// The truth as changes of whole rooms, sorted by (at, room); watched rooms only.
  [[nodiscard]] std::vector<Change> changes() const;

  /// The readings of one room's sensor.
  [[nodiscard]] std::vector<Sample<Lux>> readings(std::size_t room) const;

  /// Light at one room's sensor without the sensor's faults. Read in rising time; the simulation
  /// outlives it.
  [[nodiscard]] RoomLight light(std::size_t room) const;

 private:
  Settings settings_;
  Span span_;
  Outdoors outdoors_;
  std::vector<Stay> stays_;
  Interior interior_;
  std::vector<LampInterval> lamps_;
};

}  // namespace lamplighter::simulation
