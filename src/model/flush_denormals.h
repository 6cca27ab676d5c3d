// SPDX-License-Identifier: Apache-2.0
#pragma once

#if defined(__SSE2__)
#include <xmmintrin.h>
#elif defined(__aarch64__)
#include <cstdint>
#endif

namespace lamplighter {

/// While it lives, numbers too small for a normal double (under 2.2e-308) count as zero in this
/// thread: arithmetic with them takes a hundred times as long on common machines, and training
/// makes many of them. Machines without such a mode are only slower.
class FlushDenormals {
 public:
  FlushDenormals(const FlushDenormals&) = delete;
  FlushDenormals& operator=(const FlushDenormals&) = delete;

#if defined(__SSE2__)
  FlushDenormals() : before_(_mm_getcsr()) { _mm_setcsr(before_ | flush_results | flush_inputs); }
  ~FlushDenormals() { _mm_setcsr(before_); }

 private:
  static constexpr unsigned flush_results = 0x8000;
  static constexpr unsigned flush_inputs = 0x0040;
  unsigned before_;
#elif defined(__aarch64__)
  FlushDenormals() : before_(read()) { write(before_ | flush); }
  ~FlushDenormals() { write(before_); }

 private:
  static constexpr std::uint64_t flush = std::uint64_t{1} << 24U;
  static std::uint64_t read() {
    std::uint64_t mode = 0;
    __asm__ volatile("mrs %0, fpcr" : "=r"(mode));
    return mode;
  }
  static void write(std::uint64_t mode) { __asm__ volatile("msr fpcr, %0" : : "r"(mode)); }
  std::uint64_t before_;
#else
  FlushDenormals() = default;
#endif
};

}  // namespace lamplighter
