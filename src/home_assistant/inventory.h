// SPDX-License-Identifier: Apache-2.0
// What there is in a Home Assistant: where the house is, its lamps and light sensors, their areas.
#pragma once

#include "core/result.h"
#include "home_assistant/client.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace lamplighter::home_assistant {

/// Where the house is, as Home Assistant has it.
struct HomeFacts {
  double latitude = 0;
  double longitude = 0;
  std::string time_zone;
};

/// `GET /api/config`.
Request facts_request();

/// Errors: those of check_status; bad_input for anything that is not such an answer.
Result<HomeFacts> read_facts(const Answer& answer);

/// A Home Assistant that announces itself by multicast DNS, as `_home-assistant._tcp`. Whoever is
/// in the network can announce one: a person has to choose it.
struct FoundHome {
  std::string name;  ///< for people; may be empty
  std::string url;   ///< as Access has it

  friend bool operator==(const FoundHome&, const FoundHome&) = default;
};

/// `txt`: its TXT record, as "name=value". The url that it names for its own network counts, else
/// host and port. Nothing where neither makes one.
std::optional<FoundHome> read_announcement(const std::vector<std::string>& txt,
                                           const std::string& host, int port);

/// A lamp (light.x, switch.x) or a light sensor (sensor.x of device class illuminance).
struct ListedEntity {
  std::string id;
  std::string name = {};   ///< for people; the id where it has none
  std::string state = {};  ///< as it is written there
  bool is_sensor = false;
};

/// Those in an answer to `states_request`, sorted by id; at most 2,000. Errors: as for read_facts.
Result<std::vector<ListedEntity>> read_listed(const Answer& answer);

/// `POST /api/template`, which only the token of an administrator may: the areas of entities.
/// Requires: is_entity_of for each.
Request areas_request(const std::vector<ListedEntity>& entities);

/// Areas by entity; entities without one are left out. Errors: those of check_status.
Result<std::map<std::string, std::string>> read_areas(const Answer& answer);

}  // namespace lamplighter::home_assistant
