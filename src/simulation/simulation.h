// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/reading.h"
#include "core/series.h"
#include "simulation/lamp_keeping.h"

#include <optional>
#include <span>
#include <vector>

namespace lamplighter::simulation {

/// Light of a room's lamps at its sensor, read in rising time.
class LampLight {
 public:
  /// Requires: `lamps` sorted by begin, all of that room; they and `room` outlive it.
  LampLight(const Room& room, std::span<const LampInterval> lamps);

  /// Lux. Requires: `at` not before the last one asked for.
  double lux_at(Instant at);

 private:
  const Room& room_;
  std::span<const LampInterval> ahead_;
  std::vector<const LampInterval*> lit_;
};

/// All light at a room's sensor, read in rising time: daylight, lamps, lamps next door, and people
/// who stand in the way.
class RoomLight {
 public:
  /// Requires: what is handed in outlives it; `stays` and `lamps` sorted as `live` and `keep_lamps`
  /// give them.
  RoomLight(const House& house, std::size_t room, const Interior& interior,
            std::span<const Stay> stays, std::span<const LampInterval> lamps);

  /// Lux, as an ideal sensor sees it. Requires: `at` not before the last one asked for.
  double lux_at(Instant at);

 private:
  struct Shadow {
    Instant from, until;
    double share;  ///< of the lamp light that still arrives
  };
  struct Neighbour {
    LampLight light;
    Spill spill;
  };
  [[nodiscard]] double shadow_at(Instant at);
  [[nodiscard]] bool door_shut_at(Instant at);
  void note_stays(const Room& room, std::size_t index, std::span<const Stay> stays);

  std::size_t room_;
  const Interior& interior_;
  LampLight own_;
  std::vector<Neighbour> neighbours_;
  std::vector<Shadow> shadows_;
  std::vector<Span> asleep_;  ///< the door is shut
  std::size_t next_shadow_ = 0;
  std::size_t next_asleep_ = 0;
};

/// How a sensor turns light into numbers.
enum class Digits : std::uint8_t {
  whole_steps,  ///< to the nearest multiple of `quantum` lux
  fractional,   ///< to 0.01 lux
  two_channel,  ///< as a TSL2591: two counters, lux by the maker's formula; slightly negative at
                ///< times
};

/// A sensor that was put somewhere else: from then on it sees another floor and scale.
struct Moved {
  Instant at;
  double scale;
  double offset;
};

/// One sensor: what it gets wrong. Times are spans; rates are means.
struct LightSensor {
  SensorId id;
  std::chrono::microseconds interval{62s};
  std::chrono::microseconds jitter{800ms};  ///< standard deviation of each interval
  Digits digits = Digits::whole_steps;
  double quantum = 1.0;
  double noise = 0.15;  ///< lux, standard deviation in the dark
  double relative_noise = 0.006;
  double offset = 0.0;  ///< lux added to everything
  double scale = 1.0;
  double lost = 0.004;          ///< share of readings that never arrive
  double outages_a_day = 0.12;  ///< stretches of silence, a quarter of an hour as a median
  std::chrono::microseconds clock_error{0};  ///< its time stamps are that late
  std::optional<Moved> moved{};
  std::optional<Span> stuck{};  ///< repeats one value
};

/// What the sensor says of `light` over `span`, in rising time. `rng` is the sensor's own.
std::vector<Sample<Lux>> sense(const LightSensor& sensor, RoomLight& light, Span span, Rng rng);

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
