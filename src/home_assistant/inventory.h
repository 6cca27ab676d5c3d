// SPDX-License-Identifier: Apache-2.0
// The contents of a Home Assistant: the location of the house, its lamps and light sensors, their
// areas.
#pragma once

#include "core/result.h"
#include "home_assistant/client.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace lamplighter::home_assistant {

/// The location of the house, from Home Assistant.
struct HomeFacts {
  double latitude = 0;
  double longitude = 0;
  std::string time_zone;
};

/// `GET /api/config`.
Request facts_request();

/// Errors: those of check_status; bad_input for anything that is not such an answer.
Result<HomeFacts> read_facts(const Answer& answer);

/// A Home Assistant that announces itself by multicast DNS, as `_home-assistant._tcp`. Any machine
/// on the network can announce one: the user has to choose.
struct FoundHome {
  std::string name;  ///< for display; may be empty
  std::string url;   ///< as in Access

  friend bool operator==(const FoundHome&, const FoundHome&) = default;
};

/// `txt`: its TXT record, as "name=value". Uses the internal URL that it contains, otherwise host
/// and port. Empty if neither is usable.
std::optional<FoundHome> read_announcement(const std::vector<std::string>& txt,
                                           const std::string& host, int port);

/// A lamp (light.x, switch.x) or a light sensor (sensor.x with device class illuminance).
struct ListedEntity {
  std::string id;
  std::string name = {};   ///< for display; the id if it has none
  std::string state = {};  ///< in Home Assistant's spelling
  bool is_sensor = false;
};

/// The entities in a response to `states_request`, sorted by id; at most 2,000. Errors: as for
/// read_facts.
Result<std::vector<ListedEntity>> read_listed(const Answer& answer);

/// `POST /api/template`, which needs an administrator's token: the areas of entities. Requires:
/// is_entity_of for each.
Request areas_request(const std::vector<ListedEntity>& entities);

/// Areas by entity; entities without one are omitted. Errors: those of check_status.
Result<std::map<std::string, std::string>> read_areas(const Answer& answer);

}  // namespace lamplighter::home_assistant
