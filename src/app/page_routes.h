// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/page_house.h"
#include "web/route.h"

#include <vector>

namespace lamplighter::app {

/// Everything the page and others may ask for (docs/formats.md, "The page's API"). Requires: the
/// house outlives the routes.
std::vector<web::Route> page_routes(const PageHouse& house);

}  // namespace lamplighter::app
