// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "capturing/taken.h"

#include <cstdint>
#include <vector>

namespace lamplighter {

/// Which messages we already have, so that one that the broker delivers again is not kept twice.
///
/// A broker that did not hear our acknowledgement delivers again under the same number when it
/// resumes our session. So a message is a repeat where its number and digest are those of one that
/// was remembered before the session was resumed last. mosquitto counts its numbers up to 65,535,
/// so that a new message never looks like that. A broker that uses low numbers over and over might
/// lose us, at each resumption, one new message for each number: where it says just what the
/// last one under that number said. One thread.
class RecentMarks {
 public:
  /// The message is kept, or about to be before it is acknowledged.
  void remember(Mark mark);

  /// The broker resumed our session.
  void expect_repeats() { resumed_at_ = turn_; }

  /// True at most once for each message remembered.
  bool is_repeat(Mark mark);

 private:
  struct Entry {
    std::uint32_t digest = 0;
    std::uint32_t turn = 0;  ///< when it was remembered; 0: never
  };

  std::vector<Entry> entries_ = std::vector<Entry>(65536);  ///< by number
  std::uint32_t turn_ = 0;
  std::uint32_t resumed_at_ = 0;
};

}  // namespace lamplighter
