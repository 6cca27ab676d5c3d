// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/config.h"
#include "core/result.h"
#include "page/lamp_archive.h"
#include "page/light_archive.h"
#include "views/documents.h"
#include "views/readings_view.h"

#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

namespace lamplighter::app {

/// Which part of a room's past is asked for; what is left out is chosen.
struct SpanAsked {
  std::string room;
  std::optional<Instant> from;
  std::optional<Instant> until;
  int width = 1200;  ///< columns of the drawing
};

/// A room and a span that make sense.
struct RoomSpan {
  RoomName room;
  SensorId sensor;
  Instant from;
  Instant until;
};

/// Whether a room's lamps are on now.
struct RoomNow {
  RoomName room;
  LampsNow lamps;
};

/// What the store knows of a house, as the views show it. From its begin on a thread of its own
/// makes the summaries that are missing, so that nobody's first picture waits for them. Any thread.
class HouseArchive {
 public:
  /// `tell` is called with the names of documents that have become other ones.
  HouseArchive(Config config, Place place, std::function<void(const std::string&)> tell);

  /// Requires of spans: nothing; one that makes no sense is bad_input. Errors: also not_found for
  /// rooms without readings.
  Result<RoomSpan> span_of(const SpanAsked& asked);
  Result<views::ReadingsView> readings(const SpanAsked& asked);
  Result<std::vector<Change>> changes(const SpanAsked& asked);

  /// Rooms whose sensor spoke within a quarter of an hour; none until the last weeks have been
  /// looked at, which begins with the first question.
  std::vector<RoomNow> rooms_now(Instant now);

  /// The last eight weeks of which there are readings, and the plans of the same dates or, where
  /// there are none, of eight weeks from `now` on. A model that is not there is no error.
  Result<views::HouseView> house(Instant now);

  /// Errors: those of Planner::open; bad_input for more than 366 days.
  Result<std::vector<Plan>> plans(Instant from, Instant until) const;

  [[nodiscard]] const Place& place() const { return place_; }
  [[nodiscard]] const Config& config() const { return config_; }

 private:
  void prepare(const std::stop_token& stop);
  LightArchive* fresh(const RoomName& room);
  std::optional<Instant> newest_reading();

  Config config_;
  Place place_;
  std::map<RoomName, LightArchive> lights_;
  std::mutex mutex_;
  std::map<RoomName, std::chrono::steady_clock::time_point> refreshed_;
  LampArchive lamps_;
  std::jthread preparing_;  ///< ends before what it uses
};

}  // namespace lamplighter::app
