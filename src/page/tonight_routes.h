// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"
#include "page/page.h"
#include "web/route.h"

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <vector>

namespace lamplighter::app {

/// GET /api/v1/tonight, with ?date= another evening's plan without committing to it; GET and POST
/// /api/v1/away: whether anybody is home.
std::vector<web::Route> tonight_routes(const PageContext& house);

/// What GET tonight answers: the evening of a date, that of `now` where none is asked. Asks of the
/// house its config, speed and plan; nothing was played where its store has no directory. Errors:
/// that of the place.
Result<nlohmann::ordered_json> tonight_document(const PageContext& house, std::optional<Date> asked,
                                                Instant now);

}  // namespace lamplighter::app
