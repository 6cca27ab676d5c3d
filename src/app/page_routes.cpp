// SPDX-License-Identifier: Apache-2.0
#include "app/page_routes.h"

#include "app/correction_routes.h"
#include "app/health_routes.h"
#include "app/house_routes.h"
#include "app/tonight_routes.h"
#include "app/view_routes.h"

#include <iterator>

namespace lamplighter::app {

std::vector<web::Route> page_routes(const PageHouse& house) {
  std::vector<web::Route> routes;
  const auto add = [&](std::vector<web::Route> more) {
    std::move(more.begin(), more.end(), std::back_inserter(routes));
  };
  add(house_routes(house));
  add(view_routes(house));
  add(correction_routes(house));
  add(tonight_routes(house));
  add(health_routes(house));
  return routes;
}

}  // namespace lamplighter::app
