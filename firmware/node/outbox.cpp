// SPDX-License-Identifier: Apache-2.0
#include "node/outbox.h"

namespace lamplighter::node {

void Outbox::push(const Measurement& measurement, uint32_t taken_ms) {
  if (size_ == capacity) {
    drop_front();
    ++dropped_;
  }
  const size_t place = (first_ + size_) % capacity;
  taken_ms_[place] = taken_ms;
  lux_e4_[place] = measurement.lux_e4;
  outcome_[place] = measurement.outcome;
  ++size_;
}

Kept Outbox::front() const {
  return {{outcome_[first_], lux_e4_[first_]}, taken_ms_[first_], first_number_};
}

void Outbox::remove(uint32_t number) {
  if (size_ > 0 && number == first_number_) drop_front();
}

void Outbox::drop_front() {
  first_ = (first_ + 1) % capacity;
  --size_;
  ++first_number_;
}

}  // namespace lamplighter::node
