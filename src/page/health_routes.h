// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "page/page.h"
#include "web/route.h"

#include <vector>

namespace lamplighter::app {

/// GET /api/v1/health: how sensors, broker, bridge and lamps do; POST /api/v1/health/look: looks at
/// them again now.
std::vector<web::Route> health_routes(const PageContext& house);

}  // namespace lamplighter::app
