// SPDX-License-Identifier: Apache-2.0
#include "lamps/late_lamps.h"

#include <utility>

namespace lamplighter::app {
namespace {

using namespace std::chrono_literals;

constexpr auto between_tries = 30s;

}  // namespace

LateLamps::LateLamps(Open open, Error trouble, const Clock& clock)
    : open_(std::move(open)),
      clock_(clock),
      next_try_(clock.now() + between_tries),
      trouble_(std::move(trouble)) {}

void LateLamps::try_again() {
  const Instant now = clock_.now();
  const bool clock_went_back = next_try_ > now + between_tries;
  if (now < next_try_ && !clock_went_back) return;
  next_try_ = now + between_tries;
  Result<std::unique_ptr<Lamps>> opened = open_();
  if (opened) lamps_ = *std::move(opened);
  const std::lock_guard lock(mutex_);
  trouble_ = opened ? std::nullopt : std::optional(opened.error());
}

Result<void> LateLamps::set(const RoomName& room, OnOff to, const Look& look) {
  if (!lamps_) return trouble().value();
  return lamps_->set(room, to, look);
}

Result<RoomStates> LateLamps::look() {
  if (!lamps_) try_again();
  if (!lamps_) return trouble().value();
  return lamps_->look();
}

bool LateLamps::is_pending(const RoomName& room) const {
  return lamps_ && lamps_->is_pending(room);
}

std::set<std::string> LateLamps::silent_lamps() const {
  return lamps_ ? lamps_->silent_lamps() : std::set<std::string>();
}

std::optional<Error> LateLamps::trouble() const {
  const std::lock_guard lock(mutex_);
  return trouble_;
}

}  // namespace lamplighter::app
