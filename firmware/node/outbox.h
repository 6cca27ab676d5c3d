// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "node/text.h"
#include "node/tsl2591.h"
#include "node/wall_clock.h"

#include <stddef.h>

namespace lamplighter::node {

/// A measurement that waits for delivery.
struct Kept {
  Measurement measurement;
  uint32_t taken_ms = 0;  ///< millisecond counter of the node, which wraps
  uint32_t number = 0;    ///< sequence number of the node's measurements, from 1
};

/// Measurements that the broker has not yet acknowledged, oldest first, in a fixed-size buffer. If
/// it is full, the oldest is dropped and counted.
class Outbox {
 public:
  /// Sixteen hours at one per minute: twice the outage of a night. 9 bytes each.
  static constexpr size_t capacity = 960;

  /// Adds one and gives it the next number.
  void push(const Measurement& measurement, uint32_t taken_ms);

  [[nodiscard]] bool is_empty() const { return size_ == 0; }
  [[nodiscard]] size_t size() const { return size_; }

  /// The oldest. Requires: !is_empty().
  [[nodiscard]] Kept front() const;

  /// Removes `number` if it is the oldest; it has been delivered. Otherwise does nothing: the
  /// acknowledged one was dropped in the meantime.
  void remove(uint32_t number);

  /// How many were dropped before they were delivered.
  [[nodiscard]] uint32_t dropped() const { return dropped_; }

 private:
  void drop_front();

  // Three arrays, to avoid padding; `number` follows from the position.
  uint32_t taken_ms_[capacity] = {};
  uint32_t lux_e4_[capacity] = {};
  Outcome outcome_[capacity] = {};
  size_t first_ = 0;
  size_t size_ = 0;
  uint32_t first_number_ = 1;
  uint32_t dropped_ = 0;
};

/// "no-answer" and the like, as listed in docs/formats.md. Requires: not measured.
const char* reason(Outcome outcome);

/// Writes a reading in the format of docs/formats.md, "Node payload". `boot` distinguishes starts
/// of the node; `wall` gives the time of the reading, if it is set.
void write_payload(Text& into, const Kept& kept, uint32_t now_ms, uint32_t boot,
                   const WallClock& wall);

}  // namespace lamplighter::node
