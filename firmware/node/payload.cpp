// SPDX-License-Identifier: Apache-2.0
#include "node/payload.h"

namespace lamplighter::node {

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
