// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/config.h"
#include "core/names.h"
#include "core/result.h"
#include "csv/names.h"
#include "detection/live.h"
#include "page/light_archive.h"
#include "sky/sun.h"
#include "views/documents.h"
#include "views/readings_view.h"

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

namespace lamplighter::app {

/// Whether lamps are on at this moment, by the light that sensors see: their readings are taken
/// from a store as they come, whichever process captures. Any thread.
class RoomsNow {
 public:
  RoomsNow(csv::StoreFolders store, Place place) : store_(std::move(store)), place_(place) {}

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

  csv::StoreFolders store_;
  Place place_;
  mutable std::mutex mutex_;
  std::map<SensorId, std::unique_ptr<Seen>> seen_;  ///< null: nothing was taught
};

/// When the lamps of a house's rooms were on, over any span: as the lamps told or, in rooms whose
/// lamps tell nothing, as `detect` finds month by month in the light, which a thread of its own
/// does and keeps. Any thread.
class LampArchive {
 public:
  /// `on_news` is called on that thread whenever a month has been found. Requires: `lights`
  /// outlives this. `look_every`: after so long without a question it looks whether a night has
  /// passed, and finds the last weeks anew.
  LampArchive(csv::StoreFolders store, std::map<RoomName, LightArchive>& lights, Place place,
              std::function<void()> on_news,
              std::chrono::milliseconds look_every = std::chrono::hours(1));
  ~LampArchive();
  LampArchive(const LampArchive&) = delete;
  LampArchive& operator=(const LampArchive&) = delete;

  /// What is known of a room from `from` until `until`; what is still to be found, is looked for
  /// from now on, and `is_complete` is false. The current month is found anew every hour. What
  /// people said of the room wins.
  views::RoomLamps lamps(const RoomName& room, Instant from, Instant until);

  /// Whether a room's lamps are on now, by its light. Nothing until the last weeks have been looked
  /// at, which begins with the first question, and where nothing can be known.
  std::optional<LampsNow> now(const RoomName& room, Instant at);

 private:
  views::RoomLamps uncorrected(const RoomName& room, Instant from, Instant until);
  [[nodiscard]] std::uint64_t stamp_of(const LightArchive& light, Month month) const;
  [[nodiscard]] bool is_good(const DetectedMonth& kept, const LightArchive& light,
                             Month month) const;
  void work(const std::stop_token& stop);
  void look_at_night();
  void detect(Month month);
  void warn_of_suspicions(const RoomName& room, const std::vector<Sample<Lux>>& samples);
  [[nodiscard]] static bool is_newest(const LightArchive& light, Month month);

  csv::StoreFolders store_;
  std::map<RoomName, LightArchive>* lights_;
  std::set<std::string> warned_;  ///< of the worker
  Place place_;
  std::function<void()> on_news_;
  std::chrono::milliseconds look_every_;
  std::optional<Date> night_;  ///< of the newest reading when the last weeks were found anew
  std::mutex mutex_;
  std::condition_variable_any wanted_;
  std::set<Month> to_do_;
  RoomsNow now_;
  std::set<Month> hopeless_;  ///< of which a file cannot be kept: not tried again
  std::jthread worker_;
};

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
