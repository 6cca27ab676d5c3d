// SPDX-License-Identifier: Apache-2.0
#include "home_assistant/live.h"

#include "importing/fields.h"
#include "importing/moment.h"
#include "importing/table.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace lamplighter::home_assistant {
namespace {

using LiveJson = nlohmann::json;

constexpr int deepest_state = 32;
constexpr auto read_every = std::chrono::hours(1);
constexpr auto first_wait = std::chrono::seconds(1);
constexpr auto longest_wait = std::chrono::seconds(60);

/// Home Assistant sends `ping` after 50 seconds of silence.
constexpr http::Limits stream_limits{.total = std::chrono::seconds(11),
                                     .quiet = std::chrono::seconds(110)};

LiveJson parse_json(std::string_view text) {
  const auto guard = [](int depth, LiveJson::parse_event_t, LiveJson&) {
    return depth <= deepest_state;
  };
  return LiveJson::parse(text, guard, false);
}

const LiveJson* member(const LiveJson& object, const char* key) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(key);
  return found == object.end() ? nullptr : &*found;
}

std::string text_of(const LiveJson& object, const char* key) {
  const LiveJson* found = member(object, key);
  return found != nullptr && found->is_string() ? found->get<std::string>() : std::string();
}

std::optional<Instant> time_at(const LiveJson& object, const char* key) {
  const auto moment = read_moment(text_of(object, key));
  if (!moment || !moment->is_utc) return std::nullopt;
  return Instant(moment->shown.time_since_epoch());
}

/// Parses a state object; empty for anything else.
std::optional<LiveState> live_state(const LiveJson& object) {
  LiveState state{.entity = text_of(object, "entity_id"), .state = text_of(object, "state")};
  const auto changed = time_at(object, "last_changed");
  if (state.entity.empty() || state.state.empty() || !changed) return std::nullopt;
  state.changed = *changed;
  state.updated = time_at(object, "last_updated").value_or(*changed);
  if (state.state != "on") return state;
  const auto read = read_state({200, object.dump()}, state.entity);
  if (read) state.look = read->is.look;
  return state;
}

}  // namespace

Result<LiveState> read_live_state(const Answer& answer, const std::string& entity) {
  if (answer.status == 404) return LiveState{.entity = entity};
  if (Result<void> fine = check_status(answer); !fine) return with_context(entity, fine.error());
  const auto state = live_state(parse_json(answer.body));
  if (state && state->entity == entity) return *state;
  return Error{Fault::bad_input, entity + ": the answer is not from Home Assistant; check its url"};
}

std::optional<LiveState> read_event(std::string_view text, const EntityNames& entities) {
  // Most events are about other entities: skip them without parsing.
  const bool may_be_ours = std::any_of(
      entities.begin(), entities.end(),
      [&](const std::string& entity) { return text.find(entity) != std::string_view::npos; });
  if (!may_be_ours) return std::nullopt;
  const LiveJson event = parse_json(text);
  const LiveJson* data = member(event, "data");
  if (data == nullptr || text_of(event, "event_type") != "state_changed") return std::nullopt;
  std::string entity = text_of(*data, "entity_id");
  const LiveJson* now = member(*data, "new_state");
  if (!entities.contains(entity) || now == nullptr) return std::nullopt;
  auto state = live_state(*now);
  if (state && state->entity == entity) return state;
  const auto fired = time_at(event, "time_fired");
  if (!now->is_null() || !fired) return std::nullopt;
  return LiveState{.entity = std::move(entity), .changed = *fired, .updated = *fired};
}

LampState lamp_state(const LiveState& state, LampState unclear) {
  if (state.state == "on") return LampState::on;
  return state.state == "off" ? LampState::off : unclear;
}

std::optional<double> lux_of(const LiveState& state) {
  ForeignSeries series;
  add_state(series, state.updated, state.state, LampState::unknown);
  if (series.light.empty()) return std::nullopt;
  return series.light.front().value.value();
}

