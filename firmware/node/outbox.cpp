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

const char* reason(Outcome outcome) {
  switch (outcome) {
    case Outcome::no_answer:
      return "no-answer";
    case Outcome::wrong_id:
      return "wrong-id";
    case Outcome::saturated:
      return "saturated";
    case Outcome::no_result:
    case Outcome::measured:
      break;
  }
  return "no-result";
}

void write_payload(Text& into, const Kept& kept, uint32_t now_ms, uint32_t boot,
                   const WallClock& wall) {
  const uint32_t age_ms = now_ms - kept.taken_ms;
  if (kept.measurement.outcome == Outcome::measured) {
    into.add("{\"lux\":").add_decimal(kept.measurement.lux_e4, 4);
  } else {
    into.add("{\"failed\":\"").add(reason(kept.measurement.outcome)).add("\"");
  }
  into.add(",\"age\":").add_decimal(age_ms, 3);
  into.add(",\"n\":").add(kept.number).add(",\"boot\":").add(boot);
  if (wall.is_set()) into.add(",\"at\":").add_decimal(wall.epoch_ms() - age_ms, 3);
  into.add("}");
}

}  // namespace lamplighter::node
