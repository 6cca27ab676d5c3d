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

/// Whether lamps are on now, detected from light sensors. Readings are taken from a store as they
/// arrive, whichever process captures them. Thread-safe.
class RoomsNow {
 public:
  RoomsNow(csv::StoreFolders store, Place place) : store_(std::move(store)), place_(place) {}

  /// Sets what was learned from the last weeks of a sensor's light; nothing if there was too
  /// little.
  void learn(const SensorId& sensor, std::optional<LightMemory> memory);

  /// Whether `learn` was called for the sensor.
  [[nodiscard]] bool knows(const SensorId& sensor) const;

  /// Nothing for a sensor without learned light, or one that has been silent for a quarter of an
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
  std::map<SensorId, std::unique_ptr<Seen>> seen_;  ///< null: nothing was learned
};

/// When the lamps of a house's rooms were on, over any time span: as the lamps reported or, in
/// rooms whose lamps do not report and before they first did, as `detect` finds in the light, month
/// by month, on a separate thread; the months are cached. Thread-safe.
class LampArchive {
 public:
  /// `on_news` is called on that thread whenever a month has been processed. Requires: `lights`
  /// outlives this. `look_every`: how often an idle thread checks whether a night has passed and
  /// the last weeks must be processed again.
  LampArchive(csv::StoreFolders store, std::map<RoomName, LightArchive>& lights, Place place,
              std::function<void()> on_news,
              std::chrono::milliseconds look_every = std::chrono::hours(1));
  ~LampArchive();
  LampArchive(const LampArchive&) = delete;
  LampArchive& operator=(const LampArchive&) = delete;

  /// What is known about a room from `from` to `until`; months still missing are computed from now
  /// on, and `is_complete` is false. The current month is computed again every hour. Corrections by
  /// the household take precedence.
  views::RoomLamps lamps(const RoomName& room, Instant from, Instant until);

  /// Whether a room's lamps are on now, detected from its light. Nothing until the last weeks have
  /// been processed, which starts with the first call, or where detection is impossible.
  std::optional<LampsNow> now(const RoomName& room, Instant at);

 private:
  views::RoomLamps uncorrected(const RoomName& room, Instant from, Instant until);
  views::RoomLamps detected(const RoomName& room, Instant from, Instant until);
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
  std::set<std::string> warned_;  ///< used only by the worker
  Place place_;
  std::function<void()> on_news_;
  std::chrono::milliseconds look_every_;
  std::optional<Date> night_;  ///< of the newest reading when the last weeks were last processed
  std::mutex mutex_;
  std::condition_variable_any wanted_;
  std::set<Month> to_do_;
  RoomsNow now_;
  std::set<Month> hopeless_;  ///< months whose file cannot be written: not computed again
  std::jthread worker_;
};

/// The requested part of a room's past; absent members have defaults.
struct SpanAsked {
  std::string room;
  std::optional<Instant> from;
  std::optional<Instant> until;
  int width = 1200;  ///< columns of the drawing
};

/// A valid room and time span.
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

/// The content of a house's store, as the views show it. A separate thread computes missing
/// summaries from the start, so that the first picture does not have to wait for them. Thread-safe.
class HouseArchive {
 public:
  /// `tell` is called with the names of documents that have changed.
  HouseArchive(Config config, Place place, std::function<void(const std::string&)> notify);

  /// An invalid span is bad_input. Errors: also not_found for rooms without readings.
  Result<RoomSpan> span_of(const SpanAsked& asked);
  Result<views::ReadingsView> readings(const SpanAsked& asked);
  Result<std::vector<Change>> changes(const SpanAsked& asked);

  /// Rooms whose sensor reported within a quarter of an hour; none until the last weeks have been
  /// processed, which starts with the first call.
  std::vector<RoomNow> rooms_now(Instant now);

  /// The last eight weeks with readings, and the plans of the same dates or, if there are none, of
  /// eight weeks from `now` on. A missing model is not an error.
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
  std::jthread preparing_;  ///< ends before the members that it uses
};

}  // namespace lamplighter::app