EntityNames FollowedEntities::names() const {
  EntityNames names;
  for (const auto& [entity, rooms] : lamps) names.insert(entity);
  for (const auto& [entity, sensor] : sensors) names.insert(entity);
  return names;
}

namespace {

constexpr auto same_clock = std::chrono::seconds(10);
constexpr std::chrono::microseconds tick{1};

bool is_other_clock(Instant theirs, Instant arrived) {
  return theirs > arrived + same_clock || theirs < arrived - same_clock;
}

/// At one instant, lamps of a room that are on come first and lamps that are off last, so that the
/// room changes only once.
int rank(const LampSighting& lamp) {
  if (lamp.is == LampState::on) return 0;
  return lamp.is == LampState::unknown ? 1 : 2;
}

}  // namespace

EntityFollower::EntityFollower(FollowedEntities entities, std::optional<Instant> known_until)
    : entities_(std::move(entities)), known_until_(known_until) {}

Instant EntityFollower::ours(Instant theirs, Instant arrived) const {
  return has_other_clock_ ? arrived : std::min(theirs, arrived);
}

void EntityFollower::see_light(const LiveState& state, Instant at) {
  const auto sensor = entities_.sensors.find(state.entity);
  const auto lux = lux_of(state);
  if (sensor == entities_.sensors.end() || !lux) return;
  const auto last = last_.find(sensor->second);
  if (last != last_.end() && at <= last->second) return;
  last_[sensor->second] = at;
  news_.emplace_back(Reading{sensor->second, at, Lux(*lux)});
}

void EntityFollower::change(const LiveState& state, Instant arrived) {
  has_other_clock_ = is_other_clock(state.updated, arrived);
  const Instant at = ours(state.updated, arrived);
  see_light(state, at);
  const auto lamp = entities_.lamps.find(state.entity);
  if (lamp == entities_.lamps.end()) return;
  const std::string name = std::string(news_prefix) + state.entity;
  for (const RoomName& room : lamp->second)
    news_.emplace_back(
        LampSighting{room, name, lamp_state(state, entities_.unclear), state.look, at});
}

void EntityFollower::read(const std::vector<LiveState>& states, std::optional<Instant> missed_from,
                          Instant arrived) {
  if (known_until_) missed_from = std::min(missed_from.value_or(*known_until_), *known_until_);
  known_until_.reset();
  std::vector<LampSighting> sightings;
  for (const LiveState& state : states) {
    see_light(state, arrived);
    const auto lamp = entities_.lamps.find(state.entity);
    if (lamp == entities_.lamps.end()) continue;
    const Instant since = ours(state.changed, arrived);
    // After everything stored for that instant.
    const Instant known = missed_from ? std::min(*missed_from + tick, arrived) : arrived;
    LampSighting sighting{{},
                          std::string(news_prefix) + state.entity,
                          lamp_state(state, entities_.unclear),
                          state.look,
                          known};
    for (const RoomName& room : lamp->second) {
      sighting.room = room;
      if (missed_from && since > known) {
        sightings.push_back({room, sighting.lamp, LampState::unknown, {}, known});
        sighting.at = since;
      }
      sightings.push_back(sighting);
      sighting.at = known;
    }
  }
  std::stable_sort(sightings.begin(), sightings.end(),
                   [](const LampSighting& a, const LampSighting& b) {
                     return a.at != b.at ? a.at < b.at : rank(a) < rank(b);
                   });
  for (LampSighting& sighting : sightings) news_.emplace_back(std::move(sighting));
}

HomeWatch::HomeWatch(GetAccess access, EntityNames entities, Clock& clock, Calls calls)
    : access_(std::move(access)),
      entities_(std::move(entities)),
      clock_(clock),
      calls_(std::move(calls)),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

HomeWatch::~HomeWatch() = default;

