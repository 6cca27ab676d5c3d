// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/page_house.h"
#include "web/route.h"

#include <vector>

namespace lamplighter::app {

/// GET /api/v1/house: where it is, and its rooms.
std::vector<web::Route> house_routes(const PageHouse& house);

}  // namespace lamplighter::app
