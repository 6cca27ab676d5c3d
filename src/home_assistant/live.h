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

/// An entity as it is, by one of Home Assistant's states. Times are by its clock.
struct LiveState {
  std::string entity;
  std::string state = {};  ///< as it is written there; empty: the entity is not there
  Look look = {};          ///< of a light that is on
  Instant changed{};       ///< `state` is that since then
  Instant updated{};       ///< state and attributes are these since then

  friend bool operator==(const LiveState&, const LiveState&) = default;
};

using EntityNames = std::set<std::string, std::less<>>;

/// The answer to `question`. Errors: those of check_status but for not_found, which is a state;
/// bad_input for anything that is not such an answer.
Result<LiveState> read_live_state(const Answer& answer, const std::string& entity);

/// What the text of an event says of one of these entities; nothing for all other texts.
std::optional<LiveState> read_event(std::string_view text, const EntityNames& entities);

/// Of a lamp: on, off, and where Home Assistant says neither, `unclear`.
LampState lamp_state(const LiveState& state, LampState unclear = LampState::unknown);

/// Of a light sensor: its lux; nothing where it has no reading.
std::optional<double> lux_of(const LiveState& state);

/// What is followed, and whose it is.
struct FollowedEntities {
  std::map<std::string, std::vector<RoomName>> lamps;
  std::map<std::string, SensorId> sensors;
  LampState unclear = LampState::unknown;  ///< what a lamp is that cannot be reached

  [[nodiscard]] EntityNames names() const;
};

/// What the names of Home Assistant's lamps begin with in a queue of news.
inline constexpr std::string_view news_prefix = "home_assistant:";

/// Makes news of rooms and sensors out of states. A clock of Home Assistant that differs from ours
/// by more than ten seconds is not used.
class EntityFollower {
 public:
  /// `known_until`: up to then an earlier process knew everything; nothing: there was none.
  EntityFollower(FollowedEntities entities, std::optional<Instant> known_until);

  /// An entity changed.
  void change(const LiveState& state, Instant arrived);

  /// All of them as they are, after a time in which changes may have been missed
  /// (HomeWatch::Calls). A lamp that changed in that time is unknown until then; one that did not
  /// is as it was.
  void read(const std::vector<LiveState>& states, std::optional<Instant> missed_from,
            Instant arrived);

  /// News from `since` on was thrown away: the next `read` makes up for it.
  void lost(Instant since) { known_until_ = known_until_ ? std::min(*known_until_, since) : since; }

  /// What there is since the last call.
  std::vector<SourceNews> take() { return std::exchange(news_, {}); }

 private:
  [[nodiscard]] Instant ours(Instant theirs, Instant arrived) const;
  void see_light(const LiveState& state, Instant at);

  FollowedEntities entities_;
  std::optional<Instant> known_until_;
  std::map<SensorId, Instant> last_;  ///< of each sensor's readings
  bool has_other_clock_ = false;
  std::vector<SourceNews> news_;
};

/// Listens to entities on a thread of its own until it is destroyed: over the stream, which begins
/// again whenever it ends, or, where the token is not an administrator's, by reading them every
/// half minute. After each beginning, and once an hour, every entity is read.
class HomeWatch {
 public:
  /// Called on the watch's thread.
  struct Calls {
    std::function<void(const LiveState&, Instant arrived)> on_change;
    /// Every entity. Changes from `missed_from` on may have been missed: the last time at which
    /// anything was heard; nothing: since the start of the watch.
    std::function<void(const std::vector<LiveState>&, std::optional<Instant> missed_from,
                       Instant arrived)>
        on_read;
    std::function<void(Instant at)> on_heard;            ///< of all up to then
    std::function<void(const Error&, Instant)> on_lost;  ///< again at every attempt that fails
  };

  /// Between two readings where there is no stream.
  static constexpr auto poll_pause = std::chrono::seconds(30);

  /// Where Home Assistant is, and the token; asked for before every attempt. Errors: why not.
  using GetAccess = std::function<Result<Access>()>;

  /// Begins. Requires: the clock outlives this, and threads may share it.
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
  std::map<std::string, Instant> read_;  ///< entities of which nothing newer was heard since
  std::optional<Instant> heard_;
  Instant last_read_{};
  bool is_behind_ = true;  ///< every entity must be read before more is heard
  bool polls_ = false;
  std::jthread thread_;  ///< ends before what it uses
};

}  // namespace lamplighter::home_assistant
