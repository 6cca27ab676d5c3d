// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "capturing/taken.h"

#include <cstdint>
#include <vector>

namespace lamplighter {

/// Which messages we already have, so that one that the broker delivers again is not kept twice: it
/// comes under the number of the first time, and with MQTT's DUP flag, which this class does
/// not see; ask only for messages that have it. One thread.
class RecentMarks {
 public:
  /// The message is kept, or about to be before it is acknowledged.
  void remember(Mark mark);

  /// Whether that message is remembered. The last 32,768 are.
  [[nodiscard]] bool has(Mark mark) const;

 private:
  struct Entry {
    std::uint32_t digest = 0;
    std::uint32_t turn = 0;  ///< when it was remembered; 0: never
  };

  std::vector<Entry> entries_ = std::vector<Entry>(65536);  ///< by number
  std::uint32_t turn_ = 0;
};

}  // namespace lamplighter
