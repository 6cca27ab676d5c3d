// SPDX-License-Identifier: Apache-2.0
#include "app/house_check.h"

#include <utility>

namespace lamplighter::app {
namespace {

constexpr auto usually_after = std::chrono::minutes(5);
constexpr auto soonest_after = std::chrono::seconds(5);

}  // namespace

HouseCheck::HouseCheck(std::function<std::vector<Finding>()> look, std::function<void()> on_change,
                       const Clock& clock)
    : look_(std::move(look)),
      on_change_(std::move(on_change)),
      clock_(clock),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

HouseCheck::~HouseCheck() = default;

HouseCheck::Look HouseCheck::latest() {
  want(usually_after);
  const std::lock_guard lock(mutex_);
  return latest_;
}

void HouseCheck::look_now() { want(soonest_after); }

void HouseCheck::want(Steady::duration oldest) {
  {
    const std::lock_guard lock(mutex_);
    if (latest_.is_looking || (looked_ && Steady::now() - *looked_ < oldest)) return;
    latest_.is_looking = true;
    is_wanted_ = true;
  }
  wanted_.notify_all();
}

void HouseCheck::run(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (wanted_.wait(lock, stop, [this] { return is_wanted_; })) {
    is_wanted_ = false;
    lock.unlock();
    std::vector<Finding> findings = look_();
    lock.lock();
    latest_ = {clock_.now(), false, std::move(findings)};
    looked_ = Steady::now();
    lock.unlock();
    on_change_();
    lock.lock();
  }
}

}  // namespace lamplighter::app
