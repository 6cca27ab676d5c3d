// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/page_house.h"
#include "core/result.h"
#include "web/route.h"

#include <nlohmann/json_fwd.hpp>

namespace lamplighter::app {

/// {"away", "until", "next_change"}. Errors: those of the kept word and the calendar.
Result<nlohmann::ordered_json> away_json(const PageHouse& house, Instant now);

/// POST {"away":true,"until":null}: says a word of the household. A running service obeys it.
web::Answer say_away(const PageHouse& house, const web::Request& request);

}  // namespace lamplighter::app
