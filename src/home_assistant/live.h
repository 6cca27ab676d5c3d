// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/instant.h"
#include "core/lamp_setting.h"
#include "core/result.h"
#include "home_assistant/client.h"
#include "http/client.h"
#include "ports/clock.h"
#include "ports/readings.h"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace lamplighter::home_assistant {

/// The state of an entity in Home Assistant. Times are those of its clock.
struct LiveState {
  std::string entity;
  std::string state = {};  ///< in Home Assistant's spelling; empty: the entity does not exist
  Look look = {};          ///< for a light that is on
  Instant changed{};       ///< time of the last change of `state`
  Instant updated{};       ///< time of the last change of state or attributes

  friend bool operator==(const LiveState&, const LiveState&) = default;
};

using EntityNames = std::set<std::string, std::less<>>;

/// Parses the response to `question`. Errors: those of check_status except not_found, which is a
/// valid state; bad_input for anything that is not such a response.
Result<LiveState> read_live_state(const Answer& answer, const std::string& entity);

/// The state of one of these entities in the text of an event; empty for any other text.
std::optional<LiveState> read_event(std::string_view text, const EntityNames& entities);

/// For a lamp: on or off; `unclear` if Home Assistant reports neither.
LampState lamp_state(const LiveState& state, LampState unclear = LampState::unknown);

/// For a light sensor: its lux; empty if it has no reading.
std::optional<double> lux_of(const LiveState& state);

/// The entities to follow, and the room or sensor of each.
struct FollowedEntities {
  std::map<std::string, std::vector<RoomName>> lamps;
  std::map<std::string, SensorId> sensors;
  LampState unclear = LampState::unknown;  ///< state of an unreachable lamp

  [[nodiscard]] EntityNames names() const;
};

/// The prefix of the names of Home Assistant's lamps in a source's reports.
inline constexpr std::string_view news_prefix = "home_assistant:";

/// Converts states into reports about rooms and sensors. If Home Assistant's clock differs from
/// ours by more than ten seconds, its times are not used.
class EntityFollower {
 public:
  /// `known_until`: an earlier process knew everything up to then; empty: there was none.
  EntityFollower(FollowedEntities entities, std::optional<Instant> known_until);

  /// The state of an entity changed.
  void change(const LiveState& state, Instant arrived);

  /// The states of all entities, after a period in which changes may have been missed
  /// (HomeWatch::Calls). A lamp that changed in that period is unknown until then; any other lamp
  /// keeps its state.
  void read(const std::vector<LiveState>& states, std::optional<Instant> missed_from,
            Instant arrived);

  /// Reports from `since` on were dropped: the next `read` makes up for it.
  void lost(Instant since) { known_until_ = known_until_ ? std::min(*known_until_, since) : since; }

  /// The reports since the last call.
  std::vector<SourceNews> take() { return std::exchange(news_, {}); }

 private:
  [[nodiscard]] Instant ours(Instant theirs, Instant arrived) const;
  void see_light(const LiveState& state, Instant at);

  FollowedEntities entities_;
  std::optional<Instant> known_until_;
  std::map<SensorId, Instant> last_;  ///< time of each sensor's last reading
  bool has_other_clock_ = false;
  std::vector<SourceNews> news_;
};

/// Follows entities on its own thread until it is destroyed: over the event stream, which it
/// reopens whenever it ends, or, if the token is not an administrator's, by polling every half
/// minute. After each start, and once an hour, it reads every entity.
class HomeWatch {
 public:
  /// Callbacks on the watch's thread.
  struct Calls {
    std::function<void(const LiveState&, Instant arrived)> on_change;
    /// Every entity. Changes from `missed_from` on may have been missed: the last time at which
    /// anything was received; empty: since the start of the watch.
    std::function<void(const std::vector<LiveState>&, std::optional<Instant> missed_from,
                       Instant arrived)>
        on_read;
    std::function<void(Instant at)> on_heard;            ///< everything up to then was received
    std::function<void(const Error&, Instant)> on_lost;  ///< called again at every failed attempt
  };

  /// Between two polls if there is no stream.
  static constexpr auto poll_pause = std::chrono::seconds(30);

  /// The address and token of Home Assistant; called before every attempt. Errors: why there are
  /// none.
  using GetAccess = std::function<Result<Access>()>;

  /// Starts. Requires: the clock outlives this and is thread-safe.
  HomeWatch(GetAccess access, EntityNames entities, Clock& clock, Calls calls);
  ~HomeWatch();
  HomeWatch(const HomeWatch&) = delete;
  HomeWatch& operator=(const HomeWatch&) = delete;

 private:
  void run(const std::stop_token& stop);
  Result<void> attempt(const std::stop_token& stop);
  Result<void> listen(const Access& access, const std::stop_token& stop);
  Result<void> poll();
  Result<void> read_all(std::optional<Instant> missed_from);
  Result<void> hear(std::string_view bytes, http::StreamReader& reader);
  void take(const LiveState& state);
  void lost(const Error& error);

  GetAccess access_;
  EntityNames entities_;
  Clock& clock_;
  Calls calls_;
  std::unique_ptr<Client> questions_;
  std::map<std::string, Instant> read_;  ///< entities without newer events since that read
  std::optional<Instant> heard_;
  Instant last_read_{};
  bool is_behind_ = true;  ///< every entity must be read before events count
  bool polls_ = false;
  std::jthread thread_;  ///< ends before the members it uses
};

}  // namespace lamplighter::home_assistant
