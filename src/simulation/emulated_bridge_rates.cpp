// SPDX-License-Identifier: Apache-2.0
#include "simulation/emulated_bridge_rates.h"

namespace lamplighter::simulation {

bool RateLimit::admit(Instant now) {
  if (!admitted_.empty() && admitted_.back() > now) admitted_.clear();
  while (!admitted_.empty() && admitted_.front() + 1s <= now) admitted_.pop_front();
  if (admitted_.size() >= most_) return false;
  admitted_.push_back(now);
  return true;
}

}  // namespace lamplighter::simulation
