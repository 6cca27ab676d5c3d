// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/page_house.h"
#include "web/route.h"

#include <vector>

namespace lamplighter::app {

/// GET /api/v1/tonight, with ?date= another evening's plan without committing to it; GET and POST
/// /api/v1/away: whether anybody is home.
std::vector<web::Route> tonight_routes(const PageHouse& house);

}  // namespace lamplighter::app
