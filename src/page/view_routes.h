// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "page/page.h"
#include "web/route.h"

#include <vector>

namespace lamplighter::app {

/// GET readings, compare and models, and the same past as CSV: readings.csv, lamps.csv, plan.csv
/// (docs/formats.md, "The page's documents").
std::vector<web::Route> view_routes(const PageContext& house);

}  // namespace lamplighter::app
