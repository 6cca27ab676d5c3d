// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "analysis/detect_live.h"
#include "core/names.h"

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace lamplighter::app {

/// Whether lamps are on at this moment, by the light that sensors see: their readings are taken
/// from a store as they come, whichever process captures. Any thread.
class RoomsNow {
 public:
  RoomsNow(std::string store, Place place) : store_(std::move(store)), place_(place) {}

  /// What the last weeks taught of a sensor's light; nothing where they taught nothing.
  void learn(const SensorId& sensor, std::optional<LightMemory> memory);

  /// Whether it was told what the last weeks taught.
  [[nodiscard]] bool knows(const SensorId& sensor) const;

  /// Nothing of a sensor of which nothing was learned, or that has been silent for a quarter of an
  /// hour.
  std::optional<LampsNow> look(const SensorId& sensor, Instant now);

 private:
  struct Seen {
    LiveLamps live;
    std::optional<LampsNow> last;
  };

  std::string store_;
  Place place_;
  mutable std::mutex mutex_;
  std::map<SensorId, std::unique_ptr<Seen>> seen_;  ///< null: nothing was taught
};

}  // namespace lamplighter::app
