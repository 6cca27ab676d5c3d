// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Before a function whose loops are over levels: it is compiled twice, and where the processor has
/// vectors of eight floats they are used. The arithmetic is the same bit for bit. (Sanitizers start
/// too late for the choice, which is made while the program is loaded.)
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define LAMPLIGHTER_WIDE [[gnu::target_clones("avx2", "default")]]
#else
#define LAMPLIGHTER_WIDE
#endif
