// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/reading.h"
#include "core/series.h"
#include "simulation/lamp_keeping.h"

#include <optional>
#include <span>
#include <vector>

namespace lamplighter::simulation {

/// The light of a room's lamps at its sensor, read in ascending order of time.
class LampLight {
 public:
  /// Requires: `lamps` sorted by begin, all in that room; they and `room` outlive this.
  LampLight(const Room& room, std::span<const LampInterval> lamps);

  /// Lux. Requires: `at` is not before that of the previous call.
  double lux_at(Instant at);

 private:
  const Room& room_;
  std::span<const LampInterval> ahead_;
  std::vector<const LampInterval*> lit_;
};

/// All light at a room's sensor, read in ascending order of time: daylight, lamps, lamps of the
/// next room, and people who cast shadows.
class RoomLight {
 public:
  /// Requires: the arguments outlive this; `stays` and `lamps` sorted as by `live` and
  /// `keep_lamps`.
  RoomLight(const House& house, std::size_t room, const Interior& interior,
            std::span<const Stay> stays, std::span<const LampInterval> lamps);

  /// Lux, as measured by an ideal sensor. Requires: `at` is not before that of the previous call.
  double lux_at(Instant at);

 private:
  struct Shadow {
    Instant from, until;
    double share;  ///< share of the lamp light that still arrives
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
  std::vector<Span> asleep_;  ///< while the door is closed
  std::size_t next_shadow_ = 0;
  std::size_t next_asleep_ = 0;
};

/// How a sensor converts light to numbers.
enum class Digits : std::uint8_t {
  whole_steps,  ///< to the nearest multiple of `quantum` lux
  fractional,   ///< to 0.01 lux
  two_channel,  ///< like a TSL2591: two counters, lux by the manufacturer's formula; at times
                ///< slightly negative
};

/// A sensor that was moved: from then on it reads with another floor and scale.
struct Moved {
  Instant at;
  double scale;
  double offset;
};

/// The faults of one sensor. Times are time spans; rates are means.
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
  double lost = 0.004;          ///< share of readings that are lost
  double outages_a_day = 0.12;  ///< periods of silence, with a median of a quarter of an hour
  std::chrono::microseconds clock_error{0};  ///< how far its timestamps are late
  std::optional<Moved> moved{};
  std::optional<Span> stuck{};  ///< repeats one value
};

/// The sensor's readings of `light` over `span`, in ascending order of time. `rng` is the sensor's
/// own.
std::vector<Sample<Lux>> sense(const LightSensor& sensor, RoomLight& light, Span span, Rng rng);

/// All parameters of a simulated household; the same settings give the same readings on every
/// machine.
struct Settings {
  House house;
  std::vector<LightSensor> sensors;  ///< one per room of the house, in the same order
  Place place;
  Climate climate;
  Date from;
  int days;
  std::uint64_t seed;
};

/// The local days of the settings, as instants.
Span span_of(const Settings& settings);

/// A simulated household: where everyone was, which lamps were on, and on request the readings of
/// each room's sensor. Immutable, so threads may share it.
class Simulation {
 public:
  /// Requires: settings.days > 0, one sensor per room, and valid room indices in people's bedrooms
  /// and in spills.
  explicit Simulation(Settings settings);
  Simulation(const Simulation&) = delete;
  Simulation& operator=(const Simulation&) = delete;

  [[nodiscard]] const Settings& settings() const { return settings_; }
  [[nodiscard]] const House& house() const { return settings_.house; }
  [[nodiscard]] Span span() const { return span_; }

  /// Where people were, from one day before the span to its end.
  [[nodiscard]] std::span<const Stay> stays() const { return stays_; }

  /// The true intervals of the lamps, sorted by (room, from, lamp), cut to the span.
  [[nodiscard]] std::span<const LampInterval> lamps() const { return lamps_; }

  /// The truth as changes of whole rooms, sorted by (at, room); only rooms with sensors.
  [[nodiscard]] std::vector<Change> changes() const;

  /// The readings of one room's sensor.
  [[nodiscard]] std::vector<Sample<Lux>> readings(std::size_t room) const;

  /// The light at one room's sensor, without the sensor's faults. Read it in ascending order of
  /// time; the simulation must outlive it.
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
