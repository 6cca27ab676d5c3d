// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mutex>
#include <stop_token>

namespace lamplighter {

/// Wakes whoever sleeps on a Clock, without asking it to end. One thread listens, any may ring.
class Bell {
 public:
  /// A token that is stopped by the first ring after this call. Call it, look at what the ringers
  /// may have changed, then sleep with it: no ring is missed.
  std::stop_token listen() {
    const std::lock_guard lock(mutex_);
    if (ringing_.stop_requested()) ringing_ = std::stop_source();
    return ringing_.get_token();
  }

  void ring() {
    const std::lock_guard lock(mutex_);
    ringing_.request_stop();
  }

 private:
  std::mutex mutex_;
  std::stop_source ringing_;
};

}  // namespace lamplighter
