// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"
#include "page/page.h"
#include "web/route.h"

#include <nlohmann/json_fwd.hpp>

namespace lamplighter::app {

/// {"away", "until", "next_change"}. Errors: those of the kept word and the calendar.
Result<nlohmann::ordered_json> away_json(const PageContext& house, Instant now);

/// POST {"away":true,"until":null}: says a word of the household. A running service obeys it.
web::Answer say_away(const PageContext& house, const web::Request& request);

}  // namespace lamplighter::app
