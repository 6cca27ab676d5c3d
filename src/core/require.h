// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdio>
#include <cstdlib>

namespace lamplighter {

/// Writes "lamplighter: internal error: `sentence`" to standard error and ends the program (abort).
[[noreturn, gnu::cold, gnu::noinline]] inline void abort_with(const char* sentence) {
  std::fprintf(stderr, "lamplighter: internal error: %s; please report it\n", sentence);
  std::abort();
}

/// Checks a precondition of our own code, in every build, the program a house runs included: where
/// `condition` does not hold the program ends with `sentence`, which says what the caller must
/// ensure. For what the world may send us, return an Error instead. Nothing private in `sentence`:
/// it reaches the system log.
inline void require(bool condition, const char* sentence) {
  if (!condition) [[unlikely]]
    abort_with(sentence);
}

}  // namespace lamplighter
