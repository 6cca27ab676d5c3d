// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/random.h"
#include "node/tsl2591.h"

#include <array>
#include <cstdint>

namespace lamplighter::node_model {

/// How one sensor differs from the typical one, and what light falls on it.
struct Traits {
  /// Channel 1 over channel 0 at equal gain: 0.13 for white light-emitting diodes (ams datasheet,
  /// optical characteristics), about 0.6 for lamps with a filament.
  double infrared = 0.13;
  /// A conversion's real length over its nominal one.
  double slowness = 1.01;
  /// Real gain over typical gain at 1×, 24.5×, 400× and 9,200×.
  std::array<double, 4> gain = {1, 1, 1, 1};
  /// Standard deviation of a count in the dark, and what of it grows with the root of the count.
  double read_noise = 0;
  double shot_noise = 0;
  std::uint64_t seed = 1;
};

/// A TSL2591 as its registers show it: commands, addresses that count up, the enable and control
/// bits, conversions that take time and integrate the light that falls meanwhile, counts that stop
/// at full scale. Written from the datasheet and not from the driver. One thread.
class Tsl2591Model final : public node::I2cBus {
 public:
  explicit Tsl2591Model(const Traits& traits = {}) : traits_(traits), rng_(traits.seed) {}

  /// From now on this much light falls on it.
  void shine(double lux) { lux_ = lux; }

  /// Lets time pass, and conversions with it.
  void pass(double milliseconds);

  bool write(std::uint8_t address, const std::uint8_t* bytes, std::size_t count) override;
  bool write_then_read(std::uint8_t address, std::uint8_t sent, std::uint8_t* into,
                       std::size_t count) override;

  /// Power lost and back: every register as after power-on.
  void reset();

  /// The next `first` transfers work, those after them are not acknowledged, `count` of them.
  void fail_transfers(int first, int count);

  /// What the ID register says; 0x50 is a TSL2591.
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
  double elapsed_ms_ = 0;    // of the conversion under way
  double light_so_far_ = 0;  // lux · ms of it
  std::uint8_t enable_ = 0;
  std::uint8_t control_ = 0;
  std::uint8_t status_ = 0;
  std::uint8_t id_ = 0x50;
  std::array<std::uint16_t, 2> counts_ = {};
  bool is_stalled_ = false;
  int transfers_ = 0;
  int conversions_ = 0;
  int working_transfers_ = -1;  // until they begin to fail; -1 for ever
  int failing_transfers_ = 0;
};

}  // namespace lamplighter::node_model
