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

/// What a client asks, after HTTP has been taken off.
struct HomeRequest {
  std::string method;                        ///< upper case
  std::string path;                          ///< decoded, without the query
  std::map<std::string, std::string> query;  ///< decoded
  std::string body;
  std::string authorization;  ///< the header; empty where there is none
};

struct HomeAnswer {
  int status = 200;
  std::string body;
  std::string content_type = "application/json";
};

/// Where the home is, and what it is called.
struct HomePlace {
  std::string name = "Home";
  double latitude = 52.37;
  double longitude = 4.9;
  int elevation = 2;  ///< metres
  std::string time_zone = "Europe/Amsterdam";
};

/// Home Assistant as a value: a request in, an answer out, and the time passed in. The recorder
/// leaves out what the real one leaves out: brightness and colour of lights.
class EmulatedHome {
 public:
  explicit EmulatedHome(HomePlace place = {}) : place_(std::move(place)) {}

  /// Lets the bearer of a token in. Only an administrator may read the stream.
  void add_token(const std::string& token, bool administrator) { tokens_[token] = administrator; }
  void revoke_token(const std::string& token) { tokens_.erase(token); }

  /// The entity is in that state from `at` on. `attributes` is the text of a JSON object; empty
  /// keeps those it had. Requires: `at` is not before the entity's last change.
  void set(const std::string& entity, const std::string& state, Instant at,
           const std::string& attributes = {});

  /// The area that an entity is in, for `area_name` in templates.
  void set_area(const std::string& entity, const std::string& area) { areas_[entity] = area; }

  /// Forgets what the recorder kept from before `before`, as each night.
  void purge(Instant before);

  /// While the recorder's database is migrated clients should wait.
  void set_migrating(bool migrating) { migrating_ = migrating; }

  /// Never fails: nonsense has an answer too.
  HomeAnswer answer(const HomeRequest& request, Instant now);

  /// The state of an entity; empty where there is none.
  [[nodiscard]] std::string state_of(const std::string& entity) const;

  /// Why the stream is refused to a request, if it is.
  [[nodiscard]] std::optional<HomeAnswer> refuse_stream(const HomeRequest& request) const;

  /// The number of the newest event; 0 before the first. The last thousand are kept.
  [[nodiscard]] std::uint64_t newest_event() const { return newest_; }

  /// The events after a number, as JSON texts.
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
  /// What a request for the past asks for.
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
  void tell(const std::string& entity, const std::optional<Row>& before, Instant at);

  HomePlace place_;
  std::map<std::string, bool> tokens_;
  std::map<std::string, Row> now_;
  std::map<std::string, std::string> areas_;      ///< by entity
  std::map<std::string, std::vector<Row>> past_;  ///< what the recorder keeps, oldest first
  bool migrating_ = false;
  std::uint64_t newest_ = 0;
  std::deque<Event> events_;
};

/// "2026-11-30T17:02:11.5+01:00" or with "Z". Nothing for what has no offset: a client that leaves
/// it to Home Assistant's own zone is wrong in most houses.
std::optional<Instant> read_time(std::string_view text);

}  // namespace lamplighter::home_assistant_emulator
