// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/instant.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lamplighter::home_assistant_emulator {

/// A request of a client, without HTTP.
struct HomeRequest {
  std::string method;                        ///< upper case
  std::string path;                          ///< decoded, without the query
  std::map<std::string, std::string> query;  ///< decoded
  std::string body;
  std::string authorization;  ///< the header; empty if it is absent
};

struct HomeAnswer {
  int status = 200;
  std::string body;
  std::string content_type = "application/json";
};

/// The location and the name of the home.
struct HomePlace {
  std::string name = "Home";
  double latitude = 52.37;
  double longitude = 4.9;
  int elevation = 2;  ///< metres
  std::string time_zone = "Europe/Amsterdam";
};

/// Home Assistant as a value: a request in, a response out, with the time passed in. Like the real
/// one, the recorder does not store brightness and colour of lights.
class EmulatedHome {
 public:
  explicit EmulatedHome(HomePlace place = {}) : place_(std::move(place)) {}

  /// Adds a valid token. Only an administrator's token may read the stream.
  void add_token(const std::string& token, bool administrator) { tokens_[token] = administrator; }
  void revoke_token(const std::string& token) { tokens_.erase(token); }

  /// Sets an entity's state from `at` on. `attributes` is the text of a JSON object; empty keeps
  /// the current ones. Requires: `at` is not before the entity's last change.
  void set(const std::string& entity, const std::string& state, Instant at,
           const std::string& attributes = {});

  /// Sets the area of an entity, for `area_name` in templates.
  void set_area(const std::string& entity, const std::string& area) { areas_[entity] = area; }

  /// Deletes the recorder's data from before `before`, as happens every night.
  void purge(Instant before);

  /// While the recorder's database is migrated, clients should wait.
  void set_migrating(bool migrating) { migrating_ = migrating; }

  /// Never fails: an invalid request gets an error response.
  HomeAnswer answer(const HomeRequest& request, Instant now);

  /// The state of an entity; empty if it does not exist.
  [[nodiscard]] std::string state_of(const std::string& entity) const;

  /// The error response if a request for the stream is refused.
  [[nodiscard]] std::optional<HomeAnswer> refuse_stream(const HomeRequest& request) const;

  /// The number of the newest event; 0 before the first. The last thousand events are kept.
  [[nodiscard]] std::uint64_t newest_event() const { return newest_; }

  /// The events after that number, as JSON texts.
  [[nodiscard]] std::vector<std::string> events_after(std::uint64_t number) const;

 private:
  struct Row {
    std::string state;
    std::string attributes;  ///< JSON text
    Instant changed;
    Instant updated;
  };
  struct Event {
    std::uint64_t number;
    std::string text;
  };
  /// The parameters of a history request.
  struct Period {
    std::vector<std::string> entities;
    Instant from{};
    Instant until{};
    bool minimal = false;
    bool no_attributes = false;
    bool only_changes = true;
    bool initial = true;
  };

  [[nodiscard]] std::optional<bool> administrator(const HomeRequest& request) const;
  [[nodiscard]] HomeAnswer states() const;
  [[nodiscard]] HomeAnswer config() const;
  static std::optional<HomeAnswer> read_period(const HomeRequest& request, Instant now,
                                               Period& period);
  [[nodiscard]] HomeAnswer history(const HomeRequest& request, Instant now) const;
  [[nodiscard]] std::vector<Row> rows_of(const std::string& entity, const Period& period) const;
  [[nodiscard]] HomeAnswer area_names(const HomeRequest& request) const;
  HomeAnswer call_service(const HomeRequest& request, Instant now);
  void notify(const std::string& entity, const std::optional<Row>& before, Instant at);

  HomePlace place_;
  std::map<std::string, bool> tokens_;
  std::map<std::string, Row> now_;
  std::map<std::string, std::string> areas_;      ///< by entity
  std::map<std::string, std::vector<Row>> past_;  ///< rows of the recorder, oldest first
  bool migrating_ = false;
  std::uint64_t newest_ = 0;
  std::deque<Event> events_;
};

/// Parses "2026-11-30T17:02:11.5+01:00", also with "Z". Empty without an offset: a client that
/// relies on Home Assistant's own zone would be wrong in most houses.
std::optional<Instant> read_time(std::string_view text);

}  // namespace lamplighter::home_assistant_emulator
