// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "web/route.h"

#include <chrono>
#include <cstdint>
#include <mutex>

namespace lamplighter::app {

/// An answer that is made at most four times a second, however many ask for it, unless there are
/// news. Any thread.
class KeptAnswer {
 public:
  /// `news`: the number of the newest.
  template <typename Make>
  web::Answer get(std::uint64_t news, Make make) {
    const std::lock_guard lock(mutex_);
    const auto now = std::chrono::steady_clock::now();
    if (news != news_ || !made_ || now - made_at_ > lifetime) {
      kept_ = make();
      news_ = news;
      made_ = true;
      made_at_ = now;
    }
    return kept_;
  }

 private:
  static constexpr auto lifetime = std::chrono::milliseconds(250);

  std::mutex mutex_;
  web::Answer kept_;
  std::uint64_t news_ = 0;
  bool made_ = false;
  std::chrono::steady_clock::time_point made_at_{};
};

}  // namespace lamplighter::app
