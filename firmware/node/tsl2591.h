// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stddef.h>
#include <stdint.h>

namespace lamplighter::node {

/// An I2C bus. A call blocks no longer than the transfer takes (under a millisecond at 100 kHz).
class I2cBus {
 public:
  /// Sends `count` bytes to the 7-bit `address`. False if a byte was not acknowledged.
  virtual bool write(uint8_t address, const uint8_t* bytes, size_t count) = 0;

  /// Sends one byte and then, after a repeated start, reads `count` bytes. False if a byte was not
  /// acknowledged or fewer arrived; `into` is then invalid.
  virtual bool write_then_read(uint8_t address, uint8_t sent, uint8_t* into, size_t count) = 0;

 protected:
  ~I2cBus() = default;  // never deleted through this interface: the board uses no heap
};

/// The outcome of a measurement.
enum class Outcome : uint8_t {
  measured,
  no_answer,  ///< the bus is dead, or the sensor did not acknowledge
  wrong_id,   ///< something else answers at the sensor's address
  saturated,  ///< brighter than the lowest gain can measure
  no_result,  ///< the conversion did not finish, or the sensor was reset during it
};

/// The light, or why it could not be measured. No light level stands for a failure.
struct Measurement {
  Outcome outcome = Outcome::no_result;
  /// Illuminance in steps of 0.0001 lux, 0 to 429,496.7295 lux. Valid only if `outcome` is
  /// measured.
  uint32_t lux_e4 = 0;

  friend bool operator==(const Measurement&, const Measurement&) = default;
};

/// One setting of the TSL2591's gain and integration time.
struct Range {
  uint8_t control;        ///< the value of its CONTROL register
  uint16_t time_ms;       ///< nominal integration time
  uint32_t gain0_tenths;  ///< gain of channel 0 (visible and infrared) relative to 1×, × 10
  uint32_t gain1_tenths;  ///< gain of channel 1 (infrared), × 10
  uint16_t full_scale;    ///< counts at which the converter saturates
};

/// The two counts of one conversion.
struct Counts {
  uint16_t channel0 = 0;  ///< visible and infrared
  uint16_t channel1 = 0;  ///< infrared
};

/// From the least sensitive to the most. 100 ms covers whole periods of lamps that flicker at 100
/// Hz and at 120 Hz, so only the darkest range integrates longer. Typical gains and full scales:
/// ams datasheet TSL2591 v2-04, operating characteristics. Adjacent ranges differ by a factor of 6
/// to 24.5, so that every range but the last is used above 1,000 counts.
inline constexpr Range ranges[] = {
    {0x00, 100, 10, 10, 36863},        // 1×
    {0x10, 100, 245, 245, 36863},      // 24.5×
    {0x20, 100, 4000, 4000, 36863},    // 400×
    {0x30, 100, 92000, 99000, 36863},  // 9,200× and 9,900×
    {0x35, 600, 92000, 99000, 65535},  // the same, 600 ms: 0.0001 lux is 1.3 counts
};
inline constexpr uint8_t range_count = sizeof ranges / sizeof ranges[0];

/// Whether either channel saturated, so that the counts are only lower bounds.
bool is_saturated(const Range& range, const Counts& counts);

/// The most sensitive range in which the same light would reach at most 0.7 of the scale; 0.7, so
/// that the light may rise by a third between two conversions. Requires: counts not saturated.
uint8_t best_range(const Range& range, const Counts& counts);

/// Illuminance in steps of 0.0001 lux. Requires: counts not saturated.
///
/// lux = (c0 − c1) · (1 − c1/c0) · 408 / (time_ms · gain), c1 first scaled to the gain of c0. Both
/// the formula and the device factor 408 are those of Adafruit_TSL2591 (calculateLux, its issue 14)
/// and of the Linux driver tsl2591.c; ams publishes none. If c1 ≥ c0 (noise in the dark, or a
/// source of infrared only) there is no visible light: 0.
uint32_t lux_e4(const Range& range, const Counts& counts);

/// A TSL2591 light sensor on a bus, measured without blocking: `start`, then `poll` until it
/// returns true. One measurement takes up to four conversions in different ranges, at most 1.3 s.
/// The sensor sleeps in between.
///
/// The id is read before each measurement and STATUS in one transfer with the counts, so that a
/// sensor that is unplugged, swapped or reset at any moment is reported and cannot look like
/// darkness.
class Tsl2591 {
 public:
  explicit Tsl2591(I2cBus& bus) : bus_(bus) {}

  /// Starts a measurement; one in progress is given up.
  void start(uint32_t now_ms);

  /// Continues the measurement. True once, when `measurement` holds the result.
  bool poll(uint32_t now_ms);

  [[nodiscard]] const Measurement& measurement() const { return measurement_; }

  /// When `poll` next has something to do. Requires: a measurement is in progress.
  [[nodiscard]] uint32_t wake_ms() const { return wake_ms_; }

 private:
  enum class Stage : uint8_t { idle, converting, done };

  void convert(uint8_t range, uint32_t now_ms);
  void judge(const Counts& counts, uint32_t now_ms);
  void finish(Outcome outcome, uint32_t lux_e4 = 0);
  bool write_register(uint8_t address, uint8_t value);
  bool read_registers(uint8_t address, uint8_t* into, size_t count);

  I2cBus& bus_;
  Measurement measurement_;
  uint32_t wake_ms_ = 0;
  uint32_t deadline_ms_ = 0;
  uint8_t range_ = 1;  // suits most rooms; kept from one measurement to the next
  uint8_t conversions_ = 0;
  Stage stage_ = Stage::idle;
};

/// Measures the light at a fixed interval, including failed measurements. Due times do not drift; a
/// due time that was missed completely (the caller was away for longer than an interval) is
/// skipped.
class Sampler {
 public:
  /// Requires: 5 s <= interval_ms <= 1 h.
  Sampler(I2cBus& bus, uint32_t interval_ms) : sensor_(bus), interval_ms_(interval_ms) {}

  /// Continues; the first call starts the first measurement. True once for each outcome.
  bool poll(uint32_t now_ms);

  [[nodiscard]] const Measurement& measurement() const { return sensor_.measurement(); }

  /// When `measurement` was finished, by the counter passed to `poll`.
  [[nodiscard]] uint32_t taken_ms() const { return taken_ms_; }

  /// When `poll` next has something to do.
  [[nodiscard]] uint32_t wake_ms() const { return is_measuring_ ? sensor_.wake_ms() : due_ms_; }

 private:
  Tsl2591 sensor_;
  uint32_t interval_ms_;
  uint32_t due_ms_ = 0;
  uint32_t taken_ms_ = 0;
  bool has_begun_ = false;
  bool is_measuring_ = false;
};

}  // namespace lamplighter::node
