// SPDX-License-Identifier: Apache-2.0
#include "capturing/journaled_row.h"

namespace lamplighter {
namespace {

/// A packet id is reused after 65,535 messages; one more than half of that ago was acknowledged
/// long since.
constexpr std::uint32_t memory = 32768;

}  // namespace

void RecentMarks::remember(Mark mark) {
  if (mark.packet_id != 0) entries_[mark.packet_id] = {mark.digest, ++turn_};
}

bool RecentMarks::has(Mark mark) const {
  if (mark.packet_id == 0) return false;
  const Entry& entry = entries_[mark.packet_id];
  return entry.turn != 0 && turn_ - entry.turn < memory && entry.digest == mark.digest;
}

}  // namespace lamplighter
