// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/instant.h"
#include "ports/clock.h"
#include "web/route.h"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <utility>

namespace lamplighter::app {

/// A value that is computed at most once in its lifetime, regardless of the number of requests,
/// unless something has changed. Thread-safe.
template <typename T>
class Kept {
 public:
  explicit Kept(std::chrono::milliseconds lifetime) : lifetime_(lifetime) {}

  /// `news`: the number of the newest change.
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

/// A response that contains the time, and is therefore computed at most four times per second.
class CachedResponse : public Kept<web::Answer> {
 public:
  CachedResponse() : Kept(std::chrono::milliseconds(250)) {}
};

/// A result that takes long to compute: computed on a separate thread, on request and no more often
/// than `good_for` says. Thread-safe.
template <typename Answer>
class BackgroundResult {
 public:
  struct Known {
    std::optional<Instant> at;  ///< absent: there is no result yet
    bool is_looking = false;
    Answer answer{};
  };

  using Find = std::function<Answer(const std::stop_token&)>;

  /// `find` is called on that thread and must return early on a stop request; `on_change` is called
  /// whenever the result changes. Requires: the clock outlives this.
  BackgroundResult(Find find, std::function<void()> on_change, const Clock& clock,
                   std::chrono::minutes good_for)
      : find_(std::move(find)),
        on_change_(std::move(on_change)),
        clock_(clock),
        good_for_(good_for),
        thread_([this](const std::stop_token& stop) { run(stop); }) {}

  /// The last result. Starts a new computation if it is older than `good_for`, if given.
  Known latest(std::optional<std::chrono::seconds> good_for = std::nullopt) {
    want(good_for ? Steady::duration(*good_for) : good_for_);
    const std::lock_guard lock(mutex_);
    return latest_;
  }

  /// The last result, without starting a new computation.
  Known known() {
    const std::lock_guard lock(mutex_);
    return latest_;
  }

  /// Starts a new computation if the last one is older than five seconds.
  void look_now() { want(std::chrono::seconds(5)); }

 private:
  using Steady = std::chrono::steady_clock;

  void want(Steady::duration oldest) {
    {
      const std::lock_guard lock(mutex_);
      if (latest_.is_looking || (looked_ && Steady::now() - *looked_ < oldest)) return;
      latest_.is_looking = true;
    }
    wanted_.notify_all();
  }

  void run(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    while (wanted_.wait(lock, stop, [this] { return latest_.is_looking; })) {
      lock.unlock();
      Answer answer = find_(stop);
      lock.lock();
      latest_ = {clock_.now(), false, std::move(answer)};
      looked_ = Steady::now();
      lock.unlock();
      on_change_();
      lock.lock();
    }
  }

  Find find_;
  std::function<void()> on_change_;
  const Clock& clock_;
  Steady::duration good_for_;
  std::mutex mutex_;
  std::condition_variable_any wanted_;
  Known latest_;
  std::optional<Steady::time_point> looked_;
  std::jthread thread_;  ///< ends before the members that it uses
};

}  // namespace lamplighter::app
