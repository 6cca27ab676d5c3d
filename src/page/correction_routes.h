// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "page/page.h"
#include "web/route.h"

#include <vector>

namespace lamplighter::app {

/// What people say of a room's lamps: /api/v1/corrections to read and to add
/// to, and corrections.csv (docs/formats.md).
std::vector<web::Route> correction_routes(const PageContext& house);

}  // namespace lamplighter::app
