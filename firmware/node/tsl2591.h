// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stddef.h>
#include <stdint.h>

namespace lamplighter::node {

/// A two-wire bus. An implementation waits for no longer than the transfer takes (under a
/// millisecond at 100 kHz).
class I2cBus {
 public:
  /// Sends `count` bytes to the 7-bit `address`. False where a byte was not acknowledged.
  virtual bool write(uint8_t address, const uint8_t* bytes, size_t count) = 0;

  /// Sends one byte and then, after a repeated start, reads `count` bytes. False where a byte was
  /// not acknowledged or fewer came; `into` then holds nothing of use.
  virtual bool write_then_read(uint8_t address, uint8_t sent, uint8_t* into, size_t count) = 0;

 protected:
  ~I2cBus() = default;  // never deleted through this seam: the board has no heap to give back to
};

/// What came of asking the sensor for the light.
enum class Outcome : uint8_t {
  measured,
  no_answer,  ///< the bus is dead, or the sensor did not acknowledge
  wrong_id,   ///< something else answers at the sensor's address
  saturated,  ///< brighter than the lowest gain can measure
  no_result,  ///< the conversion did not come to an end, or the sensor was reset during it
};

/// The light, or why it could not be measured. There is no light level that means failure.
struct Measurement {
  Outcome outcome = Outcome::no_result;
  /// Illuminance in steps of 0.0001 lux, 0 to 429,496.7295 lux. Only where `outcome` is measured.
  uint32_t lux_e4 = 0;

  friend bool operator==(const Measurement&, const Measurement&) = default;
};

/// One setting of the TSL2591's gain and integration time.
struct Range {
  uint8_t control;        ///< what goes into its CONTROL register
  uint16_t time_ms;       ///< nominal integration time
  uint32_t gain0_tenths;  ///< gain of channel 0 (visible and infrared) over the 1× setting, × 10
  uint32_t gain1_tenths;  ///< gain of channel 1 (infrared), × 10
  uint16_t full_scale;    ///< counts at which the converter is full
};

/// The two counts of one conversion.
struct Counts {
  uint16_t channel0 = 0;  ///< visible and infrared
  uint16_t channel1 = 0;  ///< infrared
};

/// From the least sensitive to the most. 100 ms holds whole periods of lamps that flicker at 100 Hz
/// and at 120 Hz, so only the darkest range integrates longer. Typical gains and full scales: ams
/// datasheet TSL2591 v2-04, operating characteristics. Neighbours are a factor 6 to 24.5 apart, so
/// every range but the last is used above 1,000 counts.
inline constexpr Range ranges[] = {
    {0x00, 100, 10, 10, 36863},        // 1×
    {0x10, 100, 245, 245, 36863},      // 24.5×
    {0x20, 100, 4000, 4000, 36863},    // 400×
    {0x30, 100, 92000, 99000, 36863},  // 9,200× and 9,900×
    {0x35, 600, 92000, 99000, 65535},  // the same, 600 ms: 0.0001 lux is 1.3 counts
};
inline constexpr uint8_t range_count = sizeof ranges / sizeof ranges[0];

/// Whether either channel ran full, so that the counts say only "at least".
bool is_saturated(const Range& range, const Counts& counts);

/// The most sensitive range in which the same light would fill at most 0.7 of the scale; 0.7, so
/// that the light may rise by a third between two conversions. Requires: counts not saturated.
uint8_t best_range(const Range& range, const Counts& counts);

/// Illuminance in steps of 0.0001 lux. Requires: counts not saturated.
///
/// lux = (c0 − c1) · (1 − c1/c0) · 408 / (time_ms · gain), c1 first scaled to the gain of c0. Both
/// the form and the device factor 408 are those of Adafruit_TSL2591 (calculateLux, its issue 14)
/// and of the Linux driver tsl2591.c; ams publishes none. Where c1 ≥ c0 (noise in the dark, or a
/// lamp that is infrared only) there is no visible light: 0.
uint32_t lux_e4(const Range& range, const Counts& counts);

/// A TSL2591 light sensor on a bus, measured without ever waiting: `start`, then `poll` until it
/// says done. One measurement is up to four conversions in different ranges, at most 1.3 s. The
/// sensor sleeps in between.
///
/// The id is asked for before each measurement and STATUS comes in one transfer with the counts, so
/// that a sensor which is unplugged, swapped or reset at any moment is reported and cannot look
/// dark.
class Tsl2591 {
 public:
  explicit Tsl2591(I2cBus& bus) : bus_(bus) {}

  /// Begins a measurement; one that is under way is given up.
  void start(uint32_t now_ms);

  /// Goes on with the measurement. True once, when `measurement` holds its outcome.
  bool poll(uint32_t now_ms);

  [[nodiscard]] const Measurement& measurement() const { return measurement_; }

  /// When `poll` next has something to do. Requires: a measurement is under way.
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
  uint8_t range_ = 1;  // where a room usually is; kept from one measurement to the next
  uint8_t conversions_ = 0;
  Stage stage_ = Stage::idle;
};

/// Measures the light at a steady pace, failed measurements included. The pace is kept from due
/// time to due time and does not drift; a due time that was missed altogether (the caller was away
/// for longer than an interval) is not made up for.
class Sampler {
 public:
  /// Requires: 5 s <= interval_ms <= 1 h.
  Sampler(I2cBus& bus, uint32_t interval_ms) : sensor_(bus), interval_ms_(interval_ms) {}

  /// Goes on; the first call begins the first measurement. True once for each outcome.
  bool poll(uint32_t now_ms);

  [[nodiscard]] const Measurement& measurement() const { return sensor_.measurement(); }

  /// When `measurement` was finished, by the counter given to `poll`.
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
