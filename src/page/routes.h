// SPDX-License-Identifier: Apache-2.0
// The page's routes below /api/v1, by group.
#pragma once

#include "core/result.h"
#include "page/page.h"
#include "web/route.h"

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <string>
#include <vector>

namespace lamplighter::app {

/// Corrections by the household: /api/v1/corrections to read and add them, and corrections.csv
/// (docs/formats.md).
std::vector<web::Route> correction_routes(const PageContext& house);

/// What keeps lamps from being played, one sentence each; at most a minute old. Requires: the house
/// has `check`.
std::vector<std::string> play_problems(const PageContext& house);

/// Adds a problem, unless it only repeats for a room or a part what another one says already.
void add_problem(const std::string& sentence, std::vector<std::string>& sentences);

/// GET /api/v1/health: the health of sensors, broker, bridge and lamps; POST /api/v1/health/look:
/// checks them again now. GET /api/v1/problems: play_problems. POST /api/v1/train: trains the model
/// now.
std::vector<web::Route> health_routes(const PageContext& house);

/// POST {"away":true,"until":null}: sets the occupancy override, which a running service follows.
web::Answer say_away(const PageContext& house, const web::Request& request);

/// GET /api/v1/tonight; with ?date= the plan of another evening, without committing to it. GET and
/// POST /api/v1/away: whether anyone is home.
std::vector<web::Route> tonight_routes(const PageContext& house);

/// The response to GET tonight: the evening of a date, or of `now` if none is given. Uses only the
/// configuration, speed and plan of the house; without a store, there are no past switches. Errors:
/// those of the place.
Result<nlohmann::ordered_json> tonight_document(const PageContext& house, std::optional<Date> asked,
                                                Instant now);

/// Everything below /api/v1/setup: what is set up, detected and chosen, and the resulting
/// configuration (docs/formats.md, "Set-up"). Empty for a demo without an owner.
std::vector<web::Route> setup_routes(const PageContext& house);

/// GET readings, compare and models, and the same data as CSV: readings.csv, lamps.csv, plan.csv
/// (docs/formats.md, "The page's documents").
std::vector<web::Route> view_routes(const PageContext& house);

}  // namespace lamplighter::app
