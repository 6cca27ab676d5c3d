// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/reading.h"
#include "core/result.h"
#include "core/series.h"

#include <string>

namespace lamplighter::node_host {

/// The light of one room as a readings file has it, cut where two rows are more than 240 s apart:
/// the node was without power then. Errors: as csv::read_readings; bad_input where the file holds
/// no reading or more than one room.
Result<Series<Lux>> read_light(const std::string& file);

/// What lights the sensor during one segment: each sample's lux until the next one.
class Light {
 public:
  /// Requires: `segment` is not empty; its samples outlive this.
  explicit Light(Segment<Lux> segment) : segment_(segment) {}

  /// Lux at `at`; the first sample's before it, the last one's after it. Requires: `at` never falls
  /// from one call to the next.
  double at(Instant at);

 private:
  Segment<Lux> segment_;
  std::size_t place_ = 0;
};

}  // namespace lamplighter::node_host
