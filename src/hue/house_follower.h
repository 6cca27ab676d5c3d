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

/// What the names of a bridge's lamps begin with.
inline constexpr const char* source_prefix = "hue:";

/// A motion sensor whose light is stored, and its name at the bridge.
struct FollowedSensor {
  SensorId sensor;
  std::string name;
};

/// How a bridge tells what changes.
enum class Telling {
  stream,  ///< each change by its event stream
  polled,  ///< nothing by itself: it is asked every few seconds
};

/// From what a bridge tells to what is stored of a household's lamps and light: which lamps are
/// which room's, what was missed and is therefore unknown, when something happened by the bridge's
/// clock. Pure: time is passed in, and nobody is asked. One thread.
class HouseFollower {
 public:
  /// A hole of the stream of this length or less leaves nothing unknown: whatever came and went in
  /// it was shorter.
  static constexpr auto short_hole = std::chrono::seconds(3);

  /// Polls further apart than this leave a hole.
  static constexpr auto longest_poll = std::chrono::seconds(30);

  /// The house is read again after so long, to see that nothing was lost on the way.
  static constexpr auto look_every = std::chrono::minutes(5);

  /// A sensor that stays as it is is stored again after so long, as a sign of life.
  static constexpr auto sign_of_life = std::chrono::hours(1);

  /// `known_until`: up to then an earlier process knew everything; nothing where there was none.
  HouseFollower(Telling telling, std::vector<RoomLamps> rooms, std::vector<FollowedSensor> sensors,
                std::optional<Instant> known_until);

  /// What the stream brought. `now`: the time that it was taken.
  void hear(const std::vector<LampReport>& reports, Instant now);

  /// Whether the house should be read now.
  [[nodiscard]] bool wants_house(Instant now) const;

  /// The house as it was read; the question was sent at `asked`.
  void read(const BridgeHouse& house, Instant asked, Instant now);

  /// The lamps as they were read, of a polled bridge. Requires: `read` was called before.
  void read_lamps(const std::vector<BridgeLamp>& lamps, Instant asked, Instant now);

  /// The house could not be read.
  void could_not_read(Instant now);

  /// Nobody took what was reported since `since`: it is lost.
  void lost(Instant since, Instant now);

  /// Call every few seconds. `until`: up to then all is heard (of a stream; nothing while none is
  /// open). `position`: where the stream is.
  void pass(Instant now, std::optional<Instant> until, const std::string& position);

  /// The last mark, at the end of a process.
  void end(Instant now, std::optional<Instant> until, const std::string& position);

  /// What is to be stored, in order; given once.
  std::vector<SourceNews> take();

  /// Names of the config that the bridge does not have, in one sentence; empty where it has all.
  [[nodiscard]] const std::string& trouble() const { return trouble_; }

 private:
  struct Reported {
    LampState is = LampState::unknown;
    Look look = {};
    friend bool operator==(const Reported&, const Reported&) = default;
  };
  struct Sensor {
    FollowedSensor what;
    std::string id = {};  ///< at the bridge; empty until it was found
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
  void tell(const std::string& lamp, const Reported& reported, Instant at);
  void store(Sensor& sensor, double lux, Instant at);
  void mark(Instant until, const std::string& position);
  [[nodiscard]] Instant time_of(const LampReport& report) const;
  void judge_clock(const LampReport& report);
  BridgeLamp* find(const std::string& id);

  Telling telling_;
  std::vector<RoomLamps> rooms_;
  std::vector<Sensor> sensors_;
  std::optional<Instant> known_until_;
  std::map<std::pair<RoomName, std::string>, std::vector<Target>> targets_;  ///< as once found
  std::map<std::string, std::set<RoomName>> rooms_of_;                       ///< by the lamp's id
  std::optional<BridgeHouse> house_;          ///< as read, and what was heard since
  std::map<std::string, Reported> reported_;  ///< by the lamp's id
  std::map<RoomName, Instant> last_at_;       ///< of what was reported
  std::vector<LampReport> waiting_;           ///< for the house to be read
  bool is_behind_ = true;                 ///< the house is to be read before anything is reported
  std::optional<Instant> unknown_since_;  ///< what happened since then may be lost
  Instant missed_at_ = Instant::min();    ///< when the stream last began
  bool is_clock_wrong_ = false;           ///< the bridge's
  std::set<std::string> suspects_;  ///< lamps that were not as reported when they were last read
  Instant verified_ = {};           ///< when all was last as reported
  Instant next_look_ = Instant::min();
  std::optional<Instant> marked_;
  std::string trouble_;
  std::vector<SourceNews> news_;
};

}  // namespace lamplighter::hue
