// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "web/route.h"

#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <utility>

namespace lamplighter::app {

/// What is made at most once in its lifetime, however many ask for it, unless there are news. Any
/// thread.
template <typename T>
class Kept {
 public:
  explicit Kept(std::chrono::milliseconds lifetime) : lifetime_(lifetime) {}

  /// `news`: the number of the newest.
  template <typename Make>
  T get(std::uint64_t news, Make make) {
    const std::lock_guard lock(mutex_);
    const auto now = std::chrono::steady_clock::now();
    if (news != news_ || !kept_ || now - made_at_ > lifetime_) {
      kept_ = make();
      news_ = news;
      made_at_ = now;
    }
    return *kept_;
  }

 private:
  const std::chrono::milliseconds lifetime_;
  std::mutex mutex_;
  std::optional<T> kept_;
  std::uint64_t news_ = 0;
  std::chrono::steady_clock::time_point made_at_{};
};

/// An answer that tells the time, and so is made four times a second at most.
class KeptAnswer : public Kept<web::Answer> {
 public:
  KeptAnswer() : Kept(std::chrono::milliseconds(250)) {}
};

}  // namespace lamplighter::app
