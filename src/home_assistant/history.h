// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/instant.h"
#include "core/lamp_setting.h"
#include "home_assistant/client.h"
#include "importing/table.h"

#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace lamplighter::home_assistant {

/// The history of entities, by id. For a person, `on` is home, and `off` is elsewhere.
using EntityPasts = std::map<std::string, ForeignSeries>;

/// Whether a text is an entity id: a domain and a name of lower-case letters, digits and
/// underscores.
bool is_entity_id(std::string_view text);

/// `GET /api/history/period/…`: the states of entities from `from` until `until`. Without `held`
/// only changes in between, otherwise also the states at `from`. Requires: is_entity_id for each.
Request history_request(std::span<const std::string> entities, Instant from, Instant until,
                        bool held);

/// Adds a response to `history_request`. `unavailable` states count as the argument of that name.
/// Errors: those of check_status; bad_input for anything that is not such a response.
Result<void> read_history(const Answer& answer, LampState unavailable, EntityPasts& into);

/// `GET /api/states`: all entities.
Request states_request();

/// The ids of lamps and light sensors in a response to `states_request`, sorted. Errors: those of
/// check_status; bad_input for anything that is not such a response.
Result<std::vector<std::string>> read_candidates(const Answer& answer);

/// Whether the history can be read now, from a response to `GET /api/core/state`, which older
/// versions do not have. Errors: unavailable while Home Assistant migrates its database, because
/// the history may be incomplete.
Result<void> read_readiness(const Answer& answer);

/// Limits of a client for the history: responses of up to 4 MiB, which Home Assistant may take a
/// minute to compute.
inline constexpr http::Limits history_limits{.total = std::chrono::seconds(60),
                                             .body_bytes = std::size_t{4} << 20U};

/// Fetches the complete history of entities from `from` until `until`, in requests of a day and ten
/// entities, or smaller ones if a response is too large. `on_piece` gets the number of completed
/// requests and their total. Series are settled; entities without rows are omitted. Errors: those
/// of Client::send, of read_readiness and of read_history.
Result<EntityPasts> fetch_history(Client& client, std::vector<std::string> entities, Instant from,
                                  Instant until, LampState unavailable,
                                  const std::function<void(std::size_t, std::size_t)>& on_piece);

}  // namespace lamplighter::home_assistant
