// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/random.h"
#include "node/tsl2591.h"

#include <array>
#include <cstdint>

namespace lamplighter::node_model {

/// How one sensor differs from the typical one.
struct Traits {
  /// Channel 1 over channel 0 at equal gain: 0.13 for white light-emitting diodes (ams datasheet,
  /// optical characteristics), about 0.6 for lamps with a filament.
  double infrared = 0.13;
  /// Real length of a conversion relative to its nominal length.
  double slowness = 1.01;
  /// Real gain relative to typical gain at 1×, 24.5×, 400× and 9,200×.
  std::array<double, 4> gain = {1, 1, 1, 1};
  /// Standard deviation of a count in the dark, and the part that grows with the root of the count.
  double read_noise = 0;
  double shot_noise = 0;
  std::uint64_t seed = 1;
};

/// A register-level model of a TSL2591: commands, auto-incremented addresses, the enable and
/// control bits, conversions that take time and integrate the light meanwhile, counts that saturate
/// at full scale. Written from the datasheet, independently of the driver. Single-threaded.
class Tsl2591Model final : public node::I2cBus {
 public:
  explicit Tsl2591Model(const Traits& traits = {}) : traits_(traits), rng_(traits.seed) {}

  /// Sets the light at the sensor from now on.
  void shine(double lux) { lux_ = lux; }

  /// Advances time, and the conversion in progress.
  void pass(double milliseconds);

  bool write(std::uint8_t address, const std::uint8_t* bytes, std::size_t count) override;
  bool write_then_read(std::uint8_t address, std::uint8_t sent, std::uint8_t* into,
                       std::size_t count) override;

  /// A power cycle: every register has its power-on value.
  void reset();

  /// The next `first` transfers work, the following `count` transfers are not acknowledged.
  void fail_transfers(int first, int count);

  /// Sets the ID register; 0x50 is a TSL2591.
  void claim_id(std::uint8_t id) { id_ = id; }

  /// Conversions begin and never end.
  void stall(bool is_stalled) { is_stalled_ = is_stalled; }

  [[nodiscard]] int transfers() const { return transfers_; }
  [[nodiscard]] int conversions() const { return conversions_; }
  [[nodiscard]] bool is_asleep() const { return enable_ == 0; }

 private:
  bool is_acknowledged(std::uint8_t address);
  void store(std::uint8_t address, std::uint8_t value);
  [[nodiscard]] std::uint8_t load(std::uint8_t address) const;
  [[nodiscard]] bool is_converting() const;
  [[nodiscard]] double nominal_ms() const;
  void finish_conversion();
  std::uint16_t counts_of(double expected);

  Traits traits_;
  Rng rng_;
  double lux_ = 0;
  double elapsed_ms_ = 0;    // of the conversion in progress
  double light_so_far_ = 0;  // lux · ms of that conversion
  std::uint8_t enable_ = 0;
  std::uint8_t control_ = 0;
  std::uint8_t status_ = 0;
  std::uint8_t id_ = 0x50;
  std::array<std::uint16_t, 2> counts_ = {};
  bool is_stalled_ = false;
  int transfers_ = 0;
  int conversions_ = 0;
  int working_transfers_ = -1;  // until they begin to fail; -1: never
  int failing_transfers_ = 0;
};

}  // namespace lamplighter::node_model
