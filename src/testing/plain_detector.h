// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "detection/model.h"

#include <vector>

namespace lamplighter::testing {

/// The detector's model again, slow and obvious: in double precision, with a dense matrix per step,
/// and without blocks.
class PlainDetector {
 public:
  using Row = std::vector<double>;
  using Matrix = std::vector<Row>;

  /// For each reading, as in LampPosterior.
  struct Answer {
    Row on, lux, rise, fall;
  };

  /// Both arguments outlive this.
  PlainDetector(const Light& light, const LampModel& model) : light_(light), model_(model) {}

  [[nodiscard]] Row start() const;

  /// p(reading | level).
  [[nodiscard]] Row emission(std::size_t t) const;

  /// p(level, change | level before): [from][to].
  [[nodiscard]] Matrix transition(std::size_t t) const;

  [[nodiscard]] Answer answer() const;

 private:
  [[nodiscard]] double stay(const LightStep& step, double lamp) const;
  [[nodiscard]] Matrix forward() const;

  const Light& light_;
  const LampModel& model_;
};

}  // namespace lamplighter::testing