void HomeWatch::run(const std::stop_token& stop) {
  auto wait = first_wait;
  while (!stop.stop_requested()) {
    is_behind_ = true;
    const Result<void> went = attempt(stop);
    if (stop.stop_requested()) return;
    if (!went) lost(went.error());
    const bool spoke = !is_behind_;
    if (spoke) wait = first_wait;
    clock_.sleep_until(clock_.now() + (went ? poll_pause : wait), stop);
    if (!spoke) wait = std::min<std::chrono::seconds>(2 * wait, longest_wait);
  }
}

/// Listens until the stream ends, or reads once. Errors: why it ended.
Result<void> HomeWatch::attempt(const std::stop_token& stop) {
  const Result<Access> access = access_();
  if (!access) return access.error();
  auto client = Client::make(*access, home_assistant_limits, stop);
  if (!client) return client.error();
  questions_ = *std::move(client);
  if (polls_) return poll();
  Result<void> went = listen(*access, stop);
  const bool is_refused = !went && went.error().fault == Fault::refused && is_behind_;
  if (!is_refused || !poll()) return went;
  polls_ = true;  // this token may read states, but not the stream
  return {};
}

/// Listens until the stream ends. Errors: why it ended.
Result<void> HomeWatch::listen(const Access& access, const std::stop_token& stop) {
  std::stop_source end;
  const std::stop_callback forward(stop, [&end] { end.request_stop(); });
  const auto client = Client::make(access, stream_limits, end.get_token());
  if (!client) return client.error();
  http::StreamReader reader;
  Result<void> went;
  const auto answer = (*client)->stream([&](std::string_view bytes) {
    if (!went) return;
    went = hear(bytes, reader);
    if (!went) end.request_stop();
  });
  if (!went) return went;
  if (!answer) return answer.error();
  if (Result<void> fine = check_status(*answer); !fine) return fine;
  return Error{Fault::unavailable,
               access.url + ": Home Assistant ended its stream; retrying automatically"};
}

Result<void> HomeWatch::hear(std::string_view bytes, http::StreamReader& reader) {
  const std::size_t dropped = reader.dropped();
  const std::vector<http::StreamMessage> complete = reader.read(bytes);
  if (reader.dropped() > dropped) is_behind_ = true;
  const Instant now = clock_.now();
  const bool is_time = now - last_read_ >= read_every || now < last_read_;
  if (!complete.empty() && (is_behind_ || is_time)) {
    if (Result<void> read = read_all(is_behind_ ? heard_ : std::optional(now)); !read) return read;
  }
  for (const http::StreamMessage& message : complete) {
    if (const auto state = read_event(message.text, entities_)) take(*state);
  }
  if (!is_behind_) {
    heard_ = now;
    calls_.on_heard(now);
  }
  return {};
}

/// Events older than the last read of the entity are known already.
void HomeWatch::take(const LiveState& state) {
  const auto read = read_.find(state.entity);
  if (read != read_.end()) {
    if (state.updated <= read->second) return;
    read_.erase(read);
  }
  calls_.on_change(state, clock_.now());
}

Result<void> HomeWatch::poll() {
  if (Result<void> read = read_all(heard_); !read) return read;
  heard_ = clock_.now();
  calls_.on_heard(*heard_);
  return {};
}

Result<void> HomeWatch::read_all(std::optional<Instant> missed_from) {
  std::vector<LiveState> states;
  for (const std::string& entity : entities_) {
    const auto answer = questions_->send(question(entity));
    if (!answer) return answer.error();
    Result<LiveState> state = read_live_state(*answer, entity);
    if (!state) return state.error();
    read_[entity] = state->updated;
    states.push_back(*std::move(state));
  }
  last_read_ = clock_.now();
  is_behind_ = false;
  calls_.on_read(states, missed_from, last_read_);
  return {};
}

void HomeWatch::lost(const Error& error) { calls_.on_lost(error, clock_.now()); }

}  // namespace lamplighter::home_assistant
