// SPDX-License-Identifier: Apache-2.0
// Wide arithmetic that the compiler calls. The ESP8266 has it in ROM, and Debian's libgcc for this
// processor lacks it; here it is implemented by shifting, so that the measured program is complete
// and its size is not underestimated.
#include <stdint.h>

namespace {

struct Division {
  uint64_t quotient;
  uint64_t rest;
};

Division divide(uint64_t number, uint64_t by) {
  Division result{0, 0};
  for (int i = 0; i < 64; ++i) {
    result.rest = result.rest << 1 | number >> 63;
    number <<= 1;
    result.quotient <<= 1;
    if (result.rest >= by) {
      result.rest -= by;
      result.quotient |= 1;
    }
  }
  return result;
}

}  // namespace

extern "C" {
uint64_t __udivdi3(uint64_t number, uint64_t by) { return divide(number, by).quotient; }
uint64_t __umoddi3(uint64_t number, uint64_t by) { return divide(number, by).rest; }
uint32_t __udivsi3(uint32_t number, uint32_t by) {
  return static_cast<uint32_t>(divide(number, by).quotient);
}
uint32_t __umodsi3(uint32_t number, uint32_t by) {
  return static_cast<uint32_t>(divide(number, by).rest);
}
uint64_t __muldi3(uint64_t a, uint64_t b) {
  uint64_t sum = 0;
  for (; b != 0; b >>= 1, a <<= 1) {
    if ((b & 1) != 0) sum += a;
  }
  return sum;
}
uint64_t __umulsidi3(uint32_t a, uint32_t b) { return __muldi3(a, b); }  // g++ 13 calls it
}
