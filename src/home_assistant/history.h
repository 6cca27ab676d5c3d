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

/// What entities were, by their ids. Of a person, `on` is home, and `off` somewhere else.
using EntityPasts = std::map<std::string, ForeignSeries>;

/// Whether a text is an entity's id: a domain and a name of small letters, digits and underscores.
bool is_entity_id(std::string_view text);

/// `GET /api/history/period/…`: what entities were from `from` until `until`. Without `held` only
/// what changed in between, else also what held at `from`. Requires: is_entity_id for each.
Request history_request(std::span<const std::string> entities, Instant from, Instant until,
                        bool held);

/// Adds an answer to `history_request`. What is `unavailable` is taken for `unavailable`. Errors:
/// those of check_status; bad_input for anything that is not such an answer.
Result<void> read_history(const Answer& answer, LampState unavailable, EntityPasts& into);

/// `GET /api/states`: everything there is.
Request states_request();

/// The ids of lamps and of sensors of light in an answer to `states_request`, sorted. Errors: those
/// of check_status; bad_input for anything that is not such an answer.
Result<std::vector<std::string>> read_candidates(const Answer& answer);

/// Whether the past can be read now, by an answer to `GET /api/core/state`, which older ones do not
/// have. Errors: unavailable while Home Assistant rebuilds its database and may not know all of it.
Result<void> read_readiness(const Answer& answer);

/// What a client for history needs: answers of up to 4 MiB, for which Home Assistant may take a
/// minute.
inline constexpr http::Limits history_limits{.total = std::chrono::seconds(60),
                                             .body_bytes = std::size_t{4} << 20U};

/// Everything that Home Assistant still has of entities from `from` until `until`, in pieces of a
/// day and ten entities, or smaller ones where an answer is too large. `on_piece` gets how many of
/// how many pieces are done. Series are settled; entities without rows are left out. Errors: those
/// of Client::send, of read_readiness and of read_history.
Result<EntityPasts> fetch_history(Client& client, std::vector<std::string> entities, Instant from,
                                  Instant until, LampState unavailable,
                                  const std::function<void(std::size_t, std::size_t)>& on_piece);

}  // namespace lamplighter::home_assistant
