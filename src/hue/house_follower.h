// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/instant.h"
#include "core/names.h"
#include "hue/bridge_lamps.h"
#include "hue/event_stream.h"
#include "hue/house.h"
#include "ports/readings.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace lamplighter::hue {

/// The prefix of the names of a bridge's lamps.
inline constexpr const char* source_prefix = "hue:";

/// A motion sensor whose light is stored, and its name on the bridge.
struct FollowedSensor {
  SensorId sensor;
  std::string name;
};

/// How a bridge reports changes.
enum class Telling {
  stream,  ///< pushes each change over its event stream
  polled,  ///< must be polled every few seconds
};

/// Converts what a bridge reports into what is stored about a household's lamps and light: which
/// lamps belong to which room, what was missed and is therefore unknown, and when a change happened
/// by the bridge's clock. Pure: time is passed in and nothing is requested. Not thread-safe.
class HouseFollower {
 public:
  /// A gap in the stream up to this length leaves nothing unknown: whatever was switched on and off
  /// within it was on for less.
  static constexpr auto short_hole = std::chrono::seconds(3);

  /// Polls further apart than this leave a gap.
  static constexpr auto longest_poll = std::chrono::seconds(30);

  /// The house is read again at this interval, to verify that no report was lost.
  static constexpr auto look_every = std::chrono::minutes(5);

  /// The value of an unchanged sensor is stored again at this interval, as a sign of life.
  static constexpr auto sign_of_life = std::chrono::hours(1);

  /// `known_until`: until when an earlier process knew everything; nothing if there was none.
  HouseFollower(Telling telling, std::vector<RoomLamps> rooms, std::vector<FollowedSensor> sensors,
                std::optional<Instant> known_until);

  /// Processes reports from the stream. `now`: the time at which they were taken.
  void hear(const std::vector<LampReport>& reports, Instant now);

  /// Whether the house should be read now.
  [[nodiscard]] bool wants_house(Instant now) const;

  /// Processes the house as read; the request was sent at `asked`.
  void read(const BridgeHouse& house, Instant asked, Instant now);

  /// Processes the lamps as read from a polled bridge. Requires: `read` was called before.
  void read_lamps(const std::vector<BridgeLamp>& lamps, Instant asked, Instant now);

  /// The house could not be read.
  void could_not_read(Instant now);

  /// The reports since `since` were dropped.
  void lost(Instant since, Instant now);

  /// Call this every few seconds. `until`: until when the reports of a stream are complete; nothing
  /// while it is not open. `position`: the position in the stream.
  void pass(Instant now, std::optional<Instant> until, const std::string& position);

  /// Adds the last mark, at the end of a process.
  void end(Instant now, std::optional<Instant> until, const std::string& position);

  /// The new items to store, in order; each is returned once.
  std::vector<SourceNews> take();

  /// Configured names that the bridge does not have, in one sentence; empty if there are none.
  [[nodiscard]] const std::string& trouble() const { return trouble_; }

 private:
  struct Reported {
    LampState is = LampState::unknown;
    Look look = {};
    friend bool operator==(const Reported&, const Reported&) = default;
  };
  struct Sensor {
    FollowedSensor what;
    std::string id = {};  ///< on the bridge; empty until it is found
    std::string device = {};
    bool is_live = false;
    std::optional<double> lux = {};  ///< as last stored
    Instant stored = {};
  };

  void miss(const LampReport& report);
  void follow(const LampReport& report);
  void follow_device(const LampReport& report);
  void find_names(const BridgeHouse& house);
  void find_sensors(const BridgeHouse& house);
  void begin_anew(Instant now);
  void report_waiting();
  void report_lamps(Instant now);
  void verify(const BridgeHouse& house, Instant now);
  void read_sensors(const BridgeHouse& house, Instant now);
  void notify(const std::string& lamp, const Reported& reported, Instant at);
  void store(Sensor& sensor, double lux, Instant at);
  void mark(Instant until, const std::string& position);
  [[nodiscard]] Instant time_of(const LampReport& report) const;
  void judge_clock(const LampReport& report);
  BridgeLamp* find(const std::string& id);

  Telling telling_;
  std::vector<RoomLamps> rooms_;
  std::vector<Sensor> sensors_;
  std::optional<Instant> known_until_;
  std::map<std::pair<RoomName, std::string>, std::vector<Target>> targets_;  ///< as first resolved
  std::map<std::string, std::set<RoomName>> rooms_of_;                       ///< by lamp id
  std::optional<BridgeHouse> house_;          ///< as read, updated by reports
  std::map<std::string, Reported> reported_;  ///< by lamp id
  std::map<RoomName, Instant> last_at_;       ///< of the last stored change
  std::vector<LampReport> waiting_;           ///< reports that wait for the house to be read
  bool is_behind_ = true;                 ///< the house must be read before anything is reported
  std::optional<Instant> unknown_since_;  ///< changes since then may be lost
  Instant missed_at_ = Instant::min();    ///< when the stream was last opened
  bool is_clock_wrong_ = false;           ///< the bridge's clock
  std::set<std::string> suspects_;        ///< lamps that differed from the reports when last read
  Instant verified_ = {};                 ///< when all lamps last matched the reports
  Instant next_look_ = Instant::min();
  std::optional<Instant> marked_;
  std::string trouble_;
  std::vector<SourceNews> news_;
};

}  // namespace lamplighter::hue
