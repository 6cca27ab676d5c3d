// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdio>
#include <cstdlib>

namespace lamplighter {

/// Writes "lamplighter: internal error: `sentence`" to standard error and aborts.
[[noreturn, gnu::cold, gnu::noinline]] inline void abort_with(const char* sentence) {
  std::fprintf(stderr, "lamplighter: internal error: %s; please report it\n", sentence);
  std::abort();
}

/// Checks a precondition of our own code in every build, including Release: if `condition` is
/// false, the program aborts with `sentence`, which states what the caller must ensure. For data
/// from outside, return an Error instead. `sentence` must contain nothing private: it reaches the
/// system log.
inline void require(bool condition, const char* sentence) {
  if (!condition) [[unlikely]]
    abort_with(sentence);
}

}  // namespace lamplighter
