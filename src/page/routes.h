// SPDX-License-Identifier: Apache-2.0
// The page's addresses below /api/v1, group by group.
#pragma once

#include "core/result.h"
#include "page/page.h"
#include "web/route.h"

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <string>
#include <vector>

namespace lamplighter::app {

/// What people say of a room's lamps: /api/v1/corrections to read and to add
/// to, and corrections.csv (docs/formats.md).
std::vector<web::Route> correction_routes(const PageContext& house);

/// What keeps lamps from being played, a sentence each; at most a minute old. Requires: the house
/// has its check.
std::vector<std::string> play_problems(const PageContext& house);

/// GET /api/v1/health: how sensors, broker, bridge and lamps do; POST /api/v1/health/look: looks at
/// them again now. GET /api/v1/problems: play_problems. POST /api/v1/train: learns the house now.
std::vector<web::Route> health_routes(const PageContext& house);

/// POST {"away":true,"until":null}: sets the order on who is home. A running service obeys it.
web::Answer say_away(const PageContext& house, const web::Request& request);

/// GET /api/v1/tonight, with ?date= another evening's plan without committing to it; GET and POST
/// /api/v1/away: whether anybody is home.
std::vector<web::Route> tonight_routes(const PageContext& house);

/// What GET tonight answers: the evening of a date, that of `now` where none is asked. Asks of the
/// house its config, speed and plan; nothing was played where its store has no directory. Errors:
/// that of the place.
Result<nlohmann::ordered_json> tonight_document(const PageContext& house, std::optional<Date> asked,
                                                Instant now);

/// Everything below /api/v1/setup: what of the house is set up, heard and chosen, and the config
/// that would be written (docs/formats.md, "Set-up"). None where a demo has no owner.
std::vector<web::Route> setup_routes(const PageContext& house);

/// GET readings, compare and models, and the same past as CSV: readings.csv, lamps.csv, plan.csv
/// (docs/formats.md, "The page's documents").
std::vector<web::Route> view_routes(const PageContext& house);

}  // namespace lamplighter::app
