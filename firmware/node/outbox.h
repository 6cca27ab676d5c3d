// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "node/text.h"
#include "node/tsl2591.h"
#include "node/wall_clock.h"

#include <stddef.h>

namespace lamplighter::node {

/// A measurement that waits to be delivered.
struct Kept {
  Measurement measurement;
  uint32_t taken_ms = 0;  ///< by the node's millisecond counter, which wraps
  uint32_t number = 0;    ///< counts the node's measurements from 1
};

/// What has been measured and not yet acknowledged by the broker, oldest first, in memory of a
/// fixed size. Where it is full the oldest makes room, and is counted.
class Outbox {
 public:
  /// Sixteen hours at one a minute: a night's outage with as much to spare. 9 bytes each.
  static constexpr size_t capacity = 960;

  /// Keeps one and gives it the next number.
  void push(const Measurement& measurement, uint32_t taken_ms);

  [[nodiscard]] bool is_empty() const { return size_ == 0; }
  [[nodiscard]] size_t size() const { return size_; }

  /// The oldest. Requires: !is_empty().
  [[nodiscard]] Kept front() const;

  /// Forgets `number` if it is the oldest; it has been delivered. Otherwise nothing happens: the
  /// acknowledged one had to make room in the meantime.
  void remove(uint32_t number);

  /// How many had to make room before they were delivered.
  [[nodiscard]] uint32_t dropped() const { return dropped_; }

 private:
  void drop_front();

  // Three arrays and no padding; `number` follows from the place.
  uint32_t taken_ms_[capacity] = {};
  uint32_t lux_e4_[capacity] = {};
  Outcome outcome_[capacity] = {};
  size_t first_ = 0;
  size_t size_ = 0;
  uint32_t first_number_ = 1;
  uint32_t dropped_ = 0;
};

/// "no-answer" and the like, as docs/formats.md names them. Requires: not measured.
const char* reason(Outcome outcome);

/// Writes a reading as docs/formats.md, "Node payload", has it. `boot` tells one start of the node
/// from another; `wall` says when the reading was taken, where it is set.
void write_payload(Text& into, const Kept& kept, uint32_t now_ms, uint32_t boot,
                   const WallClock& wall);

}  // namespace lamplighter::node
