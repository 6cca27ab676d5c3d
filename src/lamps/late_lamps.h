// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"
#include "ports/clock.h"
#include "ports/lamps.h"

#include <functional>
#include <memory>
#include <mutex>
#include <optional>

namespace lamplighter::app {

/// Lamps that could not be opened at the start, because a key, password or token was missing. Each
/// look tries again, at most every 30 seconds; until it succeeds, every call gives the reason. One
/// thread, but for `trouble`.
class LateLamps final : public Lamps {
 public:
  using Open = std::function<Result<std::unique_ptr<Lamps>>()>;

  /// `trouble`: why `open` failed just now. Requires: the clock outlives this.
  LateLamps(Open open, Error trouble, const Clock& clock);

  /// Errors: why the lamps cannot be opened; then those of the lamps.
  Result<void> set(const RoomName& room, OnOff to, const Look& look) override;
  Result<RoomStates> look() override;
  [[nodiscard]] bool is_pending(const RoomName& room) const override;
  [[nodiscard]] std::set<std::string> silent_lamps() const override;

  /// Why the lamps cannot be opened; nothing once they are. Any thread.
  [[nodiscard]] std::optional<Error> trouble() const;

 private:
  void try_again();

  Open open_;
  const Clock& clock_;
  Instant next_try_;
  std::unique_ptr<Lamps> lamps_;
  mutable std::mutex mutex_;  ///< guards trouble_
  std::optional<Error> trouble_;
};

}  // namespace lamplighter::app
