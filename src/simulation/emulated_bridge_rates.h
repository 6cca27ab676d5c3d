// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/instant.h"

#include <cstddef>
#include <deque>

namespace lamplighter::simulation {

/// At most `most` commands in any one second: stricter than a bucket of tokens, which lets through
/// twice as many in its first second.
class RateLimit {
 public:
  explicit RateLimit(std::size_t most) : most_(most) {}

  /// Whether a command at `now` keeps the limit; it is counted only if so. A clock that was set
  /// back starts a new second.
  bool admit(Instant now);

 private:
  std::size_t most_;
  std::deque<Instant> admitted_;
};

}  // namespace lamplighter::simulation
